"""What crosses the line between a platform and us: posts read, calls made, routes taken.

Plain frozen records, so that collectors and publishers need no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Writer:
    """The author of a post, as the platform names them."""

    native_id: str
    handle: str
    name: str = ""
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
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
class Seen:
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
class Own:
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
