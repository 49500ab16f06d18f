"""Topics where the chat is a forum: one per brand, and one each for crises, digests and the record of decisions."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from sqlmodel import select
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from models import Chat, Database, Mention
from responders.desk.case import Office
from responders.desk.chats import chat_row
from responders.desk.pacing import Pacing

log = structlog.get_logger()

_NAMES = {
    "crisis": ("🚨 Kriz", "🚨 Crisis"),
    "digest": ("📊 Özet", "📊 Digest"),
    "audit": ("🧾 Denetim", "🧾 Audit"),
}
LOOK_EVERY = timedelta(hours=1)


def topic_for(chat: Chat | None, mention: Mention) -> int | None:
    """Where a card goes: crises to their own topic, the rest to the brand's; None in a chat without topics."""
    if chat is None:
        return None
    return chat.topics.get("crisis" if mention.escalate is not None else "brand")


class Forum:
    """Looks once an hour whether a chat has become a forum, and opens what is missing."""

    def __init__(self, database: Database, office: Office, bot: Bot, pacing: Pacing) -> None:
        self._database = database
        self._office = office
        self._bot = bot
        self._pacing = pacing
        self._looked: dict[str, object] = {}

    async def open_topics(self) -> None:
        """Nothing depends on topics: where they cannot be opened, cards go to the chat itself."""
        for brand in self._office.brands:
            chat = await asyncio.to_thread(self._row, brand)
            if chat is None or len(chat.topics) > len(_NAMES) or self._is_fresh(brand, chat.chat_id):
                continue
            self._looked[brand] = (chat.chat_id, self._office.now())
            try:
                if (await self._bot.get_chat(chat.chat_id)).is_forum:
                    await self._open(brand, chat)
            except (BadRequest, Forbidden, ChatMigrated) as error:
                log.info("no topics", brand=brand, error=type(error).__name__)
            except TelegramError:
                self._pacing.down()

    def _is_fresh(self, brand: str, chat_id: int) -> bool:
        looked = self._looked.get(brand)
        return isinstance(looked, tuple) and looked[0] == chat_id and self._office.now() - looked[1] < LOOK_EVERY

    async def _open(self, brand: str, chat: Chat) -> None:
        language = self._office.brands[brand].chat_language
        wanted = {"brand": self._office.brands[brand].name}
        wanted |= {key: names[0 if language == "tr" else 1] for key, names in _NAMES.items()}
        topics = {**await asyncio.to_thread(self._shared, chat.chat_id), **chat.topics}
        for key, name in wanted.items():
            if key not in topics:
                self._pacing.spend(chat.chat_id)
                topics[key] = (await self._bot.create_forum_topic(chat.chat_id, name[:128])).message_thread_id
        await asyncio.to_thread(self._keep, brand, topics)

    def _row(self, brand: str) -> Chat | None:
        with self._database.transaction() as session:
            return chat_row(session, self._office.settings, brand)

    def _shared(self, chat_id: int) -> dict[str, int]:
        """Topics that another brand in the same chat has opened already."""
        with self._database.reading() as session:
            rows = session.exec(select(Chat).where(Chat.chat_id == chat_id)).all()
        return {key: thread for row in rows for key, thread in row.topics.items() if key in _NAMES}

    def _keep(self, brand: str, topics: dict[str, int]) -> None:
        with self._database.transaction() as session:
            row = chat_row(session, self._office.settings, brand)
            if row is not None:
                row.topics = topics
                session.add(row)
