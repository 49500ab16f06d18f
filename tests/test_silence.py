"""A source that answers but brings nothing: what is unusual depends on its own hours and days."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models import Calendar, Database, Mention, Notice, Page
from models.author import Author
from samimi.silence import LEAST_POSTS, LOOK_BACK, is_unusual
from tests.conftest import Clock
from tests.platform_fakes import FakeCollector, a_brand, a_post
from tests.test_listening import _listener

CALENDAR = Calendar()
NOON = datetime(2026, 11, 18, 9, tzinfo=UTC)
"""A Wednesday, 12:00 in Istanbul."""


def history(until: datetime, *, by_day: float, weekend: float, seed: int = 1) -> list[datetime]:
    """Four weeks of chance posts from nine to midnight local time: so many on a working day, on another."""
    chance, posts = random.Random(seed), []
    at = until - LOOK_BACK
    while at < until:
        local = CALENDAR.local(at)
        if 9 <= local.hour < 24:
            rate = (by_day if CALENDAR.is_working_day(local.date()) else weekend) / 15 / 12
            posts += [at] * (chance.random() < rate)
        at += timedelta(minutes=5)
    return posts


def alarm_after(posts: list[datetime], until: datetime) -> float:
    """Hours of silence from `until` on after which it counts as unusual."""
    for quarter in range(4 * 24 * 14):
        now = until + timedelta(minutes=15 * quarter)
        if is_unusual(posts, until - LOOK_BACK, now, CALENDAR):
            return quarter / 4
    raise AssertionError("silence was never unusual")


def test_a_busy_source_is_missed_within_hours_and_a_quiet_one_after_days() -> None:
    busy = alarm_after(history(NOON, by_day=150, weekend=150), NOON)
    quiet = alarm_after(history(NOON, by_day=3, weekend=3), NOON)
    assert 0.5 <= busy <= 6
    assert 24 <= quiet <= 24 * 7


def test_a_night_that_is_always_silent_does_not_count() -> None:
    midnight = datetime(2026, 11, 18, 21, tzinfo=UTC)  # in Istanbul
    posts = history(midnight, by_day=150, weekend=150)
    assert 9 <= alarm_after(posts, midnight) <= 12, "in the next morning's first hours"


def test_a_quiet_weekend_is_no_alarm_where_weekends_are_quiet() -> None:
    saturday = datetime(2026, 11, 21, 6, tzinfo=UTC)
    used_to_it = history(saturday, by_day=60, weekend=1)
    not_used_to_it = history(saturday, by_day=60, weekend=60)
    monday = saturday + timedelta(days=2)
    assert not is_unusual(used_to_it, saturday - LOOK_BACK, monday, CALENDAR)
    assert is_unusual(not_used_to_it, saturday - LOOK_BACK, monday, CALENDAR)


@pytest.mark.parametrize("seed", range(8))
def test_false_alarms_are_rare_over_two_ordinary_weeks(seed: int) -> None:
    end = NOON + timedelta(days=14)
    posts = history(end, by_day=12, weekend=6, seed=seed)
    alarms, at = 0, NOON
    while at < end:
        known = [one for one in posts if one <= at]
        alarms += is_unusual(known, end - LOOK_BACK, at, CALENDAR)
        at += timedelta(hours=1)
    assert alarms == 0


def test_a_long_silence_of_before_makes_the_next_one_usual() -> None:
    posts = history(NOON, by_day=60, weekend=60)
    gap = (NOON - timedelta(days=10), NOON - timedelta(days=8))
    with_a_gap = [at for at in posts if not gap[0] < at < gap[1]]
    assert alarm_after(with_a_gap, NOON) > 2 * alarm_after(posts, NOON)


@pytest.mark.parametrize(("posts", "days"), [(LEAST_POSTS - 1, 28), (500, 5), (0, 28)])
def test_too_little_history_says_nothing(posts: int, days: int) -> None:
    began = NOON - timedelta(days=days)
    step = timedelta(days=days) / (posts + 1)
    made = [began + step * (n + 1) for n in range(posts)]
    assert not is_unusual(made, began, NOON + timedelta(days=30 if days > 7 else 1), CALENDAR)


# ── in the listener ──────────────────────────────────────────────────────────────────────────────────


def _notices(database: Database) -> list[Notice]:
    with database.reading() as session:
        return [one for one in session.exec(select(Notice)).all() if one.key.startswith("silence")]


def _fill(database: Database, posts: list[datetime]) -> None:
    with database.transaction() as session:
        author = Author(brand="ornek", platform="town", native_id="1", handle="tom", name="", first_seen=posts[0])
        session.add(author)
        session.flush()
        for number, at in enumerate(posts):
            session.add(
                Mention(
                    brand="ornek", platform="town", native_id=f"h{number}", author_id=author.id, text="…",
                    created_at=at, received_at=at, root_id=f"h{number}", state="closed",
                )
            )  # fmt: skip


def test_silence_is_told_once_and_its_end_too(database: Database, clock: Clock) -> None:
    clock.at = NOON - LOOK_BACK
    collector = FakeCollector()
    listener = _listener(database, clock, collector)
    clock.at = NOON
    _fill(database, history(NOON, by_day=60, weekend=60))
    for _ in range(12 * 12):
        listener.tick()
        clock.forward(minutes=5)
    (notice,) = _notices(database)
    assert notice.over_at is None
    assert notice.text.startswith("town (Örnek Marka): ")
    assert "saattir yeni gönderi gelmedi" in notice.text
    collector.pages = [Page([a_post(1, at=clock())], "c", False)]
    listener.tick()
    (notice,) = _notices(database)
    assert notice.over_at == clock()
    assert notice.over_text == "town (Örnek Marka): gönderiler yeniden geliyor"


def test_a_source_held_back_by_the_budget_is_not_called_silent(database: Database, clock: Clock) -> None:
    clock.at = NOON - LOOK_BACK
    collector = FakeCollector()
    collector.reach = "counts"  # type: ignore[attr-defined]
    listener = _listener(database, clock, collector)
    listener._brands = {"ornek": a_brand(budget=0.01)}
    clock.at = NOON
    _fill(database, history(NOON, by_day=60, weekend=60))
    from tests.test_budget import spend

    spend(database, NOON, 1.0)
    for _ in range(12 * 12):
        listener.tick()
        clock.forward(minutes=5)
    assert _notices(database) == []
