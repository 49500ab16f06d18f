"""Messages people write: commands, replies to cards, one-time codes. Anything else is none of our business."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import select
from telegram import InlineKeyboardMarkup, Message, User
from telegram.error import Forbidden

from models import Card
from responders.desk import commands
from responders.desk.asking import Answer
from responders.desk.buttons import Button
from responders.desk.case import Outcome
from responders.desk.chats import chat_for, follow
from responders.desk.command_words import answer, canonical
from responders.desk.deciding import edit, language_of, press
from responders.desk.joining import Joined, Newcomer, join
from responders.desk.means import Means, Part
from responders.desk.notes import Note
from responders.desk.numbers import number
from responders.desk.quoting import own, quoted
from responders.desk.roles import find_person
from responders.desk.settings import Language
from responders.desk.texts import label, role_word, toast

_OF_A_CARD = {"gecmis", "ton", "ornek", "devret"}
TRIES, TRIES_SPAN = 5, timedelta(hours=1)


class Messages(Part):
    """Handles what is written where the bot can read it."""

    def __init__(self, means: Means, redraft: Callable[[int, str | None, int], None]) -> None:
        super().__init__(means)
        self._redraft = redraft
        self._turned_away: dict[int, datetime] = {}
        self._bad_codes: defaultdict[int, deque[datetime]] = defaultdict(lambda: deque(maxlen=TRIES))

    async def handle(self, message: Message, username: str) -> None:
        user = message.from_user
        if message.migrate_to_chat_id is not None:
            await asyncio.to_thread(self._follow, message.chat.id, message.migrate_to_chat_id)
        elif user is None or user.is_bot:
            await self._unmask(message)
        elif message.text is not None and message.text.startswith("/"):
            await self._obey(message, user, message.text, username)
        else:
            await self.handle_reply(message)

    async def handle_edited(self, message: Message, username: str) -> None:
        """A text corrected is as one newly sent. A command is not run: Telegram calls a message edited for reasons of
        its own too, and the first version may have been carried out. Its writer hears it."""
        user, text = message.from_user, message.text or ""
        if not text.startswith("/"):
            await self.handle_reply(message)
        elif user is None or user.is_bot or not self._is_ours(message, text, username):
            return
        elif await self._has_role(message, user):
            work = partial(language_of, self._database, self._office, user.id, user.language_code)
            self._say(message, Answer(answer(await asyncio.to_thread(work), "command_edited")))

    def _is_ours(self, message: Message, text: str, username: str) -> bool:
        """A command of the desk, or something like one under a message of the bot."""
        name, _, addressed = text.split()[0][1:].partition("@")
        replied = message.reply_to_message
        under_ours = replied is not None and replied.from_user is not None and replied.from_user.is_bot
        return addressed.lower() in ("", username.lower()) and (canonical(name) is not None or under_ours)

    async def handle_reply(self, message: Message) -> None:
        """A reply to a card is the person's own text for it."""
        replied, user = message.reply_to_message, message.from_user
        if replied is None or user is None or user.is_bot:
            return
        mention_id = await asyncio.to_thread(self._mention_of, message.chat.id, replied.message_id)
        if mention_id is None:
            return
        if not await self._has_role(message, user):
            return
        language = await asyncio.to_thread(language_of, self._database, self._office, user.id, user.language_code)
        if not message.text:
            self._say(message, Answer(answer(language, "text_only")))
            return
        work = partial(edit, self._database, self._office, user.id, mention_id, message.text)
        outcome: Outcome = await asyncio.to_thread(work)
        if outcome.key != "same_text":
            text = own(toast(language, outcome.key, **outcome.values))
            self._say(message, Answer(text, reply_to=replied.message_id))

    async def _obey(self, message: Message, user: User, text: str, username: str) -> None:
        first, *words = text.split()
        name, _, addressed = first[1:].partition("@")
        if addressed.lower() not in ("", username.lower()):
            return
        if canonical(name) == "katil":
            await self._join(message, user, words)
            return
        if canonical(name) is None or not await self._has_role(message, user):
            return
        words = await self._about_the_card(message, name, words)
        work = partial(commands.run, self._database, self._office, user.id, message.chat.id, name, words)
        said = await asyncio.to_thread(work)
        if said is None:
            return
        if said.forget is not None:
            await asyncio.to_thread(self._office.hooks.forget, *said.forget)
        if said.press is not None:
            said = await self._press(user, *said.press)
        if said.document is not None:
            await self._send_file(message, user, said.text, *said.document)
        elif said.text:
            self._say(message, said)

    async def _has_role(self, message: Message, user: User) -> bool:
        """A stranger is told once an hour: answering each of their messages would use up the chat's minute."""
        if await asyncio.to_thread(self._find, user.id):
            return True
        self._turn_away(message, user.id, "no_role")
        return False

    async def _unmask(self, message: Message) -> None:
        """An admin who writes anonymously is nobody to us: Telegram names only the group."""
        if message.sender_chat is None or message.sender_chat.id != message.chat.id:
            return
        replied = message.reply_to_message
        about = await asyncio.to_thread(self._mention_of, message.chat.id, replied.message_id) if replied else None
        if about is not None or (message.text or "").startswith("/"):
            self._turn_away(message, message.chat.id, "anonymous")

    def _turn_away(self, message: Message, who: int, key: str) -> None:
        now = self._office.now()
        if now - self._turned_away.get(who, now - TRIES_SPAN) >= TRIES_SPAN:
            self._turned_away[who] = now
            self._say(message, Answer(answer("tr", key) + " " + answer("en", key)))

    def _find(self, user_id: int) -> bool:
        with self._database.reading() as session:
            return find_person(session, self._office.settings, user_id) is not None

    async def _about_the_card(self, message: Message, name: str, words: list[str]) -> list[str]:
        """A command that wants a card's number and answers a card means that card."""
        replied = message.reply_to_message
        if replied is None or canonical(name) not in _OF_A_CARD or any(number(word) is not None for word in words):
            return words
        mention_id = await asyncio.to_thread(self._mention_of, message.chat.id, replied.message_id)
        return [*words, str(mention_id)] if mention_id is not None else words

    async def _press(self, user: User, action: str, mention_id: int) -> Answer:
        """A command that does what a card's button does, by the same checks."""
        language = await asyncio.to_thread(language_of, self._database, self._office, user.id, user.language_code)
        work = partial(press, self._database, self._office, user.id, action, mention_id, None)
        outcome: Outcome = await asyncio.to_thread(work)
        if outcome.redraft:
            self._redraft(mention_id, outcome.tone, user.id)
        return Answer(own(toast(language, outcome.key, **outcome.values)))

    async def _send_file(self, message: Message, user: User, text: str, name: str, content: bytes) -> None:
        """Names and decisions go to the person's private chat, never into a group. Raises TelegramError.

        A bot may not write first: whoever never opened the private chat is told so where they asked.
        """
        self._pacing.spend(user.id)
        try:
            await self._bot.send_document(user.id, content, filename=name, caption=text)
        except Forbidden:
            work = partial(language_of, self._database, self._office, user.id, user.language_code)
            self._say(message, Answer(answer(await asyncio.to_thread(work), "private_first")))

    async def _join(self, message: Message, user: User, words: list[str]) -> None:
        language: Language = "tr" if (user.language_code or "tr").startswith("tr") else "en"
        now, tries = self._office.now(), self._bad_codes[user.id]
        if not words:
            self._say(message, Answer(answer(language, "join_how")))
        elif len(tries) == TRIES and now - tries[0] < TRIES_SPAN:
            self._say(message, Answer(answer(language, "too_many")))
        else:
            who = Newcomer(user.id, user.full_name, language, message.chat.id, message.chat.id < 0)
            joined = await asyncio.to_thread(self._use_code, words[0], who)
            if joined.key == "bad_code":
                tries.append(now)
            self._say(message, Answer(self._joined_text(language, joined)))
            if joined.asking is not None:
                await asyncio.to_thread(self._ask_leads, joined, who)

    def _use_code(self, code: str, who: Newcomer) -> Joined:
        with self._database.transaction() as session:
            return join(session, self._office, code, who)

    def _joined_text(self, language: Language, joined: Joined) -> str:
        role = role_word(language, joined.role) if joined.role else ""
        return answer(language, joined.key, role=role, brands=self._names(joined))

    def _ask_leads(self, joined: Joined, who: Newcomer) -> None:
        """In the brand's chat: who wants which role, with two buttons that only a lead may press."""
        brand = self._office.brands[joined.brands[0]]
        with self._database.reading() as session:
            chat_id = chat_for(session, self._office.settings, brand.key)
        if chat_id is None or joined.asking is None:
            return
        language = brand.chat_language
        name, role = quoted(who.name, 60), role_word(language, joined.role)
        text = answer(language, "asks_role", name=name, role=role, brands=self._names(joined))
        buttons = [[Button(label(language, "grant"), "grant"), Button(label(language, "refuse"), "refuse")]]
        markup = self._signer.keyboard(buttons, joined.asking, 0, chat_id, self._office.now())
        self._notes.add(Note(chat_id, text, markup=markup))

    def _names(self, joined: Joined) -> str:
        return own(", ".join(self._office.brands[key].name for key in joined.brands))

    def _follow(self, old: int, new: int) -> None:
        with self._database.transaction() as session:
            follow(session, self._office.settings, self._office.brands, old, new)

    def _mention_of(self, chat_id: int, message_id: int) -> int | None:
        with self._database.reading() as session:
            query = select(Card.mention_id).where(Card.chat_id == chat_id, Card.message_id == message_id)
            return session.exec(query).first()

    def _say(self, message: Message, said: Answer) -> None:
        thread = message.message_thread_id if message.is_topic_message else None
        markup: InlineKeyboardMarkup | None = None
        if said.rows:
            markup = self._signer.keyboard(said.rows, said.subject, 0, message.chat.id, self._office.now())
        reply_to = said.reply_to or message.message_id
        self._notes.add(Note(message.chat.id, said.text, thread, reply_to, markup, silent=True, about=said.about))
