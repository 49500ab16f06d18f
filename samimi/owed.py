"""What the rest of the month costs although nothing more is read: looks at stored posts (I10), and answering."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, case, col, func, select

from models import ApiCall, Mention
from samimi.prices import Prices

RECHECK = timedelta(hours=20)
"""X wants deletions followed within 24 hours; this leaves four for a source that is down."""
WATCHED = timedelta(days=7)
"""Mentions are watched this long: on X every look at a post is billed, at 300 a day a month of them $45 daily."""
WEEK = timedelta(days=7)
_READING = ("post", "user", "count")
"""Resources that reading pays for; what else is billed, answering pays for."""


def owed(session: Session, prices: Prices, brand: str, now: datetime, end: datetime) -> float:
    """Dollars from `now` to `end`, where answering goes on as it did in the last week."""
    return _looks(session, prices, brand, now, end) + _answering(session, brand, now) * ((end - now) / WEEK)


def _looks(session: Session, prices: Prices, brand: str, now: datetime, end: datetime) -> float:
    """Each stored post is looked at every RECHECK until it has been watched long enough."""
    times = [now + RECHECK * (place + 1) for place in range(int(WATCHED / RECHECK))]
    created = col(Mention.created_at)
    due = [func.sum(case((created > time - WATCHED, 1), else_=0)) for time in times if time < end]
    if not due:
        return 0.0
    looks = select(Mention.platform, sum(due[1:], due[0])).where(Mention.brand == brand, created > now - WATCHED)
    rows = session.exec(looks.group_by(Mention.platform)).all()
    return sum(int(count) * prices.micro_usd(platform, "post") for platform, count in rows) / 1e6


def _answering(session: Session, brand: str, now: datetime) -> float:
    """Dollars of the last seven days."""
    total = func.coalesce(func.sum(ApiCall.micro_usd), 0)
    week = (ApiCall.brand == brand, col(ApiCall.at) > now - WEEK, col(ApiCall.at) <= now)
    return int(session.exec(select(total).where(*week, col(ApiCall.resource).not_in(_READING))).one()) / 1e6
