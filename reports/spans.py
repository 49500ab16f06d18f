"""Closed spans of local days, and working time between instants, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from models import Calendar


@dataclass(frozen=True, slots=True)
class Span:
    """The local days `first_day` to `last_day`, both included; `start` and `end` are UTC, end exclusive."""

    first_day: date
    last_day: date
    start: datetime
    end: datetime

    @property
    def days(self) -> list[date]:
        return [self.first_day + timedelta(days=n) for n in range((self.last_day - self.first_day).days + 1)]


def span(calendar: Calendar, first_day: date, last_day: date) -> Span:
    """ValueError where the days are the wrong way round."""
    if last_day < first_day:
        raise ValueError(f"a span cannot end ({last_day}) before it begins ({first_day})")
    return Span(first_day, last_day, calendar.day_bounds(first_day)[0], calendar.day_bounds(last_day)[1])


def working_minutes(calendar: Calendar, pairs: Sequence[tuple[datetime, datetime]]) -> list[float]:
    """Minutes of working time between the two instants of each pair.

    Equals `Calendar.working_minutes`, but walks the calendar once for all pairs.
    """
    if not pairs:
        return []
    first = calendar.local(min(start for start, _ in pairs)).date()
    last = calendar.local(max(end for _, end in pairs)).date()
    instants, worked = _worked(calendar, first, last)
    starts, ends = (_seconds([pair[side] for pair in pairs]) for side in (0, 1))
    spent = np.interp(ends, instants, worked) - np.interp(starts, instants, worked)
    return [float(minutes) for minutes in spent / 60]


def _worked(calendar: Calendar, first: date, last: date) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Instants at which work begins or ends, and the working seconds passed until each."""
    instants, worked = [calendar.day_bounds(first)[0]], [0.0]
    for offset in range((last - first).days + 1):
        hours = calendar.hours_on(first + timedelta(days=offset))
        if hours is not None:
            instants += hours
            worked += [worked[-1], worked[-1] + (hours[1] - hours[0]).total_seconds()]
    return _seconds(instants), np.array(worked)


def _seconds(instants: Sequence[datetime]) -> NDArray[np.float64]:
    return np.array([at.astimezone(UTC).timestamp() for at in instants])
