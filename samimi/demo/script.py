"""What people post during the demo: the scripted day, or JSON lines somebody gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from models.errors import ConfigError
from models.json_lines import read_file
from samimi import marked_yaml
from samimi.demo.places import Place, Said
from samimi.demo.team import Plan, bare
from sandbox import day

DAY = date(2026, 11, 19)
"""A Thursday: some posts say so."""
_DO = {"escalate": "skip"}
"""A lead reads an escalation, and answers it elsewhere than in public."""
_MOST = ("skip", "escalate", "approve", "edit")
_REASONS = {"spam": "spam", "troll": "spam", "not_us": "not_about_us", "no_need": "no_reply_needed"}
_HEARD_CHANNEL = "ModaTR"
"""A subreddit the demo's brands listen to."""
MORNING = timedelta(minutes=2)
"""The bot listens this long before the first post."""


@dataclass
class Event:
    """A post to come. `after` names the event it answers."""

    at: datetime
    platform: str
    said: Said
    key: str
    after: str | None = None
    plan: Plan | None = None
    under_our_answer: bool = False
    """It stands under our answer to `after`, if there is one by then."""
    quotes_us: bool = False
    account: str = ""
    """Of the brand it is about."""
    gone_at: datetime | None = None
    """When its author deletes it."""
    answered_at: datetime | None = None
    """When a colleague answers it in the platform's own app, with `answer`."""
    answer: str = ""


@dataclass
class Script:
    """Events in order, and what became of them."""

    events: list[Event]
    posted: dict[str, tuple[str, str]] = field(default_factory=dict)
    """(platform, native id) of each event that has happened, by its key."""
    answered_in_app: set[tuple[str, str]] = field(default_factory=set)
    _next: int = 0

    def __post_init__(self) -> None:
        self.events.sort(key=lambda event: event.at)
        self._plans = {bare(event.said.text)[:60]: event.plan for event in self.events if event.plan}

    @property
    def start(self) -> datetime:
        return self.events[0].at - MORNING

    @property
    def end(self) -> datetime:
        return self.events[-1].at + timedelta(minutes=20)

    @property
    def done(self) -> float:
        return self._next / len(self.events)

    @property
    def next_at(self) -> datetime | None:
        """When the next post, deletion or answer is due."""
        coming = [event.at for event in self.events[self._next : self._next + 1]]
        for event in self.events[: self._next]:
            coming += [at for at in (event.gone_at, event.answered_at) if at is not None]
        return min(coming, default=None)

    def feed(self, towns: Mapping[str, Place], now: datetime) -> int:
        """Post what is due; returns how many posts were made."""
        before = self._next
        while self._next < len(self.events) and self.events[self._next].at <= now:
            self._post(self.events[self._next], towns)
            self._next += 1
        for event in self.events[: self._next]:
            self._later(event, towns, now)
        return self._next - before

    def _later(self, event: Event, towns: Mapping[str, Place], now: datetime) -> None:
        """What becomes of a post after it was made."""
        place, native_id = towns[event.platform], self.posted[event.key][1]
        if event.gone_at is not None and event.gone_at <= now:
            event.gone_at = None
            place.remove(native_id)
        if event.answered_at is not None and event.answered_at <= now:
            event.answered_at = None
            place.by_hand(event.account, event.answer, native_id)
            self.answered_in_app.add((event.platform, native_id))

    def plan_for(self, card: str) -> Plan | None:
        """The plan whose mention the card quotes; of several posts on one card the plan that does most."""
        text = bare(card)
        quoted = [start for start in self._plans if start and start in text]
        # A post of nothing but the handle stands inside every other one: it is meant where it stands alone.
        meant = [start for start in quoted if not any(start in other and start != other for other in quoted)]
        return max((self._plans[start] for start in meant), key=lambda plan: _MOST.index(plan.do), default=None)

    def _post(self, event: Event, towns: Mapping[str, Place]) -> None:
        place, said = towns[event.platform], event.said
        if event.after is not None:
            said = replace(said, reply_to=self._parent(event, place))
        if event.quotes_us:
            said = replace(said, quotes=place.own_post(event.account, "Yeni sezon geldi."))
        self.posted[event.key] = (event.platform, place.say(said))

    def _parent(self, event: Event, place: Place) -> str:
        """The earlier post, or our answer under it."""
        target = self.posted[event.after or ""][1]
        ours = [one.id for one in place.published({event.account}) if one.target == target]
        return ours[0] if event.under_our_answer and ours else target


def brands() -> dict[str, Any]:
    """The `brands:` of the scripted day, as written; the stand-ins give accounts ids of their own."""
    data = marked_yaml.read(day.CONFIG).data
    for brand in data["brands"].values():
        for platform in brand["platforms"].values():
            platform.pop("account_id", None)
    return {"brands": data["brands"]}


def scripted() -> Script:
    """The day written for the demo, with what a good team does about each post."""
    accounts = {
        (key, name): platform["account"]
        for key, brand in brands()["brands"].items()
        for name, platform in brand["platforms"].items()
    }
    return Script([_from_line(line, accounts[(line.brand, line.platform)]) for line in day.load()])


def _from_line(line: day.Post, account: str) -> Event:
    said = Said(
        line.handle, line.name, line.followers, line.text, line.images, title=line.title, channel=line.channel,
        lang=line.lang,
    )  # fmt: skip
    return Event(
        at=_instant(line.at),
        platform=line.platform,
        said=said,
        key=line.id,
        after=line.after_reply_to or line.reply_to,
        plan=Plan(_DO.get(line.act, line.act), line.to, _REASONS.get(line.reason or "", "no_reply_needed")),
        under_our_answer=line.after_reply_to is not None,
        quotes_us=line.quotes_us,
        account=account,
        gone_at=_instant(line.deleted_at) if line.deleted_at else None,
        answered_at=_instant(line.answered_at) if line.answered_at else None,
        answer=line.answer,
    )


def _instant(at: time) -> datetime:
    return datetime.combine(DAY, at, ZoneInfo("Europe/Istanbul")).astimezone(UTC)


class Replayed(BaseModel):
    """One line of a replay; other keys are ignored."""

    model_config = ConfigDict(extra="ignore")

    text: str
    lang: str = "und"
    author: str = "somebody"
    author_name: str = ""
    platform: str = "x"
    created_at: datetime


def replayed(file: Path) -> Script:
    """Raises ConfigError naming the file, the line and what is wrong with it."""
    events = [_event(line, number) for number, line in read_file(file, Replayed)]
    if not events:
        raise ConfigError(f"{file}: holds no lines; each needs text and created_at")
    return Script(events)


def _event(line: Replayed, number: int) -> Event:
    at = line.created_at if line.created_at.tzinfo else line.created_at.replace(tzinfo=UTC)
    name = line.author_name or line.author
    said = Said(line.author, name, 0, line.text, lang=line.lang, channel=_HEARD_CHANNEL, title=line.text[:90])
    return Event(at.astimezone(UTC), line.platform, said, f"line {number}")
