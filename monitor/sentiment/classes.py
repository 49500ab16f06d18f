"""Word classes: what a word is about ("late", "tasty", "courier"), from lists written by hand.

A model trained on thousands of posts has never met most words. "kof" and "mouldy" share no letters with what it
knows, but both stand in the list `dirty`: the class carries over what was learnt, between words and languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources

import regex

from language.folding import fold

_WORD = regex.compile(r"[\p{L}\p{N}](?:(?:[&'.+-]|/(?=\p{N}))?[\p{L}\p{N}])*")
_NEGATED = regex.compile(
    r"\p{L}{2,}?(?:m[iu]yo|m[ae]d[iu]|m[ae]z|m[ae]m[iu]s|m[ae]y[ae]n|m[ae]y[iu][nz]|m[ae]d[ae]n|m[ae]k?s[iu]z)\p{L}*"
    r"|(?!(?:tamam|hamam)$)\p{L}{2,}m[ae](?:m|s[iu]n(?:l[ae]r)?)"
)
_WITHOUT = regex.compile(r"\p{L}{2,}s[iu]z(?:l[iu]k)?\p{L}{0,3}")
_PAST = r"(?:d|(?<=[cfhkpst])t)[iu]"
"""I came, we went; not "artik", "egitim", "mantik"."""
_FIRST = regex.compile(
    r"(?!(?:yardim|findik|sandik|(?:p|e)?lastik)$)"
    rf"\p{{L}}{{2,}}(?:{_PAST}[mk]|[iu]yor?um|[iu]yom|[iu]yoruz|[ae]c[ae][gk][iu]m)"
)
_SECOND = regex.compile(r"\p{L}{2,}(?:s[iu]n[iu]z|yor?sun(?:uz)?|[dt][iu]n[iu]z|[iu]n[iu]z[ae]?)")
_ASKS = regex.compile(
    r"m[iu](?:s[iu]n(?:[iu]z)?|y[iu][mz]|d[iu]r|yd[iu])?"
    rf"|(?!(?:kendimi|kredimi|kedimi)$)\p{{L}}{{2,}}(?:{_PAST}|m[iu]s|yor|c[ae]k|m[ae]z|[aeiu]r)m[iu]|(?:var|yok|degil)m[iu]"
)
_LONGEST_PHRASE = 4
_LENT = 5
"""Letters from which the other language's list is asked: a short word means another thing there."""
DIGITS = regex.compile(r"\d")
"""In what the model reads every digit is a nought, in texts and lists alike."""

Table = dict[str, tuple[str, ...]]


def classes(text: str, lang: str) -> list[str]:
    """The classes of a folded text's words, in their order; a Turkish negative ending counts as a word of its own."""
    words = _WORD.findall(text)
    found: list[str] = []
    for at, size, names in _phrases(words, lang):
        found += names if size > 1 else _looked_up(words[at], lang, phrase=False)
    return found


def phrase_classes(words: Sequence[str], lang: str) -> list[tuple[str, ...]]:
    """For each of a post's words the classes of the phrase it is part of, if any."""
    return [names for _, size, names in _phrases(words, lang) for _ in range(size)]


def _phrases(words: Sequence[str], lang: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The words cut into phrases that have classes and words by themselves: first place, how many words, classes."""
    begun = _begun("en" if lang == "en" else "tr")
    at = 0
    while at < len(words):
        most = begun.get(words[at])
        longest = most.get(words[at + 1][0], 1) if most and at + 1 < len(words) else 1
        size, names = _phrase(words, at, longest, lang) if longest > 1 else (1, ())
        yield at, size, names
        at += size


def _phrase(words: Sequence[str], at: int, most: int, lang: str) -> tuple[int, tuple[str, ...]]:
    for size in range(min(most, len(words) - at), 1, -1):
        if names := _looked_up("_".join(words[at : at + size]), lang, phrase=True):
            return size, names
    return 1, ()


def word_classes(word: str, lang: str) -> tuple[str, ...]:
    """The classes of one folded word by itself."""
    return _looked_up(word, lang, phrase=False)


@lru_cache(maxsize=20_000)
def _looked_up(word: str, lang: str, *, phrase: bool) -> tuple[str, ...]:
    own, lent = ("en", "tr") if lang == "en" else ("tr", "en")
    names = _best(word, *_lists(own))
    if not names and not phrase:
        stem = word.partition("'")[0]
        names = _best(stem, *_lists(own)) or _best(stem, *_lists(lent), _LENT)
    return names if phrase or own == "en" else names + _endings(word)


def _endings(word: str) -> tuple[str, ...]:
    """What a Turkish ending says: not, without, I, you, a question."""
    kinds = (("not", _NEGATED), ("without", _WITHOUT), ("me", _FIRST), ("you", _SECOND), ("mi", _ASKS))
    return tuple(name for name, form in kinds if form.fullmatch(word))


def _best(word: str, exact: Table, starts: Table, shortest: int = 2) -> tuple[str, ...]:
    """The classes of the entry that matches the most letters, `shortest` at least."""
    if word in exact and len(word) >= shortest:
        return exact[word]
    least = max(word.rfind("_") + 2, shortest)
    for size in range(len(word), least - 1, -1):
        if word[:size] in starts:
            return starts[word[:size]]
    return ()


@cache
def _begun(lang: str) -> dict[str, dict[str, int]]:
    """A phrase's first word → its second's first letter → words of the longest such phrase, as far as looked up."""
    found: dict[str, dict[str, int]] = {}
    for first, _, rest in (key.partition("_") for table in _lists(lang) for key in table):
        if rest:
            most = found.setdefault(first, {})
            most[rest[0]] = max(most.get(rest[0], 1), min(rest.count("_") + 2, _LONGEST_PHRASE))
    return found


@cache
def _lists(lang: str) -> tuple[Table, Table]:
    """Whole words or phrases → classes; beginnings → classes."""
    exact: Table = {}
    starts: Table = {}
    source = resources.files("monitor.sentiment") / "words" / f"{lang}.txt"
    lines = source.read_text(encoding="utf-8").splitlines()
    for name, _, entries in (line.partition(":") for line in lines if not line.startswith("#")):
        for entry in DIGITS.sub("0", fold(entries)).split():
            table, key = (starts, entry[:-1]) if entry[-1] == "*" else (exact, entry)
            kept = table.get(key, ())
            if name not in kept:
                table[key] = (*kept, name)
    for key, names in starts.items():
        exact[key] = tuple(dict.fromkeys(exact.get(key, ()) + names))
    return exact, starts
