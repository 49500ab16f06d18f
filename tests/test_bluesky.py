"""Reading Bluesky: the real atproto client against the stand-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models import Brand, Platform
from models.errors import CredentialsRefused, Permanent, RateLimited, Temporary
from monitor.collectors import Collector
from monitor.collectors.bluesky import build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.paging import everything

US = "papatya.sandbox.social"
ECE = "ece.sandbox.social"
SECRET = {"APP_PASSWORD": "hush"}
NOTICES = "/bluesky/xrpc/app.bsky.notification.listNotifications"
SEARCH = "/bluesky/xrpc/app.bsky.feed.searchPosts"
Make = Callable[..., Collector]


def brand(**platform: Any) -> Brand:
    return Brand(name="Papatya", platforms={"bluesky": Platform(account=US, **platform)})


@pytest.fixture
def make(sandbox: Sandbox, clock: Clock) -> Make:
    return lambda **platform: build(brand(**platform), SECRET, sandbox.address, clock)


@pytest.fixture
def bluesky(sandbox: Sandbox) -> Any:
    return sandbox["bluesky"]


def test_a_mention_comes_with_all_we_need(make: Make, bluesky: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(minutes=1)
    uri = bluesky.post(ECE, f"Şu kargo ne oldu @{US} ?", images=2)
    (post,) = collector.read(cursor, 50).posts
    assert (post.native_id, post.text) == (uri, f"Şu kargo ne oldu @{US} ?")
    assert (post.author.handle, post.author.name, post.images) == (ECE, "Ece", 2)
    assert post.author.native_id.startswith("did:plc:")
    assert (post.created_at, post.summoned) == (clock(), True)
    assert (post.parent_id, post.root_id) == (None, None)
    assert post.url == f"https://bsky.app/profile/{ECE}/post/{uri.rpartition('/')[2]}"
    assert post.ref["root_uri"] == uri
    assert post.ref["root_cid"] == post.ref["cid"]
    assert (post.ref["handle"], post.ref["did"]) == (ECE, post.author.native_id)


@pytest.mark.parametrize(
    "stamp", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "dün", "", "2026-13-41T00:00:00Z"]
)
def test_i3_a_stamp_nobody_can_read_keeps_no_post_and_no_later_one(
    make: Make, bluesky: Any, clock: Clock, stamp: str
) -> None:
    """The author's client writes `createdAt`; one post must not stop the brand's ears for good."""
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(minutes=1)
    odd = bluesky.post(ECE, f"Şu kargo ne oldu @{US} ?")
    bluesky._posts[odd].record["createdAt"] = stamp
    clock.forward(minutes=1)
    later = bluesky.post(ECE, f"Ses yok mu @{US} ?")
    posts = {post.native_id: post for post in collector.read(cursor, 50).posts}
    assert posts.keys() == {odd, later}
    assert posts[odd].created_at == clock() - timedelta(minutes=1)


def test_an_answer_knows_its_root_and_a_quote_summons(make: Make, bluesky: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(seconds=1)
    root = bluesky.post(ECE, "Nereden alsam?")
    ours = bluesky.posted_by_hand(root, US, "Bizden 🙂")
    answer = bluesky.post(ECE, "sağ olun", reply_to=ours)
    quote = bluesky.post("can.sandbox.social", "bakar mısınız", quotes=ours)
    posts = {post.native_id: post for post in collector.read(cursor, 50).posts}
    assert set(posts) == {answer, quote}
    assert (posts[answer].parent_id, posts[answer].root_id) == (ours, root)
    assert posts[answer].ref["root_uri"] == root
    assert posts[answer].ref["root_cid"] != posts[answer].ref["cid"]
    assert (posts[answer].summoned, posts[quote].summoned) == (False, True)


def test_search_finds_the_brand_and_only_it(make: Make, bluesky: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(seconds=1)
    named = bluesky.post(ECE, "Papatya'nın kargosu gelmedi")
    bluesky.post(ECE, "papatyagiller familyası")
    bluesky.post(US, "Papatya duyurusu")
    (post,) = collector.read(cursor, 50).posts
    assert (post.native_id, post.summoned) == (named, False)


def test_own_queries_are_taken_as_they_are(make: Make, bluesky: Any, clock: Clock) -> None:
    collector = make(search=["kargo gelmedi"])
    cursor = collector.read(None, 50).cursor
    found = bluesky.post(ECE, "kargo gelmedi ya")
    bluesky.post(ECE, "Papatya")
    assert everything(collector, cursor)[0] == [found]


def test_a_post_in_two_lists_comes_once_and_summoned(make: Make, bluesky: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    uri = bluesky.post(ECE, f"Papatya bakar mısın @{US}")
    (post,) = collector.read(cursor, 50).posts
    assert (post.native_id, post.summoned) == (uri, True)


def test_a_first_read_starts_now_or_at_since(make: Make, bluesky: Any, clock: Clock) -> None:
    clock.at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    bluesky.post(ECE, f"@{US} eski")
    clock.at = datetime(2026, 11, 10, 12, tzinfo=UTC)
    recent = bluesky.post(ECE, f"@{US} yeni")
    clock.forward(days=1)
    assert everything(make(), None)[0] == []
    ids, cursor = everything(make(since=date(2026, 11, 10)), None)
    assert ids == [recent]
    assert everything(make(), cursor)[0] == []


def test_nothing_is_lost_or_repeated_across_pages(make: Make, bluesky: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    written = []
    for n in range(240):
        clock.forward(seconds=n % 3)
        written.append(bluesky.post(f"user{n}.sandbox.social", f"@{US} {n}"))
    ids, cursor = everything(collector, cursor, limit=40)
    assert ids == written
    assert everything(collector, cursor)[0] == []


def test_the_post_the_last_read_ended_at_may_be_gone(make: Make, bluesky: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    first = bluesky.post(ECE, f"@{US} bir")
    cursor = collector.read(cursor, 50).cursor
    bluesky.delete(first)
    second = bluesky.post(ECE, f"@{US} iki")
    assert everything(collector, cursor)[0] == [second]


def test_a_slow_index_loses_nothing(make: Make, bluesky: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    bluesky.lag(90)
    late = bluesky.post(ECE, f"@{US} geç")
    clock.forward(seconds=60)
    cursor = collector.read(cursor, 50).cursor
    clock.forward(seconds=60)
    assert everything(collector, cursor)[0] == [late]


def test_a_broken_search_does_not_stop_the_mentions(
    make: Make, sandbox: Sandbox, bluesky: Any, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    named = bluesky.post(ECE, "Papatya kargom nerede")
    told = bluesky.post(ECE, f"@{US} selam")
    sandbox.faults.add(Fault(SEARCH, "answer", status=502))
    page = collector.read(cursor, 50)
    assert [post.native_id for post in page.posts] == [told]
    assert "search failed" in caplog.text
    assert everything(collector, page.cursor)[0] == [named]


def test_lookup_tells_gone_and_answered(make: Make, bluesky: Any, clock: Clock) -> None:
    kept, gone = bluesky.post(ECE, f"@{US} bir"), bluesky.post(ECE, f"@{US} iki")
    clock.forward(minutes=1)
    answer = bluesky.posted_by_hand(kept, US, "Bakıyoruz")
    for n in range(120):
        clock.forward(seconds=1)
        bluesky.post(US, f"duyuru {n}")
    bluesky.delete(gone)
    first, second = make().lookup([kept, gone])
    assert (first.exists, first.text, first.answered_by_us) == (True, f"@{US} bir", answer)
    assert not second.exists
    assert [c.endpoint for c in first.calls] == ["app.bsky.feed.getPosts", *["com.atproto.repo.listRecords"] * 2]
    assert second.calls == ()
    assert make().lookup([]) == []


def test_many_look_ups_are_asked_in_portions(make: Make, bluesky: Any) -> None:
    uris = [bluesky.post(ECE, f"@{US} {n}") for n in range(60)]
    assert all(seen.exists for seen in make().lookup(uris))
    assert bluesky.requests.count("GET app.bsky.feed.getPosts") == 3


def test_one_session_is_kept_and_renewed_in_time(make: Make, bluesky: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    for _ in range(4):
        clock.forward(minutes=30)
        cursor = collector.read(cursor, 50).cursor
    assert bluesky.requests.count("POST com.atproto.server.createSession") == 1
    assert bluesky.requests.count("POST com.atproto.server.refreshSession") == 1


@pytest.mark.parametrize("refresh_too", [False, True])
def test_a_session_that_ended_early_is_replaced(make: Make, bluesky: Any, clock: Clock, refresh_too: bool) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    bluesky.end_sessions(refresh_too=refresh_too)
    if refresh_too:
        clock.forward(hours=3)
    uri = bluesky.post(ECE, f"@{US} selam")
    assert everything(collector, cursor)[0] == [uri]


def test_a_wrong_password_is_said_to_be_one(make: Make, bluesky: Any) -> None:
    bluesky.account(US, "another")
    with pytest.raises(CredentialsRefused, match="AuthenticationRequired"):
        make().read(None, 50)


LIMITED = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}


def test_a_rate_limit_says_when(make: Make, sandbox: Sandbox, clock: Clock) -> None:
    reset = clock() + timedelta(minutes=4)
    headers = {"ratelimit-reset": str(int(reset.timestamp()))}
    sandbox.faults.add(Fault(NOTICES, "answer", status=429, body=LIMITED, headers=headers))
    sandbox.faults.add(Fault(NOTICES, "answer", status=429, body=LIMITED, headers={"retry-after": "30"}))
    collector = make()
    with pytest.raises(RateLimited) as refused:
        collector.read(None, 50)
    assert refused.value.retry_at == reset
    with pytest.raises(RateLimited) as refused:
        collector.read(None, 50)
    assert refused.value.retry_at == clock() + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(NOTICES, "answer", status=500), Temporary),
        (Fault(NOTICES, "answer", status=502, body={"error": "UpstreamFailure"}), Temporary),
        (Fault(NOTICES, "answer", status=200, body="<html>busy</html>"), Temporary),
        (Fault(NOTICES, "answer", status=200, body={"unknown": 1}), Temporary),
        (Fault(NOTICES, "hang_up"), Temporary),
        (Fault(NOTICES, "answer", status=400, body={"error": "InvalidRequest"}), Permanent),
        (Fault(NOTICES, "answer", status=401, body={"error": "AccountTakedown"}), CredentialsRefused),
    ],
)
def test_each_refusal_has_its_type_and_moves_nothing(
    make: Make, sandbox: Sandbox, bluesky: Any, fault: Fault, error: type[Exception]
) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    uri = bluesky.post(ECE, f"@{US} selam")
    asked = len(bluesky.requests)
    sandbox.faults.add(fault)
    with pytest.raises(error) as refused:
        collector.read(cursor, 50)
    assert refused.type is error
    assert len(bluesky.requests) == asked, "asked again by itself"
    assert everything(collector, cursor)[0] == [uri]


# ── for the tests that every platform runs through ───────────────────────────────────────────────────


class Rig:
    """People on Bluesky, for tests/test_collectors.py and tests/test_publishers.py."""

    misses_parents = False
    write = ("POST", "/bluesky/xrpc/com.atproto.repo.createRecord")
    secrets = SECRET

    def __init__(self, sandbox: Sandbox) -> None:
        self._bluesky = sandbox["bluesky"]
        self.brand = brand(post="api")

    def mention(self, text: str, author: str = "ayse") -> str:
        return str(self._bluesky.post(f"{author}.sandbox.social", f"@{US} {text}"))

    def announce(self, text: str) -> None:
        self._bluesky.post(US, f"{text} @{US}")

    def answer_by_hand(self, target: str, text: str) -> str:
        return str(self._bluesky.posted_by_hand(target, US, text))

    def delete(self, id: str) -> None:
        self._bluesky.delete(id)

    def published(self) -> list[tuple[str, str | None, str]]:
        posts = [post for post in self._bluesky.published() if post["via"] == "api" and not post["deleted"]]
        return [(post["id"], post["parent"], post["text"]) for post in posts]
