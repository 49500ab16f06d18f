"""Our own update loop: handle each update, and only then let Telegram forget it (I3).

Telegram keeps updates until a call names a higher offset. One that cannot be handled is tried a few times while the
others go on, then set aside with a notice; it never blocks anybody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot, Update

log = structlog.get_logger()

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
TRIES = 3


class Receiver:
    """Remembers which updates it has handled; after a restart Telegram sends the unconfirmed ones again."""

    def __init__(
        self, bot: Bot, handle: Callable[[Update], Awaitable[None]], set_aside: Callable[[Update], Awaitable[None]]
    ) -> None:
        self._bot = bot
        self._handle = handle
        self._set_aside = set_aside
        self._offset: int | None = None
        self._done: set[int] = set()
        self._failures: dict[int, int] = {}

    async def receive(self, timeout: int) -> int:
        """One call of getUpdates, waiting up to `timeout` seconds; returns how many updates were dealt with.

        Raises TelegramError when Telegram cannot be asked.
        """
        updates = await self._bot.get_updates(self._offset, timeout=timeout, allowed_updates=ALLOWED)
        dealt = 0
        for update in updates:
            if update.update_id not in self._done:
                dealt += await self._deal_with(update)
        self._confirm([update.update_id for update in updates])
        return dealt

    async def _deal_with(self, update: Update) -> int:
        try:
            await self._handle(update)
        except Exception as error:  # noqa: BLE001
            # Whatever one update does, the others go on (I4); its text stays out of the log (I7).
            tries = self._failures[update.update_id] = self._failures.get(update.update_id, 0) + 1
            log.error("update not handled", update=update.update_id, tries=tries, error=type(error).__name__)
            if tries < TRIES:
                return 0
            await self._set_aside(update)
        self._done.add(update.update_id)
        self._failures.pop(update.update_id, None)
        return 1

    def _confirm(self, ids: list[int]) -> None:
        """The next call's offset: up to the first update that is still to be handled."""
        for number in sorted(ids):
            if number not in self._done:
                return
            self._offset = number + 1
            self._done.discard(number)
