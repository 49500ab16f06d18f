"""Competitors: a reply names no rival, with or without Turkish endings."""

from __future__ import annotations

from collections.abc import Iterator

from language.matching import find, find_rivals
from responders.guards.flag import Flag
from responders.guards.reading import Reading, overlaps


def competitor(reading: Reading) -> Iterator[Flag]:
    """Red for each rival from the brand's list, unless the words are part of the brand's own name."""
    if not reading.brand.competitors:
        return
    own = [(span.start, span.end) for span in find(reading.text, reading.brand)]
    for span in find_rivals(reading.text, reading.brand):
        if not overlaps((span.start, span.end), own):
            yield reading.flag("competitor", "red", span.start, span.end, "a competitor")
