"""X API v2 as far as a brand's bot meets it: reading, replying, refusing, billing.

Made after X's documentation of August 2026 and refusals seen in public; checked with X's own SDK (xdk 0.10.6).
Posts stay in memory; time is the clock's. Not here: streams, reposts, protected accounts, media uploads, and the
half minute by which X's search lags behind.
"""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.x_gate import API_KEY, API_SECRET, BEARER, Bill, Door, Limits, Refused, access_secret, invalid, plain
from sandbox.x_read import Reads
from sandbox.x_text import links, weighted_length
from sandbox.x_wire import post_json
from sandbox.x_world import Account, Post, World

Body = dict[str, Any]
Handler = Callable[[Account | None, Request, Body], tuple[int, Body]]
_QUARTER = 900
_DAY = 86_400


class StandIn:
    """The API under `routes`; every other public method is the side channel."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._lock = threading.RLock()
        self._now = now
        self._world = World(now)
        self._bill = Bill(now)
        self._limits = Limits(now)
        self._door = Door(self._world)
        self._reads = Reads(self._world, self._bill)
        self.routes = self._routes()

    # -- the API --------------------------------------------------------------------------------------------------

    def _routes(self) -> list[Route]:
        """Path, handler, whether it wants a user, and the limits per 15 minutes for an app and for a user."""
        reads = self._reads
        table: list[tuple[str, str, Handler, bool, int, int]] = [
            ("GET", "/2/users/me", reads.me, True, 75, 75),
            ("GET", "/2/users", reads.users, False, 300, 900),
            ("GET", "/2/users/by/username/{name}", reads.by_username, False, 300, 900),
            ("GET", "/2/users/{id}/mentions", reads.mentions, False, 450, 300),
            ("GET", "/2/users/{id}/tweets", reads.own, False, 10_000, 900),
            ("GET", "/2/tweets/search/recent", reads.search, False, 450, 300),
            ("GET", "/2/tweets/counts/recent", reads.counts, False, 300, 300),
            ("GET", "/2/tweets", reads.lookup, False, 3_500, 5_000),
            ("GET", "/2/tweets/{id}", reads.single, False, 450, 900),
            ("POST", "/2/tweets", self._create, True, 10_000, 100),
            ("DELETE", "/2/tweets/{id}", self._remove, True, 50, 50),
        ]
        return [
            Route("/oauth2/token", self._app_token, methods=["POST"]),
            *(
                Route(path, self._endpoint(f"{method} {path}", handler, user_only, app, user), methods=[method])
                for method, path, handler, user_only, app, user in table
            ),
        ]

    async def _app_token(self, request: Request) -> Response:
        """The app's own token for its key pair, as /oauth2/token gives it."""
        given = request.headers.get("authorization", "").removeprefix("Basic ")
        if given != b64encode(f"{API_KEY}:{API_SECRET}".encode()).decode():
            wrong = {"code": 99, "message": "Unable to verify your credentials", "label": "authenticity_token_error"}
            return JSONResponse({"errors": [wrong]}, 403)
        return JSONResponse({"token_type": "bearer", "access_token": BEARER})

    def _endpoint(
        self, name: str, handler: Handler, user_only: bool, app: int, user: int
    ) -> Callable[[Request], Awaitable[Response]]:
        """`handler` behind the door: who asks, how often, and whether it is paid for."""

        async def answer(request: Request) -> Response:
            body = await _json(request)
            headers: dict[str, str] = {}
            try:
                with self._lock:
                    caller = self._door.caller(request, user_only=user_only)
                    headers = self._admit(name, caller, app, user)
                    self._bill.check(caller.id if caller else "0", reads=request.method == "GET")
                    status, answered = handler(caller, request, body)
            except Refused as refused:
                status, answered = refused.status, refused.body
                headers = headers if refused.headers is None else refused.headers
            return JSONResponse(answered, status, headers)

        return answer

    def _admit(self, name: str, caller: Account | None, app: int, user: int) -> dict[str, str]:
        if name == "POST /2/tweets":
            _, within = self._limits.take(name, "app", app, _DAY)
            headers, mine = self._limits.take(name, caller.id if caller else "", user, _QUARTER)
            within = within and mine
        else:
            headers, within = self._limits.take(name, caller.id if caller else "app", user if caller else app, _QUARTER)
        if not within:
            raise Refused(429, plain(429, "Too Many Requests", "Too Many Requests").body, headers)
        return headers

    def _create(self, caller: Account | None, request: Request, body: Body) -> tuple[int, Body]:
        assert caller is not None
        text, reply_to = body.get("text", ""), (body.get("reply") or {}).get("in_reply_to_tweet_id")
        if body.get("quote_tweet_id"):
            raise plain(403, "Forbidden", "You are not permitted to perform this action.")
        if not text:
            raise invalid("text or media is required")
        if weighted_length(text) > 280:
            raise plain(403, "Forbidden", "You are not permitted to perform this action.")
        summoned = self._check_target(caller, reply_to) if reply_to else False
        if self._world.is_duplicate(caller, text, reply_to):
            raise plain(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
        made = self._world.add(caller, text, reply_to=reply_to, by_api=True)
        kind = "summoned_reply" if summoned else "create"
        self._bill.charge(f"{kind}_with_url" if links(text) else kind, made.id)
        return 201, {"data": post_json(self._world, made, self._reads.asked(request))}

    def _check_target(self, caller: Account, reply_to: str) -> bool:
        """Whether the author summoned the caller; refuses what X lets no app do."""
        target = self._world.posts.get(reply_to)
        if target is None or target.deleted:
            raise invalid("Your reply tweet ID is invalid.")
        if target.author is caller:
            return False
        if not self._world.summons(target, caller):
            raise plain(403, "Forbidden", NOT_SUMMONED)
        return True

    def _remove(self, caller: Account | None, request: Request, body: Body) -> tuple[int, Body]:
        id = request.path_params["id"]
        post = self._world.posts.get(id)
        if post is not None and post.author is not caller:
            raise plain(403, "Forbidden", "You are not authorized to delete this Tweet.")
        if post is not None and not post.deleted:
            self._world.delete(id)
            self._bill.charge("delete", id)
        return 200, {"data": {"deleted": post is not None}}

    # -- the side channel -------------------------------------------------------------------------------------------

    def account(self, handle: str, name: str = "", followers: int = 0) -> str:
        """An account, made or brought up to date; its id."""
        with self._lock:
            return self._world.account(handle, name, followers).id

    def credentials(self, handle: str) -> dict[str, str]:
        """What the operator of the app owned by `handle` would find in the developer console."""
        with self._lock:
            account = self._world.account(handle)
        return {
            "API_KEY": API_KEY,
            "API_SECRET": API_SECRET,
            "ACCESS_TOKEN": f"{account.id}-stand-in",
            "ACCESS_SECRET": access_secret(account),
            "BEARER_TOKEN": BEARER,
            "OAUTH2_TOKEN": f"user-{account.id}",
        }

    def revoke(self, handle: str, revoked: bool = True) -> None:
        """Withdraw (or give back) the account's consent to the app."""
        with self._lock:
            self._world.account(handle).revoked = revoked

    def post(
        self,
        author_handle: str,
        text: str,
        reply_to: str | None = None,
        quote: str | None = None,
        images: int = 0,
        id: str | None = None,
        lang: str = "und",
    ) -> str:
        """Somebody posts in the app; the post's id. An account not known yet is made."""
        with self._lock:
            author = self._world.account(author_handle)
            made = self._world.add(author, text, reply_to=reply_to, quote=quote, images=images, lang=lang, id=id)
            return made.id

    def posted_by_hand(self, account: str, text: str, reply_to: str) -> str:
        """A person posts a reply in the app or the web composer: no API, no charge, no rule of the API."""
        return self.post(account, text, reply_to=reply_to)

    def edit(self, id: str, text: str) -> str:
        """The author edits a post; the new version's id."""
        with self._lock:
            return self._world.edit(id, text).id

    def delete(self, id: str) -> None:
        """The author deletes a post, all its versions."""
        with self._lock:
            self._world.delete(id)

    def published(self) -> list[dict[str, Any]]:
        """Posts made through the API, oldest first, deleted ones too. `text` as it was sent."""
        with self._lock:
            return [_shown(post) for post in self._world.posts.values() if post.by_api]

    def replies(self, id: str) -> list[dict[str, Any]]:
        """Live replies under a post, by whatever way they came."""
        with self._lock:
            return [_shown(post) for post in self._world.posts.values() if post.reply_to == id and post.current]

    def bill(self) -> dict[str, int]:
        """Micro-dollars charged so far, per resource and in total."""
        with self._lock:
            return {**self._bill.spent, "total": sum(self._bill.spent.values())}

    def credits(self, micro_usd: int | None, newer_body: bool = False) -> None:
        """Set the prepaid balance (None: plenty) and which of its two bodies a 402 carries."""
        with self._lock:
            self._bill.credits, self._bill.newer_body = micro_usd, newer_body

    def post_cap(self, posts: int | None) -> None:
        """Set how many posts may still be read this month."""
        with self._lock:
            self._bill.post_cap = posts

    def read_lag(self, seconds: float) -> None:
        """How long posts made from now on stay invisible to timelines and search."""
        with self._lock:
            self._world.read_lag = timedelta(seconds=seconds)

    def speak(self, dialect: str) -> None:
        """How fields are spelled: "as_asked", "new" (whatever was asked), "new_only" (tweet.fields does nothing).

        In the new spelling, author_id and referenced_posts come only to those who expand them.
        """
        with self._lock:
            self._reads.dialect = dialect


NOT_SUMMONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged"
    " by the author of the post you are replying to."
)


async def _json(request: Request) -> Body:
    if request.method != "POST":
        return {}
    try:
        body = await request.json()
    except ValueError:
        body = {}
    return body if isinstance(body, dict) else {}


def _shown(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "text": post.text,
        "in_reply_to": post.reply_to,
        "author": post.author.handle,
        "at": post.at,
        "deleted": post.deleted,
    }
