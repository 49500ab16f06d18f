"""Figures of a score card: precision, recall, F1, calibration, and 95 % bootstrap intervals for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

Truth = NDArray[np.bool_]
Places = NDArray[np.int64]
RESAMPLES = 1000


class Figure(BaseModel):
    """A share between 0 and 1 with its 95 % interval; `of` is what it was counted on, nothing was measured on none."""

    model_config = ConfigDict(frozen=True)

    value: float
    low: float
    high: float
    of: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}-{self.high:.3f})" if self.of else "none"


def figure(measure: Callable[[Places], float], size: int, of: int | None = None) -> Figure:
    """`measure` on all `size` rows and on RESAMPLES draws with replacement (seed fixed)."""
    chance = np.random.default_rng(2026)
    every = np.arange(size)
    if not size:
        return Figure(value=0.0, low=0.0, high=0.0, of=0)
    drawn = [measure(chance.integers(0, size, size)) for _ in range(RESAMPLES)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Figure(
        value=round(measure(every), 4),
        low=round(float(low), 4),
        high=round(float(high), 4),
        of=size if of is None else of,
    )


def ratio(part: Truth, whole: Truth) -> Figure:
    """The share of `whole` that is also `part`."""
    return figure(lambda at: _share((part & whole)[at], whole[at]), whole.size, int(whole.sum()))


def precision(said: Truth, gold: Truth) -> Figure:
    """Of what was said, the share that is right."""
    return ratio(gold, said)


def recall(said: Truth, gold: Truth) -> Figure:
    """Of what is there, the share that was said."""
    return ratio(said, gold)


def f1(said: Truth, gold: Truth) -> Figure:
    """Harmonic mean of precision and recall; of rows of several answers each, all answers together (micro-F1)."""
    return figure(lambda at: f1_of(said[at], gold[at]), len(gold), int(gold.sum()))


def f1_of(said: Truth, gold: Truth) -> float:
    """2·hits / (said + there); 0 where nothing was said and nothing is there."""
    return 2 * int((said & gold).sum()) / max(1, int(said.sum()) + int(gold.sum()))


def macro_f1(said: Sequence[str], gold: Sequence[str]) -> Figure:
    """The mean F1 over the labels that occur in `gold`."""
    names = sorted(set(gold))
    hits = [np.array([s == name for s in said]) for name in names]
    there = [np.array([g == name for g in gold]) for name in names]
    return figure(lambda at: float(np.mean([f1_of(h[at], t[at]) for h, t in zip(hits, there, strict=True)])), len(gold))


def calibration_error(confidence: NDArray[np.float64], right: Truth, bins: int = 10) -> float:
    """Expected calibration error: mean distance of confidence from the share that is right, in equal-width bins."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    parts = [(place == at) for at in range(bins)]
    gaps = [abs(confidence[p].mean() - right[p].mean()) * p.mean() for p in parts if p.any()]
    return round(float(sum(gaps)), 4)


def _share(part: Truth, whole: Truth) -> float:
    return int(part.sum()) / max(1, int(whole.sum()))
