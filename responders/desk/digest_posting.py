"""Messages of the digest and of the alarm: sent to a brand's chat, edited there, with buttons signed one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from models import Chat
from responders.desk.buttons import Pressed
from responders.desk.chats import chat_row
from responders.desk.means import Part
from responders.desk.notes import Note

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Key:
    """A button that carries what it is about: a row's id, and a number (a draft's version, a place in a list)."""

    label: str
    action: str
    subject: int
    number: int = 0
    style: str | None = None


Keys = Sequence[Sequence[Key]]


class Posting(Part):
    """Says things in a brand's chat. `topic` is a forum topic's name; chats without topics get it in their one room."""

    async def say(
        self, brand: str, text: str, topic: str, *, keys: Keys = (), reply_to: int | None = None
    ) -> tuple[int, int]:
        """HTML, at once; chat and message id. Raises TelegramError, and LookupError while the brand has no chat."""
        chat = await self._chat(brand)
        markup = self.markup(keys, chat.chat_id)
        note = Note(chat.chat_id, text, chat.topics.get(topic), reply_to, markup)
        return chat.chat_id, await self._notes.say(note)

    async def picture(self, brand: str, png: bytes, caption: str, topic: str, reply_to: int | None) -> int:
        """A picture under a message, `caption` as plain text; its message id. Raises as `say` does."""
        chat = await self._chat(brand)
        self._pacing.spend(chat.chat_id)
        made = await self._bot.send_photo(
            chat.chat_id,
            png,
            caption=caption,
            message_thread_id=chat.topics.get(topic),
            reply_parameters=ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None,
        )
        return made.message_id

    async def edit(self, chat_id: int, message_id: int, text: str, keys: Keys = ()) -> bool:
        """Change a message; False where it is gone. Raises TelegramError for anything else."""
        self._pacing.spend(chat_id)
        try:
            await self._bot.edit_message_text(
                text,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=self.markup(keys, chat_id),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except BadRequest as error:
            return "not modified" in error.message.lower()
        return True

    async def take_down(self, chat_id: int, message_id: int) -> None:
        """Delete a message that another has replaced. Too old to delete, or gone: nothing depends on it."""
        self._pacing.spend(chat_id)
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramError as error:
            log.info("replaced message stays", error=type(error).__name__)

    def is_ready(self, chat_id: int) -> bool:
        """Whether Telegram's limits allow one more message there now."""
        return self._pacing.is_ready(chat_id)

    def markup(self, keys: Keys, chat_id: int) -> InlineKeyboardMarkup | None:
        if not keys:
            return None
        return InlineKeyboardMarkup([[self._button(key, chat_id) for key in row] for row in keys])

    def _button(self, key: Key, chat_id: int) -> InlineKeyboardButton:
        pressed = Pressed(key.action, key.subject, key.number)
        data = self._signer.sign(pressed, chat_id, self._office.now())
        return InlineKeyboardButton(key.label, callback_data=data, style=key.style)

    async def _chat(self, brand: str) -> Chat:
        found = await asyncio.to_thread(self._row, brand)
        if found is None:
            raise LookupError(f"{brand} has no chat yet")
        return found

    def _row(self, brand: str) -> Chat | None:
        with self._database.transaction() as session:
            return chat_row(session, self._office.settings, brand)
