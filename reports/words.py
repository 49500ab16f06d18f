"""Couriers, cities, products and rivals counted from the brand's own word lists, never guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlmodel import Session, col

from language import matching
from language.folding import fold
from models import Brand, Mention
from reports.spans import Span

SHOWN = 3
"""A digest names this many of a kind."""
KINDS: Mapping[str, str] = {
    "couriers": "couriers", "cities": "cities", "products": "product_words", "rivals": "competitors",
}  # fmt: skip
"""What is counted, and the brand's list it is counted from."""
_BATCH = 1000
_SOFT = {"k": "[kg]", "p": "[pb]", "t": "[td]"}


@dataclass(frozen=True, slots=True)
class Named:
    """How many posts of a span name each word, most frequent first; words nobody named are left out.

    `couriers`, `cities` and `products` count complaints about the brand, `rivals` every post about it.
    """

    couriers: Mapping[str, int]
    cities: Mapping[str, int]
    products: Mapping[str, int]
    rivals: Mapping[str, int]
    cities_by_topic: Mapping[str, Mapping[str, int]]


def named(session: Session, brand: Brand, within: Span) -> Named:
    """Reads the span's texts, and only if the brand has word lists."""
    lists = {"couriers": brand.couriers, "cities": brand.cities, "products": brand.product_words}
    tally: dict[str, Counter[str]] = {kind: Counter() for kind in (*lists, "rivals")}
    by_topic: dict[str, Counter[str]] = {}
    if brand.competitors or any(lists.values()):
        for text, label, topics in _texts(session, brand.key, within):
            compact = _compact(text)
            tally["rivals"].update(_hits(text, compact, brand.competitors))
            if label != "complaint":
                continue
            found = {kind: _hits(text, compact, words) for kind, words in lists.items()}
            for kind, words in found.items():
                tally[kind].update(words)
            for topic in topics:
                by_topic.setdefault(topic, Counter()).update(found["cities"])
    ranked = {kind: _ranked(counter) for kind, counter in tally.items()}
    return Named(**ranked, cities_by_topic={topic: _ranked(counter) for topic, counter in by_topic.items()})


def only(brand: Brand, searched: Mapping[str, Sequence[str]]) -> Brand:
    """The brand with word lists of these words alone, by kind."""
    return brand.model_copy(update={KINDS[kind]: list(found) for kind, found in searched.items()})


def _texts(session: Session, brand: str, within: Span) -> Iterator[tuple[str, str | None, list[str]]]:
    query = select(col(Mention.text), col(Mention.label), col(Mention.topics)).where(
        col(Mention.brand) == brand,
        col(Mention.created_at) >= within.start,
        col(Mention.created_at) < within.end,
        col(Mention.about_brand).is_(True),
    )
    rows = session.connection().execution_options(yield_per=_BATCH).execute(query)
    for text, label, topics in rows:
        yield text, label, topics or []


def hits(text: str, words: Sequence[str]) -> list[str]:
    """The words `text` names, with their suffixes and hashtags as for a brand's name, or as somebody's own.

    The exact search is slow, so a word whose letters do not even occur is passed over first. Its last letter is
    left out of that look: it may soften ("Zonguldak", "Zonguldağa").
    """
    return _hits(text, _compact(text), words)


def _hits(text: str, compact: str, words: Sequence[str]) -> list[str]:
    near = [word for word in words if _letters(word)[:-1] in compact]
    return [word for word in near if matching.find(text, _as_brand(word)) or _is_owned(word, text)]


def _is_owned(word: str, text: str) -> bool:
    """Words below four letters are left out: "adam" is no "ada" of mine."""
    return len(word) >= 4 and _owned(word).search(fold(text)) is not None


@lru_cache(maxsize=512)
def _owned(word: str) -> re.Pattern[str]:
    """ "fincanım", "fincanlarımdan": things take possessives of the first person, which brand names do not."""
    stem = r"\s+".join(map(re.escape, fold(word).split()))
    stem = stem[:-1] + _SOFT.get(stem[-1], re.escape(stem[-1]))
    return re.compile(rf"\b{stem}(?:l[ae]r)?[iu]?m(?:[iuae]|[iu]n|d[ae]n?|l[ae]|[iu]z\w{{0,4}})?\b")


@lru_cache(maxsize=512)
def _as_brand(word: str) -> Brand:
    return Brand(name=word)


@lru_cache(maxsize=512)
def _letters(word: str) -> str:
    return _compact(word)


def _compact(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _ranked(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
