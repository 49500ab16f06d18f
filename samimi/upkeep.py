"""What keeps the records true while nobody taps: by-hand posts confirmed, answers given elsewhere seen, promises
written down, deleted and edited posts followed (I10), old texts erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Author, Brand, Database, Mention, Reply, Seen
from models.errors import LostRace, PlatformError
from monitor.collectors import Collector
from samimi import ledger
from samimi.closing import close
from samimi.edits import Edits
from samimi.following import Following
from samimi.forgetting import Forgetter, unname
from samimi.health import Health
from samimi.notice_words import told
from samimi.outbox import Door, Key
from samimi.owed import RECHECK, WATCHED
from samimi.own_timeline import OwnTimeline
from samimi.prices import Prices
from samimi.promises import Promises
from samimi.stranded import Stranded

log = structlog.get_logger()

BATCH = 50
ODD = 3
"""Unforeseen failures in a row from which admins hear of it."""


class Upkeep:
    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        doors: Mapping[Key, Door],
        *,
        edits: Edits,
        forgetter: Forgetter,
        health: Health,
        prices: Prices,
        retention: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._brands = brands
        self._doors = doors
        self._forgetter = forgetter
        self._health = health
        self._prices = prices
        self._retention = retention
        self._now = now
        self._edits = edits
        self._own = OwnTimeline(database, prices, now)
        self._following = Following(database, now)
        self._promises = Promises(database, brands, now)
        self._stranded = Stranded(database, brands, doors, health, now)
        self._odd: dict[Key, int] = {}
        """Unforeseen failures in a row."""

    def tick(self) -> None:
        """One round of everything; a platform's failure only skips that platform."""
        for key, door in self._doors.items():
            self._look_after(key, door)
        self._following.tick()
        self._promises.tick()
        self._stranded.tick()
        self._erase_old()

    def _look_after(self, key: Key, door: Door) -> None:
        try:
            self._own.tick(key, door.publisher)
            if door.collector is not None:
                self._follow_posts(key, door.collector)
        except PlatformError as error:
            log.info("upkeep skipped", brand=key[0], platform=key[1], error=error.detail)
            return
        except Exception as error:
            # Whatever one platform's client does must not keep texts from being erased (I4, I10).
            log.exception("upkeep failed", brand=key[0], platform=key[1])
            self._odd[key] = self._odd.get(key, 0) + 1
            self._tell(key, "following", error=type(error).__name__)
            return
        if self._odd.get(key) != 0:  # at the first success too: the notice may be of before a restart
            self._odd[key] = 0
            self._tell(key, "following_again")

    def _tell(self, key: Key, what: str, **values: object) -> None:
        """A notice from the third odd failure in a row, and one when it is over."""
        text, fault = told(self._brands, key[0], what, platform=key[1], **values), f"upkeep {key[1]} {key[0]}"
        with self._database.transaction() as session:
            if what == "following_again":
                self._health.over(session, fault, self._now(), text)
            elif self._odd[key] >= ODD:
                self._health.begin(session, fault, text, self._now(), key[0])

    def _close(self, mention: Mention, reason: str) -> None:
        with self._database.transaction() as session:
            close(session, session.get_one(Mention, mention.id), reason, self._now())

    # ── posts that went or changed ───────────────────────────────────────────────────────────────────

    def _follow_posts(self, key: Key, collector: Collector) -> None:
        now = self._now()
        with self._database.reading() as session:
            old = _of(key, Mention).where(
                col(Mention.checked_at) < now - RECHECK,
                Mention.created_at > now - WATCHED,
                ~col(Mention.native_id).startswith("forgotten:"),
            )
            mentions = list(session.exec(old.order_by(col(Mention.checked_at)).limit(BATCH)).all())
        if not mentions:
            return
        seen = {one.native_id: one for one in collector.lookup([m.native_id for m in mentions])}
        calls = [call for one in seen.values() for call in one.calls]
        with self._database.transaction() as session:
            ledger.record(session, self._prices, *key, calls, now)
        for mention in mentions:
            self._follow(mention, seen.get(mention.native_id))

    def _follow(self, mention: Mention, seen: Seen | None) -> None:
        now = self._now()
        if seen is not None and not seen.exists:
            self._close(mention, "gone")
        elif seen is not None and seen.text is not None and seen.text != mention.text:
            now -= self._failed_to_take_in(mention, seen.text)
        with self._database.transaction() as session:
            row = session.get_one(Mention, mention.id)
            row.checked_at = now
            session.add(row)
            if seen is None:
                return
            if not seen.exists:
                self._forgetter.forget_mention(session, row, "gone", now)

    def _failed_to_take_in(self, mention: Mention, text: str) -> timedelta:
        """Zero once the new text is stored; else how much earlier the look counts, so that the next is in an hour."""
        try:
            self._edits.take_in(mention.id, text)
        except LostRace:
            pass  # somebody decided meanwhile
        except Exception as error:
            # Whatever one text does to a judge must not stop the others (I4); the text stays out of the log.
            log.exception("edit not taken in", mention=mention.id, error=type(error).__name__)
        else:
            return timedelta()
        return RECHECK - timedelta(hours=1)

    # ── retention ────────────────────────────────────────────────────────────────────────────────────

    def _erase_old(self) -> None:
        now = self._now()
        with self._database.transaction() as session:
            old = (
                select(Mention)
                .where(
                    Mention.created_at < now - self._retention,
                    Mention.received_at < now - self._retention,  # clients may date a post as they like
                    ~col(Mention.native_id).startswith("forgotten:"),
                )
                .limit(BATCH * 4)
            )
            for mention in session.exec(old).all():
                self._forgetter.forget_mention(session, mention, "retention", now)
            self._erase_idle_authors(session, now)

    def _erase_idle_authors(self, session: Session, now: datetime) -> None:
        """Authors none of whose mentions is kept any more lose name and handle."""
        kept = select(Mention.author_id).where(~col(Mention.native_id).startswith("forgotten:"))
        idle = select(Author).where(
            Author.first_seen < now - self._retention, col(Author.id).not_in(kept), ~col(Author.handle).startswith("#")
        )
        for author in session.exec(idle.limit(BATCH)).all():
            unname(author)
            session.add(author)


Row = TypeVar("Row", Mention, Reply)


def _of(key: Key, table: type[Row]) -> SelectOfScalar[Row]:
    return select(table).where(table.brand == key[0], table.platform == key[1])
