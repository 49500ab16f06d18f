"""A stretch of a text that was found, and what it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`text[start:end]`, offsets in code points of the original text."""

    start: int
    end: int
    kind: str
