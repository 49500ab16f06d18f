"""What crosses the line between a platform and us: posts read, calls made, routes taken.

Plain frozen records, so that collectors and publishers need no database. Their texts can be stored: what no database
takes, a NUL character or half of a surrogate pair, becomes U+FFFD here, so that it compares equal on every look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def _storable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _storable(inner) for key, inner in value.items()}
    return _UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else value


class _Storable:
    """A record whose texts people wrote."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for one in fields(self):  # type: ignore[arg-type]
            object.__setattr__(self, one.name, _storable(getattr(self, one.name)))


@dataclass(frozen=True, slots=True)
class Writer(_Storable):
    """The author of a post, as the platform names them."""

    native_id: str
    handle: str
    name: str = ""
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class Post(_Storable):
    """One post a collector read. `created_at` is UTC; `ref` is what the publisher needs to answer it."""

    native_id: str
    author: Writer
    text: str
    url: str
    created_at: datetime
    parent_id: str | None = None
    root_id: str | None = None
    summoned: bool = False
    """The author named our account in this very post, or quotes one of ours."""
    images: int = 0
    lang: str | None = None
    """The language the platform states, if any: a hint only."""
    ref: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One API call and the resources it was billed for (their native ids, for daily de-duplication)."""

    endpoint: str
    resource: str = "request"
    """The price table's key: post, user, owned_post, request, create, ..."""
    ids: tuple[str, ...] = ()
    count: int = 1
    """Billed units where `ids` is empty."""


Reach = Literal["full", "slower", "mentions", "counts"]
"""How much may be read where reading costs money: all, searches rarely and only the newest, no searches, nothing.

What is out of reach is counted instead, and never read later.
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many posts a stream had in the hour from `hour` on (UTC), whether or not they were read."""

    stream: str
    hour: datetime
    posts: int


@dataclass(frozen=True, slots=True)
class Page:
    """One read: posts in any order, where to go on, and whether there is more right now."""

    posts: list[Post]
    cursor: str | None
    more: bool
    calls: list[Call] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    """Hours in which not everything was read."""
    trouble: str | None = None
    """Why a part of the source, such as a search, could not be read although the rest was; it is read on next time."""


@dataclass(frozen=True, slots=True)
class Seen(_Storable):
    """What became of a post we have stored."""

    native_id: str
    exists: bool
    text: str | None = None
    """The text today, where the platform gave it (edited posts differ from ours)."""
    answered_by_us: str | None = None
    """The native id of our account's reply under it, if there is one."""
    calls: tuple[Call, ...] = ()
    """The calls this look cost; on the first Seen of a look-up only."""


@dataclass(frozen=True, slots=True)
class Route:
    """How a reply may travel. `url` opens the composer with the text filled in (by hand only)."""

    way: Literal["api", "by_hand", "never"]
    reason: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Own(_Storable):
    """A reply on our own account's timeline, whoever of us wrote it."""

    native_id: str
    target_id: str
    """Native id of the post it answers."""
    url: str
    text: str
    """As people read it there: without the platform's own additions."""
    at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A reply that is on the platform."""

    native_id: str
    url: str
    calls: list[Call] = field(default_factory=list)
