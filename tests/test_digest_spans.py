"""Spans of days on the brand's clock: its working minutes, the day the clock changes, what is missed at this moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models import Calendar, Database
from reports import missed
from reports.spans import span, working_minutes
from tests.digest_days import BERLIN, ISTANBUL, NOW


def test_working_minutes_of_many_pairs_equal_the_calendars_own() -> None:
    calendar = Calendar(timezone="Europe/Berlin", holidays="DE")
    first = datetime(2026, 3, 26, tzinfo=UTC)
    pairs = [(first + timedelta(hours=n * 5), first + timedelta(hours=n * 9 + 1)) for n in range(30)]
    assert working_minutes(calendar, pairs) == pytest.approx([calendar.working_minutes(*pair) for pair in pairs])
    assert working_minutes(calendar, []) == []


def test_a_day_on_which_the_clock_goes_forward_has_23_hours() -> None:
    changed = span(BERLIN.calendar, date(2026, 3, 29), date(2026, 3, 29))
    assert changed.end - changed.start == timedelta(hours=23)
    with pytest.raises(ValueError, match="cannot end"):
        span(BERLIN.calendar, date(2026, 3, 29), date(2026, 3, 28))


def test_a_source_that_fails_at_this_moment_is_missed_even_before_it_is_noticed(database: Database) -> None:
    from models import Source

    with database.transaction() as session:
        heard = NOW - timedelta(hours=5)
        session.add(Source(brand="ornek", platform="x", next_at=NOW, failures=2, last_ok_at=heard))
        session.add(Source(brand="ornek", platform="reddit", next_at=NOW, failures=1, last_ok_at=NOW))
    with database.reading() as session:
        yesterday = NOW.date() - timedelta(days=1)
        assert missed.outages(session, "ornek", span(ISTANBUL.calendar, yesterday, yesterday), NOW) == []
        today = span(ISTANBUL.calendar, NOW.date(), NOW.date())
        assert missed.outages(session, "ornek", today, NOW) == [missed.Outage("x", 300.0, True)]
