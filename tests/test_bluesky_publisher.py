"""Answering on Bluesky: the real atproto client against the stand-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from models import Brand, Mention, Platform, Reply
from models.errors import CredentialsRefused, Permanent, PlatformError, RateLimited, Temporary, Unknown
from monitor.collectors.bluesky import build as collect
from responders.publishers import Publisher
from responders.publishers.bluesky import build, facets
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock

US, ECE = "papatya.sandbox.social", "ece.sandbox.social"
TEXT = f"Üzgünüz @{ECE} 🙈, üç gün uzunmuş.\nDurumu şurada: https://papatya.example/takip?no=ş1."
KEY = "3m63bzq7r2k2a"
CREATE = "/bluesky/xrpc/com.atproto.repo.createRecord"
SESSION = "/bluesky/xrpc/com.atproto.server.createSession"
Make = Callable[..., Publisher]


def brand(**platform: Any) -> Brand:
    return Brand(name="Papatya", platforms={"bluesky": Platform(account=US, **platform)})


@pytest.fixture
def make(sandbox: Sandbox, clock: Clock) -> Make:
    return lambda **platform: build(brand(**platform), {"APP_PASSWORD": "hush"}, sandbox.address, clock)


@pytest.fixture
def bluesky(sandbox: Sandbox) -> Any:
    return sandbox["bluesky"]


@pytest.fixture
def target(sandbox: Sandbox, bluesky: Any, clock: Clock) -> Reply:
    """A reply on its way to a mention in a thread, its `ref` as the collector makes it."""
    collector = collect(brand(), {"APP_PASSWORD": "hush"}, sandbox.address, clock)
    cursor = collector.read(None, 50).cursor
    root = bluesky.post("can.sandbox.social", "Nereden alsam?")
    uri = bluesky.post(ECE, f"@{US} 3 gündür haber yok", reply_to=root)
    (post,) = collector.read(cursor, 50).posts
    assert post.native_id == uri
    return reply_to(uri, dict(post.ref), clock)


def reply_to(uri: str, ref: dict[str, str], clock: Clock, text: str = TEXT) -> Reply:
    fields: dict[str, Any] = {"approved_at": clock(), "attempted_at": clock(), "thread_id": uri, "lang": "tr"}
    return Reply(id=1, platform="bluesky", target_id=uri, text=text, key=KEY, ref=ref, **fields)


def writes(bluesky: Any) -> int:
    return int(bluesky.requests.count("POST com.atproto.repo.createRecord"))


def mention_of(**changes: Any) -> Mention:
    fields: dict[str, Any] = {"url": f"https://bsky.app/profile/{ECE}/post/1", "platform": "bluesky", "summoned": True}
    return Mention(**{**fields, **changes})


def test_api_is_the_default_and_by_hand_leads_to_the_post(make: Make) -> None:
    mention = mention_of()
    assert make().route(mention).way == "api"
    assert make(post="by_hand").route(mention).url == mention.url


@pytest.mark.parametrize("post", [None, "api"])
def test_who_did_not_ask_us_in_is_a_persons_to_answer(make: Make, post: str | None) -> None:
    route = make(post=post).route(mention_of(summoned=False))
    assert (route.way, route.url) == ("by_hand", f"https://bsky.app/profile/{ECE}/post/1")
    assert route.reason.startswith("not_summoned: ")
    assert make(post=post).route(mention_of(summoned=False, follows=7)).way == "api", "they talk to us already"


def test_an_answer_hangs_under_its_parent_and_root(make: Make, bluesky: Any, target: Reply) -> None:
    publisher = make()
    posted = publisher.post(target)
    (published,) = bluesky.published()
    assert published["text"] == TEXT
    assert (published["parent"], published["root"]) == (target.target_id, target.ref["root_uri"])
    assert published["root"] != published["parent"]
    assert (published["id"], published["langs"]) == (posted.native_id, ["tr"])
    assert posted.native_id.endswith(f"/app.bsky.feed.post/{KEY}")
    assert posted.url == f"https://bsky.app/profile/{US}/post/{KEY}"
    assert [call.endpoint for call in posted.calls] == ["com.atproto.repo.createRecord"]
    assert publisher.take_calls() == []


def test_links_and_names_are_marked_in_bytes(make: Make, bluesky: Any, target: Reply) -> None:
    make().post(target)
    marked = {}
    for facet in bluesky.published()[0]["facets"]:
        cut = TEXT.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        marked[cut] = facet["features"][0]
    assert marked[f"@{ECE}"]["did"] == target.ref["did"]
    assert marked["https://papatya.example/takip?no=ş1"]["uri"] == "https://papatya.example/takip?no=ş1"
    assert len(marked) == 2


def test_a_stranger_is_not_marked() -> None:
    assert facets("@kim.sandbox.social selam", {ECE: "did:plc:x"}) == []


def test_a_repeat_cannot_double(make: Make, bluesky: Any, target: Reply) -> None:
    publisher = make()
    first = publisher.post(target).native_id
    with pytest.raises(Unknown):
        publisher.post(target)
    assert len(bluesky.published()) == 1
    found = publisher.find(target)
    assert found is not None
    assert found.native_id == first


def test_a_lost_answer_is_unknown_and_found(make: Make, sandbox: Sandbox, bluesky: Any, target: Reply) -> None:
    publisher = make()
    assert publisher.find(target) is None
    bluesky.lag(3600)
    sandbox.faults.add(Fault(CREATE, "lose_answer"))
    with pytest.raises(Unknown):
        publisher.post(target)
    found = publisher.find(target)
    assert found is not None
    assert found.native_id == bluesky.published()[0]["id"]


def test_find_says_so_when_it_cannot_tell(make: Make, sandbox: Sandbox, target: Reply, clock: Clock) -> None:
    publisher = make()
    publisher.own_replies(clock() - timedelta(days=1))
    sandbox.faults.add(Fault("/bluesky/xrpc/com.atproto.repo.getRecord", "answer", status=500))
    with pytest.raises(Temporary):
        publisher.find(target)


@pytest.mark.parametrize(("text", "why"), [("ş" * 301, "grapheme too big"), ("👩‍👩‍👧‍👦" * 130, "string too big")])
def test_what_is_too_long_is_permanent(make: Make, bluesky: Any, target: Reply, text: str, why: str) -> None:
    target.text = text
    with pytest.raises(Permanent, match=why):
        make().post(target)
    assert bluesky.published() == []


def test_300_graphemes_fit(make: Make, bluesky: Any, target: Reply) -> None:
    target.text = "👩‍🚀" * 250 + "ş" * 50
    make().post(target)
    assert bluesky.published()[0]["text"] == target.text


def test_spent_points_say_when(make: Make, bluesky: Any, target: Reply, clock: Clock) -> None:
    bluesky.rate(points=4, seconds=600)
    publisher = make()
    publisher.post(target)
    target.key = "3m63bzq7r2k2b"
    with pytest.raises(RateLimited, match="RateLimitExceeded") as refused:
        publisher.post(target)
    assert refused.value.retry_at == clock() + timedelta(seconds=600)
    assert writes(bluesky) == 2


def test_an_ended_session_is_replaced_and_the_reply_posted_once(make: Make, bluesky: Any, target: Reply) -> None:
    publisher = make()
    publisher.find(target)
    bluesky.end_sessions(refresh_too=True)
    publisher.post(target)
    assert len(bluesky.published()) == 1


INVALID = {"error": "InvalidRequest", "message": "no"}


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(CREATE, "hang_up"), Unknown),
        (Fault(CREATE, "answer", status=500), Unknown),
        (Fault(CREATE, "answer", status=502), Unknown),
        (Fault(CREATE, "answer", status=503, body="<html>"), Unknown),
        (Fault(CREATE, "answer", status=408), Unknown),
        (Fault(CREATE, "answer", status=200, body="<html>"), Unknown),
        (Fault(CREATE, "answer", status=400, body=INVALID), Permanent),
        (Fault(CREATE, "answer", status=413), Permanent),
        (Fault(CREATE, "answer", status=403, body={"error": "Forbidden"}), CredentialsRefused),
        (Fault(CREATE, "answer", status=400, body={"error": "ExpiredToken"}, times=2), Temporary),
        (Fault(SESSION, "answer", status=401, body={"error": "AuthenticationRequired"}), CredentialsRefused),
        (Fault(SESSION, "answer", status=429), RateLimited),
        (Fault(SESSION, "answer", status=503), Temporary),
        (Fault(SESSION, "hang_up"), Temporary),
    ],
)
def test_each_refusal_has_its_type(
    make: Make, sandbox: Sandbox, bluesky: Any, target: Reply, fault: Fault, error: type[PlatformError]
) -> None:
    sandbox.faults.add(fault)
    with pytest.raises(error) as refused:
        make().post(target)
    assert refused.type is error
    assert "uzunmuş" not in refused.value.detail
    assert bluesky.published() == []
    assert writes(bluesky) == 0, "a second attempt"


def test_an_address_nobody_listens_at_means_nothing_was_posted(clock: Clock, target: Reply) -> None:
    with pytest.raises(Temporary):
        build(brand(), {"APP_PASSWORD": "hush"}, "http://127.0.0.1:9", clock).post(target)


def test_a_reply_can_be_deleted_twice(make: Make, bluesky: Any, target: Reply) -> None:
    publisher = make()
    with pytest.raises(ValueError, match="never posted"):
        publisher.delete(target)
    target.native_id = publisher.post(target).native_id
    publisher.delete(target)
    publisher.delete(target)
    assert [p["deleted"] for p in bluesky.published()] == [True]
    assert publisher.find(target) is None


def test_own_replies_sees_what_colleagues_wrote(make: Make, bluesky: Any, target: Reply, clock: Clock) -> None:
    other = bluesky.post(ECE, f"@{US} bende de")
    bluesky.posted_by_hand(other, US, "çok önceki")
    clock.forward(hours=3)
    since = clock()
    by_hand = bluesky.posted_by_hand(target.target_id, US, "bakıyoruz")
    for n in range(150):
        clock.forward(seconds=1)
        bluesky.post(US, f"duyuru {n}")
    publisher = make()
    (own,) = publisher.own_replies(since)
    assert (own.target_id, own.native_id, own.text, own.at) == (target.target_id, by_hand, "bakıyoruz", since)
    assert len(publisher.take_calls()) == 2
