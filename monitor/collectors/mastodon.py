"""Mastodon: posts that name our account, and what the server's search finds where `search` is set.

Notifications are read upwards from the last one seen (`min_id`), so nothing hangs on a post still being there.
Search exists only on some servers and only for authors who agreed to be found; it is read newest first, by time.
Answers to our own statuses that do not name us are found in their threads (_mastodon_threads.py).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import requests
from mastodon import Mastodon
from mastodon.errors import (
    MastodonAPIError,
    MastodonError,
    MastodonNotFoundError,
    MastodonRatelimitError,
    MastodonServerError,
    MastodonUnauthorizedError,
)
from pydantic import BaseModel

from models import Brand, Call, Page, Post, Seen, Writer
from models.errors import ConfigError, CredentialsRefused, Permanent, PlatformError, RateLimited, Temporary
from monitor.collectors import _mastodon_threads as threads
from monitor.collectors._mastodon_text import plain

SECRETS = ("ACCESS_TOKEN",)

_TIMEOUT = 20
_PAGE, _PAGES = 40, 10
"""Statuses per page, and pages one read turns over."""
_SEARCH_LAG = timedelta(minutes=15)
"""How long a status may take to reach the search index."""


class _Position(BaseModel):
    """`start`: nothing older counts. `above`: the last notification read. `searched`: per query, the newest found.

    `answers`: how many each of our own statuses of late had.
    """

    start: datetime
    above: str | None = None
    searched: dict[str, datetime] = {}
    answers: dict[str, int] = {}


def build(
    brand: Brand, secrets: Mapping[str, str], sandbox: str | None, now: Callable[[], datetime]
) -> MastodonCollector:
    """A collector for the account behind the access token, on the brand's server (`base_url`)."""
    address = f"{sandbox}/mastodon" if sandbox else brand.platforms["mastodon"].base_url
    if address is None:
        where = f"brands.{brand.key}.platforms.mastodon.base_url"
        raise ConfigError(
            f"{where}: is missing in config.yaml; write your server's address there, such as https://mastodon.social"
        )
    return MastodonCollector(brand, address, secrets["ACCESS_TOKEN"], now)


class MastodonCollector:
    """Reads one account through Mastodon.py, one request at a time."""

    def __init__(self, brand: Brand, address: str, token: str, now: Callable[[], datetime]) -> None:
        self._brand, self._config, self._now = brand, brand.platforms["mastodon"], now
        session = requests.Session()
        session.hooks["response"].append(self._note_limit)
        self._client = Mastodon(
            access_token=token,
            api_base_url=address,
            request_timeout=_TIMEOUT,
            ratelimit_method="throw",
            version_check_mode="none",
            session=session,
        )
        self._turn = threading.Lock()
        self.begin: datetime | None = None
        self._calls: list[Call] = []
        self._limit_ends: datetime | None = None
        self._me: Any = None
        self._longest: str | None = None

    def read(self, cursor: str | None, limit: int) -> Page:
        """Notifications of mentions, then search and what stands under our own statuses; the cursor is JSON."""
        trouble = None
        with _understood():
            position = _Position.model_validate_json(cursor) if cursor else self._first()
            posts, more = self._mentions(position, limit)
            for query in () if more else self._config.search:
                posts += self._search(query, position)
            if not more:
                told = {post.native_id for post in posts}
                under, trouble = self._under_ours(position)
                posts += [post for post in under if post.native_id not in told]
            posts = [post for post in posts if post.author.native_id != self._own_id()]
        return Page(posts, position.model_dump_json(), more, list(self._take_calls()), trouble=trouble)

    def lookup(self, ids: Sequence[str]) -> list[Seen]:
        """What became of these statuses; one request each, and one or more for our own statuses."""
        with _understood():
            found = {id: self._status(id) for id in ids}
            alive = [s for s in found.values() if s is not None]
            oldest = min((s.created_at for s in alive), default=None)
            answers = threads.answered_by(self._ask, self._client, self._own_id(), oldest) if oldest else {}
            bills = iter([self._take_calls()])
            return [
                Seen(id, True, _text(s), answers.get(id), next(bills, ()))
                if (s := found[id]) is not None
                else Seen(id, False, calls=next(bills, ()))
                for id in ids
            ]

    def _first(self) -> _Position:
        """At `since`, reading what is there; else at `begin` or now, from the newest notification before it on."""
        if since := self._config.since:
            return _Position(start=datetime.combine(since, time(), ZoneInfo(self._brand.calendar.timezone)), above="0")
        start = self.begin or self._now()
        newest = self._ask("GET /notifications", self._client.notifications, types=["mention"], limit=40)
        older = [one for one in newest if one.created_at <= start]
        return _Position(start=start, above=str(older[0].id) if older else "0")

    def _mentions(self, position: _Position, limit: int) -> tuple[list[Post], bool]:
        """Moves `position` up; returns the posts, and whether there are more."""
        posts: list[Post] = []
        for _ in range(_PAGES):
            page = self._ask(
                "GET /notifications",
                self._client.notifications,
                types=["mention"],
                min_id=position.above,
                limit=_PAGE,
            )
            fresh = [n for n in reversed(page) if str(n.id) != position.above]  # some servers repeat the last one
            if not fresh:
                return posts, False
            posts += [self._post(n.status, told=True) for n in fresh if n.status and n.created_at >= position.start]
            position.above = str(fresh[-1].id)
            if len(page) < _PAGE:
                return posts, False
            if len(posts) >= limit:
                break
        return posts, True

    def _search(self, query: str, position: _Position) -> list[Post]:
        """Everything found back to where the last search ended, with room for a slow index."""
        newest = position.searched.get(query, position.start)
        floor = max(position.start, newest - _SEARCH_LAG)
        found = [s for s in self._found(query, floor) if s.created_at >= floor]
        position.searched[query] = max([newest, *(min(s.created_at, self._now()) for s in found)])
        return [self._post(s) for s in found]

    def _found(self, query: str, floor: datetime) -> Iterator[Any]:
        for page in range(_PAGES):
            statuses = self._ask(
                "GET /search",
                self._client.search_v2,
                q=query,
                resolve=False,
                result_type="statuses",
                exclude_unreviewed=False,
                limit=_PAGE,
                offset=page * _PAGE,
            ).statuses
            yield from statuses
            if len(statuses) < _PAGE or all(s.created_at < floor for s in statuses):
                return

    def _under_ours(self, position: _Position) -> tuple[list[Post], str | None]:
        """Answers to our own statuses; or why they could not be read, which holds up no mention."""
        since, known = self._now() - threads.WATCHED, position.answers
        try:
            with _understood():
                found, position.answers = threads.answers_to(self._ask, self._client, self._own_id(), known, since)
        except (RateLimited, CredentialsRefused):
            raise
        except PlatformError as error:
            return [], f"answers that do not name us: {error.detail}"
        fresh = [one for one in found if one.status.created_at >= position.start]
        return [self._post(one.status, root=one.root) for one in fresh], None

    def _post(self, status: Any, told: bool = False, root: str | None = None) -> Post:
        """`told`: we were notified that it names us; not every server lists whom a status names."""
        author = status.account
        parent = str(status.in_reply_to_id) if status.in_reply_to_id else None
        return Post(
            native_id=str(status.id),
            author=Writer(str(author.id), author.acct, author.display_name or "", author.followers_count),
            text=_text(status),
            url=status.url or status.uri,
            created_at=status.created_at.astimezone(UTC),
            parent_id=parent,
            root_id=(root or self._root(status)) if parent else None,
            summoned=told or any(str(m.id) == self._own_id() for m in status.mentions),
            images=sum(media.type == "image" for media in status.media_attachments),
            lang=status.language,
            ref={"visibility": status.visibility, "mention": f"@{author.acct}"} | self._length_limit(),
        )

    def _root(self, status: Any) -> str | None:
        try:
            above = self._ask("GET /statuses/:id/context", self._client.status_context, status.id).ancestors
        except Permanent:
            return None
        return str(above[0].id) if above else None

    def _status(self, id: str) -> Any | None:
        try:
            return self._ask("GET /statuses/:id", self._client.status, id)
        except _NotThere:
            return None

    def _own_id(self) -> str:
        if self._me is None:
            self._me = self._ask("GET /accounts/verify_credentials", self._client.account_verify_credentials)
        return str(self._me.id)

    def _length_limit(self) -> dict[str, str]:
        """This server's longest status, asked once; left out where the server does not say."""
        if self._longest is None:
            stated = map(self._stated_length, (self._client.instance_v2, self._client.instance_v1))
            self._longest = next(filter(None, stated), "")
        return {"max_characters": self._longest} if self._longest else {}

    def _stated_length(self, instance: Callable[[], Any]) -> str:
        try:
            return str(self._ask("GET /instance", instance)["configuration"]["statuses"]["max_characters"])
        except (Permanent, KeyError, TypeError):
            return ""

    def _ask(self, endpoint: str, call: Callable[..., Any], *args: Any, **params: Any) -> Any:
        """One request. Raises PlatformError."""
        with self._turn:
            self._calls.append(Call(endpoint))
            try:
                return call(*args, **params)
            except MastodonError as error:
                raise self._refusal(error) from error

    def _refusal(self, error: MastodonError) -> PlatformError:
        """Mastodon.py's error as ours, without its text: it may quote a post."""
        status = error.args[1] if len(error.args) > 2 else ""
        detail = f"{type(error).__name__} {status}".strip()
        if isinstance(error, MastodonRatelimitError):
            return RateLimited(detail, self._limit_ends)
        if isinstance(error, MastodonUnauthorizedError) or status == 403:
            return CredentialsRefused(detail)
        if isinstance(error, MastodonNotFoundError):
            return _NotThere(detail)
        if isinstance(error, MastodonAPIError) and status and not isinstance(error, MastodonServerError):
            return Permanent(detail)
        return Temporary(detail)

    def _note_limit(self, response: requests.Response, *args: Any, **kwargs: Any) -> None:
        """Mastodon.py keeps the reset time only where the server's clock and ours agree: read it here."""
        ends = response.headers.get("X-RateLimit-Reset", "")
        try:
            read = datetime.fromisoformat(ends)
        except ValueError:  # Mastodon.py would raise over it
            response.headers.pop("X-RateLimit-Reset", None)
        else:
            self._limit_ends = read if response.status_code == 429 else None

    def _take_calls(self) -> tuple[Call, ...]:
        taken, self._calls = self._calls, []
        return tuple(taken)


@contextmanager
def _understood() -> Iterator[None]:
    """Mastodon.py hands on answers of any shape: one we cannot read tells nothing."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Temporary(f"an answer of unknown shape ({type(error).__name__})") from error


class _NotThere(Permanent):
    """404: deleted, or not shown to us."""


def _text(status: Any) -> str:
    """The content warning, if any, and the text."""
    return "\n\n".join(part for part in (status.spoiler_text, plain(status.content)) if part)
