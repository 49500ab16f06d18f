"""Bring Telegram up to what the records say: cards sent and edited, within the limits; a failure stays in its row."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlmodel import Session
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from models import Card, Database
from responders.desk import presence, queueing
from responders.desk.buttons import Signer
from responders.desk.cards import Shown, render
from responders.desk.case import Case, Office, load_case
from responders.desk.chats import chat_for, chat_row, follow
from responders.desk.duty import is_quiet
from responders.desk.forum import topic_for
from responders.desk.pacing import KEPT_FREE, Pacing
from responders.desk.roles import READER, is_sensitive
from responders.desk.standing import standing

log = structlog.get_logger()

_LOST = ("message to edit not found", "message can't be edited", "message_id_invalid")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Due:
    """One card to bring up to date, ready to go."""

    card_id: int
    mention_id: int
    chat_id: int
    thread_id: int | None
    message_id: int | None
    shown: Shown
    before: str
    """Digest of what the chat shows now."""
    silent: bool


class Sender:
    """Sends and edits cards."""

    def __init__(self, database: Database, office: Office, bot: Bot, signer: Signer, pacing: Pacing) -> None:
        self._database = database
        self._office = office
        self._bot = bot
        self._signer = signer
        self._pacing = pacing

    async def send_due(self) -> int:
        """As many cards as may go right now, most urgent first; returns how many went."""
        if not self._pacing.is_up():
            return 0
        sent = 0
        for card_id, chat_id in await asyncio.to_thread(self._queue):
            if not self._pacing.is_up():
                break
            if self._pacing.is_ready(chat_id, keep=KEPT_FREE):
                sent += await self._bring_up(card_id, chat_id)
        return sent

    def _queue(self) -> list[tuple[int, int]]:
        """(card, chat) in the order in which they should go."""
        now, settings = self._office.now(), self._office.settings
        with self._database.transaction() as session:
            queueing.plan(session, self._office)
            queueing.wake(session, now)
            queueing.drop_never_shown(session)
            first: list[tuple[int, int]] = []
            rest: list[tuple[int, int]] = []
            for brand in self._office.brands:
                chat = chat_for(session, settings, brand)
                if chat is not None:
                    urgent, others = queueing.fresh(session, self._office, brand, now)
                    first += [(card, chat) for card in urgent]
                    rest += [(card, chat) for card in others]
            return first + queueing.edits(session, now) + rest

    async def _bring_up(self, card_id: int, chat_id: int) -> int:
        due = await asyncio.to_thread(self._prepare, card_id, chat_id)
        if due is None:
            return 0
        try:
            message_id = await self._show(due)
        except TelegramError as error:
            await self._failed(due, error)
            return 0
        self._pacing.up()
        await self._take_down(due, await asyncio.to_thread(self._store, due, message_id))
        return 1

    def _prepare(self, card_id: int, chat_id: int) -> Due | None:
        """Render; a card that looks as it is shown, or is between two states, needs nothing."""
        with self._database.transaction() as session:
            card = session.get_one(Card, card_id)
            case = load_case(session, self._office, READER, card.mention_id)
            if case is None:
                card.stale = False
                session.add(card)
                return None
            if case.is_moving and not case.mention.attempts:
                return None  # its draft is being rewritten: one edit with the new one, not two
            shown = render(case)
            if shown.digest == card.shown or (card.message_id is not None and standing(case) == "sending"):
                card.stale = False
                session.add(card)
                return None
            return Due(
                card_id=card.id,
                mention_id=card.mention_id,
                chat_id=card.chat_id if card.message_id is not None and card.chat_id is not None else chat_id,
                thread_id=self._thread(session, case, card),
                message_id=card.message_id,
                shown=shown,
                before=card.shown,
                silent=self._is_silent(case),
            )

    def _thread(self, session: Session, case: Case, card: Card) -> int | None:
        if card.message_id is not None:
            return card.thread_id
        return topic_for(chat_row(session, self._office.settings, case.brand.key), case.mention)

    def _is_silent(self, case: Case) -> bool:
        """Only what is urgent or nearly late rings; in quiet hours only a crisis."""
        now, mention, due = self._office.now(), case.mention, case.card.due_at if case.card else None
        if is_quiet(self._office, case.brand, now):
            return mention.escalate is None
        nearly_late = due is not None and due <= now + queueing.NEARLY_LATE
        return not (is_sensitive(mention) or mention.urgency == "high" or nearly_late)

    async def _show(self, due: Due) -> int:
        """Send or edit; the message's id."""
        self._pacing.spend(due.chat_id)
        what: dict[str, Any] = {
            "text": due.shown.text,
            "parse_mode": ParseMode.HTML,
            "link_preview_options": _NO_PREVIEW,
            "reply_markup": self._keyboard(due),
        }
        if due.message_id is None:
            made: Message = await self._bot.send_message(
                due.chat_id, message_thread_id=due.thread_id, disable_notification=due.silent, **what
            )
            return made.message_id
        try:
            await self._bot.edit_message_text(chat_id=due.chat_id, message_id=due.message_id, **what)
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                raise
        return due.message_id

    def _keyboard(self, due: Due) -> InlineKeyboardMarkup | None:
        if not due.shown.rows:
            return None
        return self._signer.keyboard(due.shown.rows, due.mention_id, due.shown.version, due.chat_id, self._office.now())

    def _store(self, due: Due, message_id: int) -> int | None:
        """Note what is shown. The card stays stale if somebody changed it meanwhile. Gives the message it replaces."""
        now = self._office.now()
        with self._database.transaction() as session:
            card = session.get_one(Card, due.card_id)
            case = load_case(session, self._office, READER, card.mention_id)
            replaced, card.old_message_id = card.old_message_id, None
            card.chat_id, card.thread_id, card.message_id = due.chat_id, due.thread_id, message_id
            card.shown = due.shown.digest
            card.shown_at = card.shown_at or now
            if card.attempts:
                presence.let_in(session, self._office, due.chat_id)
            card.attempts, card.last_error, card.next_at = 0, None, None
            card.stale = case is not None and render(case).digest != due.shown.digest
            if case is not None and standing(case) == "stub":
                card.cleared_at = card.cleared_at or now
            session.add(card)
            return replaced

    async def _take_down(self, due: Due, replaced: int | None) -> None:
        """The message a fresh card replaces; one too old to delete only points to it, so that nobody answers it."""
        if replaced is None:
            return
        self._pacing.spend(due.chat_id)
        try:
            await self._bot.delete_message(due.chat_id, replaced)
        except BadRequest:
            await self._point_on(due, replaced)
        except TelegramError as error:
            log.info("old card stays", card=due.card_id, error=type(error).__name__)

    async def _point_on(self, due: Due, replaced: int) -> None:
        self._pacing.spend(due.chat_id)
        try:
            await self._bot.edit_message_text(f"⬇️ #{due.mention_id}", due.chat_id, replaced, reply_markup=None)
        except TelegramError as error:
            log.info("old card stays", card=due.card_id, error=type(error).__name__)

    async def _failed(self, due: Due, error: TelegramError) -> None:
        log.warning("card not shown", card=due.card_id, error=type(error).__name__)
        if isinstance(error, RetryAfter):
            self._pacing.hold(due.chat_id, as_delta(error))
        elif isinstance(error, ChatMigrated):
            await asyncio.to_thread(self._follow, due.chat_id, error.new_chat_id)
        elif isinstance(error, BadRequest | Forbidden | InvalidToken):
            await asyncio.to_thread(self._note, due, error)
        elif isinstance(error, NetworkError):
            # No answer: everything waits a little. What was being sent may have arrived; its buttons work too.
            self._pacing.down()
        else:
            await asyncio.to_thread(self._note, due, error)

    def _follow(self, old: int, new: int) -> None:
        with self._database.transaction() as session:
            follow(session, self._office.settings, self._office.brands, old, new)

    def _note(self, due: Due, error: TelegramError) -> None:
        """The failure stays in the row (I4); a message somebody deleted is sent afresh."""
        with self._database.transaction() as session:
            card = session.get_one(Card, due.card_id)
            card.attempts += 1
            card.last_error = f"{type(error).__name__}: {error.message}"[:200]
            card.next_at = self._office.now() + timedelta(seconds=min(3600, 15 * 2**card.attempts))
            if any(text in error.message.lower() for text in _LOST):
                self._forget_message(session, card)
            if isinstance(error, Forbidden):
                presence.shut_out(session, self._office, due.chat_id)
            session.add(card)

    def _forget_message(self, session: Session, card: Card) -> None:
        card.message_id, card.shown, card.next_at, card.pulled_at = None, "", None, self._office.now()


def as_delta(error: RetryAfter) -> timedelta:
    """How long Telegram wants us to wait; the library gives a number or a timedelta, as its environment says."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
