"""The reading half of the pretended X: timelines, search, look-ups, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from typing import Any

from starlette.requests import Request

from sandbox.x_gate import PROBLEM, USER_CONTEXT, Bill, Refused, invalid
from sandbox.x_query import BadQuery, Match, compiled
from sandbox.x_wire import Asked, page_json, referenced_posts, user_json, wire_time
from sandbox.x_world import EPOCH_MS, Account, Post, World

Body = dict[str, Any]
Answer = tuple[int, Body]
_SHAPE = {"expansions", "tweet.fields", "post.fields", "user.fields", "media.fields", "place.fields", "poll.fields"}
_RANGE = {"since_id", "until_id", "start_time", "end_time", "max_results"}
_TIMELINE = _SHAPE | _RANGE | {"pagination_token"}
_SEARCH = _TIMELINE | {"query", "next_token", "sort_order"}
_EXCLUSIVE = (("start_time", "since_id"), ("end_time", "until_id"), ("next_token", "pagination_token"))
_TOKEN = "7140dibdnow9c7btw"  # noqa: S105 - the start of a page token, no secret
_WEEK = timedelta(days=7)
_GRAINS = {"minute": 60, "hour": 3600, "day": 86_400}


class Reads:
    """One method per endpoint: (caller, request, body) → (status, body)."""

    def __init__(self, world: World, bill: Bill) -> None:
        self._world = world
        self._bill = bill
        self.dialect = "as_asked"

    def asked(self, request: Request) -> Asked:
        """The fields of a request. Unknown names are ignored in silence, as X does."""
        new, old = _names(request, "post.fields"), _names(request, "tweet.fields")
        fields = new if self.dialect == "new_only" else new | old
        renamed = self.dialect != "as_asked" or bool(new)
        return Asked(fields, _names(request, "expansions"), _names(request, "user.fields"), renamed)

    def me(self, caller: Account | None, request: Request, body: Body) -> Answer:
        assert caller is not None
        return 200, {"data": self._user(caller, request)}

    def by_username(self, caller: Account | None, request: Request, body: Body) -> Answer:
        name = request.path_params["name"]
        found = self._world.by_handle(name)
        if found is None:
            return 200, {"errors": [_missing("user", "username", name)]}
        return 200, {"data": self._user(found, request)}

    def users(self, caller: Account | None, request: Request, body: Body) -> Answer:
        ids = _ids(request)
        found = [self._world.accounts[id] for id in ids if id in self._world.accounts]
        missing = [_missing("user", "ids", id) for id in ids if id not in self._world.accounts]
        return 200, _partial([self._user(account, request) for account in found], missing)

    def mentions(self, caller: Account | None, request: Request, body: Body) -> Answer:
        account = self._account(request)
        newest = islice((p for p in self._world.timeline() if self._world.names(p, account)), 800)
        return self._page(request, newest, _TIMELINE, 5, owned=account is caller)

    def own(self, caller: Account | None, request: Request, body: Body) -> Answer:
        account = self._account(request)
        without = _names(request, "exclude")
        posts = (p for p in self._world.timeline() if p.author is account and not ("replies" in without and p.reply_to))
        return self._page(request, islice(posts, 3200), _TIMELINE | {"exclude"}, 5, owned=account is caller)

    def search(self, caller: Account | None, request: Request, body: Body) -> Answer:
        return self._page(request, self._found(request), _SEARCH, 10, owned=False)

    def lookup(self, caller: Account | None, request: Request, body: Body) -> Answer:
        ids, known = _ids(request), self._world.posts
        found = [known[id] for id in ids if id in known and not known[id].deleted]
        missing = [_missing("tweet", "ids", id) for id in ids if id not in known or known[id].deleted]
        self._charge(found, "post", request)
        page = page_json(self._world, found, self.asked(request))
        return 200, page | ({"errors": missing} if missing else {})

    def single(self, caller: Account | None, request: Request, body: Body) -> Answer:
        id = request.path_params["id"]
        post = self._world.posts.get(id)
        if post is None or post.deleted:
            return 200, {"errors": [_missing("tweet", "id", id)]}
        self._charge([post], "post", request)
        page = page_json(self._world, [post], self.asked(request))
        return 200, page | {"data": page["data"][0]}

    def counts(self, caller: Account | None, request: Request, body: Body) -> Answer:
        """Posts per minute, hour or day, oldest first. Only for the app itself, not for one of its users."""
        if caller is not None:
            raise Refused(403, USER_CONTEXT)
        step = _GRAINS[request.query_params.get("granularity", "hour")]
        start, end = self._span(request)
        times = [p.at.timestamp() for p in self._found(request) if start <= p.at < end]
        edges, at = [start], (int(start.timestamp()) // step + 1) * step
        while at < end.timestamp():
            edges.append(datetime.fromtimestamp(at, UTC))
            at += step
        spans = list(zip(edges, [*edges[1:], end], strict=True))
        name = "tweet" if self.dialect == "as_asked" else "post"
        data = [
            {
                "start": wire_time(a),
                "end": wire_time(b),
                f"{name}_count": sum(a.timestamp() <= t < b.timestamp() for t in times),
            }
            for a, b in spans
        ]
        self._bill.charge("count")
        return 200, {"data": data, "meta": {f"total_{name}_count": len(times)}}

    def _found(self, request: Request) -> Iterator[Post]:
        match, oldest = self._query(request), self._world.now() - _WEEK
        since = request.query_params.get("since_id")
        if since is not None and _number("since_id", since) < snowflake(oldest):
            raise invalid(
                f"'since_id' must be a tweet id created after [{oldest:%Y-%m-%dT%H:%MZ}]. Please use a 'since_id'"
                f" that is larger than {snowflake(oldest)}",
                since_id=[since],
            )
        newer = self._world.timeline(int(since or 0))
        return (p for p in newer if p.at >= oldest and match(self._world, p))

    def _query(self, request: Request) -> Match:
        query = request.query_params.get("query", "")
        if not 1 <= len(query) <= 512:
            raise invalid(f"The `query` query parameter value's length is not between 1 and 512: {len(query)}")
        try:
            return compiled(query)
        except BadQuery as error:
            raise invalid(f"There were errors processing your request: {error}", query=[query]) from error

    def _page(self, request: Request, posts: Iterable[Post], allowed: set[str], least: int, *, owned: bool) -> Answer:
        """Newest first, `since_id` and `until_id` exclusive; `next_token` as long as there is more."""
        for one, other in _EXCLUSIVE if request.url.path.endswith("/recent") else ():
            if one in request.query_params and other in request.query_params:
                raise invalid(f"At most one of '{one}', '{other}' may be provided")
        for name in request.query_params:
            if name not in allowed:
                raise invalid(f"The query parameter [{name}] is not one of [{','.join(sorted(allowed))}]")
        size = _size(request, least)
        within, since = self._within(request), int(request.query_params.get("since_id", 0))
        matching = [post for post in takewhile(lambda post: int(post.id) > since, posts) if within(post)]
        shown, rest = matching[:size], matching[size:]
        self._charge(shown, "owned_post" if owned else "post", request)
        meta: dict[str, Any] = {"result_count": len(shown)}
        if shown:
            meta |= {"newest_id": shown[0].id, "oldest_id": shown[-1].id}
        if rest:
            meta["next_token"] = _TOKEN + format(int(shown[-1].id), "x")
        return 200, page_json(self._world, shown, self.asked(request)) | {"meta": meta}

    def _within(self, request: Request) -> Callable[[Post], bool]:
        """Whether a post lies in the range asked for; `since_id` goes before the times."""
        asked = request.query_params
        above = _number("since_id", asked["since_id"]) if "since_id" in asked else None
        bounds = [_number("until_id", asked["until_id"])] if "until_id" in asked else []
        if above is not None and bounds and above >= bounds[0]:
            raise invalid("'since_id' must be less than 'until_id'", since_id=[asked["since_id"]])
        bounds += [_position(asked[name]) for name in ("next_token", "pagination_token") if name in asked]
        start, end = self._span(request)
        return lambda post: (
            all(int(post.id) < bound for bound in bounds)
            and (start <= post.at < end if above is None else int(post.id) > above)
        )

    def _span(self, request: Request) -> tuple[datetime, datetime]:
        asked, now = request.query_params, self._world.now()
        recent = request.url.path.endswith("/recent")
        start = (
            _time(asked["start_time"]) if "start_time" in asked else (now - _WEEK if recent else _time("2006-03-21"))
        )
        if recent and start < now - _WEEK:
            raise invalid("'start_time' must be on or after 7 days ago", start_time=[asked["start_time"]])
        return start, _time(asked["end_time"]) if "end_time" in asked else now + timedelta(seconds=1)

    def _charge(self, posts: list[Post], resource: str, request: Request) -> None:
        asked = self.asked(request)
        for post in posts:
            self._bill.charge(resource, post.id)
            if "author_id" in asked.expansions:
                self._bill.charge("user", post.author.id)
        for post in referenced_posts(self._world, posts, asked):
            self._bill.charge("post", post.id)

    def _user(self, account: Account, request: Request) -> Body:
        self._bill.charge("user", account.id)
        return user_json(self._world, account, self.asked(request))

    def _account(self, request: Request) -> Account:
        id = request.path_params["id"]
        if id not in self._world.accounts:
            raise invalid(f"The `id` query parameter value [{id}] is not valid", id=[id])
        return self._world.accounts[id]


def snowflake(at: datetime) -> int:
    """The smallest id a post made at `at` can have."""
    return (int(at.timestamp() * 1000) - EPOCH_MS) << 22


def _names(request: Request, parameter: str) -> frozenset[str]:
    return frozenset(filter(None, request.query_params.get(parameter, "").split(",")))


def _ids(request: Request) -> list[str]:
    ids = request.query_params.get("ids", "").split(",")
    if not all(ids) or len(ids) > 100:
        raise invalid(f"The number of values in the `ids` query parameter list [{len(ids)}] is not between 1 and 100")
    return [str(_number("ids", id)) for id in ids]


def _number(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 19:
        raise invalid(f"The `{name}` query parameter value [{value}] is not valid", **{name: [value]})
    return int(value)


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"The query parameter value [{text}] is not a valid RFC3339 time") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _position(token: str) -> int:
    try:
        return int(token.removeprefix(_TOKEN), 16) if token.startswith(_TOKEN) else int("")
    except ValueError as error:
        raise invalid(f"The `pagination_token` query parameter value [{token}] is not valid") from error


def _size(request: Request, least: int) -> int:
    size = _number("max_results", request.query_params.get("max_results", "10"))
    if not least <= size <= 100:
        raise invalid(
            f"The `max_results` query parameter value [{size}] is not between {least} and 100", max_results=[str(size)]
        )
    return size


def _missing(kind: str, parameter: str, value: str) -> Body:
    return {
        "value": value,
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "type": PROBLEM + "resource-not-found",
    }


def _partial(found: list[Body], missing: list[Body]) -> Body:
    return {name: items for name, items in (("data", found), ("errors", missing)) if items}
