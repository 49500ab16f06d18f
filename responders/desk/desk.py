"""The desk as the app sees it: send what is due, receive what people do, tell admins, send digests."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from sqlmodel import select
from telegram import Bot, BotCommand, ChatMemberUpdated, Update
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from models import Brand, Card, Chat, Database
from models.errors import CredentialsRefused, RateLimited, Temporary
from responders.desk import digest_taps, incident_taps, presence
from responders.desk.buttons import Signer
from responders.desk.case import Hooks, Office
from responders.desk.chats import chat_for, chat_row
from responders.desk.chores import Chores
from responders.desk.command_words import answer, menu_of
from responders.desk.deciding import language_of
from responders.desk.digest_lists import Lists
from responders.desk.digest_posting import Posting
from responders.desk.emptying import Emptying, keeper
from responders.desk.handing_over import Courier, Mail
from responders.desk.incident_taps import IncidentTaps
from responders.desk.means import Means
from responders.desk.messages import Messages
from responders.desk.notes import Note, Notes
from responders.desk.pacing import Pacing
from responders.desk.quoting import own
from responders.desk.receiving import Receiver
from responders.desk.roles import admins_of
from responders.desk.sending import Sender, as_delta
from responders.desk.settings import DeskSettings
from responders.desk.tapping import Further, Taps
from responders.desk.texts import toast

log = structlog.get_logger()

_REFUSED = (BadRequest, ChatMigrated, Forbidden)
"""Telegram will not take it for that chat, now or later; anything else is worth another try there."""

# The library warns about its own exception unless told that durations may be timedeltas.
os.environ.setdefault("PTB_TIMEDELTA", "1")


class Desk:
    """One bot, any number of brands. Run one receiver at a time (lease it); `send_due` belongs to the same process."""

    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        settings: DeskSettings,
        bot: Bot,
        secret: bytes,
        now: Callable[[], datetime],
        hooks: Hooks,
        mail: Mail | None = None,
        lists: Lists | None = None,
    ) -> None:
        self._database = database
        self._bot = bot
        self._office = Office(brands, settings, hooks, now)
        self.office = self._office
        signer, self._pacing = Signer(secret), Pacing(now)
        self._sender = Sender(database, self._office, bot, signer, self._pacing)
        self._notes = Notes(bot, self._pacing, keeper(database, now))
        means = Means(database, self._office, bot, signer, self._pacing, self._notes)
        self.posting = Posting(means)
        self._incidents = IncidentTaps(database, self._office, self._notes)
        further = self._further(lists)
        self._taps = Taps(means, self._start_redraft, further)
        self._messages = Messages(means, self._start_redraft)
        courier = Courier(database, self._office, secret, mail)
        self._chores = Chores(means, courier)
        self._emptying = Emptying(means)
        self._receiver = Receiver(bot, self._handle, self._set_aside)
        self._redrafts: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()
        self._cards_first = True
        self._username: str | None = None

    def _further(self, lists: Lists | None) -> dict[str, Further]:
        """Who looks after buttons that stand under no card."""
        found: dict[str, Further] = dict.fromkeys(incident_taps.ACTIONS, self._incidents.handle)
        if lists is not None:
            given = (self._database, self._office, self._bot, lists, self.posting, self._pacing, self._notes)
            found |= dict.fromkeys(digest_taps.ACTIONS, digest_taps.DigestTaps(*given).handle)
        return found

    async def send_due(self) -> int:
        """Send and edit what Telegram's limits allow right now; returns how many went.

        Answers to commands and cards go first in turn, so that neither can starve the other in a busy chat.
        """
        async with self._sending:
            turn = [self._notes.send_due, self._sender.send_due]
            self._cards_first = not self._cards_first
            sent = sum([await send() for send in (reversed(turn) if self._cards_first else turn)])
            return sent + await self._emptying.run() + await self._chores.run()

    async def receive(self, timeout: int) -> int:
        """Wait up to `timeout` seconds for what people do and handle it; returns how many updates.

        Raises Temporary when Telegram cannot be asked (RateLimited with the time it named), CredentialsRefused.
        """
        try:
            if self._username is None:
                self._username = (await self._bot.get_me()).username or ""
            return await self._receiver.receive(timeout)
        except RetryAfter as error:
            raise RateLimited("telegram", self._office.now() + as_delta(error)) from error
        except InvalidToken as error:
            raise CredentialsRefused("telegram does not accept the bot token") from error
        except (Conflict, NetworkError) as error:
            raise Temporary(type(error).__name__) from error

    async def drain(self) -> None:
        """Wait for drafts that people asked for and that are still being made."""
        if self._redrafts:
            await asyncio.gather(*self._redrafts)

    async def notify_admins(self, text: str) -> None:
        """Plain text to the admin chat, else to every admin in private, else to the brands' chats.

        The brands' chats hear it too, with the mend, where every one of those refuses the bot: nobody opened its
        private chat. Raises TelegramError when it reached nobody, LookupError when there is nobody to reach.
        """
        admins = await asyncio.to_thread(self._admins)
        failures = [await self._failure(Note(chat, own(text))) for chat in admins]
        if all(isinstance(failure, _REFUSED) for failure in failures):
            aloud = await asyncio.to_thread(self._aloud, own(text), bool(admins))
            failures += [await self._failure(note) for note in aloud]
        if None not in failures:
            raise next(filter(None, failures), None) or LookupError("no admin and no chat is known yet")

    async def _failure(self, note: Note) -> TelegramError | None:
        try:
            await self._notes.say(note)
        except TelegramError as error:
            return error
        return None

    def _admins(self) -> list[int]:
        settings = self._office.settings
        if settings.admin_chat is not None:
            return [settings.admin_chat]
        with self._database.reading() as session:
            return admins_of(session, settings)

    def _aloud(self, text: str, refused: bool) -> list[Note]:
        """The same for the brands' chats, once each; `refused`: with what to do so that the admins hear it."""
        settings = self._office.settings
        hint = "open_private" if settings.admin_chat is None else "open_admin"
        with self._database.reading() as session:
            found = {chat_for(session, settings, key): brand for key, brand in self._office.brands.items()}
        hints = {chat: answer(brand.chat_language, hint) for chat, brand in found.items() if chat is not None}
        return [Note(chat, f"{text}\n\n{said}" if refused else text) for chat, said in hints.items()]

    async def register_commands(self) -> None:
        """The bot's menu: Turkish names for Turkish Telegrams, English ones elsewhere. Raises TelegramError."""
        for language in ("", "tr"):
            menu = [BotCommand(name, about) for name, about in menu_of("tr" if language else "en")]
            await self._bot.set_my_commands(menu, language_code=language or None)

    async def send_digest(self, brand: str, text: str, png: bytes | None = None) -> int:
        """The digest, as Telegram's HTML, to the brand's chat, with its picture where there is one; the message's id.

        Raises TelegramError, and LookupError while the brand has no chat.
        """
        chat = await asyncio.to_thread(self._chat, brand)
        if chat is None:
            raise LookupError(f"{brand} has no chat yet")
        thread = chat.topics.get("digest")
        message_id = await self._notes.say(Note(chat.chat_id, text, thread))
        if png is not None:
            self._pacing.spend(chat.chat_id)
            caption = text.partition("\n")[0][:1000]
            await self._bot.send_photo(
                chat.chat_id, png, caption=caption, parse_mode=ParseMode.HTML, message_thread_id=thread
            )
        return message_id

    def _chat(self, brand: str) -> Chat | None:
        with self._database.transaction() as session:
            return chat_row(session, self._office.settings, brand)

    async def _handle(self, update: Update) -> None:
        if update.callback_query is not None:
            await self._taps.handle(update.callback_query)
        elif update.message is not None and not await self._incidents.reply(update.message):
            await self._messages.handle(update.message, self._username or "")
        elif update.edited_message is not None:
            await self._messages.handle_edited(update.edited_message, self._username or "")
        elif update.my_chat_member is not None:
            await asyncio.to_thread(self._presence, update.my_chat_member)

    def _presence(self, news: ChatMemberUpdated) -> None:
        with self._database.transaction() as session:
            presence.changed(session, self._office, news)

    def _start_redraft(self, mention_id: int, tone: str | None, by: int) -> None:
        task = asyncio.create_task(self._redraft(mention_id, tone, by))
        self._redrafts.add(task)
        task.add_done_callback(self._redrafts.discard)

    async def _redraft(self, mention_id: int, tone: str | None, by: int) -> None:
        try:
            await asyncio.to_thread(self._office.hooks.redraft, mention_id, tone, by)
        except Exception as error:  # noqa: BLE001
            # A drafter may fail in any way; the person hears it and the old draft stays.
            log.warning("no other draft", mention=mention_id, error=type(error).__name__)
            await asyncio.to_thread(self._no_other_draft, mention_id, by)

    def _no_other_draft(self, mention_id: int, by: int) -> None:
        language = language_of(self._database, self._office, by, None)
        with self._database.reading() as session:
            card = session.exec(select(Card).where(Card.mention_id == mention_id)).first()
        if card is not None and card.chat_id is not None:
            self._notes.add(
                Note(card.chat_id, toast(language, "no_other_draft"), card.thread_id, card.message_id, silent=True)
            )

    async def _set_aside(self, update: Update) -> None:
        """After its last try: a person is told, by number only."""
        try:
            languages = [brand.chat_language for brand in self._office.brands.values()]
            await self.notify_admins(answer(languages[0] if languages else "tr", "set_aside", n=update.update_id))
        except TelegramError as error:
            log.warning("admins not told", error=type(error).__name__)
