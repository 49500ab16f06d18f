"""E-mail addresses, telephone numbers, IBANs, identity and other long numbers: only the brand's own pass."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from responders.guards.flag import Flag
from responders.guards.links import bare, spans
from responders.guards.reading import Range, Reading, inside, overlaps

_AT = r"(?:[@＠]|\s?[\[({]\s?(?:at|et)\s?[\])}]\s?)"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|nokta|\.)\s?[\])}]\s?| dot | nokta )"
_EMAIL = re.compile(
    rf"(?i)(?<![\w.+-])\w[\w.+-]{{0,63}}(?:{_AT}\w[\w-]{{0,62}}(?:{_DOT}\w[\w-]{{0,62}})+"
    r"| (?:at|et) \w[\w-]{0,62}(?: dot | nokta )\w{2,24}\b)"
)
_GAP = r"[\s().\-/–—_*•·\u00a0\ufe0f\u20e3]{0,3}"
_RUN = re.compile(rf"(?<!\d)\+?\(?\d(?:{_GAP}\d){{4,}}")
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:\s?[A-Za-z0-9]{4}){3,7}(?:\s?[A-Za-z0-9]{1,3})?\b")
_PLAIN_NUMBERS = re.compile(
    r"(?<![\d.])(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}"  # dates
    r"|(?:19|20)\d{2}\s?[-–/]\s?(?:19|20)\d{2}"  # years
    r"|\d{1,2}[.:]\d{2}(?:\s?[-–]\s?\d{1,2}[.:]\d{2})?"  # times
    r"|\d{1,3}(?:[.,]\d{3}){1,2}(?:[.,]\d{1,2})?)(?![\d]|[.\-/]\d)"  # amounts
    r"|(?<![\d.])\d{5,6}(?=\s?(?:tl|lira|₺|\$|€|mah|wh|puan|adet|kişi|km|mm|gr|g|ml|steps|points|people)\b)",
    re.IGNORECASE,
)
_NUMBER_WORD = (
    r"(?:sifir|bir|iki|uc|dort|bes|alti|yedi|sekiz|dokuz|on|yirmi|otuz|kirk|elli|altmis|yetmis|seksen|doksan|yuz"
    r"|zero|oh|one|two|three|four|five|six|seven|eight|nine|double)"
)
_SPOKEN = re.compile(rf"\b{_NUMBER_WORD}(?:[\s,-]+{_NUMBER_WORD}){{4,}}\b")


def contacts(reading: Reading) -> Iterator[Flag]:
    """Red: `email`, `phone`, and `pii_echo` for numbers that name a person, an account or an order."""
    own = own_spans(reading)
    for match in _EMAIL.finditer(reading.text):
        if not _own_email(reading, match.group()):
            yield reading.flag("email", "red", *match.span(), "an e-mail address")
    for match in _SPOKEN.finditer(reading.folded):
        yield reading.flag("phone", "red", *match.span(), "a number in words")
    taken: list[Range] = []
    for match in _IBAN.finditer(reading.text):
        if sum(c.isdecimal() for c in match.group()) >= 10 and not inside(match.span(), own):
            taken.append(match.span())
            yield reading.flag("pii_echo", "red", *match.span(), "an account number")
    for span in _number_spans(reading.text):
        if not overlaps(span, taken) and not inside(span, own):
            yield from _number(reading, span)


def digits(text: str) -> str:
    """The decimal digits of any script in `text`, as 0-9."""
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())


def _number(reading: Reading, span: Range) -> Iterator[Flag]:
    number = digits(reading.text[slice(*span)])
    if any(number in digits(fact.text) for fact in reading.facts):
        return
    echoed = number in digits(reading.context.mention)
    if _like_phone(number):
        yield reading.flag("phone", "red", *span, "a telephone number")
    if echoed or not _like_phone(number):
        yield reading.flag("pii_echo", "red", *span, "a number that names somebody or something")


def _number_spans(text: str) -> Iterator[Range]:
    """Five digits and more in a row, or seven and more with gaps; dates, times, years and amounts are neither."""
    hidden = _PLAIN_NUMBERS.sub(lambda m: "x" * len(m.group()), text)
    for match in _RUN.finditer(hidden):
        longest = max(len(part) for part in re.findall(r"\d+", match.group()))
        if longest >= 5 or len(digits(match.group())) >= 7:
            yield match.span()


def _like_phone(number: str) -> bool:
    national = re.sub(r"^(?:00)?90(?=[2-58]\d{9}$)|^0+", "", number)
    if len(number) == 11 and not number.startswith(("0", "1")):
        return False  # a Turkish identity number has eleven digits and never starts with 0
    return 7 <= len(national) <= 12


def own_spans(reading: Reading) -> list[Range]:
    """Where the brand's own telephone numbers and wa.me links stand, whatever the spacing."""
    found = [
        (a, b)
        for a, b in spans(reading.text)
        if bare(reading.text[a:b]) in {bare(contact) for contact in reading.brand.contacts}
    ]
    for contact in reading.brand.contacts:
        number = re.sub(r"^(?:00)?90(?=\d{10}$)|^0", "", digits(contact))
        if len(number) >= 3 and "@" not in contact and "/" not in contact:
            spaced = _GAP.join(number)
            pattern = rf"(?<!\d)(?:(?:\+|00)?90{_GAP}|\(?0{_GAP})?\(?{spaced}(?!\d)"
            found += [m.span() for m in re.finditer(pattern, reading.text)]
    return found


def _own_email(reading: Reading, address: str) -> bool:
    return address.lower().rstrip(".") in {contact.lower() for contact in reading.brand.contacts}
