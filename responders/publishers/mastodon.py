"""Mastodon: statuses in answer to statuses, as visible as what they answer.

Mastodon tells an author of an answer only if the text names them (@acct; the collector leaves it in
`ref["mention"]`), and shows a direct one to nobody else. The name is therefore part of the approved text: nothing
is added here, and a direct answer that names nobody is refused.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import requests
from mastodon import Mastodon
from mastodon.errors import (
    MastodonError,
    MastodonNotFoundError,
    MastodonRatelimitError,
    MastodonUnauthorizedError,
)
from urllib3.exceptions import MaxRetryError, NewConnectionError

from models import Brand, Call, Mention, Own, Posted, Reply, Route
from models.errors import (
    ConfigError,
    CredentialsRefused,
    Gone,
    Permanent,
    PlatformError,
    RateLimited,
    Temporary,
    Unknown,
)

SECRETS = ("ACCESS_TOKEN",)

_TIMEOUT = 20
_PAGE, _PAGES = 40, 10
"""Statuses per page, and pages of our own account that are searched."""
_OWN_PAGES = 50
"""Of a week of our own statuses: within the 300 requests that 5 minutes allow."""
_SKEW = timedelta(minutes=10)
"""How far the server's clock may be from ours."""
_NO_SCOPE = "outside the authorized scopes"
_FOREIGN_HOST = re.compile(r"(?<![\w/])(@\w+)@[\w.-]+\w")


def build(
    brand: Brand,
    secrets: Mapping[str, str],
    sandbox: str | None,
    now: Callable[[], datetime],  # noqa: ARG001 (every platform's `build` is called alike)
) -> MastodonPublisher:
    """A publisher for the account behind the access token, on the brand's server (`base_url`)."""
    address = f"{sandbox}/mastodon" if sandbox else brand.platforms["mastodon"].base_url
    if address is None:
        where = f"brands.{brand.key}.platforms.mastodon.base_url"
        raise ConfigError(
            f"{where}: is missing in config.yaml; write your server's address there, such as https://mastodon.social"
        )
    return MastodonPublisher(brand, address, secrets["ACCESS_TOKEN"])


class MastodonPublisher:
    """Writes to one account through Mastodon.py, one request at a time, each of them once."""

    read_lag = timedelta(seconds=30)

    def __init__(self, brand: Brand, address: str, token: str) -> None:
        self._config = brand.platforms["mastodon"]
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
        self._calls: list[Call] = []
        self._limit_ends: datetime | None = None
        self._own_id: str | None = None

    def route(self, mention: Mention, text: str = "") -> Route:
        """By API unless config says otherwise; by hand leads to the post itself."""
        if self._config.post == "by_hand":
            return Route(
                "by_hand", "by_hand_configured: config.yaml leaves replies on Mastodon to a person", mention.url
            )
        return Route("api")

    def post(self, reply: Reply) -> Posted:
        """The server answers a repeat within an hour with the first status (Idempotency-Key)."""
        visibility = reply.ref.get("visibility", "unlisted")
        if visibility == "direct" and not _names(reply.text, reply.ref.get("mention", "")):
            raise Permanent("a direct answer must name its author, or nobody receives it")
        status = self._do(
            "POST /statuses",
            Unknown,
            self._client.status_post,
            reply.text,
            in_reply_to_id=reply.target_id,
            visibility=visibility,
            language=reply.lang,
            idempotency_key=reply.key,
        )
        if not getattr(status, "id", None):
            raise Unknown("an answer of unknown shape")
        return Posted(str(status.id), status.url or status.uri, self.take_calls())

    def find(self, reply: Reply) -> Posted | None:
        """On our own account: by text and what it answers (nothing, once the target is deleted)."""
        since = (reply.attempted_at or reply.approved_at) - _SKEW
        seen = 0
        with _understood():
            for status in self._own(above=reply.target_id):
                seen += 1
                if status.created_at < since:
                    return None
                answers = str(status.in_reply_to_id or reply.target_id)
                if answers == reply.target_id and _same(status.content, reply.text):
                    return _posted(status)
        if seen >= _PAGE * _PAGES:
            raise Temporary(f"our newest {seen} statuses do not reach back far enough to tell")
        return None

    def delete(self, reply: Reply) -> None:
        if reply.native_id is None:
            raise ValueError(f"reply {reply.id} was never posted")
        try:
            self._do("DELETE /statuses/:id", Temporary, self._client.status_delete, reply.native_id)
        except Gone:
            return

    def own_replies(self, since: datetime) -> list[Own]:
        found: list[Own] = []
        seen = 0
        with _understood():
            for status in self._own(above=None, pages=_OWN_PAGES):
                seen += 1
                if status.created_at < since:
                    return found
                if status.in_reply_to_id:
                    found.append(_own(status))
        if seen >= _PAGE * _OWN_PAGES:
            raise Temporary(f"our newest {seen} statuses do not reach back far enough to tell")
        return found

    def take_calls(self) -> list[Call]:
        """The requests since the last time; what a post cost is in its `Posted`."""
        with self._turn:
            taken, self._calls = self._calls, []
        return taken

    def _own(self, above: str | None, pages: int = _PAGES) -> Iterator[Any]:
        """Our account's statuses since the one with this id, newest first."""
        if self._own_id is None:
            me = self._do("GET /accounts/verify_credentials", Temporary, self._client.account_verify_credentials)
            self._own_id = str(me["id"])
        below: str | None = None
        for _ in range(pages):
            page = self._do(
                "GET /accounts/:id/statuses",
                Temporary,
                self._client.account_statuses,
                self._own_id,
                exclude_reblogs=True,
                since_id=above,
                max_id=below,
                limit=_PAGE,
            )
            if not isinstance(page, list):
                raise TypeError("no list")
            if not page:  # a short one is not the last: servers leave out what they hide
                return
            yield from page
            below = str(page[-1].id)

    def _do(
        self, endpoint: str, doubt: type[PlatformError], call: Callable[..., Any], *args: Any, **params: Any
    ) -> Any:
        """One request; `doubt` is raised where it may have been carried out."""
        with self._turn:
            self._calls.append(Call(endpoint))
            try:
                return call(*args, **params)
            except MastodonError as error:
                raise self._refusal(error, doubt) from error
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise doubt(f"an answer of unknown shape ({type(error).__name__})") from error

    def _refusal(self, error: MastodonError, doubt: type[PlatformError]) -> PlatformError:
        """Mastodon.py's error as ours. Its own text may quote the status: only the server's error is passed on."""
        answered = len(error.args) > 2
        status, message = (int(error.args[1]), str(error.args[3] or "")) if answered else (0, "")
        detail = f"{type(error).__name__} {status or ''} {message}".strip()
        if isinstance(error, MastodonRatelimitError) and error.args == ("Hit rate limit.",):
            return RateLimited(detail, self._limit_ends)
        if isinstance(error, MastodonUnauthorizedError) or _NO_SCOPE in message:
            return CredentialsRefused(detail)
        if isinstance(error, MastodonNotFoundError):
            return Gone(detail)
        if 400 <= status < 500 and status != 408:
            return Permanent(detail)
        return Temporary(detail) if _never_left(error) else doubt(detail)

    def _note_limit(self, response: requests.Response, *args: Any, **kwargs: Any) -> None:
        """Mastodon.py keeps the reset time only where the server's clock and ours agree: read it here.

        It also raises over a reset time it cannot read, after a status was posted: then there is none.
        """
        ends = response.headers.get("X-RateLimit-Reset", "")
        try:
            read = datetime.fromisoformat(ends)
        except ValueError:
            response.headers.pop("X-RateLimit-Reset", None)
        else:
            self._limit_ends = read if response.status_code == 429 else None


@contextmanager
def _understood() -> Iterator[None]:
    """Mastodon.py hands on answers of any shape: one we cannot read tells nothing."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Temporary(f"an answer of unknown shape ({type(error).__name__})") from error


def _posted(status: Any) -> Posted:
    return Posted(str(status.id), status.url or status.uri)


def _own(status: Any) -> Own:
    url = status.url or status.uri
    return Own(str(status.id), str(status.in_reply_to_id), url, _shown(status.content), status.created_at)


def _names(text: str, mention: str) -> bool:
    """Whether `text` names the account, wherever its host is left out."""
    return (
        bool(mention) and re.search(rf"(?<![\w/]){re.escape(mention)}(?!\w|@|[.-]\w)", text, re.IGNORECASE) is not None
    )


def _same(content: str, text: str) -> bool:
    """Whether a status's HTML says `text`: by letters and digits, for the server dresses links and mentions."""
    return _letters(_shown(content)) == _letters(text)


def _shown(content: str) -> str:
    """A status's HTML as people read it."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br ?/?>|</p><p>", "\n", content)))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", _FOREIGN_HOST.sub(r"\1", text)).casefold()


def _never_left(error: MastodonError) -> bool:
    """No connection came about: the status was not sent."""
    cause = error.__context__
    if isinstance(cause, requests.ConnectionError) and cause.args and isinstance(cause.args[0], MaxRetryError):
        return isinstance(cause.args[0].reason, NewConnectionError)
    return isinstance(cause, requests.ConnectTimeout)
