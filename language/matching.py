"""Where a text names a brand or one of its rivals: spellings, Turkish suffixes, handles, hashtags.

Matching runs on text folded letter by letter, so every span holds in the original. A bare word that happens to
be the brand's name is found too ("nane" the herb): whether it means the brand is for the judge to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from language.folding import fold, fold_aligned
from language.spans import Span
from models import Brand

_APOSTROPHE = "['’‘`´ʼ＇]"
_MARK = regex.compile(r"[\u0300-\u036f]")
# One Turkish suffix each, folded; a name takes up to four: "Yuva-lar-ı-nda-ki". The buffer n stands only after a
# possessive ("Ada" must not be found in "Adana"), and a lone m or n is no suffix ("adam", "adan").
_MORPHEME = (
    r"l[ae]r|l[ae]r[iu]|[sy]?[iu]|y?[ae]|[dt][ae]n?|n?[iu]n|y?l[ae]|[iu]nd?[ae]n?|[sl][iu]z?|s[iu]nd?[ae]n?|l[iu]k|c[iu]|c[ae]|ki"
    r"|[iu]m[iu]z|m[iu]|m[iu]s[iu]n(?:[iu]z)?|[dt][iu]r|y?[dt][iu]|y?m[iu]s|s[iu]n[iu]z|y?s[ae]"
)
_SUFFIXES = rf"(?:{_MORPHEME}){{1,4}}"
_END = r"(?![\p{L}\p{N}_])"
_BARE = regex.compile(rf"(?:{_APOSTROPHE}[a-z]{{1,9}}|s|{_SUFFIXES}|){_END}")
_BENT = regex.compile(rf"{_SUFFIXES}{_END}")
_SHORT = regex.compile(rf"(?:{_APOSTROPHE}[a-z]{{1,9}}|){_END}")
"""What may follow a name; one whose last letter is softened; one too short to take suffixes."""
_SOFT = {"k": "g", "p": "b", "t": "d"}
_LEAST_BARE = 4
"""A shorter name takes suffixes only after an apostrophe: "Ada'ya", never "adaya"."""


def find(text: str, brand: Brand) -> list[Span]:
    """Every place `text` names `brand`, in order. Kinds: name, handle, hashtag (a subreddit counts as one)."""
    handles = [*brand.handles, *(p.account for p in brand.platforms.values() if p.account)]
    return _search(text, tuple(brand.names), tuple(sorted({_compact(h) for h in handles})))


def find_rivals(text: str, brand: Brand) -> list[Span]:
    """Every place `text` names one of the brand's competitors; kinds as in `find`."""
    return _search(text, tuple(brand.competitors), ()) if brand.competitors else []


def stands(text: str, words: Sequence[str]) -> bool:
    """Whether one of `words`, plain ones and no names, stands in `text`, however bent: "sipariş" in "siparişim"."""
    folded, _ = _unmarked(fold_aligned(text))
    return any(_word(word).search(folded) for word in words if _compact(word))


@lru_cache(maxsize=4096)
def _word(word: str) -> regex.Pattern[str]:
    """Unlike a name it may be mine or yours ("kargom"), and is bent however short it is ("çayı")."""
    bent = rf"(?:{_MORPHEME}|[iu]?[mn]){{1,4}}"
    return regex.compile(rf"{_stem(word, soft=True)}(?:{_APOSTROPHE}[a-z]{{1,9}}|s|{bent}|){_END}")


def _search(text: str, names: tuple[str, ...], handles: tuple[str, ...]) -> list[Span]:
    folded, places = _unmarked(fold_aligned(text))
    found = list(_tagged(folded, names, handles))
    for span in (span for name in _written(names) for span in name.spans(folded)):
        if not any(span.start < other.end and other.start < span.end for other in found):
            found.append(span)
    return sorted(Span(places[span.start], places[span.end], span.kind) for span in found)


def _unmarked(folded: str) -> tuple[str, Sequence[int]]:
    """Without combining marks (u and its dots as two characters); where each character, and the end, stood."""
    if folded.isascii() or not _MARK.search(folded):
        return folded, range(len(folded) + 1)
    places = [place for place, letter in enumerate(folded) if not _MARK.match(letter)]
    return "".join(folded[place] for place in places), [*places, len(folded)]


def _tagged(folded: str, names: tuple[str, ...], handles: tuple[str, ...]) -> Iterable[Span]:
    compact = [c for name in names if len(c := _compact(name)) >= _LEAST_BARE]
    for match in _TAG.finditer(folded):
        word = _compact(match["word"])
        topic = match["mark"] in ("#", "＃") or match["mark"].endswith("r/")
        if topic:
            hit = word in map(_compact, names) or any(word.startswith(c) or word.endswith(c) for c in compact)
        else:
            hit = _is_handle(word, compact, handles)
        if hit:
            yield Span(match.start(), match.end(), "hashtag" if topic else "handle")


def _is_handle(word: str, compact: list[str], handles: tuple[str, ...]) -> bool:
    """Ours exactly; where no handle is configured, one that begins with the name is taken for ours."""
    return word in handles if handles else any(word.startswith(c) for c in compact)


_TAG = regex.compile(
    r"(?<![\w/])(?P<mark>[@#＠＃]|/?u/|/?r/)(?P<word>[\p{L}\p{N}_][\p{L}\p{N}_.-]*[\p{L}\p{N}_]|[\p{L}\p{N}_])"
    r"(?:@[\w.-]+\w)?"
)


def _compact(name: str) -> str:
    """Letters and digits only, folded; a handle without its host: "@Nane.bsky.social" → "nane"."""
    bare = fold(name).lstrip("@").split("@")[0].removesuffix(".bsky.social")
    return "".join(letter for letter in bare if letter.isalnum())


class _Name(NamedTuple):
    """One spelling; the long patterns after it are the same for all names, so a new brand costs next to nothing."""

    stem: regex.Pattern[str]
    last: str
    tail: regex.Pattern[str]

    def spans(self, folded: str) -> Iterator[Span]:
        """Where it stands as a word of its own, with or without suffixes."""
        for match in self.stem.finditer(folded):
            tail = self.tail if match[0][-1] == self.last else _BENT
            if end := tail.match(folded, match.end()):
                yield Span(match.start(), end.end(), "name")


@lru_cache(maxsize=4096)
def _written(names: tuple[str, ...]) -> tuple[_Name, ...]:
    return tuple(_name(name) for name in sorted(names, key=len, reverse=True) if _compact(name))


def _name(name: str) -> _Name:
    long = len(_compact(name)) >= _LEAST_BARE
    return _Name(regex.compile(_stem(name, soft=long)), _parts(name)[-1][-1], _BARE if long else _SHORT)


def _stem(name: str, *, soft: bool) -> str:
    """As a pattern: inner spaces may be missing or hyphens, the last letter softened."""
    parts = _parts(name)
    stem, last = r"[\s\-]?".join(map(_spelt, parts)), parts[-1][-1]
    if soft and last in _SOFT:
        stem = f"{stem[:-1]}[{last}{_SOFT[last]}]"
    return rf"(?<![\p{{L}}\p{{N}}@#_]){stem}"


def _spelt(part: str) -> str:
    """A phone's "Oda’m" is "Oda'm"."""
    return regex.escape(part).replace("'", _APOSTROPHE)


def _parts(name: str) -> list[str]:
    return [part for part in regex.split(r"[\s\-]+", fold(name)) if part]
