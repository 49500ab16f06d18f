"""Concrete details of a mention that a reply may safely take up: how long, how many minutes, which product.

Everything is given back in words of ours (a number, a unit, a word from the brand's config), never as the
author's own text, so that nothing from outside gets into a reply.
"""

from __future__ import annotations

import re

from language.folding import fold
from models import Brand

_TR_NUMBERS = {
    "bir": "bir", "iki": "iki", "uc": "üç", "dort": "dört", "bes": "beş", "alti": "altı", "yedi": "yedi",
    "sekiz": "sekiz", "dokuz": "dokuz", "on": "on", "on bes": "on beş", "yirmi": "yirmi", "otuz": "otuz",
    "on iki": "on iki", "on uc": "on üç", "on dort": "on dört", "on alti": "on altı", "yirmi bes": "yirmi beş",
}  # fmt: skip
_TR_SINCE = {"saat": "saattir", "gun": "gündür", "hafta": "haftadır", "ay": "aydır"}
_TR_MANY = {"saat": "saatlerdir", "gun": "günlerdir", "hafta": "haftalardır", "ay": "aylardır"}
_NUMBER_TR = rf"(?P<n>\d{{1,2}}|{'|'.join(sorted(_TR_NUMBERS, key=len, reverse=True))})"
_SINCE_TR = re.compile(
    rf"(?<!\bon )(?<!\byirmi )(?<!\botuz )(?<!\bkirk )\b{_NUMBER_TR}"
    r" ?(?P<unit>gun|hafta|ay|saat)(?:d[iu]r|t[iu]r|d[ae]n beri| oldu\b| gecti\b| bekl| hala\b)"
)
_MANY_TR = re.compile(r"\b(?P<unit>gun|hafta|ay|saat)l[ae]rd[iu]r\b")
_MINUTES_TR = re.compile(r"\b(?P<n>\d{1,3}) ?(?:dk|dakika|dakka)\w*")
_CALL_TR = re.compile(r"bekle|hatt?a|telefon|ara(d|y)|cagri|musteri hizmet")

_EN_NUMBERS = "a|one|two|three|four|five|six|seven|eight|nine|ten|twelve"
_SPAN_EN = re.compile(
    rf"(?P<before>\b(?:for|been|after|waiting|waited|over|now|almost|nearly|it'?s|its|^)[ ,]*)?"
    rf"\b(?P<n>\d{{1,2}}|{_EN_NUMBERS}) (?P<kind>business |working )?(?P<unit>day|week|month|hour)(?P<plural>s?)\b"
    r"(?P<after>\W+(?:and|now|of|late|waiting|still|since|on hold|without|with no|no |later|for (?:a|my|the) refund))?"
)
_WAITED_EN = re.compile(r"wait|hold|queue|stuck|delay|\blate\b|still|\bno \w+|nobody|no one|without|chas")
"""What hours are counted of that we may name: a visitor who sat there for four is no wait."""
_USED_EN = re.compile(r"\b(worked|lasted|worn?|used|ran|had (it|them)) (\w+ ){0,3}$")
"""How long a thing held, before the figure."""
_MINUTES_EN = re.compile(r"\b(?P<n>\d{1,3}) ?(?:mins?|minutes)\b")
_CALL_EN = re.compile(r"hold|wait|phone|call|line|queue")

_SUFFIX = (
    r"(?:l[ae]r)?(?:[iu]m(?:[iu]z)?|[iu]n(?:[iu]z)?|m|n|s?[iu])?"
    r"(?:n?[iu]n?|y?[ae]|n?[dt][ae]n?|yl[ae]|l[ae])?"
)
"""Plural, possessive, case, as a folded Turkish noun carries them."""


def details(text: str, lang: str, brand: Brand) -> dict[str, str]:
    """What `text` states, by slot name: since (TR), span (EN), minutes, product. Missing slots are left out."""
    folded = fold(text)
    found = _turkish(folded) if lang == "tr" else _english(folded)
    product = _product(folded, brand, lang)
    return found | ({"product": product} if product else {})


def _turkish(folded: str) -> dict[str, str]:
    found = {}
    if since := _SINCE_TR.search(folded):
        number = since["n"].lstrip("0")
        if number:
            found["since"] = f"{_TR_NUMBERS.get(number, number)} {_TR_SINCE[since['unit']]}"
    elif many := _MANY_TR.search(folded):
        found["since"] = _TR_MANY[many["unit"]]
    minutes = _MINUTES_TR.search(folded)
    if minutes and _CALL_TR.search(folded):
        found["minutes"] = f"{minutes['n']} dakika"
    return found


def _english(folded: str) -> dict[str, str]:
    found = {}
    for span in _SPAN_EN.finditer(folded):
        if (span["before"] is not None or span["after"]) and _is_a_wait(span, folded):
            ending = "" if span["n"] in ("a", "one", "1") else "s"
            article = "an" if span["n"] == "a" and span["unit"] == "hour" else span["n"]
            found["span"] = f"{article} {span['kind'] or ''}{span['unit']}{ending}"
            break
    minutes = _MINUTES_EN.search(folded)
    if minutes and _CALL_EN.search(folded):
        found["minutes"] = f"{minutes['n']} minutes"
    return found


def _is_a_wait(span: re.Match[str], folded: str) -> bool:
    """Whether what is counted was spent waiting, as far as the words tell."""
    if _USED_EN.search(folded[: span.start("n")]):
        return False
    return span["unit"] != "hour" or _WAITED_EN.search(folded) is not None


def _product(folded: str, brand: Brand, lang: str) -> str | None:
    """The brand's own product word as config writes it; the longest one the mention uses, with any short suffix.

    English keeps the plural it finds: who writes of boots is not answered about a boot.
    """
    for word in sorted(brand.product_words, key=len, reverse=True):
        stem = re.sub("k$", "[kg]", re.escape(fold(word)))
        found = re.search(rf"\b{stem}(?:(?P<plural>e?s)|{_SUFFIX})\b", folded)
        if found:
            return word + (found["plural"] or "" if lang == "en" else "")
    return None
