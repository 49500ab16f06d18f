"""Office language and noise: banned phrases, too many emoji or exclamation marks, dashes, capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from language.folding import fold
from responders.guards.flag import Flag
from responders.guards.reading import Range, Reading
from responders.guards.words import phrases

EMOJI = {"complaint": 0, "praise": 1, "question": 1, "sarcasm": 1}
"""How many a reply of each kind may carry; one where the kind is unknown."""
EXCLAMATIONS = 1
_CLUSTER = regex.compile(r"\X")
_EMOJI = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}--[©®™]]", regex.VERSION1)
_DASH = re.compile(r"—|\s–\s")
_CAPITALS = re.compile(r"(?<!\w)[A-ZÇĞİÖŞÜ]{5,}(?!\w)|(?<!\w)[A-ZÇĞİÖŞÜ]{3,}(?:\s+[A-ZÇĞİÖŞÜ]{2,})+(?!\w)")


def boilerplate(reading: Reading) -> Iterator[Flag]:
    """Amber, with one detail each."""
    for lang in ("tr", "en"):
        for match in phrases(f"boilerplate_{lang}").finditer(reading.folded.replace("’", "'")):
            yield reading.flag("boilerplate", "amber", *match.span(), "office language")
    allowed = EMOJI.get(reading.context.kind or "", 1)
    for start, end in _emoji(reading.text)[allowed:]:
        yield reading.flag("boilerplate", "amber", start, end, f"more than {allowed} emoji")
    for match in list(re.finditer("[!！]", reading.text))[EXCLAMATIONS:]:
        yield reading.flag("boilerplate", "amber", *match.span(), "more than one exclamation mark")
    for match in _DASH.finditer(reading.text):
        yield reading.flag("boilerplate", "amber", *match.span(), "a dash people do not type")
    for match in _CAPITALS.finditer(reading.text):
        if not _known(reading, match.group()):
            yield reading.flag("boilerplate", "amber", *match.span(), "capitals shout")


def _emoji(text: str) -> list[Range]:
    """Where emoji stand, a family of five being one."""
    return [m.span() for m in _CLUSTER.finditer(text) if _EMOJI.search(m[0])] if _EMOJI.search(text) else []


def _known(reading: Reading, word: str) -> bool:
    """A name, a product or a code the brand or the customer writes in capitals."""
    names = " ".join([*reading.brand.names, *reading.brand.product_words, *(f.text for f in reading.facts)])
    return fold(word) in fold(names) or word in reading.context.mention
