"""X: posts that name our account first, posts that name the brand in words second; through tweepy.

Fields are asked for in their old spelling, the only one tweepy knows, and read in both. Authors are looked up
and remembered for a week, not expanded on every page: X bills an author it sends along like a look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import tweepy

from models import Brand, Call, Counted, Page, Post, Reach, Seen, Writer
from models.errors import Permanent, PlatformError
from monitor.collectors import _x_counts as counts
from monitor.collectors import _x_posts as wire
from monitor.collectors import _x_streams as streams
from monitor.collectors._x_client import own_id, told_apart, x_client
from monitor.collectors._x_posts import Raw
from monitor.collectors._x_streams import COUNTED, GAP, MENTIONS, Position

SECRETS = ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET")
_REMEMBERED = timedelta(days=7)
_SEARCHABLE = timedelta(days=7) - timedelta(minutes=1)
_CUT_SHORT = 700
"""X hands out only the newest 800 mentions, deleted ones counted: after so many, the rest is searched for."""
_AT_ONCE = 100
_SAMPLE = 10
"""Posts of a search that may only take the newest; X gives no fewer."""
_EXPANSIONS = ["author_id", "referenced_posts"]


def build(brand: Brand, secrets: Mapping[str, str], sandbox: str | None, now: Callable[[], datetime]) -> XCollector:
    return XCollector(brand, x_client(secrets, sandbox), own_id(brand, secrets), now)


class XCollector:
    """Every read asks for mentions before it searches, and a search that fails holds no mention back."""

    def __init__(self, brand: Brand, client: tweepy.Client, own_id: str, now: Callable[[], datetime]) -> None:
        config = brand.platforms["x"]
        self._client = client
        self._now = now
        self.begin: datetime | None = None
        self.reach: Reach = "full"
        self._account = config.account
        self._own_id = own_id
        self._queries = streams.queries(brand)
        self._first = brand.calendar.day_bounds(config.since)[0] if config.since else None
        self._writers: dict[str, tuple[datetime, Writer]] = {}
        self._expansions: list[str] | None = None
        self._calls: list[Call] = []

    def read(self, cursor: str | None, limit: int) -> Page:
        places = streams.load(cursor, streams.before(self._first or self.begin or self._now()), len(self._queries))
        names = streams.within(places, self.reach, self._now())
        resumed = any(position.under_way for position in places.values())
        found: dict[str, Post] = {}
        more, trouble = False, None
        for name in names:
            more = more or len(found) >= limit
            try:
                while len(found) < limit:
                    found |= self._step(places, name, limit - len(found))
                    if not places[name].under_way:
                        break
            except PlatformError as error:
                if name == MENTIONS and not found:
                    raise
                if name == MENTIONS:  # what has been read is kept; the next read meets the error with nothing in hand
                    more = True
                    break
                trouble, resumed = error.detail, False
            else:
                more = more or places[name].under_way
        self._close_gap(places)
        counted, trouble = self._count(places, trouble)
        # Posts newer than a sweep that took several reads are for the next one, which begins at once.
        return Page(list(found.values()), streams.dump(places), more or resumed, self._take_calls(), counted, trouble)

    def _count(self, places: dict[str, Position], trouble: str | None) -> tuple[list[Counted], str | None]:
        """What was out of reach, in numbers; and why not, where counting failed."""
        if COUNTED not in places:
            return [], trouble
        queries = {f"search{number}": query for number, query in enumerate(self._queries)}
        queries |= {MENTIONS: f"{streams.naming(self._account)} -from:{self._account}"}
        full = self.reach == "full"
        try:
            found = counts.count(places, self._client, queries, self._now(), self._calls, last=full)
        except PlatformError as error:
            return [], trouble or error.detail
        if full:
            del places[COUNTED]
        return found, trouble

    def lookup(self, ids: Sequence[str]) -> list[Seen]:
        with told_apart():
            there = self._by_id(ids)
            newest = {id: wire.versions(raw)[-1] for id, raw in there.items()}
            edited = self._by_id([new for id, new in newest.items() if new != id])
            answers = self._answers({version: id for id, raw in there.items() for version in wire.versions(raw)})
            texts = {id: wire.text_of(edited.get(newest[id], raw)) for id, raw in there.items()}
        bills = iter([tuple(self._take_calls())])
        return [Seen(id, id in there, texts.get(id), answers.get(id), next(bills, ())) for id in ids]

    def _take_calls(self) -> list[Call]:
        calls, self._calls = self._calls, []
        return calls

    def _step(self, places: dict[str, Position], name: str, wanted: int) -> dict[str, Post]:
        """Read one page of one stream and move its position; posts by native id."""
        before = places[name]
        with told_apart():
            body = self._mentions(before, wanted) if name == MENTIONS else self._search(name, before, wanted)
            fresh = [raw for raw in _data(body) if int(raw["id"]) > before.since]
            found = self._posts(fresh)
        ids = [int(raw["id"]) for raw in fresh]
        if self.reach == "slower" and name != MENTIONS:
            places[name] = streams.sampled(ids, self._now())
            return found
        places[name] = before.after(ids, body.get("meta", {}).get("next_token"))
        if (
            name == MENTIONS
            and self.reach == "full"
            and not places[name].under_way
            and before.seen + len(ids) >= _CUT_SHORT
        ):
            places[GAP] = Position(before.since, until=min(ids, default=before.until), top=before.since)
        return found

    def _close_gap(self, places: dict[str, Position]) -> None:
        if GAP in places and not places[GAP].under_way:
            del places[GAP]

    def _mentions(self, position: Position, wanted: int) -> Raw:
        params = {**_reach(position, position.since), "max_results": min(max(wanted, 5), _AT_ONCE)}
        return self._page(
            "GET /2/users/:id/mentions", "owned_post", self._client.get_users_mentions, self._own_id, params
        )

    def _search(self, name: str, position: Position, wanted: int) -> Raw:
        """Search reaches back seven days; what a long stop left further back cannot be had."""
        since = max(position.since, streams.before(self._now() - _SEARCHABLE))
        if position.until is not None and position.until <= since:
            return {}
        query = streams.naming(self._account) if name == GAP else self._queries[int(name.removeprefix("search"))]
        wanted = _SAMPLE if self.reach == "slower" else wanted
        params = {**_reach(position, since), "max_results": min(max(wanted, 10), _AT_ONCE)}
        if "pagination_token" in params:
            params["next_token"] = params.pop("pagination_token")
        return self._page("GET /2/tweets/search/recent", "post", self._client.search_recent_tweets, query, params)

    def _page(self, endpoint: str, resource: str, method: Callable[..., Raw], of: str, params: Raw) -> Raw:
        """One page of a timeline or search, with the names that X may send only to those who expand them."""
        body = self._ask(endpoint, resource, method, of, expansions=self._expansions, **params)
        if self._expansions is None and wire.is_short(_data(body)):
            body = self._ask(endpoint, resource, method, of, expansions=_EXPANSIONS, **params)
            self._expansions = None if wire.is_short(_data(body)) else _EXPANSIONS
        for name in ("author_id", "created_at"):
            if _data(body) and not any(name in raw for raw in _data(body)):
                raise Permanent(f"X sent a page without {name}: the names of its fields must have changed")
        return body

    def _posts(self, raws: Sequence[Raw]) -> dict[str, Post]:
        """Posts by native id, without our own."""
        others = [raw for raw in raws if raw.get("author_id") != self._own_id]
        writers = self._lookup_writers({raw["author_id"] for raw in others if "author_id" in raw})
        made = [wire.post_of(raw, writers.get(raw.get("author_id", ""), _nobody(raw)), self._account) for raw in others]
        return {post.native_id: post for post in made}

    def _lookup_writers(self, ids: Collection[str]) -> dict[str, Writer]:
        now = self._now()
        self._writers = {id: entry for id, entry in self._writers.items() if now < entry[0]}
        for some in _hundreds(sorted(set(ids) - set(self._writers))):
            body = self._client.get_users(ids=some, user_fields=["public_metrics"], user_auth=True)
            self._remember("GET /2/users", _data(body))
        return {id: self._writers[id][1] for id in ids if id in self._writers}

    def _remember(self, endpoint: str, users: Sequence[Raw]) -> None:
        self._note(endpoint, "user", users)
        until = self._now() + _REMEMBERED
        self._writers |= {raw["id"]: (until, wire.writer_of(raw)) for raw in users}

    def _by_id(self, ids: Sequence[str]) -> dict[str, Raw]:
        found: dict[str, Raw] = {}
        for some in _hundreds(ids):
            body = self._ask("GET /2/tweets", "post", self._client.get_tweets, some)
            found |= {raw["id"]: raw for raw in _data(body)}
        return found

    def _answers(self, targets: Mapping[str, str]) -> dict[str, str]:
        """{native id of the answered post: our reply}, from our own timeline. `targets`: version id → native id."""
        answers: dict[str, str] = {}
        position = Position(since=min(map(int, targets), default=0))
        while targets:
            params = {**_reach(position, position.since), "max_results": _AT_ONCE}
            body = self._page(
                "GET /2/users/:id/tweets", "owned_post", self._client.get_users_tweets, self._own_id, params
            )
            page = _data(body)
            answers |= {targets[to]: raw["id"] for raw in page if (to := wire.parent_id(raw) or "") in targets}
            position = position.after([int(raw["id"]) for raw in page], body.get("meta", {}).get("next_token"))
            if not position.under_way:
                break
        return answers

    def _ask(self, endpoint: str, resource: str, method: Callable[..., Raw], of: Any, **params: Any) -> Raw:
        """An answer whose `data` are posts, noted for the ledger with all it brought along."""
        body = method(of, user_auth=True, tweet_fields=wire.FIELDS, **params)
        self._note(endpoint, resource, _data(body))
        along = body.get("includes", {})
        if "posts" in along:
            self._note(endpoint, "post", along["posts"])
        if "users" in along:
            self._remember(endpoint, along["users"])
        return body

    def _note(self, endpoint: str, resource: str, raws: Sequence[Raw]) -> None:
        """A call for the ledger; one that brought nothing costs nothing."""
        self._calls.append(Call(endpoint, resource, tuple(raw["id"] for raw in raws), count=0))


def _data(body: Raw) -> list[Raw]:
    """The items of an answer; X leaves `data` out when there are none."""
    found = body.get("data", [])
    if not isinstance(found, list):
        raise TypeError("data is no list")
    return found


def _reach(position: Position, since: int) -> dict[str, Any]:
    reach = {"since_id": since, "until_id": position.until, "pagination_token": position.token}
    return {name: value for name, value in reach.items() if value is not None}


def _hundreds(ids: Sequence[str]) -> Iterable[list[str]]:
    return (list(ids[start : start + _AT_ONCE]) for start in range(0, len(ids), _AT_ONCE))


def _nobody(raw: Raw) -> Writer:
    """The author of a post whose account X does not show (suspended, deleted, or no author sent)."""
    return Writer(raw.get("author_id") or f"unknown-{raw['id']}", handle="")
