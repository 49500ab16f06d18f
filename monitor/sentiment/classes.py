"""Word classes: what a word is about ("late", "tasty", "courier"), from lists written by hand.

A model trained on thousands of posts has never met most words. "kof" and "mouldy" share no letters with what it
knows, but both stand in the list `dirty`: the class carries over what was learnt, between words and languages.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources

import regex

from language.folding import fold

_WORD = regex.compile(r"[\p{L}\p{N}&/'.+-]*[\p{L}\p{N}]|[BHGRAUO](?= )")
_NEGATED = regex.compile(
    r"\p{L}*?(?:m[iu]yo|m[ae]d[iu]|m[ae]z|m[ae]m[iu]s|m[ae]y[ae]n|m[ae]y[iu]n|[ae]m[iu]yo|[ae]m[ae]|m[ae]d[ae]n|m[ae]k?s[iu]z)\p{L}*"
)
_WITHOUT = regex.compile(r"\p{L}*s[iu]z(?:l[iu]k)?\p{L}{0,3}")
_FIRST = regex.compile(r"\p{L}{2,}(?:[dt][iu]m|[iu]yor?um|[iu]yom|[dt][iu]k|[iu]yoruz|[ae]c[ae][gk][iu]m)")
_SECOND = regex.compile(r"\p{L}{2,}(?:s[iu]n[iu]z|yor?sun(?:uz)?|[dt][iu]n[iu]z|[iu]n[iu]z[ae]?)")
_ASKS = regex.compile(r"m[iu](?:s[iu]n(?:[iu]z)?|y[iu][mz]|d[iu]r|yd[iu])?|\p{L}{3,}m[iu]")
_LONGEST_PHRASE = 4

Table = dict[str, tuple[str, ...]]


def classes(text: str, lang: str) -> list[str]:
    """The classes of a folded text's words, in their order; a Turkish negative ending counts as a word of its own."""
    words = _WORD.findall(text)
    begins = _phrase_beginnings("en" if lang == "en" else "tr")
    found: list[str] = []
    at = 0
    while at < len(words):
        most = min(_LONGEST_PHRASE, len(words) - at) if words[at] in begins else 1
        for size in range(most, 1, -1):
            names = _looked_up("_".join(words[at : at + size]), lang, phrase=True)
            if names:
                found += names
                at += size
                break
        else:
            found += _looked_up(words[at], lang, phrase=False)
            at += 1
    return found


def word_classes(word: str, lang: str) -> tuple[str, ...]:
    """The classes of one folded word by itself."""
    return _looked_up(word, lang, phrase=False)


@lru_cache(maxsize=50_000)
def _looked_up(word: str, lang: str, *, phrase: bool) -> tuple[str, ...]:
    own, lent = ("en", "tr") if lang == "en" else ("tr", "en")
    names = _best(word, *_lists(own)) or (() if phrase else _best(word, *_lists(lent)))
    return names if phrase or own == "en" else names + _endings(word)


def _endings(word: str) -> tuple[str, ...]:
    """What a Turkish ending says: not, without, I, you, a question."""
    kinds = (("not", _NEGATED), ("without", _WITHOUT), ("me", _FIRST), ("you", _SECOND), ("mi", _ASKS))
    return tuple(name for name, form in kinds if form.fullmatch(word))


def _best(word: str, exact: Table, starts: Table) -> tuple[str, ...]:
    if word in exact:
        return exact[word]
    least = word.rfind("_") + 2
    for size in range(len(word), max(1, least - 1), -1):
        if word[:size] in starts:
            return starts[word[:size]]
    return ()


@cache
def _phrase_beginnings(lang: str) -> frozenset[str]:
    """First words of all phrases."""
    return frozenset(key.split("_")[0] for table in _lists(lang) for key in table if "_" in key)


@cache
def _lists(lang: str) -> tuple[Table, Table]:
    """Whole words or phrases → classes; beginnings → classes."""
    exact: dict[str, list[str]] = {}
    starts: dict[str, list[str]] = {}
    source = resources.files("monitor.sentiment") / "words" / f"{lang}.txt"
    for line in source.read_text(encoding="utf-8").splitlines():
        name, _, entries = line.partition(":")
        for entry in [] if line.startswith("#") else fold(entries).split():
            table, key = (starts, entry[:-1]) if entry.endswith("*") else (exact, entry)
            kept = table.setdefault(key, [])
            if name not in kept:
                kept.append(name)
    for key, names in starts.items():
        exact[key] = [*exact.get(key, []), *(name for name in names if name not in exact.get(key, []))]
    return {k: tuple(v) for k, v in exact.items()}, {k: tuple(v) for k, v in starts.items()}
