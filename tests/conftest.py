"""What every test may use: a fresh database, an owned clock, the stand-ins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models import Database
from sandbox.server import Sandbox


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


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'samimi.db'}")
    made.migrate()
    yield made
    made.dispose()


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    """The stand-ins on the owned clock, fresh for each test."""
    with Sandbox(clock) as running:
        yield running
