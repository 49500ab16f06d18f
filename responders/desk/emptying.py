"""Messages beside the cards that show what people wrote (lists, searches, histories): noted as they go out, emptied
once any of it is forgotten (I10). Emptied and not deleted: Telegram lets a bot delete for two days, edit for good."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete
from sqlmodel import col, select
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError

from models import Database, Mention, Quote
from responders.desk.command_words import answer
from responders.desk.means import Part
from responders.desk.sending import as_delta

log = structlog.get_logger()

BATCH = 100
MOST_WAIT = timedelta(days=1)
Keep = Callable[[int, int, Sequence[int]], None]
"""Note that a message (chat, id) shows these mentions."""


def keeper(database: Database, now: Callable[[], datetime]) -> Keep:
    def keep(chat_id: int, message_id: int, mentions: Sequence[int]) -> None:
        """What was forgotten while the message was on its way is emptied at once."""
        with database.transaction() as session:
            known = select(Mention.id, Mention.native_id).where(col(Mention.id).in_(mentions))
            for mention_id, native_id in session.exec(known).all():
                due = now() if native_id.startswith("forgotten:") else None
                session.add(Quote(mention_id=mention_id, chat_id=chat_id, message_id=message_id, next_at=due))

    return keep


class Emptying(Part):
    """Ticks inside `send_due`."""

    async def run(self) -> int:
        """Returns how many messages were emptied."""
        done = 0
        for chat_id, message_id, text in await asyncio.to_thread(self._due):
            if self._pacing.is_ready(chat_id):
                done += await self._empty(chat_id, message_id, text)
        return done

    def _due(self) -> list[tuple[int, int, str]]:
        """(chat, message, what it will say), each message once."""
        query = (
            select(Quote.chat_id, Quote.message_id, Mention.brand)
            .join(Mention, col(Mention.id) == Quote.mention_id)
            .where(col(Quote.next_at) <= self._office.now())
            .order_by(col(Quote.next_at), col(Quote.id))
            .limit(BATCH)
        )
        with self._database.reading() as session:
            rows = session.exec(query).all()
        brands = {(chat_id, message_id): brand for chat_id, message_id, brand in rows}
        return [(*message, self._words(brand)) for message, brand in brands.items()]

    def _words(self, key: str) -> str:
        brand = self._office.brands.get(key)
        return answer(brand.chat_language if brand is not None else "tr", "emptied")

    async def _empty(self, chat_id: int, message_id: int, text: str) -> int:
        self._pacing.spend(chat_id)
        try:
            await self._bot.edit_message_text(text, chat_id, message_id, reply_markup=None)
        except RetryAfter as error:
            self._pacing.hold(chat_id, as_delta(error))
            return 0
        except (BadRequest, ChatMigrated) as error:
            log.info("message not emptied", chat=chat_id, error=type(error).__name__)  # gone, or empty already
        except NetworkError:
            self._pacing.down()
            return 0
        except TelegramError as error:
            log.warning("message not emptied", chat=chat_id, error=type(error).__name__)
            await asyncio.to_thread(self._put_off, chat_id, message_id)
            return 0
        await asyncio.to_thread(self._done, chat_id, message_id)
        return 1

    def _done(self, chat_id: int, message_id: int) -> None:
        with self._database.transaction() as session:
            same = (col(Quote.chat_id) == chat_id, col(Quote.message_id) == message_id)
            session.exec(delete(Quote).where(*same))

    def _put_off(self, chat_id: int, message_id: int) -> None:
        """The bot may not write there now; it may be let in again."""
        with self._database.transaction() as session:
            same = (Quote.chat_id == chat_id, Quote.message_id == message_id, col(Quote.next_at).is_not(None))
            for row in session.exec(select(Quote).where(*same)).all():
                row.attempts += 1
                row.next_at = self._office.now() + min(MOST_WAIT, timedelta(minutes=2 ** min(row.attempts, 11)))
                session.add(row)
