"""Words that may never be missed: harm, fraud, leaks, law, press; stems and phrases with their harmless look-alikes.

The forms stand in words/alarms.tsv. A hit is a cue for the model and lowers what it asks of a mention to escalate.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import regex

from models.judgement import Escalate
from monitor.sentiment.heads import ESCALATES

Form = tuple[tuple[str, ...], regex.Pattern[str]]


def alarm(folded: str) -> Escalate | None:
    """The gravest kind that a folded text names in so many words; look-alikes are taken out first."""
    harmless, forms = _forms()
    found = [(kind, pattern) for kind, keys, pattern in forms if any(key in folded for key in keys)]
    if not found:
        return None
    for keys, pattern in harmless:
        if any(key in folded for key in keys):
            folded = pattern.sub(" ", folded)
    return next((kind for kind, pattern in found if pattern.search(folded)), None)


@cache
def _forms() -> tuple[list[Form], list[tuple[Escalate, tuple[str, ...], regex.Pattern[str]]]]:
    """Look-alikes, and alarms in the file's order; a form is tried only where one of its literals stands."""
    harmless: list[Form] = []
    alarms: list[tuple[Escalate, tuple[str, ...], regex.Pattern[str]]] = []
    source = resources.files("monitor.sentiment") / "words" / "alarms.tsv"
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, literals, form = line.split("\t")
        keys, pattern = tuple(literals.split("|")), regex.compile(rf"(?<!\p{{L}})(?:{form})")
        if name == "harmless":
            harmless.append((keys, pattern))
        else:
            alarms.append((_KINDS[name], keys, pattern))
    return harmless, alarms


_KINDS: dict[str, Escalate] = {kind: kind for kind in ESCALATES if kind is not None}
