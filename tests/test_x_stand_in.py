"""The stand-in for X against what X documents and was seen to do, through httpx and tweepy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import tweepy

from sandbox.server import Sandbox
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
