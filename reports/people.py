"""Who praises us again and again: candidates for ambassadors, opt-outs left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from models import Author, Mention

WINDOW = timedelta(days=30)
LEAST = 3
"""Praises in the window that make a candidate."""


@dataclass(frozen=True, slots=True)
class Ambassador:
    """Somebody who praised the brand in public `praises` times in 30 days. Their own words, never an inference."""

    author_id: int
    name: str
    handle: str
    platform: str
    praises: int


def ambassadors(session: Session, brand: str, end: datetime, limit: int = 3) -> list[Ambassador]:
    """Most praises first. Authors who opted out or are muted are not among them."""
    praises = func.count().label("praises")
    query = (
        select(col(Author.id), col(Author.name), col(Author.handle), col(Author.platform), praises)
        .join(Mention, col(Mention.author_id) == col(Author.id))
        .where(
            col(Mention.brand) == brand,
            col(Mention.created_at) >= end - WINDOW,
            col(Mention.created_at) < end,
            col(Mention.label) == "praise",
            col(Mention.about_brand).is_(True),
            col(Author.opted_out).is_(False),
            col(Author.muted).is_(False),
        )
        .group_by(col(Author.id), col(Author.name), col(Author.handle), col(Author.platform))
        .having(func.count() >= LEAST)
        .order_by(praises.desc(), col(Author.id))
        .limit(limit)
    )
    return [Ambassador(*row) for row in session.connection().execute(query)]
