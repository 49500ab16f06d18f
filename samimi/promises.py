"""What our replies promise, as rows with a term: written down once a reply is out, broken when the time has run out.

The desk asks the owner (responders/desk/promised.py); the digest counts (reports/afterwards.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from models import Brand, Database, Promise, Reply
from models.transitions import mark_stale
from samimi.promise_words import promise_in

BATCH = 100
RECENT = timedelta(days=7)
"""Older replies (from before promises were kept count of) are left alone."""
PATIENCE_MINUTES = 480.0
"""Working minutes after the term in which its owner may still say that it was kept."""
OUT = ("posted", "posted_by_hand")


class Promises:
    """Ticks with the upkeep."""

    def __init__(self, database: Database, brands: Mapping[str, Brand], now: Callable[[], datetime]) -> None:
        self._database = database
        self._brands = brands
        self._now = now

    def tick(self) -> int:
        """Write down what new replies promise, end what is over; returns how many promises began or ended."""
        return self._write_down() + self._give_up() + self._void()

    def _write_down(self) -> int:
        with self._database.transaction() as session:
            unread = (
                select(Reply)
                .where(col(Reply.state).in_(OUT), col(Reply.followed_at).is_(None))
                .where(col(Reply.brand).in_(list(self._brands)), col(Reply.posted_at) > self._now() - RECENT)
                .order_by(col(Reply.id))
                .limit(BATCH)
            )
            return sum(self._read(session, reply) for reply in session.exec(unread).all())

    def _read(self, session: Session, reply: Reply) -> int:
        """Of two workers one reads a reply: whoever marks it first."""
        mine = update(Reply).where(col(Reply.id) == reply.id, col(Reply.followed_at).is_(None))
        if session.exec(mine.values(followed_at=self._now())).rowcount != 1:
            return 0
        made_at = reply.posted_at or reply.approved_at
        found = promise_in(reply.text, self._brands[reply.brand], made_at) if reply.text else None
        if found is None:
            return 0
        session.add(
            Promise(
                reply_id=reply.id,
                mention_id=reply.mention_id,
                brand=reply.brand,
                kind=found.kind,
                start=found.start,
                end=found.end,
                owner=reply.approved_by,
                made_at=made_at,
                due_at=found.due_at,
            )
        )
        session.flush()
        mark_stale(session, reply.mention_id)
        return 1

    def _give_up(self) -> int:
        """Nobody said that it was kept, a working day after its term: it counts as broken."""
        now = self._now()
        with self._database.transaction() as session:
            late = select(Promise).where(Promise.state == "open", col(Promise.due_at) < now)
            over = [one for one in session.exec(late.limit(BATCH)).all() if self._is_over(one, now)]
            for one in over:
                one.state, one.decided_at = "broken", now
                session.add(one)
                session.flush()
                mark_stale(session, one.mention_id)
        return len(over)

    def _is_over(self, promise: Promise, now: datetime) -> bool:
        brand = self._brands.get(promise.brand)
        return brand is not None and brand.calendar.working_minutes(promise.due_at, now) >= PATIENCE_MINUTES

    def _void(self) -> int:
        """A reply that was taken down promises nothing any more."""
        with self._database.transaction() as session:
            deleted = (
                select(Promise)
                .join(Reply, col(Reply.id) == Promise.reply_id)
                .where(Promise.state == "open", col(Reply.deleted_at).is_not(None))
            )
            rows = session.exec(deleted.limit(BATCH)).all()
            for row in rows:
                row.state, row.decided_at = "void", self._now()
                session.add(row)
        return len(rows)
