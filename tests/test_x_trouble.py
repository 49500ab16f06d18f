"""Reading X when it refuses, and looking again: the real tweepy against the stand-in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from models.errors import CredentialsRefused, CreditsOut, Permanent, PlatformError, RateLimited, Temporary
from monitor.collectors import Collector, _x_client
from monitor.collectors.x import build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.test_x import ACCOUNT, MENTIONS, SEARCH, brand, everything, ids, make, started, x

__all__ = ["make", "started", "x"]


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────

UNPAID_OLD = {
    "account_id": 155,
    "title": "CreditsDepleted",
    "detail": "Your enrolled account [155] does not have any credits to fulfill this request.",
    "type": "https://api.twitter.com/2/problems/credits",
}
APP_ONLY = {
    "title": "Unsupported Authentication",
    "detail": "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.",
    "type": "https://api.twitter.com/2/problems/unsupported-authentication",
    "status": 403,
}


@pytest.mark.parametrize(
    ("status", "body", "expected", "words"),
    [
        (401, {"title": "Unauthorized", "detail": "Unauthorized"}, CredentialsRefused, "401 Unauthorized"),
        (402, UNPAID_OLD, CreditsOut, "does not have any credits"),
        (
            402,
            {"title": "Payment Required", "detail": "credits depleted", "status": 402},
            CreditsOut,
            "credits depleted",
        ),
        (403, APP_ONLY, CredentialsRefused, "Application-Only"),
        (404, {"title": "Not Found"}, Permanent, "404"),
        (400, {"errors": [{"message": "bad field"}], "title": "Invalid Request"}, Permanent, "bad field"),
        (500, "oops", Temporary, "500"),
        (503, {"title": "Service Unavailable"}, Temporary, "503"),
        (200, "<html>maintenance</html>", Temporary, "JSONDecodeError"),
        (200, [], Temporary, "cannot be read"),
        (200, {"data": {"id": "1"}}, Temporary, "cannot be read"),
        (200, {"data": [{"text": "no id"}]}, Temporary, "cannot be read"),
        (
            200,
            {"data": [{"id": str(1 << 62), "author_id": "7", "created_at": "?", "text": ""}]},
            Temporary,
            "cannot be read",
        ),
    ],
)
def test_a_refusal_is_told_apart(
    started: tuple[Collector, str], sandbox: Sandbox, status: int, body: Any, expected: type[PlatformError], words: str
) -> None:
    sandbox.faults.add(Fault(MENTIONS, "answer", status=status, body=body))
    with pytest.raises(PlatformError) as caught:
        started[0].read(started[1], 100)
    assert type(caught.value) is expected
    assert words in caught.value.detail
    everything(*started)  # and the next poll goes on as if nothing had been


@pytest.mark.parametrize("kind", ["hang_up", "lose_answer"])
def test_a_cut_connection_is_temporary(started: tuple[Collector, str], sandbox: Sandbox, kind: Any) -> None:
    sandbox.faults.add(Fault(MENTIONS, kind))
    with pytest.raises(Temporary, match="ConnectionError"):
        started[0].read(started[1], 100)


def test_a_read_that_is_not_answered_ends(
    started: tuple[Collector, str], sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_x_client, "TIMEOUT", 0.05)
    sandbox.faults.add(Fault(MENTIONS, "stall"))
    with pytest.raises(Temporary, match="ReadTimeout"):
        started[0].read(started[1], 100)


def test_too_many_requests_say_when_to_come_back(
    started: tuple[Collector, str], x: Any, sandbox: Sandbox, clock: Clock
) -> None:
    begun = clock()
    headers = {"Authorization": f"Bearer {x.credentials(ACCOUNT)['OAUTH2_TOKEN']}"}
    with httpx.Client(base_url=sandbox.address, headers=headers, trust_env=False) as other:  # another app of ours
        for _ in range(299):
            other.get(MENTIONS.replace("*", x.account(ACCOUNT)))
    with pytest.raises(RateLimited) as caught:
        started[0].read(started[1], 100)
    assert caught.value.retry_at == begun + timedelta(minutes=15)
    clock.forward(minutes=15)
    everything(*started)


def test_a_429_that_names_no_time_is_asked_once(started: tuple[Collector, str], x: Any, sandbox: Sandbox) -> None:
    """tweepy's own waiting would repeat it at once, over and over."""
    x.post_cap(0)
    seen = len(sandbox.requests)
    with pytest.raises(RateLimited, match="Usage cap exceeded") as caught:
        started[0].read(started[1], 100)
    assert caught.value.retry_at is None
    assert len(sandbox.requests) == seen + 1


def test_no_credits(started: tuple[Collector, str], x: Any) -> None:
    for newer in (False, True):
        x.credits(0, newer_body=newer)
        with pytest.raises(CreditsOut):
            started[0].read(started[1], 100)


def test_consent_withdrawn(started: tuple[Collector, str], x: Any) -> None:
    x.revoke(ACCOUNT)
    with pytest.raises(CredentialsRefused):
        started[0].read(started[1], 100)


def test_a_wrong_secret_is_refused(sandbox: Sandbox, x: Any, clock: Clock) -> None:
    secrets = x.credentials(ACCOUNT) | {"ACCESS_SECRET": "wrong"}
    with pytest.raises(CredentialsRefused):
        build(brand(), secrets, sandbox.address, clock).read(None, 10)


def test_a_failing_search_holds_no_mention_back(started: tuple[Collector, str], x: Any, sandbox: Sandbox) -> None:
    collector, cursor = started
    tagged = x.post("ayse", f"@{ACCOUNT} bir")
    sandbox.faults.add(Fault(SEARCH, "answer", status=400, body={"errors": [{"message": "bad query"}]}, times=4))
    page = collector.read(cursor, 100)
    assert (ids(page.posts), page.more, page.trouble) == ([tagged], False, "400 bad query")
    page = collector.read(page.cursor, 100)
    assert (page.posts, page.more, page.trouble) == ([], False, "400 bad query")
    later = x.post("ayse", "Papatya iki")
    assert ids(everything(collector, page.cursor)[0]) == [later]


def test_a_search_that_stops_halfway_goes_on_next_time(
    started: tuple[Collector, str], x: Any, sandbox: Sandbox
) -> None:
    collector, cursor = started
    made = [x.post(f"kisi{n}", f"Papatya {n}") for n in range(25)]
    first = collector.read(cursor, 10)
    assert (len(first.posts), first.more) == (10, True)
    sandbox.faults.add(Fault(SEARCH, "answer", status=403, body={"title": "Forbidden", "detail": "not your plan"}))
    stopped = collector.read(first.cursor, 10)
    assert (stopped.posts, stopped.more, stopped.trouble) == ([], False, "403 not your plan")
    rest = everything(collector, stopped.cursor, 10)[0]
    assert ids([*first.posts, *rest]) == sorted(made)


def test_a_page_without_authors_raises_the_alarm_and_passes_nothing(started: tuple[Collector, str], x: Any) -> None:
    collector, cursor = started
    id = x.post("ayse", f"@{ACCOUNT} bir")
    x.speak("new_only")
    with pytest.raises(Permanent, match="names of its fields must have changed"):
        collector.read(cursor, 100)
    x.speak("as_asked")
    assert ids(everything(collector, cursor)[0]) == [id]


def test_customers_words_are_not_logged(
    started: tuple[Collector, str], x: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    x.post("ayse", f"@{ACCOUNT} gizlisaklı")
    everything(*started)
    assert "gizlisaklı" not in caplog.text
    assert x.credentials(ACCOUNT)["ACCESS_TOKEN"] not in caplog.text


# ── what became of a post ────────────────────────────────────────────────────────────────────────────


def test_lookup_tells_gone_from_there(started: tuple[Collector, str], x: Any) -> None:
    there, gone = x.post("ayse", f"@{ACCOUNT} bir"), x.post("ayse", f"@{ACCOUNT} iki")
    x.delete(gone)
    seen = started[0].lookup([there, gone, "12345"])
    assert [(one.native_id, one.exists) for one in seen] == [(there, True), (gone, False), ("12345", False)]
    assert seen[0].text == f"@{ACCOUNT} bir"


def test_an_edited_post_is_the_same_mention_with_todays_text(
    started: tuple[Collector, str], x: Any, clock: Clock
) -> None:
    id = x.post("ayse", f"@{ACCOUNT} kargo nerde")
    _, cursor = everything(*started)
    clock.forward(minutes=5)
    x.edit(id, f"@{ACCOUNT} kargo nerede?")
    again, _ = everything(started[0], cursor)
    assert ids(again) == [id]
    assert started[0].lookup([id])[0].text == f"@{ACCOUNT} kargo nerede?"


def test_lookup_finds_our_answer_however_it_was_written(started: tuple[Collector, str], x: Any) -> None:
    first, second = x.post("ayse", f"@{ACCOUNT} bir"), x.post("ayse", f"@{ACCOUNT} iki")
    edited = x.edit(second, f"@{ACCOUNT} iki!")
    answers = [x.posted_by_hand(ACCOUNT, "bakıyoruz", first), x.posted_by_hand(ACCOUNT, "buyurun", edited)]
    x.posted_by_hand("bora", "bana da oldu", first)
    assert [one.answered_by_us for one in started[0].lookup([first, second])] == answers


def test_lookup_pages_through_posts_and_through_our_timeline(started: tuple[Collector, str], x: Any) -> None:
    targets = [x.post("ayse", f"@{ACCOUNT} {n}") for n in range(130)]
    answers = [x.posted_by_hand(ACCOUNT, f"cevap {n}", target) for n, target in enumerate(targets)]
    assert [one.answered_by_us for one in started[0].lookup(targets)] == answers


def test_lookup_puts_its_calls_on_the_first_of_its_answers(started: tuple[Collector, str], x: Any) -> None:
    first, second = x.post("ayse", f"@{ACCOUNT} bir"), x.post("ayse", f"@{ACCOUNT} iki")
    one, two = started[0].lookup([first, second])
    assert [(call.resource, call.ids) for call in one.calls] == [("post", (first, second)), ("owned_post", ())]
    assert two.calls == ()
    assert started[0].lookup([]) == []


def test_a_lookup_that_fails_says_so(started: tuple[Collector, str], x: Any, sandbox: Sandbox) -> None:
    id = x.post("ayse", f"@{ACCOUNT} bir")
    sandbox.faults.add(Fault("/x/2/users/*/tweets", "answer", status=503))
    with pytest.raises(Temporary):
        started[0].lookup([id])
