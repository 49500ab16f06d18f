"""A tweepy client with a timeout and an address of our choice, and its errors as ours."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
import tweepy
from requests.adapters import HTTPAdapter

from models import Brand
from models.errors import ConfigError, CredentialsRefused, CreditsOut, Permanent, PlatformError, RateLimited, Temporary

TIMEOUT = 20.0
"""Seconds; tweepy sets none of its own."""
SKEW = 5
"""Minutes by which a signature's time may be off."""
_HOST = "https://api.twitter.com"


class _Wire(HTTPAdapter):
    """Gives every request a timeout and, in the sandbox, another address. It is signed for X's own before that."""

    def __init__(self, base: str) -> None:
        self._base = base
        super().__init__()

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


def as_app(client: tweepy.Client) -> tweepy.Client:
    """The same client with the app's own token, the only one that may count posts; X gives it for the key pair.

    Call inside `told_apart`.
    """
    pair = (client.consumer_key, client.consumer_secret)
    answer = client.session.post(f"{_HOST}/oauth2/token", auth=pair, data={"grant_type": "client_credentials"})
    if not answer.ok:
        raise tweepy.HTTPException(answer)
    client.bearer_token = answer.json()["access_token"]
    return client


@contextmanager
def told_apart() -> Iterator[None]:
    """What a read can meet, as our errors. A read changes nothing, so what is not refused may be tried again."""
    try:
        yield
    except tweepy.HTTPException as error:
        raise _refusal(error) from error
    except requests.RequestException as error:  # timeouts, cut connections, and bodies that are no JSON
        raise Temporary(f"X gave no usable answer ({type(error).__name__})") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Temporary(f"X sent a page that cannot be read ({type(error).__name__})") from error


def _refusal(error: tweepy.HTTPException) -> PlatformError:
    status = error.response.status_code
    detail = f"{status} {' '.join(map(str, error.api_messages)) or error.response.reason}"
    if status in (401, 403):  # 403 on a read: the app or its kind of token may not ask for this
        return CredentialsRefused(detail + _clock_hint(error.response))
    if status == 402:
        return CreditsOut(detail)
    if status == 429:  # "Usage cap exceeded" comes without a time
        reset = error.reset_time
        return RateLimited(detail, datetime.fromtimestamp(reset, UTC) if reset else None)
    return Temporary(detail) if status >= 500 else Permanent(detail)


def _clock_hint(response: requests.Response) -> str:
    """Requests are signed with the machine's time: where that is wrong, X refuses them as if the keys were."""
    try:
        theirs = parsedate_to_datetime(response.headers["date"])
    except (KeyError, ValueError):
        return ""
    off = round((datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds() / 60)
    return f"; this machine's clock is {abs(off)} minutes {'fast' if off > 0 else 'slow'}" if abs(off) >= SKEW else ""
