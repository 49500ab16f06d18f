"""Closed weeks and months: the same facts over a longer span."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

Period = Literal["day", "week", "month"]


def days_of(period: Period, day: date) -> tuple[date, date]:
    """First and last day of the period that holds `day`: the day itself, its week from Monday, its month."""
    if period == "day":
        return day, day
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day.replace(day=1), following - timedelta(days=1)


def last_closed(period: Period, today: date) -> tuple[date, date]:
    """The last whole period before `today`: yesterday, last week, last month."""
    if period == "month":
        return days_of("month", today.replace(day=1) - timedelta(days=1))
    return days_of(period, today - timedelta(days=7 if period == "week" else 1))
