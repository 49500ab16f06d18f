"""What the desk does beside cards, every few seconds: say what is due, keep the counter, open topics, deliver cases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from responders.desk.counting import Counters
from responders.desk.errand import Errand
from responders.desk.errands import errands
from responders.desk.forum import Forum
from responders.desk.handing_over import Courier
from responders.desk.means import Means, Part
from responders.desk.notes import Note
from responders.desk.sending import as_delta

log = structlog.get_logger()

EVERY = timedelta(seconds=10)


class Chores(Part):
    """Ticks by itself inside `send_due`."""

    def __init__(self, means: Means, courier: Courier) -> None:
        super().__init__(means)
        self._courier = courier
        self._forum = Forum(self._database, self._office, self._bot, self._pacing)
        self._next_at: datetime | None = None
        self._counters = Counters(self._database, self._office, self._bot, self._pacing, self._notes)

    async def run(self) -> int:
        """Returns how many messages went out."""
        now = self._office.now()
        if (self._next_at is not None and now < self._next_at) or not self._pacing.is_up():
            return 0
        self._next_at = now + EVERY
        await self._forum.open_topics()
        await asyncio.to_thread(self._courier.deliver)
        said = 0
        for errand in await asyncio.to_thread(self._errands):
            said += await self._run(errand)
        return said + await self._counters.run()

    def _errands(self) -> list[Errand]:
        with self._database.transaction() as session:
            return errands(session, self._office)

    async def _run(self, errand: Errand) -> int:
        note = errand.note
        if not self._pacing.is_ready(note.chat_id):
            return 0
        try:
            await self._say(errand)
        except RetryAfter as error:
            self._pacing.hold(note.chat_id, as_delta(error))
            return 0
        except (BadRequest, Forbidden, ChatMigrated) as error:
            log.warning("not said", chat=note.chat_id, error=type(error).__name__)
            return 0
        except NetworkError:
            self._pacing.down()
            return 0
        await asyncio.to_thread(self._done, errand)
        return 1

    async def _say(self, errand: Errand) -> None:
        """In private; in the group where the person never opened the private chat."""
        note = errand.note
        try:
            await self._notes.say(self._signed(errand, note))
        except (BadRequest, Forbidden):
            if errand.instead is None or errand.instead == note.chat_id:
                raise
            await self._notes.say(
                self._signed(errand, Note(errand.instead, errand.aloud or note.text, about=note.about))
            )

    def _signed(self, errand: Errand, note: Note) -> Note:
        if not errand.rows:
            return note
        markup = self._signer.keyboard(errand.rows, errand.subject, 0, note.chat_id, self._office.now())
        return replace(note, markup=markup)

    def _done(self, errand: Errand) -> None:
        with self._database.transaction() as session:
            errand.done(session)
