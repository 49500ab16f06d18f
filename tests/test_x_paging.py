"""Reading X page by page, and what it costs: the real tweepy against the stand-in."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Brand, Call
from models.errors import ConfigError, Temporary
from monitor.collectors import Collector
from monitor.collectors.x import build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.test_x import ACCOUNT, MENTIONS, SEARCH, Make, brand, everything, ids, make, started, x

__all__ = ["make", "started", "x"]


# ── where reading starts and how it goes on ──────────────────────────────────────────────────────────


def test_the_first_run_starts_now(make: Make, x: Any, clock: Clock) -> None:
    x.post("ayse", f"@{ACCOUNT} eski dert")
    clock.forward(minutes=1)
    collector = make()
    posts, cursor = everything(collector, None)
    assert posts == []
    new = x.post("ayse", f"@{ACCOUNT} yeni dert")
    assert ids(everything(collector, cursor)[0]) == [new]


def test_the_first_run_starts_on_the_brands_own_day(make: Make, x: Any, clock: Clock) -> None:
    clock.at = datetime(2026, 11, 19, 20, 59, tzinfo=UTC)  # a minute before midnight in Istanbul
    x.post("ayse", f"@{ACCOUNT} dün")
    clock.forward(minutes=2)
    today = x.post("ayse", f"@{ACCOUNT} bugün")
    clock.forward(days=2)
    assert ids(everything(make(since=date(2026, 11, 20)), None)[0]) == [today]


def test_all_pages_are_read_however_small_the_limit(started: tuple[Collector, str], x: Any) -> None:
    made = [x.post(f"kisi{n}", f"@{ACCOUNT} {n}" if n % 2 else f"Papatya {n}") for n in range(57)]
    posts, cursor = everything(*started, limit=7)
    assert ids(posts) == sorted(made)
    assert len(posts) == len(made)
    assert everything(started[0], cursor)[0] == []


def test_a_sweep_stopped_in_between_goes_on_where_it_stopped(
    started: tuple[Collector, str], x: Any, make: Make
) -> None:
    collector, cursor = started
    old = [x.post("ayse", f"@{ACCOUNT} {n}") for n in range(30)]
    first = collector.read(cursor, 10)
    assert first.more
    new = [x.post("bora", f"@{ACCOUNT} {n}") for n in range(12)]  # these push the pages along
    rest, _ = everything(make(), first.cursor, limit=10)
    assert ids(first.posts + rest) == sorted(old + new)


def test_reading_again_from_the_same_cursor_gives_the_same(started: tuple[Collector, str], x: Any) -> None:
    x.post("ayse", f"@{ACCOUNT} bir")
    assert ids(everything(*started)[0]) == ids(everything(*started)[0]) != []


def test_an_empty_page_that_promises_more_is_followed(started: tuple[Collector, str], x: Any, sandbox: Sandbox) -> None:
    made = x.post("ayse", f"@{ACCOUNT} bir")
    token = "7140dibdnow9c7btw" + format(1 << 62, "x")
    empty = {"meta": {"result_count": 0, "next_token": token}}
    for path in (MENTIONS, SEARCH):
        sandbox.faults.add(Fault(path, "answer", status=200, body=empty))
    assert ids(everything(*started)[0]) == [made]


def test_a_platform_that_ignores_since_id_does_not_flood_us(
    started: tuple[Collector, str], sandbox: Sandbox, clock: Clock
) -> None:
    raw = {"id": "1000", "text": "eski", "author_id": "7", "created_at": "2020-01-01T00:00:00Z"}
    body = {"data": [raw], "meta": {"next_token": "7140dibdnow9c7btwff"}}
    sandbox.faults.add(Fault(MENTIONS, "answer", status=200, body=body))
    posts, cursor = everything(*started)
    assert posts == []
    assert json.loads(cursor)["mentions"]["since"] == json.loads(started[1])["mentions"]["since"]


def test_mentions_beyond_the_newest_800_are_searched_for(started: tuple[Collector, str], x: Any) -> None:
    made = [x.post(f"kisi{n % 40}", f"@{ACCOUNT} {n}") for n in range(830)]
    posts, cursor = everything(*started)
    assert ids(posts) == sorted(made)
    assert "gap" not in json.loads(cursor)


def test_after_more_than_a_week_away_search_goes_back_as_far_as_it_can(
    started: tuple[Collector, str], x: Any, clock: Clock
) -> None:
    tagged, lost = x.post("ayse", f"@{ACCOUNT} bir"), x.post("ayse", "Papatya iki")
    clock.forward(days=9)
    found = x.post("ayse", "Papatya üç")
    posts, _ = everything(*started)
    assert ids(posts) == sorted([tagged, found])
    assert lost not in ids(posts)


def test_a_sweep_left_for_more_than_a_week_comes_to_an_end(
    started: tuple[Collector, str], x: Any, clock: Clock
) -> None:
    for n in range(30):
        x.post("ayse", f"Papatya {n}")
    page = started[0].read(started[1], 10)
    clock.forward(days=9)
    new = x.post("ayse", "Papatya yeni")
    assert ids(everything(started[0], page.cursor)[0]) == [new]


def test_a_query_added_later_begins_where_the_others_stand(started: tuple[Collector, str], x: Any, make: Make) -> None:
    made = x.post("ayse", "salkım saçak bir gün")
    wide = make(search=["papatya " * 55, "salkım"])
    assert ids(everything(wide, started[1])[0]) == [made]


def test_no_query_is_longer_than_x_allows(make: Make, x: Any) -> None:
    words = [f"papatya{n:03}" for n in range(120)]
    collector = make(search=words)
    cursor = collector.read(None, 100).cursor
    made = [x.post("ayse", word) for word in words]
    assert ids(everything(collector, cursor)[0]) == sorted(made)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("tagged"), st.integers(1, 12)),
        st.tuples(st.just("named"), st.integers(1, 12)),
        st.tuples(st.just("read"), st.integers(1, 30)),
        st.tuples(st.just("killed"), st.integers(1, 30)),
        st.tuples(st.just("refused"), st.integers(0, 4)),
        st.tuples(st.just("wait"), st.integers(1, 500)),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, limit=st.integers(1, 30))
def test_nothing_is_lost_and_nothing_old_comes_whatever_happens_between_polls(
    steps: list[tuple[str, int]], limit: int
) -> None:
    """Posts arrive while sweeps are under way, requests fail, pages are lost before they are stored."""
    clock = Clock()
    with Sandbox(clock) as sandbox:
        x = sandbox["x"]
        x.post("ayse", f"@{ACCOUNT} eski")
        x.post("ayse", "Papatya eski")
        clock.forward(seconds=1)
        run = _Run(sandbox, build(brand(), x.credentials(ACCOUNT), sandbox.address, clock))
        run.poll(limit)
        for step, amount in steps:
            if step == "wait":
                clock.forward(minutes=amount)
            elif step == "refused":
                sandbox.faults.add(Fault("/x/2/*", "answer", status=503, times=amount))
            elif step in ("read", "killed"):
                run.poll(amount, stored=step == "read")
            else:
                words = f"@{ACCOUNT}" if step == "tagged" else "Papatya"
                run.made += [x.post(f"kisi{n}", f"{words} {n}") for n in range(amount)]
        sandbox.faults.clear()
        run.read_to_the_end(limit)
    assert sorted(run.stored) == sorted(run.made)


class _Run:
    """A listener that stores a page and its cursor together, or neither."""

    def __init__(self, sandbox: Sandbox, collector: Collector) -> None:
        self.collector = collector
        self.cursor: str | None = None
        self.made: list[str] = []
        self.stored: list[str] = []

    def poll(self, limit: int, stored: bool = True) -> bool:
        try:
            page = self.collector.read(self.cursor, limit)
        except Temporary:
            return True
        if stored:
            self.cursor = page.cursor
            self.stored += [post.native_id for post in page.posts]
        return page.more

    def read_to_the_end(self, limit: int) -> None:
        for _ in range(400):
            if not self.poll(limit):
                return
        raise AssertionError("the collector never came to an end")


def test_names_that_are_no_plain_words_are_searched_for_as_they_stand(sandbox: Sandbox, x: Any, clock: Clock) -> None:
    names = Brand(name="H&M", spellings=['"Çiçek" (TR)', "n11.com", "is:reply"], platforms=brand().platforms)
    collector = build(names, x.credentials(ACCOUNT), sandbox.address, clock)
    cursor = collector.read(None, 100).cursor
    made = [x.post("ayse", text) for text in ("h&m nerede", "Çiçek TR kapalı", "n11.com yavaş", "is:reply ne ki")]
    x.post("ayse", "hm", reply_to=made[0])
    assert ids(everything(collector, cursor)[0]) == sorted(made)


def test_an_account_whose_number_nobody_names_is_a_mistake_in_config(sandbox: Sandbox, x: Any, clock: Clock) -> None:
    secrets = x.credentials(ACCOUNT) | {"ACCESS_TOKEN": "hush-hush"}
    with pytest.raises(ConfigError, match=r"brands\.papatya\.platforms\.x\.account_id") as caught:
        build(brand(), secrets, sandbox.address, clock)
    assert "hush" not in str(caught.value)
    build(brand(account_id="42"), secrets, sandbox.address, clock)


# ── what it costs ────────────────────────────────────────────────────────────────────────────────────


def test_an_author_is_looked_up_once_a_week(started: tuple[Collector, str], x: Any, clock: Clock) -> None:
    collector, cursor = started
    for day in range(8):
        x.post("ayse", f"@{ACCOUNT} gün {day}")
        _, cursor = everything(collector, cursor)
        clock.forward(days=1)
    assert x.bill()["user"] == 2 * 10_000


def test_calls_name_what_x_bills(started: tuple[Collector, str], x: Any) -> None:
    tagged, named = x.post("ayse", f"@{ACCOUNT} bir"), x.post("ayse", "Papatya iki")
    ayse = x.account("ayse", "Ayşe")
    assert started[0].read(started[1], 100).calls == [
        Call("GET /2/users/:id/mentions", "owned_post", (tagged,), 0),
        Call("GET /2/users", "user", (ayse,), 0),
        Call("GET /2/tweets/search/recent", "post", (named,), 0),
        Call("GET /2/tweets/search/recent", "post", (), 0),
    ]


def test_calls_of_a_failed_read_are_not_forgotten(started: tuple[Collector, str], x: Any, sandbox: Sandbox) -> None:
    tagged = x.post("ayse", f"@{ACCOUNT} bir")
    sandbox.faults.add(Fault("/x/2/users", "answer", status=503))
    with pytest.raises(Temporary):
        started[0].read(started[1], 100)
    calls = started[0].read(started[1], 100).calls
    assert [call.ids for call in calls if call.resource == "owned_post"] == [(tagged,), (tagged,)]
