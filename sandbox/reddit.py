"""Reddit as its API clients see it: OAuth, listings, search, comments, and refusals that come with HTTP 200.

Faithful where clients get hurt: `after` and `before` that find nothing once their anchor is deleted, a search
index that may lag, deleted and removed posts, tokens that end, `x-ratelimit-*` headers on every answer.
"""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.reddit_things import (
    PAGE,
    WINDOW,
    Json,
    Refused,
    Thing,
    account_id,
    base36,
    check_comment,
    inbox,
    listing,
    matches,
    tree,
    wrap,
)

Now = Callable[[], datetime]
TOKEN_SECONDS = 86_400


class StandIn:
    """Mounted at /reddit. Its public methods are the side channel: what people do on the site, and its moods."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._lock = threading.RLock()
        self._numbers = count(36**6)
        self._things: dict[str, Thing] = {}
        self._order: list[Thing] = []
        self._passwords: dict[str, str] = {}
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._search_lag = timedelta(0)
        self._limit, self._window = 1000, timedelta(seconds=600)
        self._used, self._window_ends = 0, now()
        self._pause, self._quiet_until = timedelta(0), now()
        self._banned: set[str] = set()
        self.requests: list[str] = []
        """Every API request as "METHOD path", token requests included."""
        self.routes = [
            *self._route("/api/v1/access_token", self._token, "POST", guarded=False),
            *self._route("/api/v1/me", self._me),
            *self._route("/r/{subreddit}/search", self._search),
            *self._route("/r/{subreddit}/comments", self._comments),
            *self._route("/comments/{link}", self._thread),
            *self._route("/comments/{link}/_/{comment}", self._thread),
            *self._route("/api/info", self._info),
            *self._route("/message/mentions", self._mentions),
            *self._route("/message/comments", self._answers),
            *self._route("/user/{user}/comments", self._user_comments),
            *self._route("/api/comment", self._comment, "POST"),
            *self._route("/api/del", self._delete, "POST"),
        ]

    # ── the side channel ──────────────────────────────────────────────────────────────────────────────────

    def account(self, username: str, password: str) -> None:
        """Let `username` sign in with this password only. An account nobody registered signs in with any."""
        self._passwords[username.lower()] = password

    def submission(self, subreddit: str, author: str, title: str, text: str = "", images: int = 0) -> str:
        """Somebody posts; returns the fullname (t3_…)."""
        return self._add(Thing("t3", next(self._numbers), subreddit, author, text, self._now(), title, images=images))

    def comment(self, parent: str, author: str, text: str) -> str:
        """Somebody comments under a submission or a comment; returns the fullname (t1_…)."""
        return self._reply(parent, author, text, via="")

    def posted_by_hand(self, parent: str, account: str, text: str) -> str:
        """A colleague answers from our account on the site itself."""
        return self._reply(parent, account, text, via="hand")

    def edit(self, name: str, text: str) -> None:
        self._things[name].text, self._things[name].edited = text, self._now()

    def delete(self, name: str) -> None:
        """Its author deletes it."""
        self._things[name].gone = "deleted"

    def remove(self, name: str) -> None:
        """A moderator removes it."""
        self._things[name].gone = "removed"

    def delete_account(self, author: str) -> None:
        with self._lock:
            for thing in self._order:
                if thing.author == author:
                    thing.gone = thing.gone or "author"

    def lock(self, name: str) -> None:
        """Comments under it, and under its thread, are refused."""
        self._things[name].locked = True

    def ban(self, subreddit: str) -> None:
        """Our accounts may no longer write in this subreddit."""
        self._banned.add(subreddit.lower())

    def lag(self, seconds: float) -> None:
        """How long a submission exists before search finds it."""
        self._search_lag = timedelta(seconds=seconds)

    def rate(self, limit: int, seconds: float = 600) -> None:
        """Requests allowed per window, from now on."""
        self._limit, self._window = limit, timedelta(seconds=seconds)
        self._used, self._window_ends = 0, self._now() + self._window

    def throttle(self, seconds: float) -> None:
        """The pause Reddit demands between two comments of an account (RATELIMIT)."""
        self._pause = timedelta(seconds=seconds)

    def expire_tokens(self) -> None:
        self._tokens.clear()

    def published(self) -> list[Json]:
        """What our accounts posted, oldest first: through the API or by hand, as readers see it."""
        with self._lock:
            return [thing.readable() for thing in self._order if thing.via]

    # ── what it keeps ─────────────────────────────────────────────────────────────────────────────────────

    def _add(self, thing: Thing) -> str:
        with self._lock:
            self._things[thing.name] = thing
            self._order.append(thing)
        return thing.name

    def _reply(self, parent: str, author: str, text: str, via: str) -> str:
        above = self._things[parent]
        link = above.link or above.name
        made = Thing("t1", next(self._numbers), above.subreddit, author, text, self._now(), via=via)
        made.parent, made.link = parent, link
        return self._add(made)

    def _newest(self, wanted: Callable[[Thing], bool], viewer: str = "") -> list[Thing]:
        """Newest first, without what is deleted; what is removed is left to its author, `viewer`."""
        with self._lock:
            found = [t for t in reversed(self._order) if wanted(t) and t.visible(viewer)]
        return found[:WINDOW]

    # ── the wire ──────────────────────────────────────────────────────────────────────────────────────────

    def _route(
        self, path: str, answer: Callable[..., Awaitable[Any]], method: str = "GET", guarded: bool = True
    ) -> list[Route]:
        async def respond(request: Request) -> Response:
            self.requests.append(f"{method} {request.url.path.removeprefix('/reddit')}")
            try:
                if guarded:
                    return JSONResponse(await answer(request, self._entered(request)), headers=self._quota())
                return JSONResponse(await answer(request), headers=self._quota())
            except Refused as refused:
                refused.answer.headers.update(self._quota() | dict(refused.answer.headers))
                return refused.answer

        return [Route(path + slash, respond, methods=[method]) for slash in ("", "/")]

    def _quota(self) -> dict[str, str]:
        left = max(0, self._limit - self._used)
        reset = max(0, int((self._window_ends - self._now()).total_seconds()))
        return {
            "x-ratelimit-remaining": f"{left}.0",
            "x-ratelimit-used": str(self._used),
            "x-ratelimit-reset": str(reset),
        }

    def _entered(self, request: Request) -> str:
        """The account behind the token, after the rate limit. Raises Refused 401 or 429."""
        if self._now() >= self._window_ends:
            self._used, self._window_ends = 0, self._now() + self._window
        if self._used >= self._limit:
            raise Refused(429, {"message": "Too Many Requests", "error": 429})
        self._used += 1
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        user, ends = self._tokens.get(token, ("", self._now()))
        if scheme.lower() != "bearer" or self._now() >= ends:
            why = {"www-authenticate": 'Bearer realm="reddit", error="invalid_token"'}
            raise Refused(401, {"message": "Unauthorized", "error": 401}, why)
        return user

    async def _token(self, request: Request) -> Json:
        form = await request.form()
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        client, _, key = base64.b64decode(secret).decode().partition(":") if scheme == "Basic" else ("", "", "")
        if not client or not key:
            raise Refused(401, {"message": "Unauthorized", "error": 401})
        user, password = str(form.get("username", "")), str(form.get("password", ""))
        if form.get("grant_type") != "password" or not user or not password:
            return {"error": "unsupported_grant_type"}
        if self._passwords.get(user.lower(), password) != password:
            return {"error": "invalid_grant"}
        token = f"token-{len(self._tokens)}-{base36(next(self._numbers))}"
        self._tokens[token] = (user, self._now() + timedelta(seconds=TOKEN_SECONDS))
        return {"access_token": token, "token_type": "bearer", "expires_in": TOKEN_SECONDS, "scope": "*"}

    async def _me(self, request: Request, user: str) -> Json:
        return {"name": user, "id": account_id(user), "is_suspended": False}

    async def _search(self, request: Request, user: str) -> Json:
        query, seen_by = request.query_params.get("q", ""), self._now() - self._search_lag
        places = _places(request)
        found = self._newest(
            lambda t: (
                t.kind == "t3"
                and t.at <= seen_by
                and not t.gone
                and (places is None or t.subreddit.lower() in places)
                and matches(query, f"{t.title} {t.text}")
            )
        )
        return listing(request.query_params, found)

    async def _comments(self, request: Request, user: str) -> Json:
        places = _places(request)
        found = self._newest(lambda t: t.kind == "t1" and (places is None or t.subreddit.lower() in places))
        return listing(request.query_params, found)

    async def _user_comments(self, request: Request, user: str) -> Json:
        whose = request.path_params["user"].lower()
        found = self._newest(lambda t: t.kind == "t1" and t.author.lower() == whose, viewer=user)
        return listing(request.query_params, found, user)

    async def _mentions(self, request: Request, user: str) -> Json:
        named = re.compile(rf"(?<![\w/])/?u/{re.escape(user)}(?![\w-])", re.IGNORECASE)
        found = self._newest(
            lambda t: t.kind == "t1" and not t.gone and t.author != user and bool(named.search(t.text))
        )
        return inbox(listing(request.query_params, found), user, "username_mention")

    async def _answers(self, request: Request, user: str) -> Json:
        ours = {t.name for t in list(self._order) if t.author == user}
        found = self._newest(lambda t: t.parent in ours and t.author != user)
        return inbox(listing(request.query_params, found), user, "comment_reply")

    async def _info(self, request: Request, user: str) -> Json:
        names = request.query_params.get("id", "").split(",")[:PAGE]
        found = [self._things[name] for name in names if name in self._things]
        return wrap(found)

    async def _thread(self, request: Request, user: str) -> list[Json]:
        link = self._things.get("t3_" + request.path_params["link"])
        if link is None:
            raise Refused(404, {"message": "Not Found", "error": 404})
        with self._lock:
            below = [t for t in self._order if t.link == link.name and t.gone != "removed"]
        asked = request.path_params.get("comment")
        top = [t for t in below if (t.id == asked if asked else t.parent == link.name)]
        return [wrap([link]), tree(top, below)]

    async def _comment(self, request: Request, user: str) -> Json:
        form = await request.form()
        text = str(form.get("text", ""))
        with self._lock:
            parent = self._things.get(str(form.get("thing_id")))
            link = self._things.get(parent.link, parent) if parent else None
            if parent and parent.subreddit.lower() in self._banned:
                raise Refused(403, {"message": "Forbidden", "error": 403})
            check_comment(parent, link, text, int((self._quiet_until - self._now()).total_seconds()))
            self._quiet_until = self._now() + self._pause
            made = self._things[self._reply(str(form["thing_id"]), user, text, via="api")]
        return {"json": {"errors": [], "data": {"things": [{"kind": "t1", "data": made.wire()}]}}}

    async def _delete(self, request: Request, user: str) -> Json:
        thing = self._things.get(str((await request.form()).get("id")))
        if thing is not None and thing.author == user:
            thing.gone = "deleted"
        return {}


def _places(request: Request) -> set[str] | None:
    """The subreddits of /r/A+B/…; None: all of them."""
    named: str = request.path_params["subreddit"].lower()
    return None if named == "all" else set(named.split("+"))
