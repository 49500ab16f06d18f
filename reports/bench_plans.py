"""Which indexes a digest's questions go through, as the database itself explains them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from models import Database

_NAMES = re.compile(r"(?:USING (?:COVERING )?INDEX|Index (?:Only )?Scan (?:Backward )?using|Index Scan on) (\w+)")
_WALKS = re.compile(r"^\s*(?:->\s*)?(?:SCAN|Seq Scan on) (?!CONSTANT)(\w+)", re.MULTILINE)


def plans(database: Database, work: Callable[[Session], object]) -> tuple[list[str], list[str]]:
    """The indexes that `work`'s queries use, and the tables they read from end to end; names in order."""
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    used: set[str] = set()
    walked: set[str] = set()
    for statement, parameters in _statements(database, work):
        with database.engine.connect() as connection:
            rows = connection.exec_driver_sql(explain + statement, parameters)
            steps = "\n".join(str(row[-1]) for row in rows)
        used.update(_NAMES.findall(steps))
        walked.update(_WALKS.findall(steps))
    return sorted(used), sorted(walked)


def _statements(database: Database, work: Callable[[Session], object]) -> list[tuple[str, Any]]:
    """What `work` asks, each wording once, with the parameters of its last time."""
    seen: dict[str, Any] = {}

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen[statement] = parameters

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.reading() as session:
            work(session)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return list(seen.items())
