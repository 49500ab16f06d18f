"""The spike alarm's rule: how unlikely is what was counted, given the same hours of the last four weeks?

Looked at every half hour, at the last hour, the last two and the last three together. Baseline: the same local hours
and those an hour before and after on each of the last 28 days (84 values); what looks like a spike of its own is left
out of it. A negative binomial of the mean and variance that remain says how likely so many posts are. A span rings
when it counts at least five posts by at least three authors, its chance is below RARE, and the last hour is still
above the usual. With less than 14 days of history: at least max(8, 3 × the mean) in the last hour.
docs/digest.md holds this rule against simpler ones. Everything works on many looks at once, so that the alarm and
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
SPANS = 3
"""Hours of the longest span that is looked at; a slow spike, or one at night, shows only there."""
RARE = 6e-5
ABOVE = 0.05
"""A last hour that chance brings as often as this is the end of a spike and rings no more."""
CALM = 0.05
"""An hour whose count chance brings at least this often is no longer part of a spike."""
_FAR = 3.5
"""Values of the past this many deviations above their mean are spikes and teach nothing about usual days."""
_TRIMMED, _WIDER = 0.1, 1.15
"""For a first idea of mean and variance: the highest tenth left out, and the variance widened for that."""
_CLUMPY = 1 / 4
"""Posts come in clumps: an hour's variance is never taken below mean + mean² / 4, however even four weeks looked."""
_LEAST_MEAN = 1 / (3 * DAYS)
"""A baseline of zeros says "less than once", not "never"."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def usual(baseline: Floats, hours: int = 1) -> tuple[Floats, Floats]:
    """Mean and variance for each row of `baseline`: rows × days × the span of `hours` hours and its two neighbours.

    The variance is about the mean of each neighbour by itself: a morning's rise is no unrest.
    """
    values = np.sort(baseline.reshape(len(baseline), -1), axis=1)
    lowest = values[:, : values.shape[1] - int(values.shape[1] * _TRIMMED)]
    mean, variance = _at_least(lowest.mean(axis=1), lowest.var(axis=1, ddof=1) * _WIDER, hours)
    for _ in range(2):
        quiet = baseline <= (mean + _FAR * np.sqrt(variance))[:, None, None]
        mean, variance = _at_least(*_moments(baseline, quiet), hours)
    return mean, variance


def chances(counts: Floats, near: Floats) -> tuple[Floats, Floats, Floats]:
    """Count, usual count and chance of the last hour, the last two, the last three: each rows × spans.

    `counts`: rows × hours, the last one first; `near`: rows × hours × days × neighbours, the past of each.
    """
    sums, past = counts.cumsum(axis=1), near.cumsum(axis=1)
    moments = [usual(past[:, span], span + 1) for span in range(SPANS)]
    mean, variance = (np.stack(part, axis=1) for part in zip(*moments, strict=True))
    return sums, mean, tail(sums, mean, variance)


def tail(counts: Floats, mean: Floats, variance: Floats) -> Floats:
    """Chance of at least `counts` under a negative binomial of this mean and variance (variance > mean)."""
    size = mean**2 / (variance - mean)
    return np.asarray(stats.nbinom.sf(counts - 1, size, size / (size + mean)))


def fires(counts: Floats, authors: Floats, p: Floats) -> Bools:
    """Which spans ring: counts, distinct authors and chances of each, rows × spans."""
    enough = (counts >= LEAST_COUNT) & (authors >= LEAST_AUTHORS)
    return np.asarray(enough & (p < RARE) & (p[:, :1] < ABOVE))


def fires_young(counts: Floats, authors: Floats, mean: Floats) -> Bools:
    """The rule while there are less than 14 days to compare with."""
    return np.asarray((authors >= LEAST_AUTHORS) & (counts >= np.maximum(YOUNG_COUNT, YOUNG_TIMES * mean)))


def _moments(baseline: Floats, quiet: Bools) -> tuple[Floats, Floats]:
    """Mean of the quiet values, and their variance about the mean of their own neighbour."""
    kept = np.where(quiet, baseline, 0.0)
    many = quiet.sum(axis=1)
    own = kept.sum(axis=1) / np.maximum(many, 1)
    whole = np.maximum(many.sum(axis=1), 1)
    squares = (kept**2).sum(axis=(1, 2)) - (own**2 * many).sum(axis=1)
    return kept.sum(axis=(1, 2)) / whole, squares / np.maximum(whole - own.shape[1], 1)


def _at_least(mean: Floats, variance: Floats, hours: int) -> tuple[Floats, Floats]:
    mean = np.maximum(mean, _LEAST_MEAN)
    return mean, np.maximum(variance, mean + _CLUMPY / hours * mean**2)
