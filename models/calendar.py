"""A brand's working calendar: hours, time zone, public holidays, half days.

Days are local to `timezone`; every datetime that goes in or comes out is aware (UTC or local).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from models.hours import ClockTime, span_of_hours

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"no time zone is called {name!r}; write one such as Europe/Istanbul") from error
    return name


def _span(text: object) -> str:
    start, end = span_of_hours(text, "09:00-18:00")
    if not start < end:
        raise ValueError(f"{text!r} ends before it begins; write one such as 09:00-18:00")
    return str(text)


def _country(code: str | None) -> str | None:
    if code is not None and code not in holidays.list_supported_countries():
        raise ValueError(f"no holidays are known for {code!r}; write a country code such as TR, or null")
    return code


class Calendar(BaseModel):
    """When the team works."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Istanbul"
    hours: dict[Day, Annotated[str, BeforeValidator(_span)]] = Field(
        default=dict.fromkeys(_DAYS[:5], "09:00-18:00"), validate_default=False, min_length=1
    )
    holidays: Annotated[str | None, AfterValidator(_country)] = "TR"
    half_day_ends: ClockTime = time(13)
    """On half days (the eve of a bayram, 28 October) work ends here."""
    closed: list[date] = []
    """Further days off."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def local(self, at: datetime) -> datetime:
        """`at` on the brand's own clock."""
        return at.astimezone(self.zone)

    def hours_on(self, day: date) -> tuple[datetime, datetime] | None:
        """Opening and closing of a local day, in UTC; None on a day off."""
        span = self.hours.get(_DAYS[day.weekday()])
        if span is None or day in self.closed or self._is_holiday(day):
            return None
        start, _, end = span.partition("-")
        closes = time.fromisoformat(end)
        if self.is_half_day(day):
            closes = min(closes, self.half_day_ends)
        opens = time.fromisoformat(start)
        if opens >= closes:
            return None
        return self._at(day, opens), self._at(day, closes)

    def is_working_day(self, day: date) -> bool:
        return self.hours_on(day) is not None

    def is_half_day(self, day: date) -> bool:
        return self.holidays is not None and day in _half_days(self.holidays, day.year)

    def is_open(self, at: datetime) -> bool:
        span = self.hours_on(self.local(at).date())
        return span is not None and span[0] <= at < span[1]

    def next_open(self, at: datetime) -> datetime:
        """`at` itself while open, else the next opening, in UTC."""
        for opens, closes in self._spans(at):
            if at < closes:
                return max(at, opens).astimezone(UTC)
        raise ValueError("the calendar has no working hour within a year")

    def working_minutes(self, start: datetime, end: datetime) -> float:
        """Minutes of working time between two instants."""
        total = timedelta()
        for opens, closes in self._spans(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta())
        return total.total_seconds() / 60

    def after_working(self, start: datetime, minutes: float) -> datetime:
        """The instant at which `minutes` of working time have passed since `start`, in UTC."""
        left = timedelta(minutes=minutes)
        for opens, closes in self._spans(start):
            begin = max(opens, start)
            if closes - begin >= left and closes > begin:
                return (begin + left).astimezone(UTC)
            left -= max(closes - begin, timedelta())
        raise ValueError("the calendar has no working hour within a year")

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """First instant of a local day and of the next one, in UTC."""
        return self._at(day, time(0)), self._at(day + timedelta(days=1), time(0))

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = self.local(start).date()
        for offset in range(366):
            span = self.hours_on(day + timedelta(days=offset))
            if span is not None:
                yield span

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def _is_holiday(self, day: date) -> bool:
        return self.holidays is not None and day in _full_days(self.holidays, day.year)


@lru_cache(maxsize=64)
def _full_days(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))


@lru_cache(maxsize=64)
def _half_days(country: str, year: int) -> frozenset[date]:
    known = getattr(holidays, country)
    if "half_day" not in known.supported_categories:
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year, categories=("half_day",)))
