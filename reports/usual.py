"""What a number usually is: the median of the last seven days of the same kind, and a word for today's.

Days are of one kind when the team works on both, or on neither. A span's usual value is the sum of its days'.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Literal

from models import Calendar

Word = Literal["low", "normal", "high", "very_high"]
DAYS = 7
LEAST_DAYS = 3
"""With fewer days of a kind nothing is called usual."""
_LOOK_BACK = 60
_LEAST_MINUTES = 10.0
_MAD_TO_SIGMA = 1.4826
"""A normal distribution's standard deviation over its median absolute deviation."""


@dataclass(frozen=True, slots=True)
class Usual:
    """Median and spread (a standard deviation) of a span's number."""

    median: float
    sigma: float

    def word(self, value: float) -> Word:
        """very_high above z = 4, high above 2, low below -2."""
        z = (value - self.median) / self.sigma
        return "very_high" if z > 4 else "high" if z > 2 else "low" if z < -2 else "normal"


def same_kind(calendar: Calendar, day: date, before: date, since: date) -> list[date]:
    """Up to seven days of `day`'s kind, the last ones before `before`, none before `since`."""
    kind = calendar.is_working_day(day)
    found: list[date] = []
    for back in range(1, _LOOK_BACK):
        other = before - timedelta(days=back)
        if other < since or len(found) == DAYS:
            break
        if calendar.is_working_day(other) == kind:
            found.append(other)
    return found


def of_count(values: Sequence[float]) -> Usual | None:
    """Usual value of a count; None for too few days.

    The spread is never taken smaller than chance alone makes it (a Poisson count's), else a run of equal
    quiet days would make two mentions more than usual "very high".
    """
    if len(values) < LEAST_DAYS:
        return None
    middle = median(values)
    return Usual(middle, max(_mad_sigma(values, middle), math.sqrt(max(middle, 1.0))))


def of_shares(values: Sequence[float], of: int) -> Usual | None:
    """Usual value of a share, for holding a share of `of` (> 0) against it; None for too few days.

    The spread is never taken smaller than a binomial's; with one more of either outcome, or a row of perfect days
    would have none.
    """
    if len(values) < LEAST_DAYS:
        return None
    middle = median(values)
    smoothed = (middle * of + 1) / (of + 2)
    return Usual(middle, max(_mad_sigma(values, middle), math.sqrt(smoothed * (1 - smoothed) / of)))


def of_medians(values: Sequence[float], of: int) -> Usual | None:
    """Usual median of reply times, for holding the median of `of` (> 0) times against it; None for too few days.

    The spread is never taken smaller than that of a median of exponential times; below ten minutes, of ten: a few
    minutes more than next to none are not slow.
    """
    if len(values) < LEAST_DAYS:
        return None
    middle = median(values)
    chance = max(middle, _LEAST_MINUTES) / (math.log(2) * math.sqrt(of))
    return Usual(middle, max(_mad_sigma(values, middle), chance))


def of_span(days: Iterable[Sequence[date]], value: Callable[[date], float]) -> Usual | None:
    """The sum of each day's usual value; None as soon as one day has none. Days count as independent."""
    parts = [of_count([value(day) for day in like]) for like in days]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return Usual(sum(part.median for part in known), math.sqrt(sum(part.sigma**2 for part in known)))


def _mad_sigma(values: Sequence[float], middle: float) -> float:
    return _MAD_TO_SIGMA * median(abs(value - middle) for value in values)
