"""Answering on Reddit: the real praw against the stand-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models import Brand, Mention, Platform, Reply
from models.errors import CredentialsRefused, Gone, Permanent, PlatformError, RateLimited, Temporary, Unknown
from responders.publishers import Publisher
from responders.publishers.reddit import SECRETS, build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock

ACCOUNT = "PapatyaDestek"
TEXT = "Papatya'da çalışıyorum. 3 gün uzunmuş, takip numaranı özelden yazar mısın?\nHemen bakıyorum."
SECRET = dict.fromkeys(SECRETS, "hush")
Make = Callable[..., Publisher]


@pytest.fixture(autouse=True)
def no_praw_ini(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@pytest.fixture
def make(sandbox: Sandbox, clock: Clock) -> Make:
    def made(**platform: Any) -> Publisher:
        config = Platform(account=ACCOUNT, **{"post": "api", **platform})
        return build(Brand(name="Papatya", platforms={"reddit": config}), SECRET, sandbox.address, clock)

    return made


@pytest.fixture
def reddit(sandbox: Sandbox) -> Any:
    return sandbox["reddit"]


@pytest.fixture
def target(reddit: Any) -> str:
    thread = reddit.submission("alisveris", "ali", "Papatya kargo")
    return str(reddit.comment(thread, "ece", "Papatya'dan 3 gündür haber yok"))


def reply_to(target: str, clock: Clock, text: str = TEXT, **fields: Any) -> Reply:
    base: dict[str, Any] = {"approved_at": clock(), "attempted_at": clock(), "key": "k1", "platform": "reddit"}
    return Reply(**base | {"id": 1, "target_id": target, "thread_id": "t3_x", "text": text} | fields)


def writes(reddit: Any) -> list[str]:
    return [request for request in reddit.requests if request == "POST /api/comment/"]


def test_by_hand_is_the_default_and_leads_to_the_post(make: Make) -> None:
    fields: dict[str, Any] = {"url": "https://www.reddit.com/r/a/comments/1/post/2/", "platform": "reddit"}
    mention = Mention(**fields)
    by_hand = make(post=None).route(mention, TEXT)
    assert (by_hand.way, by_hand.url) == ("by_hand", mention.url)
    assert make(post="by_hand").route(mention).way == "by_hand"
    assert make(post="api").route(mention).way == "api"


def test_a_reply_reads_as_approved_under_its_comment(make: Make, reddit: Any, target: str, clock: Clock) -> None:
    publisher = make()
    posted = publisher.post(reply_to(target, clock))
    (published,) = reddit.published()
    assert published["text"] == TEXT
    assert (published["id"], published["parent"], published["account"]) == (posted.native_id, target, ACCOUNT)
    assert posted.url == f"https://www.reddit.com/r/alisveris/comments/{_link(posted.url)}/post/{posted.native_id[3:]}/"
    assert [call.endpoint for call in posted.calls] == ["POST /api/comment"]
    assert publisher.take_calls() == []


def _link(url: str) -> str:
    return url.split("/comments/")[1].split("/")[0]


def test_a_submission_is_answered_too(make: Make, reddit: Any, clock: Clock) -> None:
    thread = reddit.submission("alisveris", "ali", "Papatya nasıl?")
    make().post(reply_to(thread, clock))
    assert [p["parent"] for p in reddit.published()] == [thread]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
def test_a_broken_server_is_asked_once_and_the_outcome_is_unknown(
    make: Make, sandbox: Sandbox, target: str, clock: Clock, status: int
) -> None:
    publisher = make()
    sandbox.faults.add(Fault("/reddit/api/comment/", "answer", status=status))
    with pytest.raises(Unknown):
        publisher.post(reply_to(target, clock))
    # The fault is used up: a second attempt inside the same call would have gone through.
    assert sandbox["reddit"].published() == []
    assert publisher.find(reply_to(target, clock)) is None


def test_a_lost_answer_is_unknown_and_found_afterwards(
    make: Make, sandbox: Sandbox, reddit: Any, target: str, clock: Clock
) -> None:
    publisher, reply = make(), reply_to(target, clock)
    sandbox.faults.add(Fault("/reddit/api/comment/", "lose_answer"))
    with pytest.raises(Unknown):
        publisher.post(reply)
    (published,) = reddit.published()
    clock.forward(minutes=1)
    found = publisher.find(reply)
    assert found is not None
    assert found.native_id == published["id"]
    assert found.url.endswith(f"/{published['id'][3:]}/")


def test_what_a_moderator_removed_is_still_ours(
    make: Make, sandbox: Sandbox, reddit: Any, target: str, clock: Clock
) -> None:
    publisher, reply = make(), reply_to(target, clock)
    native = publisher.post(reply).native_id
    reddit.remove(native)
    found = publisher.find(reply)
    assert found is not None
    assert found.native_id == native


def test_find_takes_neither_another_text_nor_another_parent(make: Make, reddit: Any, target: str, clock: Clock) -> None:
    elsewhere = reddit.comment(target, "can", "Papatya bende de")
    reddit.posted_by_hand(elsewhere, ACCOUNT, TEXT)
    reddit.posted_by_hand(target, ACCOUNT, "Başka bir söz")
    reddit.comment(target, "can", TEXT)
    assert make().find(reply_to(target, clock)) is None


def test_find_reads_back_over_many_pages(make: Make, reddit: Any, target: str, clock: Clock) -> None:
    reply = reply_to(target, clock)
    publisher = make()
    native = publisher.post(reply).native_id
    for n in range(250):
        clock.forward(seconds=1)
        reddit.posted_by_hand(target, ACCOUNT, f"başka {n}")
    found = publisher.find(reply)
    assert found is not None
    assert found.native_id == native


def test_find_says_so_when_it_cannot_tell(make: Make, sandbox: Sandbox, reddit: Any, target: str, clock: Clock) -> None:
    publisher, reply = make(), reply_to(target, clock)
    sandbox.faults.add(Fault("/reddit/user/*", "answer", status=503))
    with pytest.raises(Temporary):
        publisher.find(reply)
    for n in range(1001):
        reddit.posted_by_hand(target, ACCOUNT, f"başka {n}")
    with pytest.raises(Temporary, match="far enough"):
        publisher.find(reply)


def test_refusals_with_http_200(make: Make, reddit: Any, target: str, clock: Clock) -> None:
    publisher = make()
    with pytest.raises(Permanent, match="TOO_LONG"):
        publisher.post(reply_to(target, clock, text="a" * 10_001))
    reddit.throttle(540)
    publisher.post(reply_to(target, clock))
    with pytest.raises(RateLimited, match="RATELIMIT") as limited:
        publisher.post(reply_to(target, clock, text="ikinci"))
    assert limited.value.retry_at == clock() + timedelta(minutes=9)
    clock.forward(minutes=9)
    reddit.lock(target)
    with pytest.raises(Gone, match="THREAD_LOCKED"):
        publisher.post(reply_to(target, clock, text="üçüncü"))
    reddit.delete(target)
    with pytest.raises(Gone, match="DELETED_COMMENT"):
        publisher.post(reply_to(target, clock, text="dördüncü"))
    assert len(writes(reddit)) == 5, "nothing was repeated"
    assert len(reddit.published()) == 1


def test_a_deleted_submission_is_gone(make: Make, reddit: Any, clock: Clock) -> None:
    thread = reddit.submission("alisveris", "ali", "Papatya?")
    reddit.remove(thread)
    with pytest.raises(Gone, match="DELETED_LINK"):
        make().post(reply_to(thread, clock))


def test_a_ban_from_the_subreddit_is_permanent(make: Make, reddit: Any, target: str, clock: Clock) -> None:
    reddit.ban("alisveris")
    with pytest.raises(Permanent, match="Forbidden 403"):
        make().post(reply_to(target, clock))


ERRORS = {"json": {"errors": [["SOMETHING_IS_BROKEN", "sorry", None]]}}
WRONG_PASSWORD = {"error": "invalid_grant"}
BAD_REQUEST = {"reason": "THREAD_LOCKED", "explanation": "locked", "message": "Bad Request", "fields": ["parent"]}


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("/reddit/api/comment/", "hang_up"), Unknown),
        (Fault("/reddit/api/comment/", "answer", status=200, body="<html>?</html>"), Unknown),
        (Fault("/reddit/api/comment/", "answer", status=408), Unknown),
        (Fault("/reddit/api/comment/", "answer", status=418), Permanent),
        (Fault("/reddit/api/comment/", "answer", status=200, body=ERRORS), Unknown),
        (Fault("/reddit/api/comment/", "answer", status=400, body=BAD_REQUEST), Gone),
        (Fault("/reddit/api/comment/", "answer", status=404), Gone),
        (Fault("/reddit/api/comment/", "answer", status=413), Permanent),
        (Fault("/reddit/api/comment/", "answer", status=429), RateLimited),
        (Fault("/reddit/api/comment/", "answer", status=401, times=2), CredentialsRefused),
        (Fault("/reddit/api/v1/access_token", "answer", status=503), Temporary),
        (Fault("/reddit/api/v1/access_token", "hang_up"), Temporary),
        (Fault("/reddit/api/v1/access_token", "answer", status=401), CredentialsRefused),
        (
            Fault("/reddit/api/v1/access_token", "answer", status=200, body={"error": "invalid_grant"}),
            CredentialsRefused,
        ),
    ],
)
def test_each_refusal_has_its_type(
    make: Make, sandbox: Sandbox, reddit: Any, target: str, clock: Clock, fault: Fault, error: type[PlatformError]
) -> None:
    sandbox.faults.add(fault)
    with pytest.raises(error) as refused:
        make().post(reply_to(target, clock))
    assert refused.type is error
    assert "özelden" not in refused.value.detail
    assert reddit.published() == []
    assert writes(reddit) == [], "a second attempt"


def test_an_address_nobody_listens_at_means_nothing_was_posted(clock: Clock, target: str) -> None:
    config = Platform(account=ACCOUNT, post="api")
    brand = Brand(name="Papatya", platforms={"reddit": config})
    with pytest.raises(Temporary):
        build(brand, SECRET, "http://127.0.0.1:9", clock).post(reply_to(target, clock))


def test_an_ended_token_is_renewed_and_the_reply_posted_once(
    make: Make, reddit: Any, target: str, clock: Clock
) -> None:
    publisher = make()
    publisher.own_replies(clock() - timedelta(days=1))
    reddit.expire_tokens()
    publisher.post(reply_to(target, clock))
    assert len(reddit.published()) == 1


def test_an_exhausted_rate_limit_posts_nothing(make: Make, reddit: Any, target: str, clock: Clock) -> None:
    publisher = make()
    reddit.rate(limit=1, seconds=120)
    publisher.post(reply_to(target, clock))
    with pytest.raises(RateLimited) as limited:
        publisher.post(reply_to(target, clock, text="ikinci"))
    assert limited.value.retry_at == clock() + timedelta(seconds=120)
    assert len(writes(reddit)) == 1


def test_a_reply_can_be_deleted_twice(make: Make, reddit: Any, target: str, clock: Clock) -> None:
    publisher, reply = make(), reply_to(target, clock)
    reply.native_id = publisher.post(reply).native_id
    publisher.delete(reply)
    publisher.delete(reply)
    assert [p["deleted"] for p in reddit.published()] == [True]
    assert publisher.find(reply) is None
    with pytest.raises(ValueError, match="never posted"):
        publisher.delete(reply_to(target, clock))


def test_own_replies_sees_what_colleagues_wrote(make: Make, reddit: Any, target: str, clock: Clock) -> None:
    reddit.posted_by_hand(reddit.comment(target, "can", "bende de"), ACCOUNT, "çok önceki")
    clock.forward(hours=3)
    by_hand = reddit.posted_by_hand(target, ACCOUNT, "Merhaba, bakıyoruz")
    publisher = make()
    (own,) = publisher.own_replies(clock() - timedelta(minutes=1))
    assert (own.target_id, own.native_id, own.text, own.at) == (target, by_hand, "Merhaba, bakıyoruz", clock())
    assert len(publisher.take_calls()) == 1
    assert publisher.take_calls() == []
