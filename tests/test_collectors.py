"""What every collector promises, run against each platform's stand-in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models import Call, Seen
from models.errors import CredentialsRefused, PlatformError, RateLimited, Temporary
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.rigs import Bench, platforms

ANYTHING = "/{platform}/*"


@pytest.fixture(params=platforms("monitor/collectors"))
def bench(
    request: pytest.FixtureRequest, sandbox: Sandbox, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Bench:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))  # praw reads a praw.ini there
    return Bench(request.param, sandbox, clock)


def fault(bench: Bench, kind: Any, times: int = 1, **fields: Any) -> None:
    bench.sandbox.faults.add(Fault(ANYTHING.format(platform=bench.platform), kind, times=times, **fields))


def test_the_first_read_starts_now(bench: Bench) -> None:
    bench.rig.mention("eski dert")
    bench.clock.forward(minutes=1)
    collector = bench.collector()
    posts, cursor = bench.everything(collector, None)
    assert posts == []
    bench.clock.forward(minutes=1)
    new = bench.rig.mention("yeni dert")
    assert [post.native_id for post in bench.everything(collector, cursor)[0]] == [new]


def test_a_post_says_who_wrote_what_when_and_where(bench: Bench) -> None:
    (post,) = bench.mentioned("kargom nerede? şöyle & böyle <3 😡")
    assert "kargom nerede? şöyle & böyle <3 😡" in post.text
    assert "ayse" in post.author.handle
    assert post.author.native_id
    assert post.url.startswith("https://")
    assert abs(post.created_at - bench.clock()) < timedelta(seconds=1)
    assert post.created_at.utcoffset() == timedelta(0)
    assert post.summoned


def test_every_post_is_read_however_small_the_limit(bench: Bench) -> None:
    collector, cursor = bench.started()
    made = [bench.rig.mention(f"sorun {n}", author=f"kisi{n}") for n in range(23)]
    posts, cursor = bench.everything(collector, cursor, limit=5)
    assert sorted({post.native_id for post in posts}) == sorted(made)
    assert bench.everything(collector, cursor)[0] == []


def test_the_position_is_in_the_cursor_alone(bench: Bench) -> None:
    collector, cursor = bench.started()
    made = [bench.rig.mention(f"sorun {n}") for n in range(7)]
    for reader in (collector, collector, bench.collector()):
        posts, _ = bench.everything(reader, cursor, limit=3)
        assert sorted({post.native_id for post in posts}) == sorted(made)


def test_posts_that_arrive_while_pages_are_read_are_not_lost(bench: Bench) -> None:
    collector, cursor = bench.started()
    made = [bench.rig.mention(f"sorun {n}") for n in range(12)]
    page = collector.read(cursor, 4)
    made += [bench.rig.mention(f"yeni sorun {n}") for n in range(6)]
    rest, cursor = bench.everything(collector, page.cursor, limit=4)
    late, _ = bench.everything(collector, cursor, limit=4)
    assert {post.native_id for post in page.posts + rest + late} == set(made)


def test_our_own_posts_never_come(bench: Bench) -> None:
    collector, cursor = bench.started()
    target = bench.rig.mention("dert")
    bench.rig.answer_by_hand(target, f"{bench.rig.brand.name} olarak buradayız")
    bench.rig.announce(f"{bench.rig.brand.name} duyurusu")
    assert [post.native_id for post in bench.everything(collector, cursor)[0]] == [target]


def test_reading_says_what_it_asked_for(bench: Bench) -> None:
    collector, cursor = bench.started()
    bench.rig.mention("dert")
    calls = collector.read(cursor, 10).calls
    assert calls
    assert all(isinstance(call, Call) and call.endpoint for call in calls)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("answer", {"status": 500}),
        ("answer", {"status": 503, "body": "busy"}),
        ("answer", {"status": 200, "body": "<html>maintenance</html>"}),
        ("answer", {"status": 200, "body": 42}),
        ("hang_up", {}),
    ],
)
def test_a_platform_in_trouble_is_temporary_and_costs_nothing(bench: Bench, kind: Any, fields: dict[str, Any]) -> None:
    collector, cursor = bench.started()
    made = bench.rig.mention("dert")
    fault(bench, kind, times=50, **fields)
    with pytest.raises(Temporary):
        collector.read(cursor, 10)
    with pytest.raises(Temporary):
        collector.lookup([made])
    bench.sandbox.faults.clear()
    assert [post.native_id for post in bench.everything(collector, cursor)[0]] == [made]


@pytest.mark.parametrize(("status", "expected"), [(401, CredentialsRefused), (429, RateLimited)])
def test_refusals_are_told_apart(bench: Bench, status: int, expected: type[PlatformError]) -> None:
    collector, cursor = bench.started()
    fault(bench, "answer", times=50, status=status)
    with pytest.raises(expected):
        collector.read(cursor, 10)


def test_a_look_tells_what_became_of_each_post(bench: Bench) -> None:
    waiting, gone, answered = bench.mentioned("bir", "iki", "üç")
    bench.rig.delete(gone.native_id)
    answer = bench.rig.answer_by_hand(answered.native_id, "buyurun")
    seen = bench.collector().lookup([post.native_id for post in (waiting, gone, answered)])
    assert [one.native_id for one in seen] == [waiting.native_id, gone.native_id, answered.native_id]
    assert [one.exists for one in seen] == [True, False, True]
    assert [one.answered_by_us for one in seen] == [None, None, answer]


def test_a_post_nobody_touched_reads_the_same_when_looked_at(bench: Bench) -> None:
    (post,) = bench.mentioned("kargom nerede? şöyle & böyle <3 😡 https://papatya.example/k?a=1&copy=2")
    (seen,) = bench.collector().lookup([post.native_id])
    assert seen.text in (None, post.text)


def test_looking_at_nothing_asks_nothing(bench: Bench) -> None:
    collector = bench.collector()
    before = len(bench.sandbox.requests)
    found: list[Seen] = collector.lookup([])
    assert (found, len(bench.sandbox.requests)) == ([], before)
