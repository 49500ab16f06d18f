"""One pinned message per chat that says how much waits, with a line for each brand where several share the chat."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, select
from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from models import Chat, Database
from responders.desk import queueing
from responders.desk.case import Office
from responders.desk.chats import brands_of, chat_for, chat_row
from responders.desk.command_words import answer
from responders.desk.notes import Note, Notes
from responders.desk.pacing import Pacing
from responders.desk.quoting import own
from responders.desk.sending import as_delta

log = structlog.get_logger()

COUNT_EVERY = timedelta(minutes=1)
KEEP = 6
"""Of a group's minute: the counter gives way to cards and answers."""


@dataclass(frozen=True, slots=True)
class Count:
    """What a chat's counter should say, and the messages that say it now."""

    text: str
    shown: str
    message_id: int | None
    surplus: Sequence[int]
    """Counters that other brands of the chat had of their own."""
    thread_id: int | None


class Counters:
    """Edits each chat's counter once a minute at most."""

    def __init__(self, database: Database, office: Office, bot: Bot, pacing: Pacing, notes: Notes) -> None:
        self._database = database
        self._office = office
        self._bot = bot
        self._pacing = pacing
        self._notes = notes
        self._counted: dict[int, datetime] = {}

    async def run(self) -> int:
        """Returns how many were sent or edited."""
        return sum([await self._keep_true(chat_id) for chat_id in await asyncio.to_thread(self._chats)])

    def _chats(self) -> list[int]:
        with self._database.reading() as session:
            chats = [chat_for(session, self._office.settings, brand) for brand in self._office.brands]
        return [chat for chat in dict.fromkeys(chats) if chat is not None]

    async def _keep_true(self, chat_id: int) -> int:
        now = self._office.now()
        if now - self._counted.get(chat_id, now - COUNT_EVERY) < COUNT_EVERY:
            return 0
        count = await asyncio.to_thread(self._count, chat_id)
        if count.shown == count.text or not self._pacing.is_ready(chat_id, keep=KEEP):
            return 0
        self._counted[chat_id] = now
        try:
            shown = await self._show(chat_id, count)
        except RetryAfter as error:
            self._pacing.hold(chat_id, as_delta(error))
            return 0
        except (BadRequest, Forbidden, ChatMigrated) as error:
            # Somebody deleted it, or the chat is gone: the next minute starts afresh.
            log.info("counter not shown", chat=chat_id, error=type(error).__name__)
            await asyncio.to_thread(self._store, chat_id, None, "")
            return 0
        except NetworkError:
            self._pacing.down()
            return 0
        await asyncio.to_thread(self._store, chat_id, shown, count.text)
        return 1

    def _count(self, chat_id: int) -> Count:
        with self._database.transaction() as session:
            keys = brands_of(session, self._office.settings, self._office.brands, chat_id)
            rows = [row for key in keys if (row := chat_row(session, self._office.settings, key)) is not None]
            made = [row for row in rows if row.counter_id is not None]
            ids = list(dict.fromkeys(row.counter_id for row in made if row.counter_id is not None))
            return Count(
                text=self._text(session, keys),
                shown=made[0].counter_shown if len(ids) == 1 and len(made) == len(rows) else "",
                message_id=ids[0] if ids else None,
                surplus=ids[1:],
                thread_id=rows[0].topics.get("brand") if len(rows) == 1 else None,
            )

    def _text(self, session: Session, keys: Sequence[str]) -> str:
        """The sum, then the brands with something waiting, in the order of config.yaml."""
        now, language = self._office.now(), self._office.brands[keys[0]].chat_language
        each = {key: queueing.counts(session, [key], now) for key in keys}
        total = {name: sum(counts[name] for counts in each.values()) for name in ("n", "urgent", "late")}
        lines = [answer(language, "counter", **total)]
        if len(keys) > 1:
            waiting = [(key, counts) for key, counts in each.items() if counts["n"]]
            lines += [
                answer(language, "counter_brand", brand=own(self._office.brands[key].name), **counts)
                for key, counts in waiting
            ]
        return "\n".join(lines)

    async def _show(self, chat_id: int, count: Count) -> int:
        """Send and pin, or edit; the message's id. Raises TelegramError."""
        for message_id in count.surplus:
            await self._take_down(chat_id, message_id)
        if count.message_id is None:
            made = await self._notes.say(Note(chat_id, count.text, count.thread_id, silent=True))
            await self._pin(chat_id, made)
            return made
        self._pacing.spend(chat_id)
        try:
            await self._bot.edit_message_text(count.text, chat_id, count.message_id, parse_mode=ParseMode.HTML)
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                raise
        return count.message_id

    async def _pin(self, chat_id: int, message_id: int) -> None:
        try:
            await self._bot.pin_chat_message(chat_id, message_id, disable_notification=True)
        except (BadRequest, Forbidden) as error:
            # A bot that may not pin still counts.
            log.info("counter not pinned", error=type(error).__name__)

    async def _take_down(self, chat_id: int, message_id: int) -> None:
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramError as error:
            log.info("surplus counter stays", error=type(error).__name__)

    def _store(self, chat_id: int, message_id: int | None, text: str) -> None:
        with self._database.transaction() as session:
            for row in session.exec(select(Chat).where(Chat.chat_id == chat_id)).all():
                row.counter_id, row.counter_shown = message_id, text
                session.add(row)
