"""A number as people type it after a command: 12 or #12."""

from __future__ import annotations

MOST = 2**63 - 1
"""What the database can hold; more is no card's number but a phone's, an order's."""


def number(word: str) -> int | None:
    """None for anything else, such as ² or ١٢, which Python too calls digits."""
    digits = word.lstrip("#")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(MOST)):
        return None
    return value if (value := int(digits)) <= MOST else None
