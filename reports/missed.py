"""What we did not hear, and why: sources that were down, pages that came late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlmodel import Session, col

from models import Notice, Source
from reports.spans import Span

_PATIENCE = timedelta(hours=1)
"""A source silent for less than this is not called down."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A platform we did not hear for `minutes` of the span; `still` says that it lasts at this moment."""

    platform: str
    minutes: float
    still: bool


def outages(session: Session, brand: str, within: Span, now: datetime) -> list[Outage]:
    """Longest first. From the notices on record ("source x/brand") and from sources that fail at this moment."""
    ends = min(within.end, now)
    spells: dict[str, list[tuple[datetime, datetime]]] = {}
    down = {platform: since for platform, since in _down_now(session, brand, now) if since < ends}
    for platform, began, over in _noticed(session, brand, within):
        spells.setdefault(platform, []).append((max(began, within.start), min(over or ends, ends)))
    for platform, since in down.items():
        spells.setdefault(platform, []).append((max(since, within.start), ends))
    found = [Outage(platform, _minutes(parts), platform in down) for platform, parts in spells.items()]
    return sorted(found, key=lambda outage: (-outage.minutes, outage.platform))


def _noticed(session: Session, brand: str, within: Span) -> list[tuple[str, datetime, datetime | None]]:
    sources = select(col(Source.platform)).where(col(Source.brand) == brand)
    keys = {f"source {name}/{brand}": str(name) for name in session.connection().execute(sources).scalars()}
    query = select(col(Notice.key), col(Notice.began_at), col(Notice.over_at)).where(
        col(Notice.key).in_(list(keys)),
        col(Notice.began_at) < within.end,
        or_(col(Notice.over_at).is_(None), col(Notice.over_at) > within.start),
    )
    return [(keys[key], began, over) for key, began, over in session.connection().execute(query)]


def _down_now(session: Session, brand: str, now: datetime) -> list[tuple[str, datetime]]:
    query = select(col(Source.platform), col(Source.last_ok_at)).where(
        col(Source.brand) == brand, col(Source.failures) > 0, col(Source.last_ok_at) < now - _PATIENCE
    )
    return [(str(platform), since) for platform, since in session.connection().execute(query) if since is not None]


def _minutes(spells: list[tuple[datetime, datetime]]) -> float:
    """Minutes covered by the spells together, overlaps once."""
    total, reached = timedelta(), None
    for start, end in sorted(spells):
        begin = start if reached is None else max(start, reached)
        total += max(end - begin, timedelta())
        reached = end if reached is None else max(end, reached)
    return total.total_seconds() / 60
