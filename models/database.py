"""The database: engine, transactions, UTC columns, migrations.

Sessions are synchronous and last one transaction; async code runs them through `asyncio.to_thread`.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Engine, Integer, TypeDecorator, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.types import TypeEngine
from sqlmodel import Session


class Utc(TypeDecorator[datetime]):
    """An aware datetime in, an aware UTC datetime out, on every engine. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was given where UTC is kept; add its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TelegramId(TypeDecorator[int]):
    """The id of a chat or a person: Telegram's need 64 bits, which PostgreSQL's plain integers do not have."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


class Database:
    """One engine. `url` is SQLAlchemy's: sqlite:///samimi.db or postgresql+psycopg://…

    Its errors leave out what a statement was given: that can be a customer's text, and errors get printed (I7).
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._sqlite() if self.is_sqlite else self._postgresql()
        weakref.finalize(self, self.engine.dispose)  # Python 3.13 warns of connections nobody closed

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls back on an error. Rows stay readable after it."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that never writes and never waits for a writer."""
        engine = self.engine.execution_options(samimi_reading=True)
        with Session(engine, expire_on_commit=False) as session:
            yield session

    def migrate(self) -> None:
        """Bring the schema up to date, after a copy of an SQLite file (`migrating.migrate`)."""
        from models.migrating import migrate

        with self.engine.connect() as connection:
            migrate(connection)

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _sqlite(self) -> Engine:
        engine = create_engine(self.url, connect_args={"timeout": 30}, hide_parameters=True)
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgresql(self) -> Engine:
        engine = create_engine(self.url, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "connect", _open_postgresql)
        return engine


_switch_to_wal = threading.Lock()


def _open_sqlite(connection: Any, _record: object) -> None:
    # SQLAlchemy must send BEGIN itself: the driver's own begin is deferred and deadlocks two writers.
    connection.isolation_level = None
    with _switch_to_wal:
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _open_postgresql(connection: Any, _record: object) -> None:
    # A machine that stops without dying would hold its rows' locks for ever, and nobody could take over its work.
    with connection.cursor() as cursor:
        cursor.execute("set idle_in_transaction_session_timeout = '60s'")
        # Counts over millions of rows look dear enough to be compiled, which takes longer than the count itself.
        cursor.execute("set jit = off")
    connection.commit()


def _begin_sqlite(connection: Any) -> None:
    reading = connection.get_execution_options().get("samimi_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
