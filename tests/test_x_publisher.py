"""Replying on X: the real tweepy against the stand-in."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from models import Brand, Call, Platform, Reply
from models.brand import AiApproval
from models.errors import (
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
from responders.publishers.x import build
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


def texts(x: Any) -> list[str]:
    return [post["text"] for post in x.published()]


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
