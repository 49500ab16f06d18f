"""Reading Mastodon: the real Mastodon.py against the stand-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models import Brand, Platform
from models.errors import ConfigError, CredentialsRefused, Permanent, RateLimited, Temporary
from monitor.collectors import Collector
from monitor.collectors._mastodon_text import plain
from monitor.collectors.mastodon import build
from sandbox.faults import Fault
from sandbox.mastodon_statuses import content
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.paging import everything

SECRET = {"ACCESS_TOKEN": "token-for-papatya"}
Make = Callable[..., Collector]


def brand(**platform: Any) -> Brand:
    return Brand(name="Papatya", platforms={"mastodon": Platform(account="papatya", **platform)})


@pytest.fixture
def make(sandbox: Sandbox, clock: Clock) -> Make:
    return lambda **platform: build(brand(**platform), SECRET, sandbox.address, clock)


@pytest.fixture
def mastodon(sandbox: Sandbox) -> Any:
    return sandbox["mastodon"]


def test_a_mention_comes_with_all_we_need(make: Make, mastodon: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    mastodon.characters(640)
    clock.forward(minutes=1)
    text = (
        "@papatya kargom <nerede> & kim bilir?\nİkinci satır\n\nhttps://papatya.example/cok/uzun/bir/adres?no=12345&x=ş"
    )
    id = mastodon.status("ece@uzak.example", text, visibility="unlisted", images=1)
    (post,) = collector.read(cursor, 50).posts
    assert post.native_id == id
    assert post.text == text
    assert (post.author.handle, post.author.followers, post.images) == ("ece@uzak.example", 0, 1)
    assert (post.created_at, post.summoned) == (clock(), True)
    assert (post.parent_id, post.root_id) == (None, None)
    assert post.url == f"https://uzak.example/@ece/{id}"
    assert post.ref == {"visibility": "unlisted", "mention": "@ece@uzak.example", "max_characters": "640"}


def test_an_answer_knows_its_thread(make: Make, mastodon: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(seconds=1)
    root = mastodon.status("ali", "Nereden alsam?")
    middle = mastodon.status("ece", "Bence papatya", reply_to=root)
    last = mastodon.status("can", "@papatya doğru mu?", reply_to=middle)
    (post,) = collector.read(cursor, 50).posts
    assert (post.native_id, post.parent_id, post.root_id) == (last, middle, root)


def test_what_does_not_name_us_and_what_we_wrote_stay_out(make: Make, mastodon: Any, clock: Clock) -> None:
    collector = make(search=["papatya"])
    cursor = collector.read(None, 50).cursor
    clock.forward(seconds=1)
    ours = mastodon.posted_by_hand(mastodon.status("ece", "selam"), "papatya", "@papatya papatya duyurusu")
    assert ours not in everything(collector, cursor)[0]


def test_a_first_read_starts_now_or_at_since(make: Make, mastodon: Any, clock: Clock) -> None:
    clock.at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    mastodon.status("ece", "@papatya eski")
    clock.at = datetime(2026, 11, 10, 12, tzinfo=UTC)
    recent = mastodon.status("ece", "@papatya yeni")
    clock.forward(days=1)
    ids, cursor = everything(make(), None)
    assert ids == []
    after = mastodon.status("ece", "@papatya daha yeni")
    assert everything(make(), cursor)[0] == [after]
    assert everything(make(since=date(2026, 11, 10)), None)[0] == [recent, after]


def test_nothing_is_lost_or_repeated_across_pages(make: Make, mastodon: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    written = [mastodon.status(f"user{n}", f"@papatya {n}") for n in range(131)]
    ids, cursor = everything(collector, cursor, limit=30)
    assert ids == written
    assert everything(collector, cursor)[0] == []


def test_the_notification_the_last_read_ended_at_may_be_gone(make: Make, mastodon: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    first = mastodon.status("ece", "@papatya bir")
    cursor = collector.read(cursor, 50).cursor
    mastodon.delete(first)
    second = mastodon.status("can", "@papatya iki")
    assert everything(collector, cursor)[0] == [second]


def test_search_finds_who_does_not_name_us(make: Make, mastodon: Any, clock: Clock) -> None:
    collector = make(search=["papatya"])
    cursor = collector.read(None, 50).cursor
    written = []
    for n in range(90):
        clock.forward(seconds=1)
        written.append(mastodon.status(f"user{n}", f"Papatya kargosu {n}"))
    hidden = mastodon.status("ece", "papatya", visibility="private")
    page = collector.read(cursor, 50)
    assert sorted(p.native_id for p in page.posts) == sorted(written)
    assert hidden not in [p.native_id for p in page.posts]
    assert not any(p.summoned for p in page.posts)
    clock.forward(hours=1)
    later = mastodon.status("ece", "papatya güzel")
    assert later in [p.native_id for p in collector.read(page.cursor, 50).posts]


def test_a_server_without_search_still_brings_mentions(make: Make, mastodon: Any, clock: Clock) -> None:
    mastodon.searchable(False)
    collector = make(search=["papatya"])
    cursor = collector.read(None, 50).cursor
    id = mastodon.status("ece", "@papatya selam")
    assert everything(collector, cursor)[0] == [id]


def test_an_older_server_states_its_length_elsewhere(make: Make, sandbox: Sandbox, mastodon: Any) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    mastodon.status("ece", "@papatya selam")
    sandbox.faults.add(Fault("/mastodon/api/v2/instance*", "answer", status=404))
    assert collector.read(cursor, 50).posts[0].ref["max_characters"] == "500"


def test_lookup_tells_gone_edited_and_answered(make: Make, mastodon: Any, clock: Clock) -> None:
    kept, gone = mastodon.status("ece", "@papatya ilk"), mastodon.status("can", "@papatya")
    private = mastodon.status("nil", "başkasına", visibility="direct")
    clock.forward(minutes=1)
    answer = mastodon.posted_by_hand(kept, "papatya", "@ece bakıyoruz")
    for n in range(50):
        mastodon.status("papatya", f"duyuru {n}")
    mastodon.edit(kept, "@papatya son")
    mastodon.delete(gone)
    first, second, third = make().lookup([kept, gone, private])
    assert (first.exists, first.text, first.answered_by_us) == (True, "@papatya son", answer)
    assert [second.exists, third.exists] == [False, False]
    assert [call.endpoint for call in first.calls].count("GET /statuses/:id") == 3
    assert second.calls == ()


@pytest.mark.parametrize(
    "text",
    [
        "bir\niki\n\nüç",
        "a < b > c & d \"e\" 'f' &amp;",
        "@ece selam https://papatya.example/a_b?c=d&e=f son",
        "🙂 #papatya",
    ],
)
def test_html_comes_back_as_it_was_typed(text: str) -> None:
    assert plain(content(text)) == text


def test_other_servers_html_is_read_too() -> None:
    html = "<p>Önce</p><blockquote><p>alıntı</p></blockquote><ul><li>bir</li><li>iki</li></ul>son<br>satır<script"
    assert plain(html) == "Önce\n\nalıntı\n\n- bir\n- iki\n\nson\nsatır<script"


def test_a_base_url_is_asked_for(clock: Clock) -> None:
    with pytest.raises(ConfigError, match=r"brands\..*\.base_url: is missing in config.yaml; write your server"):
        build(brand(), SECRET, None, clock)


def test_a_revoked_token_is_said_to_be_one(make: Make, mastodon: Any) -> None:
    mastodon.revoke("papatya")
    with pytest.raises(CredentialsRefused, match="401"):
        make().read(None, 50)


def test_a_rate_limit_says_when_by_the_servers_clock(make: Make, mastodon: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    mastodon.rate(limit=1, seconds=120)
    id = mastodon.status("ece", "@papatya selam")
    with pytest.raises(RateLimited) as refused:
        collector.read(cursor, 50)
    assert refused.value.retry_at == clock() + timedelta(seconds=120)
    mastodon.rate(limit=300)
    assert everything(collector, cursor)[0] == [id]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("/mastodon/api/v1/notifications*", "answer", status=500), Temporary),
        (Fault("/mastodon/api/v1/notifications*", "answer", status=503), Temporary),
        (Fault("/mastodon/api/v1/notifications*", "answer", status=200, body="<html>busy</html>"), Temporary),
        (Fault("/mastodon/api/v1/notifications*", "hang_up"), Temporary),
        (Fault("/mastodon/api/v1/notifications*", "answer", status=422, body={"error": "no"}), Permanent),
        (Fault("/mastodon/api/v1/notifications*", "answer", status=403, body={"error": "no"}), CredentialsRefused),
        (Fault("/mastodon/api/v1/notifications*", "answer", status=429), RateLimited),
    ],
)
def test_each_refusal_has_its_type_and_moves_nothing(
    make: Make, sandbox: Sandbox, mastodon: Any, fault: Fault, error: type[Exception]
) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    id = mastodon.status("ece", "@papatya selam")
    asked = len(mastodon.requests)
    sandbox.faults.add(fault)
    with pytest.raises(error) as refused:
        collector.read(cursor, 50)
    assert refused.type is error
    assert len(mastodon.requests) == asked, "asked again by itself"
    assert everything(collector, cursor)[0] == [id]


def test_an_unreadable_reset_time_does_no_harm(make: Make, sandbox: Sandbox, mastodon: Any) -> None:
    headers = {"X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "soon"}
    sandbox.faults.add(Fault("/mastodon/api/v1/notifications*", "answer", status=200, body=[], headers=headers))
    assert make().read(None, 50).posts == []


# ── for the tests that every platform runs through ───────────────────────────────────────────────────


class Rig:
    """People on Mastodon, for tests/test_collectors.py and tests/test_publishers.py."""

    misses_parents = True
    write = ("POST", "/mastodon/api/v1/statuses")
    secrets = SECRET

    def __init__(self, sandbox: Sandbox) -> None:
        self._mastodon = sandbox["mastodon"]
        self.brand = brand(post="api")

    def mention(self, text: str, author: str = "ayse") -> str:
        return str(self._mastodon.status(author, f"@papatya {text}"))

    def announce(self, text: str) -> None:
        self._mastodon.status("papatya", f"{text} @papatya")

    def answer_by_hand(self, target: str, text: str) -> str:
        return str(self._mastodon.posted_by_hand(target, "papatya", text))

    def delete(self, id: str) -> None:
        self._mastodon.delete(id)

    def published(self) -> list[tuple[str, str | None, str]]:
        posts = [post for post in self._mastodon.published() if post["via"] == "api" and not post["deleted"]]
        return [(post["id"], post["parent"], post["text"]) for post in posts]
