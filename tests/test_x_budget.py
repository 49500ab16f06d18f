"""What the X collector reads and counts when the budget does not reach: the real tweepy against the stand-in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models import Page
from monitor.collectors import Thrifty
from monitor.collectors.x import XCollector, build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.test_x import ACCOUNT, MENTIONS, SEARCH, brand, ids, x

__all__ = ["x"]
COUNTS = "/x/2/tweets/counts/recent"


class Reader:
    """A collector and where it stands."""

    def __init__(self, sandbox: Sandbox, x: Any, clock: Clock) -> None:
        self.sandbox, self.x, self.clock = sandbox, x, clock
        self.collector: XCollector = build(brand(), x.credentials(ACCOUNT), sandbox.address, clock)
        self.cursor: str | None = None
        self.read()

    def read(self, **forward: float) -> Page:
        self.clock.forward(**(forward or {"minutes": 5}))
        page = self.collector.read(self.cursor, 100)
        self.cursor = page.cursor
        return page

    def asked(self, path: str) -> int:
        return sum(one == ("GET", path.replace("*", self.x.account(ACCOUNT))) for one in self.sandbox.requests)


@pytest.fixture
def reader(sandbox: Sandbox, x: Any, clock: Clock) -> Reader:
    return Reader(sandbox, x, clock)


def test_the_collector_says_that_it_can_be_held_back(reader: Reader) -> None:
    assert isinstance(reader.collector, Thrifty)
    assert reader.collector.reach == "full"


def test_slower_searches_once_an_hour_and_takes_the_newest(reader: Reader) -> None:
    reader.read(hours=2)
    reader.collector.reach = "slower"
    made = [reader.x.post(f"kisi{n}", f"Papatya {n}") for n in range(30)]
    tagged = reader.x.post("ayse", f"@{ACCOUNT} bir")
    page = reader.read()
    assert ids(page.posts) == sorted([*made[-10:], tagged])
    searched = reader.asked(SEARCH)
    later = reader.x.post("ayse", "Papatya sonra")
    for _ in range(10):
        page = reader.read(minutes=5)
        assert page.posts == []
    assert reader.asked(SEARCH) == searched
    assert reader.asked(MENTIONS) >= 12
    assert ids(reader.read(minutes=20).posts) == [later]
    assert reader.asked(SEARCH) == searched + 2, "for the names and for quotes"


def test_mentions_only_never_searches_and_never_catches_up(reader: Reader) -> None:
    reader.collector.reach = "mentions"
    searched = reader.asked(SEARCH)
    reader.x.post("ayse", "Papatya duyulmayacak")
    tagged = reader.x.post("ayse", f"@{ACCOUNT} duyulacak")
    assert ids(reader.read().posts) == [tagged]
    assert reader.asked(SEARCH) == searched
    reader.collector.reach = "full"
    heard = reader.x.post("tom", "Papatya yine duyulur")
    assert ids(reader.read().posts) == [heard]


def test_counts_only_reads_nothing_and_counts_twice_a_day(reader: Reader) -> None:
    reader.clock.at = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    reader.read()
    reader.collector.reach = "counts"
    asked, spent = reader.asked(MENTIONS) + reader.asked(SEARCH), reader.x.bill()["total"]
    pages = []
    for hour in range(26):
        if hour < 5:
            reader.x.post(f"kisi{hour}", "Papatya sayılacak")
            reader.x.post(f"kisi{hour}", f"@{ACCOUNT} sayılacak {hour}")
        pages.append(reader.read(hours=1))
    assert all(page.posts == [] for page in pages)
    assert reader.asked(MENTIONS) + reader.asked(SEARCH) == asked
    counted = [one for page in pages for one in page.counted]
    assert sum(one.posts for one in counted if one.stream == "search0") == 5
    assert sum(one.posts for one in counted if one.stream == "mentions") == 5
    hours = [(one.stream, one.hour) for one in counted]
    assert len(hours) == len(set(hours)), "no hour is counted twice"
    calls = [call for page in pages for call in page.calls]
    assert [call.resource for call in calls] == ["count"] * 6
    assert reader.x.bill()["total"] - spent == 6 * 5_000


def test_back_at_full_reach_the_rest_is_counted_once_more_and_then_no_more(reader: Reader) -> None:
    reader.collector.reach = "counts"
    reader.read()
    missed = reader.x.post("ayse", f"@{ACCOUNT} duyulmadı")
    reader.read(hours=3)
    reader.collector.reach = "full"
    page = reader.read()
    assert missed not in ids(page.posts)
    assert sum(one.posts for one in page.counted) == 1
    asked = reader.asked(COUNTS)
    assert reader.read(hours=5).counted == []
    assert reader.asked(COUNTS) == asked


def test_a_sweep_under_way_is_given_up(reader: Reader) -> None:
    for n in range(40):
        reader.x.post(f"kisi{n}", f"Papatya {n}")
    reader.clock.forward(minutes=5)
    page = reader.collector.read(reader.cursor, 10)
    assert page.more
    reader.cursor, reader.collector.reach = page.cursor, "mentions"
    page = reader.read()
    assert (page.posts, page.more) == ([], False)


def test_counting_that_fails_is_told_and_made_up_for(reader: Reader, sandbox: Sandbox) -> None:
    reader.collector.reach = "counts"
    reader.read()
    reader.x.post("ayse", "Papatya bir")
    sandbox.faults.add(Fault(COUNTS, "answer", status=503))
    page = reader.read(hours=13)
    assert page.trouble is not None
    assert "503" in page.trouble
    assert sum(one.posts for one in reader.read().counted) == 1


def test_a_look_up_is_never_held_back(reader: Reader) -> None:
    tagged = reader.x.post("ayse", f"@{ACCOUNT} bir")
    reader.read()
    reader.collector.reach = "counts"
    (seen,) = reader.collector.lookup([tagged])
    assert seen.exists


def test_counting_reaches_back_a_week_at_most(reader: Reader) -> None:
    reader.collector.reach = "counts"
    reader.read()
    reader.clock.forward(days=9)
    page = reader.read()
    assert page.trouble is None
    oldest = min(one.hour for one in page.counted)
    assert oldest > reader.clock() - timedelta(days=7)
