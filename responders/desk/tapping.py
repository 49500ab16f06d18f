"""A tap on a button: open its data, carry it out, answer the person, look after the message it came from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog
from sqlmodel import Session, select
from telegram import CallbackQuery
from telegram.error import TelegramError

from models import Card, Database
from responders.desk import bulk, promised
from responders.desk.buttons import BadButton, Pressed
from responders.desk.case import Office, Outcome
from responders.desk.deciding import language_of, press
from responders.desk.joining import decide
from responders.desk.means import Means, Part
from responders.desk.notes import Note
from responders.desk.roles import find_person
from responders.desk.settings import Language
from responders.desk.style_book import ANSWERS
from responders.desk.texts import toast

log = structlog.get_logger()


Other = Callable[[Database, Office, int, int], Outcome]
Further = Callable[[CallbackQuery, int, Pressed], Awaitable[Outcome]]
"""Buttons of the digest and of an incident: their messages are looked after where they are made."""


def _decide_role(database: Database, office: Office, user_id: int, member_id: int, *, grant: bool) -> Outcome:
    with database.transaction() as session:
        return decide(session, office, user_id, member_id, grant=grant)


OTHERS: dict[str, Other] = {
    "grant": partial(_decide_role, grant=True),
    "refuse": partial(_decide_role, grant=False),
    "bulk_arm": bulk.arm,
    "bulk_approve": bulk.approve_all,
    **ANSWERS,
    **promised.ANSWERS,
}
"""Buttons that are not about one mention: what they carry is a member or a batch."""
LAST = {"grant", "refuse", "bulk_approve", *ANSWERS, *promised.ANSWERS}
"""After these their message has nothing left to press."""


class Taps(Part):
    """Handles callback queries. `redraft` starts what takes longer than a tap may wait."""

    def __init__(
        self,
        means: Means,
        redraft: Callable[[int, str | None, int], None],
        further: Mapping[str, Further] | None = None,
    ) -> None:
        super().__init__(means)
        self._redraft = redraft
        self._further = further or {}

    async def handle(self, query: CallbackQuery) -> None:
        """Never raises for what a person or Telegram does; a database that fails raises, and the update comes again."""
        user_id = query.from_user.id
        chat_id = query.message.chat.id if query.message else 0
        code = query.from_user.language_code
        language = await asyncio.to_thread(language_of, self._database, self._office, user_id, code)
        try:
            pressed = self._signer.open(query.data or "", chat_id, self._office.now())
        except BadButton as bad:
            key: str = bad.why
            if key == "expired" and query.message is not None:
                is_card = await asyncio.to_thread(self._renew, chat_id, query.message.message_id, user_id)
                key = "expired" if is_card else "expired_elsewhere"
            await self._answer(query, language, Outcome(key, ok=False))
            return
        further = self._further.get(pressed.action)
        if further is not None:
            await self._answer(query, language, await further(query, user_id, pressed))
            return
        outcome = await asyncio.to_thread(self._press, user_id, pressed)
        await self._answer(query, language, outcome)
        message_id = query.message.message_id if query.message else 0
        if outcome.redraft:
            self._redraft(pressed.mention_id, outcome.tone, user_id)
        if outcome.note:
            about = outcome.about
            self._notes.add(Note(chat_id, outcome.note, reply_to=message_id or None, silent=True, about=about))
        if pressed.action not in OTHERS and message_id:
            await self._settle(chat_id, message_id, pressed.mention_id)
        elif outcome.ok and pressed.action in LAST and message_id:
            await self._put_away(chat_id, message_id)

    def _press(self, user_id: int, pressed: Pressed) -> Outcome:
        other = OTHERS.get(pressed.action)
        if other is not None:
            return other(self._database, self._office, user_id, pressed.mention_id)
        return press(self._database, self._office, user_id, pressed.action, pressed.mention_id, pressed.version)

    async def _answer(self, query: CallbackQuery, language: Language, outcome: Outcome) -> None:
        """The toast. Telegram forgets a tap soon: an answer that comes too late is not missed."""
        text = toast(language, outcome.key, **outcome.values)
        try:
            await self._bot.answer_callback_query(query.id, text[:200], show_alert=outcome.alert)
        except TelegramError as error:
            log.info("tap not answered", error=type(error).__name__)

    def _renew(self, chat_id: int, message_id: int, user_id: int) -> bool:
        """The card's buttons are too old: show it again with fresh ones, to whoever has a role. False for no card."""
        with self._database.transaction() as session:
            card = _card_of(session, chat_id, message_id)
            if card is not None and find_person(session, self._office.settings, user_id) is not None:
                card.stale, card.shown = True, ""
                session.add(card)
            return card is not None

    async def _settle(self, chat_id: int, message_id: int, mention_id: int) -> None:
        """A message that is not the card (its sending was answered too late for us) becomes it or loses its buttons."""
        if await asyncio.to_thread(self._is_card, chat_id, message_id, mention_id):
            return
        if self._pacing.is_ready(chat_id):
            await self._put_away(chat_id, message_id)

    async def _put_away(self, chat_id: int, message_id: int) -> None:
        """Take a message's buttons away."""
        self._pacing.spend(chat_id)
        try:
            await self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=None)
        except TelegramError as error:
            log.info("buttons stay", error=type(error).__name__)

    def _is_card(self, chat_id: int, message_id: int, mention_id: int) -> bool:
        """Whether this message is the mention's card; one whose card has no message becomes it."""
        with self._database.reading() as session:
            shown = session.exec(select(Card.message_id).where(Card.mention_id == mention_id)).first()
        if shown is not None:
            return shown == message_id
        with self._database.transaction() as session:
            card = session.exec(select(Card).where(Card.mention_id == mention_id)).first()
            if card is not None and card.message_id is None:
                card.chat_id, card.message_id, card.stale, card.shown = chat_id, message_id, True, ""
                if card.old_message_id == message_id:
                    card.old_message_id = None  # it is the card again: not to be taken down
                session.add(card)
            return card is None or card.message_id == message_id


def _card_of(session: Session, chat_id: int, message_id: int) -> Card | None:
    return session.exec(select(Card).where(Card.chat_id == chat_id, Card.message_id == message_id)).first()
