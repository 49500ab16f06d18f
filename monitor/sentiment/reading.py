"""A post as the model reads it: folded, brand and rivals as signs of their own, cues spelled out at the end.

Capital letters are free after folding, so they are the signs: B the brand's name, H its handle, G its hashtag,
R a rival, A somebody else's handle, U a link, O another proper name. Words that begin with Z are cues about the
whole post. The model therefore never learns a brand's own word, and a new brand needs no new training.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from language.folding import fold
from language.matching import find, find_rivals
from language.spans import Span
from models import Brand
from monitor.sentiment.alarms import alarm, signs
from monitor.sentiment.classes import DIGITS, classes

LONGEST = 1200
"""Characters read; the rest of a longer post is left unread."""
_SIGNS = {"name": " B ", "handle": " H ", "hashtag": " G "}
_URL = regex.compile(r"https?://\S+|www\.\S+")
_HANDLE = regex.compile(r"(?<![\w/])[@＠][\w][\w.@-]*|(?<!\w)/?[ur]/\w+")
_STRETCHED = regex.compile(r"(\p{L})\1{2,}")
_SPACE = regex.compile(r"\s+")
_APOSTROPHE = str.maketrans("’‘`´“”„«»…", '\'\'\'\'""""".')
_PROPER = regex.compile(r"(?<=[\p{Ll},;] )\p{Lu}[\p{L}]{2,}(?:['’]\p{Ll}{1,6})?")
_SIGNED = regex.compile(r"( [BHGRAU] )")
_FACES = {
    name: frozenset(faces)
    for name, faces in {
        "Ejoy": "😍🥰😘❤🧡💛💚💙💜🩷🤍💕💖🫶👏🙌👍💯🔥✨🎉🥳🌟⭐😊☺🙏💪🤗😇🤩",
        "Eanger": "😡🤬😠👎💔😤😒😞😔😢😭😩😫😖☹🙁😑🤮🤢😱",
        "Eirony": "🙃🤡🙄😏👏🫠😌🤷💀🎪🐌🦕⚰🪦🫡🧐",
        "Elaugh": "😂🤣😅😆😁😄😃😀🥲",
    }.items()
}


class Reading(NamedTuple):
    """Both begin and end with a space."""

    body: str
    cues: str


def read(text: str, brand: Brand, lang: str) -> Reading:
    """`text` as the model reads it; `lang` (tr, en or other) becomes a cue too."""
    text = text[:LONGEST]
    spans = _spans(text, brand)
    cues = " ".join(_cues(text, spans, lang))
    body, at = [], 0
    for span, sign in spans:
        body += [text[at : span.start], sign]
        at = span.end
    plain = _plain("".join([*body, text[at:]]))
    about = " ".join(f"Y{name}" for name in classes(plain, lang))
    if kind := alarm(plain):
        cues += f" Zalarm Zalarm{kind}"
    if kinds := signs(plain):
        cues += "".join(f" Zsign{each}" for each in kinds) + " Zsign"
    return Reading(f" {plain} ", f" {cues} {about} ")


def _spans(text: str, brand: Brand) -> list[tuple[Span, str]]:
    """What is replaced, with its sign; earlier kinds win where two overlap."""
    found: list[tuple[Span, str]] = [(s, _SIGNS[s.kind]) for s in find(text, brand)]
    found += _free(found, ((s, " R ") for s in find_rivals(text, brand)))
    found += _free(found, ((Span(*m.span(), "link"), " U ") for m in _URL.finditer(text)))
    found += _free(found, ((Span(*m.span(), "other"), " A ") for m in _HANDLE.finditer(text)))
    return sorted(found)


def _free(taken: list[tuple[Span, str]], more: Iterator[tuple[Span, str]]) -> list[tuple[Span, str]]:
    return [(s, sign) for s, sign in more if not any(s.start < t.end and t.start < s.end for t, _ in taken)]


def _plain(text: str) -> str:
    """Folded but for the signs; digits are one digit, stretched letters one letter."""
    parts = _SIGNED.split(text.translate(_APOSTROPHE))
    folded = (part if len(part) == 3 and part[1] in "BHGRAU" else _letters(part) for part in parts)
    return _SPACE.sub(" ", "".join(folded)).strip()


def _letters(part: str) -> str:
    return DIGITS.sub("0", _STRETCHED.sub(r"\1", fold(part)))


def _cues(text: str, spans: list[tuple[Span, str]], lang: str) -> Iterator[str]:
    """What n-grams cannot see: where and how the brand stands, shouting, questions, faces, length."""
    yield f"Zlang{lang}"
    yield f"Zlen{min(len(text.split()).bit_length(), 8)}"
    yield from _brand_cues(text, [span for span, sign in spans if sign in _SIGNS.values()])
    for name, sign in (("Zrival", " R "), ("Zlink", " U "), ("Zother", " A ")):
        if any(sign == each for _, each in spans):
            yield name
    if _PROPER.search(text):
        yield "Zproper"
    yield from _surface_cues(text)


def _brand_cues(text: str, ours: list[Span]) -> Iterator[str]:
    if not ours:
        yield "Znobrand"
    for span in ours[:3]:
        word = text[span.start : span.end]
        yield f"Zb{span.kind}"
        if span.kind == "name":
            yield "Zbupper" if word[0].isupper() else "Zblower"
            yield "Zbapostrophe" if "'" in word or "’" in word else "Zbbare"
        yield (
            "Zbfirst"
            if not text[: span.start].strip()
            else "Zblast"
            if not text[span.end :].strip(" .!?…")
            else "Zbmid"
        )
        if text[span.end : span.end + 1] == "," or text[: span.start].rstrip().endswith(","):
            yield "Zbcalled"
    if len(ours) > 1:
        yield "Zbagain"


def _surface_cues(text: str) -> Iterator[str]:
    letters = sum(map(str.isalpha, text))
    if letters > 5 and sum(map(str.isupper, text)) > 0.7 * letters:
        yield "Zshout"
    if _STRETCHED.search(text):
        yield "Zstretch"
    for name, sign in (
        ("Zask", "?"),
        ("Zbang", "!"),
        ("Zdots", "..."),
        ("Zquote", '"'),
        ("Zhash", "#"),
        ("Zmoney", "₺"),
    ):
        if sign in text:
            yield name
    if "?" in text and text.rstrip(" .!🙏").endswith("?"):
        yield "Zaskend"
    for name, faces in _FACES.items():
        if not faces.isdisjoint(text):
            yield f"Z{name}"
