"""Migrations, UTC columns, transactions, leases, states."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlmodel import SQLModel, col, select

from models import Database, Lease, Source
from models.claims import claim, hold, release
from tests.conftest import Clock

_OURS = {"jit": "off", "idle_in_transaction_session_timeout": "1min"}


def _sources(database: Database, clock: Clock, count: int) -> None:
    with database.transaction() as session:
        for n in range(count):
            session.add(Source(brand=f"b{n}", platform="x", next_at=clock()))


def test_migrating_twice_changes_nothing(database: Database) -> None:
    database.migrate()
    with database.reading() as session:
        assert session.exec(select(Source)).all() == []


def test_times_come_back_as_utc_and_naive_ones_are_refused(database: Database) -> None:
    istanbul = timezone(timedelta(hours=3))
    with database.transaction() as session:
        session.add(Source(brand="a", platform="x", next_at=datetime(2026, 1, 1, 12, tzinfo=istanbul)))
    with database.reading() as session:
        assert session.exec(select(Source)).one().next_at == datetime(2026, 1, 1, 9, tzinfo=UTC)
    with pytest.raises(Exception, match="naive datetime"), database.transaction() as session:
        session.add(Source(brand="b", platform="x", next_at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_a_failed_transaction_leaves_nothing(database: Database, clock: Clock) -> None:
    with pytest.raises(RuntimeError), database.transaction() as session:
        session.add(Source(brand="a", platform="x", next_at=clock()))
        session.flush()
        raise RuntimeError
    with database.reading() as session:
        assert session.exec(select(Source)).all() == []


def test_claims_never_overlap_and_a_dead_workers_rows_come_back(database: Database, clock: Clock) -> None:
    _sources(database, clock, 3)
    with database.transaction() as session:
        first = claim(session, Source, [], worker="one", now=clock(), limit=2)
    with database.transaction() as session:
        second = claim(session, Source, [], worker="two", now=clock(), limit=5)
    assert len(first) == 2
    assert len(second) == 1
    assert not {row.id for row in first} & {row.id for row in second}
    clock.forward(minutes=5)
    with database.transaction() as session:
        assert len(claim(session, Source, [], worker="three", now=clock(), limit=5)) == 3


def test_a_released_row_can_be_claimed_at_once(database: Database, clock: Clock) -> None:
    _sources(database, clock, 1)
    with database.transaction() as session:
        (row,) = claim(session, Source, [col(Source.next_at) <= clock()], worker="one", now=clock(), limit=1)
        release(row)
    with database.transaction() as session:
        assert len(claim(session, Source, [], worker="two", now=clock(), limit=1)) == 1


def test_a_singleton_has_one_holder_until_its_lease_ends(database: Database, clock: Clock) -> None:
    def take(worker: str) -> bool:
        with database.transaction() as session:
            return hold(session, "telegram", worker=worker, now=clock())

    assert [take("one"), take("two"), take("one")] == [True, False, True]
    clock.forward(minutes=3)
    assert [take("two"), take("one")] == [True, False]
    with database.reading() as session:
        assert session.exec(select(Lease)).one().holder == "two"


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": SQLModel.metadata})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_copy_of_the_file_is_kept_before_a_change(tmp_path: Path) -> None:
    path = tmp_path / "samimi.db"
    made = Database(f"sqlite:///{path}")
    made.migrate()
    assert list(tmp_path.glob("*.backup-*")) == [], "there was nothing to keep"
    with made.engine.connect() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '0000'")
        connection.commit()
    with pytest.raises(CommandError):
        made.migrate()
    assert [kept.name for kept in tmp_path.glob("*.backup-*")] == ["samimi.db.backup-0000"]
    made.dispose()


def test_the_copy_holds_what_stands_only_in_the_wal(tmp_path: Path) -> None:
    path = tmp_path / "samimi.db"
    made = Database(f"sqlite:///{path}")
    made.migrate()
    with closing(sqlite3.connect(path)) as other:  # as long as it is open, nothing empties the -wal
        other.execute("select * from alembic_version").fetchall()
        with made.engine.connect() as connection:
            connection.exec_driver_sql("create table kept (word text)")
            connection.exec_driver_sql("insert into kept values ('here')")
            connection.exec_driver_sql("update alembic_version set version_num = '0000'")
            connection.commit()
        with pytest.raises(CommandError):
            made.migrate()
    made.dispose()
    copy = tmp_path / "samimi.db.backup-0000"
    assert [kept.name for kept in tmp_path.glob("*.backup-*")] == [copy.name]
    assert copy.stat().st_mode == path.stat().st_mode
    with closing(sqlite3.connect(copy)) as found:
        assert found.execute("select word from kept").fetchall() == [("here",)]


def test_a_connection_to_postgresql_gives_up_stale_locks_and_compiles_nothing(postgresql: Database) -> None:
    with postgresql.reading() as session:
        said = [session.connection().exec_driver_sql(f"show {name}").scalar_one() for name in _OURS]
    assert said == list(_OURS.values())
