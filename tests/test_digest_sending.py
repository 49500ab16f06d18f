"""What goes out in the morning goes out once: two workers, refusals, lost answers, a worker killed in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import select
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from models import Author, Brand, Bulletin, Calendar, Database, Digest, Mention, Notice
from samimi.digests import Digests
from samimi.once import Unsure, is_unsure
from tests.conftest import Clock
from tests.platform_fakes import a_brand


class Way:
    """A channel to a list. `faults` are raised first, in order, by whichever step they are for."""

    def __init__(self, *faults: Exception, making: tuple[Exception, ...] = ()) -> None:
        self.faults, self.making = list(faults), list(making)
        self.sent: list[tuple[str, date, date]] = []
        self.before: Callable[[], None] = lambda: None

    def make(self, row: Digest | Bulletin) -> str:
        if self.making:
            raise self.making.pop(0)
        return row.brand

    async def post(self, row: Digest | Bulletin, made: Any) -> int:
        self.before()
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append((made, row.first_day, row.last_day))
        return 7


def _digests(database: Database, clock: Clock, morning: Way, worker: str = "one", **channels: Way) -> Digests:
    brands: dict[str, Brand] = {"ornek": a_brand(calendar=Calendar())}
    return Digests(database, brands, time(9), morning, channels, worker=worker, now=clock)


def _heard(database: Database, at: datetime) -> None:
    with database.transaction() as session:
        author = Author(brand="ornek", platform="x", native_id="a", handle="h", first_seen=at)
        session.add(author)
        session.flush()
        session.add(
            Mention(
                brand="ornek", platform="x", native_id="n", root_id="n", author_id=author.id, text="", created_at=at,
                received_at=at,
            )
        )  # fmt: skip


async def test_one_digest_a_working_morning_by_two_workers_through_a_week(database: Database, clock: Clock) -> None:
    way = Way()
    workers = [_digests(database, clock, way, name) for name in ("one", "two")]
    clock.at -= timedelta(days=3, hours=7)  # Monday, before dawn
    for _ in range(7 * 24):
        for worker in workers:
            await worker.tick()
        clock.forward(hours=1)
    assert [last for _, _, last in way.sent] == [date(2026, 11, day) for day in range(15, 20)]
    assert way.sent[0][1] == date(2026, 11, 13)


async def test_a_morning_keeps_how_much_waited(database: Database, clock: Clock) -> None:
    """The next mornings' messages hold their own number against it."""
    _heard(database, clock.at)
    with database.transaction() as session:
        session.exec(select(Mention)).one().state = "escalated"
    await _digests(database, clock, Way()).tick()
    with database.reading() as session:
        assert session.exec(select(Digest)).one().waiting == 1


@pytest.mark.parametrize("fault", [BadRequest("chat"), RetryAfter(3), LookupError("no chat yet"), NetworkError("502")])
async def test_what_was_refused_comes_later(database: Database, clock: Clock, fault: Exception) -> None:
    way = Way(fault, fault)
    digests = _digests(database, clock, way)
    for _ in range(4):
        await digests.tick()
        await digests.tick()
        clock.forward(minutes=20)
    assert [last for _, _, last in way.sent] == [date(2026, 11, 18)]
    with database.reading() as session:
        row = session.exec(select(Digest)).one()
        assert (row.attempts, row.last_error, row.message_id) == (3, None, 7)
        assert session.exec(select(Notice)).all() == []


class Unbound(Way):
    """The brand has no chat until `bound`."""

    bound = False

    async def post(self, row: Digest | Bulletin, made: Any) -> int:
        if not self.bound:
            raise LookupError("no chat yet")
        return await super().post(row, made)


async def test_old_digests_do_not_come_in_a_heap_and_each_one_left_is_told_once(
    database: Database, clock: Clock
) -> None:
    way, picture = Unbound(), Way()
    digests = _digests(database, clock, way, picture=picture)
    for _ in range(11 * 4):
        await digests.tick()
        clock.forward(hours=6)
    way.bound = True
    for _ in range(4):
        await digests.tick()
        clock.forward(minutes=20)
    assert len(way.sent) == len(picture.sent) <= 2
    with database.reading() as session:
        rows = session.exec(select(Digest)).all()
        texts = [notice.text for notice in session.exec(select(Notice)).all()]
    left = [row for row in rows if row.message_id is None]
    assert [text.partition(":")[0] for text in texts] == [f"özet ornek {row.day}" for row in left]
    assert len(left) >= 5
    assert all("(LookupError)" in text for text in texts)
    assert {row.last_error for row in left} == {"too late: LookupError"}


def _cut_off() -> NetworkError:
    error = NetworkError("httpx.ReadError")
    error.__cause__ = httpx.ReadError("")
    return error


@pytest.mark.parametrize("fault", [TimedOut(), _cut_off(), Unsure("DATA")])
async def test_what_may_have_arrived_is_not_sent_again_and_an_admin_is_told(
    database: Database, clock: Clock, fault: Exception
) -> None:
    way = Way(fault)
    digests = _digests(database, clock, way)
    for _ in range(6):
        await digests.tick()
        clock.forward(minutes=20)
    assert way.sent == []
    with database.reading() as session:
        notice = session.exec(select(Notice)).one()
        assert "özet ornek 2026-11-19: ulaşmamış olabilir" in notice.text
        assert session.exec(select(Digest)).one().sent_at is not None


@pytest.mark.parametrize(
    ("error", "cause", "unsure"),
    [
        (TimedOut(), None, True),
        (TimedOut(), httpx.ReadTimeout(""), True),
        (TimedOut(), httpx.ConnectTimeout(""), False),
        (TimedOut(), httpx.PoolTimeout(""), False),
        (NetworkError("x"), httpx.ConnectError(""), False),
        (NetworkError("x"), httpx.RemoteProtocolError(""), True),
        (NetworkError("Bad Gateway"), None, False),
        (BadRequest("no"), None, False),
        (LookupError("no"), None, False),
    ],
)
def test_which_failures_leave_it_open_whether_it_arrived(
    error: TelegramError | LookupError, cause: Exception | None, unsure: bool
) -> None:
    error.__cause__ = cause
    assert is_unsure(error) is unsure


class Killed(BaseException):
    """The process ends here, as kill -9 does."""


async def test_a_worker_killed_while_sending_leaves_no_second_message(database: Database, clock: Clock) -> None:
    dying, way = Way(), Way()

    def die() -> None:
        dying.sent.append(("arrived", date(2026, 1, 1), date(2026, 1, 1)))
        raise Killed

    dying.before = die
    with pytest.raises(Killed):
        await _digests(database, clock, dying, "dead").tick()
    for _ in range(4):
        await _digests(database, clock, way, "other").tick()
        clock.forward(minutes=5)
    assert (len(dying.sent), way.sent) == (1, [])
    with database.reading() as session:
        assert session.exec(select(Notice)).one().key == "digest 1"


async def test_an_unforeseen_error_stays_in_its_row_and_is_never_called_certain(
    database: Database, clock: Clock
) -> None:
    way, picture = Way(RuntimeError("kırıldı")), Way()
    digests = _digests(database, clock, way, email=picture)
    for _ in range(3):
        await digests.tick()
        clock.forward(minutes=30)
    assert (way.sent, len(picture.sent)) == ([], 1)
    with database.reading() as session:
        assert session.exec(select(Digest)).one().last_error == "no answer"
        assert "ulaşmamış olabilir" in session.exec(select(Notice)).one().text


async def test_a_message_that_could_not_be_made_is_made_later(database: Database, clock: Clock) -> None:
    faulty, way = Way(making=(KeyError("a fault of the drawing"),)), Way()
    await _digests(database, clock, faulty, "faulty").tick()
    assert faulty.sent == []
    clock.forward(minutes=10)
    await _digests(database, clock, way, "other").tick()
    assert len(way.sent) == 1


async def test_a_message_that_outlasted_its_lease_is_left_to_whoever_took_it(database: Database, clock: Clock) -> None:
    slow, way = Way(), Way()
    digests = _digests(database, clock, slow, "slow")

    def made_slowly(row: Digest | Bulletin) -> str:
        clock.forward(minutes=5)
        with database.transaction() as session:
            taken = session.get_one(Digest, row.id)
            taken.leased_by, taken.leased_until = "other", clock() + timedelta(minutes=2)
            session.add(taken)
        return "late"

    slow.make = made_slowly  # type: ignore[method-assign]
    await digests.tick()
    assert slow.sent == []
    clock.forward(minutes=3)
    await _digests(database, clock, way, "other").tick()
    assert len(way.sent) == 1


async def test_the_picture_follows_its_message_and_only_then(database: Database, clock: Clock) -> None:
    morning, picture = Way(BadRequest("not now")), Way()
    digests = _digests(database, clock, morning, picture=picture)
    await digests.tick()
    assert (morning.sent, picture.sent) == ([], [])
    clock.forward(minutes=5)
    await digests.tick()
    assert len(morning.sent) == len(picture.sent) == 1
    for _ in range(3):
        clock.forward(minutes=5)
        await digests.tick()
    assert len(morning.sent) == len(picture.sent) == 1


async def test_a_week_and_a_month_go_out_on_the_first_working_morning_after_them(
    database: Database, clock: Clock
) -> None:
    clock.at = datetime.fromisoformat("2026-10-26T06:30:00+00:00")
    _heard(database, clock() - timedelta(days=60))
    way, chat, mail = Way(), Way(), Way()
    workers = [_digests(database, clock, way, name, chat=chat, email=mail) for name in ("one", "two")]
    for _ in range(14):
        for worker in workers:
            await worker.tick()
            await worker.tick()
        clock.forward(days=1)
    # Wednesday 28 October (half a day) works, the 29th is a holiday; 1 November is a Sunday.
    expected = [
        (date(2026, 10, 19), date(2026, 10, 25)),
        (date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 10, 26), date(2026, 11, 1)),
        (date(2026, 10, 1), date(2026, 10, 31)),
    ]
    spans = [span for _, *span in chat.sent]
    assert [tuple(span) for span in spans] == [expected[0], *expected[2:]]
    mailed = {(first, last) for _, first, last in mail.sent}
    assert {expected[0], *expected[2:]} <= mailed
    assert len(mail.sent) == len(mailed) == len(way.sent) + 3


async def test_a_period_before_the_listening_began_is_not_told(database: Database, clock: Clock) -> None:
    _heard(database, clock() - timedelta(days=1))
    chat = Way()
    await _digests(database, clock, Way(), chat=chat).tick()
    assert chat.sent == []
