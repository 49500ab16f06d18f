"""One digest on each working morning, whatever happens: downtime, a bayram, clock changes, two workers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from models import Brand, Calendar, Database, Digest
from models.calendar import Day
from reports.due import Due, due_digest
from reports.periods import days_of, last_closed
from tests.digest_days import BERLIN, BRANDS, FIRST, ISTANBUL, LAST

AT = time(9)
_HOURS = "09:00-18:00"
_EVERY_DAY: dict[Day, str] = dict.fromkeys(Calendar().hours, _HOURS) | {"sat": _HOURS, "sun": _HOURS}
DOWN = [
    (datetime(2026, 3, 3, 5, tzinfo=UTC), datetime(2026, 3, 3, 12, tzinfo=UTC)),  # over the digest's hour
    (datetime(2026, 3, 17, 20, tzinfo=UTC), datetime(2026, 3, 19, 9, tzinfo=UTC)),  # a whole morning is missed
    (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 8, tzinfo=UTC)),  # over Berlin's clock change
    (datetime(2026, 4, 30, 4, tzinfo=UTC), datetime(2026, 5, 5, 7, tzinfo=UTC)),  # a long weekend
]


def _send(database: Database, due: Due) -> None:
    with database.transaction() as session:
        session.add(
            Digest(
                brand=due.brand, day=due.day, first_day=due.first_day, last_day=due.last_day, due_at=due.due_at,
                sent_at=due.due_at,
            )
        )  # fmt: skip


def _ask(database: Database, brand: Brand, now: datetime, at: time = AT) -> Due | None:
    with database.reading() as session:
        return due_digest(session, brand, at, now)


def _live(database: Database, brand: Brand) -> list[Due]:
    """Ninety days of ticks, every two hours while the machine runs; the row is written before the next tick."""
    sent: list[Due] = []
    now = datetime(FIRST.year, FIRST.month, FIRST.day, 0, 20, tzinfo=UTC)
    while now.date() <= LAST:
        due = None if any(start <= now < end for start, end in DOWN) else _ask(database, brand, now)
        if due is not None:
            assert now >= due.due_at
            _send(database, due)
            sent.append(due)
        now += timedelta(hours=2)
    return sent


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.key)
def test_ninety_days_have_one_digest_on_each_working_morning_the_machine_saw(database: Database, brand: Brand) -> None:
    sent = _live(database, brand)
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    # From these mornings to their midnights the machine was down.
    missed = {date(2026, 3, 18), date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 4)}
    working = [day for day in days if brand.calendar.is_working_day(day) and day not in missed]
    assert [due.day for due in sent] == working
    assert len(sent) > 55


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.key)
def test_ninety_days_of_digests_cover_every_day_once(database: Database, brand: Brand) -> None:
    sent = _live(database, brand)
    covered = [
        due.first_day + timedelta(days=n) for due in sent for n in range((due.last_day - due.first_day).days + 1)
    ]
    assert covered == [covered[0] + timedelta(days=n) for n in range(len(covered))]
    assert covered[0] == FIRST - timedelta(days=1)
    assert all(due.last_day == due.day - timedelta(days=1) for due in sent)


def test_a_weekend_and_a_bayram_are_told_on_the_morning_after(database: Database) -> None:
    spans = {due.day: (due.first_day, due.last_day) for due in _live(database, ISTANBUL)}
    assert spans[date(2026, 3, 2)] == (date(2026, 2, 27), date(2026, 3, 1))
    # 19 March is a half day and has its digest; the bayram is 20 to 22 March, Friday to Sunday.
    assert ISTANBUL.calendar.is_half_day(date(2026, 3, 19))
    assert spans[date(2026, 3, 19)] == (date(2026, 3, 17), date(2026, 3, 18))
    assert date(2026, 3, 20) not in spans
    assert spans[date(2026, 3, 23)] == (date(2026, 3, 19), date(2026, 3, 22))


def test_the_hour_is_the_brands_own_before_and_after_the_clock_changes(database: Database) -> None:
    friday, monday = date(2026, 3, 27), date(2026, 3, 30)
    due = {one.day: one.due_at for one in _live(database, BERLIN)}
    assert due[friday] == datetime(2026, 3, 27, 8, tzinfo=UTC)
    assert due[monday] == datetime(2026, 3, 30, 7, tzinfo=UTC)


def test_an_hour_the_clock_leaps_over_still_has_its_digest(database: Database) -> None:
    every_day = Calendar(timezone="Europe/Berlin", holidays=None, hours=_EVERY_DAY)
    brand = Brand(key="b", name="B", calendar=every_day)
    at = time(2, 30)  # does not exist on 29 March
    assert _ask(database, brand, datetime(2026, 3, 29, 0, 30, tzinfo=UTC), at) is None
    due = _ask(database, brand, datetime(2026, 3, 29, 1, 31, tzinfo=UTC), at)
    assert due is not None
    assert due.day == date(2026, 3, 29)
    _send(database, due)
    assert _ask(database, brand, datetime(2026, 3, 29, 5, tzinfo=UTC), at) is None


def test_an_hour_that_comes_twice_has_one_digest(database: Database) -> None:
    every_day = Calendar(timezone="Europe/Berlin", holidays=None, hours=_EVERY_DAY)
    brand = Brand(key="b", name="B", calendar=every_day)
    at = time(2, 30)  # comes twice on 25 October
    due = _ask(database, brand, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), at)
    assert due is not None
    _send(database, due)
    assert _ask(database, brand, datetime(2026, 10, 25, 1, 30, tzinfo=UTC), at) is None


def test_of_two_workers_that_find_it_due_one_writes_the_row(database: Database) -> None:
    now = datetime(2026, 3, 4, 7, tzinfo=UTC)
    first, second = _ask(database, ISTANBUL, now), _ask(database, ISTANBUL, now)
    assert first == second is not None
    assert first is not None
    _send(database, first)
    with pytest.raises(IntegrityError):
        _send(database, first)
    assert _ask(database, ISTANBUL, now) is None


def test_nothing_is_due_before_the_hour_or_on_a_day_off(database: Database) -> None:
    assert _ask(database, ISTANBUL, datetime(2026, 3, 4, 5, 59, tzinfo=UTC)) is None
    assert _ask(database, ISTANBUL, datetime(2026, 3, 4, 6, 0, tzinfo=UTC)) is not None
    assert _ask(database, ISTANBUL, datetime(2026, 3, 7, 9, tzinfo=UTC)) is None


def test_an_unsent_row_is_begun_and_so_not_due_again(database: Database) -> None:
    day = date(2026, 3, 4)
    before = day - timedelta(days=1)
    now = datetime(2026, 3, 4, 9, tzinfo=UTC)
    with database.transaction() as session:
        session.add(Digest(brand="ornek", day=day, first_day=before, last_day=before, due_at=now))
    assert _ask(database, ISTANBUL, now) is None


def test_a_team_without_working_days_near_begins_with_yesterday(database: Database) -> None:
    closed = [date(2026, 2, day) for day in range(1, 29)] + [date(2026, 3, 1)]
    brand = Brand(key="b", name="B", calendar=Calendar(closed=closed))
    due = _ask(database, brand, datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert due is not None
    assert (due.first_day, due.last_day) == (date(2026, 3, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        ("day", date(2026, 11, 18), date(2026, 11, 18), date(2026, 11, 18)),
        ("week", date(2026, 11, 18), date(2026, 11, 16), date(2026, 11, 22)),
        ("week", date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 22)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("month", date(2028, 2, 5), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_the_period_that_holds_a_day(period: str, day: date, first: date, last: date) -> None:
    assert days_of(period, day) == (first, last)  # type: ignore[arg-type]  # a str of the parameter list


def test_the_last_closed_period_ends_before_today() -> None:
    assert last_closed("day", date(2026, 3, 1)) == (date(2026, 2, 28), date(2026, 2, 28))
    assert last_closed("week", date(2026, 11, 16)) == (date(2026, 11, 9), date(2026, 11, 15))
    assert last_closed("week", date(2026, 11, 22)) == (date(2026, 11, 9), date(2026, 11, 15))
    assert last_closed("month", date(2026, 1, 31)) == (date(2025, 12, 1), date(2025, 12, 31))
