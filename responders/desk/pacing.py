"""Telegram's limits as law, on our own clock: 1 a second per chat, 20 a minute per group, 30 a second over all.

Nothing sleeps here: what may not go now waits in its row for the next tick. Edits count as messages.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

OVERALL, PER_GROUP = 30, 20
KEPT_FREE = 2
"""Of a group's twenty: for answers to commands while a long queue of cards goes out."""
_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Pacing:
    """Counts what goes out. Group ids are negative in Telegram."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._chats: defaultdict[int, deque[datetime]] = defaultdict(deque)
        self._all: deque[datetime] = deque()
        self._held: dict[int, datetime] = {}
        self._down_until: datetime | None = None
        self._outages = 0

    def is_ready(self, chat_id: int, *, keep: int = 0) -> bool:
        """Whether one more message or edit may go to this chat now, `keep` of a group's minute left over."""
        now = self._now()
        if not self.is_up() or now < self._held.get(chat_id, now):
            return False
        recent = self._recent(self._chats[chat_id], now, _MINUTE)
        if recent and now - recent[-1] < _SECOND:
            return False
        return chat_id > 0 or len(recent) < PER_GROUP - keep

    def is_up(self) -> bool:
        """Whether anything at all may go now."""
        now = self._now()
        up = self._down_until is None or now >= self._down_until
        return up and len(self._recent(self._all, now, _SECOND)) < OVERALL

    def spend(self, chat_id: int) -> None:
        """Count a call before it is made: one that was lost counts at Telegram too."""
        now = self._now()
        self._chats[chat_id].append(now)
        self._all.append(now)

    def hold(self, chat_id: int, wait: timedelta) -> None:
        """Telegram said how long (RetryAfter)."""
        self._held[chat_id] = self._now() + wait

    def down(self) -> None:
        """Telegram did not answer: ask again in 5, 10, 20, at most 60 seconds."""
        self._down_until = self._now() + timedelta(seconds=min(60, 5 * 2**self._outages))
        self._outages = min(self._outages + 1, 5)

    def up(self) -> None:
        """Telegram answered."""
        self._outages, self._down_until = 0, None

    @staticmethod
    def _recent(sent: deque[datetime], now: datetime, span: timedelta) -> deque[datetime]:
        while sent and now - sent[0] >= span:
            sent.popleft()
        return sent
