"""Complaints with one cause within hours gather in one incident: what to open, count on, ring again and close.

Pure decisions over the hour's readings and the incidents on record; samimi/ writes the rows and sends the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from models import Incident, Mention
from reports.facts import ANSWERED
from reports.hours import Reading, series_is
from reports.settings import AlarmSettings
from reports.wording import Language, duration

LOOK_BACK = timedelta(hours=3)
"""Posts this much older than the alarm belong to its incident."""


@dataclass(frozen=True, slots=True)
class Open:
    """A new incident, told with the reading as evidence."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class Ring:
    """It still rises after the cooldown: told again, in the same incident."""

    incident_id: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class Close:
    """Three hours as usual: the all-clear."""

    incident_id: int
    at: datetime


Step = Open | Ring | Close


def decide(
    readings: Sequence[Reading],
    incidents: Sequence[Incident],
    gathered: Mapping[int, Iterable[int]],
    settings: AlarmSettings,
    now: datetime,
) -> list[Step]:
    """Steps for one brand. `incidents`: all its open ones and those closed within the cooldown; `gathered`: the
    mention ids of each open one. One event rings once: a series most of whose posts already belong to an incident
    of another series opens none of its own, and topics come before "negative", which holds them all.
    """
    open_ = {incident.series: incident for incident in incidents if incident.closed_at is None}
    told = {one.series: one.last_alarm_at for one in sorted(incidents, key=lambda one: one.opened_at)}
    known = {id_ for ids in gathered.values() for id_ in ids}
    steps: list[Step] = []
    for reading in sorted(readings, key=_by_weight):
        incident, last = open_.get(reading.series), told.get(reading.series)
        quiet = last is not None and now < last + settings.cooldown
        if incident is not None and reading.fires and not quiet:
            steps.append(Ring(incident.id, reading))
        elif incident is not None and reading.calm and reading.end >= incident.opened_at + LOOK_BACK:
            steps.append(Close(incident.id, reading.end))
        elif incident is None and reading.fires and not quiet and not _is_part(reading, known):
            known.update(reading.mentions)
            steps.append(Open(reading))
    return steps


def members(session: Session, brand: str, series: str, opened_at: datetime, until: datetime) -> list[int]:
    """Ids of posts that belong to the incident and are in none yet, oldest first."""
    query = select(col(Mention.id)).where(
        col(Mention.brand) == brand,
        col(Mention.created_at) >= opened_at - LOOK_BACK,
        col(Mention.created_at) < until,
        col(Mention.incident_id).is_(None),
        series_is(series),
    )
    return list(session.connection().execute(query.order_by(col(Mention.created_at))).scalars())


@dataclass(frozen=True, slots=True)
class Summary:
    """An incident in numbers, for its card, its all-clear and the digest."""

    incident_id: int
    series: str
    opened_at: datetime
    closed_at: datetime | None
    posts: int
    authors: int
    answered: int


def summary(session: Session, incident: Incident) -> Summary:
    """Counted from the posts gathered in it."""
    query = select(col(Mention.author_id), ANSWERED).where(col(Mention.incident_id) == incident.id)
    rows = [tuple(row) for row in session.connection().execute(query)]
    return Summary(
        incident_id=incident.id,
        series=incident.series,
        opened_at=incident.opened_at,
        closed_at=incident.closed_at,
        posts=len(rows),
        authors=len({author for author, _ in rows}),
        answered=sum(bool(answered) for _, answered in rows),
    )


def lasted(summary: Summary, now: datetime, language: Language) -> str:
    """From its opening to its end, or until now."""
    return duration(((summary.closed_at or now) - summary.opened_at).total_seconds() / 60, language)


def during(session: Session, brand: str, start: datetime, end: datetime) -> list[Summary]:
    """The incidents that were open at some time in [start, end), oldest first."""
    query = select(Incident).where(
        col(Incident.brand) == brand,
        col(Incident.opened_at) < end,
        col(Incident.closed_at).is_(None) | (col(Incident.closed_at) >= start),
    )
    return [summary(session, one) for one in session.scalars(query.order_by(col(Incident.opened_at)))]


def _by_weight(reading: Reading) -> tuple[bool, bool, int]:
    """Safety first, then topics by their count, then "negative"."""
    return reading.series == "negative", reading.series != "safety", -reading.count


def _is_part(reading: Reading, known: set[int]) -> bool:
    return 2 * len(known.intersection(reading.mentions)) >= max(len(reading.mentions), 1)
