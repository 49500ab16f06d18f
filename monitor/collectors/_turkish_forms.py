"""A name with the case endings people write without an apostrophe, for searches that know whole words only.

Only ever searched for: a form nobody writes finds nothing and harms nothing. What replies say is never computed.
"""

from __future__ import annotations

from collections.abc import Iterator

from language.folding import fold

LEAST = 4
"""Letters; shorter names take endings only after an apostrophe, which search takes for a space."""
_HIGH = {"a": "ı", "ı": "ı", "e": "i", "i": "i", "o": "u", "u": "u", "ö": "ü", "ü": "ü"}
"""The vowel of an ending such as -in after each last vowel of a word."""
_LOW = {"a": "a", "ı": "a", "o": "a", "u": "a", "e": "e", "i": "e", "ö": "e", "ü": "e"}
_HARD = "fstkçşhp"


def with_endings(name: str) -> Iterator[str]:
    """Genitive, dative, accusative, locative and ablative of `name`; nothing for a short name or one without vowels."""
    lower = name.replace("I", "ı").replace("İ", "i").lower()
    vowel = next((letter for letter in reversed(lower) if letter in _HIGH), None)
    if vowel is None or len(fold(name).replace(" ", "")) < LEAST or not lower[-1].isalpha():
        return
    high, low = _HIGH[vowel], _LOW[vowel]
    ends_open = lower[-1] in _HIGH
    d = "t" if lower[-1] in _HARD else "d"
    yield f"{name}{'n' if ends_open else ''}{high}n"
    yield f"{name}{'y' if ends_open else ''}{low}"
    yield f"{name}{'y' if ends_open else ''}{high}"
    yield f"{name}{d}{low}"
    yield f"{name}{d}{low}n"
