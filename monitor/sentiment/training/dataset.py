"""Examples as numbers: hashed n-grams on one side, the heads' targets on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from monitor.sentiment.corpus import Example
from monitor.sentiment.hashing import grams
from monitor.sentiment.heads import ESCALATES, LABELS, SENTIMENTS, SWITCHES, URGENCIES
from monitor.sentiment.reading import Reading, read
from monitor.sentiment.settings import Hashing


@dataclass(frozen=True, slots=True)
class Dataset:
    """`starts[i]:starts[i + 1]` are text i's buckets and weights."""

    starts: NDArray[np.int64]
    buckets: NDArray[np.int64]
    weights: NDArray[np.float32]
    targets: dict[str, torch.Tensor]

    def __len__(self) -> int:
        return self.starts.size - 1


def rendered(examples: Sequence[Example]) -> list[Reading]:
    """What the model reads of each example, its language as labelled."""
    return [read(example.text, example.as_text().brand, example.lang) for example in examples]


def rarity(readings: Sequence[Reading], hashing: Hashing) -> NDArray[np.float32]:
    """Per bucket: ln((1 + n) / (1 + texts that hold it)) + 1."""
    found = grams(readings, hashing)
    holding = np.bincount(found.buckets, minlength=hashing.buckets)
    return (np.log((1 + len(readings)) / (1 + holding)) + 1).astype(np.float32)


def dataset(
    examples: Sequence[Example], readings: Sequence[Reading], hashing: Hashing, idf: NDArray[np.float32]
) -> Dataset:
    """Weights are (1 + ln count) · idf, each text's vector of length one: as the exported graph computes them."""
    found = grams(readings, hashing)
    weights = found.weights * idf[found.buckets]
    length = np.sqrt(np.bincount(found.rows, weights * weights, minlength=found.texts))
    starts = np.searchsorted(found.rows, np.arange(found.texts + 1))
    return Dataset(starts, found.buckets, (weights / length[found.rows]).astype(np.float32), _targets(examples))


def _targets(examples: Sequence[Example]) -> dict[str, torch.Tensor]:
    switches = [[_switch(example, name) for name in SWITCHES] for example in examples]
    return {
        "label": torch.tensor([LABELS.index(e.label) for e in examples]),
        "sentiment": torch.tensor([SENTIMENTS.index(e.sentiment) for e in examples]),
        "urgency": torch.tensor([URGENCIES.index(e.urgency) for e in examples]),
        "escalate": torch.tensor([ESCALATES.index(e.escalate) for e in examples]),
        "switches": torch.tensor(switches, dtype=torch.float32).reshape(len(examples), len(SWITCHES)),
    }


def _switch(example: Example, name: str) -> float:
    if name in ("sarcastic", "about_brand"):
        return float(getattr(example, name))
    return float(name in example.topics)
