"""What no single field of the config can see: keys that name no brand, facts that share an id, a brand's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from responders.drafting.own_words import folder_faults
from samimi.marked_yaml import Loc, Marked

_BY_BRAND: tuple[tuple[Loc, bool], ...] = (
    (("desk", "chat"), False),
    (("desk", "quiet_hours"), True),
    (("responder", "modes"), False),
    (("responder", "templates"), False),
)
"""Where settings are kept by brand key, and whether "*" stands for every brand there."""
_SENTENCES = ("facts", "steps", "holding_line", "disclosure")
"""Keys of a brand below which a reply's words stand."""
_BRACE = re.compile(r"\{[^{}]*\}|[{}]")
_MEND = "write the words themselves, or put the line into the files of responder.templates, where there are slots"


def cross_faults(marked: Marked) -> Iterator[tuple[int, str]]:
    """Line and mend of each, found in the raw data so that they show beside the others."""
    brands = _mapping(marked.data, "brands")
    if not brands:
        return
    people = _mapping(marked.data, "desk", "people")
    roles: list[tuple[Loc, bool]] = [(("desk", "people", person, "roles"), True) for person in people]
    for place, star in (*_BY_BRAND, *roles):
        for key in _mapping(marked.data, *place):
            if str(key) not in brands and not (star and key == "*"):
                known = ", ".join(map(str, brands))
                told = f"{'.'.join(map(str, place))}.{key}: no brand has this key; known: {known}"
                yield marked.line((*place, key)), told
    for key, folder in _mapping(marked.data, "responder", "templates").items():
        if key in brands and isinstance(folder, str):
            line = marked.line(("responder", "templates", key))
            yield from ((line, f"responder.templates.{key}: {told}") for told in folder_faults(Path(folder)))
    for key in brands:
        yield from _facts_twice(marked, key, _mapping(marked.data, "brands", key).get("facts"))
        yield from _braces(marked, ("brands", key))


def _braces(marked: Marked, loc: Loc) -> Iterator[tuple[int, str]]:
    """Slots in the brand's sentences: these go out as they stand, there is nothing to fill them."""
    here: Any = marked.data
    for part in loc:
        here = here[part]
    if isinstance(here, str) and _BRACE.search(here) and any(key in loc for key in _SENTENCES):
        yield (
            marked.line(loc),
            f"{'.'.join(map(str, loc))}: {_BRACE.findall(here)[0]} is filled with nothing here; {_MEND}",
        )
    keys = here if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
    for key in keys:
        yield from _braces(marked, (*loc, key))


def _facts_twice(marked: Marked, brand: Any, facts: Any) -> Iterator[tuple[int, str]]:
    """A draft names its facts by id, so that two of one id could not be told apart."""
    seen = set()
    for n, fact in enumerate(facts if isinstance(facts, list) else ()):
        name = str(fact.get("id")) if isinstance(fact, dict) and "id" in fact else None
        if name in seen:
            loc: Loc = ("brands", brand, "facts", n, "id")
            yield marked.line(loc), f"brands.{brand}.facts.{n}.id: {name!r} stands twice; give each fact its own id"
        if name is not None:
            seen.add(name)


def _mapping(data: Any, *path: str | int) -> dict[Any, Any]:
    """The mapping at `path`; empty where there is none."""
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}
