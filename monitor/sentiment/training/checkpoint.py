"""Where a network stands after each pass, so that an interrupted run goes on from there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn


def save(path: Path, done: int, network: nn.Module, optimizers: Sequence[torch.optim.Optimizer]) -> None:
    """Whole or not at all: written beside, then renamed."""
    beside = path.with_suffix(".part")
    torch.save(
        {"done": done, "network": network.state_dict(), "optimizers": [o.state_dict() for o in optimizers]}, beside
    )
    beside.replace(path)


def resume(path: Path, network: nn.Module, optimizers: Sequence[torch.optim.Optimizer]) -> int:
    """How many passes are done already; the network and its optimizers as they were then."""
    if not path.exists():
        return 0
    kept = torch.load(path, weights_only=True, map_location="cpu")  # whatever it was taught on
    network.load_state_dict(kept["network"])
    for optimizer, state in zip(optimizers, kept["optimizers"], strict=True):
        optimizer.load_state_dict(state)
    return int(kept["done"])
