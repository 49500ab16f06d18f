"""A month's money: the pace, the steps down and up, each told once, and what /durum says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from models import ApiCall, Brand, Database, Draft, Mention, Notice, Pause, PostCount, Source, Translation
from models.author import Author
from models.brand import Platform
from reports.money import money
from reports.spans import Span, span
from reports.unread import unread
from samimi import budget
from samimi.budget import Month
from samimi.health import Health
from samimi.prices import Prices
from samimi.telling import status
from tests.conftest import Clock
from tests.platform_fakes import a_brand

MIDDLE = datetime(2026, 11, 16, tzinfo=UTC)
"""Half of November is over: with a day's head start 16 of 31 parts of the money may be spent."""


def spend(database: Database, at: datetime, dollars: float, brand: str = "ornek") -> None:
    with database.transaction() as session:
        session.add(
            ApiCall(
                at=at, brand=brand, platform="x", endpoint="GET", resource="post", units=1,
                micro_usd=round(dollars * 1e6),
            )
        )  # fmt: skip


def reach(database: Database, brand: Brand, now: datetime) -> str:
    with database.transaction() as session:
        return budget.reach(session, Health(), Prices(), brand, now)


def notices(database: Database) -> list[Notice]:
    with database.reading() as session:
        return list(session.exec(select(Notice).order_by(col(Notice.id))).all())


@pytest.fixture
def brand() -> Brand:
    return a_brand(budget=31.0)


def test_the_month_is_utcs_and_ends_where_the_next_begins() -> None:
    month = Month.around(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert (month.start, month.end) == (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert month.share(month.end) == 1
    assert month.share(month.start) == pytest.approx(1 / 32)


def test_without_a_budget_nothing_is_ever_held_back(database: Database) -> None:
    spend(database, MIDDLE, 10_000)
    assert reach(database, a_brand(), MIDDLE) == "full"
    assert notices(database) == []


@pytest.mark.parametrize(
    ("dollars", "expected"),
    [(15.9, "full"), (16.0, "slower"), (18.3, "slower"), (18.5, "mentions"), (22.3, "mentions"), (22.5, "counts")],
)
def test_each_step_has_its_multiple_of_the_pace(
    database: Database, brand: Brand, dollars: float, expected: str
) -> None:
    spend(database, MIDDLE - timedelta(days=3), dollars)
    assert reach(database, brand, MIDDLE) == expected


def test_a_budget_that_is_spent_leaves_counting(database: Database, brand: Brand) -> None:
    end = datetime(2026, 11, 30, 20, tzinfo=UTC)
    spend(database, end - timedelta(days=1), 31.0)
    assert reach(database, brand, end) == "counts"


def test_only_this_month_and_this_brand_count(database: Database, brand: Brand) -> None:
    spend(database, datetime(2026, 10, 31, 23, 59, tzinfo=UTC), 500)
    spend(database, MIDDLE, 500, brand="baska")
    assert reach(database, brand, MIDDLE) == "full"


def test_steps_go_down_in_order_and_up_in_order_each_told_once(database: Database, brand: Brand) -> None:
    seen: list[str] = []
    for day in range(15):
        now = datetime(2026, 11, 3, tzinfo=UTC) + timedelta(days=day)
        if day < 6:
            spend(database, now, 2.2)
        for _ in range(3):
            step = reach(database, brand, now)
            seen += [step] if seen[-1:] != [step] else []
    assert seen == ["full", "slower", "mentions", "counts", "mentions", "slower", "full"]
    told = notices(database)
    assert [one.key for one in told] == ["budget slower/ornek", "budget mentions/ornek", "budget counts/ornek"]
    assert all(one.over_at is not None for one in told)
    ends = [one.over_at for one in told if one.over_at]
    assert ends == sorted(ends, reverse=True), "the last step taken is the first taken back"


def test_a_step_does_not_come_and_go_by_the_hour(database: Database, brand: Brand) -> None:
    spend(database, MIDDLE, 16.1)
    assert reach(database, brand, MIDDLE) == "slower"
    assert reach(database, brand, MIDDLE + timedelta(days=1)) == "slower", "five per cent below the pace is not enough"
    assert reach(database, brand, MIDDLE + timedelta(days=3)) == "full"


def test_a_new_month_begins_afresh(database: Database, brand: Brand) -> None:
    spend(database, MIDDLE, 31.0)
    assert reach(database, brand, MIDDLE) == "counts"
    assert reach(database, brand, datetime(2026, 12, 1, 0, 1, tzinfo=UTC)) == "full"


def test_a_budget_taken_out_of_the_config_ends_its_steps(database: Database, brand: Brand) -> None:
    spend(database, MIDDLE, 31.0)
    reach(database, brand, MIDDLE)
    assert reach(database, a_brand(), MIDDLE) == "full"


@pytest.mark.parametrize(
    ("lang", "begin", "over"),
    [
        (
            "tr",
            "Örnek Marka: aylık bütçe hızının önünde (16,10 / 31,00 $): aramalar saatte bire indi, yalnızca en yeni"
            " gönderiler okunuyor. Yanıtlar sürüyor.",
            "Örnek Marka: bütçe yolunda, aramalar eski sıklığında",
        ),
        (
            "en",
            "Örnek Marka: ahead of the month's budget ($16.10 of $31.00): searches are down to once an hour and take"
            " only the newest posts. Replies go on.",
            "Örnek Marka: the budget is on course, searches run as often as before",
        ),
    ],
)
def test_the_admins_hear_it_in_their_language(database: Database, lang: str, begin: str, over: str) -> None:
    brand = a_brand(budget=31.0, chat_language=lang)
    spend(database, MIDDLE, 16.1)
    reach(database, brand, MIDDLE)
    reach(database, brand, MIDDLE + timedelta(days=5))
    (notice,) = notices(database)
    assert (notice.text, notice.over_text) == (begin, over)


def test_durum_says_what_the_month_costs_and_will_cost(database: Database) -> None:
    brand, english = a_brand(budget=31.0), a_brand(key="baska", name="Other", chat_language="en")
    for day in range(1, 16):
        spend(database, datetime(2026, 11, day, 12, tzinfo=UTC), 1.5)
    spend(database, datetime(2026, 10, 30, tzinfo=UTC), 99)
    text = status(database, {"ornek": brand, "baska": english}, Prices().as_of, MIDDLE, "tr")
    assert "💵 Örnek Marka: bu ay 22,50 $, ay sonunda yaklaşık 45,00 $ (bütçe 31,00 $)" in text
    assert "💵 Other: bu ay 0,00 $, ay sonunda yaklaşık 0,00 $" in text.splitlines()
    assert "fiyatları" not in text
    on_x = {"ornek": a_brand(platforms={"x": Platform(account="ornek")})}
    assert "💵 X fiyatları: 2026-08-22" in status(database, on_x, Prices().as_of, MIDDLE, "tr").splitlines()


def test_durum_tells_a_person_only_of_their_brands_in_their_language(database: Database) -> None:
    brand = a_brand()
    with database.transaction() as session:
        for key in ("ornek", "baska"):
            session.add(Source(brand=key, platform="x", last_ok_at=MIDDLE, created_at=MIDDLE, next_at=MIDDLE))
            session.add(Pause(brand=key, by=1, at=MIDDLE))
            session.add(Notice(key=f"x/{key}", brand=key, text=f"{key}: fault", began_at=MIDDLE))
    text = status(database, {"ornek": brand}, Prices().as_of, MIDDLE, "en")
    assert "baska" not in text
    assert {"🟢 ornek/x · 0 min", "⏸ ornek", "⚠️ ornek: fault"} <= set(text.splitlines())
    assert "💵 Örnek Marka: $0.00 this month, about $0.00 at its end" in text


# ── what the digest may say of it ────────────────────────────────────────────────────────────────────


def test_unread_is_what_was_counted_beyond_what_we_have(database: Database, clock: Clock) -> None:
    brand = a_brand()
    day = brand.calendar.local(clock()).date()
    hour = clock().replace(minute=0)
    with database.transaction() as session:
        author = Author(brand="ornek", platform="x", native_id="1", handle="ayse", name="", first_seen=hour)
        session.add(author)
        session.flush()
        for number, at in enumerate((hour, hour + timedelta(minutes=59), hour + timedelta(hours=1))):
            session.add(
                Mention(
                    brand="ornek", platform="x", native_id=f"p{number}", author_id=author.id, text="…", created_at=at,
                    received_at=at, root_id=f"p{number}",
                )
            )  # fmt: skip
        for stream, at, posts in (
            ("search0", hour, 5),
            ("mentions", hour, 2),
            ("search0", hour + timedelta(hours=1), 0),
            ("search0", hour - timedelta(days=2), 50),
        ):
            session.add(PostCount(brand="ornek", platform="x", stream=stream, hour=at, posts=posts))
    with database.reading() as session:
        assert unread(session, "ornek", span(brand.calendar, day, day)) == {"x": 5}
        assert unread(session, "baska", span(brand.calendar, day, day)) == {}


def test_the_months_money_counts_every_call_of_the_language_model(database: Database) -> None:
    """Drafts, second opinions and translations, each in the month it was asked for."""
    asked = [(MIDDLE - timedelta(days=1), 1.0), (MIDDLE - timedelta(days=30), 50.0), (MIDDLE, 90.0)]
    with database.transaction() as session:
        author = Author(brand="ornek", platform="town", native_id="a", handle="a", first_seen=MIDDLE)
        session.add(author)
        session.flush()
        for number, (at, usd) in enumerate(asked):
            mention = Mention(
                brand="ornek", platform="town", native_id=f"p{number}", author_id=author.id, text="x", root_id="p",
                created_at=MIDDLE - timedelta(days=200), received_at=at, second_at=at, second_usd=usd,
            )  # fmt: skip
            session.add(mention)
            session.flush()
            session.add(Translation(mention_id=mention.id, brand="ornek", asked_at=at, usd=2 * usd))
            session.add(
                Draft(
                    mention_id=mention.id, brand="ornek", version=1, text="y", lang="tr", created_at=at,
                    made={"cost_usd": 4 * usd},
                )
            )  # fmt: skip
    day = MIDDLE.date()
    with database.reading() as session:
        found = money(session, "ornek", Span(day, day, Month.around(MIDDLE).start, MIDDLE))
    assert (found.platforms, found.drafting, found.reading, found.spent) == (0.0, 4.0, 3.0, 7.0)
    assert found.forecast == pytest.approx(7.0 + 7.0 / 7 * (Month.around(MIDDLE).end - MIDDLE).days)
