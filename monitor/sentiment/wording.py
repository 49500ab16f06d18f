"""A post as a row of words: each word as hashed pieces (itself, its character 3-5-grams) and its word classes.

What the n-grams of hashing.py lose, the order of words, the recurrent half of the model reads from this.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import regex
from numpy.typing import NDArray

from monitor.sentiment.classes import word_classes
from monitor.sentiment.reading import Reading
from monitor.sentiment.settings import Wording

Ints = NDArray[np.int32]
_TOKEN = regex.compile(r"[\w'@#&-]+|[^\w\s]")
_SIZES = (3, 4, 5)
_MOST_PIECES = 40
_MOST_CLASSES = 8


@dataclass(frozen=True, slots=True)
class Words:
    """Every word of the batch once, then the texts as places in that list. Piece 0 stands for none."""

    pieces: Ints
    """word × pieces"""
    classes: Ints
    """word × classes"""
    order: Ints
    """text × longest text: places in the two above; 0 beyond the text's end"""
    lengths: Ints
    """words of each text, at least one"""
    cues: Ints
    """text × cues"""


def words(readings: Sequence[Reading], wording: Wording) -> Words:
    """The batch as the model's inputs; a text without a word reads as a full stop."""
    rows = [(_tokens(reading.body, wording.longest), " Zlangen " in reading.cues) for reading in readings]
    places: dict[tuple[str, bool], int] = {}
    order = np.zeros((len(rows), max((len(tokens) for tokens, _ in rows), default=1)), np.int32)
    for row, (tokens, english) in enumerate(rows):
        order[row, : len(tokens)] = [places.setdefault((token, english), len(places)) for token in tokens]
    found = [_word(token, english, wording.buckets) for token, english in places]
    return Words(
        _padded([pieces for pieces, _ in found]),
        _padded([classes for _, classes in found]),
        order,
        np.array([len(tokens) for tokens, _ in rows], np.int32),
        _padded([tuple(_bucket(f"C{cue}", wording.buckets) for cue in reading.cues.split()) for reading in readings]),
    )


def _tokens(body: str, longest: int) -> list[str]:
    return _TOKEN.findall(body)[:longest] or ["."]


@lru_cache(maxsize=50_000)
def _word(token: str, english: bool, buckets: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A word's pieces and classes; a sign (a capital letter) has no pieces but itself."""
    pieces = [f"w{token}"]
    if not token[0].isupper():
        framed = f"<{token}>"
        pieces += [framed[at : at + size] for size in _SIZES for at in range(len(framed) - size + 1)]
    names = word_classes(token, "en" if english else "tr")[:_MOST_CLASSES]
    return (
        tuple(_bucket(piece, buckets) for piece in pieces[:_MOST_PIECES]),
        tuple(_bucket(f"Y{name}", buckets) for name in names),
    )


@lru_cache(maxsize=100_000)
def _bucket(piece: str, buckets: int) -> int:
    return 1 + zlib.crc32(piece.encode("utf-8", "surrogatepass")) % (buckets - 1)


def _padded(rows: Sequence[Sequence[int]]) -> Ints:
    table = np.zeros((len(rows), max(1, max(map(len, rows), default=1))), np.int32)
    for row, values in enumerate(rows):
        table[row, : len(values)] = values
    return table
