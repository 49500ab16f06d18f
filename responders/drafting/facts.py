"""Which of the brand's facts answers a question. A wrong answer is worse than a question back, so doubt means none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import resources

from language.detection import detect
from language.folding import fold
from models import Brand, Fact

_LINK = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_HANDLE = re.compile(r"@[\w.@-]+")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_HOW_LONG = re.compile(r"\bkac|ne kadar|ne zaman|sure|how (many|long)|when|until|deadline|period")
_ASKS_TIME = re.compile(r"kac|sure\w*|long|many|until|deadline|period|window")
_TIME = re.compile(r"(gun|hafta|saat|yil)|ay(l[ai]r|da|lik)?$|(day|week|month|hour|year)s?$")
_WORD = re.compile(r"[^\W_]+")
_DOES = re.compile(
    r"(?:ed|et|ol|yap)(?:[ae]?bil|[iu]yor|il[ie]|m[ae][kmn]|[aeiu]r|[ae]cak|[ae]cek|s[ae]m)"
    r"|al(?:iyor(?!um|uz)|inir|iniyor|ir(?!im|iz|sa)|maz|miyor)|kabul$|accept(?:s|ed|ing)?$|takes?$|allow(?:s|ed)?$|offers?$"
)
"""Verbs that only carry a noun ("iade edebilir miyim"); `fold` has made ı an i and ü a u. Not "ne zaman
alırım": who is to get something does not ask whether we take it."""
_LASTS = re.compile(r"sur(?:er|ecek|uyor)")
_TAKES = re.compile(r"takes?$")
"""It lasts where a time is asked for ("how long does it take"), else it accepts ("do you take returns")."""
_WINDOW = re.compile(r"\biade (?:suresi|hakki)|itibaren|icinde iade|\breturns? (?:are|is|window|period|within)\b")
"""A term within which something can be done, which is not how long it takes."""
_STEM = 4
"""Letters two words must share from the front to count as the same ("iade", "iadem"; "sale", "sales")."""
_COMMON = frozenset((resources.files(__package__) / "common_words.txt").read_text(encoding="utf-8").split())
"""Folded words that say nothing of what is asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A fact and the link to give with it (empty: none)."""

    fact: Fact
    url: str


def answer(text: str, brand: Brand, lang: str, today: date | None) -> Answer | None:
    """The fact that answers `text` best, if one does.

    A fact is in date through its `until`; `today` None means every fact is. Its `words` decide where it has any
    (every word of an entry must occur, and a single word only answers who asks about nothing else), else two words of
    its own text must. A fact in the other language never fits.
    """
    sentences = _questions(_HANDLE.sub(" ", text))
    facts = usable(brand, lang, today)
    scored = [(score, fact, asked) for asked in sentences for fact in facts if (score := _score(fact, asked)) > 0]
    if not scored:
        return None
    _, fact, asked = max(scored, key=lambda found: found[0])
    return Answer(fact, fact.url or _link_for(fact, brand, asked))


def _questions(text: str) -> list[set[str]]:
    """The words of each sentence that asks, of all of them where none has a question mark.

    Words of two sentences together are no question: in a long post any fact would find its words somewhere.
    """
    return [_asked(part) for part in asking_sentences(text) or _SENTENCE.findall(text)]


def _asked(sentence: str) -> set[str]:
    """Its words; a word of time counts only where a time is asked for ("kaç gün", not "pazar günü")."""
    words = _stems(sentence)
    return words if _HOW_LONG.search(fold(sentence)) else {word for word in words if not _TIME.match(word)}


def asking_sentences(text: str) -> list[str]:
    """The sentences that end in a question mark."""
    return [part for part in _SENTENCE.findall(text) if "?" in part]


def usable(brand: Brand, lang: str, today: date | None) -> list[Fact]:
    """Facts in date and in this language; bare links state nothing."""
    return [f for f in brand.facts if _in_date(f, today) and _in_language(f, lang) and not _is_link(f)]


def _in_date(fact: Fact, today: date | None) -> bool:
    return today is None or fact.until is None or fact.until >= today


def _in_language(fact: Fact, lang: str) -> bool:
    if fact.lang is not None:
        return fact.lang == lang
    found, confidence = detect(fact.text)
    return found in (lang, "other") or confidence < 0.8


def _is_link(fact: Fact) -> bool:
    return _LINK.fullmatch(fact.text.strip()) is not None


def _score(fact: Fact, asked: set[str]) -> float:
    if _takes_how_long(fact, asked):
        return 0.0
    if not fact.words:
        shared = _shared(_stems(_LINK.sub(" ", fact.text)), asked)
        return float(shared) if shared >= 2 else 0.0
    entries = [_stems(entry) for entry in fact.words]
    shared = _shared({word for words in entries if _all_in(words, asked) for word in words}, asked)
    return float(shared) if shared >= 2 or not _points_elsewhere(fact, asked) else 0.0


def _takes_how_long(fact: Fact, asked: set[str]) -> bool:
    """Whether it is asked how long a thing takes of which the fact only says until when it can be done."""
    own = _stems(" ".join([fact.text, *fact.words]))
    return (
        _lasts(asked)
        and not any(map(_LASTS.match, own))
        and not any(map(_TAKES.match, own))
        and _WINDOW.search(fold(fact.text)) is not None
    )


def _lasts(asked: set[str]) -> bool:
    return any(map(_LASTS.match, asked)) or (any(map(_TAKES.match, asked)) and any(map(_ASKS_TIME.fullmatch, asked)))


def _points_elsewhere(fact: Fact, asked: set[str]) -> bool:
    """Whether a question has words that are none of the fact's: "iade" alone does not say who pays its postage.

    Who asks how long asks a fact that states a time for it.
    """
    own = _stems(" ".join([fact.text, *fact.words]))
    timed = any(_TIME.match(word) for word in own)
    strange = {word for word in asked if not any(_same(word, known) for known in own)}
    return any(not _DOES.match(word) and not (timed and _ASKS_TIME.fullmatch(word)) for word in strange)


def _link_for(fact: Fact, brand: Brand, asked: set[str]) -> str:
    """A fact that is nothing but a link goes with the fact whose words stand in its path."""
    if _LINK.search(fact.text):
        return ""
    for other in brand.facts:
        path = other.text.partition("/")[2]
        if _is_link(other) and _shared(_stems(path.replace("/", " ").replace("-", " ")), asked | _stems(fact.text)):
            return other.text.strip()
    return ""


def _stems(text: str) -> set[str]:
    return {word for word in _WORD.findall(fold(text)) if len(word) > 2 and word not in _COMMON}


def _all_in(wanted: Iterable[str], asked: set[str]) -> bool:
    wanted = list(wanted)
    return bool(wanted) and all(any(_same(word, other) for other in asked) for word in wanted)


def _shared(words: Iterable[str], asked: set[str]) -> int:
    """How many of `words` are asked about, suffixes aside; two forms of one word count once."""
    words = list(words)
    there = sum(any(_same(word, other) for other in asked) for word in words)
    back = sum(any(_same(other, word) for word in words) for other in asked)
    return min(there, back)


def _same(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _STEM:
        return shorter == longer or (len(shorter) == 3 and longer.startswith(shorter) and len(longer) <= 7)
    return longer.startswith(shorter[: max(_STEM, len(shorter) - 2)])
