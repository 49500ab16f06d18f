"""What came of our replies: authors who said thanks or still complain, promises kept and broken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models import Promise, Reply


@dataclass(frozen=True, slots=True)
class Afterwards:
    """Counts of one brand and span. Outcomes count where they became known, promises where they were due."""

    thanked: int = 0
    angry: int = 0
    answered: int = 0
    """Authors who wrote on without thanks or complaint."""
    silent: int = 0
    """Replies that nobody answered within a week."""
    kept: int = 0
    broken: int = 0
    due: int = 0
    """Promises of the span that are still open."""


def afterwards(session: Session, brand: str, start: datetime, end: datetime) -> Afterwards:
    """Between `start` (inclusive) and `end`."""
    outcomes = dict(
        session.exec(
            select(Reply.outcome, func.count())
            # Only the instants narrow this down: the brand's own index holds all of its history.
            .where(func.coalesce(Reply.brand, "") == brand, col(Reply.outcome_at) >= start, col(Reply.outcome_at) < end)
            .group_by(Reply.outcome)
        ).all()
    )
    promises = dict(
        session.exec(
            select(Promise.state, func.count())
            .where(Promise.brand == brand, col(Promise.due_at) >= start, col(Promise.due_at) < end)
            .group_by(Promise.state)
        ).all()
    )
    return Afterwards(
        **{name: outcomes.get(name, 0) for name in ("thanked", "angry", "answered", "silent")},
        **{name: promises.get(name, 0) for name in ("kept", "broken")},
        due=promises.get("open", 0),
    )
