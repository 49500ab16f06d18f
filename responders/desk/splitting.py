"""HTML that is too long for one Telegram message, in pieces that each stand by themselves."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
_TOKEN = re.compile(r"<[^>]*>|&#?\w+;|.", re.DOTALL)
_ROOM = 200
"""Letters kept for closing what a piece leaves open; Telegram's longest tags are far below."""


def pieces(text: str, longest: int) -> list[str]:
    """`text` in pieces of at most `longest` letters, markup included; one that fits stays as it is.

    Cut between paragraphs, else between lines, else anywhere but inside a tag or an entity. A tag that is open at a
    cut is closed there and opened again in the next piece.
    """
    found: list[str] = []
    while len(text) > longest:
        at = _cut(text, longest - _ROOM)
        head, rest = text[:at].rstrip("\n"), text[at:].lstrip("\n")
        opened = _open(head)
        found.append(head + "".join(f"</{_name(tag)}>" for tag in reversed(opened)))
        text = "".join(opened) + rest
    return [*found, text]


def _cut(text: str, limit: int) -> int:
    """Where the first piece ends: past half of what fits, so that no piece is a mere line."""
    for border in ("\n\n", "\n"):
        at = text.rfind(border, limit // 2, limit)
        if at > 0:
            return at
    return max(token.end() for token in _TOKEN.finditer(text, 0, limit + _ROOM) if token.end() <= limit)


def _open(text: str) -> list[str]:
    """The tags that `text` opens and does not close, outermost first."""
    opened: list[str] = []
    for tag in _TAG.finditer(text):
        if tag[1]:
            opened.pop()
        else:
            opened.append(tag[0])
    return opened


def _name(tag: str) -> str:
    return _TAG.sub(r"\2", tag)
