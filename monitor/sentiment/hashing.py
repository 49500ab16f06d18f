"""Character and word n-grams of many texts at once, as hashed bucket numbers: numpy only, no vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.sentiment.reading import Reading
from monitor.sentiment.settings import Hashing

Longs = NDArray[np.uint64]
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))
_SPACE = 32


@dataclass(frozen=True, slots=True)
class Grams:
    """Sparse: text `rows[i]` holds bucket `buckets[i]` with `weights[i]`, 1 + ln count; sorted by row."""

    rows: NDArray[np.int64]
    buckets: NDArray[np.int64]
    weights: NDArray[np.float32]
    texts: int


def grams(readings: Sequence[Reading], hashing: Hashing) -> Grams:
    """Character n-grams inside words and word n-grams, of the bodies and their cues alike."""
    codes, owner = _joined([reading.body + reading.cues for reading in readings])
    prefix, inverse = _prefix(codes)
    spaces = np.concatenate([[0], np.cumsum(codes == _SPACE)])
    found = [_char_grams(prefix, inverse, spaces, owner, n) for n in range(hashing.chars[0], hashing.chars[1] + 1)]
    found += _word_grams(prefix, inverse, codes, owner, hashing.words)
    bits = np.uint64(hashing.bits)
    keys = np.concatenate([row for row, _ in found]).astype(np.uint64) << bits
    keys |= _mixed(np.concatenate([value for _, value in found])) >> np.uint64(64 - hashing.bits)
    unique, counts = np.unique(keys, return_counts=True)
    low = np.uint64(hashing.buckets - 1)
    weights = (1 + np.log(counts)).astype(np.float32)
    return Grams((unique >> bits).astype(np.int64), (unique & low).astype(np.int64), weights, len(readings))


def _joined(texts: Sequence[str]) -> tuple[Longs, NDArray[np.int64]]:
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    return codes, owner


def _prefix(codes: Longs) -> tuple[Longs, Longs]:
    """Polynomial hashes of every prefix modulo 2**64, written as sums so that numpy computes them at once.

    prefix[i] = sum of codes[j] * base**j; a window's hash is its difference scaled back by the inverse power.
    """
    length = codes.size + 1
    with np.errstate(over="ignore"):
        powers = np.cumprod(np.full(length, _BASE), dtype=np.uint64)
        inverse = np.cumprod(np.full(length, _INVERSE), dtype=np.uint64)
        prefix = np.concatenate(
            [np.zeros(1, np.uint64), np.cumsum((codes + np.uint64(1)) * powers[:-1], dtype=np.uint64)]
        )
    return prefix, inverse


def _window(prefix: Longs, inverse: Longs, start: NDArray[np.int64], end: NDArray[np.int64], salt: int) -> Longs:
    with np.errstate(over="ignore"):
        return (prefix[end] - prefix[start]) * inverse[start] + np.uint64(salt) * np.uint64(0xD6E8FEB86659FD93)


def _char_grams(
    prefix: Longs, inverse: Longs, spaces: NDArray[np.int64], owner: NDArray[np.int64], n: int
) -> tuple[NDArray[np.int64], Longs]:
    """Windows of n characters that hold a space at most at their ends, and not spaces alone."""
    start = np.arange(max(owner.size - n + 1, 0))
    end = start + n
    inner = spaces[end - 1] - spaces[start + 1] if n > 1 else np.zeros(start.size, np.int64)
    spaced = spaces[end] - spaces[start]
    keep = (inner == 0) & (spaced < n) & (owner[start] == owner[end - 1])
    start, end = start[keep], end[keep]
    return owner[start], _window(prefix, inverse, start, end, n)


def _word_grams(
    prefix: Longs, inverse: Longs, codes: Longs, owner: NDArray[np.int64], most: int
) -> list[tuple[NDArray[np.int64], Longs]]:
    """Runs of 1..most whole words, a text's last words never joined to the next text's first."""
    letter = codes != _SPACE
    edge = np.flatnonzero(np.diff(np.concatenate([[0], letter.astype(np.int8), [0]])))
    start, end = edge[::2], edge[1::2]
    whose = owner[start]
    found = []
    for n in range(1, most + 1):
        first, last = start[: start.size - n + 1], end[n - 1 :]
        keep = whose[: first.size] == whose[n - 1 :]
        found.append((whose[: first.size][keep], _window(prefix, inverse, first[keep], last[keep], 64 + n)))
    return found


def _mixed(hashes: Longs) -> Longs:
    """Every bit of the input moves the upper bits (the finaliser of splitmix64)."""
    with np.errstate(over="ignore"):
        hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return hashes ^ (hashes >> np.uint64(31))
