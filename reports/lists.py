"""The list behind a digest's line: which posts its number counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from models import TOPICS, Brand, Incident, Mention, Reply
from reports.facts import ABOUT, ANSWERED, ELIGIBLE, WAITS, topic_is
from reports.spans import Span


@dataclass(frozen=True, slots=True)
class Item:
    """One post of a list: enough to open its card."""

    mention_id: int
    platform: str
    created_at: datetime
    state: str


LISTS = (
    "safety",
    "mentions",
    "negative",
    "answered",
    "waiting",
    "praise",
    "posted",
    "skipped",
    "missed",
    "incidents",
    *TOPICS,
)


def behind(session: Session, brand: Brand, within: Span, name: str, limit: int = 10, offset: int = 0) -> list[Item]:
    """Posts behind the line `name` (one of LISTS), oldest first. ValueError for a name there is no list of."""
    if name not in LISTS:
        raise ValueError(f"no digest line is called {name!r}")
    columns = (col(Mention.id), col(Mention.platform), col(Mention.created_at), col(Mention.state))
    query = select(*columns).where(col(Mention.brand) == brand.key, *_where(brand.key, name, within))
    query = query.order_by(col(Mention.created_at), col(Mention.id)).limit(limit).offset(offset)
    return [Item(*row) for row in session.connection().execute(query)]


def size(session: Session, brand: Brand, within: Span, name: str) -> int:
    """How many posts the list holds. ValueError as above."""
    if name not in LISTS:
        raise ValueError(f"no digest line is called {name!r}")
    query = select(func.count()).select_from(Mention).where(col(Mention.brand) == brand.key)
    return int(session.connection().execute(query.where(*_where(brand.key, name, within))).scalar_one())


def _where(brand: str, name: str, within: Span) -> tuple[ColumnElement[bool], ...]:
    written = (col(Mention.created_at) >= within.start, col(Mention.created_at) < within.end)
    if name == "waiting":
        return WAITS, ~ANSWERED
    if name == "posted":
        sent = (col(Reply.posted_at) >= within.start, col(Reply.posted_at) < within.end)
        return (_has_reply(brand, col(Reply.state).in_(("posted", "posted_by_hand")), *sent),)
    if name == "missed":
        return (_has_reply(brand, col(Reply.state).in_(("unsure", "failed"))),)
    if name == "incidents":
        open_then = (col(Incident.opened_at) < within.end, (col(Incident.closed_at) >= within.start) | _IS_OPEN)
        gathered = select(col(Incident.id)).where(col(Incident.brand) == brand, *open_then)
        return (col(Mention.incident_id).in_(gathered),)
    rules = {
        "mentions": (ABOUT,),
        "negative": (ABOUT, col(Mention.sentiment) == "negative"),
        "praise": (ABOUT, col(Mention.label) == "praise"),
        "safety": (ABOUT, col(Mention.escalate).is_not(None)),
        "answered": (ANSWERED,),
        "skipped": (col(Mention.state) == "closed", ELIGIBLE, ~ANSWERED),
    }
    return *written, *rules.get(name, (ABOUT, col(Mention.label) == "complaint", topic_is(name)))


_IS_OPEN = col(Incident.closed_at).is_(None)


def _has_reply(brand: str, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    return col(Mention.id).in_(select(col(Reply.mention_id)).where(col(Reply.brand) == brand, *where))
