"""What every publisher promises, run against each platform's stand-in."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models import Mention
from models.errors import Permanent, PlatformError, Temporary, Unknown
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.rigs import Bench, platforms


@pytest.fixture(params=platforms("responders/publishers"))
def bench(
    request: pytest.FixtureRequest, sandbox: Sandbox, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Bench:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))  # praw reads a praw.ini there
    return Bench(request.param, sandbox, clock)


def on_write(bench: Bench, kind: Any, **fields: Any) -> None:
    method, path = bench.rig.write
    bench.sandbox.faults.add(Fault(path, kind, method=method, **fields))


def wait(bench: Bench) -> None:
    bench.clock.forward(seconds=bench.publisher().read_lag.total_seconds())


def test_the_way_is_told_without_asking_the_platform(bench: Bench) -> None:
    (post,) = bench.mentioned("dert")
    publisher = bench.publisher()
    before = len(bench.sandbox.requests)
    fields: dict[str, Any] = {"platform": bench.platform, "native_id": post.native_id, "url": post.url}
    route = publisher.route(Mention(**fields, summoned=True, ref=dict(post.ref)), "Merhaba")
    assert (route.way, len(bench.sandbox.requests)) == ("api", before)


def test_by_hand_says_why_and_opens_a_page(bench: Bench) -> None:
    config = bench.rig.brand.platforms[bench.platform]
    by_hand = config.model_copy(update={"post": "by_hand"})
    bench.rig.brand = bench.rig.brand.model_copy(update={"platforms": {bench.platform: by_hand}})
    fields: dict[str, Any] = {"platform": bench.platform, "native_id": "42", "url": "https://example.com/42"}
    route = bench.publisher().route(Mention(**fields, summoned=True), "Merhaba")
    assert route.way == "by_hand"
    assert route.reason.startswith("by_hand_configured")
    assert route.url.startswith("https://")


def test_a_reply_is_posted_once_word_for_word_under_its_post(bench: Bench) -> None:
    (post,) = bench.mentioned("dert")
    text = "Merhaba, şöyle & böyle <3 😔\nHemen bakıyoruz: https://papatya.example/k?a=1&b=2"
    posted = bench.publisher().post(bench.reply(post, text))
    assert bench.rig.published() == [(posted.native_id, post.native_id, text)]
    assert posted.url.startswith("https://")
    assert posted.calls
    assert bench.writes() == 1


def test_what_was_posted_is_found(bench: Bench) -> None:
    (post,) = bench.mentioned("dert")
    reply, publisher = bench.reply(post), bench.publisher()
    posted = publisher.post(reply)
    wait(bench)
    for looking in (publisher, bench.publisher()):
        found = looking.find(reply)
        assert found is not None
        assert (found.native_id, found.url) == (posted.native_id, posted.url)


def test_what_was_not_posted_is_not_found(bench: Bench) -> None:
    one, two = bench.mentioned("dert", "başka dert")
    publisher = bench.publisher()
    assert publisher.find(bench.reply(one)) is None
    bench.rig.answer_by_hand(two.native_id, bench.reply(one).text)
    wait(bench)
    assert publisher.find(bench.reply(one)) is None


def test_a_lost_answer_is_unknown_asked_once_and_found(bench: Bench) -> None:
    (post,) = bench.mentioned("dert")
    reply, publisher = bench.reply(post), bench.publisher()
    publisher.find(reply)  # signed in, where one must be
    on_write(bench, "lose_answer")
    with pytest.raises(Unknown):
        publisher.post(reply)
    assert bench.writes() == 1
    wait(bench)
    found = publisher.find(reply)
    assert found is not None
    assert [found.native_id] == [id for id, _, _ in bench.rig.published()]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("hang_up", {}),
        ("answer", {"status": 500}),
        ("answer", {"status": 502, "body": "<html>bad gateway</html>"}),
        ("answer", {"status": 503}),
        ("answer", {"status": 200, "body": "<html>maintenance</html>"}),
        ("answer", {"status": 200, "body": {}}),
    ],
)
def test_an_answer_that_says_nothing_is_unknown_and_asked_once(bench: Bench, kind: Any, fields: dict[str, Any]) -> None:
    (post,) = bench.mentioned("dert")
    reply, publisher = bench.reply(post), bench.publisher()
    publisher.find(reply)
    on_write(bench, kind, **fields)
    with pytest.raises(Unknown):
        publisher.post(reply)
    assert (bench.writes(), bench.rig.published()) == (1, [])
    wait(bench)
    assert publisher.find(reply) is None


def test_where_nobody_listens_nothing_was_posted(bench: Bench) -> None:
    (post,) = bench.mentioned("dert")
    with socket.create_server(("127.0.0.1", 0)) as closing:
        nobody = f"http://127.0.0.1:{closing.getsockname()[1]}"
    with pytest.raises(Temporary):
        bench.publisher(nobody).post(bench.reply(post))


def test_a_post_that_is_gone_is_answered_only_where_the_platform_does_not_look(bench: Bench) -> None:
    (post,) = bench.mentioned("dert")
    bench.rig.delete(post.native_id)
    if bench.rig.misses_parents:
        with pytest.raises(Permanent):
            bench.publisher().post(bench.reply(post))
    else:  # the last look before posting is ours
        bench.publisher().post(bench.reply(post))
    assert len(bench.rig.published()) == (0 if bench.rig.misses_parents else 1)


@pytest.mark.parametrize(
    ("kind", "fields"), [("answer", {"status": 503}), ("hang_up", {}), ("answer", {"status": 200, "body": "<html>"})]
)
def test_a_look_that_fails_never_says_it_is_not_there(bench: Bench, kind: Any, fields: dict[str, Any]) -> None:
    (post,) = bench.mentioned("dert")
    reply, publisher = bench.reply(post), bench.publisher()
    publisher.post(reply)
    bench.sandbox.faults.add(Fault(f"/{bench.platform}/*", kind, times=50, **fields))
    with pytest.raises(PlatformError):
        publisher.find(reply)
    with pytest.raises(PlatformError):
        publisher.own_replies(bench.clock() - timedelta(days=1))


def test_our_replies_are_known_by_whatever_way_they_came(bench: Bench) -> None:
    by_api, by_hand, before, _ = bench.mentioned("bir", "iki", "üç", "dört")
    publisher = bench.publisher()
    bench.rig.answer_by_hand(before.native_id, "dünkü")
    bench.clock.forward(hours=2)
    since = bench.clock()
    bench.clock.forward(minutes=1)
    posted = publisher.post(bench.reply(by_api))
    written = bench.rig.answer_by_hand(by_hand.native_id, "Buyurun: şöyle böyle!")
    bench.rig.announce("duyuru")
    wait(bench)
    found = {own.target_id: own for own in publisher.own_replies(since)}
    assert {target: own.native_id for target, own in found.items()} == {
        by_api.native_id: posted.native_id,
        by_hand.native_id: written,
    }
    assert found[by_hand.native_id].text == "Buyurun: şöyle böyle!"
    assert abs(found[by_hand.native_id].at - since) <= timedelta(minutes=2)
    assert found[by_hand.native_id].url.startswith("https://")


def test_our_timeline_is_the_same_to_whoever_reads_it(bench: Bench) -> None:
    """Another process, or the same one again, is told the same: nothing is remembered between calls."""
    (post,) = bench.mentioned("dert")
    since = bench.clock() - timedelta(minutes=5)
    bench.rig.answer_by_hand(post.native_id, "buyurun")
    wait(bench)
    first, second = bench.publisher(), bench.publisher()
    assert first.own_replies(since) == second.own_replies(since) == first.own_replies(since) != []


def test_a_deleted_reply_is_gone_and_deleting_it_again_is_no_error(bench: Bench) -> None:
    (post,) = bench.mentioned("dert")
    reply, publisher = bench.reply(post), bench.publisher()
    reply.native_id = publisher.post(reply).native_id
    publisher.delete(reply)
    publisher.delete(reply)
    assert bench.rig.published() == []


def test_calls_are_handed_over_once(bench: Bench) -> None:
    (post,) = bench.mentioned("dert")
    reply, publisher = bench.reply(post), bench.publisher()
    publisher.post(reply)
    publisher.find(reply)
    assert publisher.take_calls()
    assert publisher.take_calls() == []
