"""How much a bot may say: Telegram's published flood limits, on the given clock."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime
from math import ceil

from sandbox.telegram_wire import Refused

# (messages, seconds), from the Bot FAQ: 30 a second over all, 20 a minute in a group, one a second in a chat with
# short bursts let through. How long a burst may be is not published: ten in ten seconds here.
OVERALL = (30, 1.0)
GROUP = (20, 60.0)
CHAT = (10, 10.0)


class Limits:
    """Counts what was sent or edited, per chat and over all."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._spent: dict[tuple[int, tuple[int, float]], deque[float]] = defaultdict(deque)

    def spend(self, chat_id: int, group: bool, amount: int = 1) -> None:
        """Count `amount` messages. Raises Refused 429 with retry_after in whole seconds, and counts nothing then."""
        at = self._now().timestamp()
        windows = [(0, OVERALL), (chat_id, CHAT), *([(chat_id, GROUP)] if group else [])]
        wait = max(self._wait(key, at, amount) for key in windows)
        if wait > 0:
            seconds = max(1, ceil(wait))
            raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        for key in windows:
            self._spent[key].extend([at] * amount)

    def _wait(self, key: tuple[int, tuple[int, float]], at: float, amount: int) -> float:
        most, seconds = key[1]
        spent = self._spent[key]
        while spent and spent[0] <= at - seconds:
            spent.popleft()
        over = len(spent) + amount - most
        return spent[min(over, len(spent)) - 1] + seconds - at if over > 0 and spent else 0.0
