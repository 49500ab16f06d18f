"""Answering on Mastodon: the real Mastodon.py against the stand-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from models import Brand, Mention, Platform, Reply
from models.errors import (
    ConfigError,
    CredentialsRefused,
    Gone,
    Permanent,
    PlatformError,
    RateLimited,
    Temporary,
    Unknown,
)
from responders.publishers import Publisher
from responders.publishers.mastodon import build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock

TEXT = "@ece@uzak.example üç gün uzunmuş, bakıyoruz.\nTakip no: https://papatya.example/takip/12345678901234567890"
SECRET = {"ACCESS_TOKEN": "token-for-papatya"}
POSTS = "/mastodon/api/v1/statuses"
Make = Callable[..., Publisher]


@pytest.fixture
def make(sandbox: Sandbox, clock: Clock) -> Make:
    def made(**platform: Any) -> Publisher:
        brand = Brand(name="Papatya", platforms={"mastodon": Platform(account="papatya", **platform)})
        return build(brand, SECRET, sandbox.address, clock)

    return made


@pytest.fixture
def mastodon(sandbox: Sandbox) -> Any:
    return sandbox["mastodon"]


@pytest.fixture
def target(mastodon: Any) -> str:
    return str(mastodon.status("ece@uzak.example", "@papatya 3 gündür haber yok"))


def reply_to(target: str, clock: Clock, text: str = TEXT, visibility: str = "public", key: str = "key-1") -> Reply:
    fields: dict[str, Any] = {"approved_at": clock(), "attempted_at": clock(), "thread_id": target, "lang": "tr"}
    ref = {"visibility": visibility, "mention": "@ece@uzak.example"}
    return Reply(id=1, platform="mastodon", target_id=target, text=text, key=key, ref=ref, **fields)


def writes(mastodon: Any) -> int:
    return int(mastodon.requests.count("POST /api/v1/statuses"))


def test_api_is_the_default_and_by_hand_leads_to_the_post(make: Make) -> None:
    fields: dict[str, Any] = {"url": "https://uzak.example/@ece/1", "platform": "mastodon"}
    mention = Mention(**fields)
    assert make().route(mention).way == "api"
    assert make(post="by_hand").route(mention).url == mention.url


@pytest.mark.parametrize("visibility", ["public", "unlisted", "private", "direct"])
def test_an_answer_is_as_visible_as_what_it_answers(make: Make, mastodon: Any, clock: Clock, visibility: str) -> None:
    target = mastodon.status("ece@uzak.example", "@papatya merhaba", visibility=visibility)
    publisher = make()
    posted = publisher.post(reply_to(target, clock, visibility=visibility))
    (published,) = mastodon.published()
    assert published["text"] == TEXT
    assert (published["id"], published["parent"]) == (posted.native_id, target)
    assert published["visibility"] == visibility
    assert posted.url == f"https://sandbox.example/@papatya/{posted.native_id}"
    assert [call.endpoint for call in posted.calls] == ["POST /statuses"]
    assert publisher.take_calls() == []


def test_an_unknown_visibility_is_kept_quiet(make: Make, mastodon: Any, target: str, clock: Clock) -> None:
    reply = reply_to(target, clock)
    reply.ref = {}
    make().post(reply)
    assert mastodon.published()[0]["visibility"] == "unlisted"


def test_a_direct_answer_to_nobody_is_refused(make: Make, mastodon: Any, target: str, clock: Clock) -> None:
    for text in ("bakıyoruz", "@ece bakıyoruz", "@ece@uzak.example.org bakıyoruz"):
        with pytest.raises(Permanent, match="name its author"):
            make().post(reply_to(target, clock, text=text, visibility="direct"))
    assert writes(mastodon) == 0


def test_a_lost_answer_is_unknown_found_and_not_doubled(
    make: Make, sandbox: Sandbox, mastodon: Any, target: str, clock: Clock
) -> None:
    publisher, reply = make(), reply_to(target, clock)
    sandbox.faults.add(Fault(POSTS, "lose_answer", method="POST"))
    with pytest.raises(Unknown):
        publisher.post(reply)
    (published,) = mastodon.published()
    found = publisher.find(reply)
    assert found is not None
    assert found.native_id == published["id"]
    assert publisher.post(reply).native_id == published["id"]
    assert len(mastodon.published()) == 1


def test_the_key_holds_for_an_hour_only(make: Make, mastodon: Any, target: str, clock: Clock) -> None:
    publisher, reply = make(), reply_to(target, clock)
    publisher.post(reply)
    clock.forward(minutes=61)
    publisher.post(reply)
    assert len(mastodon.published()) == 2, "which is why `find` comes first"


def test_our_answer_is_found_when_the_target_was_deleted(make: Make, mastodon: Any, target: str, clock: Clock) -> None:
    publisher, reply = make(), reply_to(target, clock)
    native = publisher.post(reply).native_id
    mastodon.delete(target)
    found = publisher.find(reply)
    assert found is not None
    assert found.native_id == native


def test_find_takes_neither_another_text_nor_parent_nor_time(
    make: Make, mastodon: Any, target: str, clock: Clock
) -> None:
    other = mastodon.status("can", "@papatya bende de")
    mastodon.posted_by_hand(target, "papatya", TEXT)
    clock.forward(hours=1)
    mastodon.posted_by_hand(other, "papatya", TEXT)
    mastodon.posted_by_hand(target, "papatya", "@ece@uzak.example başka söz")
    mastodon.status("can", TEXT, reply_to=target)
    assert make().find(reply_to(target, clock)) is None


def test_find_reads_back_over_many_pages_or_says_it_cannot(
    make: Make, mastodon: Any, target: str, clock: Clock
) -> None:
    publisher, reply = make(), reply_to(target, clock)
    native = publisher.post(reply).native_id
    for n in range(100):
        mastodon.status("papatya", f"duyuru {n}")
    found = publisher.find(reply)
    assert found is not None
    assert found.native_id == native
    for n in range(400):
        mastodon.status("papatya", f"duyuru {n}")
    with pytest.raises(Temporary, match="far enough"):
        publisher.find(reply)


def test_a_status_too_long_is_permanent_and_says_so(make: Make, mastodon: Any, target: str, clock: Clock) -> None:
    with pytest.raises(Permanent, match="character limit of 500") as refused:
        make().post(reply_to(target, clock, text="ş" * 501))
    assert "şş" not in refused.value.detail


def test_a_deleted_target_is_gone(make: Make, mastodon: Any, target: str, clock: Clock) -> None:
    mastodon.delete(target)
    with pytest.raises(Gone, match="does not appear to exist"):
        make().post(reply_to(target, clock))


NO_SCOPE = {"error": "This action is outside the authorized scopes"}
BAD_RESET = {"X-RateLimit-Reset": "soon", "X-RateLimit-Remaining": "9"}


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(POSTS, "hang_up"), Unknown),
        (Fault(POSTS, "answer", status=500), Unknown),
        (Fault(POSTS, "answer", status=502, body="<html>"), Unknown),
        (Fault(POSTS, "answer", status=503), Unknown),
        (Fault(POSTS, "answer", status=504), Unknown),
        (Fault(POSTS, "answer", status=408), Unknown),
        (Fault(POSTS, "answer", status=200, body="<html>"), Unknown),
        (Fault(POSTS, "answer", status=401), CredentialsRefused),
        (Fault(POSTS, "answer", status=403, body=NO_SCOPE), CredentialsRefused),
        (Fault(POSTS, "answer", status=403, body={"error": "This action is not allowed"}), Permanent),
        (Fault(POSTS, "answer", status=422, body={"error": "Validation failed"}), Permanent),
        (Fault(POSTS, "answer", status=429, headers=BAD_RESET), RateLimited),
    ],
)
def test_each_refusal_has_its_type(
    make: Make, sandbox: Sandbox, mastodon: Any, target: str, clock: Clock, fault: Fault, error: type[PlatformError]
) -> None:
    sandbox.faults.add(fault)
    with pytest.raises(error) as refused:
        make().post(reply_to(target, clock))
    assert refused.type is error
    assert "uzunmuş" not in refused.value.detail
    assert mastodon.published() == []
    assert writes(mastodon) == 0, "a second attempt"


def test_an_address_nobody_listens_at_means_nothing_was_posted(clock: Clock, target: str) -> None:
    brand = Brand(name="Papatya", platforms={"mastodon": Platform(account="papatya")})
    with pytest.raises(Temporary):
        build(brand, SECRET, "http://127.0.0.1:9", clock).post(reply_to(target, clock))
    with pytest.raises(ConfigError, match=r"brands\..*\.base_url: is missing in config.yaml; write your server"):
        build(brand, SECRET, None, clock)


def test_a_rate_limit_says_when_by_the_servers_clock(make: Make, mastodon: Any, target: str, clock: Clock) -> None:
    mastodon.rate(limit=1, seconds=200)
    publisher = make()
    publisher.post(reply_to(target, clock))
    with pytest.raises(RateLimited) as refused:
        publisher.post(reply_to(target, clock, key="key-2"))
    assert refused.value.retry_at == clock() + timedelta(seconds=200)


def test_a_reply_can_be_deleted_twice(make: Make, mastodon: Any, target: str, clock: Clock) -> None:
    publisher, reply = make(), reply_to(target, clock)
    with pytest.raises(ValueError, match="never posted"):
        publisher.delete(reply)
    reply.native_id = publisher.post(reply).native_id
    publisher.delete(reply)
    publisher.delete(reply)
    assert [p["deleted"] for p in mastodon.published()] == [True]


def test_own_replies_sees_what_colleagues_wrote(make: Make, mastodon: Any, target: str, clock: Clock) -> None:
    mastodon.posted_by_hand(mastodon.status("can", "@papatya bende de"), "papatya", "çok önceki")
    clock.forward(hours=3)
    by_hand = mastodon.posted_by_hand(target, "papatya", "@ece@uzak.example bakıyoruz <hemen>\nikinci & son")
    for n in range(60):
        mastodon.status("papatya", f"duyuru {n}")
    publisher = make()
    (own,) = publisher.own_replies(clock() - timedelta(minutes=1))
    assert (own.target_id, own.native_id) == (target, by_hand)
    assert own.text == "@ece bakıyoruz <hemen>\nikinci & son"
    assert len(publisher.take_calls()) == 3


def test_a_week_of_statuses_that_has_no_end_is_not_taken_for_all(
    make: Make, mastodon: Any, target: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("responders.publishers.mastodon._OWN_PAGES", 1)
    for n in range(40):
        mastodon.status("papatya", f"duyuru {n}")
    with pytest.raises(Temporary, match="far enough"):
        make().own_replies(clock() - timedelta(days=7))
