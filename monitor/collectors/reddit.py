"""Reddit: submissions by search, comments of the configured subreddits, our account's inbox.

Reddit's listings run newest first and reach back about 1000 things, so every read walks from the newest back to
where the last one began. Nothing hangs on `before`, which answers nothing once its post is deleted. Comments
cannot be searched: they are read only from the subreddits named in `channels`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, TypeAdapter, ValidationError

from language.folding import fold
from language.matching import find
from models import Brand, Call, Page, Post, Seen, Writer
from models.errors import Temporary
from monitor.collectors._reddit_client import Ask, connect
from monitor.collectors._turkish_forms import with_endings

SECRETS = ("CLIENT_ID", "CLIENT_SECRET", "PASSWORD")

_log = logging.getLogger(__name__)
_SITE = "https://www.reddit.com"
_PAGE, _PAGES = 100, 10
"""Things per page, and pages until Reddit's listings end."""
_LONGEST_QUERY = 512
_SEARCH_LAG, _LISTING_LAG = 900.0, 120.0
"""Seconds a submission may take to reach the search index, a comment to reach its listing."""
_HUSKS = ("[deleted]", "[removed]")


class _Thing(BaseModel):
    """What we read of a submission (t3) or a comment (t1)."""

    name: str
    created_utc: float
    author: str | None = None
    author_fullname: str = ""
    title: str = ""
    selftext: str = ""
    body: str = ""
    permalink: str = ""
    context: str = ""
    """Stands in for `permalink` in the inbox."""
    subreddit: str = ""
    parent_id: str | None = None
    link_id: str | None = None
    removed_by_category: str | None = None
    media_metadata: dict[str, Any] | None = None
    post_hint: str = ""

    @property
    def gone(self) -> bool:
        """Deleted, removed, or without its author: nothing we may keep or answer."""
        texts = (self.selftext, self.body)
        return self.author in (None, *_HUSKS) or self.removed_by_category is not None or any(t in _HUSKS for t in texts)

    @property
    def text(self) -> str:
        return "\n\n".join(part for part in (self.title, self.selftext or self.body) if part)

    @property
    def path(self) -> str:
        return self.permalink or self.context.split("?")[0]


class _Child(BaseModel):
    kind: str
    data: dict[str, Any]


class _Children(BaseModel):
    after: str | None = None
    children: list[_Child]


class _Listing(BaseModel):
    data: _Children


class _Position(BaseModel):
    """How far a stream was read: never before `start`, everything up to `at`, and `passed` since `at` less the lag."""

    start: float
    at: float
    passed: dict[str, float] = {}


_POSITIONS = TypeAdapter(dict[str, _Position])


@dataclass(frozen=True)
class _Stream:
    """A listing to follow. `every`: all of it concerns us, whatever it says."""

    path: str
    lag: float = _LISTING_LAG
    params: dict[str, str] = field(default_factory=dict)
    every: bool = False
    summoned: bool = False

    @property
    def key(self) -> str:
        return f"{self.path}?{self.params.get('q', '')}"


def build(
    brand: Brand, secrets: Mapping[str, str], sandbox: str | None, now: Callable[[], datetime]
) -> RedditCollector:
    """A collector for `brand`'s account; `sandbox` is the stand-ins' address."""
    return RedditCollector(brand, connect(brand.account("reddit"), secrets, sandbox, now), now)


class RedditCollector:
    """Reads through `ask`, one request at a time: praw is not made for threads."""

    def __init__(self, brand: Brand, ask: Ask, now: Callable[[], datetime]) -> None:
        self._brand, self._ask, self._now = brand, ask, now
        self._config = brand.platforms["reddit"]
        self.begin: datetime | None = None
        self._streams = list(_streams(brand))
        self._turn = threading.Lock()
        self._calls: list[Call] = []

    def read(self, cursor: str | None, limit: int) -> Page:
        """Posts that concern the brand, oldest first within a stream; the cursor is JSON, a position per stream."""
        positions = _POSITIONS.validate_json(cursor) if cursor else {}
        posts: list[Post] = []
        after: dict[str, _Position] = {}
        more = False
        for stream in self._streams:
            position = positions.get(stream.key) or self._start(first=cursor is None)
            if len(posts) < limit:
                found, position, rest = self._read(stream, position, limit - len(posts))
                posts += found
                more = more or rest
            else:
                more = True
            after[stream.key] = position
        return Page(posts, _POSITIONS.dump_json(after).decode(), more, list(self._take_calls()))

    def lookup(self, ids: Sequence[str]) -> list[Seen]:
        """What became of these submissions and comments; an author's deleted account counts as a deleted post."""
        with self._turn:
            found = {t.name: t for t in self._info(ids)}
        alive = [t for t in found.values() if not t.gone]
        ours = self._answers(min((t.created_utc for t in alive), default=None))
        bills = iter([self._take_calls()])
        return [self._seen(name, found.get(name), ours.get(name), next(bills, ())) for name in ids]

    @staticmethod
    def _seen(name: str, thing: _Thing | None, answer: str | None, calls: tuple[Call, ...]) -> Seen:
        if thing is None or thing.gone:
            return Seen(name, False, calls=calls)
        return Seen(name, True, thing.text, answer, calls)

    def _take_calls(self) -> tuple[Call, ...]:
        taken, self._calls = self._calls, []
        return tuple(taken)

    def _start(self, first: bool) -> _Position:
        """Where a stream begins that was never read: at `since` or `begin` on the very first read, else now."""
        at = (self.begin if first else None) or self._now()
        if first and self._config.since:
            at = datetime.combine(self._config.since, time(), ZoneInfo(self._brand.calendar.timezone))
        return _Position(start=at.timestamp(), at=at.timestamp())

    def _read(self, stream: _Stream, position: _Position, room: int) -> tuple[list[Post], _Position, bool]:
        """Up to `room` posts of a stream, where it stands then, and whether some are left."""
        floor = max(position.start, position.at - stream.lag)
        with self._turn:
            seen = [t for t in self._walk(stream, floor) if t.created_utc >= floor]
        fresh = {t.name: t for t in reversed(seen) if t.name not in position.passed and self._concerns(t, stream)}
        inside = sorted(fresh.values(), key=lambda t: t.created_utc)
        taken, left = inside[:room], len(inside) > room
        newest = taken[-1].created_utc if left else max((t.created_utc for t in seen), default=0.0)
        # A stamp from the future must not carry the position past posts still to come.
        at = max(position.at, min(newest, self._now().timestamp()))
        passed = position.passed | {t.name: t.created_utc for t in taken}
        kept = {name: stamp for name, stamp in passed.items() if stamp >= at - stream.lag}
        return [self._post(t, stream) for t in taken], _Position(start=position.start, at=at, passed=kept), left

    def _walk(self, stream: _Stream, floor: float) -> Iterator[_Thing]:
        """The listing from its newest thing back to `floor` (unix seconds), page by page."""
        anchors: list[str] = []
        for _ in range(_PAGES):
            things, more = self._page_after(stream, anchors)
            yield from things
            if not more or (things and things[-1].created_utc < floor):
                return
            anchors = [t.name for t in things]
        _log.warning("reddit: %s has more than %s new posts, older ones are out of reach", stream.path, _PAGE * _PAGES)

    def _page_after(self, stream: _Stream, anchors: list[str]) -> tuple[list[_Thing], bool]:
        """The page below the last anchor that still exists; the first page where there are none yet."""
        for anchor in anchors[:-6:-1] or [""]:
            params = stream.params | {"limit": str(_PAGE)} | ({"after": anchor} if anchor else {})
            things, more = self._listing(stream.path, params)
            if things or not anchor:
                return things, more
        raise Temporary("a listing broke off: the posts it was to go on from were deleted")

    def _concerns(self, thing: _Thing, stream: _Stream) -> bool:
        if thing.gone or fold(thing.author or "") == fold(self._config.account):
            return False
        return stream.every or bool(find(thing.text, self._brand))

    def _post(self, thing: _Thing, stream: _Stream) -> Post:
        author = thing.author or ""
        images = len(thing.media_metadata or {}) or int(thing.post_hint == "image")
        link = thing.link_id or ("t3_" + thing.path.split("/")[4] if thing.parent_id else None)
        return Post(
            native_id=thing.name,
            author=Writer(thing.author_fullname or author, author),
            text=thing.text,
            url=_SITE + thing.path,
            created_at=datetime.fromtimestamp(thing.created_utc, UTC),
            parent_id=thing.parent_id,
            root_id=link,
            summoned=stream.summoned or f"u/{fold(self._config.account)}" in fold(thing.text).split(),
            images=images,
            ref={"subreddit": thing.subreddit},
        )

    def _info(self, ids: Sequence[str]) -> Iterator[_Thing]:
        for first in range(0, len(ids), _PAGE):
            yield from self._listing("api/info/", {"id": ",".join(ids[first : first + _PAGE])})[0]

    def _answers(self, since: float | None) -> dict[str, str]:
        """Our account's comments written after `since` (unix seconds): {parent: comment}."""
        if since is None:
            return {}
        own = _Stream(f"user/{self._config.account}/comments/")
        with self._turn:
            return {t.parent_id: t.name for t in self._walk(own, since) if t.parent_id}

    def _listing(self, path: str, params: Mapping[str, str]) -> tuple[list[_Thing], bool]:
        """One page of a listing, and whether Reddit has another. Raises PlatformError."""
        self._calls.append(Call(f"GET /{path}"))
        try:
            listing = _Listing.model_validate(self._ask(path, params)).data
            return [_Thing.model_validate(c.data) for c in listing.children if c.kind in ("t1", "t3")], bool(
                listing.after
            )
        except ValidationError as error:
            raise Temporary(f"an answer of unknown shape: {error.errors(include_input=False)[0]['loc']}") from None


def _streams(brand: Brand) -> Iterator[_Stream]:
    config = brand.platforms["reddit"]
    places = "+".join(config.channels) or "all"
    for query in config.search or _queries(brand):
        params = {
            "q": query,
            "sort": "new",
            "t": "all",
            "syntax": "lucene",
            "restrict_sr": "on" if config.channels else "",
        }
        yield _Stream(f"r/{places}/search/", _SEARCH_LAG, params, every=bool(config.search))
    if config.channels:
        yield _Stream(f"r/{places}/comments/")
    yield _Stream("message/mentions", every=True, summoned=True)
    yield _Stream("message/comments", every=True)


def _queries(brand: Brand) -> list[str]:
    """The brand's spellings, with and without Turkish letters, as few queries of at most 512 characters.

    Reddit's search knows whole words only, so the inflected forms are asked for too.
    """
    endings = (form for name in brand.names for form in with_endings(name))
    forms = [*brand.names, *(form.replace("'", "") for form in brand.inflected.values()), *endings]
    words = dict.fromkeys(f'"{word}"' for form in forms for word in (form, fold(form)))
    queries: list[str] = []
    for word in words:
        if queries and len(queries[-1]) + len(word) + 4 <= _LONGEST_QUERY:
            queries[-1] += f" OR {word}"
        else:
            queries.append(word)
    return queries
