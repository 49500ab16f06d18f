"""What config.yaml may say of the alarm: campaigns and cooldown. The rule's own numbers are not for setting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Campaign(BaseModel):
    """Days of every year on which more is written, and how many times as much as usual.

    Either `first` and `last` as "MM-DD" (over the turn of the year too), or ISO `weeks`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    first: Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")] | None = None
    last: Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")] | None = None
    weeks: list[Annotated[int, Field(ge=1, le=53)]] = []
    times: Annotated[float, Field(gt=1, le=20)]

    @model_validator(mode="after")
    def _one_way_of_saying_when(self) -> Campaign:
        if bool(self.weeks) == bool(self.first):
            raise ValueError(f"campaign {self.name!r}: give either first (and last) or weeks")
        for day in filter(None, (self.first, self.last)):
            _month_and_day(day)
        return self

    def covers(self, day: date) -> bool:
        if self.first is None:
            return day.isocalendar().week in self.weeks
        first, last, this = (_month_and_day(text) for text in (self.first, self.last or self.first, f"{day:%m-%d}"))
        return first <= this <= last if first <= last else this >= first or this <= last


def _month_and_day(text: str) -> tuple[int, int]:
    """ValueError for days no year has; 29 February is one."""
    day = date.fromisoformat(f"2028-{text}")
    return day.month, day.day


TURKISH_RETAIL = (
    Campaign(name="11.11", first="11-09", last="11-12", times=2.0),
    Campaign(name="Black Friday", weeks=[47, 48], times=2.0),
    Campaign(name="Öğretmenler Günü", first="11-24", times=1.5),
    Campaign(name="Aralık", first="12-01", last="12-31", times=1.3),
)
"""A starting point, not a measurement: set your own from last year's days. Black Friday falls in ISO week 47 or 48."""


class AlarmSettings(BaseModel):
    """The spike alarm's section of config.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = True
    cooldown_hours: Annotated[int, Field(ge=1, le=48)] = 3
    campaigns: list[Campaign] = list(TURKISH_RETAIL)

    @property
    def cooldown(self) -> timedelta:
        return timedelta(hours=self.cooldown_hours)

    def times(self, day: date) -> float:
        """How many times the usual traffic `day` is expected to bring: the strongest campaign that covers it."""
        return max((one.times for one in self.campaigns if one.covers(day)), default=1.0)
