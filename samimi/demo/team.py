"""A scripted social team: reads the cards in the stand-in chat and taps as people would, a few minutes later.

It knows nothing of our tables: what it does rests on what a card shows.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

APPROVE = ("✅ Onayla", "✅ Approve", "⚠️ Uyarıyla onayla", "⚠️ Approve anyway")
OVERRULE = ("⚠️ Evet, onayla", "⚠️ Yes, approve")
SKIP = ("🚫 Yanıt yok", "🚫 No reply")
APPROVED = ("✅ Onaylandı", "✅ Approved")
"""How the bot confirms an approval."""
LEAD_ONLY = ("yalnızca lider", "Only a lead")
"""How the bot refuses what only a lead may do."""
POSTED = ("☑️ Yayınladım", "☑️ Posted")
REASONS = {
    "spam": ("Spam / trol", "Spam or troll"),
    "not_about_us": ("Bizimle ilgili değil", "Not about us"),
    "no_reply_needed": ("Yanıt gerekmez", "Needs no reply"),
    "solved_elsewhere": ("Başka yerde çözüldü", "Solved elsewhere"),
}


@dataclass(frozen=True)
class Plan:
    """What a good team does with one mention."""

    do: str = "approve"
    """approve, edit, skip or escalate."""
    text: str = ""
    """The new text of an edit."""
    reason: str = "no_reply_needed"


@dataclass(frozen=True)
class Approval:
    """What a person saw when they approved: everything on the card; `query` finds the bot's answer."""

    message: int
    text: str
    query: str


@dataclass
class Team:
    """`plan_for` finds the plan for a card's text; None: decide by what the card itself says."""

    telegram: Any
    chat: int
    people: list[int]
    lead: int
    plan_for: Callable[[str], Plan | None]
    post_by_hand: Callable[[str, str, str], None]
    """account, text, target: a colleague posts in the platform's own app."""
    patience: timedelta = timedelta(minutes=1)
    """How long somebody waits for a card to change after they tapped it."""
    taps: list[Approval] = field(default_factory=list)
    _due: dict[int, datetime] = field(default_factory=dict)
    _nothing_to_do: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """What a card looked like when there was nothing to do on it."""
    _last_tap: dict[int, str] = field(default_factory=dict)
    _done: dict[int, set[str]] = field(default_factory=dict)

    def accepted(self) -> list[Approval]:
        """The approvals the bot confirmed."""
        return [tap for tap in self.taps if (self.telegram.toast(tap.query) or {}).get("text", "").startswith(APPROVED)]

    def next_at(self, now: datetime) -> datetime | None:
        """When somebody reaches for a card next."""
        return min((at for at in self._due.values() if at > now), default=None)

    def act(self, now: datetime) -> int:
        """Do what is due on the cards that wait; returns the number of taps and messages."""
        acts = 0
        for message in self.telegram.messages(self.chat):
            labels = {key["label"]: key for row in message["buttons"] for key in row}
            if not message["bot"] or not labels:
                continue
            acts += self._look(message, labels, now)
        return acts

    def _look(self, message: Mapping[str, Any], labels: Mapping[str, Any], now: datetime) -> int:
        """A card is looked at some minutes after it came, and again when it has changed."""
        card, face = message["id"], (message["text"], *labels)
        if self._nothing_to_do.get(card) == face:
            return 0
        first = now + timedelta(minutes=random.Random(card).uniform(0.5, 6))
        if now < self._due.setdefault(card, first):
            return 0
        self._due[card] = now + self.patience
        acts = self._decide(message, labels, now)
        if not acts:
            self._nothing_to_do[card] = face
            self._due[card] = now
        return acts

    def _decide(self, message: Mapping[str, Any], labels: Mapping[str, Any], now: datetime) -> int:
        plan = self.plan_for(message["text"]) or self._by_the_card(message["text"])
        if plan.do == "edit" and self._once(message, "edit") and _one_of(labels, APPROVE):
            self.telegram.message(self.chat, self.lead, plan.text, reply_to=message["id"])
            self._due[message["id"]] = now + timedelta(minutes=1)
            return 1
        for choices, deed in ((POSTED, self._by_hand), (OVERRULE, self._approve), (REASONS[plan.reason], self._tap)):
            label = _one_of(labels, choices)
            if label:
                return deed(message, labels, label)
        wanted = APPROVE if plan.do in ("approve", "edit") else SKIP
        label = _one_of(labels, wanted) or _one_of(labels, SKIP)
        if label is None:
            return 0
        return (self._approve if label in APPROVE else self._tap)(message, labels, label)

    def _by_the_card(self, text: str) -> Plan:
        """Without a script: green and amber drafts are approved, some cards are skipped."""
        if "🔴" in text:
            return Plan("skip")
        return Plan("skip") if hash_of(text) % 10 == 0 else Plan("approve")

    def _approve(self, message: Mapping[str, Any], labels: Mapping[str, Any], label: str) -> int:
        query = self._press(message, label)
        self.taps.append(Approval(message["id"], message["text"], query))
        return 1

    def _by_hand(self, message: Mapping[str, Any], labels: Mapping[str, Any], label: str) -> int:
        """Open the composer's link, post what it holds, come back and say so."""
        if self._once(message, "by_hand"):
            link = next((key for key in labels.values() if key.get("url")), None)
            if link is not None:
                self._compose(message, link["url"])
        return self._tap(message, labels, label)

    def _compose(self, message: Mapping[str, Any], url: str) -> None:
        asked = parse_qs(urlsplit(url).query)
        if "in_reply_to" in asked:
            self.post_by_hand("x", asked["text"][0], asked["in_reply_to"][0])
        else:
            self.post_by_hand("bluesky" if "bsky.app" in url else "reddit", _text_on(message), url)

    def _tap(self, message: Mapping[str, Any], labels: Mapping[str, Any], label: str) -> int:
        self._press(message, label)
        return 1

    def _press(self, message: Mapping[str, Any], label: str) -> str:
        person = self.lead if self._is_the_leads(message) else self._someone(message["id"])
        query = str(self.telegram.tap(self.chat, message["id"], person, label).get("query", ""))
        self._last_tap[message["id"]] = query
        return query

    def _is_the_leads(self, message: Mapping[str, Any]) -> bool:
        """The card says so, the lead has it in hand, or somebody else was refused."""
        card = message["id"]
        answer = self.telegram.toast(self._last_tap[card]) if card in self._last_tap else None
        refused = any(word in (answer or {}).get("text", "") for word in LEAD_ONLY)
        return refused or "edit" in self._done.get(card, ()) or message["text"].startswith(("🟣", "🔴"))

    def _someone(self, card: int) -> int:
        return self.people[card % len(self.people)]

    def _once(self, message: Mapping[str, Any], deed: str) -> bool:
        """True the first time only."""
        done = self._done.setdefault(message["id"], set())
        if deed in done:
            return False
        done.add(deed)
        return True


def _text_on(message: Mapping[str, Any]) -> str:
    """The approved text, which a card shows in italics; offsets count UTF-16 units."""
    units = message["text"].encode("utf-16-le")
    parts = [
        units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in message["entities"]
        if e["type"] == "italic"
    ]
    return max(parts, key=len, default="")


def _one_of(labels: Mapping[str, Any], choices: tuple[str, ...]) -> str | None:
    return next((label for label in labels if label in choices), None)


def hash_of(text: str) -> int:
    """A number that is the same on every run."""
    return sum(ord(letter) * (at + 1) for at, letter in enumerate(text[:200]))


def bare(text: str) -> str:
    """Letters and digits only: how a card's text and a post's are compared."""
    return re.sub(r"[\W_]+", "", text).lower()
