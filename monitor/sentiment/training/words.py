"""The recurrent half: words as sums of hashed pieces and classes, read forwards and backwards, then pooled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from monitor.sentiment.heads import SIZES
from monitor.sentiment.reading import Reading
from monitor.sentiment.settings import Wording
from monitor.sentiment.wording import Words, words

_DROPOUT = 0.3
_UNREAD = 0.15
"""Share of words blanked in training, so that no single one is leaned on."""
_UNSPELT = 0.15
"""Share of words whose letters alone are blanked, so that their classes are learnt from too."""
_FAR = -1e9
SAY = 10
"""What a network that reads words counts for in the mean, beside one that counts n-grams: alone it knows the corpus
best, but posts of another kind less well than they do (docs/judge.md)."""


class WordNetwork(nn.Module):
    """forward(words) → one tensor of logits per head."""

    def __init__(self, wording: Wording, width: int, state: int, hidden: int) -> None:
        super().__init__()
        self.pieces = _table(wording.buckets, width)
        self.classes = _table(wording.meanings, width)
        self.gru = nn.GRU(2 * width, state, batch_first=True, bidirectional=True)
        self.attention = nn.Linear(2 * state, 1)
        self.hidden = nn.Linear(4 * state + width, hidden)
        self.dropout = nn.Dropout(_DROPOUT)
        self.heads = nn.ModuleDict({name: nn.Linear(hidden, size) for name, size in SIZES.items()})

    def head(self, name: str) -> nn.Linear:
        """The linear layer that answers `name`."""
        found = self.heads[name]
        assert isinstance(found, nn.Linear)
        return found

    def forward(self, batch: Words) -> dict[str, torch.Tensor]:
        return self.judged(batch, self.vectors(batch))

    def vectors(self, batch: Words) -> torch.Tensor:
        """Text × longest text × twice the width; nought beyond a text's end."""
        return self._words(batch)[torch.from_numpy(batch.order).long()] * _there(batch)

    def judged(self, batch: Words, vectors: torch.Tensor) -> dict[str, torch.Tensor]:
        """The rest of the way, from vectors as `vectors` gives them."""
        there = _there(batch)
        read = self._read(vectors, torch.from_numpy(batch.lengths).long())
        share = torch.softmax(self.attention(read).masked_fill(~there, _FAR), dim=1)
        pooled = [(share * read).sum(dim=1), read.masked_fill(~there, _FAR).amax(dim=1)]
        cues = self.classes(torch.from_numpy(batch.cues).long())
        hidden = torch.relu(self.hidden(self.dropout(torch.cat([*pooled, cues], dim=1))))
        return {name: head(self.dropout(hidden)) for name, head in self.heads.items()}

    def _words(self, batch: Words) -> torch.Tensor:
        """Word × twice the width: the mean of its pieces beside the sum of its classes."""
        pieces = torch.from_numpy(batch.pieces).long()
        mean = self.pieces(pieces) / (pieces != 0).sum(dim=1, keepdim=True)
        return torch.cat([mean, self.classes(torch.from_numpy(batch.classes).long())], dim=1)

    def _read(self, vectors: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        if self.training:
            letters, classes = vectors.chunk(2, dim=2)
            letters = letters * (torch.rand(letters.shape[:2]) >= _UNSPELT)[:, :, None]
            seen = (torch.rand(letters.shape[:2]) >= _UNREAD)[:, :, None]
            vectors = torch.cat([letters, classes], dim=2) * seen
        packed = nn.utils.rnn.pack_padded_sequence(
            self.dropout(vectors), lengths, batch_first=True, enforce_sorted=False
        )
        read, _ = nn.utils.rnn.pad_packed_sequence(self.gru(packed)[0], batch_first=True)
        return read


def _there(batch: Words) -> torch.Tensor:
    """Text × longest text × 1: whether a word stands there."""
    places = torch.arange(batch.order.shape[1])[None]
    return (places < torch.from_numpy(batch.lengths).long()[:, None])[:, :, None]


def _table(buckets: int, width: int) -> nn.EmbeddingBag:
    table = nn.EmbeddingBag(buckets, width, mode="sum", sparse=True, padding_idx=0)
    nn.init.normal_(table.weight, 0.0, 0.1)
    with torch.no_grad():
        table.weight[0] = 0.0
    return table


def batches(readings: Sequence[Reading], size: int, chance: np.random.Generator) -> list[NDArray[np.int64]]:
    """Places of the texts in batches of similar length, in an order of their own each time."""
    lengths = np.array([len(reading.body.split()) for reading in readings]) + 6 * chance.random(len(readings))
    order = np.argsort(lengths)
    parts = [order[first : first + size] for first in range(0, order.size, size)]
    return [parts[place] for place in chance.permutation(len(parts))]


@torch.no_grad()
def word_answers(network: WordNetwork, readings: Sequence[Reading], wording: Wording) -> NDArray[np.float32]:
    """Every head's logits for every text, in the order of `heads.columns`."""
    network.eval()
    found = np.zeros((len(readings), sum(SIZES.values())), np.float32)
    for places in batches(readings, 64, np.random.default_rng(0)):
        said = network(words([readings[place] for place in places], wording))
        found[places] = torch.cat([said[name] for name in SIZES], dim=1).numpy()
    network.train()
    return found
