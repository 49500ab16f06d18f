"""The spike alarm's rule: how unlikely is an hour's count, given the same hour of the last four weeks?

Looked at every half hour. Baseline: the same local hour and its two neighbours on each of the last 28 days (84
values), the highest 5 % left out; a negative binomial of the same mean and of the variance × 1.15. An hour rings
when it counts at least five posts by at least three authors and
    p < 1e-6, or p < 1e-2 with p × p' < 7e-7, p' being the smaller one of the two hours before it.
With less than 14 days of history: at least max(8, 3 × the mean).
docs/digest.md holds this rule against simpler ones. Everything works on many hours at once, so that the alarm and
its simulation run the very same code.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from models import TOPICS

SERIES = ("negative", "safety", *TOPICS)
STEP = timedelta(minutes=30)
DAYS = 28
LEAST_DAYS = 14
LEAST_COUNT = 5
LEAST_AUTHORS = 3
YOUNG_COUNT = 8
YOUNG_TIMES = 3.0
SURE = 1e-6
LIKELY = 1e-2
PAIR = 7e-7
CALM = 0.05
"""An hour whose count chance brings at least this often is no longer part of a spike."""
_TRIMMED = 0.05
_WIDER = 1.15
_CLUMPY = 1 / 8
"""Posts come in clumps: the variance is never taken below mean + mean² / 8, however even four weeks looked."""
_LEAST_MEAN = 1 / (3 * DAYS)
"""A baseline of zeros says "less than once", not "never"."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def usual(baseline: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of each row of `baseline`: its highest twentieth left out, and widened for that."""
    kept = baseline.shape[1] - int(baseline.shape[1] * _TRIMMED)
    trimmed = np.sort(baseline, axis=1)[:, :kept]
    mean = np.maximum(trimmed.mean(axis=1), _LEAST_MEAN)
    return mean, np.maximum(trimmed.var(axis=1, ddof=1) * _WIDER, mean + _CLUMPY * mean**2)


def tail(counts: Floats, mean: Floats, variance: Floats) -> Floats:
    """Chance of at least `counts` under a negative binomial of this mean and variance (variance > mean)."""
    size = mean**2 / (variance - mean)
    return np.asarray(stats.nbinom.sf(counts - 1, size, size / (size + mean)))


def fires(counts: Floats, authors: Floats, p_now: Floats, p_before: Floats) -> Bools:
    """Which hours ring. `p_before` has a row per hour: the chances of the two hours before it."""
    enough = (counts >= LEAST_COUNT) & (authors >= LEAST_AUTHORS)
    again = (p_now < LIKELY) & (p_now * p_before.min(axis=1) < PAIR)
    return np.asarray(enough & ((p_now < SURE) | again))


def fires_young(counts: Floats, authors: Floats, mean: Floats) -> Bools:
    """The rule while there are less than 14 days to compare with."""
    return np.asarray((authors >= LEAST_AUTHORS) & (counts >= np.maximum(YOUNG_COUNT, YOUNG_TIMES * mean)))
