"""Our own timelines, read once and kept in the database: who answered what, by whatever way.

A colleague's answer in the platform's own app closes the card; a reply posted by hand is confirmed, or its absence
told (samimi/by_hand.py). Nothing here depends on what a process remembers: restart or second worker, it is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import Database, Mention, Own, OwnReply, Reply, Source
from models.errors import LostRace
from responders.publishers import Publisher
from samimi import by_hand, ledger
from samimi.closing import close
from samimi.prices import Prices

log = structlog.get_logger()

Key = tuple[str, str]
"""(brand key, platform)"""

WATCHED = timedelta(days=7)
"""How far back our own answers are looked for."""
LATE = timedelta(minutes=10)
"""How long a post of ours may take to show up where we read."""
_WAITING = ("drafted", "escalated")
_OUR_HANDS = ("sending", "unsure", "posted")


class OwnTimeline:
    """Ticks with the upkeep, one account after the other."""

    def __init__(self, database: Database, prices: Prices, now: Callable[[], datetime]) -> None:
        self._database = database
        self._prices = prices
        self._now = now

    def tick(self, key: Key, publisher: Publisher) -> None:
        """Read what is new on the timeline, if anybody waits for it, and act on it. Raises PlatformError."""
        with self._database.reading() as session:
            if not self._is_wanted(session, key):
                return
        try:
            self._read(key, publisher)
            with self._database.transaction() as session:
                by_hand.settle(session, key, self._now(), publisher.read_lag)
                self._close_answered(session, key)
        except (LostRace, IntegrityError):
            log.info("another worker was faster", brand=key[0], platform=key[1])  # the next tick sees what it did

    def _is_wanted(self, session: Session, key: Key) -> bool:
        """Whether a card waits or a reply is in a person's hands: otherwise X would be paid for nothing."""
        waiting = select(Mention.id).where(
            Mention.brand == key[0], Mention.platform == key[1], col(Mention.state).in_(_WAITING),
            col(Mention.created_at) > self._now() - WATCHED,
        )  # fmt: skip
        return session.exec(waiting.limit(1)).first() is not None or by_hand.is_open(session, key, self._now())

    def _read(self, key: Key, publisher: Publisher) -> None:
        now = self._now()
        with self._database.reading() as session:
            source = _source(session, key)
            read_to = source.own_read_at if source else None
        since = max(read_to - LATE, now - WATCHED) if read_to else now - WATCHED
        try:
            found = publisher.own_replies(since)
        finally:
            with self._database.transaction() as session:
                ledger.record(session, self._prices, *key, publisher.take_calls(), now)
        with self._database.transaction() as session:
            keep(session, key, found)
            source = _source(session, key)
            if source is not None:
                source.own_read_at = max(now, source.own_read_at or now)
                session.add(source)
            old = delete(OwnReply).where(col(OwnReply.brand) == key[0], col(OwnReply.platform) == key[1])
            session.exec(old.where(col(OwnReply.at) < now - 2 * WATCHED))

    def _close_answered(self, session: Session, key: Key) -> None:
        """Cards whose post, or one merged into it, has been answered from our account already."""
        posts = (
            select(Mention)
            .join(
                OwnReply,
                (col(OwnReply.brand) == Mention.brand)
                & (col(OwnReply.platform) == Mention.platform)
                & (col(OwnReply.target_id) == Mention.native_id),
            )
            .where(Mention.brand == key[0], Mention.platform == key[1])
            .where(col(Mention.state).in_(_WAITING) | col(Mention.merged_into).is_not(None))
        )
        heads = {mention.merged_into or mention.id for mention in session.exec(posts).all()}
        on_its_way = select(Reply.mention_id).where(col(Reply.state).in_(_OUR_HANDS))
        waiting = select(Mention).where(
            col(Mention.id).in_(heads), col(Mention.state).in_(_WAITING), col(Mention.id).not_in(on_its_way)
        )
        for mention in session.exec(waiting).all():
            close(session, mention, "answered_elsewhere", self._now())


def keep(session: Session, key: Key, found: Sequence[Own]) -> int:
    """Store what is not known yet; returns how many that were."""
    known = set(
        session.exec(
            select(OwnReply.native_id).where(
                OwnReply.brand == key[0],
                OwnReply.platform == key[1],
                col(OwnReply.native_id).in_([own.native_id for own in found]),
            )
        ).all()
    )
    fresh = {own.native_id: own for own in found if own.native_id not in known}
    for own in fresh.values():
        session.add(
            OwnReply(
                brand=key[0],
                platform=key[1],
                native_id=own.native_id,
                target_id=own.target_id,
                url=own.url,
                text=own.text,
                at=own.at,
            )
        )
    session.flush()
    return len(fresh)


def _source(session: Session, key: Key) -> Source | None:
    return session.exec(select(Source).where(Source.brand == key[0], Source.platform == key[1])).first()
