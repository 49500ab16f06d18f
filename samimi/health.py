"""Faults an admin must hear of: one message when it begins, one when it is over. And the heartbeat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx
import structlog
from sqlmodel import Session, col, select
from telegram.error import TelegramError

from models import Database, Notice
from models import notice as notices

log = structlog.get_logger()


class Health:
    """Notices are rows first and messages second: a restart forgets none and repeats none."""

    def begin(
        self, session: Session, key: str, text: str, now: datetime, brand: str | None = None, *, says: str = ""
    ) -> None:
        """Open a notice unless it is open already; an open one that does not say `says` is told again, with it."""
        notices.begin(session, key, text, now, brand, says=says)

    def over(self, session: Session, key: str, now: datetime, text: str | None = None) -> None:
        """Close the notice if it is open; `text`: what to say then, instead of the notice's own."""
        notices.over(session, key, now, text)

    def say_once(self, session: Session, key: str, text: str, now: datetime, brand: str | None = None) -> None:
        """Something that is not a lasting fault: told once, over at once."""
        if session.exec(select(Notice.id).where(Notice.key == key)).first() is None:
            session.add(Notice(key=key, text=text, began_at=now, over_at=now, told_over_at=now, brand=brand))


async def tell(database: Database, send: Callable[[str], Awaitable[object]], now: datetime) -> int:
    """Send what has not been told, oldest first, until one does not arrive; returns how many were sent."""
    with database.reading() as session:
        untold = (col(Notice.told_at).is_(None)) | (
            col(Notice.over_at).is_not(None) & col(Notice.told_over_at).is_(None)
        )
        waiting = session.exec(select(Notice).where(untold).order_by(col(Notice.id))).all()
    sent = 0
    for notice in waiting:
        text = f"⚠️ {notice.text}" if notice.told_at is None else f"✅ {notice.over_text or notice.text}"
        try:
            await send(text)
        except (TelegramError, LookupError) as error:  # LookupError: no chat is bound yet
            log.warning("notice not sent", notice=notice.id, error=type(error).__name__)
            break
        sent += 1
        with database.transaction() as session:
            row = session.get_one(Notice, notice.id)
            if row.told_at is None:
                row.told_at = now
            else:
                row.told_over_at = now
            session.add(row)
    return sent


async def beat(url: str) -> bool:
    """Call the dead-man's switch. A failure is logged, never raised: the bot must not die of its own doctor."""
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(url)
        if not answer.is_success:  # the address is a secret: whoever has it can feign a beat
            log.warning("heartbeat refused", status=answer.status_code)
        return answer.is_success
    except httpx.HTTPError as error:
        log.warning("heartbeat failed", error=type(error).__name__)
        return False
