"""`samimi bench digest`: fill a database of its own and time a morning's digest over it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import typer
from sqlmodel import func, select

from models import Brand, Database, Mention
from models.errors import ConfigError
from reports.bench_digest import AUTHORS, END, NOW, measure
from reports.bench_plans import plans
from reports.digest import build


def run(mentions: int, parts: int, url: str | None) -> dict[str, Any]:
    """Figures of one run. Raises ConfigError for too few mentions, and for a database that holds some already."""
    least = 2 * parts * AUTHORS  # whole days are stored: every author must have been made by the first step
    if mentions < least:
        raise ConfigError(f"a bench of {parts} steps needs at least {least} mentions")
    with _empty(url) as database:
        costs = measure(database, mentions, parts, tell=lambda line: typer.echo(line, err=True))
        day = (END - timedelta(days=1)).date()
        brand = Brand(key="b0", name="B0")
        indexes, walked = plans(database, lambda session: build(session, brand, day, day, NOW))
        engine = "sqlite" if database.is_sqlite else "postgresql"
    return {
        "engine": engine,
        "steps": [asdict(cost) for cost in costs],
        "indexes": indexes,
        "tables_read_whole": walked,
    }


@contextmanager
def _empty(url: str | None) -> Iterator[Database]:
    """A new SQLite file that is thrown away afterwards, or the database somebody set aside for this."""
    with tempfile.TemporaryDirectory(prefix="samimi-bench-") as folder:
        database = Database(url or f"sqlite:///{Path(folder) / 'bench.db'}")
        try:
            database.migrate()
            with database.reading() as session:
                if session.exec(select(func.count()).select_from(select(Mention.id).limit(1).subquery())).one():
                    raise ConfigError("this database holds mentions; a bench needs an empty one of its own")
            yield database
        finally:
            database.dispose()
