"""Handles and hashtags: a reply may name its reader and the brand's own accounts, nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responders.guards.flag import Flag
from responders.guards.reading import Reading

_HANDLE = re.compile(r"(?<!\w)(?<!\w[.+-])[@＠]([\w](?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?)")
_REDDIT = re.compile(r"(?<![\w/.])/?([ur])/([\w-]{2,})")
_HASHTAG = re.compile(r"(?<![\w&/])[#＃]\w*[^\W\d_]\w*")
_ENDING = re.compile(r"['’]\w+$")


def handles(reading: Reading) -> Iterator[Flag]:
    """Red for every other handle, any subreddit and any hashtag."""
    known = _known(reading)
    for match in _HANDLE.finditer(reading.text):
        name = _ENDING.sub("", match.group(1)).lower()
        if name not in known and name.split("@")[0] not in known:
            yield reading.flag("handle", "red", *match.span(), "neither the author nor the brand")
    for match in _REDDIT.finditer(reading.text):
        if match.group(1) == "r" or match.group(2).lower() not in known:
            yield reading.flag("handle", "red", *match.span(), "neither the author nor the brand")
    for match in _HASHTAG.finditer(reading.text):
        yield reading.flag("handle", "red", *match.span(), "a hashtag")


def _known(reading: Reading) -> set[str]:
    brand = reading.brand
    names = [reading.context.author_handle, *brand.handles, *(p.account for p in brand.platforms.values())]
    return {re.sub(r"^(?:@|/?u/)", "", name.strip()).lower() for name in names} - {""}
