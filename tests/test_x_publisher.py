"""Replying on X: the real tweepy against the stand-in."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models import Brand, Call, Mention, Platform, Reply
from models.brand import AiApproval
from models.errors import (
    ConfigError,
    CredentialsRefused,
    CreditsOut,
    Duplicate,
    Gone,
    NotSummoned,
    Permanent,
    PlatformError,
    RateLimited,
    Temporary,
    Unknown,
)
from responders.publishers import Publisher, _x_client
from responders.publishers.x import before, build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock

ACCOUNT = "PapatyaTR"
POST = "/x/2/tweets"
OWN = "/x/2/users/*/tweets"
APPROVAL = AiApproval(date=date(2026, 10, 1), ref="case 4711")
Write = Callable[..., Reply]


def brand(**platform: Any) -> Brand:
    fields: dict[str, Any] = {"account": ACCOUNT, "post": "api", "x_ai_approval": APPROVAL, **platform}
    return Brand(key="papatya", name="Papatya", platforms={"x": Platform(**fields)})


@pytest.fixture
def x(sandbox: Sandbox) -> Any:
    sandbox["x"].account(ACCOUNT, "Papatya", 12_000)
    return sandbox["x"]


@pytest.fixture
def publisher(sandbox: Sandbox, x: Any, clock: Clock) -> Publisher:
    return build(brand(), x.credentials(ACCOUNT), sandbox.address, clock)


@pytest.fixture
def write(clock: Clock) -> Write:
    """An approved reply to a post."""

    def make(target: str, text: str = "Merhaba, bakıyoruz.", **changes: Any) -> Reply:
        return reply_of(target, clock, text=text, **changes)

    return make


def reply_of(target: str, clock: Clock, **changes: Any) -> Reply:
    fields: dict[str, Any] = {
        "brand": "papatya",
        "platform": "x",
        "account": ACCOUNT,
        "target_id": target,
        "thread_id": target,
        "approved_at": clock(),
        "attempted_at": clock(),
    }
    return Reply(**(fields | changes))


@pytest.fixture
def target(x: Any) -> str:
    """A post that summons us."""
    made: str = x.post("ayse", f"@{ACCOUNT} kargom nerede?")
    return made


def mention_of(id: str, summoned: bool) -> Mention:
    at = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
    return Mention(
        brand="papatya",
        platform="x",
        native_id=id,
        root_id=id,
        author_id=1,
        text="kargom nerede?",
        created_at=at,
        received_at=at,
        summoned=summoned,
    )


def texts(x: Any) -> list[str]:
    return [post["text"] for post in x.published()]


# ── how a reply may travel ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("platform", "summoned", "way", "code"),
    [
        ({}, True, "api", ""),
        ({}, False, "by_hand", "not_summoned"),
        ({"x_ai_approval": None}, True, "by_hand", "no_ai_approval"),
        ({"post": "by_hand"}, True, "by_hand", "by_hand_configured"),
        ({"post": None}, True, "by_hand", "by_hand_configured"),
    ],
)
def test_an_app_answers_only_where_x_lets_it(
    sandbox: Sandbox, x: Any, clock: Clock, platform: dict[str, Any], summoned: bool, way: str, code: str
) -> None:
    publisher = build(brand(**platform), x.credentials(ACCOUNT), sandbox.address, clock)
    mention = mention_of("42", summoned)
    route = publisher.route(mention, "Merhaba!")
    assert (route.way, route.reason.partition(":")[0]) == (way, code)
    assert bool(route.url) == (way == "by_hand")
    assert sandbox.requests == []


def test_the_composer_opens_with_the_text_filled_in(publisher: Publisher) -> None:
    url = publisher.route(mention_of("42", summoned=False), "Çok üzüldük 😔 & bakıyoruz: a=b/c #1").url
    assert url == (
        "https://x.com/intent/tweet?in_reply_to=42&text="
        "%C3%87ok%20%C3%BCz%C3%BCld%C3%BCk%20%F0%9F%98%94%20%26%20bak%C4%B1yoruz%3A%20a%3Db%2Fc%20%231"
    )


# ── posting ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_reply_is_posted_under_its_post_word_for_word(
    publisher: Publisher, write: Write, target: str, x: Any
) -> None:
    posted = publisher.post(write(target, "Merhaba Ayşe, iade adımları: papatya.com.tr/iade 🌼"))
    (there,) = x.published()
    assert (there["in_reply_to"], there["text"]) == (target, "Merhaba Ayşe, iade adımları: papatya.com.tr/iade 🌼")
    assert posted.native_id == there["id"]
    assert posted.url == f"https://x.com/{ACCOUNT}/status/{there['id']}"


@pytest.mark.parametrize(
    ("text", "resource"),
    [("Merhaba", "summoned_reply"), ("Bakın: https://papatya.com.tr/iade", "summoned_reply_with_url")],
)
def test_a_post_is_noted_at_the_price_x_bills(
    publisher: Publisher, write: Write, target: str, x: Any, text: str, resource: str
) -> None:
    posted = publisher.post(write(target, text))
    assert posted.calls == [Call("POST /2/tweets", resource, (posted.native_id,), 0)]
    assert list(x.bill()) == [resource, "total"]
    assert publisher.take_calls() == []


LIKELY = [
    (401, {"title": "Unauthorized", "detail": "Unauthorized"}, CredentialsRefused),
    (402, {"title": "CreditsDepleted", "detail": "does not have any credits"}, CreditsOut),
    (402, {"title": "Payment Required", "detail": "credits depleted", "status": 402}, CreditsOut),
    (403, {"detail": "You are not permitted to perform this action."}, Permanent),
    (
        403,
        {"detail": "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint."},
        CredentialsRefused,
    ),
    (403, {"detail": "Authenticating with OAuth 2.0 Application-Only is forbidden"}, CredentialsRefused),
    (403, {"detail": "Your account is suspended and is not permitted to access this feature."}, CredentialsRefused),
    (403, {"detail": "You attempted to reply to a Tweet that is deleted or not visible to you."}, Gone),
    (400, {"errors": [{"message": "text is too long"}], "title": "Invalid Request"}, Permanent),
    (404, {"title": "Not Found"}, Permanent),
    (429, {"title": "Too Many Requests", "detail": "Too Many Requests"}, RateLimited),
    (500, {}, Unknown),
    (503, {"title": "Service Unavailable"}, Unknown),
    (200, "<html>maintenance</html>", Unknown),
    (201, {}, Unknown),
    (201, {"data": {"text": "no id"}}, Unknown),
    (201, [], Unknown),
    (403, ["not an object"], Unknown),
]


@pytest.mark.parametrize(("status", "body", "expected"), LIKELY)
def test_a_refusal_is_told_apart(
    publisher: Publisher,
    write: Write,
    target: str,
    sandbox: Sandbox,
    x: Any,
    status: int,
    body: Any,
    expected: type[PlatformError],
) -> None:
    sandbox.faults.add(Fault(POST, "answer", status=status, body=body))
    with pytest.raises(PlatformError) as caught:
        publisher.post(write(target))
    assert type(caught.value) is expected
    assert "bakıyoruz" not in caught.value.detail
    assert sandbox.requests == [("POST", POST)]
    assert texts(x) == []


def test_a_post_by_somebody_who_did_not_summon_us_stays_unanswered(publisher: Publisher, write: Write, x: Any) -> None:
    ours = x.post(ACCOUNT, "Yeni sezon!")
    for target in (x.post("bora", "Papatya kötü"), x.post("bora", "çok pahalı", reply_to=ours)):
        with pytest.raises(NotSummoned, match="not been mentioned or otherwise engaged"):
            publisher.post(write(target))
    assert texts(x) == []


def test_a_quote_of_ours_may_be_answered(publisher: Publisher, write: Write, x: Any) -> None:
    publisher.post(write(x.post("bora", "bu ne?", quote=x.post(ACCOUNT, "Yeni sezon!"))))
    assert texts(x) == ["Merhaba, bakıyoruz."]


def test_a_text_that_is_there_already_is_a_duplicate(publisher: Publisher, write: Write, target: str, x: Any) -> None:
    publisher.post(write(target))
    with pytest.raises(Duplicate, match="duplicate content"):
        publisher.post(write(target))
    assert len(x.published()) == 1


@pytest.mark.parametrize("gone", [True, False])
def test_a_post_that_is_gone_cannot_be_answered(
    publisher: Publisher, write: Write, target: str, x: Any, gone: bool
) -> None:
    if gone:
        x.delete(target)
    with pytest.raises(Gone, match="reply tweet ID is invalid"):
        publisher.post(write(target if gone else "12345"))


def test_a_text_beyond_280_is_refused_for_good(publisher: Publisher, write: Write, target: str, x: Any) -> None:
    publisher.post(write(target, "ş" * 280))
    with pytest.raises(Permanent):
        publisher.post(write(target, "😔" * 141))
    assert texts(x) == ["ş" * 280]


def test_no_credits(publisher: Publisher, write: Write, target: str, x: Any) -> None:
    for newer in (False, True):
        x.credits(0, newer_body=newer)
        with pytest.raises(CreditsOut, match="credits"):
            publisher.post(write(target))


def test_x_takes_a_hundred_posts_in_a_quarter_of_an_hour(
    publisher: Publisher, write: Write, target: str, x: Any, clock: Clock
) -> None:
    for n in range(100):
        publisher.post(write(target, f"cevap {n}"))
    with pytest.raises(RateLimited) as caught:
        publisher.post(write(target, "cevap 100"))
    assert caught.value.retry_at == clock() + timedelta(minutes=15)
    clock.forward(minutes=15)
    publisher.post(write(target, "cevap 100"))


def test_a_429_that_names_no_time_is_asked_once(
    publisher: Publisher, write: Write, target: str, sandbox: Sandbox
) -> None:
    """tweepy's own waiting would repeat it at once, over and over."""
    sandbox.faults.add(Fault(POST, "answer", status=429, body={"title": "UsageCapExceeded"}, times=50))
    with pytest.raises(RateLimited) as caught:
        publisher.post(write(target))
    assert caught.value.retry_at is None
    assert sandbox.requests == [("POST", POST)]


@pytest.mark.parametrize(("kind", "arrived"), [("hang_up", False), ("lose_answer", True)])
def test_a_cut_connection_leaves_it_open_and_is_not_repeated(
    publisher: Publisher, write: Write, target: str, sandbox: Sandbox, x: Any, kind: Any, arrived: bool
) -> None:
    sandbox.faults.add(Fault(POST, kind))
    reply = write(target)
    with pytest.raises(Unknown):
        publisher.post(reply)
    assert sandbox.requests == [("POST", POST)]
    assert len(x.published()) == arrived
    assert (publisher.find(reply) is not None) == arrived


def test_a_post_that_is_not_answered_leaves_it_open(
    publisher: Publisher, write: Write, target: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_x_client, "TIMEOUT", 0.05)
    sandbox.faults.add(Fault(POST, "stall"))
    with pytest.raises(Unknown, match="ReadTimeout"):
        publisher.post(write(target))


def test_where_nobody_listens_nothing_was_posted(write: Write, x: Any, clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        nobody = f"http://127.0.0.1:{closing.getsockname()[1]}"
    publisher = build(brand(), x.credentials(ACCOUNT), nobody, clock)
    with pytest.raises(Temporary, match="ConnectionError"):
        publisher.post(write("42"))


def test_what_is_written_is_not_logged(
    publisher: Publisher, write: Write, target: str, x: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    publisher.post(write(target, "gizlisaklı"))
    assert "gizlisaklı" not in caplog.text
    assert x.credentials(ACCOUNT)["ACCESS_TOKEN"] not in caplog.text


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


def test_own_replies_by_whatever_way_they_came(publisher: Publisher, write: Write, target: str, x: Any) -> None:
    second, third = x.post("bora", f"@{ACCOUNT} iki"), x.post("cem", f"@{ACCOUNT} üç")
    posted = publisher.post(write(target))
    by_hand = x.posted_by_hand(ACCOUNT, "buyurun", second)
    x.posted_by_hand("deniz", "bende de", third)
    found = publisher.own_replies([target, second, third])
    assert {id: post.native_id for id, post in found.items()} == {target: posted.native_id, second: by_hand}
    assert publisher.own_replies([]) == {}


def test_our_posts_are_read_once_and_not_every_day_again(
    publisher: Publisher, target: str, x: Any, clock: Clock
) -> None:
    later = x.post("bora", f"@{ACCOUNT} iki")
    for day in range(3):
        x.posted_by_hand(ACCOUNT, f"cevap {day}", target)
        assert list(publisher.own_replies([target, later])) == [target]
        clock.forward(days=1)
    assert x.bill()["owned_post"] == 3_000
    late = x.posted_by_hand(ACCOUNT, "buyurun", later)
    assert publisher.own_replies([later])[later].native_id == late


def test_an_older_post_makes_us_read_further_back(publisher: Publisher, target: str, x: Any, clock: Clock) -> None:
    answer = x.posted_by_hand(ACCOUNT, "cevap", target)
    clock.forward(days=1)
    later = x.post("bora", f"@{ACCOUNT} iki")
    assert publisher.own_replies([later]) == {}
    assert publisher.own_replies([target, later])[target].native_id == answer


def test_a_post_that_shows_up_late_is_not_missed(publisher: Publisher, target: str, x: Any, clock: Clock) -> None:
    second = x.post("bora", f"@{ACCOUNT} iki")
    x.read_lag(60)
    slow = x.posted_by_hand(ACCOUNT, "cevap", target)
    x.read_lag(0)
    x.posted_by_hand(ACCOUNT, "cevap iki", second)
    assert list(publisher.own_replies([target, second])) == [second]
    clock.forward(minutes=2)
    assert publisher.own_replies([target])[target].native_id == slow


def test_a_timeline_that_breaks_off_is_read_again_from_where_it_was(
    publisher: Publisher, target: str, x: Any, sandbox: Sandbox
) -> None:
    answer = x.posted_by_hand(ACCOUNT, "cevap", target)
    for n in range(120):
        x.posted_by_hand(ACCOUNT, f"sonraki {n}", x.post("bora", f"@{ACCOUNT} {n}"))
    sandbox.faults.add(Fault(OWN, "answer", status=200, body=_cut_short(x)))
    sandbox.faults.add(Fault(OWN, "hang_up"))
    with pytest.raises(Temporary):
        publisher.own_replies([target])
    assert publisher.own_replies([target])[target].native_id == answer


def _cut_short(x: Any) -> dict[str, Any]:
    newest = x.post(ACCOUNT, "duyuru")
    token = "7140dibdnow9c7btw" + format(int(newest), "x")
    return {"data": [{"id": newest, "text": "duyuru"}], "meta": {"next_token": token}}
        "data": [{"id": newest, "text": "duyuru"}],
        "meta": {"next_token": "7140dibdnow9c7btw" + f"{int(newest):x}"},
    }


def test_a_reply_taken_back_no_longer_answers(publisher: Publisher, write: Write, target: str) -> None:
    reply = write(target)
    reply.native_id = publisher.post(reply).native_id
    assert list(publisher.own_replies([target])) == [target]
    publisher.delete(reply)
    assert publisher.own_replies([target]) == {}


def test_reads_are_noted_for_the_ledger(publisher: Publisher, write: Write, target: str, x: Any) -> None:
    reply = write(target)
    posted = publisher.post(reply)
    publisher.find(reply)
    publisher.own_replies([target])
    calls = publisher.take_calls()
    assert calls == [Call("GET /2/users/:id/tweets", "owned_post", (posted.native_id,), 0)] * 2
    assert publisher.take_calls() == []
    assert x.bill()["owned_post"] == 1_000


# ── taking back ──────────────────────────────────────────────────────────────────────────────────────


def test_a_reply_is_deleted_and_deleting_it_again_is_no_error(
    publisher: Publisher, write: Write, target: str, x: Any
) -> None:
    reply = write(target)
    reply.native_id = publisher.post(reply).native_id
    publisher.delete(reply)
    publisher.delete(reply)
    assert [post["deleted"] for post in x.published()] == [True]
    assert publisher.take_calls()[0] == Call("DELETE /2/tweets/:id", "delete", (reply.native_id,), 0)


def test_deleting_what_x_says_it_cannot_find_is_no_error(publisher: Publisher, write: Write, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("/x/2/tweets/42", "answer", status=404, body={"title": "Not Found"}))
    publisher.delete(write("41", native_id="42"))
    assert publisher.take_calls() == []


def test_deleting_may_be_repeated_after_a_lost_answer(
    publisher: Publisher, write: Write, target: str, sandbox: Sandbox, x: Any
) -> None:
    reply = write(target)
    reply.native_id = publisher.post(reply).native_id
    sandbox.faults.add(Fault("/x/2/tweets/*", "lose_answer", method="DELETE"))
    with pytest.raises(Temporary):
        publisher.delete(reply)
    publisher.delete(reply)
    assert [post["deleted"] for post in x.published()] == [True]


def test_somebody_elses_post_is_not_deleted(publisher: Publisher, write: Write, target: str) -> None:
    with pytest.raises(Permanent, match="not authorized"):
        publisher.delete(write("1", native_id=target))


def test_what_was_never_posted_cannot_be_deleted(publisher: Publisher, write: Write, target: str) -> None:
    with pytest.raises(ValueError, match="never posted"):
        publisher.delete(write(target))


def test_an_account_whose_number_nobody_names_is_a_mistake_in_config(sandbox: Sandbox, x: Any, clock: Clock) -> None:
    with pytest.raises(ConfigError, match="account_id"):
        build(brand(), x.credentials(ACCOUNT) | {"ACCESS_TOKEN": "hush-hush"}, sandbox.address, clock)


def test_time_is_read_from_ids(clock: Clock) -> None:
    assert before(datetime(2026, 11, 19, 7, 0, tzinfo=UTC)) == 2123310302622646271


# ── the spelling of August 2026 ──────────────────────────────────────────────────────────────────────


def test_a_reply_is_found_where_x_names_parents_only_to_those_who_ask(
    publisher: Publisher, write: Write, target: str, x: Any
) -> None:
    reply = write(target, HARD)
    posted = publisher.post(reply)
    x.speak("new")
    found = publisher.find(reply)
    assert found is not None
    assert found.native_id == posted.native_id
    assert list(publisher.own_replies([target])) == [target]
    assert ("post", (target,)) in [(call.resource, call.ids) for call in publisher.take_calls()]


def test_a_text_under_an_unknown_post_is_neither_found_nor_missing(
    publisher: Publisher, write: Write, target: str, sandbox: Sandbox
) -> None:
    unknown = {"id": str(1 << 62), "text": "Merhaba, bakıyoruz.", "conversation_id": target}
    sandbox.faults.add(Fault(OWN, "answer", status=200, body={"data": [unknown], "meta": {}}, times=2))
    with pytest.raises(Temporary, match="which post"):
        publisher.find(write(target))
