"""When a digest is due: one on each working morning, about the closed local days since the last one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from models import Brand, Digest


@dataclass(frozen=True, slots=True)
class Due:
    """A digest nobody has begun: the fields of its row. `day` is the working morning it is sent on."""

    brand: str
    day: date
    first_day: date
    last_day: date
    due_at: datetime


def due_digest(session: Session, brand: Brand, at: time, now: datetime) -> Due | None:
    """What is due at `now` for a brand whose managers read at the local hour `at`; None when nothing is.

    A morning missed altogether is not made up: its days belong to the next digest. The row's unique key (brand,
    day) decides between two workers that both find it due.
    """
    day = brand.calendar.local(now).date()
    due_at = datetime.combine(day, at, brand.calendar.zone).astimezone(UTC)
    if now < due_at or not brand.calendar.is_working_day(day):
        return None
    rows = select(Digest).where(Digest.brand == brand.key).order_by(col(Digest.day).desc()).limit(1)
    last = session.exec(rows).first()
    first_day = last.last_day + timedelta(days=1) if last else _working_day_before(brand, day)
    last_day = day - timedelta(days=1)
    if (last is not None and last.day >= day) or first_day > last_day:
        return None
    return Due(brand.key, day, first_day, last_day, due_at)


def _working_day_before(brand: Brand, day: date) -> date:
    """A brand's first digest reaches back to the last working day; yesterday where none is near."""
    near = (day - timedelta(days=back) for back in range(1, 15))
    return next((one for one in near if brand.calendar.is_working_day(one)), day - timedelta(days=1))
