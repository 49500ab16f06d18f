"""What the schedule would call, called by hand: each part only when it has something to do, to keep a day short."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import func, select

from models import Reply, Source
from models.errors import Temporary
from samimi.wiring import App

DESK_EVERY = timedelta(minutes=1)
DIGESTS_EVERY = timedelta(minutes=10)
UPKEEP_EVERY = timedelta(minutes=30)
MOST_SENDS = 40
"""Messages and edits in one round, a second apart, as Telegram's limits allow."""


class Rounds:
    """`forward` moves the clock that app and stand-ins share."""

    def __init__(self, app: App, forward: Callable[[timedelta], None]) -> None:
        self._app = app
        self._forward = forward
        self._desk_at = self._digests_at = self._upkeep_at = app.now()

    async def go(self, acted: bool) -> int:
        """One round; `acted`: people have tapped or written since the last. Returns how much moved."""
        now = self._app.now()
        moved = await asyncio.to_thread(self._work, now)
        if acted:
            moved += await self._heard()
        if moved or now >= self._desk_at:
            moved += await self._shown()
            self._desk_at = self._app.now() + DESK_EVERY
        if now >= self._digests_at:
            moved += await self._app.digests.tick() + await self._app.alarms.tick() + await self._app.incidents.tick()
            self._digests_at = now + DIGESTS_EVERY
        if now >= self._upkeep_at:
            await asyncio.to_thread(self._app.upkeep.tick)
            self._upkeep_at = now + UPKEEP_EVERY
        return moved

    def due(self) -> list[datetime]:
        """When sources and outbox have something to do next."""
        with self._app.database.reading() as session:
            ats = [session.exec(select(func.min(column))).one() for column in (Source.next_at, Reply.next_at)]
        return [at for at in ats if at is not None]

    def _work(self, now: datetime) -> int:
        if not any(at <= now for at in self.due()):
            return 0
        moved = self._app.listener.tick()
        while stepped := self._app.pipeline.tick():
            moved += stepped
        return moved + self._app.outbox.tick()

    async def _heard(self) -> int:
        try:
            return await self._app.desk.receive(0)
        except Temporary:
            return 0  # the stand-in's own limits: the next round asks again

    async def _shown(self) -> int:
        shown = 0
        while shown < MOST_SENDS and (sent := await self._app.desk.send_due()):
            shown += sent
            self._forward(timedelta(seconds=1))
        return shown
