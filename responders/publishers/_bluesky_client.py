"""atproto for writing: one session kept in memory, our clock, every request once, its errors as ours."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
from atproto import Client, Request
from atproto.exceptions import AtProtocolError
from atproto_client.exceptions import (
    BadRequestError,
    LoginRequiredError,
    RateLimitExceededError,
    RequestErrorBase,
    UnauthorizedError,
)

from models import Call, Platform
from models.errors import CredentialsRefused, Permanent, PlatformError, RateLimited, Temporary

_TIMEOUT = 20
_SERVER = "https://bsky.social"
_ENDED = ("ExpiredToken", "InvalidToken")


class NotThere(Permanent):
    """No record under this key."""


class Account:
    """A signed-in account. Sessions are few (createSession: 30 in 5 minutes), so one is kept and renewed."""

    def __init__(self, client: Client, handle: str, password: str, now: Callable[[], datetime]) -> None:
        self._client, self._handle, self._password, self._now = client, handle, password, now
        self._turn = threading.RLock()
        self._calls: list[Call] = []
        self._did = ""

    @property
    def did(self) -> str:
        """The account's permanent name; signs in if need be. Raises PlatformError, Temporary where in doubt."""
        with self._turn:
            if not self._did:
                self._carried_out(self._sign_in, Temporary)
        return self._did

    def do(self, nsid: str, doubt: type[PlatformError], **params: Any) -> Any:
        """One call, such as "com.atproto.repo.createRecord"; `doubt` is raised where it may have been carried out."""
        namespace, _, name = nsid.rpartition(".")
        _ = self.did  # what goes wrong up to here has changed nothing
        with self._turn:
            place: Any = self._client
            for part in namespace.split("."):
                place = getattr(place, part)
            call = getattr(place, "".join(f"_{c.lower()}" if c.isupper() else c for c in name))
            self._calls.append(Call(nsid))
            return self._carried_out(lambda: self._in_session(lambda: call(params)), doubt)

    def take_calls(self) -> list[Call]:
        """The calls since the last time."""
        with self._turn:
            taken, self._calls = self._calls, []
        return taken

    def _sign_in(self) -> None:
        # No profile: an account minutes old has none yet, and some servers never do.
        self._client.login(self._handle, self._password, fetch_bsky_profile=False)
        self._did = self._client._session.did if self._client._session else ""

    def _in_session(self, call: Callable[[], Any]) -> Any:
        """`call`, once more after signing in anew if the session had ended: then nothing was done."""
        try:
            return call()
        except (BadRequestError, UnauthorizedError, LoginRequiredError) as error:
            if _xrpc(error)[1] not in _ENDED:
                raise
        self._sign_in()
        return call()

    def _carried_out(self, call: Callable[[], Any], doubt: type[PlatformError]) -> Any:
        try:
            return call()
        except (AtProtocolError, httpx.HTTPError, ValueError) as error:
            raise _refusal(error, self._now(), doubt) from error


def connect(config: Platform, password: str, sandbox: str | None, now: Callable[[], datetime]) -> Account:
    """The account named in `config`; nothing is sent before the first call."""
    server = f"{sandbox}/bluesky" if sandbox else config.base_url or _SERVER
    # A connection each: one kept open may have been closed over there, and a request lost on it tells nothing.
    limits = httpx.Limits(max_keepalive_connections=0)
    request = Request(timeout=_TIMEOUT, trust_env=sandbox is None, limits=limits)
    return Account(_OnOurClock(server, request, now), config.account, password, now)


class _OnOurClock(Client):  # type: ignore[misc] # atproto carries no types
    """Judges the session's end by the app's clock, not the machine's."""

    def __init__(self, server: str, request: Request, now: Callable[[], datetime]) -> None:
        super().__init__(server, request=request)
        self._now = now

    def get_current_time(self) -> datetime:
        return self._now()


def _xrpc(error: Exception) -> tuple[int, str, str]:
    """Status, error name and message of an XRPC error; 0 where there was no answer."""
    response = error.response if isinstance(error, RequestErrorBase) else None
    if response is None:
        return 0, "", ""
    # An XrpcError, something like it where the server left out the message, or bytes.
    body = response.content
    return response.status_code, getattr(body, "error", None) or "", getattr(body, "message", None) or ""


def _refusal(error: Exception, now: datetime, doubt: type[PlatformError]) -> PlatformError:
    """atproto's error as ours."""
    status, name, message = _xrpc(error)
    detail = " ".join(str(part) for part in (type(error).__name__, status or "", name, message) if part)
    if isinstance(error, RateLimitExceededError):
        wait = error.retry_after
        return RateLimited(detail, error.reset_at or (now + timedelta(seconds=wait) if wait is not None else None))
    if isinstance(error, UnauthorizedError | LoginRequiredError):
        return CredentialsRefused(detail)
    if name == "RecordNotFound":
        return NotThere(detail)
    if 400 <= status < 500 and status != 408:
        return Temporary(detail) if name in _ENDED else Permanent(detail)
    never_left = isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout)
    return Temporary(detail) if never_left else doubt(detail)
