"""The stand-in for X, read: pages, refusals, how posts are written."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.conftest import Clock
from tests.test_x_stand_in import BRAND, me, mentions, read, web, x

__all__ = ["me", "web", "x"]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────


def test_pages_are_newest_first_and_bounded_by_ids(web: httpx.Client, x: Any, me: str) -> None:
    made = [x.post("ayse", f"@{BRAND} {n}") for n in range(7)]
    page = read(web, f"/2/users/{me}/mentions", max_results=5)
    assert [post["id"] for post in page["data"]] == made[:1:-1]
    assert (page["meta"]["newest_id"], page["meta"]["oldest_id"], page["meta"]["result_count"]) == (made[6], made[2], 5)
    token = page["meta"]["next_token"]
    rest = read(web, f"/2/users/{me}/mentions", max_results=5, pagination_token=token)
    assert [post["id"] for post in rest["data"]] == made[1::-1]
    assert "next_token" not in rest["meta"]
    assert mentions(web, me, since_id=made[4], max_results=5) == [made[6], made[5]]
    assert mentions(web, me, until_id=made[2], max_results=5) == [made[1], made[0]]


def test_an_empty_page_has_no_data(web: httpx.Client, me: str) -> None:
    assert read(web, f"/2/users/{me}/mentions") == {"meta": {"result_count": 0}}


def test_no_more_than_the_newest_800_mentions(web: httpx.Client, x: Any, me: str) -> None:
    made = [x.post("ayse", f"@{BRAND} {n}") for n in range(803)]
    seen, token = 0, None
    while True:
        params = {"max_results": 100} | ({"pagination_token": token} if token else {})
        page = read(web, f"/2/users/{me}/mentions", **params)
        seen, oldest, token = seen + len(page["data"]), page["meta"]["oldest_id"], page["meta"].get("next_token")
        if token is None:
            break
    assert (seen, oldest) == (800, made[3])


@pytest.mark.parametrize(
    ("path", "params", "words"),
    [
        ("/2/users/{me}/mentions", {"max_results": 4}, "between 5 and 100"),
        ("/2/users/{me}/mentions", {"max_results": 101}, "between 5 and 100"),
        ("/2/users/{me}/mentions", {"pagination_token": "zzz"}, "not valid"),
        ("/2/users/{me}/mentions", {"next_token": "zzz"}, "next_token"),
        ("/2/users/{me}/mentions", {"since_id": "abc"}, "since_id"),
        ("/2/users/{me}/mentions", {"since_id": "1" * 20}, "since_id"),
        ("/2/users/{me}/mentions", {"since_id": "6", "until_id": "6"}, "less than"),
        ("/2/users/77/mentions", {}, "id"),
        ("/2/users/{me}/tweets", {"start_time": "gestern"}, "RFC3339"),
        ("/2/tweets/search/recent", {"query": "a", "max_results": 9}, "between 10 and 100"),
        ("/2/tweets/search/recent", {"query": "a" * 513}, "512"),
        ("/2/tweets/search/recent", {}, "512"),
        ("/2/tweets/search/recent", {"query": "a", "end_time": "2026-11-19", "until_id": "5"}, "At most one"),
        ("/2/tweets/search/recent", {"query": "(a"}, "missing ')'"),
        ("/2/tweets/search/recent", {"query": "a", "since_id": "5"}, "'since_id' must be a tweet id created after"),
        ("/2/tweets/search/recent", {"query": "a", "start_time": "2026-11-01T00:00:00Z"}, "7 days"),
        ("/2/tweets", {"ids": ",".join("1" * 101)}, "between 1 and 100"),
        ("/2/tweets", {}, "between 1 and 100"),
    ],
)
def test_what_x_calls_an_invalid_request(
    web: httpx.Client, me: str, path: str, params: dict[str, Any], words: str
) -> None:
    answer = web.get(path.format(me=me), params=params)
    assert (answer.status_code, answer.json()["title"]) == (400, "Invalid Request")
    assert words in answer.json()["errors"][0]["message"]


def test_unknown_fields_are_ignored_in_silence(web: httpx.Client, x: Any, me: str) -> None:
    x.post("ayse", f"@{BRAND} selam")
    (post,) = read(web, f"/2/users/{me}/mentions", **{"tweet.fields": "nonsense"}, expansions="x.y")["data"]
    assert set(post) == {"id", "text", "edit_history_tweet_ids"}


def test_look_ups_answer_in_part(web: httpx.Client, x: Any) -> None:
    there, gone = x.post("ayse", "bir"), x.post("ayse", "iki")
    x.delete(gone)
    answer = read(web, "/2/tweets", ids=f"{there},{gone}")
    assert [post["id"] for post in answer["data"]] == [there]
    assert [error["resource_id"] for error in answer["errors"]] == [gone]
    assert read(web, f"/2/tweets/{there}")["data"]["text"] == "bir"
    assert read(web, f"/2/tweets/{gone}")["errors"][0]["title"] == "Not Found Error"
    assert "data" not in read(web, "/2/users/by/username/kimse")


def test_search_reaches_back_seven_days(web: httpx.Client, x: Any, clock: Clock) -> None:
    x.post("ayse", "papatya eski")
    clock.forward(days=6, hours=23)
    new = x.post("ayse", "papatya yeni")
    clock.forward(hours=2)
    found = read(web, "/2/tweets/search/recent", query="papatya")["data"]
    assert [post["id"] for post in found] == [new]


def test_counts_per_hour(web: httpx.Client, x: Any, clock: Clock) -> None:
    clock.forward(minutes=30)
    for _ in range(3):
        x.post("ayse", "papatya")
        clock.forward(minutes=25)
    start = clock().replace(hour=7, minute=0).isoformat()
    refused = web.get("/2/tweets/counts/recent", params={"query": "papatya"})
    assert (refused.status_code, refused.json()["title"]) == (403, "Unsupported Authentication")
    secrets = x.credentials(BRAND)
    pair = {"grant_type": "client_credentials"}
    assert web.post("/oauth2/token", data=pair, auth=("stand-in-key", "wrong")).status_code == 403
    token = web.post("/oauth2/token", data=pair, auth=(secrets["API_KEY"], secrets["API_SECRET"])).json()
    web.headers["Authorization"] = f"Bearer {token['access_token']}"
    answer = read(web, "/2/tweets/counts/recent", query="papatya", start_time=start)
    assert [bucket["tweet_count"] for bucket in answer["data"]] == [2, 1]
    assert answer["meta"] == {"total_tweet_count": 3}
    assert x.bill() == {"count": 5_000, "total": 5_000}


def test_a_post_is_invisible_for_the_read_lag(web: httpx.Client, x: Any, me: str, clock: Clock) -> None:
    x.read_lag(10)
    id = x.post("ayse", f"@{BRAND} selam")
    assert mentions(web, me) == []
    assert "data" in read(web, "/2/tweets", ids=id)
    clock.forward(seconds=10)
    assert mentions(web, me) == [id]


# ── how a post is written ────────────────────────────────────────────────────────────────────────────

FIELDS = "author_id,entities,display_text_range,referenced_tweets,note_tweet,conversation_id,attachments"


def shown(web: httpx.Client, id: str, **params: Any) -> dict[str, Any]:
    (post,) = read(web, "/2/tweets", ids=id, **{"tweet.fields": FIELDS}, **params)["data"]
    assert isinstance(post, dict)
    return post


def test_offsets_are_code_points_of_the_delivered_text(web: httpx.Client, x: Any) -> None:
    post = shown(web, x.post("ayse", f"😡👍🏽 ş & @{BRAND}, https://papatya.com.tr/a?b&c @kimse", images=1))
    text, entities = post["text"], post["entities"]
    (named,) = entities["mentions"]
    assert text[named["start"] : named["end"]] == f"@{BRAND}"
    assert "&amp;" in text
    assert [text[link["start"] : link["end"]] for link in entities["urls"]] == [
        link["url"] for link in entities["urls"]
    ]
    assert entities["urls"][0]["expanded_url"] == "https://papatya.com.tr/a?b&c"
    assert "media_key" in entities["urls"][1]
    assert post["display_text_range"] == [0, len(text)]


def test_handles_before_a_reply_lie_outside_the_displayed_text(web: httpx.Client, x: Any) -> None:
    x.account("cem")
    root = x.post(BRAND, "Yeni sezon @cem @kimse")
    for typed in ("güzel", f"@{BRAND} güzel", f"@cem @{BRAND} güzel"):
        post = shown(web, x.post("ayse", typed, reply_to=root))
        start = post["display_text_range"][0]
        assert post["text"][start:] == "güzel"
        assert sorted(one["username"] for one in post["entities"]["mentions"]) == ["cem", BRAND]
        assert post["conversation_id"] == root


def test_a_long_post_has_a_note(web: httpx.Client, x: Any) -> None:
    text = "uzun " * 80 + f"@{BRAND}"
    post = shown(web, x.post("ayse", text))
    assert len(post["text"]) < 280
    assert post["note_tweet"]["text"] == text
    assert "mentions" not in post.get("entities", {})
    assert post["note_tweet"]["entities"]["mentions"][0]["username"] == BRAND


def test_the_new_spelling_where_it_is_asked_for(web: httpx.Client, x: Any) -> None:
    id = x.post("ayse", "selam", reply_to=x.post("bora", "merhaba"))
    answer = read(web, "/2/tweets", ids=id, **{"post.fields": "author_id,note_post,referenced_posts"})
    assert set(answer["data"][0]) == {"id", "text", "edit_history_post_ids"}
    answer = read(web, "/2/tweets", ids=id, expansions="author_id,referenced_posts", **{"post.fields": "lang"})
    assert {"author_id", "referenced_posts"} <= set(answer["data"][0])
    assert (len(answer["includes"]["users"]), len(answer["includes"]["posts"])) == (1, 1)


def test_an_edited_post_has_a_version_with_a_new_id(web: httpx.Client, x: Any, me: str) -> None:
    first = x.post("ayse", f"@{BRAND} bir")
    second = x.edit(first, f"@{BRAND} iki")
    assert mentions(web, me) == [second]
    assert shown(web, first)["text"] == f"@{BRAND} bir"
    assert shown(web, first)["edit_history_tweet_ids"] == [first, second]
    x.delete(second)
    assert "data" not in read(web, "/2/tweets", ids=f"{first},{second}")
