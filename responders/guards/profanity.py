"""Rude words, Turkish and English, also spelt out, starred, stretched, in digits; and insults without any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from responders.guards.flag import Flag, Level
from responders.guards.reading import Reading, overlaps
from responders.guards.words import ENDING, beside, listed, phrases

_LOOKALIKES = str.maketrans("01345$@!", "oieassai")
_TURKISH_LOWER = str.maketrans("Iİ", "ıi")
_MASKED = re.compile(r"(?<![\w*])[^\W\d_]+\*+[^\W\d_]+(?![\w*])|(?<![\w*])[^\W\d_]\*{2,}(?![\w*])")
_SPACED = re.compile(r"(?<![\w'’])[^\W\d_](?:[ .\-_*][^\W\d_]){2,}(?![\w'’])")
_DISGUISED = re.compile(r"(?<![\w$@!])(?=[\w$@!]*[\d$@!])(?=[\w$@!]*[^\W\d_])[\w$@!]*\w", re.ASCII)


def profanity(reading: Reading) -> Iterator[Flag]:
    """Red for rude words, amber for rough ones, in whichever language; whole words only."""
    yield from _plain(reading, reading.folded)
    lowered = reading.text.translate(_TURKISH_LOWER).lower()
    if len(lowered) == len(reading.text):
        for match in _patterns("tr")[1].finditer(lowered):
            yield reading.flag("profanity", "red", *match.span(), "a rude word")
    for match in _MASKED.finditer(reading.text):
        yield reading.flag("profanity", "red", *match.span(), "a masked word")
    yield from _disguised(reading)
    yield from _insults(reading)


def _insults(reading: Reading) -> Iterator[Flag]:
    """Belittling somebody needs no rude word: "read before you whinge"."""
    text = reading.folded.replace("’", "'").replace("‘", "'")
    for lang in ("tr", "en"):
        for match in phrases(f"insult_{lang}").finditer(text):
            if not overlaps(match.span(), reading.approved):
                yield reading.flag("profanity", "red", *match.span(), "belittles the reader")
        for match in phrases(f"insult_{lang}", mild=True).finditer(text):
            if not overlaps(match.span(), reading.approved):
                yield reading.flag("profanity", "amber", *match.span(), "may belittle the reader")


def _plain(reading: Reading, text: str) -> Iterator[Flag]:
    for lang in ("tr", "en"):
        red, _, amber = _patterns(lang)
        for match in red.finditer(text):
            yield reading.flag("profanity", "red", *match.span(), "a rude word")
        for match in amber.finditer(text):
            yield reading.flag("profanity", "amber", *match.span(), "a rough word")


def _disguised(reading: Reading) -> Iterator[Flag]:
    for match in _DISGUISED.finditer(reading.folded):
        if _rude(match.group().translate(_LOOKALIKES)):
            yield reading.flag("profanity", "red", *match.span(), "a rude word in disguise")
    for match in _SPACED.finditer(reading.folded):
        if _rude("".join(c for c in match.group() if c.isalpha())):
            yield reading.flag("profanity", "red", *match.span(), "a rude word spelt out")


def _rude(word: str) -> bool:
    return any(pattern.fullmatch(word) for lang in ("tr", "en") for pattern in _patterns(lang)[:2])


@cache
def _patterns(lang: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """(folded red words, red words compared with their Turkish letters, folded amber words)."""
    lines = listed(beside(f"profanity_{lang}"))
    exact = [line[1:] for line in lines if line.startswith("=")]
    rough = [line[1:] for line in lines if line.startswith("~")]
    rude = [line for line in lines if line[0] not in "=~"]
    ending = ENDING if lang == "tr" else ""
    return _pattern(rude, ending, "red"), _pattern(exact, "", "red"), _pattern(rough, ending, "amber")


def _pattern(lines: list[str], ending: str, level: Level) -> re.Pattern[str]:
    """Whole words, each letter of a rude one also stretched ("saaalak")."""
    if not lines:
        return re.compile(r"(?!)")
    words = [_stretched(line, level == "red") for line in sorted(lines, key=len, reverse=True)]
    plain = [word for word, line in zip(words, sorted(lines, key=len, reverse=True), strict=True) if line[-1] != "*"]
    open_ended = [word for word in words if word not in plain]
    either = [f"(?:{'|'.join(plain)}){ending}"] if plain else []
    either += [rf"(?:{'|'.join(open_ended)})\w*"] if open_ended else []
    return re.compile(rf"(?<![\w'’])(?:{'|'.join(either)})(?!\w)")


def _stretched(line: str, stretch: bool) -> str:
    """A letter may stand as often as listed or, in a rude word, three times and more ("saaalak", but not "sikke")."""
    runs = [(re.escape(m.group(1)), len(m.group())) for m in re.finditer(r"(.)\1*", line.rstrip("*"))]
    return "".join(
        r"\s+" if letter == r"\ " else f"(?:{letter * count}|{letter}{{3,}})" if stretch else letter * count
        for letter, count in runs
    )
