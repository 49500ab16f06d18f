"""A tweepy client with a timeout and an address of our choice, and its errors as ours: X's own words are here.

Reading has a client of its own under monitor/: the two sides share nothing, for posting needs more care.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import requests
import tweepy
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, NewConnectionError

from models import Brand
from models.errors import (
    ConfigError,
    CredentialsRefused,
    CreditsOut,
    Duplicate,
    Gone,
    NotSummoned,
    Permanent,
    PlatformError,
    RateLimited,
    Temporary,
    Unknown,
)

TIMEOUT = 20.0
"""Seconds; tweepy sets none of its own."""
_HOST = "https://api.twitter.com"
_MALFORMED = (AttributeError, KeyError, TypeError, ValueError)
_WORDS: dict[str, type[Permanent]] = {
    "not been mentioned or otherwise engaged by the author": NotSummoned,
    "duplicate content": Duplicate,
    "reply tweet ID is invalid": Gone,
    "deleted or not visible to you": Gone,
    "Authenticating with": CredentialsRefused,
    "app permissions for this endpoint": CredentialsRefused,
    "account is suspended": CredentialsRefused,
    "temporarily locked": CredentialsRefused,
}


class _Wire(HTTPAdapter):
    """Gives every request a timeout and, in the sandbox, another address. It is signed for X's own before that."""

    def __init__(self, base: str) -> None:
        self._base = base
        super().__init__(max_retries=0)

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        request.url = (request.url or "").replace(_HOST, self._base, 1)
        return super().send(request, **options | {"timeout": TIMEOUT})


def x_client(secrets: Mapping[str, str], sandbox: str | None) -> tweepy.Client:
    """A client that never waits by itself: tweepy's own waiting repeats at once where X names no time."""
    for chatty in ("tweepy", "oauthlib", "requests_oauthlib"):
        logging.getLogger(chatty).setLevel(logging.INFO)  # below, they write tokens and customers' words
    client = tweepy.Client(
        consumer_key=secrets["API_KEY"],
        consumer_secret=secrets["API_SECRET"],
        access_token=secrets["ACCESS_TOKEN"],
        access_token_secret=secrets["ACCESS_SECRET"],
        return_type=dict,
        wait_on_rate_limit=False,
    )
    client.session.trust_env = sandbox is None  # no proxy between us and the loopback
    client.session.mount(_HOST, _Wire(f"{sandbox}/x" if sandbox else _HOST))
    return client


def own_id(brand: Brand, secrets: Mapping[str, str]) -> str:
    """Our account's id. An OAuth 1.0a access token begins with it: asking X would cost a user read."""
    found = brand.platforms["x"].account_id or secrets["ACCESS_TOKEN"].partition("-")[0]
    if not found.isdigit():
        own = f"SAMIMI_X_{brand.key}_ACCESS_TOKEN".upper()
        where = f"brands.{brand.key}.platforms.x.account_id"
        raise ConfigError(
            f"the X access token of {brand.key} ({own}, else SAMIMI_X_ACCESS_TOKEN) does not begin with the account's "
            f"number and a hyphen, as X's do: copy it anew into .env, or write the number into config.yaml as {where}"
        )
    return found


@contextmanager
def read_told_apart() -> Iterator[None]:
    """What a read or a deletion can meet, as our errors. Repeating them does no harm."""
    try:
        yield
    except tweepy.HTTPException as error:
        raise _refusal(error, unclear=Temporary) from error
    except requests.RequestException as error:  # timeouts, cut connections, and bodies that are no JSON
        raise Temporary(f"X gave no usable answer ({type(error).__name__})") from error
    except _MALFORMED as error:
        raise Temporary(f"X sent a page that cannot be read ({type(error).__name__})") from error


@contextmanager
def write_told_apart() -> Iterator[None]:
    """What posting can meet, as our errors. Whatever is not clearly refused may have been posted."""
    try:
        yield
    except tweepy.HTTPException as error:
        raise _refusal(error, unclear=Unknown) from error
    except requests.RequestException as error:
        kind = Temporary if _never_left(error) else Unknown
        raise kind(f"X gave no usable answer ({type(error).__name__})") from error
    except _MALFORMED as error:
        raise Unknown(f"X sent an answer that cannot be read ({type(error).__name__})") from error


def _never_left(error: requests.RequestException) -> bool:
    """Whether no connection was made at all, so that nothing can have been posted."""
    cause = error.args[0] if error.args else None
    refused = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    return refused or isinstance(error, requests.ConnectTimeout)


def _refusal(error: tweepy.HTTPException, unclear: type[PlatformError]) -> PlatformError:
    status = error.response.status_code
    detail = f"{status} {' '.join(map(str, error.api_messages)) or error.response.reason}"
    if status >= 500:
        return unclear(detail)
    if status == 401:
        return CredentialsRefused(detail)
    if status == 402:
        return CreditsOut(detail)
    if status == 429:  # "Usage cap exceeded" comes without a time
        reset = error.reset_time
        return RateLimited(detail, datetime.fromtimestamp(reset, UTC) if reset else None)
    kinds = (kind for words, kind in _WORDS.items() if words in detail)
    return next(kinds, Permanent)(detail)
