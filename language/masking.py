"""Personal data in a text: found by form and checksum, and replaced by a token before the text goes anywhere.

Where form alone cannot tell (a long number), the text is masked rather than let through. Every repetition has a
bound, and what stands before an anchor (an @, a street word) is looked at only once the anchor is found: the time
grows with the length of a text, also of an unbroken one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

import regex

from language.folding import fold_aligned
from language.spans import Span

TOKENS = {
    "email": "[EPOSTA]",
    "iban": "[IBAN]",
    "card": "[KART]",
    "tckn": "[TCKN]",
    "phone": "[TELEFON]",
    "order": "[SIPARIS_NO]",
    "address": "[ADRES]",
}
_GAP = r"[\s.\-–()/]{0,3}"
_DIGIT = regex.compile(r"\d")
_HOST = regex.compile(r"(?:@|[(\[]\s?(?:at|et)\s?[)\]])\s?[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,7}\.[a-z]{2,24}(?!\w)")
_MAILBOX = regex.compile(r"[\w.+\-]{1,64}\s?\Z")
_IBAN = regex.compile(r"(?<!\w)[a-z]{2}\s?\d{2}(?:[\s\-]?[a-z0-9]{4}){2,7}(?:[\s\-]?[a-z0-9]{1,3})?(?!\w)")
_CARD = regex.compile(r"(?<![\d+])\d(?:[ \-]?\d){12,18}(?!\d)")
_FOURS = regex.compile(r"\d{4}(?:[ \-]\d{4}){3}")
_ELEVEN = regex.compile(r"(?<!\d)[1-9]\d{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{2}(?!\d)")
_PHONES = (
    regex.compile(
        rf"(?<![\d+])(?=[\d+(])(?:\+?{_GAP}9{_GAP}0{_GAP})?\(?0?{_GAP}[2-5]\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}}(?!\d)"
    ),
    regex.compile(r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[\s.\-()]{0,2}\d){7,12}(?!\d)"),
    regex.compile(r"(?<!\d)\(?[2-9]\d{2}\)?[\s.\-]\d{3}[\s.\-]\d{4}(?!\d)"),
    regex.compile(r"(?<!\d)0[1-9]\d{2,3}[\s\-]?\d{3}[\s\-]?\d{3,4}(?!\d)"),
)
_COMPANY_LINE = regex.compile(r"(?:\+?90)?0?(?:850|800|888|900)\d{7}")
_ORDER = regex.compile(
    r"(?<!\p{L})(?:siparis|order|takip|tracking|kargo|gonderi|fatura|invoice|uye|musteri|abone|talep|kayit|basvuru|sikayet"
    r"|ticket|case|booking|reference|ref|pnr|police|policy|barkod|rezervasyon|hesap|account|customer)\p{L}{0,6}"
    r"(?:[\s.]{0,2}(?:no|nu|num|numara|number|kod|code|id)\p{L}{0,5})?[\s.:#=\-]{0,4}"
    r"(?P<value>(?=(?:[a-z\-]{0,29}+\d){4})[a-z0-9][a-z0-9\-]{3,29})(?!\w)"
)
_NUMBERED = regex.compile(r"(?<!\w)#(?P<value>[a-z]{0,4}\-?\d{5,20})(?!\w)")
_LONG = regex.compile(r"(?<![\d.,])\d{9,30}(?![\d.,]\d)")
_STREET = regex.compile(
    r"(?<!\p{L})(?:mah|mahallesi|sok|sokak|sokagi|sk|cad|cadde|caddesi|cd|bulvari|blv)\b[.,]?"
    r"[^\n!?]{0,60}?(?<!\p{L})(?:no|numara|d|daire|kat|apt)\b\s?[.:]?\s?\d{1,4}(?:\s?[/\-]\s?[a-z]?\d{0,3}|[a-z]\b)?"
    r"(?:[\s,]{0,2}(?:d|daire|kat|k)\b\s?[.:]?\s?\d{1,3})*"
)
_STREET_NAME = regex.compile(r"(?:(?<![\p{L}\d.])(?:[\p{L}\d.]{1,30}+\s){1,3})?\Z")
_POSTBOX = regex.compile(
    r"(?<!\w)\d{1,4}[a-z]?\s(?:\p{L}{1,30}+\s){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|close|crescent|terrace)\b"
    r"(?=[\s,.]{1,3}(?:flat|apt|[a-z]{1,2}\d|\p{L}{1,30}+[\s,]{1,3}[a-z]{1,2}\d|\d{5}))"
)


def mask(text: str) -> str:
    """`text` with every personal datum replaced by its token: "ara 0532 111 22 33" → "ara [TELEFON]"."""
    parts, at = [], 0
    for span in find_personal(text):
        parts += [text[at : span.start], TOKENS[span.kind]]
        at = span.end
    return "".join([*parts, text[at:]])


def find_personal(text: str) -> list[Span]:
    """Personal data in `text`, in order, never overlapping; kinds are the keys of TOKENS. First kind found wins."""
    plain = _plain(text)
    covered, found = bytearray(len(plain)), []
    for kind, finder in _FINDERS if _DIGIT.search(plain) else _FINDERS[:1]:
        for start, end in finder(plain):
            if not any(covered[start:end]):
                covered[start:end] = b"1" * (end - start)
                found.append(Span(start, end, kind))
    return sorted(found)


def _plain(text: str) -> str:
    """Folded, every digit of any script as 0-9, same length."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in fold_aligned(text))


def digits_of(text: str) -> str:
    """The digits of `text` alone."""
    return "".join(c for c in text if c.isdigit())


def is_tckn(digits: str) -> bool:
    """Turkish national number: 11 digits, two check digits (Nüfus ve Vatandaşlık İşleri's published rule)."""
    if len(digits) != 11 or digits[0] == "0":
        return False
    d = [int(c) for c in digits]
    tenth = (7 * sum(d[0:9:2]) - sum(d[1:8:2])) % 10
    return d[9] == tenth and d[10] == sum(d[:10]) % 10


def passes_luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812)."""
    total = 0
    for place, c in enumerate(reversed(digits)):
        doubled = int(c) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return len(digits) >= 13 and total % 10 == 0


def is_iban(value: str) -> bool:
    """ISO 13616 modulo 97. A Turkish one is taken by its form alone: a typing slip is still somebody's account."""
    compact = "".join(c for c in value.lower() if c.isalnum())
    if compact.startswith("tr") and compact[2:].isdigit():
        return len(compact) >= 22
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


_FURTHEST_BACK = 100
Finder = Callable[[str], Iterator[tuple[int, int]]]


def _by(*patterns: regex.Pattern[str], group: str | int = 0, when: Callable[[str], bool] = lambda _: True) -> Finder:
    def finder(plain: str) -> Iterator[tuple[int, int]]:
        for pattern in patterns:
            for match in pattern.finditer(plain):
                if when(match[group]):
                    yield match.span(group)

    return finder


def _back(anchor: regex.Pattern[str], before: regex.Pattern[str]) -> Finder:
    """An anchor with what stands before it; `before` ends where the anchor begins."""

    def finder(plain: str) -> Iterator[tuple[int, int]]:
        done = 0
        for match in anchor.finditer(plain):
            if head := before.search(plain, max(done, match.start() - _FURTHEST_BACK), match.start()):
                yield head.start(), (done := match.end())

    return finder


def _is_card(value: str) -> bool:
    return bool(_FOURS.fullmatch(value)) or passes_luhn(digits_of(value))


def _is_private_line(value: str) -> bool:
    """Company lines (0850, 0800, 444) belong to no person."""
    return not _COMPANY_LINE.fullmatch(digits_of(value))


_FINDERS: tuple[tuple[str, Finder], ...] = (
    ("email", _back(_HOST, _MAILBOX)),
    ("iban", _by(_IBAN, when=is_iban)),
    ("tckn", _by(_ELEVEN, when=lambda value: is_tckn(digits_of(value)))),
    ("card", _by(_CARD, when=_is_card)),
    ("address", _back(_STREET, _STREET_NAME)),
    ("address", _by(_POSTBOX)),
    ("order", _by(_ORDER, _NUMBERED, group="value")),
    ("phone", _by(*_PHONES, when=_is_private_line)),
    ("order", _by(_LONG, when=_is_private_line)),
)
