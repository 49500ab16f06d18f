"""A year of simulated traffic: how often each rule cries wolf, and how many real spikes it hears.

Traffic: a daily and a weekly shape around a mean volume, each hour's rate a gamma variable (negative binomial
counts, k = 6); or, restless, a lognormal one of the same spread that resembles the hour before. Spikes: three hours
at a multiple of the usual rate, one in each five days, beginning between 8 and 22 h (or at any hour) on any quarter.
Every half hour each rule looks at what has just closed, as the alarm does; after an alarm it keeps quiet for three
hours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from reports import spikes
from reports.spikes import Bools, Floats

QUARTERS = 4 * 24
SPIKE = 3 * 4
LOOKS = 2 * 24
COOLDOWN = 3 * 2
WARM_UP = 29
"""Days before anything is scored: the baseline must be full."""
_DAY = np.array([2, 1, 1, 1, 1, 2, 4, 7, 11, 13, 14, 14, 13, 13, 13, 13, 14, 15, 16, 17, 17, 14, 9, 4], dtype=float)
_WEEK = np.array([1.1, 1.1, 1.05, 1.05, 1.1, 0.8, 0.8])
_K = 6.0
_ALIKE = 0.6
"""Correlation of neighbouring hours where traffic is restless."""
VIEWS: Mapping[str, Mapping[str, bool]] = {
    "spikes by day": {},
    "spikes at any hour": {"any_hour": True},
    "restless traffic, spikes at any hour": {"any_hour": True, "restless": True},
}


@dataclass(frozen=True, slots=True)
class Score:
    """One rule on one kind of traffic. Delay in minutes from the spike's first quarter, mean of those heard."""

    rule: str
    a_day: int
    times: float
    false_a_week: float
    recall: float
    delay: float


def score(
    a_day: int, times: float, days: int, seed: int, *, any_hour: bool = False, restless: bool = False
) -> list[Score]:
    """All rules on `days` days of the same traffic: false alarms on it as it is, recall with spikes put in."""
    random = np.random.default_rng(seed)
    rate = _rate(a_day, days, random, restless)
    starts = _starts(days, random, any_hour)
    lifted = rate.copy()
    for start in starts:
        lifted[start : start + SPIKE] *= times
    quiet, loud = (_looks(random.poisson(one).astype(float)) for one in (rate, lifted))
    found = []
    for name, rule in RULES.items():
        wolf = _cool(rule(quiet))[WARM_UP * LOOKS :]
        delays = [delay for delay in _heard(rule(loud), starts) if delay is not None]
        false = wolf.sum() / ((days - WARM_UP) / 7)
        mean = float(np.mean(delays)) if delays else float("nan")
        found.append(Score(name, a_day, times, float(false), len(delays) / len(starts), mean))
    return found


def table(years: int = 1, seed: int = 1, *, any_hour: bool = False, restless: bool = False) -> list[Score]:
    """The whole comparison: 40, 200 and 1,500 posts a day, spikes of ×3, ×6 and ×10; means over `years` runs."""
    rows: list[Score] = []
    for a_day in (40, 200, 1500):
        for times in (3.0, 6.0, 10.0):
            seeds = [seed + 1000 * year + a_day for year in range(years)]
            runs = [score(a_day, times, 365, one, any_hour=any_hour, restless=restless) for one in seeds]
            rows += [_mean([run[at] for run in runs]) for at in range(len(RULES))]
    return rows


def report(scores: list[Score]) -> str:
    """The comparison as a Markdown table: a row for each rule and volume, recall and delay at each size of spike."""
    sizes = sorted({one.times for one in scores})
    head = [f"recall ×{size:g}" for size in sizes] + [f"delay ×{size:g}" for size in sizes]
    lines = [
        f"| posts a day | rule | false alarms a week | {' | '.join(head)} |",
        "|---|---|" + "---:|" * (1 + len(head)),
    ]
    for a_day, rule in dict.fromkeys((one.a_day, one.rule) for one in scores):
        rows = sorted((one for one in scores if (one.a_day, one.rule) == (a_day, rule)), key=lambda one: one.times)
        cells = [f"{one.recall:.2f}" for one in rows] + [f"{one.delay:.0f} min" for one in rows]
        lines.append(f"| {a_day:,} | {rule} | {rows[0].false_a_week:.2f} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _mean(scores: list[Score]) -> Score:
    false, recall, delay = (
        float(np.nanmean([getattr(one, name) for one in scores])) for name in ("false_a_week", "recall", "delay")
    )
    return Score(scores[0].rule, scores[0].a_day, scores[0].times, false, recall, delay)


def _rate(a_day: int, days: int, random: np.random.Generator, restless: bool) -> Floats:
    """Expected posts of each quarter of an hour."""
    hourly = np.tile(_DAY / _DAY.sum(), days) * np.repeat(_WEEK[np.arange(days) % 7], 24) * a_day
    mood = _moods(hourly.size, random) if restless else random.gamma(_K, 1 / _K, hourly.size)
    return np.asarray(np.repeat(hourly * mood, 4) / 4)


def _moods(hours: int, random: np.random.Generator) -> Floats:
    """Lognormal, of mean 1 and variance 1 / k, each like the one before."""
    drawn, log_variance = random.normal(size=hours), np.log1p(1 / _K)
    for at in range(1, hours):
        drawn[at] = _ALIKE * drawn[at - 1] + np.sqrt(1 - _ALIKE**2) * drawn[at]
    return np.asarray(np.exp(np.sqrt(log_variance) * drawn - log_variance / 2))


def _looks(quarters: Floats) -> Floats:
    """Counts of the hour that ends at each half hour of the year."""
    halves = quarters.reshape(-1, 2).sum(axis=1)
    return np.asarray(halves + np.roll(halves, 1))


def _starts(days: int, random: np.random.Generator, any_hour: bool) -> NDArray[np.int64]:
    """First quarters of spikes, one in each five days, far enough apart to be told apart."""
    blocks = (np.arange(WARM_UP, days - 5, 5) + random.integers(0, 3, len(range(WARM_UP, days - 5, 5)))) * QUARTERS
    first, last = (0, QUARTERS) if any_hour else (8 * 4, 22 * 4)
    return np.asarray(blocks + random.integers(first, last, blocks.size))


def _cool(rings: Bools) -> Bools:
    """Only the alarms that are told: after each, three hours of silence."""
    told, quiet_until = np.zeros_like(rings), 0
    for look in map(int, np.flatnonzero(rings)):
        if look >= quiet_until:
            told[look], quiet_until = True, look + COOLDOWN
    return told


def _heard(rings: Bools, starts: NDArray[np.int64]) -> list[float | None]:
    """For each spike, minutes from its start to the first alarm whose hour holds some of it."""
    delays: list[float | None] = []
    for start in map(int, starts):
        first, last = start // 2, (start + SPIKE + 3) // 2
        looks = first + np.flatnonzero(rings[first:last])
        delays.append(float((looks[0] + 1) * 30 - start * 15) if looks.size else None)
    return delays


def _baseline(counts: Floats) -> Floats:
    """28 × 3 values for each look. The first weeks see the year's end instead of a past; they are not scored."""
    days = [[LOOKS * day + 2 * hour for hour in (-1, 0, 1)] for day in range(1, spikes.DAYS + 1)]
    return np.stack([np.stack([np.roll(counts, shift) for shift in one], axis=1) for one in days], axis=1)


def _hours(values: Floats) -> Floats:
    """Of each look, the hour before it and the one before that."""
    return np.stack([np.roll(values, 2 * back, axis=0) for back in range(spikes.SPANS)], axis=1)


def _ours(counts: Floats) -> Bools:
    sums, _, p = spikes.chances(_hours(counts), _hours(_baseline(counts)))
    return np.asarray(spikes.fires(sums, sums, p).any(axis=1))


def _single(counts: Floats) -> Bools:
    """What this rule grew from: one hour, highest twentieth left out, p < 1e-6, or p < 1e-2 and p × p' < 7e-7."""
    p = _trimmed_chance(counts)
    before = np.minimum(np.roll(p, 2), np.roll(p, 4))
    return np.asarray((counts >= spikes.LEAST_COUNT) & ((p < 1e-6) | ((p < 1e-2) & (p * before < 7e-7))))


def _on_the_hour(counts: Floats) -> Bools:
    """And that: whole hours, p < 1e-5, or p < 1e-3 twice within three."""
    p = _trimmed_chance(counts)
    again = (p < 1e-3) & (np.minimum(np.roll(p, 2), np.roll(p, 4)) < 1e-3)
    rings = (counts >= spikes.LEAST_COUNT) & ((p < 1e-5) | again)
    return np.asarray(rings & (np.arange(counts.size) % 2 == 1))


def _trimmed_chance(counts: Floats) -> Floats:
    kept = np.sort(_flat(counts), axis=1)[:, :80]
    mean = np.maximum(kept.mean(axis=1), 1 / 84)
    return spikes.tail(counts, mean, np.maximum(kept.var(axis=1, ddof=1) * 1.15, mean + mean**2 / 8))


def _flat(counts: Floats) -> Floats:
    return _baseline(counts).reshape(counts.size, -1)


def _poisson(counts: Floats) -> Bools:
    mean = np.maximum(_flat(counts).mean(axis=1), 0.01)
    return np.asarray((counts >= spikes.LEAST_COUNT) & (stats.poisson.sf(counts - 1, mean) < 1e-3))


def _three_sigma(counts: Floats) -> Bools:
    day = np.stack([np.roll(counts, 2 * back) for back in range(1, 25)], axis=1)
    return np.asarray((counts >= spikes.LEAST_COUNT) & (counts > day.mean(axis=1) + 3 * day.std(axis=1)))


def _ewma(counts: Floats, weight: float = 0.1) -> Bools:
    """Exponentially weighted mean and variance of the past hours, alarm above three deviations."""
    rings = np.zeros(counts.size, dtype=bool)
    mean, variance = np.full(2, counts[:LOOKS].mean()), np.full(2, counts[:LOOKS].var())
    for look, count in enumerate(counts):
        half = look % 2  # two series of hours, on the hour and half past, each with its own memory
        rings[look] = count >= spikes.LEAST_COUNT and count > mean[half] + 3 * np.sqrt(variance[half])
        gap = count - mean[half]
        mean[half] += weight * gap
        variance[half] = (1 - weight) * (variance[half] + weight * gap**2)
    return rings


def _mad(counts: Floats) -> Bools:
    base = _flat(counts)
    middle = np.median(base, axis=1)
    spread = np.maximum(1.4826 * np.median(np.abs(base - middle[:, None]), axis=1), 1.0)
    return np.asarray((counts >= spikes.LEAST_COUNT) & (counts > middle + 4 * spread))


RULES: Mapping[str, Callable[[Floats], Bools]] = {
    "this alarm": _ours,
    "negative binomial, one hour": _single,
    "negative binomial, whole hours": _on_the_hour,
    "Poisson": _poisson,
    "mean + 3σ of 24 h": _three_sigma,
    "EWMA": _ewma,
    "MAD z > 4": _mad,
}
