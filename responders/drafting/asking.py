"""What a reply must not ask: what the mention has said, and what it cannot have.

Both sides are plain rules over folded text: what a sentence of ours asks for, and what a mention says. A sentence that
asks for something on the second list is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from language.folding import fold
from responders.drafting.pieces import Piece
from responders.drafting.topics import is_ordered, is_orderless, is_service

_TOLD = 9
"""Words from which on a mention has told what happened: asking for "the short version" is asking again."""
_NAMELESS = 4
"""Words up to which a mention may leave unsaid which thing it is about."""

_ASKS: Mapping[str, re.Pattern[str]] = {
    "order": re.compile(
        r"siparis\w* (numara|ya da|ve )|siparis olduguna|islem numara|iade (kod|ya da|numara)|numaran|numarasini"
        r"|(order|return|payment|booking|tracking|reference)( or \w+)? (number|code)|the number|which order"
        r"|return code"
    ),
    "photo": re.compile(r"fotogra|\bphoto|\bpicture"),
    "device": re.compile(
        r"\bcihaz|surum|hangi model|modelini|modelin tam|which (phone|model)|app version|\bdevice|what phone"
    ),
    "size": re.compile(r"\bbeden|which size|and size|what size"),
    "place": re.compile(
        r"hangi (sehir|sube|magaza|semt|il)|magazay?i |(sehri|subeyi|magaza oldugunu)"
        r"|which (city|shop|branch|store|area)"
        r"|the shop (and|it)|where you bought"
    ),
    "product": re.compile(
        r"urun\w*( ya da \w+)? (tam )?(adi|link)|hangi urun|tam adini|linkini|adi ya da link"
        r"|which (product|one|item)|drop a link|link to|the link|name of|what product|tell us the product"
    ),
    "gist": re.compile(
        r"iki (cumle|satir)|kisaca|ne oldu(gunu)?\b|biraz (daha )?(ac|anlat)|ayrinti|ne yasadi|dinleyelim"
        r"|\bgist|short version|two lines|what happened|tell us more|the details|a bit more|what put you off"
    ),
    "screen": re.compile(
        r"hangi ekran|hangi adim(da|i)|sitede mi|which screen|where in the app|app or the|which step you"
    ),
    "return": re.compile(r"\breturn number"),
    "price": re.compile(r"the price you saw, and where|what price did you see|and the price you saw"),
    "bought": re.compile(r"ne zaman ald|when you bought|when (it was|you) "),
}  # fmt: skip

_SAID: Mapping[str, re.Pattern[str]] = {
    "order": re.compile(
        r"\b(number|ref(erence)?|details?|order( no\w*| number| id)?)('s| is| are)? (all |already )?"
        r"in (your|ur) (dms?|inbox|messages)\b"
        r"|\b(dm'?e?d|pm'?d|messaged|inboxed) (you|u|it|them)\b.{0,40}\b(number|ref|order no|details)"
        r"|\bsent (you |u )?(a |the )?(dm|message)\b.{0,40}\b(number|ref|order no|details)|"
        r"(siparis|takip|iade|islem|fatura|bilet|rezervasyon|kayit|basvuru)\w* (no|num|kod)\w*\W{0,3}#?\w*\d"
        r"|(?<![\d.,])#?\d{6,}\b"
        r"|(order|tracking|return|case|ticket|booking|reference) (no|num|number|code|id|ref)\W{0,3}#?\w*\d"
        r"|\b(numara|kod|pnr|dosya no)\w*(?:['’]\w{1,4})? (\S+ )?(yazd|att|yollad|gonderd|ilett|verd)"
        r"|already (sent|gave|dm)"
    ),
    "photo": re.compile(
        r"(fotograf|foto|gorsel|video)\w* .{0,20}(yolla|atti|gonder|ekle|cektim)|fotograf(ta|daki)"
        r"|(photo|picture|pic|video)s? .{0,20}(sent|attached|below|above)"
        r"|(sent|attached|here'?s|see) .{0,20}(photo|picture|pic)"
    ),
    "device": re.compile(
        r"iphone|\bios\b|android|samsung|galaxy|xiaomi|pixel|huawei|oppo|ipad|tablet|macbook|windows|safari|chrome"
        r"|\bsurum"
        r"|\bversion|phone from"
    ),
    "size": re.compile(
        r"\b(xx?s|s|m|l|xx?l|xl)\b|\d{2} ?(numara|beden|cm|mm)|\bsize \w+|\b(3[4-9]|4\d)\b"
        r"|\d ?(kg|kilo|ml|lt|litre|gr)\b"
    ),
    "place": re.compile(
        r"istanbul|ankara|izmir|bursa|antalya|adana|konya|kadikoy|besiktas|kayseri|eskisehir|trabzon|samsun|gaziantep"
        r"|elazig|rize|mersin|diyarbakir|bornova|uskudar|atasehir|bakirkoy|sisli|umraniye|\bavm\b"
        r"|\w{4,} (sube|magaza)(si|niz|sinde|nizde)\b"
        r"|\b(in|at) (the )?[a-z]{4,}( \w+)? (store|branch|shop|lane|street|road)"
    ),
    "return": re.compile(
        r"\b(how (do|can|to|would)|want(s|ed)? to|like to|trying to|tried to|need to|can'?t|cannot|won'?t let (me|us)"
        r"|no (way|button|option) to)( i| we| you)? (return|send (it|them|this|these) back)\b"
    ),
    "price": re.compile(
        r"[£$€] ?\d|\b\d+([.,]\d\d)? ?(quid|pounds?|euros?|dollars?|bucks)\b|(?<![\d.])\d{1,3}\.\d\d\b(?!\.?\d)"
    ),
    "bought": re.compile(
        r"\d+ ?(gun|hafta|ay|yil|sene|saat|day|week|month|year|hour)|\byeni\b|\bnew\b|\bdun\b|\bbugun|gecen|yesterday"
        r"|last (week|month|year)|today|(iki|uc|dort|bes|alti|bir) (gun|hafta|ay|yil)"
        r"|(two|three|four|five|six) (day|week|month)"
    ),
}  # fmt: skip


@cache
def asked_for(text: str) -> frozenset[str]:
    """What one of our sentences asks for: order, photo, device, size, place, product, gist, price…"""
    folded = fold(text)
    return frozenset(name for name, pattern in _ASKS.items() if pattern.search(folded))


def has_no_orders(text: str, brand: str) -> bool:
    """Whether nothing can have an order number, by the words or by the brand's name unless an order is spoken of."""
    folded = fold(text)
    return is_service(folded) or is_orderless(fold(brand), folded)


def needless(text: str, names_a_thing: bool, brand: str = "") -> frozenset[str]:
    """What a reply to `text` must not ask for. `names_a_thing`: it names the one product it is about.

    `brand`: the name of the brand, which may tell that it has no orders. A mention of some length says what it is
    about even where our lists do not know the word.
    """
    folded, orderless = fold(text), has_no_orders(text, brand)
    length = len(folded.split())
    found = {name for name, pattern in _SAID.items() if pattern.search(folded)}
    if length >= _TOLD or "order" in found:
        found |= {"gist", "screen"}
    if names_a_thing or orderless or length > _NAMELESS:
        found.add("product")
    if orderless or not (names_a_thing or is_ordered(folded)):
        found.add("order")
    if orderless:
        found.add("bought")
    return frozenset(found)


def gives_a_number(text: str) -> bool:
    """Whether the mention says its order's number, here or in a private message."""
    return _SAID["order"].search(fold(text)) is not None


def without(pieces: Iterable[Piece], out: frozenset[str]) -> list[Piece]:
    """The pieces that ask for nothing of `out`."""
    return [piece for piece in pieces if not asked_for(piece.text) & out]
