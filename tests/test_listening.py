"""I3, I4: pages and cursors are stored together; a source's failure stays in its row."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from models import ApiCall, Author, Call, Counted, Database, Mention, Notice, Page, PostCount, Source
from models.errors import CredentialsRefused, CreditsOut, PlatformError, RateLimited, Temporary
from models.platform import Writer
from samimi.forgetting import Forgetter
from samimi.health import Health, tell
from samimi.listening import PAGES_A_TICK, Listener
from samimi.notice_words import why
from samimi.prices import Prices
from tests.conftest import Clock
from tests.platform_fakes import FakeCollector, a_brand, a_post

FORGETTER = Forgetter(b"k" * 32)


def _listener(database: Database, clock: Clock, collector: FakeCollector) -> Listener:
    listener = Listener(
        database,
        {"ornek": a_brand()},
        {("ornek", "town"): collector},
        forgetter=FORGETTER,
        health=Health(),
        prices=Prices(),
        worker="one",
        now=clock,
    )
    listener.add_sources()
    return listener


def _mentions(database: Database) -> list[Mention]:
    with database.reading() as session:
        return list(session.exec(select(Mention)).all())


def _source(database: Database) -> Source:
    with database.reading() as session:
        return session.exec(select(Source)).one()


def test_pages_are_read_to_the_end_and_the_cursor_passes_with_them(database: Database, clock: Clock) -> None:
    collector = FakeCollector([Page([a_post(1), a_post(2)], "c1", True), Page([a_post(3)], "c2", False)])
    listener = _listener(database, clock, collector)
    assert listener.tick() == 3
    assert collector.cursors == [None, "c1"]
    assert [mention.native_id for mention in _mentions(database)] == ["p1", "p2", "p3"]
    assert _source(database).cursor == "c2"


def test_a_source_is_read_again_only_when_due(database: Database, clock: Clock) -> None:
    collector = FakeCollector()
    listener = _listener(database, clock, collector)
    for _ in range(3):
        listener.tick()
    assert len(collector.cursors) == 1
    clock.forward(minutes=5)
    listener.tick()
    assert len(collector.cursors) == 2


def test_i3_a_post_that_comes_twice_is_stored_once(database: Database, clock: Clock) -> None:
    again = replace(a_post(1), text="the same, seen by another stream")
    collector = FakeCollector([Page([a_post(1), again], "c1", True), Page([a_post(1)], "c2", False)])
    assert _listener(database, clock, collector).tick() == 1
    assert len(_mentions(database)) == 1


def test_i3_a_crash_while_storing_leaves_cursor_and_page_behind(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = FakeCollector([Page([a_post(1), a_post(2)], "c1", False)])
    listener = _listener(database, clock, collector)
    with monkeypatch.context() as broken:
        broken.setattr("samimi.listening.ledger.record", lambda *_: 1 / 0)
        assert listener.tick() == 0
    assert _mentions(database) == []
    assert (_source(database).cursor, _source(database).failures) == (None, 1)
    clock.forward(minutes=5)
    collector.pages = [Page([a_post(1), a_post(2)], "c1", False)]
    assert listener.tick() == 2


def test_a_long_backlog_is_read_over_several_ticks(database: Database, clock: Clock) -> None:
    pages: list[Page | PlatformError] = [Page([a_post(n)], f"c{n}", True) for n in range(PAGES_A_TICK + 3)]
    listener = _listener(database, clock, FakeCollector([*pages, Page([], "end", False)]))
    assert listener.tick() == PAGES_A_TICK
    assert listener.tick() == 3


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Temporary("down"), timedelta(minutes=1)),
        (RateLimited("too many"), timedelta(minutes=1)),
        (CredentialsRefused("401"), timedelta(hours=1)),
    ],
)
def test_i4_a_failure_stays_in_the_row_and_waits(
    database: Database, clock: Clock, error: PlatformError, wait: timedelta
) -> None:
    listener = _listener(database, clock, FakeCollector([error]))
    assert listener.tick() == 0
    row = _source(database)
    assert (row.failures, row.last_error, row.next_at) == (1, error.detail, clock() + wait)
    assert row.leased_until is None


def test_a_rate_limit_is_waited_out_to_the_platforms_own_time(database: Database, clock: Clock) -> None:
    at = clock() + timedelta(minutes=13)
    _listener(database, clock, FakeCollector([RateLimited("too many", at)])).tick()
    assert _source(database).next_at == at


def test_a_source_down_for_long_is_told_once_and_its_return_too(database: Database, clock: Clock) -> None:
    collector = FakeCollector([Temporary("down")] * 6)
    listener = _listener(database, clock, collector)
    for _ in range(400):
        listener.tick()
        clock.forward(minutes=1)
    with database.reading() as session:
        (notice,) = session.exec(select(Notice)).all()
    assert notice.text.startswith("town (ornek): okunamıyor: platform şu anda yanıt veremiyor; ")
    assert notice.over_at is not None
    assert _source(database).failures == 0


class _Broken(FakeCollector):
    """A collector with a fault nobody foresaw."""

    def read(self, cursor: str | None, limit: int) -> Page:
        raise AttributeError("kargom nerede")


def test_i4_an_unforeseen_exception_is_a_failed_poll_of_that_source_alone(
    database: Database, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    good = FakeCollector()
    brands = {"a": a_brand(key="a"), "b": a_brand(key="b")}
    collectors = {("a", "town"): _Broken(), ("b", "town"): good}
    listener = Listener(
        database, brands, collectors, forgetter=FORGETTER, health=Health(), prices=Prices(), worker="one", now=clock
    )
    listener.add_sources()
    for _ in range(30):
        listener.tick()
        clock.forward(minutes=1)
    assert len(good.cursors) == 6, "every five minutes, as ever"
    with database.reading() as session:
        broken = session.exec(select(Source).where(Source.brand == "a")).one()
        (notice,) = session.exec(select(Notice)).all()
    assert (broken.failures, broken.leased_until) == (5, None)
    assert notice.text == "town (a): okunamıyor: beklenmeyen hata AttributeError; yeri günlükte yazıyor"
    assert "source failed" in "".join(capsys.readouterr())  # whichever stream the log has by then
    assert "kargom" not in notice.text


def test_what_no_database_takes_is_replaced_before_it_is_stored(database: Database, clock: Clock) -> None:
    odd = replace(
        a_post(1, text="kargom \ud83d nerede\x00"), author=Writer("id", "ayse", "Ay\x00şe"), ref={"t": "\ud83d"}
    )
    assert _listener(database, clock, FakeCollector([Page([odd], "c1", False)])).tick() == 1
    (mention,) = _mentions(database)
    assert (mention.text, mention.ref) == ("kargom \ufffd nerede\ufffd", {"t": "\ufffd"})


def test_pages_read_before_a_failure_are_kept(database: Database, clock: Clock) -> None:
    collector = FakeCollector([Page([a_post(1)], "c1", True), Temporary("down")])
    assert _listener(database, clock, collector).tick() == 1
    assert _source(database).cursor == "c1"


def test_authors_are_kept_up_to_date(database: Database, clock: Clock) -> None:
    renamed = a_post(2)
    renamed = replace(renamed, author=replace(renamed.author, handle="ayse_yeni", followers=None))
    collector = FakeCollector([Page([a_post(1)], "c1", True), Page([renamed], "c2", False)])
    _listener(database, clock, collector).tick()
    with database.reading() as session:
        (author,) = session.exec(select(Author)).all()
    assert (author.handle, author.followers) == ("ayse_yeni", 10)


def test_i10_a_forgotten_author_and_a_forgotten_post_are_not_collected_again(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        FORGETTER.forget_author(session, "town", "@Ayse", clock())
        FORGETTER._remember(session, "post", "town", "p2", clock())
    collector = FakeCollector([Page([a_post(1), a_post(2, author="tom"), a_post(3, author="tom")], "c1", False)])
    assert _listener(database, clock, collector).tick() == 1
    assert [mention.native_id for mention in _mentions(database)] == ["p3"]


def test_two_workers_that_start_at_the_same_moment_share_the_sources(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _listener(database, clock, FakeCollector([]))
    monkeypatch.setattr(Listener, "_known", lambda _: set())  # looked before the other had written
    _listener(database, clock, FakeCollector([]))
    with database.reading() as session:
        assert [(row.brand, row.platform) for row in session.exec(select(Source)).all()] == [("ornek", "town")]


def test_calls_are_billed_with_the_page_once_per_day(database: Database, clock: Clock) -> None:
    call = Call("GET /2/tweets/search/recent", "post", ("p1", "p2"))
    collector = FakeCollector([Page([], "c1", True, [call]), Page([], "c2", False, [call])])
    brand = a_brand()
    listener = Listener(
        database, {"ornek": brand}, {("ornek", "town"): collector}, forgetter=FORGETTER, health=Health(),
        prices=Prices.model_construct(usd={"town": {"post": 0.005}}), worker="one", now=clock,
    )  # fmt: skip
    listener.add_sources()
    listener.tick()
    with database.reading() as session:
        bill = [(row.units, row.micro_usd) for row in session.exec(select(ApiCall)).all()]
    assert bill == [(2, 10_000), (0, 0)]
    clock.forward(days=1)
    collector.pages = [Page([], "c3", False, [call])]
    listener.tick()
    with database.reading() as session:
        assert sum(row.micro_usd for row in session.exec(select(ApiCall)).all()) == 20_000


def test_i3_the_first_read_begins_when_the_source_was_configured_however_late_it_comes(
    database: Database, clock: Clock
) -> None:
    configured = clock()
    collector = FakeCollector([Temporary("down")])
    listener = _listener(database, clock, collector)
    listener.tick()
    clock.forward(minutes=30)
    listener.add_sources()
    listener.tick()
    assert collector.begin == configured


# ── a part of a source that fails ────────────────────────────────────────────────────────────────────


def test_a_search_that_fails_for_good_is_told_once_and_slows_nothing(database: Database, clock: Clock) -> None:
    broken: list[Page | PlatformError] = [Page([a_post(n)], f"c{n}", False, trouble="400 bad query") for n in range(5)]
    listener = _listener(database, clock, FakeCollector([*broken, Page([], "end", False)]))
    heard = []
    for _ in broken:
        heard.append(listener.tick())
        assert (_source(database).failures, _source(database).last_error) == (0, None)
        clock.forward(minutes=5)
    assert heard == [1] * 5, "mentions come as often as ever"
    with database.reading() as session:
        (notice,) = session.exec(select(Notice)).all()
    assert (notice.text, notice.over_at) == ("town (ornek): bir bölümü okunamıyor: 400 bad query", None)
    assert notice.began_at == clock() - timedelta(minutes=15), "the third time in a row"
    listener.tick()
    with database.reading() as session:
        (notice,) = session.exec(select(Notice)).all()
    assert notice.over_at == clock()


def test_one_failure_in_passing_is_nobodys_business(database: Database, clock: Clock) -> None:
    pages: list[Page | PlatformError] = [Page([], f"c{n}", False, trouble="503" if n % 2 else None) for n in range(8)]
    listener = _listener(database, clock, FakeCollector(pages))
    for _ in pages:
        listener.tick()
        clock.forward(minutes=5)
    with database.reading() as session:
        assert session.exec(select(Notice)).all() == []


def test_what_was_counted_is_kept_and_counted_again_replaces_it(database: Database, clock: Clock) -> None:
    hour = clock().replace(minute=0)
    pages: list[Page | PlatformError] = [
        Page([], "c1", False, counted=[Counted("search0", hour, 3), Counted("mentions", hour, 1)]),
        Page([], "c2", False, counted=[Counted("search0", hour, 4)]),
    ]
    listener = _listener(database, clock, FakeCollector(pages))
    listener.tick()
    clock.forward(minutes=5)
    listener.tick()
    with database.reading() as session:
        kept = {(row.stream, row.hour): row.posts for row in session.exec(select(PostCount)).all()}
    assert kept == {("search0", hour): 4, ("mentions", hour): 1}


@pytest.mark.parametrize("error", [CredentialsRefused("401 Unauthorized"), CreditsOut("402 credits depleted")])
async def test_credentials_and_credits_are_told_once_and_their_return_once(
    database: Database, clock: Clock, error: PlatformError
) -> None:
    said: list[str] = []

    async def send(text: str) -> None:
        said.append(text)

    collector = FakeCollector([error] * 6)
    listener = _listener(database, clock, collector)
    for _ in range(9):
        listener.tick()
        await tell(database, send, clock())
        clock.forward(hours=1)
    worded = why({"ornek": a_brand()}, "ornek", error)
    assert said == [f"⚠️ town (ornek): okunamıyor: {worded}", "✅ town (ornek): yeniden okunuyor"]


async def test_the_end_of_a_notice_has_words_of_its_own(database: Database, clock: Clock) -> None:
    said: list[str] = []

    async def send(text: str) -> None:
        said.append(text)

    health = Health()
    with database.transaction() as session:
        health.begin(session, "key", "it began", clock())
    await tell(database, send, clock())
    with database.transaction() as session:
        health.over(session, "key", clock(), "it is over")
    for _ in range(2):
        await tell(database, send, clock())
    assert said == ["⚠️ it began", "✅ it is over"]


def test_a_platform_that_was_taken_out_is_read_at_once_when_it_is_back(database: Database, clock: Clock) -> None:
    collector = FakeCollector([Page([a_post(1)], "c1", False), Page([a_post(2)], "c2", False)])
    _listener(database, clock, collector).tick()
    without = Listener(
        database,
        {"ornek": a_brand()},
        {},
        forgetter=FORGETTER,
        health=Health(),
        prices=Prices(),
        worker="two",
        now=clock,
    )
    for _ in range(60):
        clock.forward(minutes=1)
        assert without.tick() == 0
    assert _listener(database, clock, collector).tick() == 1
    assert _source(database).cursor == "c2"


def test_after_a_mend_and_a_restart_a_refused_source_is_read_at_once(database: Database, clock: Clock) -> None:
    collector = FakeCollector([CredentialsRefused("401"), Page([a_post(1)], "c1", False)])
    listener = _listener(database, clock, collector)
    listener.tick()
    clock.forward(minutes=1)
    assert listener.tick() == 0, "waits an hour while nobody has mended anything"
    assert _listener(database, clock, collector).tick() == 1


def test_a_rate_limit_outlives_a_restart(database: Database, clock: Clock) -> None:
    limited = RateLimited("too many", retry_at=clock() + timedelta(minutes=14))
    collector = FakeCollector([limited, Page([a_post(1)], "c1", False)])
    _listener(database, clock, collector).tick()
    again = _listener(database, clock, collector)
    assert again.tick() == 0
    clock.forward(minutes=14)
    assert again.tick() == 1
