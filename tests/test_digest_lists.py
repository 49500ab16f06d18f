"""A list behind a line of the digest holds the posts that the line counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session

from models import Database
from reports import facts
from reports.lists import behind, size
from reports.spans import span
from tests.digest_days import FIRST, ISTANBUL, LAST, NOW


@pytest.fixture
def session(filled: Database) -> Iterator[Session]:
    with filled.reading() as opened:
        yield opened


@pytest.mark.parametrize("name", ["mentions", "negative", "answered", "praise", "skipped", "app", "safety"])
def test_a_list_holds_as_many_posts_as_its_line_says(session: Session, name: str) -> None:
    within = span(ISTANBUL.calendar, date(2026, 4, 1), date(2026, 4, 14))
    counts = facts.counts(session, "ornek", within.start, within.end)
    said = {
        "mentions": counts.mentions,
        "negative": counts.negative,
        "answered": counts.answered,
        "praise": counts.labels["praise"],
        "skipped": sum(facts.skipped(session, "ornek", within).values()),
        "app": counts.topics["app"],
        "safety": counts.safety,
    }
    items = behind(session, ISTANBUL, within, name, limit=1000)
    assert len({item.mention_id for item in items}) == len(items) == said[name] > 0
    assert size(session, ISTANBUL, within, name) == said[name]
    assert behind(session, ISTANBUL, within, name, limit=2, offset=1) == items[1:3]


def test_the_lists_of_what_waits_and_of_what_is_stuck(session: Session) -> None:
    within = span(ISTANBUL.calendar, FIRST, LAST)
    waiting = facts.waiting(session, ISTANBUL, NOW)
    out = facts.outbox(session, "ornek", within)
    assert len(behind(session, ISTANBUL, within, "waiting", limit=9999)) == waiting.count
    assert len(behind(session, ISTANBUL, within, "missed", limit=9999)) == out.unsure + out.failed
    assert len(behind(session, ISTANBUL, within, "posted", limit=9999)) == out.posted_by_api + out.posted_by_hand
    with pytest.raises(ValueError, match="no digest line"):
        behind(session, ISTANBUL, within, "weather")
    with pytest.raises(ValueError, match="no digest line"):
        size(session, ISTANBUL, within, "weather")
