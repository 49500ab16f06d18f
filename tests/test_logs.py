"""I7: what a log line may hold."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from models import Database
from samimi import logs
from samimi.schedule import Schedule


@pytest.fixture(autouse=True)
def library_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Handler]:
    # With pytest's own handlers in place ours would not be set.
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    logs.configure()
    (ours,) = logging.getLogger().handlers
    yield ours
    structlog.reset_defaults()


def test_i7_an_exception_is_logged_without_its_message_and_without_local_variables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def drafting(mention: str) -> None:
        raise ValueError(f"cannot draft for {mention}")

    try:
        drafting("Ayşe Yılmaz kargom nerede")
    except ValueError:
        structlog.get_logger().exception("drafting failed", mention=7)
    line = capsys.readouterr().err
    assert "Ayşe" not in line
    assert "kargom" not in line
    assert "error=ValueError" in line
    assert "drafting:" in line
    assert "mention=7" in line


def test_a_plain_event_is_one_line_with_time_and_level(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("started", brands=2)
    out = capsys.readouterr().err
    assert out.count("\n") == 1
    assert "level=info" in out
    assert "event=started" in out


def _fail(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("insert into nowhere values (:said)"), {"said": "Ayşe kargom nerede"})


def test_i7_a_failing_statement_does_not_quote_what_it_was_given(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as caught:
        _fail(database)
    assert "nowhere" in str(caught.value)
    assert "kargom" not in str(caught.value)


async def test_i7_a_failed_job_is_logged_once_and_without_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    stop = asyncio.Event()
    schedule = Schedule()

    async def listen() -> None:
        asyncio.get_running_loop().call_later(0.05, stop.set)
        raise ValueError("Ayşe kargom nerede")

    schedule.every(60, "listen", listen)
    await asyncio.wait_for(schedule.run(stop), 20)
    out = capsys.readouterr().err
    assert out.count("\n") == 1
    assert "kargom" not in out
    assert 'event="job failed"' in out
    assert "error=ValueError" in out
    assert "listen:" in out


def test_i7_a_librarys_traceback_is_reduced_to_its_type_and_places(library_lines: logging.Handler) -> None:
    try:
        raise ValueError("Ayşe kargom nerede")
    except ValueError:
        record = logging.LogRecord("asyncio", logging.ERROR, "", 0, "never retrieved", (), sys.exc_info())
    out = library_lines.format(record)
    assert "kargom" not in out
    assert "never retrieved" in out
    assert "ValueError test_i7" in out
