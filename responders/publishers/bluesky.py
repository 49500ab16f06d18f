"""Bluesky: posts in answer to posts, each under a record key chosen when it was approved.

The key makes a repeat harmless: the server takes no second record under it, and one look at it tells whether the
first arrived. Bluesky wants bots to answer only people who named them: anybody else is a person's to answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from atproto_client.utils import facet_detection

from models import Brand, Call, Mention, Own, Platform, Posted, Reply, Route
from models.errors import Temporary, Unknown
from responders.publishers._bluesky_client import Account, NotThere, connect

SECRETS = ("APP_PASSWORD",)

_POSTS = "app.bsky.feed.post"
_PAGE = 100
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


def build(
    brand: Brand, secrets: Mapping[str, str], sandbox: str | None, now: Callable[[], datetime]
) -> BlueskyPublisher:
    """A publisher for `brand`'s account; `base_url` is its server (https://bsky.social where none is named)."""
    config = brand.platforms["bluesky"]
    return BlueskyPublisher(config, connect(config, secrets["APP_PASSWORD"], sandbox, now))


class BlueskyPublisher:
    """Writes to one account's repository through atproto, one request at a time, each of them once."""

    read_lag = timedelta(seconds=5)
    """A record is there as soon as it is written; only a request still on its way must be waited for."""

    def __init__(self, config: Platform, account: Account) -> None:
        self._config, self._account = config, account

    def route(self, mention: Mention, text: str = "") -> Route:
        """By API where the author asked us in: named or quoted us, or goes on in an exchange with us.

        `reason` is "code: why"; the codes are by_hand_configured and not_summoned. By hand leads to the post itself:
        Bluesky has no address that fills in an answer.
        """
        if self._config.post == "by_hand":
            why = "by_hand_configured: config.yaml leaves replies on Bluesky to a person"
            return Route("by_hand", why, mention.url)
        if not mention.summoned and mention.follows is None:
            why = "not_summoned: the author did not name us, and Bluesky wants bots to answer only who did"
            return Route("by_hand", why, mention.url)
        return Route("api")

    def post(self, reply: Reply) -> Posted:
        """The record under `reply.key`. Unknown also where the server refuses a key that is taken: look there."""
        made = self._account.do(
            "com.atproto.repo.createRecord",
            Unknown,
            repo=self._account.did,
            collection=_POSTS,
            rkey=reply.key,
            record=_record(reply),
        )
        return self._posted(made.uri, self.take_calls())

    def find(self, reply: Reply) -> Posted | None:
        """What lies under the key, at the server that wrote it: no index in between."""
        try:
            record = self._account.do(
                "com.atproto.repo.getRecord", Temporary, repo=self._account.did, collection=_POSTS, rkey=reply.key
            )
        except NotThere:
            return None
        return self._posted(record.uri)

    def delete(self, reply: Reply) -> None:
        if reply.native_id is None:
            raise ValueError(f"reply {reply.id} was never posted")
        key = _key(reply.native_id)
        self._account.do(
            "com.atproto.repo.deleteRecord", Temporary, repo=self._account.did, collection=_POSTS, rkey=key
        )

    def own_replies(self, since: datetime) -> list[Own]:
        """From our own repository, newest first: record keys grow with time, whatever an app says of its clock."""
        oldest = _key_at(since)
        found: list[Own] = []
        for record in self._own():
            if _key(record.uri) < oldest:
                break
            if answered := getattr(record.value, "reply", None):
                url = self._posted(record.uri).url
                at = _written_at(record.value.created_at)
                found.append(Own(record.uri, answered.parent.uri, url, record.value.text, at))
        return found

    def take_calls(self) -> list[Call]:
        """The calls since the last time; what a post cost is in its `Posted`."""
        return self._account.take_calls()

    def _own(self) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            page: dict[str, Any] = {"limit": _PAGE} | ({"cursor": cursor} if cursor else {})
            own = self._account.do(
                "com.atproto.repo.listRecords", Temporary, repo=self._account.did, collection=_POSTS, **page
            )
            yield from own.records
            cursor = own.cursor
            if cursor is None or not own.records:
                return

    def _posted(self, uri: str, calls: list[Call] | None = None) -> Posted:
        return Posted(uri, f"https://bsky.app/profile/{self._config.account}/post/{_key(uri)}", calls or [])


def _record(reply: Reply) -> dict[str, Any]:
    """The same record for the same attempt: text as approved, root and parent, its marks."""
    parent = {"uri": reply.target_id, "cid": reply.ref["cid"]}
    root = {"uri": reply.ref["root_uri"], "cid": reply.ref["root_cid"]}
    at = (reply.attempted_at or reply.approved_at).astimezone(UTC)
    return {
        "$type": _POSTS,
        "text": reply.text,
        "createdAt": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "langs": [reply.lang],
        "reply": {"root": root, "parent": parent},
        "facets": facets(reply.text, {reply.ref.get("handle", ""): reply.ref.get("did", "")}),
    }


def facets(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """Links, tags and the accounts in `dids` (handle → did) as Bluesky marks them: in bytes of the UTF-8 text.

    Without them an address in the text is not a link, and a name tells nobody.
    """
    marked = [facet.model_dump(by_alias=True, exclude_none=True) for facet in facet_detection.detect_facets(text)]
    for name in facet_detection.detect_mentions(text):
        if did := dids.get(name.handle.lower()):
            index = {"byteStart": name.byte_start, "byteEnd": name.byte_end}
            marked.append({"index": index, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": did}]})
    return sorted(marked, key=lambda facet: int(facet["index"]["byteStart"]))


def _key(uri: str) -> str:
    return uri.rpartition("/")[2]


def _key_at(at: datetime) -> str:
    """The smallest key a record made at `at` can have: microseconds and ten bits of chance, in sortable letters."""
    number = int(at.timestamp() * 1_000_000) << 10
    return "".join(_LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


def _written_at(stamp: str) -> datetime:
    at = datetime.fromisoformat(stamp)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
