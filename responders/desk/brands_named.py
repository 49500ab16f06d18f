"""Which brands a command's words name: by key, name or spelling, in any case and with or without Turkish letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from language.folding import fold
from models import Brand

_ALL = {"hepsi", "all", "*"}
_FREE = {"ara", "gercekler", "devret", "unut", "izin"}
"""What follows is a person's own text: only its beginning may name a brand."""
_OWN_WORDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("durdur", "devam", "siradaki", "kuyruk", "acil", "benim", "toplu", "politika"), frozenset()),
    **dict.fromkeys(("sla", "denetim", "ozet", "durum"), frozenset()),
    "kriz": frozenset({"ac", "on", "kapat", "off"}),
    "nobet": frozenset({"al", "take", "birak", "leave"}),
}
"""Commands that know these words, folded, and beside them only brands."""


@dataclass(frozen=True, slots=True)
class Named:
    """What was understood: brands, "hepsi", the command's own words, and whether a word was none of these."""

    brands: list[str]
    every: bool
    rest: list[str]
    unknown: bool


def brands_named(command: str, brands: Mapping[str, Brand], words: Sequence[str]) -> Named:
    """Take the brands out of a command's words.

    Where one brand is held no word can mean another, so none is unknown: /durdur must not fail for a word too many.
    """
    own, left, rest = _OWN_WORDS.get(command), list(words), list[str]()
    found: list[str] = []
    every = False
    while left and not (command in _FREE and (found or every or rest)):
        folded = [fold(word) for word in left]
        key, length = _first(brands, folded)
        if own is not None and folded[0] in own:
            rest.append(folded[0])
            length = 1
        elif key is not None:
            found.append(key)
        elif folded[0] in _ALL:
            every = True
        else:
            rest.append(left[0])
        del left[:length]
    odd = own is not None and (bool(found and every) or any(word not in own for word in rest))
    return Named(list(dict.fromkeys(found)), every, rest + left, odd and len(brands) > 1)


def _first(brands: Mapping[str, Brand], folded: Sequence[str]) -> tuple[str | None, int]:
    """The brand whose key, name or spelling these words begin with, the longest first; and how many words that takes.

    A name that two brands share is neither's.
    """
    begun = {
        (len(parts), key)
        for key, brand in brands.items()
        for called in (key, brand.name, *brand.spellings)
        if (parts := fold(called).split()) and list(folded[: len(parts)]) == parts
    }
    longest = max((length for length, _ in begun), default=0)
    keys = [key for length, key in begun if length == longest]
    if folded[0] in brands and longest == 1:
        return folded[0], 1
    return (keys[0], longest) if len(keys) == 1 else (None, 1)
