"""Facts: a number, a day or a page in a reply comes from the brand's facts in date or from the mention itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.folding import fold
from language.matching import find
from responders.guards.contacts import digits, own_spans
from responders.guards.flag import Flag, Level
from responders.guards.links import bare, own_page, spans
from responders.guards.reading import Range, Reading, overlaps

_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+")
_LIST_MARK = re.compile(r"(?m)^\s*\d{1,2}[.)](?=\s)")
_SMALL = {
    "iki": 2, "uc": 3, "dort": 4, "bes": 5, "alti": 6, "yedi": 7, "sekiz": 8, "dokuz": 9, "on": 10, "yirmi": 20,
    "otuz": 30, "kirk": 40, "elli": 50, "altmis": 60, "yetmis": 70, "seksen": 80, "doksan": 90, "yuz": 100,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
}  # fmt: skip
_UNIT = (
    r"(?:gun|hafta|ay(?!ni|ri)|yil|sene|saat|dakika|dk|lira|tl|yuzde|kez|kere|taksit|is gunu"
    r"|days?|weeks?|months?|years?|hours?|minutes?|mins?|percent|pounds|dollars|euros|working days?)"
)
_COUNTED = re.compile(rf"\b({'|'.join(_SMALL)})\b(?=[ -]{_UNIT})")
_WORDS = re.compile(rf"\b({'|'.join(sorted(_SMALL, key=len, reverse=True))})\w{{0,4}}\b")
_THOUSAND = re.compile(r"(\d+)\s?(?:bin|k|thousand)\b")
_DAYS = (
    r"pazartesi\w*|monday\w*", r"sali(?:ya|yi|dan|nin| gunu)?|tuesday\w*", r"carsamba\w*|wednesday\w*",
    r"persembe\w*|thursday\w*", r"cuma(?:ya|yi|dan|nin| gunu)?|friday\w*", r"cumartesi\w*|saturday\w*",
    r"pazar gunu\w*|sunday\w*",
)  # fmt: skip
_MONTHS = (
    r"january|ocak(?: ayi\w*|'\w+)", r"february|subat\w*", r"march \d+|mart(?: ayi\w*|'\w+)", r"april\b|nisan\w*",
    r"mayis\w*", r"june|haziran\w*", r"july|temmuz\w*", r"august|agustos\w*", r"september|eylul\w*",
    r"october|ekim(?: ayi\w*|'\w+)", r"november|kasim(?: ayi\w*|'\w+|da)?", r"december|aralik(?: ayi\w*|'\w+)",
)  # fmt: skip
_ANY_DAY = re.compile(rf"\b(?:{'|'.join((*_DAYS, *_MONTHS))})(?!\w)")
_CALENDAR = tuple(re.compile(rf"\b(?:{name})(?!\w)") for name in (*_DAYS, *_MONTHS))


def facts(reading: Reading) -> Iterator[Flag]:
    """Red for a number in figures or a day from nowhere; amber for one in words or an unknown page of the brand's."""
    source = " \n ".join([reading.folded_mention, *(fold(f"{f.text} {f.url or ''}") for f in reading.facts)])
    known = numbers(source)
    hidden = _hidden(reading)
    for match in _NUMBER.finditer(reading.text):
        if not overlaps(match.span(), hidden) and _value(match.group()) not in known:
            yield reading.flag("facts", "red", *match.span(), "a number from nowhere")
    for match in _COUNTED.finditer(reading.folded):
        if not overlaps(match.span(), reading.approved) and str(_SMALL[match[1]]) not in known:
            yield reading.flag("facts", "amber", *match.span(), "a number from nowhere")
    for name in _CALENDAR if _ANY_DAY.search(reading.folded.replace("’", "'")) else ():
        for match in name.finditer(reading.folded.replace("’", "'")):
            if not overlaps(match.span(), reading.approved) and not name.search(source):
                yield reading.flag("facts", _harm(reading, match), *match.span(), "a day from nowhere")
    yield from _pages(reading, source)


def _harm(reading: Reading, day: re.Match[str]) -> Level:
    """Amber for a day in general ("Saturdays", "a Monday"): it dates nothing."""
    general = day.group().endswith("days") or re.search(r"\ban? $", reading.folded[: day.start()])
    return "amber" if general else "red"


def numbers(folded: str) -> set[str]:
    """Every number a folded text names, in figures or in words, as plain figures."""
    found = {_value(match.group()) for match in _NUMBER.finditer(folded)}
    found |= {_value(match[1] + "000") for match in _THOUSAND.finditer(folded)}
    return found | {str(_SMALL[match[1]]) for match in _WORDS.finditer(folded)}


def _value(figures: str) -> str:
    """ "1.250" and "01250" are one number: a string, for no integer is too long for it."""
    return digits(figures).lstrip("0") or "0"


def _hidden(reading: Reading) -> list[Range]:
    """Where figures are no statement: approved sentences, links, names, contacts, the marks of a list."""
    named = [(span.start, span.end) for span in find(reading.text, reading.brand)]
    marks = [match.span() for match in _LIST_MARK.finditer(reading.text)]
    handles = [match.span() for match in re.finditer(r"[@#]\w+|\bu/\w+|\^\w+", reading.text)]
    products = [
        match.span()
        for word in reading.brand.product_words
        for match in re.finditer(re.escape(fold(word)), reading.folded.replace("’", "'"))
    ]
    return [*reading.approved, *spans(reading.text), *named, *marks, *handles, *products, *own_spans(reading)]


def _pages(reading: Reading, source: str) -> Iterator[Flag]:
    """A page of the brand's that no fact names may be invented; the bare domain is not."""
    known = {bare(source[a:b]) for a, b in spans(source)} | {bare(contact) for contact in reading.brand.contacts}
    for start, end in spans(reading.text):
        address = bare(reading.text[start:end])
        if (
            "/" in address
            and own_page(reading, address)
            and address not in known
            and not overlaps((start, end), reading.approved)
        ):
            yield reading.flag("facts", "amber", start, end, "a page no fact names")
