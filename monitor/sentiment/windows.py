"""A long post is read as a whole and in windows, and their answers are put together.

Most of what the model has learnt from is a sentence or two. In a long post one sentence about a fire is drowned by
twenty pleasant ones; of its windows alone, though, every story that begins with a trouble sounds like a complaint.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from monitor.sentiment.heads import ESCALATES, LABELS, URGENCIES, columns

Floats = NDArray[np.float32]
WHOLE = 520
"""Characters up to which a post is read as a whole only."""
_LONGEST = 350
"""A window's characters: of 34 long urgent posts of dev 18 ring, 13 where only the whole counts (docs/judge.md)."""
_MOST = 40
"""Windows read of one post: some twelve thousand characters."""
_LOUDEST = 4.0
"""In nats, as the next two are."""
_PLAIN = 2.0
"""A window this sure to be a complaint is one."""
_DOUBT = 0.5
"""How far ahead of it the whole's label stays."""
_ENDS = (". ", "! ", "? ", "… ", "\n")


def windows(text: str) -> list[str]:
    """The text itself, and where it is long pieces of it too, cut where a sentence or at least a word ends."""
    found = [text]
    at = 0 if len(text) > WHOLE else len(text)
    while at < len(text) and len(found) <= _MOST:
        end = _end(text, at)
        found.append(text[at:end])
        at = end
    return found


def _end(text: str, at: int) -> int:
    """Where the window that begins at `at` ends; what is left is shared out evenly, so that no crumb comes last."""
    left = len(text) - at
    if left <= _LONGEST:
        return len(text)
    size = min(_LONGEST, math.ceil(left / math.ceil(left / _LONGEST)) + 40)
    sentence = max(text.rfind(mark, at + size // 2, at + size) for mark in _ENDS)
    space = text.rfind(" ", at + size // 2, at + size)
    return (sentence if sentence > 0 else space if space > 0 else at + size - 1) + 1


def together(logits: Floats) -> Floats:
    """One row from those of `windows`.

    The whole says what the post is; a window that is plainly a complaint makes that doubtful, so that no cheerful
    thanks go to a grievance told in passing. For urgency and escalation the gravest window counts half, since harm is
    harm wherever it is told; and however calm a long story is, it speaks against that window only so loudly.
    """
    found: Floats = logits[0].copy()
    if len(logits) > 1:
        found[columns("label")] = _label(logits[:, columns("label")])
        found[columns("urgency")] = _harm(logits[:, columns("urgency")], URGENCIES.index("high"), 1)
        found[columns("escalate")] = _harm(logits[:, columns("escalate")], ESCALATES.index(None), -1)
    return found


def _label(rows: Floats) -> Floats:
    complaint = LABELS.index("complaint")
    leads = _leads(rows, complaint)
    found: Floats = rows[0].copy()
    if leads[1:].max() > _PLAIN:
        found[complaint] += max(0.0, -leads[0] - _DOUBT)
    return found


def _harm(rows: Floats, place: int, sign: int) -> Floats:
    """The whole's numbers and the gravest window's, half each; graver is a higher number at `place`, times `sign`."""
    leads = _leads(rows, place)
    said = rows[0].copy()
    said[place] += np.clip(leads[0], -_LOUDEST, _LOUDEST) - leads[0]
    return np.asarray((said + rows[1 + int((sign * leads[1:]).argmax())]) / 2, np.float32)


def _leads(rows: Floats, place: int) -> Floats:
    """Per row how far the number at `place` is ahead of the best other."""
    return np.asarray(rows[:, place] - np.delete(rows, place, axis=1).max(axis=1), np.float32)
