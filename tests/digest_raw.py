"""The rows of the ninety digest days through the bare driver, for tests that count them by other SQL."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from models import Brand

IN = "m.brand = ? and m.created_at >= ? and m.created_at < ?"
"""A brand's mentions of a span."""


class Raw:
    """The same file through the bare driver: nothing of ours between the test and the rows."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)

    def __call__(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        return self(sql, *values)[0][0]


def bounds(brand: Brand, first: date, last: date) -> tuple[str, str]:
    """Local midnights as SQLite stores instants."""
    zone = ZoneInfo(brand.calendar.timezone)
    after = last + timedelta(days=1)
    return tuple(stored(datetime(d.year, d.month, d.day, tzinfo=zone)) for d in (first, after))  # type: ignore[return-value]


def stored(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
