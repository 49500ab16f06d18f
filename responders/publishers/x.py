"""X: replies through tweepy where X lets an app answer, through X's own composer where it does not.

Since February 2026 an app may answer only authors who named or quoted the account in that very post.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

import tweepy

from models import Brand, Call, Mention, Own, Posted, Reply, Route
from models.errors import Temporary
from responders.publishers._x_client import own_id, read_told_apart, write_told_apart, x_client

SECRETS = ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET")
_FIELDS = ["conversation_id", "edit_history_tweet_ids", "entities", "note_tweet", "referenced_tweets"]
_EPOCH_MS = 1_288_834_974_657
_HANDLES = re.compile(r"^(\s*@\w{1,15}\b)+")
_BEFORE = timedelta(minutes=5)
"""Our clock and X's may differ by this much."""
Raw = dict[str, Any]

_BY_HAND = {
    "by_hand_configured": "config.yaml leaves replies on X to a person",
    "no_ai_approval": "x_ai_approval is not recorded: X wants to approve assisted replies beforehand",
    "not_summoned": "the author neither named nor quoted us, and X lets only a person answer then",
}


def build(
    brand: Brand,
    secrets: Mapping[str, str],
    sandbox: str | None,
    now: Callable[[], datetime],  # noqa: ARG001 (every platform's `build` is called alike)
) -> XPublisher:
    return XPublisher(brand, x_client(secrets, sandbox), own_id(brand, secrets))


class XPublisher:
    """One account."""

    read_lag = timedelta(seconds=30)

    def __init__(self, brand: Brand, client: tweepy.Client, own_id: str) -> None:
        self._config = brand.platforms["x"]
        self._client = client
        self._own_id = own_id
        self._calls: list[Call] = []

    def route(self, mention: Mention, text: str = "") -> Route:
        """By API only if config says so, X's approval is on record and the author asked us in.

        `reason` is "code: why"; the codes are by_hand_configured, no_ai_approval and not_summoned.
        """
        if self._config.post != "api":
            code = "by_hand_configured"
        elif self._config.x_ai_approval is None:
            code = "no_ai_approval"
        elif not mention.summoned:
            code = "not_summoned"
        else:
            return Route("api")
        return Route("by_hand", f"{code}: {_BY_HAND[code]}", composer(mention.native_id, text))

    def post(self, reply: Reply) -> Posted:
        with write_told_apart():
            body = self._client.create_tweet(text=reply.text, in_reply_to_tweet_id=reply.target_id)
            made = body["data"]
            return self._posted(made["id"], [_created(made)])

    def find(self, reply: Reply) -> Posted | None:
        """On our own timeline, by the post answered and the text. Its `calls` holds the creation nobody recorded."""
        tried = reply.attempted_at or reply.approved_at
        since = max(int(reply.target_id), before(min(tried, reply.approved_at) - _BEFORE))
        with read_told_apart():
            for raw in self._own_posts(since):
                if _same(raw, reply.text) and _parent(raw) == reply.target_id:
                    return self._posted(raw["id"], [_created(raw)])
                if _same(raw, reply.text) and _is_orphan(raw):
                    raise Temporary("X does not say which post a reply with this text answers")
        return None

    def delete(self, reply: Reply) -> None:
        if reply.native_id is None:
            raise ValueError("a reply without a native id was never posted")
        with read_told_apart():
            try:
                self._client.delete_tweet(reply.native_id)
            except tweepy.NotFound:
                return
        self._calls.append(Call("DELETE /2/tweets/:id", "delete", (reply.native_id,), count=0))

    def own_replies(self, since: datetime) -> list[Own]:
        with read_told_apart():
            raws = list(self._own_posts(before(since)))
            return [self._own(raw, parent) for raw in raws if (parent := _parent(raw)) is not None]

    def take_calls(self) -> list[Call]:
        """The reads and deletions since the last time; what created a post is in its `Posted.calls`."""
        calls, self._calls = self._calls, []
        return calls

    def _own_posts(self, since: int) -> Iterator[Raw]:
        """Our account's posts after the id `since`, newest first, all pages (X keeps 3200)."""
        page: Raw = {"max_results": 100, "since_id": since, "tweet_fields": _FIELDS}
        while True:
            raws, token = self._own_page(page)
            if "expansions" not in page and any(map(_is_orphan, raws)):
                # Since August 2026 X may name the answered post only to those who ask for it (and pay for it).
                page["expansions"] = ["referenced_posts"]
                raws, token = self._own_page(page)
            yield from raws
            if token is None:
                return
            page["pagination_token"] = token

    def _own_page(self, page: Raw) -> tuple[list[Raw], str | None]:
        body = self._client.get_users_tweets(self._own_id, user_auth=True, **page)
        raws, along = body.get("data", []), body.get("includes", {}).get("posts", [])
        self._note("owned_post", raws)
        if along:
            self._note("post", along)
        return raws, body.get("meta", {}).get("next_token")

    def _note(self, resource: str, raws: list[Raw]) -> None:
        ids = tuple(raw["id"] for raw in raws)
        self._calls.append(Call("GET /2/users/:id/tweets", resource, ids, count=0))

    def _posted(self, id: str, calls: list[Call]) -> Posted:
        return Posted(id, self._url(id), calls)

    def _own(self, raw: Raw, parent: str) -> Own:
        return Own(raw["id"], parent, self._url(raw["id"]), _text(raw), made_at(raw["id"]))

    def _url(self, id: str) -> str:
        return f"https://x.com/{self._config.account}/status/{id}"


def composer(target_id: str, text: str) -> str:
    """X's web composer, opened as a reply with `text` filled in."""
    return f"https://x.com/intent/tweet?in_reply_to={target_id}&text={quote(text, safe='')}"


def before(at: datetime) -> int:
    """The largest id a post made before `at` can have: ids hold milliseconds since X's epoch, shifted."""
    return ((int(at.timestamp() * 1000) - _EPOCH_MS) << 22) - 1


def made_at(id: str) -> datetime:
    """When the post with this id was made."""
    return datetime.fromtimestamp(((int(id) >> 22) + _EPOCH_MS) / 1000, UTC)


def _created(raw: Raw) -> Call:
    """The creation of a post: X has its own price for answers to those who summoned us, and another for links.

    Whether it saw a link is told by the text it gives back, in which links are shortened.
    """
    resource = "summoned_reply_with_url" if "://" in raw.get("text", "") else "summoned_reply"
    return Call("POST /2/tweets", resource, (raw["id"],), count=0)


def _parent(raw: Raw) -> str | None:
    references = raw.get("referenced_tweets") or raw.get("referenced_posts") or []
    return next((reference["id"] for reference in references if reference["type"] == "replied_to"), None)


def _is_orphan(raw: Raw) -> bool:
    """A reply of which X does not say what it answers."""
    own = raw.get("edit_history_tweet_ids") or raw.get("edit_history_post_ids") or [raw["id"]]
    return raw.get("conversation_id", raw["id"]) not in own and _parent(raw) is None


def _same(raw: Raw, text: str) -> bool:
    """Whether a post carries `text`."""
    return _bare(_text(raw)) == _bare(text)


def _text(raw: Raw) -> str:
    """What was written: without the handles X puts before it, links and signs as they were."""
    body = raw.get("note_tweet") or raw.get("note_post") or raw
    found = unescape(body["text"])
    for link in (body.get("entities") or {}).get("urls") or []:
        found = found.replace(link["url"], link.get("expanded_url", link["url"]))
    return _HANDLES.sub("", found).strip()


def _bare(text: str) -> str:
    without_schemes = re.sub(r"https?://", "", _HANDLES.sub("", text))
    return " ".join(unicodedata.normalize("NFC", without_schemes).split())
