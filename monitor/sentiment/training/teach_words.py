"""Teaching the recurrent half: batches of similar length, a rate that rises for a tenth of the way and then falls,
and every text a second time with its words pushed towards what would mislead the network most (Miyato, Dai and
Goodfellow, 2017, "Adversarial training methods for semi-supervised text classification")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import nn

from monitor.sentiment.reading import Reading
from monitor.sentiment.settings import Wording
from monitor.sentiment.training.checkpoint import resume, save
from monitor.sentiment.training.network import loss
from monitor.sentiment.training.words import WordNetwork, batches
from monitor.sentiment.wording import Words, words

_BATCH = 64
_RISE = 0.1
_PUSH = 0.05
"""How far the words of a text are pushed, as a share of their length."""
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class WordRecipe:
    """What won on held-back folds."""

    seeds: tuple[int, ...] = (1,)
    passes: int = 7
    width: int = 64
    state: int = 128
    hidden: int = 160
    rate: float = 4e-3
    wording: Wording = field(default_factory=Wording)


def teach_words(
    seed: int,
    readings: Sequence[Reading],
    targets: dict[str, torch.Tensor],
    recipe: WordRecipe,
    side: float,
    kept: Path,
    progress: Callable[[str], None],
) -> WordNetwork:
    """One network; `kept` is its checkpoint, `side` the weight of every head but the label's."""
    torch.manual_seed(seed)
    network = WordNetwork(recipe.wording, recipe.width, recipe.state, recipe.hidden)
    tables = [network.pieces.weight, network.classes.weight]
    rest = [value for name, value in network.named_parameters() if not name.startswith(("pieces.", "classes."))]
    optimizers = [
        torch.optim.SparseAdam(tables, lr=recipe.rate),
        torch.optim.AdamW(rest, lr=recipe.rate, weight_decay=0.01),
    ]
    steps = -(-len(readings) // _BATCH)
    for done in range(resume(kept, network, optimizers), recipe.passes):
        chance = np.random.default_rng([seed, done])
        torch.manual_seed(seed * 1000 + done)
        total = 0.0
        for step, places in enumerate(batches(readings, _BATCH, chance)):
            share = (done * steps + step) / (recipe.passes * steps)
            for optimizer in optimizers:
                optimizer.param_groups[0]["lr"] = recipe.rate * min(1.0, share / _RISE) * (1 - share)
            batch = words([readings[place] for place in places], recipe.wording)
            for optimizer in optimizers:
                optimizer.zero_grad()
            cost = _learn(network, batch, {name: values[places] for name, values in targets.items()}, side)
            nn.utils.clip_grad_norm_(rest, 1.0)
            for optimizer in optimizers:
                optimizer.step()
            total += cost * places.size
        progress(f"words, seed {seed}, pass {done + 1} of {recipe.passes}: loss {total / max(1, len(readings)):.3f}")
        save(kept, done + 1, network, optimizers)
    return network


def _learn(network: WordNetwork, batch: Words, targets: dict[str, torch.Tensor], side: float) -> float:
    """Gradients of the loss as it is, and once more after a small push of each text's words to where it grows fastest.

    The words' vectors are cut off and joined on again by hand: their slope, which says where to push, then falls out
    of the one way back that is needed anyway.
    """
    vectors = network.vectors(batch)
    cost, slope = _slope(network, batch, vectors.detach(), targets, side)
    push = _PUSH * slope * _length(vectors.detach()) / (_length(slope) + _TINY)
    pushed, second = _slope(network, batch, vectors.detach() + push, targets, side)
    vectors.backward(slope + second)  # type: ignore[no-untyped-call]
    return cost + pushed


def _slope(
    network: WordNetwork, batch: Words, vectors: torch.Tensor, targets: dict[str, torch.Tensor], side: float
) -> tuple[float, torch.Tensor]:
    """The loss at `vectors` and how it grows with each of them; the network's own gradients are added up on the way."""
    vectors.requires_grad_()
    cost = loss(network.judged(batch, vectors), targets, side)
    cost.backward()  # type: ignore[no-untyped-call]
    assert vectors.grad is not None
    return cost.item(), vectors.grad


def _length(vectors: torch.Tensor) -> torch.Tensor:
    """Of each text's vectors laid end to end."""
    found: torch.Tensor = torch.linalg.vector_norm(vectors, dim=(1, 2), keepdim=True)
    return found
