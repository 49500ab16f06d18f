"""What people post during the demo: the scripted day, or JSON lines somebody gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from models.errors import ConfigError
from samimi.demo.places import Place, Said
from samimi.demo.team import Plan, bare

DEMO_BRAND = "ornek"
MORNING = timedelta(minutes=30)
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
    gone_at: datetime | None = None
    """When its author deletes it."""


@dataclass
class Script:
    """Events in order, and what became of them."""

    events: list[Event]
    posted: dict[str, tuple[str, str]] = field(default_factory=dict)
    """(platform, native id) of each event that has happened, by its key."""
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

    def feed(self, towns: Mapping[str, Place], now: datetime) -> int:
        """Post what is due; returns how many posts were made."""
        before = self._next
        while self._next < len(self.events) and self.events[self._next].at <= now:
            self._post(self.events[self._next], towns)
            self._next += 1
        for event in self.events[: self._next]:
            if event.gone_at is not None and event.gone_at <= now:
                towns[event.platform].remove(self.posted[event.key][1])
                event.gone_at = None
        return self._next - before

    def plan_for(self, card: str) -> Plan | None:
        """The plan whose mention the card quotes."""
        text = bare(card)
        return next((plan for start, plan in self._plans.items() if start and start in text), None)

    def _post(self, event: Event, towns: Mapping[str, Place]) -> None:
        said = event.said
        if event.after is not None:
            _, parent = self.posted[event.after]
            said = Said(**{**vars(said), "reply_to": parent})
        self.posted[event.key] = (event.platform, towns[event.platform].say(said))


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
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read as UTF-8 text ({error})") from error
    events, faults = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            events.append(_event(Replayed.model_validate_json(line), number))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            faults.append(f"{file}:{number}: {'.'.join(map(str, first['loc'])) or 'line'}: {first['msg']}")
    if faults or not events:
        raise ConfigError("\n".join(faults) or f"{file}: holds no lines; each needs text and created_at")
    return Script(events)


def _event(line: Replayed, number: int) -> Event:
    at = line.created_at if line.created_at.tzinfo else line.created_at.replace(tzinfo=UTC)
    said = Said(line.author, line.author_name or line.author, 0, line.text, lang=line.lang)
    return Event(at.astimezone(UTC), line.platform, said, f"line {number}")
