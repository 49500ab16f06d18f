"""Reddit: comments under submissions and comments, by hand unless the operator chose `post: api`.

Reddit wants replies only where the bot was summoned or the moderators allow bots, hence the default. The line
that says who is talking is part of the approved text; nothing is added here but the escapes that keep Reddit's
Markdown from eating any of it.
"""

from __future__ import annotations

import re
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import praw
import prawcore
import prawcore.util
from pydantic import BaseModel, ValidationError

from models import Brand, Call, Mention, Own, Posted, Reply, Route
from models.errors import (
    CredentialsRefused,
    Gone,
    Permanent,
    PlatformError,
    RateLimited,
    Temporary,
    Unknown,
)
from responders.publishers._reddit_client import connect, never_left

SECRETS = ("CLIENT_ID", "CLIENT_SECRET", "PASSWORD")

T = TypeVar("T")
_SITE = "https://www.reddit.com"
_PAGE = 100
_REACH = 900
"""An account's comments that far back may not be all of them: Reddit shows about 1000."""
_SKEW = timedelta(minutes=10)
"""How far Reddit's clock may be from ours."""
_GONE = {"THREAD_LOCKED", "DELETED_COMMENT", "DELETED_LINK", "TOO_OLD"}
_BROKEN = {"SOMETHING_IS_BROKEN", "INTERNAL_SERVER_ERROR"}
_PAUSE = re.compile(r"(\d+) (millisecond|second|minute|hour)")
_SECONDS = {"millisecond": 0.001, "second": 1, "minute": 60, "hour": 3600}


class _Comment(BaseModel):
    name: str
    created_utc: float
    parent_id: str = ""
    body: str = ""
    permalink: str = ""

    def posted(self) -> Posted:
        return Posted(self.name, _SITE + self.permalink)

    def own(self) -> Own:
        at = datetime.fromtimestamp(self.created_utc, UTC)
        return Own(self.name, self.parent_id, _SITE + self.permalink, self.body, at)


class _Child(BaseModel):
    data: _Comment


class _Children(BaseModel):
    after: str | None = None
    children: list[_Child]


class _Listing(BaseModel):
    data: _Children


def build(
    brand: Brand, secrets: Mapping[str, str], sandbox: str | None, now: Callable[[], datetime]
) -> RedditPublisher:
    """A publisher for `brand`'s account; `sandbox` is the stand-ins' address."""
    return RedditPublisher(brand, connect(brand.account("reddit"), secrets, sandbox, now), now)


class RedditPublisher:
    """Writes through praw, one request at a time (praw is not made for threads), each of them once."""

    read_lag = timedelta(minutes=1)

    def __init__(self, brand: Brand, reddit: praw.Reddit, now: Callable[[], datetime]) -> None:
        self._config, self._reddit, self._now = brand.platforms["reddit"], reddit, now
        self._turn = threading.Lock()
        self._calls: list[Call] = []

    def route(self, mention: Mention, text: str = "") -> Route:
        """By API only where config says so. Reddit has no address that fills in a comment: `url` is the post's."""
        if self._config.post == "api":
            return Route("api")
        return Route("by_hand", "by_hand_configured: config.yaml leaves replies on Reddit to a person", mention.url)

    def post(self, reply: Reply) -> Posted:
        """One POST, never repeated once it may have arrived."""
        kind, _, number = reply.target_id.partition("_")
        target = self._reddit.submission(number) if kind == "t3" else self._reddit.comment(number)
        made = self._do("POST /api/comment", lambda: target.reply(markdown(reply.text)), doubt=Unknown)
        if made is None:  # praw's answer for a quarantined subreddit: the comment exists, unnamed
            raise Unknown("Reddit took the comment and did not name it")
        fields = vars(made)
        return Posted(f"t1_{fields['id']}", _SITE + fields.get("permalink", ""), self.take_calls())

    def find(self, reply: Reply) -> Posted | None:
        """Our comment under the target whose letters and digits are the reply's, whatever Markdown made of it."""
        since = (reply.attempted_at or reply.approved_at) - _SKEW
        seen = 0
        for seen, comment in enumerate(self._own(since), start=1):  # noqa: B007 (counted on purpose)
            if comment.parent_id == reply.target_id and _letters(comment.body) == _letters(reply.text):
                return comment.posted()
        if seen >= _REACH:
            raise Temporary("our own comments do not reach back far enough to tell")
        return None

    def delete(self, reply: Reply) -> None:
        """Safe to repeat: Reddit says nothing of comments that are gone already."""
        if reply.native_id is None:
            raise ValueError(f"reply {reply.id} was never posted")
        comment = self._reddit.comment(reply.native_id.removeprefix("t1_"))
        self._do("POST /api/del", comment.delete, doubt=Temporary)

    def own_replies(self, since: datetime) -> list[Own]:
        """Our account's comments, in Reddit's Markdown as they were written."""
        return [comment.own() for comment in self._own(since)]

    def take_calls(self) -> list[Call]:
        """The calls made since the last time, for the ledger."""
        with self._turn:
            taken, self._calls = self._calls, []
        return taken

    def _own(self, since: datetime) -> Iterator[_Comment]:
        """Our comments from the newest back to `since`, or as far as Reddit shows them."""
        path = f"user/{self._config.account}/comments/"
        after: str | None = None
        while True:
            comments, more = self._listing(path, {"limit": str(_PAGE)} | ({"after": after} if after else {}))
            if after and not comments:
                raise Temporary("our own comments broke off: one was deleted while they were read")
            yield from (c for c in comments if c.created_utc >= since.timestamp())
            if more is None or comments[-1].created_utc < since.timestamp():
                return
            after = more

    def _listing(self, path: str, params: Mapping[str, str]) -> tuple[list[_Comment], str | None]:
        def ask() -> Any:
            return self._reddit.request(method="GET", path=path, params=dict(params))

        try:
            page = _Listing.model_validate(self._do(f"GET /{path}", ask, doubt=Temporary)).data
        except ValidationError as error:
            raise Temporary(f"an answer of unknown shape: {error.errors(include_input=False)[0]['loc']}") from None
        return [child.data for child in page.children], page.after

    def _do(self, endpoint: str, call: Callable[[], T], doubt: type[PlatformError]) -> T:
        """One call; only a refused token is answered by a second, with a new token."""
        with self._turn:
            self._calls.append(Call(endpoint))
            try:
                try:
                    return call()
                except (prawcore.InvalidToken, KeyError) as error:
                    if not _token_refused(error):
                        raise
                    return call()  # nothing was done, and prawcore has dropped the token
            except (prawcore.PrawcoreException, praw.exceptions.PRAWException, *_MALFORMED) as error:
                raise _refusal(error, self._now(), doubt) from error


def _token_refused(error: Exception) -> bool:
    """Where prawcore meets a 401 it does not know, it raises a KeyError; any other comes of a strange answer."""
    where = traceback.extract_tb(error.__traceback__)[-1].name
    return isinstance(error, prawcore.InvalidToken) or where == prawcore.util.authorization_error_class.__name__


def _refusal(error: Exception, now: datetime, doubt: type[PlatformError]) -> PlatformError:
    """prawcore's error as ours; `doubt` where the call may have been carried out."""
    if isinstance(error, praw.exceptions.RedditAPIException):
        return _refused_politely(error.items[0], now)
    status = error.response.status_code if isinstance(error, prawcore.ResponseException) else 0
    detail = f"{type(error).__name__} {status or ''}".strip()
    if isinstance(error, prawcore.TooManyRequests):
        wait = error.retry_after
        return RateLimited(detail, now + timedelta(seconds=float(wait)) if wait else None)
    if (
        isinstance(error, prawcore.OAuthException | prawcore.InsufficientScope)
        or status == 401
        or _token_refused(error)
    ):
        return CredentialsRefused(detail)
    if isinstance(error, prawcore.NotFound):
        return Gone(detail)
    if 300 <= status < 500 and status != 408:
        return Permanent(detail)
    return Temporary(detail) if never_left(error) else doubt(detail)


def _refused_politely(item: Any, now: datetime) -> PlatformError:
    """An error Reddit sent with HTTP 200, or with a 400 that gives a reason."""
    kind, message = str(item.error_type), str(item.message or "")
    detail = f"{kind}: {message}"
    if kind == "RATELIMIT":
        pause = _PAUSE.search(message)
        return RateLimited(detail, now + timedelta(seconds=int(pause[1]) * _SECONDS[pause[2]]) if pause else None)
    if kind in _GONE:
        return Gone(detail)
    if kind == "USER_REQUIRED":
        return CredentialsRefused(detail)
    return Unknown(detail) if kind in _BROKEN else Permanent(detail)


_MALFORMED = (AttributeError, KeyError, TypeError, ValueError)
"""What praw makes of an answer of unknown shape."""
_URL = re.compile(r"((?:https?://|www\.)[^\s*`\[\]<>\\]+)")
_SPECIAL = re.compile(r"[\\`*_\[\]<>^~|]|&(?=#?\w+;)")
_LINE_START = re.compile(r"^([#+=-]|\d+(?=[.)]))")


def markdown(text: str) -> str:
    """`text` in Reddit's Markdown: reads as it stands, line breaks kept, addresses left whole."""
    lines = [_escaped(line.strip()) for line in text.strip().splitlines()]
    return re.sub(r"(?<=[^\n])\n(?=[^\n])", "  \n", "\n".join(lines))


def _escaped(line: str) -> str:
    parts = _URL.split(line)
    parts[::2] = [_SPECIAL.sub(r"\\\g<0>", part) for part in parts[::2]]
    return _LINE_START.sub(lambda m: m[0] + "\\" if m[0].isdigit() else "\\" + m[0], "".join(parts))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
