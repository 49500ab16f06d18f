"""On SQLite one process runs the bot: a lock on a file beside the database says so."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import update
from sqlmodel import delete

from models import Database, Digest, Lease, Mention, Reply, Source
from models.errors import ConfigError


@contextmanager
def only_one(database: Database) -> Iterator[None]:
    """Hold the lock; leases left by a killed process end at once, since nobody else can hold any.

    PostgreSQL is shared by several machines: there a dead worker's leases end by their own time.
    """
    path = database.url.database
    if not database.is_sqlite or path in (None, "", ":memory:"):
        yield
        return
    with Path(f"{path}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(
                f"another `samimi run` works on {path}; stop it first, or use PostgreSQL for several workers"
            ) from error
        _end_all_leases(database)
        yield


def _end_all_leases(database: Database) -> None:
    with database.transaction() as session:
        for table in (Source, Mention, Reply, Digest):
            session.exec(update(table).values(leased_by=None, leased_until=None))
        session.exec(delete(Lease))
