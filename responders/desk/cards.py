"""A card's text: everything needed for a decision on one phone screen, in the language of the brand's chat."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import unescape

from responders.desk.card_words import line, platform_name, word
from responders.desk.case import Case
from responders.desk.crises import crisis_of
from responders.desk.drafts_shown import draft_lines
from responders.desk.exchange import so_far
from responders.desk.handing_over import case_of
from responders.desk.keyboards import Rows, rows
from responders.desk.knowing import author_line, burst_lines, waiting_line
from responders.desk.link_words import link_lines
from responders.desk.outcomes_shown import outcome_lines
from responders.desk.quoting import own, quoted
from responders.desk.roles import is_sensitive, name_of
from responders.desk.standing import Standing, level, standing
from responders.desk.translated import translation_lines

LONGEST = 900
"""Characters of a card, so that it fits one phone screen; only a longer draft may exceed it, never be cut."""
_LEAST_QUOTE = 120
_FOLD_FROM = 200
_POSTS, _LEAST_POST = 5, 60
"""Of a burst: posts quoted at most, characters of each at least."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card looks like now. `digest` changes when anything visible does."""

    text: str
    rows: Rows
    version: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr((self.text, self.rows, self.version)).encode()).hexdigest()


def visible_length(html: str) -> int:
    """Characters on the screen: tags and entities are not."""
    return len(unescape(re.sub(r"<[^>]+>", "", html)))


def render(case: Case) -> Shown:
    """The card for this moment."""
    now = standing(case)
    if now == "stub":
        text = line(case.brand.chat_language, "stub", n=case.mention.id)
        return Shown(text, [], case.version)
    head, tail = _head(case, now), [*translation_lines(case, now), _links(case), *_tail(case, now)]
    room = LONGEST - visible_length("\n".join([*head, "", *tail]))
    body = _quote(case, max(_LEAST_QUOTE, room))
    return Shown("\n".join([*head, *body, *tail]), rows(case), case.version)


def _head(case: Case, now: Standing) -> list[str]:
    language, mention = case.brand.chat_language, case.mention
    judged = case.judgement()
    kind = (judged.kind or judged.label) if judged else "other"
    parts = [
        word(language, "topic", judged.topic if judged else "general"),
        word(language, "label", kind),
        own(case.brand.name),
        platform_name(mention.platform),
    ]
    undecided = now in ("open", "bare")
    if undecided:
        parts.insert(0, f"<b>{word(language, 'level', level(case))}</b>")
    first = " · ".join(parts)
    if not undecided:
        return [first, author_line(case)]
    return [f"{first}   {waiting_line(case)}", author_line(case), *_together(case), *burst_lines(case), *so_far(case)]


def _quote(case: Case, longest: int) -> list[str]:
    text = _posts(case, longest) if len(case.posts) > 1 else quoted(case.mention.text, longest)
    fold = " expandable" if len(text) > _FOLD_FROM else ""
    return [f"<blockquote{fold}>{text}</blockquote>"] if text else []


def _links(case: Case) -> str:
    """Pictures, the post's address, and the number by which commands know the card."""
    language, url = case.brand.chat_language, case.mention.url
    links = [line(language, "pictures", n=case.mention.images)] if case.mention.images else []
    if url.startswith(("https://", "http://")):
        links.append(f'<a href="{own(url).replace(chr(34), "%22")}">{line(language, "post")}</a>')
    return " · ".join([*links, f"#{case.mention.id}"])


def _together(case: Case) -> list[str]:
    return [line(case.brand.chat_language, "together", n=len(case.posts))] if len(case.posts) > 1 else []


def _posts(case: Case, longest: int) -> str:
    """A line for each post of a burst, with its time; of many the first and the newest."""
    posts = case.posts if len(case.posts) <= _POSTS else [case.posts[0], *case.posts[1 - _POSTS :]]
    share = max(_LEAST_POST, longest // len(posts) - len("12:08 …"))
    clock = case.brand.calendar.local
    return "\n".join(f"{clock(post.created_at):%H:%M} {quoted(post.text, share)}" for post in posts)


def _tail(case: Case, now: Standing) -> list[str]:
    lines = [] if now == "bare" else draft_lines(case, now)
    if now in ("open", "bare"):
        lines += [*link_lines(case), *_why(case), *_leads_only(case), *_claim(case), *_question(case)]
    return lines + _case(case) + outcome_lines(case, now)


def _case(case: Case) -> list[str]:
    """What customer service has of it."""
    found = case_of(case.session, case.mention.id)
    if found is None:
        return []
    language = case.brand.chat_language
    return [line(language, "case", n=own(found.number), state=word(language, "case", found.state))]


def _why(case: Case) -> list[str]:
    language, mention = case.brand.chat_language, case.mention
    reasons = list(case.draft.reasons) if case.draft else []
    reasons += [code for code in (mention.care_reason, mention.escalate) if code and code not in reasons]
    told = [code.partition(":")[0] if code.startswith("fallback:") else code for code in reasons]
    words = [word(language, "reason", code) for code in told if ":" not in code or code == "care:lead"]
    sure = mention.confidence or 0.0
    confidence = line(language, "high" if sure >= 0.85 else "medium" if sure >= 0.6 else "low")
    key = "why" if words else "sure"
    return [line(language, key, reasons=own(", ".join(dict.fromkeys(words))), confidence=confidence)]


def _leads_only(case: Case) -> list[str]:
    """Why an approver's press will be refused, before they press."""
    language = case.brand.chat_language
    if crisis_of(case.session, case.brand.key):
        return [line(language, "crisis")]
    return [line(language, "leads_only")] if is_sensitive(case.mention) and level(case) != "lead" else []


def _claim(case: Case) -> list[str]:
    owner, until = case.mention.claimed_by, case.mention.claimed_until
    if owner is None or (until is not None and until <= case.now):
        return []
    name = name_of(case.session, case.office.settings, owner)
    return [line(case.brand.chat_language, "claimed", name=own(name))]


def _question(case: Case) -> list[str]:
    """What the open view asks of the reader; where none is open, the shortest way to another text."""
    if case.view == "main":
        return [line(case.brand.chat_language, "own_words" if standing(case) == "bare" else "other_words")]
    asked = {"edit": "how_to_edit", "confirm": "really", "pass_on": "to_whom", "escalate": "why_lead"}.get(
        case.view.partition(" ")[0]
    )
    return [f"<b>{line(case.brand.chat_language, asked)}</b>"] if asked else []
