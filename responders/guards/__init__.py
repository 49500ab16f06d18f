"""Deterministic checks of a reply: run on the draft, on every human edit, and again before posting.

check(text, context) -> list[Flag]       all guards, in order
level_of(flags) -> "green" | "amber" | "red"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from responders.guards.address import address
from responders.guards.boilerplate import boilerplate
from responders.guards.closed_world import admissions, promises
from responders.guards.competitor import competitor
from responders.guards.contacts import contacts
from responders.guards.facts import facts
from responders.guards.flag import Context, Flag, Level, level_of
from responders.guards.handles import handles
from responders.guards.health import health
from responders.guards.language import language
from responders.guards.leak import leak
from responders.guards.length import length
from responders.guards.links import links
from responders.guards.personal_data import personal_echo, personal_request
from responders.guards.profanity import profanity
from responders.guards.reading import Reading
from responders.guards.repeat import repeat

__all__ = ["Context", "Flag", "Level", "check", "level_of"]

GUARDS: tuple[Callable[[Reading], Iterator[Flag]], ...] = (
    leak,
    length,
    links,
    contacts,
    personal_request,
    personal_echo,
    handles,
    profanity,
    competitor,
    language,
    address,
    promises,
    admissions,
    facts,
    health,
    boilerplate,
    repeat,
)


def check(text: str, context: Context) -> list[Flag]:
    """Every objection to `text`, guard by guard, in the order of the text within each; the same one never twice."""
    reading = Reading(text, context)
    found = [flag for guard in GUARDS for flag in sorted(guard(reading), key=lambda f: (f.start, f.end))]
    return list(dict.fromkeys(found))
