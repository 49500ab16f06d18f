"""What a model may cost: calls and dollars per brand and day, and a breaker for one that keeps failing."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models import Brand
from responders.drafting.settings import LlmSettings

FAILURES = 5
WITHIN = timedelta(minutes=5)
OPEN_FOR = timedelta(minutes=10)
_MILLION = 1_000_000

Now = Callable[[], datetime]
Spent = Callable[[Brand, datetime], tuple[int, float]]
"""(brand, start of its day, UTC) → calls and dollars already spent: asked once per brand and day."""


@dataclass
class _Day:
    calls: int
    usd: float


class Budget:
    """Per brand and day of the brand's time zone. Thread-safe; `reserve` and `settle` come in pairs."""

    def __init__(self, settings: LlmSettings, now: Now, spent: Spent | None = None) -> None:
        self._settings, self._now, self._spent = settings, now, spent
        self._days: dict[tuple[str, date], _Day] = {}
        self._lock = threading.Lock()

    def reserve(self, brand: Brand, calls: int) -> bool:
        """Whether `calls` more calls are allowed today; if so they count until settled."""
        with self._lock:
            day = self._today(brand)
            if day.calls + calls > self._settings.daily_requests or day.usd >= self._settings.daily_usd:
                return False
            day.calls += calls
            return True

    def settle(self, brand: Brand, reserved: int, calls: int, usd: float) -> None:
        """What it came to in the end."""
        with self._lock:
            day = self._today(brand)
            day.calls += calls - reserved
            day.usd += usd

    def price(self, input_tokens: int, output_tokens: int) -> float:
        """Dollars by our own table; 0 for a model without a price."""
        price = self._settings.prices.get(self._settings.model)
        return (input_tokens * price.input + output_tokens * price.output) / _MILLION if price else 0.0

    def _today(self, brand: Brand) -> _Day:
        local = self._now().astimezone(brand.calendar.zone)
        key = (brand.key, local.date())
        if key not in self._days:
            midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
            calls, usd = self._spent(brand, midnight) if self._spent else (0, 0.0)
            self._days = {old: day for old, day in self._days.items() if old[0] != brand.key}
            self._days[key] = _Day(calls, usd)
        return self._days[key]


class Breaker:
    """Open for ten minutes after five failures within five; then one call may try again. Thread-safe."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._failures: deque[datetime] = deque()
        self._open_until: datetime | None = None
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """Whether a call may be made."""
        with self._lock:
            return self._open_until is None or self._now() >= self._open_until

    def failed(self) -> None:
        """A call failed. A failure right after an open spell opens it again at once."""
        with self._lock:
            now = self._now()
            self._failures.append(now)
            while self._failures and self._failures[0] < now - WITHIN:
                self._failures.popleft()
            if len(self._failures) >= FAILURES or self._open_until is not None:
                self._open_until = now + OPEN_FOR
                self._failures.clear()

    def worked(self) -> None:
        """A call came back."""
        with self._lock:
            self._failures.clear()
            self._open_until = None
