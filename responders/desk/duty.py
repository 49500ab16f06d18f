"""Who is on duty, and when a brand wants quiet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from models import Brand, Duty
from models.calendar import Day
from responders.desk.case import Office
from responders.desk.roles import find_person

_DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHIFT_ENDS = time(6)
"""A duty that somebody took ends at this local time of the next morning."""


def on_duty(session: Session, office: Office, brand: str, now: datetime) -> int | None:
    """The Telegram id of whoever took the duty, else of the rota's person for today; None: nobody."""
    taken = session.get(Duty, brand)
    if taken is not None and taken.until > now:
        return taken.user_id
    today = office.brands[brand].calendar.local(now).date()
    user = office.settings.rota.get(_DAYS[today.weekday()])
    person = find_person(session, office.settings, user) if user is not None else None
    return person.id if person is not None and person.is_at_least("approver", brand) else None


def take(session: Session, office: Office, brand: str, user_id: int, now: datetime) -> None:
    """From now until the next early morning: at 02:30 today's, the shift that runs."""
    calendar = office.brands[brand].calendar
    local = calendar.local(now)
    ends_on = local.date() + timedelta(days=local.time() >= SHIFT_ENDS)
    row = session.get(Duty, brand) or Duty(brand=brand, user_id=user_id, until=now)
    row.user_id, row.until = user_id, datetime.combine(ends_on, SHIFT_ENDS, calendar.zone)
    session.add(row)


def leave(session: Session, brand: str) -> None:
    """Back to the rota."""
    row = session.get(Duty, brand)
    if row is not None:
        session.delete(row)


def is_quiet(office: Office, brand: Brand, now: datetime) -> bool:
    """Whether the brand's chat wants only crises to ring."""
    hours = _hours(office, brand)
    return hours is not None and covers(hours, brand.calendar.local(now).time())


def covers(hours: str, clock: time) -> bool:
    """Whether a local time lies in 22:00-08:00."""
    start, end = span_of(hours)
    return start <= clock < end if start < end else clock >= start or clock < end


def span_of(hours: str) -> tuple[time, time]:
    """22:00-08:00 as two times."""
    start, _, end = hours.partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)


def last_quiet(office: Office, brand: Brand, now: datetime) -> tuple[datetime, datetime] | None:
    """Start and end of the quiet hours that ended last; None where there are none, or while they last."""
    hours = _hours(office, brand)
    if hours is None or is_quiet(office, brand, now):
        return None
    start, end = span_of(hours)
    today = brand.calendar.local(now).date()
    last_day = today if brand.calendar.local(now).time() >= end else today - timedelta(days=1)
    first_day = last_day if start < end else last_day - timedelta(days=1)
    return _at(brand, first_day, start), _at(brand, last_day, end)


def _hours(office: Office, brand: Brand) -> str | None:
    hours = office.settings.quiet_hours
    return hours.get(brand.key, hours.get("*"))


def _at(brand: Brand, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, brand.calendar.zone)
