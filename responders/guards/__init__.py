"""Deterministic checks of a reply: run on the draft, on every human edit, and again before posting.

check(text, context) -> list[Flag]       all guards, in order
level_of(flags) -> "green" | "amber" | "red"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from responders.guards.contacts import contacts
from responders.guards.flag import Context, Flag, Level, level_of
from responders.guards.handles import handles
from responders.guards.leak import leak
from responders.guards.length import length
from responders.guards.links import links
from responders.guards.profanity import profanity
from responders.guards.reading import Reading

__all__ = ["Context", "Flag", "Level", "check", "level_of"]

GUARDS: tuple[Callable[[Reading], Iterator[Flag]], ...] = (
    leak,
    length,
    links,
    contacts,
    handles,
    profanity,
)


def check(text: str, context: Context) -> list[Flag]:
    """Every objection to `text`, guard by guard, in the order of the text within each; the same one never twice."""
    reading = Reading(text, context)
    found = [flag for guard in GUARDS for flag in sorted(guard(reading), key=lambda f: (f.start, f.end))]
    return list(dict.fromkeys(found))
