"""Finding replies on X again: the real tweepy against the stand-in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models import Call
from models.errors import (
    CredentialsRefused,
    CreditsOut,
    Permanent,
    PlatformError,
    RateLimited,
    Temporary,
)
from responders.publishers import Publisher
from responders.publishers.x import build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.test_x_publisher import ACCOUNT, OWN, Write, brand, publisher, reply_of, target, write, x

__all__ = ["publisher", "target", "write", "x"]


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────

HARD = "@ayse & <b>'Papatya'dan'</b> 😔\n\niade: https://papatya.com.tr/iade?a=1&copy=2 ve papatya.com.tr"


@pytest.mark.parametrize("text", ["Merhaba, bakıyoruz.", HARD, "İyi günler\u0307", "  iki  boşluk "])
def test_a_reply_is_found_whatever_x_makes_of_its_text(
    publisher: Publisher, write: Write, target: str, text: str
) -> None:
    reply = write(target, text)
    posted = publisher.post(reply)
    found = publisher.find(reply)
    assert found is not None
    assert (found.native_id, found.url, found.calls) == (posted.native_id, posted.url, posted.calls)


@settings(max_examples=80, deadline=None)
@given(
    text=st.lists(
        st.one_of(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf"]), max_size=12),
            st.sampled_from(["&amp;", "&copy", "<b>", "@ayse", "@bora", "https://a.com/?x=1&lt=2", "b.com", "\n", "İ"]),
        ),
        min_size=1,
        max_size=9,
    ).map(" ".join)
)
def test_any_text_x_takes_is_found_again(text: str) -> None:
    clock = Clock()
    with Sandbox(clock) as sandbox:
        x = sandbox["x"]
        publisher = build(brand(), x.credentials(ACCOUNT), sandbox.address, clock)
        target = x.post("ayse", f"@{ACCOUNT} @bora kargom nerede?")
        reply = reply_of(target, clock, text=text)
        try:
            posted = publisher.post(reply)
        except Permanent:  # too long, or nothing to see
            assume(False)
        found = publisher.find(reply)
        assert found is not None
        assert found.calls == posted.calls
        assert publisher.find(reply_of(target, clock, text=text + " başka")) is None


def test_only_this_text_under_this_post_is_this_reply(publisher: Publisher, write: Write, target: str, x: Any) -> None:
    other = x.post("bora", f"@{ACCOUNT} ya ben?")
    x.posted_by_hand(ACCOUNT, "Merhaba, bakıyoruz.", other)
    x.posted_by_hand(ACCOUNT, "Merhaba, hemen bakıyoruz.", target)
    x.posted_by_hand("cem", "Merhaba, bakıyoruz.", target)
    assert publisher.find(write(target)) is None


def test_a_reply_is_found_beyond_the_first_page(publisher: Publisher, write: Write, target: str, x: Any) -> None:
    reply = write(target)
    posted = publisher.post(reply)
    for n in range(250):
        x.posted_by_hand(ACCOUNT, f"sonraki {n}", target)
    found = publisher.find(reply)
    assert found is not None
    assert found.native_id == posted.native_id


def test_looking_goes_back_no_further_than_the_approval(
    publisher: Publisher, write: Write, target: str, x: Any, clock: Clock
) -> None:
    for n in range(120):
        x.posted_by_hand(ACCOUNT, f"önceki {n}", target)
    clock.forward(hours=1)
    assert publisher.find(write(target, attempted_at=None)) is None
    (call,) = publisher.take_calls()
    assert call == Call("GET /2/users/:id/tweets", "owned_post", (), 0)


def test_a_post_x_does_not_show_yet_is_found_after_the_read_lag(
    publisher: Publisher, write: Write, target: str, x: Any, clock: Clock
) -> None:
    x.read_lag(publisher.read_lag.total_seconds())
    reply = write(target)
    publisher.post(reply)
    assert publisher.find(reply) is None
    clock.forward(seconds=publisher.read_lag.total_seconds())
    assert publisher.find(reply) is not None


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (503, {}, Temporary),
        (401, {}, CredentialsRefused),
        (402, {}, CreditsOut),
        (403, {}, Permanent),
        (429, {}, RateLimited),
        (200, "<html>", Temporary),
        (200, {"data": [{"text": "?"}]}, Temporary),
    ],
)
def test_a_look_that_fails_never_says_it_is_not_there(
    publisher: Publisher, write: Write, target: str, sandbox: Sandbox, status: int, body: Any, expected: Any
) -> None:
    sandbox.faults.add(Fault(OWN, "answer", status=status, body=body))
    with pytest.raises(PlatformError) as caught:
        publisher.find(write(target))
    assert type(caught.value) is expected


def test_a_look_that_breaks_off_half_way_says_nothing(
    publisher: Publisher, write: Write, target: str, x: Any, sandbox: Sandbox
) -> None:
    for n in range(120):
        x.posted_by_hand(ACCOUNT, f"sonraki {n}", target)
    sandbox.faults.add(Fault(OWN, "answer", status=200, body=_first_page(x, target)))
    sandbox.faults.add(Fault(OWN, "hang_up"))
    with pytest.raises(Temporary):
        publisher.find(write(target))


def _first_page(x: Any, target: str) -> dict[str, Any]:
    replies = [{"id": post["id"], "text": post["text"]} for post in x.replies(target)[:100]]
    return {"data": replies, "meta": {"next_token": "7140dibdnow9c7btw" + format(int(replies[0]["id"]), "x")}}


def test_own_replies_by_whatever_way_they_came(
    publisher: Publisher, write: Write, target: str, x: Any, clock: Clock
) -> None:
    since = clock()
    clock.forward(minutes=1)
    second, third = x.post("bora", f"@{ACCOUNT} iki"), x.post("cem", f"@{ACCOUNT} üç")
    posted = publisher.post(write(target))
    by_hand = x.posted_by_hand(ACCOUNT, "@bora @cem buyurun & <bakın> https://papatya.com.tr/iade", second)
    x.posted_by_hand("deniz", "bende de", third)
    x.post(ACCOUNT, "duyuru")
    found = {own.target_id: own for own in publisher.own_replies(since)}
    assert {target: own.native_id for target, own in found.items()} == {target: posted.native_id, second: by_hand}
    own = found[second]
    assert own.text == "buyurun & <bakın> https://papatya.com.tr/iade", "as it was written, without X's dressing"
    assert own.url == f"https://x.com/{ACCOUNT}/status/{by_hand}"
    assert abs(own.at - clock()) < timedelta(milliseconds=1)


def test_our_timeline_is_read_from_a_moment_on(publisher: Publisher, target: str, x: Any, clock: Clock) -> None:
    x.posted_by_hand(ACCOUNT, "cevap", target)
    clock.forward(days=1)
    assert publisher.own_replies(clock()) == []
    assert [own.target_id for own in publisher.own_replies(clock() - timedelta(days=2))] == [target]


def test_our_posts_are_billed_once_a_day_however_often_they_are_read(
    publisher: Publisher, target: str, x: Any, clock: Clock
) -> None:
    x.posted_by_hand(ACCOUNT, "cevap", target)
    for _ in range(5):
        publisher.own_replies(clock() - timedelta(minutes=10))
    assert x.bill()["owned_post"] == 1_000
    clock.forward(days=1)
    publisher.own_replies(clock() - timedelta(minutes=10))
    assert x.bill()["owned_post"] == 1_000


def test_a_timeline_that_breaks_off_leaves_nothing_out(
    publisher: Publisher, target: str, x: Any, sandbox: Sandbox, clock: Clock
) -> None:
    answer = x.posted_by_hand(ACCOUNT, "cevap", target)
    for n in range(120):
        x.posted_by_hand(ACCOUNT, f"sonraki {n}", x.post("bora", f"@{ACCOUNT} {n}"))
    sandbox.faults.add(Fault(OWN, "answer", status=200, body=_cut_short(x)))
    sandbox.faults.add(Fault(OWN, "hang_up"))
    since = clock() - timedelta(hours=1)
    with pytest.raises(Temporary):
        publisher.own_replies(since)
    found = publisher.own_replies(since)
    assert len(found) == 121
    assert found[-1].native_id == answer


def _cut_short(x: Any) -> dict[str, Any]:
    newest = x.post(ACCOUNT, "duyuru")
    token = "7140dibdnow9c7btw" + format(int(newest), "x")
    return {"data": [{"id": newest, "text": "duyuru"}], "meta": {"next_token": token}}


def test_a_reply_taken_back_no_longer_answers(publisher: Publisher, write: Write, target: str, clock: Clock) -> None:
    reply, since = write(target), clock() - timedelta(minutes=1)
    reply.native_id = publisher.post(reply).native_id
    assert [own.target_id for own in publisher.own_replies(since)] == [target]
    publisher.delete(reply)
    assert publisher.own_replies(since) == []


def test_reads_are_noted_for_the_ledger(publisher: Publisher, write: Write, target: str, x: Any, clock: Clock) -> None:
    reply = write(target)
    posted = publisher.post(reply)
    publisher.find(reply)
    publisher.own_replies(clock() - timedelta(minutes=1))
    calls = publisher.take_calls()
    assert calls == [Call("GET /2/users/:id/tweets", "owned_post", (posted.native_id,), 0)] * 2
    assert publisher.take_calls() == []
    assert x.bill()["owned_post"] == 1_000


# ── the spelling of August 2026 ──────────────────────────────────────────────────────────────────────


def test_a_reply_is_found_where_x_names_parents_only_to_those_who_ask(
    publisher: Publisher, write: Write, target: str, x: Any, clock: Clock
) -> None:
    reply = write(target, HARD)
    posted = publisher.post(reply)
    x.speak("new")
    found = publisher.find(reply)
    assert found is not None
    assert found.native_id == posted.native_id
    assert [own.target_id for own in publisher.own_replies(clock() - timedelta(minutes=1))] == [target]
    assert ("post", (target,)) in [(call.resource, call.ids) for call in publisher.take_calls()]


def test_a_text_under_an_unknown_post_is_neither_found_nor_missing(
    publisher: Publisher, write: Write, target: str, sandbox: Sandbox
) -> None:
    unknown = {"id": str(1 << 62), "text": "Merhaba, bakıyoruz.", "conversation_id": target}
    sandbox.faults.add(Fault(OWN, "answer", status=200, body={"data": [unknown], "meta": {}}, times=2))
    with pytest.raises(Temporary, match="which post"):
        publisher.find(write(target))
