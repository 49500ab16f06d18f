"""Where a text names a brand or one of its rivals: spellings, Turkish suffixes, handles, hashtags.

Matching runs on text folded letter by letter, so every span holds in the original. A bare word that happens to
be the brand's name is found too ("nane" the herb): whether it means the brand is for the judge to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import regex

from language.folding import fold, fold_aligned
from language.spans import Span
from models import Brand

_APOSTROPHE = "['’‘`´ʼ＇]"
_MARKS = r"[\u0300-\u036f]*"
# One Turkish suffix each, folded; a name takes up to four: "Yuva-lar-ı-nda-ki". The buffer n stands only after a
# possessive ("Ada" must not be found in "Adana"), and a lone m or n is no suffix ("adam", "adan").
_MORPHEME = (
    r"l[ae]r|l[ae]r[iu]|[sy]?[iu]|y?[ae]|[dt][ae]n?|n?[iu]n|y?l[ae]|[iu]nd?[ae]n?|[sl][iu]z?|s[iu]nd?[ae]n?|l[iu]k|c[iu]|c[ae]|ki"
    r"|[iu]m[iu]z|m[iu]|m[iu]s[iu]n(?:[iu]z)?|[dt][iu]r|y?[dt][iu]|y?m[iu]s|s[iu]n[iu]z|y?s[ae]"
)
_SUFFIXES = rf"(?:{_MORPHEME}){{1,4}}"
_SOFT = {"k": "[kg]", "p": "[pb]", "t": "[td]"}
_LEAST_BARE = 4
"""A shorter name takes suffixes only after an apostrophe: "Ada'ya", never "adaya"."""


def find(text: str, brand: Brand) -> list[Span]:
    """Every place `text` names `brand`, in order. Kinds: name, handle, hashtag (a subreddit counts as one)."""
    handles = [*brand.handles, *(p.account for p in brand.platforms.values() if p.account)]
    return _search(text, tuple(brand.names), tuple(sorted({_compact(h) for h in handles})))


def find_rivals(text: str, brand: Brand) -> list[Span]:
    """Every place `text` names one of the brand's competitors; kinds as in `find`."""
    return _search(text, tuple(brand.competitors), ())


def _search(text: str, names: tuple[str, ...], handles: tuple[str, ...]) -> list[Span]:
    folded = fold_aligned(text)
    found = list(_tagged(folded, names, handles))
    taken = [(span.start, span.end) for span in found]
    for pattern in _patterns(names):
        for match in pattern.finditer(folded):
            start, end = match.span()
            if not any(start < stop and begin < end for begin, stop in taken):
                taken.append((start, end))
                found.append(Span(start, end, "name"))
    return sorted(found)


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


@lru_cache(maxsize=512)
def _patterns(names: tuple[str, ...]) -> tuple[regex.Pattern[str], ...]:
    return tuple(_pattern(name) for name in sorted(names, key=len, reverse=True) if _compact(name))


def _pattern(name: str) -> regex.Pattern[str]:
    """The name as a word of its own, with or without suffixes; inner spaces may be missing or hyphens."""
    words = [w for w in regex.split(r"[\s\-]+", fold(name)) if w]
    stem = r"[\s\-]?".join(_MARKS.join(map(regex.escape, word)) + _MARKS for word in words)
    soft = stem[: -len(_MARKS) - 1] + _SOFT[words[-1][-1]] + _MARKS if words[-1][-1] in _SOFT else stem
    bare = rf"|{stem}s|{soft}{_SUFFIXES}" if len(_compact(name)) >= _LEAST_BARE else ""
    tail = rf"(?:{stem}{_APOSTROPHE}[a-z]{{1,9}}{bare}|{stem})"
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}@#_]){tail}(?![\p{{L}}\p{{N}}_])")
