"""Text that others wrote, made safe for a card (I5): it can neither format it, forge lines, nor be pressed."""

from __future__ import annotations

import re
import unicodedata
from html import escape

_KEPT = "\u200d\ufe0f"
"""Joiners that emoji are made of."""
_BREAK = "\u2060"
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f\u17b4\u17b5")
"""Letters that are shown as nothing."""
_PILED = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)
"""Marks piled up on one letter reach over the lines above and below; no language has more than three."""
# Telegram turns @names, /commands, #tags and addresses into links by itself; a word joiner stops it.
_LINKS = re.compile(r"(?<=[/@#])(?=\w)|(?<=:)(?=/)|(?<=[.\w])(?=\.\w)|(?<=\w)(?=@)")


def plain(text: str) -> str:
    """One line, without control, direction-changing or invisible characters, and marks piled up."""
    kept = "".join(letter if letter in _KEPT or not _is_hidden(letter) else " " for letter in text)
    return _PILED.sub(r"\1", " ".join(kept.split()))


def quoted(text: str, longest: int) -> str:
    """For Telegram's HTML: plain, cut to `longest` code points, unpressable, escaped."""
    one_line = _LINKS.sub(_BREAK, plain(text))
    if len(one_line) > longest:
        one_line = one_line[: longest - 1].rstrip() + "…"
    return escape(one_line, quote=False)


def _is_hidden(letter: str) -> bool:
    return letter in _BLANK or unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs")


def own(text: str) -> str:
    """Our own draft for Telegram's HTML: to the letter as it would be posted, only escaped."""
    return escape(text, quote=False)
