"""The same rows give the same digest on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from models import Alert, Author, Bulletin, Database, Digest, Mention
from reports import render_json
from reports.bench_digest import BRANDS, DAYS, measure
from reports.digest import build
from reports.hours import loud, survey
from reports.settings import AlarmSettings
from samimi.alarms import Alarms
from samimi.digests import Digests
from tests.conftest import Clock
from tests.digest_days import BERLIN, ISTANBUL, NOW, fill


@pytest.fixture
def engines(tmp_path: Path, postgres_url: str) -> Iterator[list[Database]]:
    both = [Database(f"sqlite:///{tmp_path / 'a.db'}"), Database(postgres_url)]
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


class _Way:
    """Where messages go."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def make(self, row: Digest | Bulletin | Alert) -> str:
        return f"{type(row).__name__} {getattr(row, 'kind', getattr(row, 'channel', row.brand))}"

    async def post(self, row: Digest | Bulletin | Alert, made: str) -> int:
        self.sent.append(made)
        return len(self.sent)


def _complaints(database: Database, at: datetime) -> None:
    with database.transaction() as session:
        for n in range(12):
            id_ = 900_000 + n  # beside the rows that were given their ids
            author = Author(id=id_, brand="ornek", platform="x", native_id=f"z{n}", handle=f"z{n}", first_seen=at)
            session.add(author)
            session.flush()
            session.add(
                Mention(
                    id=id_, brand="ornek", platform="x", native_id=f"z{n}", root_id=f"z{n}", author_id=id_, text="",
                    created_at=at + timedelta(minutes=n), received_at=at, state="closed", label="complaint",
                    sentiment="negative", topics=["shipping"],
                )
            )  # fmt: skip


async def test_both_engines_send_and_ring_once(engines: list[Database]) -> None:
    """Two workers each; the rows of ninety days, and an hour in which twelve people complain."""
    told = []
    for database in engines:
        with database.transaction() as session:
            known = session.exec(select(Mention.id).limit(1)).first() is not None
        if not known:
            fill(database, a_day=3)
        way, clock = _Way(), Clock(NOW + timedelta(minutes=7))
        _complaints(database, clock.at - timedelta(minutes=60))
        brands = {brand.key: brand for brand in (ISTANBUL, BERLIN)}
        for worker in ("one", "two", "one"):
            alarms = Alarms(database, brands, AlarmSettings(campaigns=[]), way, worker=worker, now=clock)  # type: ignore[arg-type]
            ways = {"picture": way, "chat": way, "email": way}
            digests = Digests(database, brands, time(9), way, ways, worker=worker, now=clock)
            await digests.tick()
            await alarms.tick()
        told.append(sorted(way.sent))
    assert told[0] == told[1]
    # Half past eight in Berlin: its morning has not come.
    assert told[0] == [
        "Alert open", "Bulletin chat", "Bulletin email", "Bulletin email", "Bulletin picture", "Digest ornek",
    ]  # fmt: skip
