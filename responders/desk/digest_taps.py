"""Presses on a digest's buttons: a list is said under it, a decision taken from it loses its button."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog
from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from models import Database
from responders.desk import digest_lists
from responders.desk.buttons import Pressed
from responders.desk.case import Office, Outcome
from responders.desk.digest_lists import Lists, Opened
from responders.desk.digest_posting import Posting
from responders.desk.notes import Note, Notes
from responders.desk.pacing import Pacing

log = structlog.get_logger()

ACTIONS = ("digest_list", "digest_others", "digest_take", "digest_approve", "digest_bring")


class DigestTaps:
    """Handles the actions above."""

    def __init__(
        self,
        database: Database,
        office: Office,
        bot: Bot,
        lists: Lists,
        posting: Posting,
        pacing: Pacing,
        notes: Notes,
    ) -> None:
        self._database = database
        self._office = office
        self._bot = bot
        self._lists = lists
        self._posting = posting
        self._pacing = pacing
        self._notes = notes

    async def handle(self, query: CallbackQuery, user_id: int, pressed: Pressed) -> Outcome:
        """What the person is told; the rest follows as a message, paced like every other."""
        if pressed.action in ("digest_approve", "digest_bring"):
            return await self._decide(query, user_id, pressed)
        opened = await asyncio.to_thread(self._open, user_id, pressed)
        if opened.text and isinstance(query.message, Message):
            self._say(query.message, opened)
        return opened.outcome

    def _open(self, user_id: int, pressed: Pressed) -> Opened:
        given = (self._database, self._office, self._lists, user_id, pressed.mention_id)
        if pressed.action == "digest_list":
            return digest_lists.open_list(*given, pressed.version)
        return digest_lists.take(*given) if pressed.action == "digest_take" else digest_lists.others(*given)

    async def _decide(self, query: CallbackQuery, user_id: int, pressed: Pressed) -> Outcome:
        work = partial(digest_lists.bring, self._database, self._office, user_id, pressed.mention_id)
        if pressed.action == "digest_approve":
            given = (self._database, self._office, user_id, pressed.mention_id, pressed.version)
            work = partial(digest_lists.approve, *given)
        outcome = await asyncio.to_thread(work)
        settled = outcome.ok or outcome.key in ("look_again", "blocked", "old_button", "lost_race", "too_late")
        if settled and isinstance(query.message, Message):
            await self._take_away(query.message, query.data or "")
        return outcome

    def _say(self, under: Message, opened: Opened) -> None:
        thread = under.message_thread_id if under.is_topic_message else None
        markup = self._posting.markup(opened.keys, under.chat.id)
        about = opened.about
        self._notes.add(Note(under.chat.id, opened.text, thread, under.message_id, markup, silent=True, about=about))

    async def _take_away(self, message: Message, data: str) -> None:
        """The pressed button goes; the others stay."""
        rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
        left = [kept for row in rows if (kept := [key for key in row if key.callback_data != data])]
        if not self._pacing.is_ready(message.chat.id):
            return  # pressing it again does no harm
        self._pacing.spend(message.chat.id)
        try:
            await self._bot.edit_message_reply_markup(
                message.chat.id, message.message_id, reply_markup=InlineKeyboardMarkup(left) if left else None
            )
        except TelegramError as error:
            log.info("button stays", error=type(error).__name__)
