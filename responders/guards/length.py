"""Length as each platform counts it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from responders.guards.flag import Flag
from responders.guards.links import spans
from responders.guards.reading import Reading
from responders.guards.x_text import weighted

X_LIMIT = 280
"""Weighted; source: X's twitter-text configuration 3."""
BLUESKY_GRAPHEMES = 300
BLUESKY_BYTES = 3000
"""Source: the lexicon app.bsky.feed.post."""
LIMITS = {"mastodon": 500, "reddit": 10_000}
"""Mastodon: an instance's usual setting, where its own is not known."""
ELSEWHERE = 500
_MASTODON_URL = 23
_REMOTE = re.compile(r"(@\w+)@[\w.-]+\w")


def length(reading: Reading) -> Iterator[Flag]:
    """Red over the part that does not fit."""
    used, allowed, fits = measured(reading.text, reading.context.platform, reading.context.limit)
    if used > allowed:
        yield Flag("too_long", "red", min(fits, len(reading.text) - 1), len(reading.text), f"{used} of {allowed}")


def measured(text: str, platform: str, limit: int | None = None) -> tuple[int, int, int]:
    """(used, allowed, how many code points fit): the unit is the platform's own, X's weighted characters for one."""
    if platform == "x":
        used = weighted(text)
        return used, X_LIMIT, max(0, len(text) - (used - X_LIMIT))
    if platform == "bluesky":
        return _bluesky(text)
    allowed = limit or LIMITS.get(platform, ELSEWHERE)
    used = _mastodon(text) if platform == "mastodon" else len(text)
    return used, allowed, max(0, len(text) - (used - allowed))


def _bluesky(text: str) -> tuple[int, int, int]:
    clusters = regex.findall(r"\X", text)
    size = len(text.encode("utf-8", "surrogatepass"))
    fits = len("".join(clusters[:BLUESKY_GRAPHEMES]))
    if len(clusters) <= BLUESKY_GRAPHEMES and size > BLUESKY_BYTES:
        return size, BLUESKY_BYTES, fits
    return len(clusters), BLUESKY_GRAPHEMES, fits


def _mastodon(text: str) -> int:
    """A link counts as 23 and a remote handle without its server."""
    shown = _REMOTE.sub(r"\1", text)
    saved = sum((end - start) - _MASTODON_URL for start, end in spans(shown) if "://" in shown[start:end])
    return len(regex.findall(r"\X", shown)) - saved
