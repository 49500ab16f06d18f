"""praw for writing: addresses fixed, no sleeping, no repeats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import praw
import prawcore
import requests
from prawcore.rate_limit import RateLimiter
from prawcore.sessions import RetryStrategy
from urllib3.exceptions import MaxRetryError, NewConnectionError

from models.errors import RateLimited

_TIMEOUT = 20


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
    """prawcore repeats a POST three times on a 503: never here.

    Its own strategy with `retries=0` makes one request too, but sleeps 2 to 4 s before it.
    """

    def _sleep_seconds(self) -> float | None:
        return None

    def consume_available_retry(self) -> RetryStrategy:
        return self

    def should_retry_on_failure(self) -> bool:
        return False


def connect(account: str, secrets: Mapping[str, str], sandbox: str | None, now: Callable[[], datetime]) -> praw.Reddit:
    """A signed-in praw for `account`; the first call fetches its token. `sandbox`: the stand-ins' address."""
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
        ratelimit_seconds=-1,  # praw sleeps and repeats below this
        check_for_updates=False,
        check_for_async=False,
        requestor_kwargs={"session": session},
    )
    core: Any = reddit._core  # prawcore offers no public way to choose either
    core._rate_limiter, core._retry_strategy_class = _NoSleep(now), _Once
    return reddit


def never_left(error: Exception) -> bool:
    """The request for the token failed, or no connection came about: what was to be posted was not sent."""
    if isinstance(error, prawcore.ResponseException):
        return str(error.response.url).endswith("/api/v1/access_token")
    if not isinstance(error, prawcore.RequestException):
        return False
    if str(error.request_args[1]).endswith("/api/v1/access_token"):
        return True
    cause = error.original_exception
    if isinstance(cause, requests.ConnectionError) and cause.args and isinstance(cause.args[0], MaxRetryError):
        return isinstance(cause.args[0].reason, NewConnectionError)
    return isinstance(cause, requests.ConnectTimeout)
