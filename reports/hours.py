"""The hours that have just closed, for every series, held against the same hours of past days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from models import Author, Brand, Mention
from reports import spikes
from reports.facts import ABOUT, topic_is
from reports.settings import AlarmSettings

HOUR = timedelta(hours=1)
LOUD = 50_000
"""Followers whose negative post is told at once."""
URGENT = ("self_harm", "safety", "injury", "press")


@dataclass(frozen=True, slots=True)
class Reading:
    """One series in the closed hour [start, end), or in the two or three up to its end where only these ring.

    `usual` is the expected count, campaigns included.
    """

    series: str
    start: datetime
    end: datetime
    count: int
    authors: int
    usual: float
    p: float
    days: int
    """Days of history it was held against, 28 at most."""
    fires: bool
    calm: bool
    """This hour and the two before it are as usual."""
    mentions: tuple[int, ...] = ()
    """These posts, oldest first; only of a series that fires."""


@dataclass(frozen=True, slots=True)
class Loud:
    """A single post that is told at once, whatever the counts."""

    mention_id: int
    reason: str
    """An escalation (self_harm, safety, injury, press) or "followers"."""
    followers: int | None


def survey(session: Session, brand: Brand, settings: AlarmSettings, now: datetime) -> list[Reading]:
    """Every series up to the last full or half hour. Some 150 small questions to the database."""
    local = brand.calendar.local(now)
    end = local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0)
    known = _days_known(session, brand, end)
    # Row 0 is the hour up to `end`, rows 1 and 2 the two before it.
    backs = range(spikes.SPANS)
    counts = np.array([_counts(session, brand, end.astimezone(UTC) - back * HOUR) for back in backs])
    ring = {back: _ring(session, brand, settings, end, back, known) for back in range(-1, spikes.SPANS + 1)}
    times = np.array([settings.times(brand.calendar.local(end - (back + 1) * HOUR).date()) for back in backs])
    readings = []
    for at, series in enumerate(spikes.SERIES):
        near = np.array([np.stack([ring[back + step][:, at] for step in (-1, 0, 1)], axis=1) for back in backs])
        past = near * times[:, None, None]
        readings.append(_read(session, brand, series, end, counts[:, at], past, known))
    return readings


def loud(session: Session, brand: Brand, since: datetime, until: datetime) -> list[Loud]:
    """Posts that reached us in [since, until) and must be told at once, oldest first."""
    followers = col(Author.followers)
    crisis = col(Mention.escalate).in_(URGENT)
    known = and_(followers > LOUD, col(Mention.sentiment) == "negative", ABOUT)
    query = (
        select(col(Mention.id), col(Mention.escalate), followers, crisis)
        .join(Author, col(Author.id) == col(Mention.author_id))
        .where(
            col(Mention.brand) == brand.key,
            # A post may reach us late; a week bounds the search by the index on its own time.
            col(Mention.created_at) >= since - timedelta(days=7),
            col(Mention.received_at) >= since,
            col(Mention.received_at) < until,
            crisis | known,
        )
        .order_by(col(Mention.id))
    )
    rows = session.connection().execute(query)
    return [Loud(id_, str(reason) if is_crisis else "followers", many) for id_, reason, many, is_crisis in rows]


def series_is(series: str) -> ColumnElement[bool]:
    """Which posts a series counts: complaints of a topic, whatever is negative, whatever is a safety matter."""
    if series == "negative":
        return and_(ABOUT, col(Mention.sentiment) == "negative")
    if series == "safety":
        return and_(ABOUT, col(Mention.escalate).is_not(None))
    return and_(ABOUT, col(Mention.label) == "complaint", topic_is(series))


def _read(
    session: Session, brand: Brand, series: str, end: datetime, counts: spikes.Floats, near: spikes.Floats, days: int
) -> Reading:
    sums, mean, p = (rows[0] for rows in spikes.chances(counts[None], near[None]))
    until = end.astimezone(UTC)
    starts = [until - (span + 1) * HOUR for span in range(spikes.SPANS)]
    who = select(func.count(col(Mention.author_id).distinct()))
    authors = np.zeros(spikes.SPANS)
    for span in map(int, np.flatnonzero(sums >= spikes.LEAST_COUNT)):
        asked = who.where(*_within(brand, series, starts[span], until))
        authors[span] = session.connection().execute(asked).scalar_one()
    if days < spikes.LEAST_DAYS:
        rings = spikes.fires_young(sums[:1], authors[:1], mean[:1])
    else:
        rings = spikes.fires(sums[None], authors[None], p[None])[0]
    first = int(np.argmax(rings))  # the shortest that rings; the hour where none does
    ids = select(col(Mention.id)).where(*_within(brand, series, starts[first], until)).order_by(col(Mention.created_at))
    return Reading(
        series, starts[first], until, int(sums[first]), int(authors[first]), float(mean[first]), float(p[first]), days,
        fires=bool(rings.any()),
        calm=bool((spikes.tail(counts, *spikes.usual(near)) >= spikes.CALM).all()),
        mentions=tuple(session.connection().execute(ids).scalars()) if rings.any() else (),
    )  # fmt: skip


def _within(brand: Brand, series: str, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    at = col(Mention.created_at)
    return col(Mention.brand) == brand.key, at >= start, at < end, series_is(series)


def _ring(
    session: Session, brand: Brand, settings: AlarmSettings, end: datetime, back: int, days: int
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The hour that ended `back` hours before `end`, on each of the past days, as if no campaign had been on.

    Days are local, so that "the same hour" stays the same through a clock change.
    """
    past = [end - timedelta(days=day) for day in range(1, max(days, 1) + 1)]
    wanted = [(at.astimezone(UTC) - back * HOUR) for at in past]
    rows = [np.array(_counts(session, brand, at)) for at in wanted]
    times = [settings.times(brand.calendar.local(at - HOUR).date()) for at in wanted]
    return np.array([row / factor for row, factor in zip(rows, times, strict=True)], dtype=np.float64)


def _counts(session: Session, brand: Brand, end: datetime) -> list[float]:
    """Each series' count in the hour that ended at `end`."""
    until = end.astimezone(UTC)
    columns = [func.count().filter(series_is(series)) for series in spikes.SERIES]
    within = (col(Mention.created_at) >= until - HOUR, col(Mention.created_at) < until)
    query = select(*columns).where(col(Mention.brand) == brand.key, *within)
    return [float(count) for count in session.connection().execute(query).one()]


def _days_known(session: Session, brand: Brand, end: datetime) -> int:
    """Whole days we have listened, 28 at most."""
    query = select(col(Mention.created_at)).where(col(Mention.brand) == brand.key)
    first = session.connection().execute(query.order_by(col(Mention.created_at)).limit(1)).scalar()
    return min((end - first).days, spikes.DAYS) if first is not None else 0
