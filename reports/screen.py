"""A digest's lines on one phone screen: what stands on it, and what goes below the fold on a busy day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from textwrap import wrap

from models import TOPICS as TOPIC_KEYS

COLUMNS, ROWS = 38, 21
"""Of a message on a phone 390 points wide: with three rows of what is folded and two of buttons it is one screen."""


@dataclass(frozen=True, slots=True)
class Line:
    """`list_of` names the list behind the line (reports/lists.py); None where there is none."""

    text: str
    bold: bool = False
    list_of: str | None = None
    folded: bool = False
    """Below the fold: a chat shows the first of these and opens the rest at a tap."""
    spare: bool = False
    """Can do without the screen when smaller topics below the fold are not enough."""


def fitted(said: list[Line]) -> list[Line]:
    """On a day with more to say than a screen holds, lines go below the fold until it fits.

    Praise first, then smaller topics, later incidents, what is spare, and the topics altogether.
    """
    places = {name: [at for at, line in enumerate(said) if line.list_of == name] for name in ("incidents", "praise")}
    topics = [at for at, line in enumerate(said) if line.list_of in TOPIC_KEYS]
    spare = [at for at, line in enumerate(said) if line.spare]
    lightest = [*topics[:1], *spare, *places["incidents"][1:], *topics[1:], *places["praise"]]
    kept = list(said)
    while lightest and sum(_rows(line.text) for line in kept if not line.folded) > ROWS:
        at = lightest.pop()
        goes = (at - 1, at) if at in topics[:1] else (at,)  # the first topic takes its heading along
        for one in goes:
            kept[one] = replace(kept[one], folded=True)
    return sorted(kept, key=lambda line: line.folded)


def _rows(text: str) -> int:
    return len(wrap(text, COLUMNS))
