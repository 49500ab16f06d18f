"""The stand-in for X against what X documents and was seen to do, through httpx and tweepy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import tweepy

from sandbox.server import Sandbox
from sandbox.x_query import BadQuery, compiled
from sandbox.x_world import World
from tests.conftest import Clock

BRAND = "papatya"
Get = httpx.Client


@pytest.fixture
def x(sandbox: Sandbox) -> Any:
    sandbox["x"].account(BRAND, "Papatya", 12_000)
    return sandbox["x"]


@pytest.fixture
def web(sandbox: Sandbox, x: Any) -> Iterator[httpx.Client]:
    """The brand's own OAuth 2.0 user token."""
    headers = {"Authorization": f"Bearer {x.credentials(BRAND)['OAUTH2_TOKEN']}"}
    with httpx.Client(base_url=f"{sandbox.address}/x", headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
def me(x: Any) -> str:
    id: str = x.account(BRAND)
    return id


def read(web: httpx.Client, path: str, **params: Any) -> Any:
    return web.get(path, params=params).json()


def mentions(web: httpx.Client, me: str, **params: Any) -> list[str]:
    return [post["id"] for post in read(web, f"/2/users/{me}/mentions", **params).get("data", [])]


def reply(web: httpx.Client, text: str, to: str) -> httpx.Response:
    return web.post("/2/tweets", json={"text": text, "reply": {"in_reply_to_tweet_id": to}})


# ── the door ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic YTpi"}])
def test_nobody_gets_in_without_credentials(sandbox: Sandbox, x: Any, header: dict[str, str]) -> None:
    answer = httpx.get(f"{sandbox.address}/x/2/users/me", headers=header, trust_env=False)
    assert answer.status_code == 401
    assert answer.json() == {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}


@pytest.mark.parametrize(("method", "path"), [("GET", "/2/users/me"), ("POST", "/2/tweets"), ("DELETE", "/2/tweets/5")])
def test_an_app_alone_may_not_act_for_a_user(web: httpx.Client, x: Any, method: str, path: str) -> None:
    app_only = {"Authorization": f"Bearer {x.credentials(BRAND)['BEARER_TOKEN']}"}
    answer = web.request(method, path, headers=app_only)
    assert (answer.status_code, answer.json()["title"]) == (403, "Unsupported Authentication")
    assert read(web, "/2/tweets/search/recent", query="a")["meta"] == {"result_count": 0}


def test_a_signature_is_checked(sandbox: Sandbox, x: Any) -> None:
    good = x.credentials(BRAND)
    for wrong in (None, "API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET"):
        secrets = good | ({wrong: good[wrong] + "x"} if wrong not in (None, "ACCESS_TOKEN") else {})
        secrets |= {"ACCESS_TOKEN": "1-x"} if wrong == "ACCESS_TOKEN" else {}
        client = tweepy.Client(
            consumer_key=secrets["API_KEY"],
            consumer_secret=secrets["API_SECRET"],
            access_token=secrets["ACCESS_TOKEN"],
            access_token_secret=secrets["ACCESS_SECRET"],
        )
        client.session.trust_env = False
        signed = client.session.prepare_request(_signed(client, f"{sandbox.address}/x/2/users/me?a=%C5%9F+1"))
        with client.session.send(signed) as answer:
            assert answer.status_code == (401 if wrong else 200)
        client.session.close()


def _signed(client: tweepy.Client, url: str) -> Any:
    import requests

    handler = tweepy.OAuth1UserHandler(
        client.consumer_key, client.consumer_secret, client.access_token, client.access_token_secret
    )
    return requests.Request("GET", url, auth=handler.apply_auth())


def test_consent_can_be_withdrawn_and_given_back(web: httpx.Client, x: Any) -> None:
    for revoked, status in ((True, 401), (False, 200)):
        x.revoke(BRAND, revoked)
        assert web.get("/2/users/me").status_code == status


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────


def test_windows_are_counted_on_the_clock(web: httpx.Client, clock: Clock) -> None:
    first = web.get("/2/users/me")
    assert (first.headers["x-rate-limit-limit"], first.headers["x-rate-limit-remaining"]) == ("75", "74")
    clock.forward(minutes=14)
    statuses = [web.get("/2/users/me").status_code for _ in range(75)]
    assert statuses == [200] * 74 + [429]
    last = web.get("/2/users/me")
    assert last.headers["x-rate-limit-reset"] == first.headers["x-rate-limit-reset"]
    assert last.json()["title"] == "Too Many Requests"
    clock.forward(minutes=1)
    assert web.get("/2/users/me").status_code == 200


def test_a_user_and_an_app_have_windows_of_their_own(web: httpx.Client, x: Any, me: str) -> None:
    def left(token: str) -> tuple[str, str]:
        headers = {"Authorization": f"Bearer {x.credentials(BRAND)[token]}"}
        answer = web.get(f"/2/users/{me}/mentions", headers=headers)
        return answer.headers["x-rate-limit-limit"], answer.headers["x-rate-limit-remaining"]

    assert left("OAUTH2_TOKEN") == ("300", "299")
    assert left("BEARER_TOKEN") == ("450", "449")


def test_every_answer_says_how_much_is_left(web: httpx.Client, x: Any) -> None:
    x.credits(0)
    refused = web.get("/2/users/me")
    assert refused.status_code == 402
    assert "x-rate-limit-remaining" in refused.headers
    assert "x-rate-limit-remaining" in web.get("/2/tweets", params={"ids": "x"}).headers


def test_the_monthly_cap_names_no_time(web: httpx.Client, x: Any, me: str) -> None:
    x.post_cap(2)
    for n in range(3):
        x.post("ayse", f"@{BRAND} {n}")
    assert len(mentions(web, me)) == 3
    capped = web.get(f"/2/users/{me}/mentions")
    assert (capped.status_code, capped.json()["title"]) == (429, "UsageCapExceeded")
    assert not [name for name in capped.headers if name.startswith("x-rate-limit")]


# ── money ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_resource_is_billed_once_a_day(web: httpx.Client, x: Any, me: str, clock: Clock) -> None:
    id = x.post("ayse", f"@{BRAND} selam papatya")
    for _ in range(3):
        mentions(web, me)
        read(web, "/2/tweets", ids=id)
        read(web, "/2/tweets/search/recent", query="papatya")
    assert x.bill() == {"owned_post": 1_000, "post": 5_000, "total": 6_000}
    clock.forward(days=1)
    mentions(web, me)
    assert x.bill()["owned_post"] == 2_000


def test_only_ones_own_timelines_are_cheap(web: httpx.Client, x: Any) -> None:
    ayse = x.account("ayse")
    x.post("bora", "@ayse selam")
    mentions(web, ayse)
    assert x.bill() == {"post": 5_000, "total": 5_000}


def test_prices_of_writing(web: httpx.Client, x: Any) -> None:
    asked = x.post("ayse", f"@{BRAND} selam")
    web.post("/2/tweets", json={"text": "duyuru"})
    web.post("/2/tweets", json={"text": "duyuru: papatya.com.tr"})
    first = reply(web, "merhaba", asked).json()["data"]["id"]
    reply(web, "bakın: https://papatya.com.tr", asked)
    web.delete(f"/2/tweets/{first}")
    assert x.bill() == {
        "create": 15_000,
        "create_with_url": 200_000,
        "summoned_reply": 10_000,
        "summoned_reply_with_url": 200_000,
        "delete": 10_000,
        "total": 435_000,
    }


def test_expanded_authors_and_looked_up_ones_are_billed(web: httpx.Client, x: Any, me: str) -> None:
    x.post("ayse", f"@{BRAND} selam")
    mentions(web, me, expansions="author_id")
    assert x.bill()["user"] == 10_000
    read(web, "/2/users/by/username/bora")
    assert x.bill()["user"] == 10_000
    read(web, "/2/users", ids=x.account("cem"))
    assert x.bill()["user"] == 20_000


def test_credits_run_out_while_spending(web: httpx.Client, x: Any, me: str) -> None:
    x.post("ayse", f"@{BRAND} selam")
    x.credits(1_000)
    assert len(mentions(web, me)) == 1
    refused = web.get(f"/2/users/{me}/mentions")
    assert (refused.status_code, refused.json()["title"]) == (402, "CreditsDepleted")
    x.credits(0, newer_body=True)
    assert web.get("/2/users/me").json()["type"] == "https://api.x.com/2/problems/credits-depleted"
    x.credits(None)
    assert web.get("/2/users/me").status_code == 200


def test_what_is_refused_is_not_billed(web: httpx.Client, x: Any) -> None:
    reply(web, "merhaba", x.post("ayse", "selam"))
    read(web, "/2/tweets", ids="5")
    read(web, "/2/tweets/search/recent", query="yok")
    assert x.bill() == {"total": 0}


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
