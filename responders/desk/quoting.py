"""Text that others wrote, made safe for a card (I5): it can neither format it, forge lines, nor be pressed."""

from __future__ import annotations

import re
import unicodedata
from html import escape

_KEPT = "\u200d\ufe0f"
"""Joiners that emoji are made of."""
_BREAK = "\u2060"
# Telegram turns @names, /commands, #tags and addresses into links by itself; a word joiner stops it.
_LINKS = re.compile(r"(?<=[/@#])(?=\w)|(?<=:)(?=/)|(?<=[.\w])(?=\.\w)|(?<=\w)(?=@)")


def plain(text: str) -> str:
    """One line, without control, direction-changing or invisible characters."""
    kept = (
        letter if unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs") or letter in _KEPT else " "
        for letter in text
    )
    return " ".join("".join(kept).split())


def quoted(text: str, longest: int) -> str:
    """For Telegram's HTML: plain, cut to `longest` code points, unpressable, escaped."""
    one_line = _LINKS.sub(_BREAK, plain(text))
    if len(one_line) > longest:
        one_line = one_line[: longest - 1].rstrip() + "…"
    return escape(one_line, quote=False)


def own(text: str) -> str:
    """Our own draft for Telegram's HTML: to the letter as it would be posted, only escaped."""
    return escape(text, quote=False)
