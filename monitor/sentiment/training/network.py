"""The network: hashed n-grams are embedded and summed, one hidden layer, a linear head for each question."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from monitor.sentiment.heads import SIZES
from monitor.sentiment.training.dataset import Dataset

GAIN = 5.0
"""Weights of a text sum to far less than one in each dimension; this brings the hidden layer to unit scale."""
_LABEL_COSTS = (1.0, 1.3, 1.6, 1.3)
"""Rarer labels count for more, by about the root of how rare they are."""


class Network(nn.Module):
    """forward(...) → one tensor of logits per head."""

    def __init__(self, bits: int, width: int, dropout: float) -> None:
        super().__init__()
        self.table = nn.EmbeddingBag(1 << bits, width, mode="sum", sparse=True)
        nn.init.normal_(self.table.weight, 0.0, 0.1)
        self.bias = nn.Parameter(torch.zeros(width))
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.ModuleDict({name: nn.Linear(width, size) for name, size in SIZES.items()})

    def head(self, name: str) -> nn.Linear:
        """The linear layer that answers `name`."""
        found = self.heads[name]
        assert isinstance(found, nn.Linear)
        return found

    def forward(self, buckets: torch.Tensor, starts: torch.Tensor, weights: torch.Tensor) -> dict[str, torch.Tensor]:
        hidden = self.dropout(torch.relu(GAIN * self.table(buckets, starts, per_sample_weights=weights) + self.bias))
        return {name: head(hidden) for name, head in self.heads.items()}


def batch(
    data: Dataset, ids: NDArray[np.int64], drop: float, chance: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The n-grams of `ids`; each is left out with probability `drop`, so that no single one is leaned on."""
    places = [np.arange(data.starts[i], data.starts[i + 1]) for i in ids]
    if drop:
        places = [place[chance.random(place.size) >= drop] for place in places]
    starts = np.cumsum([0, *(place.size for place in places[:-1])])
    chosen = np.concatenate(places)
    return torch.from_numpy(data.buckets[chosen]), torch.from_numpy(starts), torch.from_numpy(data.weights[chosen])


def loss(answers: dict[str, torch.Tensor], targets: dict[str, torch.Tensor], side: float) -> torch.Tensor:
    """The label's cross-entropy plus `side` times the other heads'."""
    costs = torch.tensor(_LABEL_COSTS)
    label = nn.functional.cross_entropy(answers["label"], targets["label"], weight=costs, label_smoothing=0.05)
    others = sum(
        (nn.functional.cross_entropy(answers[name], targets[name]) for name in ("sentiment", "urgency", "escalate")),
        3.0 * nn.functional.binary_cross_entropy_with_logits(answers["switches"], targets["switches"]),
    )
    return label + side * others


@torch.no_grad()
def answers(network: Network, data: Dataset) -> NDArray[np.float32]:
    """Every head's logits for every text, in the order of `heads.columns`."""
    network.eval()
    chance = np.random.default_rng(0)
    blocks = []
    for first in range(0, len(data), 256):
        found = network(*batch(data, np.arange(first, min(first + 256, len(data))), 0.0, chance))
        blocks.append(torch.cat([found[name] for name in SIZES], dim=1).numpy())
    network.train()
    return np.concatenate(blocks) if blocks else np.zeros((0, sum(SIZES.values())), np.float32)
