"""What people write under our own statuses without naming us: the real Mastodon.py against the stand-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from models import Brand, Platform, Post
from models.errors import CredentialsRefused, RateLimited
from monitor.collectors import Collector, _mastodon_threads
from monitor.collectors.mastodon import build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock

SECRET = {"ACCESS_TOKEN": "token-for-papatya"}
Make = Callable[[], Collector]


@pytest.fixture
def make(sandbox: Sandbox, clock: Clock) -> Make:
    brand = Brand(name="Papatya", platforms={"mastodon": Platform(account="papatya")})
    return lambda: build(brand, SECRET, sandbox.address, clock)


@pytest.fixture
def mastodon(sandbox: Sandbox) -> Any:
    return sandbox["mastodon"]


class Reader:
    """Reads on from where it stood; `opened`: threads the last read looked into."""

    def __init__(self, collector: Collector, mastodon: Any, clock: Clock) -> None:
        self._collector, self._mastodon, self._clock = collector, mastodon, clock
        self.cursor = collector.read(None, 50).cursor
        self.trouble: str | None = None
        self.opened = 0
        clock.forward(minutes=1)

    def read(self) -> list[Post]:
        asked = len(self._mastodon.requests)
        page = self._collector.read(self.cursor, 50)
        self.cursor, self.trouble = page.cursor, page.trouble
        self.opened = sum(one.endswith("/context") for one in self._mastodon.requests[asked:])
        self._clock.forward(minutes=5)
        return page.posts


@pytest.fixture
def reader(make: Make, mastodon: Any, clock: Clock) -> Reader:
    return Reader(make(), mastodon, clock)


def ids(posts: list[Post]) -> list[str]:
    return [post.native_id for post in posts]


def test_an_answer_that_does_not_name_us_is_heard_with_its_thread(reader: Reader, mastodon: Any) -> None:
    first = mastodon.status("ece", "@papatya kargom nerede")
    ours = mastodon.posted_by_hand(first, "papatya", "@ece bakıyoruz")
    reader.read()
    answer = mastodon.status("ece", "hâlâ gelmedi", reply_to=ours)
    (post,) = reader.read()
    assert (post.native_id, post.text) == (answer, "hâlâ gelmedi")
    assert (post.parent_id, post.root_id) == (ours, first)
    assert not post.summoned


def test_a_thread_is_opened_only_when_it_has_grown(reader: Reader, mastodon: Any) -> None:
    ours = mastodon.posted_by_hand(mastodon.status("ece", "@papatya bir"), "papatya", "@ece buyur")
    quiet = mastodon.posted_by_hand(mastodon.status("can", "@papatya iki"), "papatya", "@can buyur")
    reader.read()
    mastodon.status("ece", "teşekkürler", reply_to=ours)
    reader.read()
    assert reader.opened == 1
    assert reader.read() == []
    assert reader.opened == 0
    second = mastodon.status("can", "geldi", reply_to=quiet)
    assert ids(reader.read()) == [second]


def test_after_one_answer_went_the_next_is_heard(reader: Reader, mastodon: Any) -> None:
    ours = mastodon.posted_by_hand(mastodon.status("ece", "@papatya bir"), "papatya", "@ece buyur")
    gone = mastodon.status("ece", "yok", reply_to=ours)
    reader.read()
    mastodon.delete(gone)
    reader.read()
    later = mastodon.status("ece", "hâlâ yok", reply_to=ours)
    assert ids(reader.read()) == [later]


def test_an_answer_that_names_us_comes_once_and_as_one_that_asked_us_in(reader: Reader, mastodon: Any) -> None:
    ours = mastodon.posted_by_hand(mastodon.status("ece", "@papatya bir"), "papatya", "@ece buyur")
    reader.read()
    answer = mastodon.status("ece", "@papatya sağ olun", reply_to=ours)
    (post,) = reader.read()
    assert (post.native_id, post.summoned) == (answer, True)


def test_comments_under_what_we_announce_are_heard_and_talk_further_down_is_not(reader: Reader, mastodon: Any) -> None:
    news = mastodon.posted_by_hand("", "papatya", "Yeni renkler geldi")
    asked = mastodon.status("can", "fiyatı ne kadar", reply_to=news)
    mastodon.status("tom", "@can bence pahalı", reply_to=asked)
    mastodon.posted_by_hand(news, "papatya", "Ayrıntılar yarın")
    (post,) = reader.read()
    assert (post.native_id, post.root_id) == (asked, news)


def test_what_stood_there_before_we_listened_stays_out(make: Make, mastodon: Any, clock: Clock) -> None:
    ours = mastodon.posted_by_hand("", "papatya", "Merhaba")
    mastodon.status("can", "eski söz", reply_to=ours)
    clock.forward(minutes=1)
    reader = Reader(make(), mastodon, clock)
    new = mastodon.status("can", "yeni söz", reply_to=ours)
    assert ids(reader.read()) == [new]


def test_a_week_later_nobody_looks_any_more(reader: Reader, mastodon: Any, clock: Clock) -> None:
    ours = mastodon.posted_by_hand("", "papatya", "Merhaba")
    clock.forward(seconds=(_mastodon_threads.WATCHED - timedelta(minutes=30)).total_seconds())
    inside = mastodon.status("can", "daha yeni", reply_to=ours)
    assert ids(reader.read()) == [inside]
    clock.forward(hours=1)
    mastodon.status("can", "çok geç", reply_to=ours)
    assert reader.read() == []


def test_our_statuses_are_read_over_many_pages(reader: Reader, mastodon: Any, clock: Clock) -> None:
    ours = mastodon.posted_by_hand("", "papatya", "Merhaba")
    for n in range(90):
        clock.forward(seconds=1)
        mastodon.posted_by_hand("", "papatya", f"duyuru {n}")
    answer = mastodon.status("can", "en alttakine", reply_to=ours)
    assert ids(reader.read()) == [answer]


def test_many_threads_at_once_are_opened_bit_by_bit_and_none_is_left_out(
    reader: Reader, mastodon: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_mastodon_threads, "_OPENED", 4)
    ours = [mastodon.posted_by_hand("", "papatya", f"duyuru {n}") for n in range(10)]
    written = [mastodon.status(f"kisi{n}", "güzel", reply_to=one) for n, one in enumerate(ours)]
    heard = []
    for opened in (4, 4, 2, 0):
        heard += ids(reader.read())
        assert reader.opened == opened
    assert sorted(heard) == sorted(written)


def test_a_thread_that_went_while_we_read_holds_up_no_other(reader: Reader, sandbox: Sandbox, mastodon: Any) -> None:
    first, second = (mastodon.posted_by_hand("", "papatya", f"duyuru {n}") for n in range(2))
    mastodon.status("can", "bir", reply_to=first)
    answer = mastodon.status("can", "iki", reply_to=second)
    sandbox.faults.add(Fault(f"/mastodon/api/v1/statuses/{first}/context*", "answer", status=404))
    assert ids(reader.read()) == [answer]
    assert reader.trouble is None


@pytest.mark.parametrize(
    "fault",
    [
        Fault("/mastodon/api/v1/statuses/*/context*", "answer", status=503),
        Fault("/mastodon/api/v1/accounts/*/statuses*", "answer", status=500),
        Fault("/mastodon/api/v1/accounts/*/statuses*", "answer", status=200, body={"of": "another shape"}),
        Fault("/mastodon/api/v1/statuses/*/context*", "hang_up"),
    ],
)
def test_where_threads_cannot_be_read_mentions_are_and_somebody_hears_of_it(
    reader: Reader, sandbox: Sandbox, mastodon: Any, fault: Fault
) -> None:
    ours = mastodon.posted_by_hand("", "papatya", "Merhaba")
    answer = mastodon.status("can", "adsız", reply_to=ours)
    named = mastodon.status("ece", "@papatya selam")
    sandbox.faults.add(fault)
    assert ids(reader.read()) == [named]
    assert reader.trouble is not None
    assert "answers that do not name us" in reader.trouble
    sandbox.faults.clear()
    assert ids(reader.read()) == [answer]
    assert reader.trouble is None


@pytest.mark.parametrize(("status", "error"), [(429, RateLimited), (401, CredentialsRefused)])
def test_a_limit_or_a_refused_token_stops_the_read_and_moves_nothing(
    reader: Reader, sandbox: Sandbox, mastodon: Any, status: int, error: type[Exception]
) -> None:
    ours = mastodon.posted_by_hand("", "papatya", "Merhaba")
    answer = mastodon.status("can", "adsız", reply_to=ours)
    sandbox.faults.add(Fault("/mastodon/api/v1/statuses/*/context*", "answer", status=status))
    with pytest.raises(error):
        reader.read()
    sandbox.faults.clear()
    assert ids(reader.read()) == [answer]


def test_a_cursor_of_before_is_read_on(make: Make, mastodon: Any, clock: Clock) -> None:
    old = f'{{"start":"{clock().isoformat()}","above":"0","searched":{{}}}}'
    clock.forward(minutes=1)
    ours = mastodon.posted_by_hand("", "papatya", "Merhaba")
    answer = mastodon.status("can", "adsız", reply_to=ours)
    assert ids(make().read(old, 50).posts) == [answer]
