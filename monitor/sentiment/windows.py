"""A long post in windows as long as the posts the model has learnt from, and their answers as one.

The longest line of the corpus has 515 characters. Of a longer post the beginning would drown the end, and a thousand
pleasant words would hide the fire in the last sentence.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from monitor.sentiment.heads import ESCALATES, LABELS, SWITCHES, URGENCIES, columns

Floats = NDArray[np.float32]
WHOLE = 520
"""Characters up to which a post is read at once."""
_LONGEST = 240
"""A window's characters. An urgent sentence in the middle of six complaints is seen in 60 of 100 posts read in such
windows, in 26 with windows twice as long and in 9 read at once (posts put together from dev lines; docs/judge.md)."""
_MOST = 40
"""Windows read of one post: some nine thousand characters."""
_ENDS = (". ", "! ", "? ", "… ", "\n")


def windows(text: str) -> list[str]:
    """The text itself where it is short; else pieces of it, cut where a sentence or at least a word ends."""
    if len(text) <= WHOLE:
        return [text]
    found: list[str] = []
    at = 0
    while at < len(text) and len(found) < _MOST:
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
    """One row from those of a post's windows.

    A grievance told anywhere is what a reply must deal with first, so the window likeliest to be a complaint counts as
    much as all of them; harm counts where it is gravest; a topic, and the brand, where they are plainest.
    """
    found = logits.mean(axis=0)
    label, switches = logits[:, columns("label")], logits[:, columns("switches")]
    grievance = label[_lead(label, LABELS.index("complaint")).argmax()]
    found[columns("label")] = (grievance + label.mean(axis=0)) / 2
    urgency, escalate = logits[:, columns("urgency")], logits[:, columns("escalate")]
    found[columns("urgency")] = urgency[_lead(urgency, URGENCIES.index("high")).argmax()]
    found[columns("escalate")] = escalate[_lead(escalate, ESCALATES.index(None)).argmin()]
    mocking = SWITCHES.index("sarcastic")
    found[columns("switches")] = np.where(
        np.arange(len(SWITCHES)) == mocking, switches.mean(axis=0), switches.max(axis=0)
    )
    return np.asarray(found, np.float32)


def _lead(rows: Floats, place: int) -> Floats:
    """Per row how far the number at `place` is ahead of the best other."""
    return np.asarray(rows[:, place] - np.delete(rows, place, axis=1).max(axis=1))
