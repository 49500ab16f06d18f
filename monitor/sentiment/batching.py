"""Which texts a model reads together: similar lengths, so that little of a batch is padding."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 32
"""Texts of a batch."""
_LETTERS = 4000
"""Each text of a batch takes as much memory as its longest."""


def by_size(sizes: Sequence[int]) -> list[list[int]]:
    """The places of texts of so many letters, every one once, in batches; a text too long for any has one to itself."""
    found: list[list[int]] = []
    for place in sorted(range(len(sizes)), key=sizes.__getitem__):
        if not found or len(found[-1]) == MOST or (len(found[-1]) + 1) * sizes[place] > _LETTERS:
            found.append([])
        found[-1].append(place)
    return found
