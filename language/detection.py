"""Which language a short post is in: Turkish, English, or something else.

Posts are often three words long and half of all Turkish ones lack their diacritics, where statistical identifiers
fail ("kargom nerede kaldi" reads as Danish to them). So everyday words and telling letters speak first; py3langid
(142 languages) has a say only where they are silent or divided.
"""

from __future__ import annotations

import math
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import regex

from language.folding import fold
from models.judgement import Lang

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LONGEST = 2000
"""Characters looked at: a longer post is in the language it begins in."""
_NOISE = regex.compile(r"https?://\S+|www\.\S+|[@＠][\w.@-]+|(?<!\w)/?[ur]/\w+|&\w+;")
_DRAWN = regex.compile(r"(\p{L})\1{2,}")
"""Letters drawn out ("çoook", "sooo"): one of them stands for all."""
_WORD = regex.compile(r"[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*")
_SHORT = 3
"""Words: posts of no more, with no everyday word of ours among them, are ours only on more evidence."""
_ENDINGS = regex.compile(
    r"\p{L}{2,}(?:[iu]yor(?:um|sun|uz|sunuz|lar|du)?|m[ae]d[iu](?:m|n|k|niz|ler|lar)?|[dt][iu]m|m[iu]s(?:lar|ler|t[iu]m?)?"
    r"|l[ae]r[iu](?:n[iu]z?|m[iu]z|nd[ae]n?|n[ae])?|[ae]c[ae]k(?:lar|ler|t[iu]|s[iu]n)?|[iu]m[iu]z[iu]?|n[iu]z[iu]?n?"
    r"|[iu]nd[ae]n?|[dt][iu]k(?:t[ae]n)?|[ae]m[iu]yor\p{L}*|m[ae]y[iu]n(?:[iu]z)?|s[ae]n[iu]z|l[iu]k(?:l[ae]r)?)"
)
_ENGLISH_ENDINGS = regex.compile(r"\p{L}{3,}(?:ing|tion|tions|ness|ously|ally|edly|n't|'s|'re|'ve|'ll|ould|ought|ight)")
_AZERI_ENDINGS = regex.compile(r"\p{L}+(?:l[iu]q|m[ae]y[iu]b|m[iu]r(?:em|ik|s[iu]n[iu]z))(?:d[iu]r)?")
_LETTERS = {
    name: frozenset(signs)
    for name, signs in {"tr": "ğışİĞŞ", "az": "əƏ", "de": "ßäÄ", "other": "ñåøæőűřěąęłżźćčžđșțõãêèàœß¿¡іїєұў"}.items()
}


def detect(text: str) -> tuple[Lang, float]:
    """(language, confidence 0 to 1); ("other", 0.0) where there is nothing to read but signs and names."""
    bare = _DRAWN.sub(r"\1", _NOISE.sub(" ", text[:LONGEST]))
    words = _WORD.findall(bare)
    letters = "".join(filter(str.isalpha, bare))
    if not letters:
        return "other", 0.0
    if _foreign_script(letters):
        return "other", 0.99
    found = _known(words)
    scores = _scores(words, found)
    if _divided(scores):
        for name, weight in _second_look(bare).items():
            scores[name] = scores.get(name, 0.0) + weight
    return _verdict(scores, 0.0 if _strange(words, found) else 0.7)


def _foreign_script(letters: str) -> bool:
    return not letters.isascii() and 2 * len(_LATIN.sub("", letters)) > len(letters)


_LATIN = regex.compile(r"\p{Latin}+")


Names = tuple[str, ...]
"""Languages."""


def _known(words: list[str]) -> list[tuple[str, Names]]:
    """Each word folded, with the languages it is an everyday word of."""
    known = _everyday()
    spelt = fold(" ".join(words)).split(" ")  # one empty word where there is none
    return [(folded, known.get(folded, known.get(folded.split("'")[0], ()))) for folded in spelt]


def _scores(words: list[str], found: list[tuple[str, Names]]) -> dict[str, float]:
    """Evidence in nats by language: everyday words, telling letters, endings."""
    scores = {"tr": 0.0, "en": 0.0}
    for word, (folded, names) in zip(words, found, strict=False):
        for name in names:
            scores[name] = scores.get(name, 0.0) + 2.0 / len(names)
        for name, signs in () if word.isascii() else _LETTERS.items():
            if not signs.isdisjoint(word):
                scores[name] = scores.get(name, 0.0) + (1.5 if name == "tr" else 3.0)
        if _AZERI_ENDINGS.fullmatch(folded):
            scores["az"] = scores.get("az", 0.0) + 3.0
        if not names and _ENDINGS.fullmatch(folded):
            scores["tr"] += 1.2
        if not names and _ENGLISH_ENDINGS.fullmatch(folded):
            scores["en"] += 0.8
    return scores


def _strange(words: list[str], found: list[tuple[str, Names]]) -> bool:
    """Whether a short post holds no everyday Turkish or English word, nor a letter that is Turkish only."""
    if len(words) > _SHORT or any("tr" in names or "en" in names for _, names in found):
        return False
    return _LETTERS["tr"].isdisjoint("".join(words))


def _divided(scores: dict[str, float]) -> bool:
    ranked = sorted(scores.values(), reverse=True)
    return ranked[0] - (ranked[1] if len(ranked) > 1 else 0.0) < 2.0


def _verdict(scores: dict[str, float], lead: float) -> tuple[Lang, float]:
    """The best of tr, en and the strongest other language, by softmax; the first two are ahead by `lead`."""
    other = max((value for name, value in scores.items() if name not in ("tr", "en")), default=0.0)
    three: dict[Lang, float] = {"tr": scores["tr"], "en": scores["en"], "other": other - lead}
    top = max(three, key=lambda name: three[name])
    return top, 1 / sum(math.exp(value - three[top]) for value in three.values())


def _second_look(bare: str) -> dict[str, float]:
    """py3langid's opinion in nats, capped: it is often wrong on short text."""
    ranked = _identifier().rank(" ".join(bare.split()))
    best = dict(ranked)
    top = ranked[0][1]
    near = {name: max(0.0, 3.0 + (best[name] - top) / 4) for name in ("tr", "en", "az", "de") if name in best}
    if ranked[0][0] not in near:
        near["other"] = min(3.0, max(0.0, (top - max(best["tr"], best["en"])) / 8))
    return near


@cache
def _everyday() -> dict[str, tuple[str, ...]]:
    """Word → the languages it is an everyday word of."""
    folder = resources.files("language") / "words"
    known: dict[str, set[str]] = {}
    for name in ("tr", "en"):
        for line in (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            for word in [] if line.startswith("#") else line.split():
                known.setdefault(word, set()).add(name)
    for line in (folder / "other.txt").read_text(encoding="utf-8").splitlines():
        name, *words = line.split()
        for word in [] if name == "#" else words:
            known.setdefault(word, set()).add(name)
    return {word: tuple(sorted(names)) for word, names in known.items()}


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
