"""Repetition: too close to a recent reply, the same opening or closing as the last one, a sentence used before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responders.guards.flag import Flag
from responders.guards.reading import Range, Reading, sentences_of, squeeze

MOST_ALIKE = 0.55
"""Jaccard similarity of character 4-grams; measured on replies that read as different people's."""
REMEMBERED = 20
_GREETING = re.compile(r"^(?:selam|merhaba|selamlar|hi|hey|hello)\b[^,.!?]{0,25}[,.!]?\s*")
_OPENING_WORDS = 4


def repeat(reading: Reading) -> Iterator[Flag]:
    """Amber. Approved lines are exempt: they may stand in every reply."""
    free = [span for span in reading.sentences if span not in reading.approved]
    recent = [_sentences(text, reading) for text in reading.context.recent[:REMEMBERED]]
    own = [squeeze(reading.text[a:b]) for a, b in free]
    if not own or not recent:
        return
    for earlier in recent:
        alike = similarity(" ".join(own), " ".join(earlier))
        if alike > MOST_ALIKE:
            yield Flag("repeat", "amber", 0, len(reading.text), f"{alike:.0%} like a recent reply")
            break
    if _opening(own[0]) and _opening(own[0]) in {_opening(earlier[0]) for earlier in recent[:1] if earlier}:
        yield reading.flag("repeat", "amber", *free[0], "the last reply opened like this")
    used = {line for earlier in recent for line in earlier}
    yield from _used_before(reading, free, own, used, {earlier[-1] for earlier in recent[:1] if earlier})


def similarity(one: str, other: str) -> float:
    """Jaccard similarity of the character 4-grams of two squeezed texts, 0 to 1."""
    first, second = _grams(one), _grams(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _used_before(
    reading: Reading, free: list[Range], own: list[str], used: set[str], closings: set[str]
) -> Iterator[Flag]:
    for span, line in zip(free, own, strict=True):
        if line in used and len(line.split()) >= _OPENING_WORDS:
            yield reading.flag("repeat", "amber", *span, "a recent reply has this sentence")
    if own[-1] in closings and len(own) > 1:
        yield reading.flag("repeat", "amber", *free[-1], "the last reply closed like this")


def _sentences(text: str, reading: Reading) -> list[str]:
    lines = [squeeze(text[a:b]) for a, b in sentences_of(text)]
    return [line for line in lines if line not in reading.approved_lines]


def _opening(line: str) -> str:
    """The first words after the greeting; empty where the line is shorter."""
    words = _GREETING.sub("", line).split()[:_OPENING_WORDS]
    return " ".join(words) if len(words) == _OPENING_WORDS else ""


def _grams(text: str) -> set[str]:
    return {text[at : at + 4] for at in range(len(text) - 3)}
