"""One digest per brand and working morning (reports/due.py says when): a unique row first, then the message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from telegram.error import TelegramError, TimedOut

from models import Brand, Database, Digest
from models.claims import claim, release
from reports.due import Due, due_digest

log = structlog.get_logger()

Send = Callable[[Brand, Digest], Awaitable[int | None]]
"""Renders and sends one digest; returns the message's id. Raises when it did not arrive."""


class Digests:
    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        at: time,
        send: Send,
        *,
        worker: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._brands = brands
        self._at = at
        self._send = send
        self._worker = worker
        self._now = now

    async def tick(self) -> int:
        """Begin what is due, send what is begun; returns how many were sent."""
        await asyncio.to_thread(self._begin_due)
        sent = 0
        for digest in await asyncio.to_thread(self._claim):
            sent += await self._send_one(digest)
        return sent

    def _begin_due(self) -> None:
        for brand in self._brands.values():
            with self._database.reading() as session:
                due = due_digest(session, brand, self._at, self._now())
            if due is not None:
                self._begin(due)

    def _begin(self, due: Due) -> None:
        try:
            with self._database.transaction() as session:
                session.add(
                    Digest(
                        brand=due.brand,
                        day=due.day,
                        first_day=due.first_day,
                        last_day=due.last_day,
                        due_at=due.due_at,
                    )
                )
        except IntegrityError:
            log.info("digest already begun by another worker", brand=due.brand, day=str(due.day))

    def _claim(self) -> list[Digest]:
        now = self._now()
        waiting = [
            col(Digest.sent_at).is_(None),
            col(Digest.due_at) <= now,
            col(Digest.brand).in_(list(self._brands)),
        ]
        with self._database.transaction() as session:
            return claim(session, Digest, waiting, worker=self._worker, now=now, limit=4)

    async def _send_one(self, digest: Digest) -> int:
        message_id, error, unsure = None, None, False
        try:
            message_id = await self._send(self._brands[digest.brand], digest)
        except TimedOut:
            # It may have arrived: a second one would be worse than /ozet, which shows the day at any time.
            unsure = True
            log.warning("digest perhaps not sent", brand=digest.brand, day=str(digest.day))
        except (TelegramError, LookupError) as failure:
            log.warning("digest not sent", brand=digest.brand, day=str(digest.day), error=type(failure).__name__)
            error = type(failure).__name__
        await asyncio.to_thread(self._note, digest.id, message_id, error, unsure)
        return error is None

    def _note(self, digest_id: int, message_id: int | None, error: str | None, unsure: bool) -> None:
        now = self._now()
        with self._database.transaction() as session:
            row = session.get_one(Digest, digest_id)
            row.attempts += 1
            row.last_error, row.message_id = "no answer" if unsure else error, message_id
            if error is None:
                row.sent_at = now
                release(row)
            else:  # the lease stays for a while: the wait before the next try
                row.leased_until = now + timedelta(minutes=min(2**row.attempts, 30))
            session.add(row)
