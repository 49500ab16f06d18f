"""Words that may never be missed: harm, fraud, leaks, law, press; stems and phrases with their harmless look-alikes.

The forms stand in words/alarms.tsv. A hit is a cue for the model and lowers what it asks of a mention to escalate;
a sign (a dentist's bill, a driver who texts) is a cue alone.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from typing import Literal, NamedTuple

import regex

from models.judgement import Escalate
from monitor.sentiment.heads import ESCALATES


def alarm(folded: str) -> Escalate | None:
    """The gravest kind that a folded text names in so many words; look-alikes are taken out first."""
    standing = _standing(folded)
    found = [form for form in standing if form.sort == "alarm"]
    if not found:
        return None
    for form in standing:
        if form.sort == "harmless":
            folded = _compiled(form.pattern).sub(" ", folded)
    return next((form.kind for form in found if _compiled(form.pattern).search(folded)), None)


def signs(folded: str) -> list[Escalate]:
    """The kinds of harm a folded text has a sign of, in alphabetical order, each once."""
    found = (form for form in _standing(folded) if form.sort == "sign")
    return sorted({form.kind for form in found if form.kind and _compiled(form.pattern).search(folded)})


Sort = Literal["harmless", "alarm", "sign"]


class Form(NamedTuple):
    """A form is tried only where one of its literals stands; a look-alike has no kind."""

    place: int
    sort: Sort
    kind: Escalate | None
    literals: tuple[str, ...]
    pattern: str


@lru_cache(maxsize=2048)
def _standing(folded: str) -> tuple[Form, ...]:
    """The forms with a literal in the text, in the file's order; a literal is tried where its first letters stand.

    Asked when a post is read and again when it is judged, with all the posts judged together in between.
    """
    index = _index()
    starts = index.keys() & {folded[at : at + _LETTERS] for at in range(len(folded) - _LETTERS + 1)}
    found = {form for start in ("", *starts) for literal, form in index.get(start, ()) if literal in folded}
    return tuple(sorted(found))


@cache
def _index() -> dict[str, list[tuple[str, Form]]]:
    """A literal's first letters → the literal and its form; under "" those too short for that."""
    index: dict[str, list[tuple[str, Form]]] = {}
    for form in forms():
        for literal in form.literals:
            index.setdefault(literal[:_LETTERS] if len(literal) >= _LETTERS else "", []).append((literal, form))
    return index


@cache
def forms() -> tuple[Form, ...]:
    """Every form of the file."""
    found = []
    source = resources.files("monitor.sentiment") / "words" / "alarms.tsv"
    for place, line in enumerate(source.read_text(encoding="utf-8").splitlines()):
        if not line.startswith("#"):
            name, literals, form = line.split("\t")
            kind = _KINDS.get(name.rstrip("?"))
            sort: Sort = "harmless" if kind is None else "sign" if name.endswith("?") else "alarm"
            found.append(Form(place, sort, kind, tuple(literals.split("|")), rf"(?<!\p{{L}})(?:{form})"))
    return tuple(found)


@cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    """Compiled when first needed: all of them at once would take longer than the model takes to load."""
    return regex.compile(pattern)


_LETTERS = 3
_KINDS: dict[str, Escalate] = {kind: kind for kind in ESCALATES if kind is not None}
