"""Language: the reply must be wholly in the language of the mention, Turkish with its own letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from language.detection import detect
from language.matching import find
from responders.guards.flag import Flag, Level
from responders.guards.links import spans
from responders.guards.reading import Reading

_FOREIGN = regex.compile(r"[^\P{L}\p{Latin}\p{Common}\p{Inherited}]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_QUOTED = re.compile(r"[“\"„][^“”\"]{1,30}[”\"]|\b[A-Z][\w-]*(?: [A-Z][\w-]*)*['’]\w{1,6}\b")
"""A status quoted from a screen, a name with its ending: what a Turkish reply may have in English."""
_TURKISH = frozenset("ıİğĞüÜşŞöÖçÇ")
_ENOUGH = 1000
"""Code points: more does not make the language any clearer."""
_LONG = 60
"""A Turkish text of this many code points without one Turkish letter is suspect,"""
_TOO_LONG = 110
"""one of this many was typed without them,"""
_BARE = re.compile(
    r"\b(?:icin|cok|degil|siparis|urun|musteri|uzgun|uzuldu|haklisin|lutfen|tesekk?ur|numarani|bakalim|yardimci|gorus"
    r"|dusun|soyle|buyuk|kucuk|guzel|hos|gun|donus|ogren|anla[ds]|yasa|oldugun|baska|simdi|hic|once|uzer|iyi ki|sag ol"
    r"|baslik|cozum|surec|kac|sifre|agir|kargonu|takildigina|nasil)\w*"
)
"""and a shorter one where a word stands that has Turkish letters when it is spelt right."""


def language(reading: Reading) -> Iterator[Flag]:
    """Red for another script, for the other language, and for long Turkish in plain ASCII."""
    wanted, text = reading.context.lang, reading.text
    if wanted not in ("tr", "en"):
        return
    for match in _FOREIGN.finditer(text):
        yield reading.flag("language_mismatch", "red", *match.span(), "another script")
    own_words = _without_names(reading)
    if _level(own_words, wanted) == "red":
        yield Flag("language_mismatch", "red", 0, len(text), f"not in the language of the mention ({wanted})")
        return
    for start, end in reading.sentences:
        level = _level(own_words[start:end], wanted)
        if level:
            yield reading.flag("language_mismatch", level, start, end, f"not in the language of the mention ({wanted})")
    if wanted == "tr" and _without_letters(own_words):
        yield Flag("language_mismatch", "red", 0, len(text), "Turkish without its letters")


def _without_letters(text: str) -> bool:
    """Whether Turkish was typed without its letters: a few dozen right words may happen to need none."""
    length = len(text.strip())
    if length <= _LONG or _TURKISH.intersection(text):
        return False
    return length > _TOO_LONG or _BARE.search(text.lower()) is not None


def _level(text: str, wanted: str) -> Level | None:
    """Red where another language is sure, amber where it is likely: short sentences tell little."""
    found, confidence = detect(text[:_ENOUGH])
    words = len(_WORD.findall(text))
    if found == wanted or words < 2:
        return None
    if (confidence >= 0.95 and found != "other") or (confidence >= 0.8 and words >= 3):
        return "red"
    return "amber" if confidence >= 0.6 and words >= 3 else None


def _without_names(reading: Reading) -> str:
    """The text with names, links and short quotations blanked, of the same length."""
    letters = list(reading.text)
    for start, end in [(s.start, s.end) for s in find(reading.text, reading.brand)] + [*spans(reading.text)]:
        letters[start:end] = " " * (end - start)
    blanked = "".join(letters)
    if reading.context.lang != "tr":
        return blanked
    return _QUOTED.sub(lambda quoted: " " * len(quoted[0]), blanked)
