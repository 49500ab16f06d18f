"""A platform in memory, for tests of what stands between collector and publisher. Faults are played in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models import Brand, Call, Mention, Own, Page, Platform, Post, Posted, Reply, Route, Seen, Writer
from models.errors import PlatformError


def a_brand(**more: object) -> Brand:
    """A brand with one platform that needs no credentials."""
    fields: dict[str, object] = {
        "key": "ornek",
        "name": "Örnek Marka",
        "handles": ["ornekmarka"],
        "domains": ["ornekmarka.com"],
        "platforms": {"town": Platform(account="ornekmarka", post="api")},
    }
    return Brand.model_validate({**fields, **more})


def a_post(number: int, text: str = "kargom gelmedi", at: datetime | None = None, author: str = "ayse") -> Post:
    return Post(
        native_id=f"p{number}",
        author=Writer(f"id-{author}", author, author.title(), 10),
        text=text,
        url=f"https://town.example/p{number}",
        created_at=at or datetime.fromisoformat("2026-11-19T06:50:00+00:00"),
        root_id=f"p{number}",
        summoned=True,
    )


@dataclass
class FakeCollector:
    """Hands out `pages`; `gone`, `edited` and `answered` steer the look-up."""

    pages: list[Page | PlatformError] = field(default_factory=list)
    cursors: list[str | None] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    edited: dict[str, str] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    lookup_error: Exception | None = None
    begin: datetime | None = None

    def read(self, cursor: str | None, limit: int) -> Page:
        self.cursors.append(cursor)
        if not self.pages:
            return Page([], cursor, False)
        page = self.pages.pop(0)
        if isinstance(page, PlatformError):
            raise page
        return page

    def lookup(self, ids: Sequence[str]) -> list[Seen]:
        if self.lookup_error is not None:
            raise self.lookup_error
        return [Seen(one, one not in self.gone, self.edited.get(one), self.answered.get(one)) for one in ids]

    def take_calls(self) -> list[Call]:
        return []


@dataclass
class FakePublisher:
    """Records what is on the platform; `faults` hit the next posts.

    A fault is (error, accepted): with `accepted` the post is there although the caller hears the error.
    """

    read_lag: timedelta = timedelta(seconds=10)
    published: list[Reply] = field(default_factory=list)
    faults: list[tuple[BaseException, bool]] = field(default_factory=list)
    find_errors: list[Exception] = field(default_factory=list)
    finds: int = 0
    way: Route = field(default_factory=lambda: Route("api"))
    deleted: list[str] = field(default_factory=list)
    delete_errors: list[Exception] = field(default_factory=list)
    blind: bool = False
    """`find` sees nothing: with this a harness must report doubles."""

    def route(self, mention: Mention, text: str = "") -> Route:
        if not mention.summoned:
            return Route("by_hand", "not_summoned", f"https://town.example/compose?text={text}")
        return self.way

    def post(self, reply: Reply) -> Posted:
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or fault[1]:
            self.published.append(reply)
        if fault is not None:
            raise fault[0]
        return self._posted(reply)

    def find(self, reply: Reply) -> Posted | None:
        self.finds += 1
        if self.find_errors:
            raise self.find_errors.pop(0)
        there = any(one.target_id == reply.target_id for one in self.published)
        return self._posted(reply) if there and not self.blind else None

    def delete(self, reply: Reply) -> None:
        if self.delete_errors:
            raise self.delete_errors.pop(0)
        self.deleted.append(reply.native_id or "")

    def own_replies(self, since: datetime) -> list[Own]:
        return [self._own(one) for one in self.published if one.approved_at >= since]

    def _own(self, reply: Reply) -> Own:
        posted = self._posted(reply)
        return Own(posted.native_id, reply.target_id, posted.url, reply.text, reply.approved_at)

    def take_calls(self) -> list[Call]:
        return [Call("POST /posts", "create")]

    def _posted(self, reply: Reply) -> Posted:
        return Posted(f"r-{reply.target_id}", f"https://town.example/r-{reply.target_id}")
