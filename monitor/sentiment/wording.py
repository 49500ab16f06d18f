"""A post as a row of words: each word as hashed pieces (itself, its character 3-5-grams) and its word classes.

What the n-grams of hashing.py lose, the order of words, the recurrent half of the model reads from this.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from monitor.sentiment.classes import phrase_classes, word_classes
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
    """word × classes; a phrase's count for each of its words"""
    order: Ints
    """text × longest text: places in the two above; 0 beyond the text's end"""
    lengths: Ints
    """words of each text, at least one"""
    cues: Ints
    """text × cues"""


def words(readings: Sequence[Reading], wording: Wording) -> Words:
    """The batch as the model's inputs; a text without a word reads as a full stop."""
    rows = [_tokens(reading, wording.longest) for reading in readings]
    places: dict[_Token, int] = {}
    order = np.zeros((len(rows), max(map(len, rows), default=1)), np.int32)
    for row, tokens in enumerate(rows):
        order[row, : len(tokens)] = [places.setdefault(token, len(places)) for token in tokens]
    found = [_word(token, wording.buckets, wording.meanings) for token in places]
    return Words(
        _padded([pieces for pieces, _ in found]),
        _padded([classes for _, classes in found]),
        order,
        np.array([len(tokens) for tokens in rows], np.int32),
        _padded([_hashed((f"C{cue}" for cue in reading.cues.split()), wording.meanings) for reading in readings]),
    )


class _Token(NamedTuple):
    word: str
    lang: str
    phrase: tuple[str, ...]
    """Classes of the phrase it is part of."""


def _tokens(reading: Reading, longest: int) -> list[_Token]:
    lang = "en" if " Zlangen " in reading.cues else "tr"
    found = _TOKEN.findall(reading.body)[:longest] or ["."]
    return [_Token(word, lang, phrase) for word, phrase in zip(found, phrase_classes(found, lang), strict=True)]


@lru_cache(maxsize=20_000)
def _word(token: _Token, buckets: int, meanings: int) -> tuple[Ints, Ints]:
    """A word's pieces and classes; a sign (a capital letter) has no pieces but itself."""
    word = token.word
    pieces = [f"w{word}"]
    if not word[0].isupper():
        framed = f"<{word}>"
        pieces += [framed[at : at + size] for size in _SIZES for at in range(len(framed) - size + 1)]
    names = dict.fromkeys(token.phrase + word_classes(word, token.lang))
    return (
        _hashed(pieces[:_MOST_PIECES], buckets),
        _hashed((f"Y{name}" for name in islice(names, _MOST_CLASSES)), meanings),
    )


def _hashed(pieces: Iterable[str], buckets: int) -> Ints:
    """As an array: thousands of words are kept, and a tuple of numbers is six times as large."""
    found = [1 + zlib.crc32(piece.encode("utf-8", "surrogatepass")) % (buckets - 1) for piece in pieces]
    return np.array(found, np.int32)


def _padded(rows: Sequence[Ints]) -> Ints:
    table = np.zeros((len(rows), max(1, max(map(len, rows), default=1))), np.int32)
    for row, values in enumerate(rows):
        table[row, : len(values)] = values
    return table
