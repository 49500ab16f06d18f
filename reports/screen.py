"""A digest's lines on one phone screen: what stands on it, and what goes below the fold on a busy day."""

from __future__ import annotations

from collections.abc import Sequence
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
    heading: str = ""
    parts: tuple[str, ...] = ()
    """Of a line that counts up, weightiest first: the last ones go below the fold where nothing else helps."""


def counting_up(heading: str, parts: Sequence[str], list_of: str) -> Line:
    """A line of its parts in a row."""
    return Line(f"{heading}: {' · '.join(parts)}", list_of=list_of, heading=heading, parts=tuple(parts))


def fitted(said: list[Line]) -> list[Line]:
    """On a day with more to say than a screen holds, lines go below the fold until it fits.

    Praise first, then smaller topics, later incidents, what is spare, the topics altogether, and at last parts of a
    line that counts up.
    """
    places = {name: [at for at, line in enumerate(said) if line.list_of == name] for name in ("incidents", "praise")}
    topics = [at for at, line in enumerate(said) if line.list_of in TOPIC_KEYS]
    spare = [at for at, line in enumerate(said) if line.spare]
    lightest = [*topics[:1], *spare, *places["incidents"][1:], *topics[1:], *places["praise"]]
    kept = list(said)
    while lightest and _is_too_long(kept):
        at = lightest.pop()
        goes = (at - 1, at) if at in topics[:1] else (at,)  # the first topic takes its heading along
        for one in goes:
            kept[one] = replace(kept[one], folded=True)
    return sorted(_shortened(kept), key=lambda line: line.folded)


def _shortened(said: list[Line]) -> list[Line]:
    """With parts of the line that counts up below the fold, until the screen fits."""
    at = next((at for at, line in enumerate(said) if line.parts), None)
    if at is None:
        return said
    kept = said
    for shown in range(len(said[at].parts) - 1, 0, -1):
        if not _is_too_long(kept):
            break
        kept = [*said[:at], *_split(said[at], shown), *said[at + 1 :]]
    return kept


def _split(line: Line, shown: int) -> tuple[Line, Line]:
    """So many of its parts on the screen, the others below the fold."""
    above, below = " · ".join(line.parts[:shown]), " · ".join(line.parts[shown:])
    rest = Line(f"{line.heading}: … {below}", list_of=line.list_of, folded=True)
    return replace(line, text=f"{line.heading}: {above} …"), rest


def _is_too_long(said: Sequence[Line]) -> bool:
    return sum(_rows(line.text) for line in said if not line.folded) > ROWS


def _rows(text: str) -> int:
    return len(wrap(text, COLUMNS))
