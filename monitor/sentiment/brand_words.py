"""Which meaning of a brand's name is meant, by the words the team gave for it: `context_words`, `other_meanings`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from language.matching import find, stands
from monitor.sentiment import Text
from monitor.sentiment.heads import LABELS, SWITCHES, columns

_SAY = 2.0
"""In nats, of the odds that the post is about the brand: seven to one, so that plain evidence outweighs a word."""
_ABOUT = columns("switches").start + SWITCHES.index("about_brand")
_OTHER = columns("label").start + LABELS.index("other")


def weigh(logits: NDArray[np.float32], texts: Sequence[Text]) -> None:
    """Moves, in place, the rows of texts that hold such words.

    Every label but "other" means that the post is about the brand, so their odds grow and fall as its probability does:
    neutral talk that is plainly about the brand stays neutral talk.
    """
    for row, text in zip(logits, texts, strict=True):
        if side := _side(text):
            before = _log_sigmoid(row[_ABOUT])
            row[_ABOUT] += side * _SAY
            row[_OTHER] -= _log_sigmoid(row[_ABOUT]) - before


def _log_sigmoid(logit: float) -> float:
    return -float(np.logaddexp(0, -logit))


def _side(text: Text) -> int:
    """1: the brand; -1: something else; 0: nothing said, or both. A handle or hashtag is never something else."""
    brand = text.brand
    ours = bool(brand.context_words) and stands(text.text, brand.context_words)
    theirs = bool(brand.other_meanings) and stands(text.text, brand.other_meanings)
    if theirs and not ours and any(span.kind != "name" for span in find(text.text, brand)):
        return 0
    return int(ours) - int(theirs)
