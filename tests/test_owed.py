"""What stored posts and answering still cost this month, and what the budget does about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models import ApiCall, Author, Brand, Database, Mention
from samimi import budget
from samimi.health import Health
from samimi.owed import RECHECK, WATCHED, owed
from samimi.prices import Prices
from tests.platform_fakes import a_brand

NOW = datetime(2026, 11, 20, tzinfo=UTC)
END = datetime(2026, 12, 1, tzinfo=UTC)
LOOKS = int(WATCHED / RECHECK)


def heard(database: Database, posts: int, at: datetime, platform: str = "x", brand: str = "ornek") -> None:
    with database.transaction() as session:
        author = Author(brand=brand, platform=platform, native_id=f"{at}", handle="h", first_seen=at)
        session.add(author)
        session.flush()
        for place in range(posts):
            session.add(
                Mention(
                    brand=brand, platform=platform, native_id=f"{at}{place}", root_id="r", author_id=author.id,
                    text="", created_at=at, received_at=at,
                )
            )  # fmt: skip


def paid(database: Database, dollars: float, at: datetime, resource: str) -> None:
    with database.transaction() as session:
        session.add(
            ApiCall(
                at=at,
                brand="ornek",
                platform="x",
                endpoint="",
                resource=resource,
                units=1,
                micro_usd=int(dollars * 1e6),
            )
        )


def due(database: Database, now: datetime = NOW, end: datetime = END) -> float:
    with database.reading() as session:
        return owed(session, Prices(), "ornek", now, end)


def reach(database: Database, brand: Brand, now: datetime = NOW) -> str:
    with database.transaction() as session:
        return budget.reach(session, Health(), Prices(), brand, now)


def test_a_new_post_will_be_looked_at_until_it_has_been_watched_long_enough(database: Database) -> None:
    heard(database, 10, NOW - timedelta(minutes=1))
    assert due(database) == pytest.approx(10 * LOOKS * 0.005)


@pytest.mark.parametrize(("age", "looks"), [(0, LOOKS), (1, LOOKS - 1), (LOOKS - 1, 1), (LOOKS, 0)])
def test_looks_that_were_made_are_owed_no_more(database: Database, age: int, looks: int) -> None:
    heard(database, 1, NOW - age * RECHECK - timedelta(hours=1))
    assert due(database) == pytest.approx(looks * 0.005)


def test_next_months_looks_are_next_months_money(database: Database) -> None:
    heard(database, 4, NOW)
    assert due(database, end=NOW + 2 * RECHECK + timedelta(hours=1)) == pytest.approx(4 * 2 * 0.005)
    assert due(database, end=NOW + timedelta(hours=1)) == 0


def test_where_reading_is_free_nothing_is_owed_for_it(database: Database) -> None:
    heard(database, 10, NOW, platform="bluesky")
    heard(database, 10, NOW, brand="baska")
    assert due(database) == 0


def test_answering_goes_on_as_in_the_last_week(database: Database) -> None:
    paid(database, 0.7, NOW - timedelta(days=2), "summoned_reply")
    paid(database, 0.7, NOW - timedelta(days=8), "summoned_reply")
    paid(database, 5.0, NOW - timedelta(days=2), "post")
    assert due(database) == pytest.approx(0.1 * 11)


def test_money_that_is_owed_is_not_spent_on_reading(database: Database) -> None:
    brand = a_brand(budget=10.0)
    paid(database, 6.0, NOW - timedelta(days=9), "post")
    assert reach(database, brand) == "full"
    heard(database, 101, NOW)  # $4.04 of looks to come
    assert [reach(database, brand) for _ in range(4)] == ["slower", "mentions", "counts", "counts"]


def test_what_was_all_owed_is_free_again_only_where_a_margin_is_left(database: Database) -> None:
    brand = a_brand(budget=10.0)
    paid(database, 6.0, NOW - timedelta(days=9), "post")
    heard(database, 101, NOW)
    for _ in range(3):
        reach(database, brand)
    later = NOW + RECHECK + timedelta(minutes=1)
    assert reach(database, brand, later) == "counts", "a look less is owed and none was paid: 9.5 of 10 is no margin"
    assert reach(database, brand, later + RECHECK) == "full"
