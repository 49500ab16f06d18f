"""A stranger's text before a model sees it: nothing hidden, no personal data, not too long, marked as data.

This lowers the odds, it decides nothing: what a model may do with a text is settled by the guards and by a person.
"""

from __future__ import annotations

import re
import unicodedata

from language.masking import mask

MOST = 1000
"""Code points a model is shown of one text."""
_MOST_RAW = 10_000
"""No platform's post is longer; what follows would only cost time."""
_MARKS_IN_A_ROW = 3
_HIDDEN = {"Cf", "Co", "Cn", "Cs"}
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f\u17b4\u17b5")
"""Shown as nothing: Hangul fillers, the braille blank, the grapheme joiner, Khmer inherent vowels."""
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]"
_PILED = re.compile(rf"({_MARK}{{{_MARKS_IN_A_ROW}}}){_MARK}+")


def clean(text: str) -> str:
    """The copy of `text` a model may see: compatibility forms unified, invisible characters gone, data masked, cut.

    Two passes over invisible characters: unifying may set some free, and they must not split what is masked.
    """
    plain = unicodedata.normalize("NFKC", visible(text[:_MOST_RAW]))
    plain = _PILED.sub(r"\1", visible(plain))
    return mask(" ".join(plain.split()))[:MOST]


def visible(text: str) -> str:
    """`text` without zero-width, bidirectional, tag, private-use and unassigned characters; controls become spaces."""
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in text if not _is_hidden(c))


def datamark(text: str, sign: str) -> str:
    """Every gap between words filled with `sign`, so that no run of words reads as a sentence of the prompt's own."""
    return sign.join(text.replace(sign, " ").split())


def _is_hidden(letter: str) -> bool:
    if unicodedata.category(letter) in _HIDDEN or letter in _BLANK:
        return True
    return "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"
