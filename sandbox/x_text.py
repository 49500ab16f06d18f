"""How X counts and links text, by a library made after X's own tests.

twitter-text-parser 3.0.0 asks `pkg_resources`, gone from setuptools 82 on, for one file of its own; while it is
imported, the standard library answers for it.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def _imported() -> tuple[Any, Any]:
    before = sys.modules.get("pkg_resources")
    answering = sys.modules["pkg_resources"] = ModuleType("pkg_resources")
    vars(answering)["resource_string"] = lambda module, name: pkgutil.get_data(module.rpartition(".")[0], name)
    try:
        from twitter_text import extract_urls_with_indices, parse_tweet
    finally:
        del sys.modules["pkg_resources"]
        if before is not None:
            sys.modules["pkg_resources"] = before
    return extract_urls_with_indices, parse_tweet


_EXTRACT, _PARSE = _imported()
links: Callable[[str], list[dict[str, Any]]] = _EXTRACT
"""What X would turn into a link: [{"url", "indices": [start, end]}]."""


def weighted_length(text: str) -> int:
    """Links count 23, most letters 1, emoji 2."""
    return int(_PARSE(text).weightedLength)
