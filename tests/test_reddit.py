"""Reading Reddit: the real praw against the stand-in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from models import Brand, Platform
from monitor.collectors import Collector
from monitor.collectors.reddit import SECRETS, build
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.paging import everything

SECRET = dict.fromkeys(SECRETS, "hush")
Make = Callable[..., Collector]


@pytest.fixture(autouse=True)
def no_praw_ini(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def brand(**platform: Any) -> Brand:
    fields: dict[str, Any] = {"account": "PapatyaDestek", "channels": ["alisveris", "tekstil"], **platform}
    return Brand(
        key="papatya", name="Papatya", inflected={"abl": "Papatya'dan"}, platforms={"reddit": Platform(**fields)}
    )


@pytest.fixture
def make(sandbox: Sandbox, clock: Clock) -> Make:
    """A collector on the stand-in, with this platform config."""
    return lambda **platform: build(brand(**platform), SECRET, sandbox.address, clock)


@pytest.fixture
def reddit(sandbox: Sandbox) -> Any:
    return sandbox["reddit"]


def test_a_submission_found_by_search_comes_with_all_we_need(make: Make, reddit: Any, clock: Clock) -> None:
    collector = make()
    start = collector.read(None, 50)
    clock.forward(minutes=1)
    name = reddit.submission("alisveris", "ayse", "Papatyadan alınır mı?", "Kargo 3 gündür yok & bekliyorum", images=2)
    (post,) = collector.read(start.cursor, 50).posts
    assert post.native_id == name
    assert post.text == "Papatyadan alınır mı?\n\nKargo 3 gündür yok & bekliyorum"
    assert post.url == f"https://www.reddit.com/r/alisveris/comments/{name[3:]}/post/"
    assert (post.author.handle, post.created_at, post.images) == ("ayse", clock(), 2)
    assert post.author.native_id.startswith("t2_")
    assert (post.parent_id, post.root_id, post.summoned) == (None, None, False)
    assert post.ref == {"subreddit": "alisveris"}


def test_comments_are_kept_when_they_name_the_brand(make: Make, reddit: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(minutes=1)
    thread = reddit.submission("alisveris", "ali", "Nereden elbise alıyorsunuz?")
    reddit.comment(thread, "can", "Bence Zambak fena değil")
    named = reddit.comment(thread, "ece", "PAPATYA'dan aldım, iade dört gün sürdü")
    below = reddit.comment(named, "nil", "bende de papatyanın kargosu gelmedi")
    elsewhere = reddit.submission("yemek", "ali", "Pazar")
    reddit.comment(elsewhere, "ali", "Papatya çayı demledim")
    page = collector.read(cursor, 50)
    assert [p.native_id for p in page.posts] == [named, below]
    assert [p.parent_id for p in page.posts] == [thread, named]
    assert {p.root_id for p in page.posts} == {thread}
    assert page.posts[0].url.endswith(f"/comments/{thread[3:]}/post/{named[3:]}/")


def test_the_inbox_brings_summons_and_answers_from_anywhere(make: Make, reddit: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(minutes=1)
    thread = reddit.submission("kahve", "ali", "Kupa önerisi")
    summons = reddit.comment(thread, "ece", "u/papatyadestek bir bakar mısınız")
    ours = reddit.posted_by_hand(summons, "PapatyaDestek", "Papatya'dan Deniz: bakıyoruz.")
    answer = reddit.comment(ours, "ece", "sağ olun")
    posts = {p.native_id: p for p in collector.read(cursor, 50).posts}
    assert set(posts) == {summons, answer}
    assert posts[summons].summoned
    assert not posts[answer].summoned
    assert (posts[summons].root_id, posts[answer].root_id) == (thread, thread)
    assert posts[answer].url == f"https://www.reddit.com/r/kahve/comments/{thread[3:]}/post/{answer[3:]}/"


def test_a_first_read_starts_now_or_at_since_never_with_history(make: Make, reddit: Any, clock: Clock) -> None:
    clock.at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    reddit.submission("alisveris", "a", "Papatya eski")
    clock.at = datetime(2026, 11, 10, 12, tzinfo=UTC)
    recent = reddit.submission("alisveris", "b", "Papatya yeni")
    clock.forward(days=1)
    assert everything(make(), None)[0] == []
    ids, cursor = everything(make(since=date(2026, 11, 10)), None)
    assert ids == [recent]
    assert everything(make(since=date(2026, 11, 10)), cursor)[0] == []


def test_nothing_is_lost_across_pages(make: Make, reddit: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    written = []
    for n in range(230):
        clock.forward(seconds=2)
        written.append(reddit.submission("alisveris", f"user{n}", f"Papatya {n}"))
    ids, cursor = everything(collector, cursor, limit=40)
    assert sorted(ids) == sorted(written)
    assert len(ids) == len(set(ids))
    assert everything(collector, cursor)[0] == []


def test_a_burst_within_one_second_still_moves_on(make: Make, reddit: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(seconds=1)
    written = [reddit.submission("tekstil", f"user{n}", f"Papatya {n}") for n in range(30)]
    ids, _ = everything(collector, cursor, limit=7)
    assert sorted(ids) == sorted(written)


def test_a_busy_subreddit_is_read_to_the_last_comment(make: Make, reddit: Any, clock: Clock) -> None:
    collector = make()
    thread = reddit.submission("alisveris", "ali", "Sohbet")
    cursor = collector.read(None, 50).cursor
    clock.forward(seconds=1)
    first = reddit.comment(thread, "ece", "Papatya kargom nerede")
    for n in range(550):
        clock.forward(seconds=1)
        reddit.comment(thread, f"user{n}", "bugün hava güzel")
    reddit.requests.clear()
    assert everything(collector, cursor)[0] == [first]
    assert sum("comments" in r and "/r/" in r for r in reddit.requests) == 6


def test_the_post_the_last_read_ended_at_may_be_deleted(make: Make, reddit: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(minutes=1)
    newest = reddit.submission("alisveris", "ali", "Papatya bir")
    cursor = collector.read(cursor, 50).cursor
    reddit.delete(newest)
    clock.forward(minutes=1)
    later = reddit.submission("alisveris", "ece", "Papatya iki")
    assert everything(collector, cursor)[0] == [later]


def test_a_page_whose_anchor_is_deleted_meanwhile_is_found_again(
    make: Make, reddit: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    written = []
    for n in range(150):
        clock.forward(seconds=1)
        written.append(reddit.submission("alisveris", f"user{n}", f"Papatya {n}"))
    anchor = written[-100]
    shown = reddit._search

    async def delete_after_first(request: Any, user: str) -> Any:
        answer = await shown(request, user)
        reddit.delete(anchor)
        return answer

    for route in reddit.routes:
        if route.path.startswith("/r/{subreddit}/search"):
            cell = route.endpoint.__closure__[route.endpoint.__code__.co_freevars.index("answer")]
            monkeypatch.setattr(cell, "cell_contents", delete_after_first)
    ids, _ = everything(collector, cursor, limit=500)
    assert sorted(ids) == sorted(written)


def test_a_late_search_index_loses_nothing(make: Make, reddit: Any, clock: Clock) -> None:
    reddit.lag(300)
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(seconds=10)
    late = reddit.submission("alisveris", "ali", "Papatya geç")
    clock.forward(minutes=4)
    thread = reddit.submission("alisveris", "ece", "başka bir konu")
    reddit.comment(thread, "can", "Papatya yorumu")
    ids, cursor = everything(collector, cursor)
    assert late not in ids
    clock.forward(minutes=2)
    assert everything(collector, cursor)[0] == [late]


def test_husks_and_our_own_posts_never_come(make: Make, reddit: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(seconds=5)
    thread = reddit.submission("alisveris", "papatyadestek", "Papatya duyurusu")
    deleted = reddit.comment(thread, "ali", "Papatya rezalet")
    orphan = reddit.comment(thread, "veli", "Papatya rezalet")
    reddit.posted_by_hand(thread, "PapatyaDestek", "Papatya'dan merhaba")
    reddit.delete(deleted)
    reddit.delete_account("veli")
    assert everything(collector, cursor)[0] == []
    assert [seen.exists for seen in collector.lookup([deleted, orphan])] == [False, False]


def test_lookup_tells_gone_edited_and_answered(make: Make, reddit: Any, clock: Clock) -> None:
    thread = reddit.submission("alisveris", "ali", "Papatya", "ilk hali")
    removed = reddit.submission("alisveris", "can", "Papatya", "reklam")
    comment = reddit.comment(thread, "ece", "Papatya?")
    clock.forward(minutes=1)
    answer = reddit.posted_by_hand(comment, "PapatyaDestek", "Bakıyoruz")
    reddit.edit(thread, "son hali")
    reddit.remove(removed)
    seen = {s.native_id: s for s in make().lookup([thread, removed, comment, "t1_nothere"])}
    assert (seen[thread].exists, seen[thread].text) == (True, "Papatya\n\nson hali")
    assert seen[thread].answered_by_us is None
    assert seen[comment].answered_by_us == answer
    assert not seen[removed].exists
    assert not seen["t1_nothere"].exists


def test_own_queries_are_taken_as_they_are(make: Make, reddit: Any, clock: Clock) -> None:
    collector = make(search=["kargo gelmedi"], channels=[])
    cursor = collector.read(None, 50).cursor
    clock.forward(seconds=5)
    found = reddit.submission("herhangi", "ali", "kargo gelmedi ya")
    reddit.submission("herhangi", "ali", "Papatya")
    assert everything(collector, cursor)[0] == [found]


def test_many_spellings_are_split_into_queries_reddit_takes(sandbox: Sandbox, clock: Clock) -> None:
    spellings = [f"Çok Uzun Bir Mağaza Adı {n}" for n in range(30)]
    shop = Brand(name="Papatya", spellings=spellings, platforms={"reddit": Platform(account="PapatyaDestek")})
    collector = build(shop, SECRET, sandbox.address, clock)
    cursor = collector.read(None, 50).cursor
    clock.forward(seconds=5)
    found = [sandbox["reddit"].submission("x", "ali", f"çok uzun bir mağaza adı {n} kapalı mı") for n in (0, 17, 29)]
    assert sorted(everything(collector, cursor)[0]) == sorted(found)
    assert all(len(key) < 560 for key in json.loads(cursor or "{}"))


def test_every_request_is_on_the_list_of_calls(make: Make, reddit: Any) -> None:
    page = make().read(None, 50)
    assert [call.endpoint for call in page.calls] == reddit.requests[1:]


def test_a_look_up_bills_its_requests_on_the_first_answer(make: Make, reddit: Any) -> None:
    first, second = make().lookup([reddit.submission("alisveris", "ali", "Papatya"), "t1_gone"])
    assert [call.endpoint for call in first.calls] == reddit.requests[1:]
    assert second.calls == ()


# ── for the tests that every platform runs through ───────────────────────────────────────────────────


class Rig:
    """People on Reddit, for tests/test_collectors.py and tests/test_publishers.py."""

    misses_parents = True
    write = ("POST", "/reddit/api/comment/")
    secrets = SECRET

    def __init__(self, sandbox: Sandbox) -> None:
        self._reddit = sandbox["reddit"]
        self._thread: str | None = None
        self.brand = brand(post="api")

    def mention(self, text: str, author: str = "ayse") -> str:
        self._thread = self._thread or self._reddit.submission("alisveris", "moderator", "Haftanın sohbeti")
        return str(self._reddit.comment(self._thread, author, f"u/PapatyaDestek {text}"))

    def announce(self, text: str) -> None:
        self._reddit.submission("alisveris", "PapatyaDestek", text, f"{text} u/PapatyaDestek")

    def answer_by_hand(self, target: str, text: str) -> str:
        return str(self._reddit.posted_by_hand(target, "PapatyaDestek", text))

    def delete(self, id: str) -> None:
        self._reddit.delete(id)

    def published(self) -> list[tuple[str, str | None, str]]:
        posts = [post for post in self._reddit.published() if post["via"] == "api" and not post["deleted"]]
        return [(post["id"], post["parent"], post["text"]) for post in posts]
