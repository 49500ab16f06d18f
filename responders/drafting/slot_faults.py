"""Slots of a brand's own words that nothing fills: a line with an unknown one is never used, half a brace goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from responders.drafting.pieces import FORMS, SLOT
from responders.drafting.pools import DETAILS
from responders.drafting.things import CONDITIONS

_OTHER_LANGUAGE = {
    "tr": {"span"},
    "en": {"since", "product_gen", "product_acc", "treat_gen", "treat_acc"},
}
_NO_WORDS = {"id", "when", "also", "unless", "needs"}
"""Keys whose texts are no words of a reply."""
_INFLECTED = {"dat", "gen", "loc", "abl", "acc"}
_OF_THEIR_OWN: Mapping[str, set[str]] = {
    "greetings": {"name"},
    "disclosure": {"brand", *_INFLECTED},
    "facts": {"url"},
    "words": set(),
    "warm": set(),
    "things": set(),
    "treats": set(),
    "asked": set(),
    "asked_else": set(),
}
"""Keys of the common file that do not take what a mention gives."""
_BRACE = re.compile(r"[{}]")


def slot_faults(data: Any, lang: str, words: Mapping[str, Any], common: bool) -> Iterator[str]:
    """Each with its key and the slots there are. `words`: those of the common file, `common`: this is that file."""
    known = {*DETAILS, *CONDITIONS, *words} - _OTHER_LANGUAGE[lang]
    for key, part in data.items():
        own = _OF_THEIR_OWN.get(key) if common else None
        if own is None:
            own = known | ({"asked"} if common and key == "lookup" else set())
        for place, text in _texts(part, key):
            yield from (f"{place}: {told}" for told in brace_faults(text, own))


def brace_faults(text: str, known: set[str]) -> Iterator[str]:
    """What is wrong with the braces of one text."""
    plain = FORMS.sub(r"\1\2", text)
    there = f"known here: {', '.join(sorted(known))}" if known else "nothing is filled in here"
    yield from (f"{{{name}}} is no slot; {there}" for name in SLOT.findall(plain) if name not in known)
    if _BRACE.search(SLOT.sub("", plain)):
        yield f"{text!r} has a brace that is neither a slot nor {{sen|siz}}; mend or delete it; {there}"


def _texts(part: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every text below, with its key; a case is known by its id."""
    if isinstance(part, str):
        yield place, part
    elif isinstance(part, list):
        for n, item in enumerate(part):
            name = item.get("id", n) if isinstance(item, dict) else n
            yield from _texts(item, f"{place}.{name}")
    elif isinstance(part, dict):
        for key, item in part.items():
            if key not in _NO_WORDS:
                yield from _texts(item, f"{place}.{key}")
