"""A digest costs the same however much history lies below it: every question goes through an index."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from models import Brand, Database, Incident
from reports import incidents
from reports.bench_digest import BRANDS, DAYS, END, NOW, measure
from reports.digest import build
from reports.due import due_digest
from reports.hours import loud, survey
from reports.lists import LISTS, behind
from reports.settings import AlarmSettings
from reports.spans import span

BRAND = Brand(key="b0", name="B0")
DAY = (END - timedelta(days=1)).date()
BIG = {"mention", "reply", "draft", "decision", "apicall", "author"}


def _digest(session: Session) -> None:
    build(session, BRAND, DAY, DAY, NOW)


def _alarm(session: Session) -> None:
    survey(session, BRAND, AlarmSettings(), NOW)
    loud(session, BRAND, NOW - timedelta(hours=1), NOW)
    incidents.members(session, "b0", "shipping", NOW, NOW)
    incidents.summary(session, Incident(id=1, brand="b0", series="shipping", opened_at=NOW))


def _lists(session: Session) -> None:
    for name in LISTS:
        behind(session, BRAND, span(BRAND.calendar, DAY, DAY), name)
    due_digest(session, BRAND, time(9), NOW)


def _statements(database: Database, work: Callable[[Session], None]) -> list[tuple[str, Any]]:
    seen: dict[str, Any] = {}

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool) -> None:
        if statement.startswith("SELECT"):
            seen[statement] = parameters

    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as session:
        work(session)
    event.remove(database.engine, "before_cursor_execute", note)
    return list(seen.items())


def _plan(database: Database, statement: str, parameters: Any) -> list[str]:
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [str(row[-1]) for row in rows]


def _is_bounded(step: str, statement: str) -> bool:
    """Whether a plan's step reads a stretch of an index that does not grow with history.

    Beside a span of time: one row's own rows, what waits or is stuck, and the very first row of all.
    """
    table = re.match(r"(?:SCAN|SEARCH) (\w+?)(?:_\d)?\b", step)
    if table is None or table[1] not in BIG:
        return True
    if step.startswith("SCAN"):
        return False
    own_rows = ("mention_id=?", "rowid=?", "incident_id=?")
    by_time = ("created_at>?", "decided_at>?", "posted_at>?", "at>?", "created_at<?")
    if any(part in step for part in (*own_rows, *by_time)):
        return True
    stuck = "ix_reply_work (state=?" in step and "posted" not in statement
    return stuck or "ix_mention_waiting" in step or "LIMIT" in statement.rsplit("ORDER BY", 1)[-1]


@pytest.mark.parametrize("work", [_digest, _alarm, _lists], ids=["digest", "alarm", "lists"])
def test_no_question_walks_through_history(database: Database, work: Callable[[Session], None]) -> None:
    statements = _statements(database, work)
    assert len(statements) >= 5
    loose = [
        (step, statement)
        for statement, parameters in statements
        for step in _plan(database, statement, parameters)
        if not _is_bounded(step, statement)
    ]
    assert loose == []


def test_the_test_above_would_find_a_question_without_an_index(database: Database) -> None:
    statement = "SELECT count(*) FROM mention WHERE text = 'x'"
    assert not all(_is_bounded(step, statement) for step in _plan(database, statement, ()))
    statement = "SELECT count(*) FROM mention WHERE brand = 'b0'"
    assert not all(_is_bounded(step, statement) for step in _plan(database, statement, ()))


def test_twice_the_history_is_no_more_work(database: Database) -> None:
    work: list[int] = []
    measure(database, BRANDS * DAYS * 8, parts=2, tell=lambda _: work.append(_steps(database)))
    assert work[0] > 300
    assert work[1] < work[0] * 1.1


def _steps(database: Database) -> int:
    """Hundreds of SQLite's own machine steps for one digest: a busy computer changes nothing."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    with database.reading() as session:
        driver = session.connection().connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(tick, 100)
        build(session, BRAND, DAY, DAY, NOW)
        driver.set_progress_handler(None, 0)
    return count
