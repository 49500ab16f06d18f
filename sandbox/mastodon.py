"""A Mastodon server as its API clients see it: notifications, statuses, search, visibility, idempotency, limits."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.mastodon_statuses import (
    CHARACTERS,
    CHARACTERS_PER_URL,
    HOST,
    MENTION,
    Account,
    Json,
    Refused,
    Status,
    length,
    stamp,
)

Now = Callable[[], datetime]
Answer = Callable[[Request, Account], Awaitable[Any]]
IDEMPOTENT = timedelta(hours=1)
_TOKEN = "token-for-"  # noqa: S105 (a stand-in's)


class StandIn:
    """Mounted at /mastodon. Its public methods are the side channel: what people do, and the server's moods.

    The access token `token-for-NAME` signs in as the local account NAME; accounts come into being when named.
    """

    def __init__(self, now: Now) -> None:
        self._now = now
        self._lock = threading.RLock()
        self._numbers = count(1)
        self._accounts: dict[str, Account] = {}
        self._statuses: dict[str, Status] = {}
        self._inbox: list[tuple[int, Account, Status]] = []
        """Notifications: number, whose, what; oldest first."""
        self._keys: dict[tuple[str, str], tuple[datetime, str]] = {}
        self._revoked: set[str] = set()
        self._limit, self._window = 300, timedelta(minutes=5)
        self._used, self._window_ends = 0, now()
        self._characters = CHARACTERS
        self._searchable = True
        self.requests: list[str] = []
        """Every request as "METHOD path"."""
        self.routes = [
            *self._route("/api/v1/instance", self._instance),
            *self._route("/api/v2/instance", self._instance),
            *self._route("/api/v1/accounts/verify_credentials", self._me),
            *self._route("/api/v1/accounts/{id}/statuses", self._account_statuses),
            *self._route("/api/v1/notifications", self._notifications),
            *self._route("/api/v1/statuses/{id}/context", self._context),
            *self._route("/api/v1/statuses/{id}", self._status),
            *self._route("/api/v1/statuses/{id}", self._delete_status, "DELETE"),
            *self._route("/api/v1/statuses", self._post, "POST"),
            *self._route("/api/v2/search", self._search),
        ]

    # ── the side channel ──────────────────────────────────────────────────────────────────────────────────

    def status(
        self, author: str, text: str, reply_to: str | None = None, visibility: str = "public", images: int = 0
    ) -> str:
        """Somebody posts; whoever the text names is notified. Returns the id."""
        return self._add(author, text, reply_to, visibility, images=images).id

    def posted_by_hand(self, reply_to: str, account: str, text: str, visibility: str = "public") -> str:
        """A colleague answers from our account on the site itself."""
        return self._add(account, text, reply_to, visibility, via="hand").id

    def edit(self, id: str, text: str) -> None:
        self._statuses[id].text, self._statuses[id].edited = text, self._now()

    def delete(self, id: str) -> None:
        """Its author deletes it: answers to it lose their parent, its notifications go."""
        with self._lock:
            self._statuses[id].deleted = True
            self._inbox = [entry for entry in self._inbox if entry[2].id != id]
            for status in self._statuses.values():
                if status.parent == id:
                    status.parent = None

    def revoke(self, account: str) -> None:
        """The account's access token ends."""
        self._revoked.add(_TOKEN + account)

    def rate(self, limit: int, seconds: float = 300) -> None:
        """Requests allowed per window, from now on."""
        self._limit, self._window = limit, timedelta(seconds=seconds)
        self._used, self._window_ends = 0, self._now() + self._window

    def characters(self, most: int) -> None:
        """This server's longest status."""
        self._characters = most

    def searchable(self, yes: bool) -> None:
        """Whether the server has full-text search."""
        self._searchable = yes

    def published(self) -> list[Json]:
        """What our accounts posted, oldest first: through the API or by hand, as readers see it."""
        with self._lock:
            return [status.readable() for status in self._statuses.values() if status.via]

    # ── what it keeps ─────────────────────────────────────────────────────────────────────────────────────

    def _account(self, acct: str) -> Account:
        with self._lock:
            if acct not in self._accounts:
                self._accounts[acct] = Account(str(next(self._numbers)), acct)
            return self._accounts[acct]

    def _add(
        self, author: str, text: str, parent: str | None, visibility: str, *, via: str = "", images: int = 0
    ) -> Status:
        with self._lock:
            number = next(self._numbers)
            named = [self._account(_acct(m[1], m[2])) for m in MENTION.finditer(text)]
            id = str((int(self._now().timestamp() * 1000) << 16) + number % 65_536)
            made = Status(id, self._account(author), text, visibility, self._now(), parent, named, images, via=via)
            self._statuses[id] = made
            if parent in self._statuses:
                self._statuses[parent].under.append(made)
            for account in dict.fromkeys(a.id for a in named if a.id != made.account.id):
                self._inbox.append((number, next(a for a in named if a.id == account), made))
        return made

    # ── the wire ──────────────────────────────────────────────────────────────────────────────────────────

    def _route(self, path: str, answer: Answer, method: str = "GET") -> list[Route]:
        async def respond(request: Request) -> Response:
            self.requests.append(f"{method} {request.url.path.removeprefix('/mastodon')}")
            try:
                made = JSONResponse(await answer(request, self._entered(request)))
            except Refused as refused:
                made = refused.answer
            made.headers.update(self._quota())
            return made

        return [Route(path + slash, respond, methods=[method]) for slash in ("", "/")]

    def _quota(self) -> dict[str, str]:
        left = str(max(0, self._limit - self._used))
        names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
        return dict(zip(names, (str(self._limit), left, stamp(self._window_ends)), strict=True))

    def _entered(self, request: Request) -> Account:
        """The account behind the token, after the rate limit. Raises Refused 401 or 429."""
        if self._now() >= self._window_ends:
            self._used, self._window_ends = 0, self._now() + self._window
        if self._used >= self._limit:
            raise Refused(429, "Too many requests")
        self._used += 1
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not token.startswith(_TOKEN) or token in self._revoked:
            raise Refused(401, "The access token is invalid")
        return self._account(token.removeprefix(_TOKEN))

    async def _instance(self, request: Request, reader: Account) -> Json:
        statuses = {"max_characters": self._characters, "characters_reserved_per_url": CHARACTERS_PER_URL}
        versions = {"version": "4.5.0", "api_versions": {"mastodon": 7}}
        return versions | {"domain": HOST, "uri": HOST, "title": "Sandbox", "configuration": {"statuses": statuses}}

    async def _me(self, request: Request, reader: Account) -> Json:
        return reader.wire()

    async def _notifications(self, request: Request, reader: Account) -> list[Json]:
        with self._lock:
            ours = [(n, status) for n, whose, status in self._inbox if whose is reader]
        return [
            {
                "id": str(n),
                "type": "mention",
                "created_at": stamp(status.at),
                "account": status.account.wire(),
                "status": status.wire(),
            }
            for n, status in _paged(request, ours, most=80)
        ]

    async def _account_statuses(self, request: Request, reader: Account) -> list[Json]:
        whose = request.path_params["id"]
        with self._lock:
            own = [s for s in self._statuses.values() if s.account.id == whose and s.seen_by(reader)]
        return [s.wire() for _, s in _paged(request, [(int(s.id), s) for s in own], most=40)]

    async def _status(self, request: Request, reader: Account) -> Json:
        return self._visible(request.path_params["id"], reader).wire()

    async def _context(self, request: Request, reader: Account) -> Json:
        status = self._visible(request.path_params["id"], reader)
        above: list[Status] = []
        while (up := self._statuses.get((above[0] if above else status).parent or "")) is not None:
            above.insert(0, up)
        with self._lock:
            everything = [s for s in self._statuses.values() if s.seen_by(reader)]
        below: list[Status] = []
        for other in everything:
            if other.parent in {status.id, *(s.id for s in below)}:
                below.append(other)
        return {"ancestors": [s.wire() for s in above], "descendants": [s.wire() for s in below]}

    async def _search(self, request: Request, reader: Account) -> Json:
        query, offset = request.query_params.get("q", "").lower(), int(request.query_params.get("offset", 0))
        size = min(40, int(request.query_params.get("limit", 20)))
        with self._lock:
            public = [s for s in reversed(self._statuses.values()) if s.visibility == "public" and s.seen_by(reader)]
        found = [s for s in public if query in s.text.lower()] if self._searchable else []
        return {"accounts": [], "hashtags": [], "statuses": [s.wire() for s in found[offset : offset + size]]}

    async def _delete_status(self, request: Request, reader: Account) -> Json:
        status = self._visible(request.path_params["id"], reader)
        if status.account is not reader:
            raise Refused(404, "Record not found")
        self.delete(status.id)
        return status.wire() | {"text": status.text}

    async def _post(self, request: Request, reader: Account) -> Json:
        form = await request.form()
        text, parent = str(form.get("status", "")), form.get("in_reply_to_id")
        key = (reader.id, request.headers.get("idempotency-key", ""))
        with self._lock:
            at, earlier = self._keys.get(key, (self._now(), ""))
            if earlier and self._now() - at < IDEMPOTENT:
                return self._statuses[earlier].wire()
            if parent and (str(parent) not in self._statuses or not self._statuses[str(parent)].seen_by(reader)):
                raise Refused(404, "The post you are trying to reply to does not appear to exist.")
            if not text.strip():
                raise Refused(422, "Validation failed: Text can't be blank")
            if length(text) > self._characters:
                raise Refused(422, f"Validation failed: Text character limit of {self._characters} exceeded")
            visibility = str(form.get("visibility", "public"))
            made = self._add(reader.acct, text, str(parent) if parent else None, visibility, via="api")
            made.language = str(form["language"]) if "language" in form else None
            if key[1]:
                self._keys[key] = (self._now(), made.id)
        return made.wire()

    def _visible(self, id: str, reader: Account) -> Status:
        status = self._statuses.get(id)
        if status is None or not status.seen_by(reader):
            raise Refused(404, "Record not found")
        return status


def _acct(username: str, host: str | None) -> str:
    return username if host in (None, HOST) else f"{username}@{host}"


def _paged(request: Request, found: list[tuple[int, Status]], most: int) -> list[tuple[int, Status]]:
    """Newest first; `min_id` gives those just above it, `since_id` the newest above it, `max_id` those below."""
    query = request.query_params
    size = max(1, min(most, int(query.get("limit", most // 2))))
    floor, ceiling = int(query.get("min_id") or query.get("since_id") or 0), int(query.get("max_id") or 1 << 80)
    inside = [entry for entry in sorted(found, key=lambda e: e[0]) if floor < entry[0] < ceiling]
    page = inside[:size] if query.get("min_id") else inside[-size:]
    return page[::-1]
