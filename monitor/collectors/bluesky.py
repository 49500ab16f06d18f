"""Bluesky: posts that name, answer or quote our account, and posts that name the brand.

Lists run newest first without a lower bound, so every read pages back to where the last one began. Positions are
the server's times of indexing: the times authors give their posts prove nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, TypeAdapter

from language.matching import find
from models import Brand, Page, Post, Seen, Writer
from models.errors import CredentialsRefused, PlatformError, RateLimited
from monitor.collectors._bluesky_client import Account, connect

SECRETS = ("APP_PASSWORD",)

_log = logging.getLogger(__name__)
_PAGE, _PAGES = 100, 20
"""Posts per page, and pages one read turns over in a list."""
_LOOKUP = 25
"""Posts one look-up may ask for."""
_NOTICE_LAG, _SEARCH_LAG = timedelta(minutes=2), timedelta(minutes=15)
"""How far out of order a list may show its posts."""
_REASONS = ["mention", "reply", "quote"]
_NOTICES = "notifications"


@dataclass(frozen=True)
class _Found:
    """A post as a list shows it."""

    view: Any
    indexed: datetime
    reason: str = ""


class _Position(BaseModel):
    """How far a list was read: never before `start`, all up to `at`, and `passed` since `at` less the lag."""

    start: datetime
    at: datetime
    passed: dict[str, datetime] = {}


_POSITIONS = TypeAdapter(dict[str, _Position])


def build(
    brand: Brand, secrets: Mapping[str, str], sandbox: str | None, now: Callable[[], datetime]
) -> BlueskyCollector:
    """A collector for `brand`'s account; `base_url` is its server (https://bsky.social where none is named)."""
    return BlueskyCollector(brand, connect(brand.platforms["bluesky"], secrets["APP_PASSWORD"], sandbox, now), now)


class BlueskyCollector:
    """Reads one account through atproto, one request at a time."""

    def __init__(self, brand: Brand, account: Account, now: Callable[[], datetime]) -> None:
        self._brand, self._config = brand, brand.platforms["bluesky"]
        self._account, self._now = account, now
        self.begin: datetime | None = None

    def read(self, cursor: str | None, limit: int) -> Page:
        """Notifications first, then a search per spelling; the cursor is JSON, a position per list."""
        positions = _POSITIONS.validate_json(cursor) if cursor else {}
        after: dict[str, _Position] = {}
        posts: dict[str, Post] = {}
        more = False
        for key in (_NOTICES, *(self._config.search or self._brand.names)):
            after[key] = positions.get(key) or self._start(first=cursor is None)
            if len(posts) >= limit:
                more = True
                continue
            try:
                taken, after[key], rest = self._read(key, after[key], limit - len(posts))
            except PlatformError as error:
                if key == _NOTICES or isinstance(error, RateLimited | CredentialsRefused):
                    raise
                _log.warning("bluesky: search failed, mentions go on: %s", error.detail)
                continue
            posts = {post.native_id: post for post in taken} | posts
            more = more or rest
        return Page(list(posts.values()), _POSITIONS.dump_json(after).decode(), more, list(self._account.take_calls()))

    def lookup(self, ids: Sequence[str]) -> list[Seen]:
        """What became of these posts, and whether our repository holds an answer."""
        views: dict[str, Any] = {}
        for first in range(0, len(ids), _LOOKUP):
            uris = list(ids[first : first + _LOOKUP])
            views |= {view.uri: view for view in self._account.ask("app.bsky.feed.getPosts", uris=uris).posts}
        answers = self._answers(min(map(_key, views), default=None))
        bills = iter([self._account.take_calls()])
        return [
            Seen(uri, True, views[uri].record.text, answers.get(uri), next(bills, ()))
            if uri in views
            else Seen(uri, False, calls=next(bills, ()))
            for uri in ids
        ]

    def _start(self, first: bool) -> _Position:
        """Where a list begins that was never read: at `since` or `begin` on the very first read, else now."""
        at = (self.begin if first else None) or self._now()
        if first and self._config.since:
            at = datetime.combine(self._config.since, time(), ZoneInfo(self._brand.calendar.timezone))
        return _Position(start=at, at=at)

    def _read(self, key: str, position: _Position, room: int) -> tuple[list[Post], _Position, bool]:
        """Up to `room` posts of a list, oldest first, where it stands then, and whether some are left."""
        lag = _NOTICE_LAG if key == _NOTICES else _SEARCH_LAG
        floor = max(position.start, position.at - lag)
        seen = [found for found in self._walk(key, floor) if found.indexed >= floor]
        fresh = {f.view.uri: f for f in reversed(seen) if f.view.uri not in position.passed and self._concerns(f)}
        inside = sorted(fresh.values(), key=lambda f: f.indexed)
        taken, left = inside[:room], len(inside) > room
        newest = taken[-1].indexed if left else max((f.indexed for f in seen), default=position.at)
        # A stamp from the future must not carry the position past posts still to come.
        at = max(position.at, min(newest, self._now()))
        passed = position.passed | {f.view.uri: f.indexed for f in taken}
        kept = {uri: stamp for uri, stamp in passed.items() if stamp >= at - lag}
        return [self._post(f) for f in taken], _Position(start=position.start, at=at, passed=kept), left

    def _walk(self, key: str, floor: datetime) -> Iterator[_Found]:
        """The list from its newest post back to `floor`, page by page."""
        cursor: str | None = None
        for _ in range(_PAGES):
            found, cursor = self._page(key, cursor)
            yield from found
            if cursor is None or not found or found[-1].indexed < floor:
                return
        _log.warning("bluesky: more than %s new posts in %s, older ones are left out", _PAGE * _PAGES, key)

    def _page(self, key: str, cursor: str | None) -> tuple[list[_Found], str | None]:
        page: dict[str, Any] = {"limit": _PAGE} | ({"cursor": cursor} if cursor else {})
        if key == _NOTICES:
            told = self._account.ask("app.bsky.notification.listNotifications", reasons=_REASONS, **page)
            return [_Found(n, _at(n.indexed_at), n.reason) for n in told.notifications], told.cursor
        answer = self._account.ask("app.bsky.feed.searchPosts", q=key, sort="latest", **page)
        return [_Found(view, _at(view.indexed_at)) for view in answer.posts], answer.cursor

    def _concerns(self, found: _Found) -> bool:
        record = found.view.record
        if getattr(record, "text", None) is None or found.view.author.did == self._account.did:
            return False
        if found.reason:
            return True
        # What names or answers us comes as a notification.
        ours = self._named_in(record) or (
            record.reply and record.reply.parent.uri.startswith(f"at://{self._account.did}/")
        )
        return not ours and bool(self._config.search or find(record.text, self._brand))

    def _post(self, found: _Found) -> Post:
        view, record = found.view, found.view.record
        parent, root = (record.reply.parent, record.reply.root) if record.reply else (None, None)
        top = root or view
        strong = {"cid": view.cid, "root_uri": top.uri, "root_cid": top.cid}
        return Post(
            native_id=view.uri,
            author=Writer(view.author.did, view.author.handle, view.author.display_name or ""),
            text=record.text,
            url=f"https://bsky.app/profile/{view.author.handle}/post/{_key(view.uri)}",
            created_at=_written(record.created_at, found.indexed),
            parent_id=parent.uri if parent else None,
            root_id=root.uri if root else None,
            summoned=found.reason == "quote" or self._named_in(record),
            images=len(getattr(record.embed, "images", None) or ()),
            lang=record.langs[0] if record.langs else None,
            ref=strong | {"handle": view.author.handle, "did": view.author.did},
        )

    def _named_in(self, record: Any) -> bool:
        features = [feature for facet in record.facets or () for feature in facet.features]
        return any(getattr(feature, "did", None) == self._account.did for feature in features)

    def _answers(self, oldest: str | None) -> dict[str, str]:
        """Our posts by what they answer, back to the record key `oldest`: keys grow with time."""
        answers: dict[str, str] = {}
        cursor: str | None = None
        while oldest is not None:
            page: dict[str, Any] = {"limit": _PAGE} | ({"cursor": cursor} if cursor else {})
            own = self._account.ask(
                "com.atproto.repo.listRecords", repo=self._account.did, collection="app.bsky.feed.post", **page
            )
            answers |= {r.value.reply.parent.uri: r.uri for r in own.records if getattr(r.value, "reply", None)}
            cursor = own.cursor
            if cursor is None or not own.records or _key(own.records[-1].uri) < oldest:
                break
        return answers


def _key(uri: str) -> str:
    return uri.rpartition("/")[2]


def _written(stamp: str, indexed: datetime) -> datetime:
    """An author's client may say what it likes: never later than it was indexed, and that where it cannot be read."""
    try:
        return min(_at(stamp), indexed)
    except (ValueError, OverflowError):
        return indexed


def _at(stamp: str) -> datetime:
    """A server's or an author's time; one without a zone is taken for UTC."""
    at = datetime.fromisoformat(stamp)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
