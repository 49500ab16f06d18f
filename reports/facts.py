"""Numbers of a brand within a span, straight from the records: SQL aggregates, no rows loaded.

A mention belongs to the day its author wrote it. It is *eligible* when somebody was to decide about it: a
draft was written, or it was escalated. It is *answered* once a reply stands under it, *waiting* while it is
drafted or escalated without one. What people and the outbox did (posted, skipped …) counts on the day it was done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import compress
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, String, and_, bindparam, cast, func, or_, select
from sqlmodel import Session, col

from models import TOPICS, Brand, Draft, Mention, Reply
from reports.spans import Span, working_minutes

LABELS = ("complaint", "praise", "question", "other")
SENTIMENTS = ("negative", "neutral", "positive")
_STANDS = ("posted", "posted_by_hand")


@dataclass(frozen=True, slots=True)
class Counts:
    """Posts written within a span. Labels, sentiments, topics and safety count only posts about the brand."""

    heard: int
    mentions: int
    """Those about the brand."""
    labels: Mapping[str, int]
    sentiments: Mapping[str, int]
    topics: Mapping[str, int]
    """Complaints by topic; a complaint with two topics counts under both."""
    safety: int
    eligible: int
    drafted: int
    """Eligible ones for which a draft exists."""
    answered: int

    @property
    def negative(self) -> int:
        return self.sentiments["negative"]


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 90th percentile of `count` values, in minutes; None where there are none."""

    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Answers:
    """How fast the posts of a span were answered.

    `due` are those answered, or still waiting after the target; `kept` those answered within it (working time).
    """

    working: Spread
    all_hours: Spread
    due: int
    kept: int


@dataclass(frozen=True, slots=True)
class Early:
    """The times to those replies that had gone out by a moment."""

    working: Spread
    all_hours: Spread


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person or for its reply at this moment, of any age."""

    count: int
    overdue: int
    oldest_at: datetime | None
    first: tuple[int, ...]
    """Up to five mention ids: the urgent ones first, then the oldest."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """Replies that went out within a span, and those stuck at this moment."""

    posted_by_api: int
    posted_by_hand: int
    by_hand_open: int
    unsure: int
    failed: int


def counts(session: Session, brand: str, start: datetime, end: datetime) -> Counts:
    """One pass over the posts written from `start` (inclusive) to `end`."""
    columns: dict[str, Any] = {"heard": func.count(), **{name: _of(*rule) for name, rule in _RULES.items()}}
    query = select(*(column.label(name) for name, column in columns.items())).where(*_written(brand, start, end))
    found = session.connection().execute(query).one()._mapping
    return Counts(
        labels={label: found[f"label_{label}"] for label in LABELS},
        sentiments={sentiment: found[f"sentiment_{sentiment}"] for sentiment in SENTIMENTS},
        topics={topic: found[f"topic_{topic}"] for topic in TOPICS},
        **{name: found[name] for name in ("heard", "mentions", "safety", "eligible", "drafted", "answered")},
    )


def answers(session: Session, brand: Brand, start: datetime, end: datetime, now: datetime) -> Answers:
    """Response times of the posts written in [start, end), as known at `now`."""
    return answers_and_early(session, brand, start, end, now, now)[0]


def answers_and_early(
    session: Session, brand: Brand, start: datetime, end: datetime, now: datetime, then: datetime
) -> tuple[Answers, Early]:
    """The answers as known at `now`, and the times to those that had gone out by `then`."""
    done = _pairs(
        session,
        select(col(Mention.created_at), _FIRST_POSTED).where(
            *_written(brand.key, start, end), _FIRST_POSTED.is_not(None)
        ),
    )
    open_ = _pairs(session, select(col(Mention.created_at)).where(*_written(brand.key, start, end), *_waits()), now)
    worked = working_minutes(brand.calendar, done)
    kept = sum(minutes <= brand.target_minutes for minutes in worked)
    late = sum(minutes > brand.target_minutes for minutes in working_minutes(brand.calendar, open_))
    whole = [_minutes(*pair) for pair in done]
    early = [posted <= then for _, posted in done]
    found = Answers(spread(worked), spread(whole), len(done) + late, kept)
    return found, Early(spread(list(compress(worked, early))), spread(list(compress(whole, early))))


def spread(values: Sequence[float]) -> Spread:
    """Median and p90 by linear interpolation between the order statistics."""
    if not values:
        return Spread(0, None, None)
    median, p90 = np.percentile(values, [50, 90])
    return Spread(len(values), float(median), float(p90))


def waiting(session: Session, brand: Brand, now: datetime) -> Waiting:
    """Everything that waits at `now`, however old."""
    urgent = or_(col(Mention.escalate).is_not(None), col(Mention.urgency) == "high")
    query = select(col(Mention.created_at), col(Mention.id), urgent).where(col(Mention.brand) == brand.key, *_waits())
    # Sorted here: asked to sort, SQLite walks every post of the brand in order of time instead.
    rows: list[Any] = sorted(session.connection().execute(query), key=lambda row: (row[0], row[1]))
    minutes = working_minutes(brand.calendar, [(created, now) for created, _, _ in rows])
    ranked = sorted(rows, key=lambda row: not row[2])  # stable: the oldest stay first
    return Waiting(
        count=len(rows),
        overdue=sum(passed > brand.target_minutes for passed in minutes),
        oldest_at=rows[0][0] if rows else None,
        first=tuple(id_ for _, id_, _ in ranked[:5]),
    )


def outbox(session: Session, brand: str, within: Span) -> Outbox:
    """What was posted within the span, and what is stuck now."""
    by_api, by_hand = posted(session, brand, within)
    stuck = select(col(Reply.state), func.count()).where(
        col(Reply.brand) == brand, col(Reply.state).in_(("by_hand", "unsure", "failed"))
    )
    now = _table(session, stuck.group_by(col(Reply.state)))
    return Outbox(
        posted_by_api=by_api,
        posted_by_hand=by_hand,
        by_hand_open=now.get("by_hand", 0),
        unsure=now.get("unsure", 0),
        failed=now.get("failed", 0),
    )


def posted(session: Session, brand: str, within: Span) -> tuple[int, int]:
    """Replies that went out within the span: by API, by hand."""
    # Only the instants narrow this down: a condition on the state would lure SQLite to the index on states.
    sent = (col(Reply.posted_at) >= within.start, col(Reply.posted_at) < within.end)
    ways = (func.count().filter(col(Reply.state) == state) for state in _STANDS)
    query = select(*ways).where(col(Reply.brand) == brand, *sent)
    row = session.connection().execute(query).one()
    return int(row[0]), int(row[1])


def skipped(session: Session, brand: str, within: Span, then: datetime | None = None) -> dict[str, int]:
    """Eligible posts of the span closed without a reply (by `then`), by reason, most frequent first."""
    reason = func.coalesce(col(Mention.closed_reason), "")
    closed = [col(Mention.state) == "closed"]
    closed += [or_(col(Mention.closed_at).is_(None), col(Mention.closed_at) <= then)] if then else []
    query = select(reason, func.count()).where(*_written(brand, within.start, within.end), *closed, ELIGIBLE, ~ANSWERED)
    return _ranked(_table(session, query.group_by(reason)))


def undrafted(session: Session, brand: str, within: Span) -> dict[str, int]:
    """Eligible posts of the span without any draft, by the reason they went to a person, most frequent first."""
    reason = func.coalesce(col(Mention.care_reason), "")
    query = select(reason, func.count()).where(*_written(brand, within.start, within.end), ELIGIBLE, ~_DRAFTED)
    return _ranked(_table(session, query.group_by(reason)))


def late(session: Session, brand: str, within: Span) -> int:
    """Posts of the week before the span that reached us only within it, so that no digest has told of them."""
    week_before = within.start - timedelta(days=7)
    query = select(func.count()).where(
        *_written(brand, week_before, within.start),
        col(Mention.received_at) >= within.start,
        col(Mention.received_at) < within.end,
    )
    return int(session.connection().execute(query).scalar_one())


def topic_is(topic: str) -> ColumnElement[bool]:
    """The mention has this topic. `topics` is a JSON list of words from a closed vocabulary, so quotes suffice."""
    return cast(col(Mention.topics), String).like(f'%"{topic}"%')


def _written(brand: str, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(Mention.brand) == brand, col(Mention.created_at) >= start, col(Mention.created_at) < end


def _waits() -> tuple[ColumnElement[bool], ...]:
    return WAITS, ~ANSWERED


def _of(*rule: ColumnElement[bool]) -> Any:
    return func.count().filter(and_(*rule))


def _table(session: Session, query: Any) -> dict[str, int]:
    return {str(key): int(count) for key, count in session.connection().execute(query)}


def _ranked(found: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _pairs(session: Session, query: Any, until: datetime | None = None) -> list[tuple[datetime, datetime]]:
    """Instants two by two; `until` is the second where the query gives one column."""
    rows = [tuple(row) for row in session.connection().execute(query)]
    return [(row[0], row[1] if until is None else until) for row in rows]


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60


# Written into the statement, not bound: the engines use the partial index of what waits only where they see its words.
WAITS: ColumnElement[bool] = col(Mention.state).in_(
    bindparam("waits", value=("drafted", "escalated"), expanding=True, literal_execute=True)
)
ABOUT: ColumnElement[bool] = col(Mention.about_brand).is_(True)
# Scalar subqueries: each looks one post up by its index. From an EXISTS, PostgreSQL makes a join over all replies.
_REPLIES_OF_POST = (col(Reply.mention_id) == col(Mention.id), col(Reply.state).in_(_STANDS))
_FIRST_POSTED = select(func.min(col(Reply.posted_at))).where(*_REPLIES_OF_POST).correlate(Mention).scalar_subquery()
ANSWERED: ColumnElement[bool] = (
    select(func.min(col(Reply.id))).where(*_REPLIES_OF_POST).correlate(Mention).scalar_subquery().is_not(None)
)
_DRAFTED: ColumnElement[bool] = (
    select(func.min(col(Draft.id)))
    .where(col(Draft.mention_id) == col(Mention.id))
    .correlate(Mention)
    .scalar_subquery()
    .is_not(None)
)
ELIGIBLE: ColumnElement[bool] = or_(WAITS, col(Mention.care_reason).is_not(None), _DRAFTED)
_RULES: dict[str, tuple[ColumnElement[bool], ...]] = {
    "mentions": (ABOUT,),
    "safety": (ABOUT, col(Mention.escalate).is_not(None)),
    "eligible": (ELIGIBLE,),
    "drafted": (_DRAFTED,),
    "answered": (ANSWERED,),
    **{f"label_{label}": (ABOUT, col(Mention.label) == label) for label in LABELS},
    **{f"sentiment_{one}": (ABOUT, col(Mention.sentiment) == one) for one in SENTIMENTS},
    **{f"topic_{topic}": (ABOUT, col(Mention.label) == "complaint", topic_is(topic)) for topic in TOPICS},
}
