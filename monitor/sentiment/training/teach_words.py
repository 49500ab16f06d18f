"""Teaching the recurrent half: batches of similar length, a rate that rises for a tenth of the way and then falls,
and every text a second time with its words pushed towards what would mislead the network most (Miyato, Dai and
Goodfellow, 2017, "Adversarial training methods for semi-supervised text classification")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
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
    last: int = 5
    """Passes after those, over what a feed holds alone."""
    last_rate: float = 3e-3
    wording: Wording = field(default_factory=Wording)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learnt from: texts as they are read, the answers, and which of them a feed could hold (the others were
    written against a judge's mistakes)."""

    readings: Sequence[Reading]
    targets: dict[str, torch.Tensor]
    usual: NDArray[np.int64]
    side: float
    """The weight of every head but the label's."""


def teach_words(
    seed: int, lesson: Lesson, recipe: WordRecipe, kept: Path, progress: Callable[[str], None]
) -> WordNetwork:
    """One network; `kept` is its checkpoint.

    It learns from everything first, and at last from the usual lines alone: nearly two in three lines are harder than a
    feed is, and a judge taught by them to the end distrusts plain thanks.
    """
    torch.manual_seed(seed)
    network = WordNetwork(recipe.wording, recipe.width, recipe.state, recipe.hidden)
    tables = [network.pieces.weight, network.classes.weight]
    optimizers = [
        torch.optim.SparseAdam(tables, lr=recipe.rate),
        torch.optim.AdamW(_rest(network), lr=recipe.rate, weight_decay=0.01),
    ]
    every, passes = np.arange(len(lesson.readings)), recipe.passes + recipe.last
    for done in range(resume(kept, network, optimizers), passes):
        torch.manual_seed(seed * 1000 + done)
        order = _order(lesson, lesson.usual if done >= recipe.passes else every, np.random.default_rng([seed, done]))
        rates = _rates(recipe, done, len(order))
        mean = _pass(network, optimizers, zip(order, rates, strict=True), lesson, recipe.wording)
        progress(f"words, seed {seed}, pass {done + 1} of {passes}: loss {mean:.3f}")
        save(kept, done + 1, network, optimizers)
    return network


def _rest(network: WordNetwork) -> list[nn.Parameter]:
    return [value for name, value in network.named_parameters() if not name.startswith(("pieces.", "classes."))]


def _order(lesson: Lesson, chosen: NDArray[np.int64], chance: np.random.Generator) -> list[NDArray[np.int64]]:
    parts = batches([lesson.readings[place] for place in chosen], _BATCH, chance)
    return [chosen[part] for part in parts]


def _rates(recipe: WordRecipe, done: int, steps: int) -> list[float]:
    """For each step of a pass: rising for a tenth of the way, then falling; once for all lines, once for the usual."""
    late = done >= recipe.passes
    peak, passes, before = (recipe.last_rate, recipe.last, recipe.passes) if late else (recipe.rate, recipe.passes, 0)
    shares = [(done - before + step / steps) / passes for step in range(steps)]
    return [peak * min(1.0, share / _RISE) * (1 - share) for share in shares]


def _pass(
    network: WordNetwork,
    optimizers: Sequence[torch.optim.Optimizer],
    order: Iterable[tuple[NDArray[np.int64], float]],
    lesson: Lesson,
    wording: Wording,
) -> float:
    """The mean loss."""
    total, seen = 0.0, 0
    for places, rate in order:
        for optimizer in optimizers:
            optimizer.param_groups[0]["lr"] = rate
            optimizer.zero_grad()
        batch = words([lesson.readings[place] for place in places], wording)
        cost = _learn(network, batch, {name: values[places] for name, values in lesson.targets.items()}, lesson.side)
        nn.utils.clip_grad_norm_(_rest(network), 1.0)
        for optimizer in optimizers:
            optimizer.step()
        total, seen = total + cost * places.size, seen + places.size
    return total / max(1, seen)


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
