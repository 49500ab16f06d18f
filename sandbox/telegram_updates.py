"""The queue of a bot's updates: kept until confirmed, one poller at a time, a day at most."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sandbox.telegram_wire import Params, Refused

_KEPT = timedelta(hours=24)
# What a bot must ask for by name.
_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
Update = dict[str, Any]


class Updates:
    """`add` may be called from any thread, `poll` from the server's own loop."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._waiting: deque[tuple[datetime, Update]] = deque()
        self._ids = itertools.count(500_001)
        self._allowed: list[str] = []
        self._poller: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None
        self._turn = 0

    def add(self, kind: str, body: Any) -> None:
        """Queue an update, unless the bot's allowed_updates leave its kind out."""
        wanted = kind in self._allowed if self._allowed else kind not in _ON_REQUEST
        if not wanted:
            return
        self._waiting.append((self._now(), {"update_id": next(self._ids), kind: body}))
        self._wake()

    def pending(self) -> int:
        self._forget_old()
        return len(self._waiting)

    def drop(self) -> None:
        self._waiting.clear()

    async def poll(self, params: Params) -> list[Update]:
        """getUpdates: confirms everything under `offset`, then waits up to `timeout` real seconds for more.

        Raises Refused 409 when another poller came in the meantime: the newer one wins, as at Telegram.
        """
        self._turn += 1
        turn = self._turn
        self._wake()
        self.allow(params)
        self._confirm(params.number("offset") or 0)
        limit = min(max(params.number("limit") or 100, 1), 100)
        end = asyncio.get_running_loop().time() + (params.number("timeout") or 0)
        while turn == self._turn:
            if self.pending() or not await self._more(end):
                return [update for _, update in itertools.islice(self._waiting, limit)]
        raise Refused(409, "terminated by other getUpdates request; make sure that only one bot instance is running")

    def allow(self, params: Params) -> None:
        """Remember allowed_updates; a call without it leaves the earlier choice."""
        if params.text("allowed_updates"):
            self._allowed = list(params.data("allowed_updates"))

    async def _more(self, end: float) -> bool:
        """Wait for news; False when the time is up."""
        loop = asyncio.get_running_loop()
        left = end - loop.time()
        if left <= 0:
            return False
        came = asyncio.Event()
        self._poller = (loop, came)
        if self._waiting:
            return True  # came between the look and the wait
        try:
            await asyncio.wait_for(came.wait(), left)
        except TimeoutError:
            return False
        return True

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while self._waiting and self._waiting[0][1]["update_id"] < offset:
            self._waiting.popleft()

    def _forget_old(self) -> None:
        while self._waiting and self._waiting[0][0] < self._now() - _KEPT:
            self._waiting.popleft()

    def _wake(self) -> None:
        if self._poller is not None:
            loop, came = self._poller
            if not loop.is_closed():
                loop.call_soon_threadsafe(came.set)
