"""The clock everything is given: real time, or the stand-ins' accelerated time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from models.errors import ConfigError


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Fast:
    """Runs `speed` times as fast as the wall clock, from `start` at the wall's `began` (seconds since 1970).

    Several processes given the same three numbers share one time, so that the stand-ins' limits hold.
    """

    start: datetime
    began: float
    speed: float

    def __call__(self) -> datetime:
        return self.start + timedelta(seconds=(time.time() - self.began) * self.speed)

    def text(self) -> str:
        """The value of SAMIMI_SANDBOX_CLOCK for another process."""
        return f"{self.start.isoformat()} {self.began} {self.speed}"

    @classmethod
    def parse(cls, text: str) -> Fast:
        try:
            start, began, speed = text.split(" ")
            return cls(datetime.fromisoformat(start).astimezone(UTC), float(began), float(speed))
        except ValueError as error:
            raise ConfigError("SAMIMI_SANDBOX_CLOCK must hold a start, the wall's seconds and a speed") from error
