"""A Bluesky server as its API clients see it: sessions that end, notifications, search, records under keys."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.bluesky_records import (
    POST,
    Account,
    Json,
    Post,
    Refused,
    check_record,
    mention_facets,
    stamp,
    tid,
    token,
)

T = TypeVar("T")
Now = Callable[[], datetime]
Answer = Callable[[Request, Account], Awaitable[Json]]
ACCESS, REFRESH = timedelta(hours=2), timedelta(days=60)
CREATE_POINTS, DELETE_POINTS = 3, 1


class StandIn:
    """Mounted at /bluesky. Its public methods are the side channel: what people do, and the server's moods."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._lock = threading.RLock()
        self._numbers = count(1)
        self._accounts: dict[str, Account] = {}
        self._passwords: dict[str, str] = {}
        self._posts: dict[str, Post] = {}
        self._tokens: dict[str, tuple[Account, str, datetime]] = {}
        self._index_lag = timedelta(0)
        self._points, self._window = 5000, timedelta(hours=1)
        self._spent, self._window_ends = 0, now() + self._window
        self._sessions: list[datetime] = []
        self.requests: list[str] = []
        """Every request as "METHOD nsid"."""
        self.routes = [
            self._route("com.atproto.server.createSession", self._create_session, "POST"),
            self._route("com.atproto.server.refreshSession", self._refresh_session, "POST", scope="refresh"),
            self._route("app.bsky.notification.listNotifications", self._notifications, scope="access"),
            self._route("app.bsky.feed.searchPosts", self._search, scope="access"),
            self._route("app.bsky.feed.getPosts", self._get_posts, scope="access"),
            self._route("com.atproto.repo.createRecord", self._create_record, "POST", scope="access"),
            self._route("com.atproto.repo.deleteRecord", self._delete_record, "POST", scope="access"),
            self._route("com.atproto.repo.getRecord", self._get_record),
            self._route("com.atproto.repo.listRecords", self._list_records),
        ]

    # ── the side channel ──────────────────────────────────────────────────────────────────────────────────

    def account(self, handle: str, password: str) -> None:
        """Let `handle` sign in with this password only. An account nobody registered signs in with any."""
        self._passwords[self._who(handle).handle] = password

    def post(
        self, author: str, text: str, reply_to: str | None = None, quotes: str | None = None, images: int = 0
    ) -> str:
        """Somebody posts; accounts the text names (with @) are told. Returns the at:// address."""
        return self._write(author, text, reply_to, quotes, images).uri

    def posted_by_hand(self, reply_to: str, account: str, text: str) -> str:
        """A colleague answers from our account in the app itself."""
        return self._write(account, text, reply_to, via="hand").uri

    def delete(self, uri: str) -> None:
        self._posts[uri].deleted = True

    def lag(self, seconds: float) -> None:
        """How long a post exists before notifications, search and look-ups know it. Records are there at once."""
        self._index_lag = timedelta(seconds=seconds)

    def rate(self, points: int, seconds: float = 3600) -> None:
        """Points for writes per window, from now on (a post is 3, a deletion 1)."""
        self._points, self._window = points, timedelta(seconds=seconds)
        self._spent, self._window_ends = 0, self._now() + self._window

    def end_sessions(self, refresh_too: bool = False) -> None:
        """All access tokens end at once, whatever their time says."""
        with self._lock:
            self._tokens = {t: s for t, s in self._tokens.items() if s[1] == "refresh" and not refresh_too}

    def published(self) -> list[Json]:
        """What our accounts posted, oldest first: through the API or by hand, as readers see it."""
        with self._lock:
            return [post.readable() for post in self._posts.values() if post.via]

    # ── what it keeps ─────────────────────────────────────────────────────────────────────────────────────

    def _who(self, handle: str) -> Account:
        with self._lock:
            return self._accounts.setdefault(handle.lower(), Account(handle.lower()))

    def _write(
        self,
        author: str,
        text: str,
        reply_to: str | None,
        quotes: str | None = None,
        images: int = 0,
        via: str = "",
    ) -> Post:
        record: Json = {"$type": POST, "text": text, "createdAt": stamp(self._now())}
        if reply_to:
            parent = self._posts[reply_to]
            record["reply"] = {"parent": parent.ref, "root": (parent.record.get("reply") or {}).get("root", parent.ref)}
        if quotes:
            record["embed"] = {"$type": "app.bsky.embed.record", "record": self._posts[quotes].ref}
        if images:
            blob = {"$type": "blob", "ref": {"$link": "bafkreihash"}, "mimeType": "image/png", "size": 1}
            record["embed"] = {"$type": "app.bsky.embed.images", "images": [{"alt": "", "image": blob}] * images}
        with self._lock:
            record["facets"] = mention_facets(text)
            made = Post(self._who(author), tid(self._now(), next(self._numbers)), record, self._now(), via)
            self._posts[made.uri] = made
        return made

    def _indexed(self) -> list[Post]:
        """What the app knows of, newest first."""
        with self._lock:
            posts = [p for p in self._posts.values() if not p.deleted and p.indexed + self._index_lag <= self._now()]
        return posts[::-1]

    def _reason(self, post: Post, reader: Account) -> str | None:
        """Why `reader` is told of this post, if at all."""
        if post.account is reader:
            return None
        features = [f for facet in post.record.get("facets") or [] for f in facet["features"]]
        if any(f.get("did") == reader.did for f in features):
            return "mention"
        own = f"at://{reader.did}/"
        if (post.parent or "").startswith(own):
            return "reply"
        embedded = (post.record.get("embed") or {}).get("record") or {}
        return "quote" if str(embedded.get("uri", "")).startswith(own) else None

    # ── the wire ──────────────────────────────────────────────────────────────────────────────────────────

    def _route(self, nsid: str, answer: Answer, method: str = "GET", scope: str = "") -> Route:
        async def respond(request: Request) -> Response:
            self.requests.append(f"{method} {nsid}")
            try:
                reader = self._entered(request, scope) if scope else Account("")
                return JSONResponse(await answer(request, reader), headers=self._quota())
            except Refused as refused:
                refused.answer.headers.update(self._quota())
                return refused.answer

        return Route(f"/xrpc/{nsid}", respond, methods=[method])

    def _quota(self) -> dict[str, str]:
        window = int(self._window.total_seconds())
        left, ends = max(0, self._points - self._spent), int(self._window_ends.timestamp())
        limits = {"ratelimit-limit": self._points, "ratelimit-remaining": left, "ratelimit-reset": ends}
        return {name: str(value) for name, value in limits.items()} | {"ratelimit-policy": f"{self._points};w={window}"}

    def _entered(self, request: Request, scope: str) -> Account:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not given:
            raise Refused(401, "AuthMissing", "Authentication Required")
        account, kind, ends = self._tokens.get(given, (Account(""), scope, self._now()))
        if kind != scope:
            raise Refused(400, "InvalidToken", "Bad token scope")
        if self._now() >= ends:
            raise Refused(400, "ExpiredToken", "Token has expired")
        return account

    def _spend(self, points: int) -> None:
        if self._now() >= self._window_ends:
            self._spent, self._window_ends = 0, self._now() + self._window
        if self._spent + points > self._points:
            raise Refused(429, "RateLimitExceeded", "Rate Limit Exceeded")
        self._spent += points

    def _session(self, account: Account) -> Json:
        made: Json = {"did": account.did, "handle": account.handle, "active": True}
        for kind, key, life in (("access", "accessJwt", ACCESS), ("refresh", "refreshJwt", REFRESH)):
            ends = self._now() + life
            made[key] = token(account.did, f"com.atproto.{kind}", next(self._numbers), ends)
            self._tokens[made[key]] = (account, kind, ends)
        return made

    async def _create_session(self, request: Request, _: Account) -> Json:
        given = await request.json()
        self._sessions = [at for at in self._sessions if at > self._now() - timedelta(minutes=5)]
        if len(self._sessions) >= 30:
            raise Refused(429, "RateLimitExceeded", "Rate Limit Exceeded")
        self._sessions.append(self._now())
        account = self._who(given["identifier"])
        if not given.get("password") or self._passwords.get(account.handle, given["password"]) != given["password"]:
            raise Refused(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._session(account)

    async def _refresh_session(self, request: Request, account: Account) -> Json:
        self._tokens.pop(request.headers["authorization"].removeprefix("Bearer "))
        return self._session(account)

    async def _notifications(self, request: Request, reader: Account) -> Json:
        wanted = request.query_params.getlist("reasons")
        told = [(p, why) for p in self._indexed() if (why := self._reason(p, reader)) and (not wanted or why in wanted)]
        page, cursor = _page(request, told)
        return {
            "cursor": cursor,
            "notifications": [p.view() | {"reason": why, "isRead": False, "labels": []} for p, why in page],
        }

    async def _search(self, request: Request, reader: Account) -> Json:
        words = request.query_params.get("q", "").lower().strip('"')
        found = [p for p in self._indexed() if words in p.record["text"].lower()]
        page, cursor = _page(request, found)
        return {"posts": [p.view() for p in page], "cursor": cursor}

    async def _get_posts(self, request: Request, reader: Account) -> Json:
        known = {p.uri: p for p in self._indexed()}
        return {"posts": [known[u].view() for u in request.query_params.getlist("uris")[:25] if u in known]}

    async def _create_record(self, request: Request, account: Account) -> Json:
        given = await request.json()
        check_record(given["record"])
        with self._lock:
            rkey = given.get("rkey") or tid(self._now(), next(self._numbers))
            made = Post(account, rkey, given["record"], self._now(), via="api")
            if given["repo"] != account.did:
                raise Refused(403, "Forbidden", "Could not find repo")
            if made.uri in self._posts and not self._posts[made.uri].deleted:
                raise Refused(500, "InternalServerError", "Internal Server Error")
            self._spend(CREATE_POINTS)
            self._posts[made.uri] = made
        return made.ref | {"validationStatus": "valid"}

    async def _delete_record(self, request: Request, account: Account) -> Json:
        given = await request.json()
        self._spend(DELETE_POINTS)
        if post := self._posts.get(f"at://{account.did}/{given['collection']}/{given['rkey']}"):
            post.deleted = True
        return {}

    async def _get_record(self, request: Request, _: Account) -> Json:
        query = request.query_params
        uri = f"at://{query['repo']}/{query['collection']}/{query['rkey']}"
        post = self._posts.get(uri)
        if post is None or post.deleted:
            raise Refused(400, "RecordNotFound", f"Could not locate record: {uri}")
        return post.ref | {"value": post.record}

    async def _list_records(self, request: Request, _: Account) -> Json:
        whose = request.query_params["repo"]
        with self._lock:
            own = [p for p in self._posts.values() if p.account.did == whose and not p.deleted]
        page, cursor = _page(request, sorted(own, key=lambda p: p.rkey, reverse=True))
        return {"records": [p.ref | {"value": p.record} for p in page], "cursor": cursor}


def _page(request: Request, found: list[T]) -> tuple[list[T], str | None]:
    """One page and the cursor of the next."""
    start, size = int(request.query_params.get("cursor") or 0), int(request.query_params.get("limit", 50))
    end = start + min(100, size)
    return found[start:end], str(end) if end < len(found) else None
