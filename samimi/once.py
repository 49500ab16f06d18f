"""Messages that go out once: a row is claimed, the message made, the intent written, sent, the end noted.

A worker killed in between leaves an intent without an end: nobody knows whether that message arrived, so it is not
sent again, and an admin is told. The same holds for an answer that was lost on its way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import httpx
import structlog
from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col
from telegram.error import NetworkError, TelegramError, TimedOut

from models import Alert, Brand, Bulletin, Database, Digest
from models.claims import claim, release
from samimi.health import Health
from samimi.notice_words import Language, language_of, told

log = structlog.get_logger()

Row = TypeVar("Row", Digest, Bulletin, Alert)
Made = TypeVar("Made")
NO_ANSWER = "no answer"
AT_ONCE = 4
_LONGEST_WAIT = 30
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Unsure(Exception):
    """It may have arrived."""


class Once(Generic[Row]):
    """One table's messages. `name` says what a row is, for admins and for the log."""

    def __init__(
        self,
        database: Database,
        table: type[Row],
        name: Callable[[Row, Language], str],
        brands: Mapping[str, Brand],
        *,
        worker: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._table: type[Row] = table
        self._name: Callable[[Row, Language], str] = name
        self._brands = brands
        self._worker = worker
        self._now = now

    async def deliver(
        self,
        make: Callable[[Row], Made],
        post: Callable[[Row, Made], Awaitable[int | None]],
        brands: Sequence[str],
        *where: ColumnElement[bool],
    ) -> int:
        """Send what is due for these brands; returns how many went.

        `make` runs in a thread and may raise anything: nothing has left yet. `post` raises LookupError while there
        is no way, Unsure or TelegramError; it gives the message's id. UnicodeError is as certain as LookupError: what
        cannot be written has not left. Of anything unforeseen nobody knows, and it stays in its row.
        """
        sent = 0
        for row in await asyncio.to_thread(self._claim, brands, where):
            sent += await self._one(row, make, post)
        return sent

    def _claim(self, brands: Sequence[str], where: Sequence[ColumnElement[bool]]) -> list[Row]:
        now, table = self._now(), self._table
        waiting = [col(table.sent_at).is_(None), col(table.due_at) <= now, col(table.brand).in_(brands), *where]
        with self._database.transaction() as session:
            rows = claim(session, table, waiting, worker=self._worker, now=now, limit=AT_ONCE)
            for row in rows:
                if row.attempted_at is not None:  # somebody's intent without an end
                    self._unsure(session, row)
        return [row for row in rows if row.sent_at is None]

    async def _one(
        self, row: Row, make: Callable[[Row], Made], post: Callable[[Row, Made], Awaitable[int | None]]
    ) -> int:
        try:
            made = await asyncio.to_thread(make, row)
        except Exception as failure:
            log.exception("cannot be made", what=self._name(row, "en"), error=type(failure).__name__)
            await asyncio.to_thread(self._failed, row.id, type(failure).__name__)
            return 0
        if not await asyncio.to_thread(self._intend, row.id):
            return 0
        try:
            message_id = await post(row, made)
        except (TelegramError, LookupError, Unsure, UnicodeError) as failure:
            error = NO_ANSWER if is_unsure(failure) else type(failure).__name__
            # Ours say why in their own words; Telegram's may quote the message, so their class must do.
            reason = str(failure) if type(failure) in (LookupError, Unsure) else ""
            log.warning("not sent", what=self._name(row, "en"), error=error, reason=reason)
            await asyncio.to_thread(self._failed, row.id, error)
            return 0
        except Exception:
            log.exception("unforeseen while sending", what=self._name(row, "en"))
            await asyncio.to_thread(self._failed, row.id, NO_ANSWER)
            return 0
        await asyncio.to_thread(self._sent, row.id, message_id)
        return 1

    def _intend(self, row_id: int) -> bool:
        """Write the intent, if the row is still ours: making the message may have outlasted the lease."""
        with self._database.transaction() as session:
            table = self._table
            ours = (col(table.id) == row_id, col(table.leased_by) == self._worker, col(table.attempted_at).is_(None))
            intent = update(table).where(*ours, col(table.sent_at).is_(None)).values(attempted_at=self._now())
            return bool(session.exec(intent).rowcount)

    def _sent(self, row_id: int, message_id: int | None) -> None:
        with self._database.transaction() as session:
            row = session.get_one(self._table, row_id)
            self._end(row, message_id, None)
            session.add(row)

    def _failed(self, row_id: int, error: str) -> None:
        with self._database.transaction() as session:
            row = session.get_one(self._table, row_id)
            if error == NO_ANSWER:
                self._unsure(session, row)
                return
            row.attempts, row.last_error, row.attempted_at = row.attempts + 1, error, None
            # The lease stays for a while: the wait before the next try.
            row.leased_until = self._now() + timedelta(minutes=min(2**row.attempts, _LONGEST_WAIT))
            session.add(row)

    def _unsure(self, session: Session, row: Row) -> None:
        self._end(row, None, NO_ANSWER)
        session.add(row)
        key = f"{self._table.__name__.lower()} {row.id}"
        what = self._name(row, language_of(self._brands, row.brand))
        text = told(self._brands, row.brand, "not_arrived", what=what)
        Health().say_once(session, key, text, self._now(), row.brand)

    def _end(self, row: Row, message_id: int | None, error: str | None) -> None:
        row.attempts, row.last_error, row.message_id, row.sent_at = row.attempts + 1, error, message_id, self._now()
        release(row)


def is_unsure(error: Exception) -> bool:
    """Whether the message may have arrived although the call failed.

    Telegram's refusals and calls that never reached it are certain; so is a failure it answered with.
    """
    if isinstance(error.__cause__, _NEVER_LEFT):
        return False
    cut_off = isinstance(error, NetworkError) and isinstance(error.__cause__, httpx.TransportError)
    return isinstance(error, Unsure | TimedOut) or cut_off
