"""Which everyday thing a mention is about, in forms a person listed, and what it has left unsaid.

Only words of our own lists get into a reply; where a mention names two things, neither is taken up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from language.folding import fold
from models import Brand
from responders.drafting.pieces import Common
from responders.drafting.topics import is_orderless

_TURKISH_SUFFIX = (
    r"(?:l[ae]r)?(?:[iu]m(?:[iu]z)?|[iu]n(?:[iu]z)?|m|n|s?[iu])?"
    r"(?:n?[iu]n?|y?[iua]|y?[ae]|n?[dt][ae](?:n|ki)?|yl[ae]|l[ae])?(?:yd[iu]|ym[iu]s)?"
)
"""Plural, possessive, case, as a folded Turkish noun carries them."""
_OBLIQUE = re.compile(
    r"(?:l[ae]r)?(?:[iu]m(?:[iu]z)?|[iu]n(?:[iu]z)?|m|n|s?[iu])?(?:n?[dt][ae]n?|y?[ae]|n[ae]|y?l[ae])"
)
"""Suffixes that tell where, whither, whence or with what: of such a thing nothing is said."""
_BESIDE_TR = re.compile(
    r"\W+(?:(?:kilif|kumanda|konusma|gorusme|numara|hatt|aski|parasi|tus|(?:alt|yan|on|arka)(?:in|un)d[ae])\w*"
    r"|(?:\w+ )?(?:ikram|uzat|ort|diz)\w*(?:mis|di)(?:ler|lar)?\b|ikram|hediye et|\w*unut(?:tu|mus)\w*|dusurdu[mk]"
    r"|(?:al|ye|ic|iç)\w*ken\b|koyunca|dokul(?:me)?di|elimde\b|elinde\b"
    r"|(?:gibi|niyetine|yerine|yap(?:tim|acag\w*|arim)|olarak kullan\w*)\b)"
)
"""What follows a thing that only belongs to something else, was given on the side, left behind or held."""
_OLD_TR = re.compile(r"\beski $")
"""Before what was taken away when the new one came."""
_COLOUR_TR = re.compile(r"\breng?[ki]\w*|\b(?:kahve|fistik|cikolata|findik|cilek|karpuz)\w* (?:yesil|dediler|tonu)")
"""Where colours are spoken of, a coffee or a pistachio is one."""
_BESIDE_EN = re.compile(
    r"\b(?:out of|on|in|at|off|from|to|as|like|than|into|onto|inside|behind|under|over|near|past|beside)"
    r" (?:the|my|our|a|an|his|her|your|their) (?:[\w'-]+ )?$"
)
_OTHERS_EN = re.compile(
    r"\b(?:her|his|their|next door'?s|neighbours?'?s?|guests?'?s?|office|wrong|hears?|heard|hearing|takes?|took|taking"
    r"|lots of|keeps?|kept|knocked|hit) (?:the )?(?:[\w'-]+ ){0,2}$"
)
"""Somebody else's, or only a sound or a movement in the room."""
_MEANT_EN = re.compile(
    r"^\W*(?:[\w'’&@-]+ ){0,3}$"
    r"|\b(?:this|these|those|it'?s an?|that'?s an?|is an?|new|buy|buying|bought|order\w*|got|get|lov\w+|ador\w+|want\w*"
    r"|need\w*|wear\w*|wore|using|use|used|tried|sent|receiv\w*|return\w*|deliver\w*|for|such|what an?|makes?|made"
    r"|sells?|best|about|waiting|with|send|replac\w*|cancel\w*|find|found|like|enjoy\w*|recommend\w*|wash\w*|opened|back)"
    r"(?: [\w'’&£$€-]+){0,4} $"
)
"""Before what the mention is about: its beginning, "this", or what one does with a purchase."""
_TELLS_EN = re.compile(
    r"(?:'s|’s)? (?:\w+ )?(?:is|are|was|were|came|arriv\w*|broke\w*|snapped|split|smells?|still|won'?t|doesn'?t|don'?t"
    r"|didn'?t|stopp\w*|fits?|fell|feels?|looks?|tastes?|tasted|lasted|works?|worked|has|have|had|hasn'?t|haven'?t|never|died"
    r"|keeps?|got|gets|turned|shrank|melted|ripped|cracked|leaks?|smashed|runs?|ran|from you|you sent"
    r"|i (?:bought|ordered|got))\b|(?:'s|’s) \w+|:"
)
"""After it: what is said of it."""
_PASSING_EN = re.compile(
    r" (?:go on|in the|on the|off|back,|shop|ring|break|number|calls?|knife|died|app|case|charger|stand|staff)\b"
)
"""After what only passes by, or belongs to another word."""
_SOFTENED = {"k": "[kg]", "p": "[pb]", "t": "[td]"}
_LEFT_UNSAID = {
    "no_country": re.compile(
        r"almanya|fransa|hollanda|belcika|ingiltere|avusturya|isvic|isvec|kibris|azerbaycan|amerika|abd|kanada|dubai"
        r"|koln|berlin|londra|viyana|german|france|spain|ital|ireland|netherland|belgi|austria|switz|sweden|norway"
        r"|denmark|poland|portugal|greece|canada|australia|\busa?\b|\buk\b|scotland|cyprus|turk"
    ),
    "no_device": re.compile(
        r"iphone|\bios\b|android|samsung|galaxy|xiaomi|pixel|huawei|oppo|ipad|tablet|macbook|windows|safari|chrome|\bsurum"
        r"|\bversion|model\w* \d"
    ),
    "no_photo": re.compile(
        r"(fotograf|foto|gorsel|video)\w* .{0,20}(yolla|atti|gonder|ekle)"
        r"|(photo|picture|pic|video)s? .{0,20}(sent|attached)|(sent|attached|here'?s) .{0,20}(photo|picture|pic|video)"
    ),
    "no_size": re.compile(
        r"\b(xx?s|s|m|l|xx?l|xl)\b|\d{2} ?(numara|beden)|\bsize \d|\b(3[4-9]|4\d)\b|\bbeden\w* \w*\d"
    ),
    "no_duration": re.compile(
        r"\d+ ?(gun|hafta|ay|yil|sene|saat|day|week|month|year|hour)|yeni|\bnew\b|ilk gun|brand new"
    ),
    "no_city": re.compile(
        r"istanbul|ankara|izmir|bursa|antalya|adana|konya|kadikoy|besiktas|kayseri|eskisehir|trabzon|samsun|gaziantep"
        r"|elazig|rize|mersin|diyarbakir|bornova|uskudar|atasehir|bakirkoy|sisli|umraniye|\b(in|at) [a-z]{4,}\b"
    ),
}
_SAID = {
    "about_card": re.compile(
        r"\bkart|banka|\bcek(im|il|ti|mis)|iban|ekstre|hesab|taksit|havale|\bcard\b|charged|\bbank|debit|statement"
        r"|account|overdraft"
    ),
}
CONDITIONS = ("no_thing", *_LEFT_UNSAID, *_SAID)
"""Slots that leave nothing in the text."""


def named(text: str, lang: str, brand: Brand, common: Common) -> dict[str, str]:
    """Slots for the one thing the mention names: product or treat, in Turkish also _gen and _acc; else none.

    `no_thing` says that none is named at all, so that a reply may ask which.
    """
    folded = fold(text)
    taken = {fold(name) for name in brand.names}
    sold = not is_orderless(fold(brand.name), folded)
    found = {
        kind: {row: form for row in rows if fold(row[0]) not in taken and (form := _form(row, folded, lang))}
        for kind, rows in (("product", _rows(tuple(common.things))), ("treat", _rows(tuple(common.treats))))
        if sold and not (kind == "treat" and lang == "tr" and _COLOUR_TR.search(folded))
    }
    every = [(kind, row, form) for kind, rows in found.items() for row, form in rows.items()]
    every = [one for one in every if not any(one[2] != two[2] and one[2] in two[2] for two in every)]
    if not every:
        return {"no_thing": ""} if sold else {}
    if len(every) > 1 or _aside(every[0][2], folded, lang):
        return {}
    kind, row, form = every[0]
    return {kind: form} | dict(zip((f"{kind}_gen", f"{kind}_acc"), row[1:], strict=False))


def conditions(text: str) -> dict[str, str]:
    """Empty slots: no_… for what the mention does not say, about_… for what it does.

    A piece that carries such a slot is only used where the slot is there.
    """
    folded = fold(text)
    unsaid = {name: "" for name, pattern in _LEFT_UNSAID.items() if not pattern.search(folded)}
    return unsaid | {name: "" for name, pattern in _SAID.items() if pattern.search(folded)}


@cache
def _rows(lines: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(form.strip() for form in line.split(",")) for line in lines]


def _form(row: tuple[str, ...], folded: str, lang: str) -> str:
    """The form to give back if the mention uses this word, else empty. English keeps the plural it finds."""
    word = fold(row[0])
    if lang == "en":
        found = re.search(rf"\b{re.escape(word)}(s?)\b", folded)
        return row[0] + found.group(1) if found else ""
    stem = re.escape(word[:-1]) + _last(word)
    return row[0] if re.search(rf"\b{stem}{_TURKISH_SUFFIX}\b", folded) else ""


def _aside(form: str, folded: str, lang: str) -> bool:
    """Whether the thing is only where or with what something else happened ("koltuğa geçti", "on the stairs"), or
    any one of its kind ("she lit a candle for me").
    """
    word = fold(form)
    if lang == "en":
        found_en = re.finditer(rf"\b{re.escape(word)}\b", folded)
        return all(_is_aside_en(folded[: m.start()], folded[m.end() :]) for m in found_en)
    stem = re.escape(word[:-1]) + _last(word)
    found = list(re.finditer(rf"\b{stem}({_TURKISH_SUFFIX})\b", folded))
    return bool(found) and all(_is_aside_tr(m, folded) for m in found)


def _is_aside_tr(found: re.Match[str], folded: str) -> bool:
    beside = _OBLIQUE.fullmatch(found.group(1)) or _BESIDE_TR.match(folded, found.end())
    return bool(beside or _OLD_TR.search(folded[: found.start()]))


def _is_aside_en(before: str, after: str) -> bool:
    if _BESIDE_EN.search(before) or _OTHERS_EN.search(before) or _PASSING_EN.match(after):
        return True
    return not (_MEANT_EN.search(before) or _TELLS_EN.match(after))


def _last(word: str) -> str:
    """The last letter, softened where Turkish may soften it before a suffix (bardak, bardağı)."""
    softened: Mapping[str, str] = _SOFTENED
    return softened.get(word[-1], re.escape(word[-1]))
