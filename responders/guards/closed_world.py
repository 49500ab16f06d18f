"""Promises and admissions: explicit ones are red, and in free text whatever is not known to be harmless is amber.

Lists of phrases catch a tenth of what people find to say instead; so free text is read the other way round: every
first-person or future verb must be on a list of harmless ones, and every word of time, money, fault or people at
work must have been brought up by the mention or a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from language.folding import fold
from responders.guards.flag import Flag
from responders.guards.links import bare
from responders.guards.links import spans as links
from responders.guards.reading import Range, Reading, inside, overlaps
from responders.guards.words import beside, listed, phrases

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_OFFER = re.compile(r"[%$€£₺]\s?\d|\d\s?(?:%|tl\b|lira|percent|yuzde)|\b(?:for you|sana|size|senin icin|sizin icin)\b")
_WORD = re.compile(r"\w+")
_OWNING_UP = re.compile(r"(?:m[iu]s[iu]z|m[ae]d[iu]k|m[ae]m[iu]s(?:lar|ler|t[iu]r)?)$")
"""Turkish "we have apparently …", "we did not …", "nobody has …": said of one's own people, mostly owning up."""
_CODE = re.compile(r"(?<!\w)[A-ZÇĞİÖŞÜ]{4,}\d{1,4}(?!\w)")
_SCRAMBLED = re.compile(r"(?<!\w)(?=\w*[a-z][A-Z0-9]\w*[A-Z0-9])\w{10,}|(?<!\w)(?:\w ){4,}\w(?!\w)")
"""A text put into code: capitals inside a long word, or letters set apart."""
_FIRST_PERSON = re.compile(r"(?:[iu]z|[iu]m|d[iu]k|t[iu]k)$|^(?:we|i)\b")
_STEM = 4
"""Two words with the same first four folded letters count as the same word."""


def promises(reading: Reading) -> Iterator[Flag]:
    """Red: money, gifts, dates, guarantees. Amber: further commitments and claims in free text."""
    yield from _listed(reading, ("promise_tr", "promise_en"), "promise", "a promise")
    yield from _verbs(reading)
    yield from _nouns(reading, "promise", ("time", "actor", "gift"))
    yield from _codes(reading)


def _codes(reading: Reading) -> Iterator[Flag]:
    """What looks like a voucher's code, unless a fact or the list of products has it. The mention does not count."""
    stated = " ".join([*(fact.text for fact in reading.facts), *reading.brand.product_words, *reading.brand.names])
    for match in _CODE.finditer(reading.text):
        if _free(reading, match.span()) and match.group() not in stated:
            yield reading.flag("promise", "amber", *match.span(), "looks like a code that is worth money")
    for match in _SCRAMBLED.finditer(reading.text):
        if _free(reading, match.span()):
            yield reading.flag("promise", "amber", *match.span(), "nobody can read this")


def admissions(reading: Reading) -> Iterator[Flag]:
    """Red: fault or liability taken on, a word on how law would see it. Amber: words of fault in free text."""
    yield from _listed(reading, ("admission_tr", "admission_en"), "legal_admission", "an admission")
    yield from _listed(reading, ("law",), "legal_admission", "sends a customer to law, or says how it would end")
    yield from _nouns(reading, "legal_admission", ("fault",))


def _listed(reading: Reading, lists: tuple[str, ...], name: str, why: str) -> Iterator[Flag]:
    text = _straight(reading)
    for known in lists:
        for match in phrases(known).finditer(text):
            if not _known(reading, match):
                yield reading.flag(name, "red", *match.span(), why)


def _known(reading: Reading, match: re.Match[str]) -> bool:
    approved = overlaps(match.span(), reading.approved) or inside(match.span(), _own_names(reading))
    return approved or _stated_by_a_fact(reading, match.group())


def _verbs(reading: Reading) -> Iterator[Flag]:
    text, lang = _straight(reading), reading.context.lang
    if lang not in ("tr", "en"):
        return
    harmless = [match.span() for match in phrases(f"world_{lang}_allow").finditer(text)]
    quoted = set(_WORD.findall(reading.folded_mention))
    for match in phrases(f"world_{lang}").finditer(text):
        covered = inside(match.span(), harmless) if lang == "tr" else overlaps(match.span(), harmless)
        covered = covered or (match.group() in quoted and not _FIRST_PERSON.search(match.group()))
        if _free(reading, match.span()) and not covered and not _stated_by_a_fact(reading, match.group()):
            name = "legal_admission" if _OWNING_UP.search(match.group()) else "promise"
            yield reading.flag(name, "amber", *match.span(), "a commitment or a claim nobody approved")


def _nouns(reading: Reading, name: str, kinds: tuple[str, ...]) -> Iterator[Flag]:
    """Words of the reply's own language; what is given away is looked for in both."""
    stated = {stem for fact in reading.facts for stem in _stems(fold(fact.text))}
    brought_up = stated | _stems(reading.folded_mention)
    text = _straight(reading)
    for lang in ("tr", "en"):
        for kind in kinds if lang == reading.context.lang else {"gift"} & set(kinds):
            for match in _noun_patterns(lang)[kind].finditer(text):
                allowed = stated if _offered(text, match.span()) else brought_up
                known = bool(_stems(match.group()) & allowed) or (kind == "time" and _dated(reading, match.span()))
                if _free(reading, match.span()) and not known:
                    yield reading.flag(name, "amber", *match.span(), f"a word of {kind} nobody brought up")


def _free(reading: Reading, span: Range) -> bool:
    """Whether `span` touches text nobody approved beforehand."""
    spans = reading.context.free_spans
    if inside(span, _own_names(reading)):
        return False
    return not overlaps(span, reading.approved) and (spans is None or overlaps(span, list(spans)))


def _own_names(reading: Reading) -> list[Range]:
    """Where the brand's own name stands as it is written, and a fact's own page: words within promise nothing."""
    pages = {bare(fact.url) for fact in reading.facts if fact.url}
    named = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(reading.brand.name)}(?!\w)", reading.text)]
    return [*named, *((a, b) for a, b in links(reading.text) if bare(reading.text[a:b]) in pages)]


def _offered(text: str, span: Range) -> bool:
    """Whether a word stands beside an amount or beside "for you": then only a fact may bring it up."""
    return bool(_OFFER.search(text[max(0, span[0] - 16) : span[1] + 16]))


def _dated(reading: Reading, span: Range) -> bool:
    """Whether a number beside a word of time is one a fact gives ("within 30 days")."""
    near = reading.text[max(0, span[0] - 8) : span[1] + 8]
    given = {number for fact in reading.facts for number in re.findall(r"\d+", fact.text)}
    return bool(given & set(re.findall(r"\d+", near)))


def _stated_by_a_fact(reading: Reading, said: str) -> bool:
    """Whether one single fact has every longer word and every number of `said`."""
    wanted = _stems(said) | set(re.findall(r"\d+", said))
    if not wanted:
        return False
    return any(wanted <= _stems(fold(fact.text)) | set(re.findall(r"\d+", fact.text)) for fact in reading.facts)


def _stems(folded: str) -> set[str]:
    return {word[:_STEM] for word in _LONG_WORD.findall(folded)}


def _straight(reading: Reading) -> str:
    return reading.folded.replace("’", "'").replace("‘", "'")


@cache
def _noun_patterns(lang: str) -> dict[str, re.Pattern[str]]:
    pairs = (line.split(": ", 1) for line in listed(beside(f"nouns_{lang}")))
    return {kind: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") for kind, pattern in pairs}
