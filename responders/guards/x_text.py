"""X's own text rules: what it turns into a link, and how it counts.

twitter-text-parser 3.0.0 reads its emoji table through `pkg_resources`, which setuptools 82 dropped; the one
function it calls is answered from the standard library while the package is being imported. That takes 0.15 s, so it
happens at the first use.
"""

from __future__ import annotations

import pkgutil
import sys
import threading
from functools import cache
from types import ModuleType
from typing import Any

from responders.guards.reading import Range

_one_at_a_time = threading.Lock()


@cache
def _imported() -> tuple[Any, Any]:
    """extract_urls_with_indices, parse_tweet."""
    with _one_at_a_time:
        return _with_stand_in()


def _with_stand_in() -> tuple[Any, Any]:
    stand_in = ModuleType("pkg_resources")
    vars(stand_in)["resource_string"] = lambda module, name: pkgutil.get_data(module.rpartition(".")[0], name)
    before = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = stand_in
    try:
        from twitter_text import extract_urls_with_indices, parse_tweet
    finally:
        del sys.modules["pkg_resources"]
        if before is not None:
            sys.modules["pkg_resources"] = before
    return extract_urls_with_indices, parse_tweet


def linked(text: str) -> list[Range]:
    """Where X would put a link, the missing space of "geldi.ve" included."""
    extract, _ = _imported()
    return [(link["indices"][0], link["indices"][1]) for link in extract(text)]


def weighted(text: str) -> int:
    """X's weighted length: Turkish letters 1, emoji 2, a link 23."""
    _, parse = _imported()
    return int(parse(text).weightedLength)
