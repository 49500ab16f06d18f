"""The ledger against the stand-in's own bill: every call, every resource, to the micro-dollar."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlmodel import func, select

from models import ApiCall, Call, Database, Post
from models.errors import PlatformError, Unknown
from monitor.collectors.x import XCollector
from monitor.collectors.x import build as collector_of
from responders.publishers.x import XPublisher
from responders.publishers.x import build as publisher_of
from samimi import ledger
from samimi.prices import Prices
from sandbox.faults import Fault
from sandbox.server import Sandbox
from sandbox.x_gate import PRICES as BILLED
from tests.conftest import Clock
from tests.test_x import ACCOUNT, Rig, brand
from tests.test_x_publisher import reply_of

PRICES = Prices()
LINK = "https://papatya.com.tr/iade"


class Business:
    """A brand that listens, answers, looks again and pays, on the stand-in's clock."""

    def __init__(self, sandbox: Sandbox, clock: Clock, database: Database) -> None:
        self.sandbox, self.clock, self.database = sandbox, clock, database
        self.x: Any = sandbox["x"]
        rig = Rig(sandbox)
        self.collector: XCollector = collector_of(brand(), rig.secrets, sandbox.address, clock)
        self.publisher: XPublisher = publisher_of(rig.brand, rig.secrets, sandbox.address, clock)
        self.chance = random.Random(7)
        self.cursor: str | None = None
        self.read()

    def note(self, calls: list[Call]) -> None:
        with self.database.transaction() as session:
            ledger.record(session, PRICES, "papatya", "x", calls, self.clock())

    def read(self) -> list[Post]:
        posts: list[Post] = []
        more = True
        while more:
            page = self.collector.read(self.cursor, 50)
            self.note(page.calls)
            posts, self.cursor, more = posts + page.posts, page.cursor, page.more
        return posts

    def people(self, posts: int) -> None:
        for _ in range(posts):
            name = f"kisi{self.chance.randrange(60)}"
            words = self.chance.choice([f"@{ACCOUNT} kargo?", "Papatya güzel", f"@{ACCOUNT} Papatya'dan iade"])
            self.x.post(name, f"{words} {self.chance.random()}")

    def answer(self, post: Post) -> None:
        text = self.chance.choice(["Bakıyoruz", f"Adımlar: {LINK}"]) + f" ({self.chance.random()})"
        reply = reply_of(post.native_id, self.clock, text=text)
        if self.chance.random() < 0.3:
            self.sandbox.faults.add(Fault("/x/2/tweets", "lose_answer", method="POST"))
        try:
            posted = self.publisher.post(reply)
        except Unknown:
            found = self.publisher.find(reply)
            assert found is not None
            posted = found
        self.note(posted.calls)
        reply.native_id = posted.native_id
        if self.chance.random() < 0.1:
            self.publisher.delete(reply)
        self.note(self.publisher.take_calls())

    def look_again(self, posts: list[Post]) -> None:
        for one in self.collector.lookup([post.native_id for post in posts]):
            self.note(list(one.calls))
        self.publisher.own_replies(min(post.created_at for post in posts))
        self.note(self.publisher.take_calls())

    def ledger(self) -> int:
        with self.database.reading() as session:
            return int(session.exec(select(func.coalesce(func.sum(ApiCall.micro_usd), 0))).one())


@pytest.mark.parametrize("dialect", ["as_asked", "new"])
def test_the_ledger_equals_the_bill(sandbox: Sandbox, clock: Clock, database: Database, dialect: str) -> None:
    business = Business(sandbox, clock, database)
    business.x.speak(dialect)
    for _ in range(5):
        known: list[Post] = []
        for _ in range(3):
            business.people(posts=4)
            clock.forward(hours=7)
            fresh = business.read()
            for post in [post for post in fresh if post.summoned][:2]:
                business.answer(post)
            known += fresh
        business.look_again(known)
        clock.forward(hours=3)
    assert business.ledger() == business.x.bill()["total"]
    kinds = {"owned_post", "post", "user", "summoned_reply", "summoned_reply_with_url", "delete", "total"}
    assert set(business.x.bill()) == kinds


def test_what_failed_on_the_way_is_on_the_ledger_too(sandbox: Sandbox, clock: Clock, database: Database) -> None:
    business = Business(sandbox, clock, database)
    business.people(posts=20)
    sandbox.faults.add(Fault("/x/2/users", "answer", status=503))
    for attempt in (business.read, business.read):
        try:
            posts = attempt()
        except PlatformError:
            continue
    sandbox.faults.add(Fault("/x/2/users/*/tweets", "answer", status=503))
    with pytest.raises(PlatformError):
        business.look_again(posts)
    business.look_again(posts)
    assert business.ledger() == business.x.bill()["total"] > 0


def test_the_prices_agree() -> None:
    assert {name: PRICES.micro_usd("x", name) for name in BILLED} == BILLED


def test_reading_what_was_read_costs_nothing(sandbox: Sandbox, clock: Clock, database: Database) -> None:
    business = Business(sandbox, clock, database)
    business.people(posts=30)
    business.read()
    spent = business.x.bill()["total"]
    for _ in range(20):
        clock.forward(minutes=5)
        business.read()
    assert business.x.bill()["total"] == spent
