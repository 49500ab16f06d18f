"""The schema brought up to date. Apart from database.py, since a program that asks no table need not load Alembic."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x5A4D494D49
"""PostgreSQL's advisory lock for migrations."""


def migrate(connection: Connection) -> None:
    """Upgrade to the newest revision: one process at a time, after a copy of an SQLite file.

    The copy stands beside the file as `<name>.backup-<old revision>` and is made only when there is something to
    change.
    """
    locking = connection.dialect.name != "sqlite"
    if locking:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": _LOCK})
    try:
        _upgrade(connection)
        connection.commit()
    finally:
        if locking:
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _LOCK})


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    now = MigrationContext.configure(connection).get_current_revision()
    if now != ScriptDirectory.from_config(config).get_current_head():
        _back_up(connection, now)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _back_up(connection: Connection, revision: str | None) -> None:
    path = connection.engine.url.database
    if connection.dialect.name == "sqlite" and revision is not None and path not in (None, "", ":memory:"):
        _copy(Path(str(path)), Path(f"{path}.backup-{revision}"))


def _copy(source: Path, copy: Path) -> None:
    """Through SQLite: after a crash or beside a running process, the newest rows stand in `-wal`, not in the file.

    It is written under another name first: a copy cut short must not look whole.
    """
    unfinished = copy.with_name(f"{copy.name}.part")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as opened, closing(sqlite3.connect(unfinished)) as written:
        opened.backup(written)
        written.execute("PRAGMA journal_mode=DELETE")  # the copy is one file, with no -wal of its own
    unfinished.chmod(source.stat().st_mode)
    unfinished.replace(copy)
