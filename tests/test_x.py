"""Reading X: the real tweepy against the stand-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models import Brand, Page, Platform, Post
from models.brand import AiApproval
from monitor.collectors import Collector
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
    # looked up again, not expanded
    assert sandbox.requests[-3:] == [("GET", "/x/2/users"), ("GET", SEARCH), ("GET", SEARCH)]


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
