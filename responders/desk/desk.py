"""The desk as the app sees it: send what is due, receive what people do, tell admins, send digests."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

import structlog
from sqlmodel import select
from telegram import Bot, BotCommand, Message, Update
from telegram.constants import ParseMode
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from models import Brand, Card, Database
from models.errors import CredentialsRefused, RateLimited, Temporary
from responders.desk import commands
from responders.desk.buttons import Signer
from responders.desk.case import Hooks, Office, Outcome
from responders.desk.chats import chat_for, follow
from responders.desk.command_words import answer, menu_of
from responders.desk.deciding import edit
from responders.desk.notes import Note, Notes
from responders.desk.pacing import Pacing
from responders.desk.quoting import own
from responders.desk.receiving import Receiver
from responders.desk.sending import Sender, as_delta
from responders.desk.settings import DeskSettings
from responders.desk.tapping import Taps
from responders.desk.texts import toast

log = structlog.get_logger()

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
    ) -> None:
        self._database = database
        self._bot = bot
        self._office = Office(brands, settings, hooks, now)
        signer, self._pacing = Signer(secret), Pacing(now)
        self._sender = Sender(database, self._office, bot, signer, self._pacing)
        self._notes = Notes(bot, self._pacing)
        self._taps = Taps(database, self._office, bot, signer, self._pacing, self._start_redraft)
        self._receiver = Receiver(bot, self._handle, self._set_aside)
        self._redrafts: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()
        self._username: str | None = None

    async def send_due(self) -> int:
        """Send and edit what Telegram's limits allow right now, answers to people first; returns how many went."""
        async with self._sending:
            return await self._notes.send_due() + await self._sender.send_due()

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
        """Plain text to the admin chat, or to every admin in private. Raises TelegramError."""
        settings = self._office.settings
        admins = [user for user, person in settings.people.items() if "admin" in person.roles.values()]
        for chat in [settings.admin_chat] if settings.admin_chat is not None else admins:
            await self._notes.say(Note(chat, own(text)))

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
        message_id = await self._notes.say(Note(chat, text))
        if png is not None:
            self._pacing.spend(chat)
            await self._bot.send_photo(chat, png, caption=text.partition("\n")[0][:1000], parse_mode=ParseMode.HTML)
        return message_id

    def _chat(self, brand: str) -> int | None:
        with self._database.reading() as session:
            return chat_for(session, self._office.settings, brand)

    async def _handle(self, update: Update) -> None:
        if update.callback_query is not None:
            await self._taps.handle(update.callback_query)
        elif update.message is not None:
            await self._read(update.message)
        elif update.edited_message is not None:
            await self._read_reply(update.edited_message)

    async def _read(self, message: Message) -> None:
        if message.migrate_to_chat_id is not None:
            await asyncio.to_thread(self._follow, message.chat.id, message.migrate_to_chat_id)
        elif message.text is not None and message.text.startswith("/"):
            await self._obey(message, message.text)
        else:
            await self._read_reply(message)

    def _follow(self, old: int, new: int) -> None:
        with self._database.transaction() as session:
            follow(session, self._office.settings, self._office.brands, old, new)

    async def _obey(self, message: Message, text: str) -> None:
        first, *words = text.split()
        name, _, addressed = first[1:].partition("@")
        if message.from_user is None or addressed.lower() not in ("", (self._username or "").lower()):
            return
        work = partial(
            commands.run, self._database, self._office, message.from_user.id, message.chat.id, name.lower(), words
        )
        said = await asyncio.to_thread(work)
        if said is not None:
            self._say(message, said.text, said.reply_to)

    async def _read_reply(self, message: Message) -> None:
        """A reply to a card is the person's own text for it; any other message is none of our business."""
        replied, user = message.reply_to_message, message.from_user
        if replied is None or user is None or user.is_bot:
            return
        mention_id = await asyncio.to_thread(self._mention_of, message.chat.id, replied.message_id)
        if mention_id is None:
            return
        language = await asyncio.to_thread(self._taps.language_of, user.id, user.language_code)
        if not message.text:
            self._say(message, answer(language, "text_only"))
            return
        work = partial(edit, self._database, self._office, user.id, mention_id, message.text)
        outcome: Outcome = await asyncio.to_thread(work)
        if outcome.key != "same_text":
            self._say(message, own(toast(language, outcome.key, **outcome.values)), replied.message_id)

    def _mention_of(self, chat_id: int, message_id: int) -> int | None:
        with self._database.reading() as session:
            query = select(Card.mention_id).where(Card.chat_id == chat_id, Card.message_id == message_id)
            return session.exec(query).first()

    def _say(self, message: Message, text: str, reply_to: int | None = None) -> None:
        thread = message.message_thread_id if message.is_topic_message else None
        self._notes.add(Note(message.chat.id, text, thread, reply_to or message.message_id))

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
        language = self._taps.language_of(by, None)
        with self._database.reading() as session:
            card = session.exec(select(Card).where(Card.mention_id == mention_id)).first()
        if card is not None and card.chat_id is not None:
            self._notes.add(Note(card.chat_id, toast(language, "no_other_draft"), card.thread_id, card.message_id))

    async def _set_aside(self, update: Update) -> None:
        """After its last try: a person is told, by number only."""
        try:
            await self.notify_admins(answer("tr", "set_aside", n=update.update_id))
        except TelegramError as error:
            log.warning("admins not told", error=type(error).__name__)
