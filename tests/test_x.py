"""Reading X: the real tweepy against the stand-in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Brand, Call, Page, Platform, Post
from models.brand import AiApproval
from models.errors import ConfigError, CredentialsRefused, CreditsOut, Permanent, PlatformError, RateLimited, Temporary
from monitor.collectors import Collector, _x_client
from monitor.collectors.x import build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock

ACCOUNT = "PapatyaTR"
Make = Callable[..., Collector]
MENTIONS = "/x/2/users/*/mentions"
SEARCH = "/x/2/tweets/search/recent"


def brand(**platform: Any) -> Brand:
    return Brand(
        key="papatya",
        name="Papatya",
        spellings=["Papatya Giyim"],
        inflected={"abl": "Papatya'dan"},
        handles=[ACCOUNT],
        platforms={"x": Platform(account=ACCOUNT, **platform)},
    )


@pytest.fixture
def x(sandbox: Sandbox) -> Any:
    sandbox["x"].account(ACCOUNT, "Papatya", 12_000)
    return sandbox["x"]


@pytest.fixture
def make(sandbox: Sandbox, x: Any, clock: Clock) -> Make:
    """A collector on the stand-in, with this platform config."""
    return lambda **platform: build(brand(**platform), x.credentials(ACCOUNT), sandbox.address, clock)


@pytest.fixture
def started(make: Make) -> tuple[Collector, str]:
    """A collector that has read once, and its cursor: from here on everything counts."""
    collector = make()
    return collector, collector.read(None, 100).cursor or ""


def everything(collector: Collector, cursor: str | None, limit: int = 100) -> tuple[list[Post], str]:
    """All there is after `cursor`, in the order it came, and the last cursor."""
    posts: list[Post] = []
    for _ in range(100):
        page = collector.read(cursor, limit)
        posts, cursor = posts + page.posts, page.cursor
        if not page.more:
            return posts, cursor or ""
    raise AssertionError("the collector never came to an end")


def ids(posts: list[Post]) -> list[str]:
    return sorted(post.native_id for post in posts)


def only(page: Page) -> Post:
    (post,) = page.posts
    return post


# ── what a post becomes ──────────────────────────────────────────────────────────────────────────────


def test_a_mention_comes_with_all_we_need(started: tuple[Collector, str], x: Any, clock: Clock) -> None:
    clock.forward(minutes=3)
    x.account("ayse", "Ayşe Yılmaz", 321)
    id = x.post(
        "ayse", "@papatyatr kargom gelmedi 😡 & bıktım <3 https://papatya.example/k?a=1&copy=2", images=2, lang="tr"
    )
    post = only(started[0].read(started[1], 100))
    assert post.text == "@papatyatr kargom gelmedi 😡 & bıktım <3 https://papatya.example/k?a=1&copy=2"
    assert (post.native_id, post.url) == (id, f"https://x.com/ayse/status/{id}")
    assert (post.author.handle, post.author.name, post.author.followers) == ("ayse", "Ayşe Yılmaz", 321)
    assert (post.created_at, post.lang, post.images, post.summoned) == (clock(), "tr", 2, True)
    assert (post.parent_id, post.root_id) == (None, id)


def test_a_post_that_names_the_brand_in_words_is_found_but_did_not_summon_us(
    started: tuple[Collector, str], x: Any
) -> None:
    for text in ("Papatya'dan aldığım çanta", "PAPATYA giyim nerede?", "Papatyadan memnunum"):
        x.post("bora", text)
    x.post("bora", "papatyalar açtı")
    posts, _ = everything(*started)
    assert sorted(post.text for post in posts) == [
        "PAPATYA giyim nerede?",
        "Papatya'dan aldığım çanta",
        "Papatyadan memnunum",
    ]
    assert not any(post.summoned for post in posts)


def test_a_post_found_as_mention_and_by_search_is_one_post_and_billed_once(make: Make, x: Any) -> None:
    collector = make(search=["Papatya", f"@{ACCOUNT}"])
    cursor = collector.read(None, 100).cursor
    id = x.post("ayse", f"@{ACCOUNT} Papatya kargom nerede?")
    page = collector.read(cursor, 100)
    assert ids(page.posts) == [id]
    assert x.bill()["owned_post"] == 1_000
    assert "post" not in x.bill()


def test_our_own_posts_never_come(started: tuple[Collector, str], x: Any) -> None:
    x.post(ACCOUNT, "Papatya'dan yeni sezon!")
    x.post(ACCOUNT, f"@{ACCOUNT} olarak buradayız")
    assert everything(*started)[0] == []


def test_a_reply_knows_its_parent_and_its_thread(started: tuple[Collector, str], x: Any) -> None:
    root = x.post("cem", "Çanta önerisi?")
    parent = x.post("deniz", "Şuna bak", reply_to=root)
    x.post("ece", f"@{ACCOUNT} stokta var mı?", reply_to=parent)
    post = only(started[0].read(started[1], 100))
    assert (post.parent_id, post.root_id, post.summoned) == (parent, root, True)


def test_a_long_post_is_read_whole(started: tuple[Collector, str], x: Any) -> None:
    text = f"Papatya'ya sözüm: {'çok uzun bir hikâye ' * 30}ve sonunda @{ACCOUNT} cevap vermedi"
    x.post("filiz", text)
    post = only(started[0].read(started[1], 100))
    assert post.text == text
    assert post.summoned


def test_the_new_spelling_of_the_fields_is_read_too(started: tuple[Collector, str], x: Any) -> None:
    x.speak("new")
    parent = x.post("gul", "merhaba")
    x.post("gul", f"@{ACCOUNT} {'uzun ' * 80}", reply_to=parent)
    post = only(started[0].read(started[1], 100))
    assert (post.parent_id, post.text.count("uzun"), post.author.handle) == (parent, 80, "gul")
    x.post(ACCOUNT, "bakıyoruz", reply_to=post.native_id)
    assert started[0].lookup([post.native_id])[0].answered_by_us


def test_what_comes_along_with_a_page_is_on_the_bill(started: tuple[Collector, str], x: Any) -> None:
    x.speak("new")
    parent = x.post("gul", "merhaba")
    x.post("hale", f"@{ACCOUNT} kargom?", reply_to=parent)
    calls = started[0].read(started[1], 100).calls
    assert ("post", (parent,)) in [(call.resource, call.ids) for call in calls]
    assert x.bill() == {"owned_post": 1_000, "post": 5_000, "user": 10_000, "total": 16_000}


def test_a_reply_whose_parent_x_keeps_back_costs_one_question_more(
    started: tuple[Collector, str], x: Any, sandbox: Sandbox
) -> None:
    orphan = {"id": str(1 << 62), "text": "@a b", "author_id": "7", "conversation_id": "5"}
    body = {"data": [orphan | {"created_at": "2026-11-19T07:00:00Z"}], "meta": {}}
    sandbox.faults.add(Fault(MENTIONS, "answer", status=200, body=body, times=2))
    assert only(started[0].read(started[1], 1)).parent_id is None
    assert [path for _, path in sandbox.requests].count(MENTIONS.replace("*", x.account(ACCOUNT))) == 3
    x.post("ayse", f"@{ACCOUNT} bir")
    everything(*started)
    assert sandbox.requests[-2:] == [("GET", "/x/2/users"), ("GET", SEARCH)]  # looked up again, not expanded


def test_an_account_x_no_longer_shows_still_gives_its_post(
    started: tuple[Collector, str], x: Any, sandbox: Sandbox
) -> None:
    id = x.post("hakan", f"@{ACCOUNT} iade?")
    gone = {"errors": [{"title": "Not Found Error", "detail": "Could not find user"}]}
    sandbox.faults.add(Fault("/x/2/users", "answer", status=200, body=gone))
    post = only(started[0].read(started[1], 100))
    assert (post.author.handle, post.url) == ("", f"https://x.com/i/status/{id}")
    assert post.author.native_id.isdigit()


# ── who summoned us ──────────────────────────────────────────────────────────────────────────────────


def test_handles_that_x_puts_before_a_reply_summon_nobody(started: tuple[Collector, str], x: Any) -> None:
    ours = x.post(ACCOUNT, "Yeni sezon!")
    x.post("ipek", "güzel", reply_to=ours)
    x.post("ipek", f"@{ACCOUNT} çok pahalı", reply_to=ours)
    posts, _ = everything(*started)
    assert [post.summoned for post in posts] == [False, False]
    assert {post.text for post in posts} == {f"@{ACCOUNT} güzel", f"@{ACCOUNT} çok pahalı"}


def test_our_handle_inside_a_reply_summons_us(started: tuple[Collector, str], x: Any) -> None:
    ours = x.post(ACCOUNT, "Yeni sezon!")
    x.post("jale", f"bakın @{ACCOUNT} kargom hâlâ yok", reply_to=ours)
    assert only(started[0].read(started[1], 100)).summoned


def test_a_longer_handle_is_not_ours(started: tuple[Collector, str], x: Any) -> None:
    x.account(f"{ACCOUNT}Fan")
    x.post("kaan", f"@{ACCOUNT}Fan Papatya nasıl?")
    assert not only(started[0].read(started[1], 100)).summoned


def test_quoting_our_post_summons_us_and_quoting_another_does_not(started: tuple[Collector, str], x: Any) -> None:
    ours, other = x.post(ACCOUNT, "Yeni sezon!"), x.post("leyla", "merhaba")
    x.post("mert", "Papatya yine mi?", quote=ours)
    x.post("mert", "Papatya da mı?", quote=other)
    posts, _ = everything(*started)
    assert {post.text: post.summoned for post in posts} == {"Papatya yine mi?": True, "Papatya da mı?": False}


@pytest.mark.parametrize("name", ["display_text_range", "entities"])
def test_a_reply_without_the_marks_to_tell_is_not_taken_for_a_summons(
    started: tuple[Collector, str], sandbox: Sandbox, name: str
) -> None:
    raw: dict[str, Any] = {
        "id": str(1 << 62),
        "text": f"@{ACCOUNT} merhaba",
        "author_id": "77",
        "created_at": "2026-11-19T07:00:00.000Z",
        "display_text_range": [0, 18],
        "entities": {"mentions": [{"start": 0, "end": 10, "username": ACCOUNT}]},
        "referenced_tweets": [{"type": "replied_to", "id": "5"}],
    }
    del raw[name]
    sandbox.faults.add(Fault(MENTIONS, "answer", status=200, body={"data": [raw], "meta": {}}))
    assert not only(started[0].read(started[1], 1)).summoned


# ── where reading starts and how it goes on ──────────────────────────────────────────────────────────


def test_the_first_run_starts_now(make: Make, x: Any, clock: Clock) -> None:
    x.post("ayse", f"@{ACCOUNT} eski dert")
    clock.forward(minutes=1)
    collector = make()
    posts, cursor = everything(collector, None)
    assert posts == []
    new = x.post("ayse", f"@{ACCOUNT} yeni dert")
    assert ids(everything(collector, cursor)[0]) == [new]


def test_the_first_run_starts_on_the_brands_own_day(make: Make, x: Any, clock: Clock) -> None:
    clock.at = datetime(2026, 11, 19, 20, 59, tzinfo=UTC)  # a minute before midnight in Istanbul
    x.post("ayse", f"@{ACCOUNT} dün")
    clock.forward(minutes=2)
    today = x.post("ayse", f"@{ACCOUNT} bugün")
    clock.forward(days=2)
    assert ids(everything(make(since=date(2026, 11, 20)), None)[0]) == [today]


def test_all_pages_are_read_however_small_the_limit(started: tuple[Collector, str], x: Any) -> None:
    made = [x.post(f"kisi{n}", f"@{ACCOUNT} {n}" if n % 2 else f"Papatya {n}") for n in range(57)]
    posts, cursor = everything(*started, limit=7)
    assert ids(posts) == sorted(made)
    assert len(posts) == len(made)
    assert everything(started[0], cursor)[0] == []


def test_a_sweep_stopped_in_between_goes_on_where_it_stopped(
    started: tuple[Collector, str], x: Any, make: Make
) -> None:
    collector, cursor = started
    old = [x.post("ayse", f"@{ACCOUNT} {n}") for n in range(30)]
    first = collector.read(cursor, 10)
    assert first.more
    new = [x.post("bora", f"@{ACCOUNT} {n}") for n in range(12)]  # these push the pages along
    rest, _ = everything(make(), first.cursor, limit=10)
    assert ids(first.posts + rest) == sorted(old + new)


def test_reading_again_from_the_same_cursor_gives_the_same(started: tuple[Collector, str], x: Any) -> None:
    x.post("ayse", f"@{ACCOUNT} bir")
    assert ids(everything(*started)[0]) == ids(everything(*started)[0]) != []


def test_an_empty_page_that_promises_more_is_followed(started: tuple[Collector, str], x: Any, sandbox: Sandbox) -> None:
    made = x.post("ayse", f"@{ACCOUNT} bir")
    token = "7140dibdnow9c7btw" + format(1 << 62, "x")
    empty = {"meta": {"result_count": 0, "next_token": token}}
    for path in (MENTIONS, SEARCH):
        sandbox.faults.add(Fault(path, "answer", status=200, body=empty))
    assert ids(everything(*started)[0]) == [made]


def test_a_platform_that_ignores_since_id_does_not_flood_us(
    started: tuple[Collector, str], sandbox: Sandbox, clock: Clock
) -> None:
    raw = {"id": "1000", "text": "eski", "author_id": "7", "created_at": "2020-01-01T00:00:00Z"}
    body = {"data": [raw], "meta": {"next_token": "7140dibdnow9c7btwff"}}
    sandbox.faults.add(Fault(MENTIONS, "answer", status=200, body=body))
    posts, cursor = everything(*started)
    assert posts == []
    assert json.loads(cursor)["mentions"]["since"] == json.loads(started[1])["mentions"]["since"]


def test_mentions_beyond_the_newest_800_are_searched_for(started: tuple[Collector, str], x: Any) -> None:
    made = [x.post(f"kisi{n % 40}", f"@{ACCOUNT} {n}") for n in range(830)]
    posts, cursor = everything(*started)
    assert ids(posts) == sorted(made)
    assert "gap" not in json.loads(cursor)


def test_after_more_than_a_week_away_search_goes_back_as_far_as_it_can(
    started: tuple[Collector, str], x: Any, clock: Clock
) -> None:
    tagged, lost = x.post("ayse", f"@{ACCOUNT} bir"), x.post("ayse", "Papatya iki")
    clock.forward(days=9)
    found = x.post("ayse", "Papatya üç")
    posts, _ = everything(*started)
    assert ids(posts) == sorted([tagged, found])
    assert lost not in ids(posts)


def test_a_sweep_left_for_more_than_a_week_comes_to_an_end(
    started: tuple[Collector, str], x: Any, clock: Clock
) -> None:
    for n in range(30):
        x.post("ayse", f"Papatya {n}")
    page = started[0].read(started[1], 10)
    clock.forward(days=9)
    new = x.post("ayse", "Papatya yeni")
    assert ids(everything(started[0], page.cursor)[0]) == [new]


def test_a_query_added_later_begins_where_the_others_stand(started: tuple[Collector, str], x: Any, make: Make) -> None:
    made = x.post("ayse", "salkım saçak bir gün")
    wide = make(search=["papatya " * 55, "salkım"])
    assert ids(everything(wide, started[1])[0]) == [made]


def test_no_query_is_longer_than_x_allows(make: Make, x: Any) -> None:
    words = [f"papatya{n:03}" for n in range(120)]
    collector = make(search=words)
    cursor = collector.read(None, 100).cursor
    made = [x.post("ayse", word) for word in words]
    assert ids(everything(collector, cursor)[0]) == sorted(made)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("tagged"), st.integers(1, 12)),
        st.tuples(st.just("named"), st.integers(1, 12)),
        st.tuples(st.just("read"), st.integers(1, 30)),
        st.tuples(st.just("killed"), st.integers(1, 30)),
        st.tuples(st.just("refused"), st.integers(0, 4)),
        st.tuples(st.just("wait"), st.integers(1, 500)),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, limit=st.integers(1, 30))
def test_nothing_is_lost_and_nothing_old_comes_whatever_happens_between_polls(
    steps: list[tuple[str, int]], limit: int
) -> None:
    """Posts arrive while sweeps are under way, requests fail, pages are lost before they are stored."""
    clock = Clock()
    with Sandbox(clock) as sandbox:
        x = sandbox["x"]
        x.post("ayse", f"@{ACCOUNT} eski")
        x.post("ayse", "Papatya eski")
        clock.forward(seconds=1)
        run = _Run(sandbox, build(brand(), x.credentials(ACCOUNT), sandbox.address, clock))
        run.poll(limit)
        for step, amount in steps:
            if step == "wait":
                clock.forward(minutes=amount)
            elif step == "refused":
                sandbox.faults.add(Fault("/x/2/*", "answer", status=503, times=amount))
            elif step in ("read", "killed"):
                run.poll(amount, stored=step == "read")
            else:
                words = f"@{ACCOUNT}" if step == "tagged" else "Papatya"
                run.made += [x.post(f"kisi{n}", f"{words} {n}") for n in range(amount)]
        sandbox.faults.clear()
        run.read_to_the_end(limit)
    assert sorted(run.stored) == sorted(run.made)


class _Run:
    """A listener that stores a page and its cursor together, or neither."""

    def __init__(self, sandbox: Sandbox, collector: Collector) -> None:
        self.collector = collector
        self.cursor: str | None = None
        self.made: list[str] = []
        self.stored: list[str] = []

    def poll(self, limit: int, stored: bool = True) -> bool:
        try:
            page = self.collector.read(self.cursor, limit)
        except Temporary:
            return True
        if stored:
            self.cursor = page.cursor
            self.stored += [post.native_id for post in page.posts]
        return page.more

    def read_to_the_end(self, limit: int) -> None:
        for _ in range(400):
            if not self.poll(limit):
                return
        raise AssertionError("the collector never came to an end")


def test_names_that_are_no_plain_words_are_searched_for_as_they_stand(sandbox: Sandbox, x: Any, clock: Clock) -> None:
    names = Brand(name="H&M", spellings=['"Çiçek" (TR)', "n11.com", "is:reply"], platforms=brand().platforms)
    collector = build(names, x.credentials(ACCOUNT), sandbox.address, clock)
    cursor = collector.read(None, 100).cursor
    made = [x.post("ayse", text) for text in ("h&m nerede", "Çiçek TR kapalı", "n11.com yavaş", "is:reply ne ki")]
    x.post("ayse", "hm", reply_to=made[0])
    assert ids(everything(collector, cursor)[0]) == sorted(made)


def test_an_account_whose_number_nobody_names_is_a_mistake_in_config(sandbox: Sandbox, x: Any, clock: Clock) -> None:
    secrets = x.credentials(ACCOUNT) | {"ACCESS_TOKEN": "hush-hush"}
    with pytest.raises(ConfigError, match=r"brands\.papatya\.platforms\.x\.account_id") as caught:
        build(brand(), secrets, sandbox.address, clock)
    assert "hush" not in str(caught.value)
    build(brand(account_id="42"), secrets, sandbox.address, clock)


# ── what it costs ────────────────────────────────────────────────────────────────────────────────────


def test_an_author_is_looked_up_once_a_week(started: tuple[Collector, str], x: Any, clock: Clock) -> None:
    collector, cursor = started
    for day in range(8):
        x.post("ayse", f"@{ACCOUNT} gün {day}")
        _, cursor = everything(collector, cursor)
        clock.forward(days=1)
    assert x.bill()["user"] == 2 * 10_000


def test_calls_name_what_x_bills(started: tuple[Collector, str], x: Any) -> None:
    tagged, named = x.post("ayse", f"@{ACCOUNT} bir"), x.post("ayse", "Papatya iki")
    ayse = x.account("ayse", "Ayşe")
    assert started[0].read(started[1], 100).calls == [
        Call("GET /2/users/:id/mentions", "owned_post", (tagged,), 0),
        Call("GET /2/users", "user", (ayse,), 0),
        Call("GET /2/tweets/search/recent", "post", (named,), 0),
    ]


def test_calls_of_a_failed_read_are_not_forgotten(started: tuple[Collector, str], x: Any, sandbox: Sandbox) -> None:
    tagged = x.post("ayse", f"@{ACCOUNT} bir")
    sandbox.faults.add(Fault("/x/2/users", "answer", status=503))
    with pytest.raises(Temporary):
        started[0].read(started[1], 100)
    calls = started[0].read(started[1], 100).calls
    assert [call.ids for call in calls if call.resource == "owned_post"] == [(tagged,), (tagged,)]


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
    sandbox.faults.add(Fault(SEARCH, "answer", status=400, body={"errors": [{"message": "bad query"}]}, times=2))
    page = collector.read(cursor, 100)
    assert (ids(page.posts), page.more) == ([tagged], True)
    with pytest.raises(Permanent, match="bad query"):
        collector.read(page.cursor, 100)
    later = x.post("ayse", "Papatya iki")
    assert ids(everything(collector, page.cursor)[0]) == [later]


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


# ── for the tests that every platform runs through ───────────────────────────────────────────────────


class Rig:
    """People on X, for tests/test_collectors.py and tests/test_publishers.py."""

    misses_parents = True
    write = ("POST", "/x/2/tweets")

    def __init__(self, sandbox: Sandbox) -> None:
        self._x = sandbox["x"]
        self._x.account(ACCOUNT, "Papatya", 12_000)
        self.brand = brand(post="api", x_ai_approval=AiApproval(date=date(2026, 10, 1), ref="case 4711"))
        self.secrets = self._x.credentials(ACCOUNT)

    def mention(self, text: str, author: str = "ayse") -> str:
        return str(self._x.post(author, f"@{ACCOUNT} {text}"))

    def announce(self, text: str) -> None:
        self._x.post(ACCOUNT, f"{text} @{ACCOUNT}")

    def answer_by_hand(self, target: str, text: str) -> str:
        return str(self._x.posted_by_hand(ACCOUNT, text, target))

    def delete(self, id: str) -> None:
        self._x.delete(id)

    def published(self) -> list[tuple[str, str | None, str]]:
        posts = self._x.published()
        return [(post["id"], post["in_reply_to"], post["text"]) for post in posts if not post["deleted"]]
