"""praw for reading: addresses fixed, no sleeping, no repeats, its errors as ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import praw
import prawcore
import requests
from prawcore.rate_limit import RateLimiter
from prawcore.sessions import RetryStrategy

from models.errors import CredentialsRefused, Permanent, PlatformError, RateLimited, Temporary

_TIMEOUT = 20
Ask = Callable[[str, Mapping[str, str]], Any]
"""GET this path with these parameters → the JSON. Raises PlatformError."""


def connect(account: str, secrets: Mapping[str, str], sandbox: str | None, now: Callable[[], datetime]) -> Ask:
    """A signed-in reader for `account`; the first call fetches its token. `sandbox`: the stand-ins' address."""
    reddit = _client(account, secrets, sandbox, now)

    def ask(path: str, params: Mapping[str, str]) -> Any:
        try:
            try:
                return reddit.request(method="GET", path=path, params=dict(params))
            except (prawcore.InvalidToken, KeyError):  # prawcore has dropped the token and will fetch another
                return reddit.request(method="GET", path=path, params=dict(params))
        except (prawcore.PrawcoreException, praw.exceptions.PRAWException, KeyError) as error:
            raise _refusal(error, now()) from error

    return ask


class _NoSleep(RateLimiter):
    """Where prawcore would sleep in our thread, says until when to stay away."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(window_size=600)
        self._now, self._closed_until = now, now()

    def delay(self) -> None:
        if self._now() < self._closed_until:
            raise RateLimited("x-ratelimit-remaining: 0", self._closed_until)

    def update(self, *, response_headers: Mapping[str, str]) -> None:
        if float(response_headers.get("x-ratelimit-remaining", 1)) < 1:
            self._closed_until = self._now() + timedelta(seconds=float(response_headers.get("x-ratelimit-reset", 60)))


class _Once(RetryStrategy):
    """No repeats: the schedule asks again."""

    def _sleep_seconds(self) -> float | None:
        return None

    def consume_available_retry(self) -> RetryStrategy:
        return self

    def should_retry_on_failure(self) -> bool:
        return False


def _client(account: str, secrets: Mapping[str, str], sandbox: str | None, now: Callable[[], datetime]) -> praw.Reddit:
    session = requests.Session()
    session.trust_env = sandbox is None
    reddit = praw.Reddit(
        client_id=secrets["CLIENT_ID"],
        client_secret=secrets["CLIENT_SECRET"],
        username=account,
        password=secrets["PASSWORD"],
        user_agent=f"python:samimi:1.0 (by /u/{account})",
        # Both addresses are always given, so that a praw.ini lying about cannot send our password elsewhere.
        reddit_url=f"{sandbox}/reddit" if sandbox else "https://www.reddit.com",
        oauth_url=f"{sandbox}/reddit/" if sandbox else "https://oauth.reddit.com",
        timeout=_TIMEOUT,
        check_for_updates=False,
        check_for_async=False,
        requestor_kwargs={"session": session},
    )
    core: Any = reddit._core  # prawcore offers no public way to choose either
    core._rate_limiter, core._retry_strategy_class = _NoSleep(now), _Once
    return reddit


def _refusal(error: Exception, now: datetime) -> PlatformError:
    """prawcore's error as ours. Nothing was asked to change, so every doubt is Temporary."""
    status = error.response.status_code if isinstance(error, prawcore.ResponseException) else None
    detail = f"{type(error).__name__} {status or ''}".strip()
    if isinstance(error, prawcore.TooManyRequests):
        wait = error.retry_after
        return RateLimited(detail, now + timedelta(seconds=float(wait)) if wait else None)
    # KeyError: what prawcore makes of a 401 whose www-authenticate it does not know.
    if isinstance(error, prawcore.OAuthException | prawcore.InsufficientScope | KeyError) or status == 401:
        return CredentialsRefused(detail)
    if isinstance(error, prawcore.Forbidden | prawcore.NotFound | prawcore.Redirect | prawcore.BadRequest):
        return Permanent(detail)
    if isinstance(error, praw.exceptions.RedditAPIException):
        return Permanent(str(error.items[0].error_type))
    return Temporary(detail)
