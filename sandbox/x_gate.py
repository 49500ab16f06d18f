"""The door of the pretended X: who is asking, how often they may, what it costs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from oauthlib.common import Request as SignedRequest
from oauthlib.oauth1.rfc5849 import signature
from oauthlib.oauth1.rfc5849.utils import parse_authorization_header
from starlette.requests import Request

from sandbox.x_world import Account, World

API_KEY, API_SECRET, BEARER = "stand-in-key", "stand-in-secret", "stand-in-app-only"
PROBLEM = "https://api.x.com/2/problems/"
OLD_PROBLEM = "https://api.twitter.com/2/problems/"
PRICES = {  # micro-dollars, as published on 2026-08-22; a summoned reply with a link is not stated there
    "post": 5_000,
    "user": 10_000,
    "owned_post": 1_000,
    "create": 15_000,
    "create_with_url": 200_000,
    "summoned_reply": 10_000,
    "summoned_reply_with_url": 200_000,
    "delete": 10_000,
    "count": 5_000,
}


class Refused(Exception):
    """An answer other than 2xx, body as on the wire. `headers` None: those of the endpoint's window."""

    def __init__(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.body, self.headers = status, body, headers


def plain(status: int, title: str, detail: str, **more: Any) -> Refused:
    return Refused(status, {"title": title, "detail": detail, "type": "about:blank", "status": status, **more})


def invalid(message: str, **parameters: list[str]) -> Refused:
    error: dict[str, Any] = {"message": message, **({"parameters": parameters} if parameters else {})}
    detail = "One or more parameters to your request was invalid."
    body = {"errors": [error], "title": "Invalid Request", "detail": detail, "type": PROBLEM + "invalid-request"}
    return Refused(400, body)


def access_secret(account: Account) -> str:
    return f"secret-of-{account.id}"


class Door:
    """Authentication. `caller` is None for an app-only token."""

    def __init__(self, world: World) -> None:
        self._world = world

    def caller(self, request: Request, *, user_only: bool) -> Account | None:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        found: Account | None = None
        if scheme == "OAuth":
            found = self._signed(request)
        elif scheme == "Bearer" and value != BEARER:
            found = self._world.accounts.get(value.removeprefix("user-")) if value.startswith("user-") else None
        if (found is None and (scheme, value) != ("Bearer", BEARER)) or (found and found.revoked):
            raise plain(401, "Unauthorized", "Unauthorized")
        if found is None and user_only:
            raise Refused(403, _APP_ONLY)
        return found

    def _signed(self, request: Request) -> Account | None:
        """The account whose OAuth 1.0a token signed the request, for X's own address or for ours."""
        header = {"Authorization": request.headers["authorization"]}
        token = dict(parse_authorization_header(header["Authorization"])).get("oauth_token", "")
        account = self._world.accounts.get(token.partition("-")[0])
        path = request.url.path.removeprefix("/x") + (f"?{request.url.query}" if request.url.query else "")
        here = f"{request.url.scheme}://{request.url.netloc}/x"
        bases = ("https://api.twitter.com", "https://api.x.com", here)
        return account if account and any(_verified(request.method, b + path, header, account) for b in bases) else None


def _verified(method: str, uri: str, header: dict[str, str], account: Account) -> bool:
    signed = SignedRequest(uri, method, None, header)
    params = signature.collect_parameters(uri.partition("?")[2], [], header, exclude_oauth_signature=False)
    signed.params = [(name, value) for name, value in params if name != "oauth_signature"]
    signed.signature = dict(params).get("oauth_signature", "")
    right_key = dict(params).get("oauth_consumer_key") == API_KEY
    return right_key and bool(signature.verify_hmac_sha1(signed, API_SECRET, access_secret(account)))


_APP_ONLY = {
    "title": "Unsupported Authentication",
    "detail": "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported"
    " authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].",
    "type": OLD_PROBLEM + "unsupported-authentication",
    "status": 403,
}

USER_CONTEXT = {
    "title": "Unsupported Authentication",
    "detail": "Authenticating with OAuth 1.0a User Context is forbidden for this endpoint.  Supported authentication"
    " types are [OAuth 2.0 Application-Only].",
    "type": OLD_PROBLEM + "unsupported-authentication",
    "status": 403,
}


@dataclass
class Window:
    began: float
    used: int = 0


class Limits:
    """Fixed windows that begin with their first request, on the clock given."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._windows: dict[tuple[str, str], Window] = {}

    def take(self, endpoint: str, who: str, allowed: int, seconds: int) -> tuple[dict[str, str], bool]:
        """Count a request; its x-rate-limit headers, and whether it is within the limit."""
        now = self._now().timestamp()
        window = self._windows.get((endpoint, who))
        if window is None or now >= window.began + seconds:
            window = self._windows[endpoint, who] = Window(now)
        within = window.used < allowed
        window.used += within
        headers = {
            "x-rate-limit-limit": str(allowed),
            "x-rate-limit-remaining": str(allowed - window.used),
            "x-rate-limit-reset": str(int(window.began + seconds)),
        }
        return headers, within


@dataclass
class Bill:
    """What has been charged, in micro-dollars; a resource is charged once per UTC day."""

    now: Callable[[], datetime]
    credits: int | None = None
    """What is left to spend; None: plenty."""
    newer_body: bool = False
    """Which of the two bodies a 402 carries."""
    post_cap: int | None = None
    """Posts that may still be read this month; None: plenty."""
    spent: Counter[str] = field(default_factory=Counter)
    _seen: set[tuple[Any, str, str]] = field(default_factory=set)

    def charge(self, resource: str, id: str | None = None) -> None:
        """Charge one unit, unless this id was charged today."""
        key = (self.now().date(), resource, id or "")
        if id is not None and key in self._seen:
            return
        self._seen.add(key)
        self.spent[resource] += PRICES[resource]
        if self.credits is not None:
            self.credits -= PRICES[resource]
        if self.post_cap is not None and resource in ("post", "owned_post"):
            self.post_cap -= 1

    def check(self, account: str, *, reads: bool) -> None:
        """Raise Refused where nothing is left to spend or to read."""
        if self.credits is not None and self.credits <= 0:
            raise Refused(402, _NEWER_402 if self.newer_body else _older_402(account))
        if reads and self.post_cap is not None and self.post_cap <= 0:
            raise Refused(429, _CAPPED, {})


def _older_402(account: str) -> dict[str, Any]:
    detail = f"Your enrolled account [{account}] does not have any credits to fulfill this request."
    return {"account_id": int(account), "title": "CreditsDepleted", "detail": detail, "type": OLD_PROBLEM + "credits"}


_NEWER_402 = {
    "detail": "credits depleted",
    "status": 402,
    "title": "Payment Required",
    "type": PROBLEM + "credits-depleted",
}
_CAPPED = {
    "title": "UsageCapExceeded",
    "detail": "Usage cap exceeded: Monthly product cap",
    "period": "Monthly",
    "scope": "Product",
    "type": OLD_PROBLEM + "usage-capped",
}
