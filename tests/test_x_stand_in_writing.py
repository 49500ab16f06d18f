"""The stand-in for X, written to and searched: who may be answered, what a query finds."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sandbox.x_query import BadQuery, compiled
from sandbox.x_world import World
from tests.conftest import Clock
from tests.test_x_stand_in import BRAND, me, reply, web, x

__all__ = ["me", "web", "x"]


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────


def test_who_may_be_answered(web: httpx.Client, x: Any) -> None:
    ours = x.post(BRAND, "Yeni sezon!")
    outcomes = {
        "named": reply(web, "1", x.post("ayse", f"selam @{BRAND}")),
        "quoted": reply(web, "2", x.post("ayse", "bu ne", quote=ours)),
        "ours": reply(web, "3", ours),
        "not named": reply(web, "4", x.post("ayse", "papatya kötü")),
        "named by X only": reply(web, "5", x.post("ayse", "pahalı", reply_to=ours)),
        "handle typed where X puts it": reply(web, "6", x.post("ayse", f"@{BRAND} pahalı", reply_to=ours)),
        "named in a reply to somebody else": reply(web, "7", x.post("a", f"@{BRAND} bak", reply_to=x.post("b", "of"))),
    }
    assert {case: answer.status_code for case, answer in outcomes.items()} == {
        "named": 201,
        "quoted": 201,
        "ours": 201,
        "not named": 403,
        "named by X only": 403,
        "handle typed where X puts it": 403,
        "named in a reply to somebody else": 201,
    }
    assert outcomes["not named"].json() == {
        "title": "Forbidden",
        "status": 403,
        "type": "about:blank",
        "detail": "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged"
        " by the author of the post you are replying to.",
    }


def test_a_person_may_answer_anybody(x: Any) -> None:
    target = x.post("ayse", "papatya kötü")
    x.posted_by_hand(BRAND, "üzüldük", target)
    assert [post["text"] for post in x.replies(target)] == ["üzüldük"]
    assert x.published() == []
    assert x.bill() == {"total": 0}


def test_the_same_words_to_another_person_are_no_duplicate(web: httpx.Client, x: Any, clock: Clock) -> None:
    one, two = x.post("ayse", f"@{BRAND} bir"), x.post("bora", f"@{BRAND} bir")
    assert [reply(web, "bakıyoruz", id).status_code for id in (one, two, one)] == [201, 201, 403]
    clock.forward(days=1, seconds=1)
    assert reply(web, "bakıyoruz", one).status_code == 201


def test_a_reply_to_nothing(web: httpx.Client) -> None:
    answer = reply(web, "merhaba", "12345")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"message": "Your reply tweet ID is invalid."}]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("ş" * 280, 201),
        ("ş" * 281, 403),
        ("😔" * 140, 201),
        ("😔" * 141, 403),
        ("👨\u200d👩\u200d👧\u200d👦" * 140, 201),
        ("a" * 256 + " https://papatya.com.tr/" + "b" * 90, 201),
        ("a" * 257 + " https://papatya.com.tr/b", 403),
        ("", 400),
    ],
)
def test_length_is_weighed(web: httpx.Client, text: str, status: int) -> None:
    assert web.post("/2/tweets", json={"text": text}).status_code == status


def test_quoting_through_the_api_is_gone(web: httpx.Client, x: Any) -> None:
    quoting = {"text": "bakın", "quote_tweet_id": x.post("ayse", "selam")}
    assert web.post("/2/tweets", json=quoting).status_code == 403


def test_published_tells_what_the_api_posted(web: httpx.Client, x: Any, clock: Clock) -> None:
    target = x.post("ayse", f"@{BRAND} selam")
    id = reply(web, "merhaba & hoş geldin", target).json()["data"]["id"]
    expected = {"id": id, "text": "merhaba & hoş geldin", "in_reply_to": target, "author": BRAND, "at": clock()}
    assert x.published() == [expected | {"deleted": False}]
    assert web.delete(f"/2/tweets/{id}").json() == {"data": {"deleted": True}}
    assert x.published() == [expected | {"deleted": True}]
    assert web.delete(f"/2/tweets/{target}").status_code == 403


# ── the search language ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("papatya", "PAPATYA'dan aldım", True),
        ("papatya", "papatyalar", False),
        ("çiçek", "cicek", True),
        ("çiçek", "çiçek", True),
        ("cicek", "çiçek", False),
        ('"papatya giyim"', "Papatya, Giyim!", True),
        ('"papatya giyim"', "giyim papatya", False),
        ("papatya giyim", "giyim papatya", True),
        ("papatya OR lale", "lale", True),
        ("papatya -lale", "papatya lale", False),
        ("papatya (lale OR gül)", "papatya gül", True),
        ("-(lale OR gül) papatya", "papatya gül", False),
        ('papatya -"mavi lale"', "papatya mavi gül lale", True),
        ("lale OR papatya gül", "papatya", False),
        ("@bora", "selam @bora", True),
        ("-@bora selam", "selam @bora", False),
        ("#indirim", "ne #İndirim ne #indirim", True),
        ("from:ayse papatya", "papatya", True),
        ("papatya -from:AYSE", "papatya", False),
        ("papatya lang:tr", "papatya", True),
        ("papatya lang:en", "papatya", False),
        ("papatya -is:retweet", "papatya", True),
        ("papatya is:reply", "papatya", False),
        ("papatya is:quote", "papatya", False),
        ("papatya has:links", "papatya papatya.com.tr", True),
        ("papatya has:images", "papatya", False),
        ("papatya has:mentions", "papatya @bora", True),
        ("papatya to:bora", "papatya @bora", False),
        ("url:papatya.com", "bak https://papatya.com.tr/a", True),
    ],
)
def test_what_a_query_finds(clock: Clock, query: str, text: str, found: bool) -> None:
    world = World(clock)
    world.account("bora")
    post = world.add(world.account("ayse"), text, lang="tr")
    assert compiled(query)(world, post) is found


@pytest.mark.parametrize("query", ["", "(a", "a)", "a OR", "OR a", "-", "()", "nonsense:a", "is:nonsense", "has:"])
def test_what_is_no_query(query: str) -> None:
    with pytest.raises(BadQuery):
        compiled(query)
