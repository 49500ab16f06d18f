"""What the month has cost so far and what it will have cost at its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from models import ApiCall, Draft, Mention, Translation
from reports.spans import Span

_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Money:
    """Dollars of one brand in the UTC month of the span's last day, as platforms bill by UTC days."""

    month: date
    platforms: float
    drafting: float
    reading: float
    """What the language model took for second opinions and translations."""
    forecast: float
    """The month's sum at its end, if the last seven days' pace goes on."""

    @property
    def spent(self) -> float:
        return self.platforms + self.drafting + self.reading


def money(session: Session, brand: str, within: Span) -> Money:
    """Spending from the first of the month to the end of the span."""
    end = within.end
    last = (end - timedelta(microseconds=1)).astimezone(UTC)
    first = datetime(last.year, last.month, 1, tzinfo=UTC)
    following = datetime(last.year + last.month // 12, last.month % 12 + 1, 1, tzinfo=UTC)
    month, begun = _spent(session, brand, first, end), _first_call(session, brand)
    since = max(end - _RECENT, begun) if begun is not None else end - _RECENT
    pace = sum(_spent(session, brand, since, end)) / max((end - since) / timedelta(days=1), 1.0)
    days_left = max((following - end) / timedelta(days=1), 0.0)
    return Money(first.date(), *month, forecast=sum(month) + pace * days_left)


def _spent(session: Session, brand: str, start: datetime, end: datetime) -> tuple[float, float, float]:
    """For platforms, for drafts, for second opinions and translations."""
    within = (session, brand, start, end)
    return _platforms(*within), _drafting(*within), _opinions(*within) + _translations(*within)


def _platforms(session: Session, brand: str, start: datetime, end: datetime) -> float:
    paid = func.coalesce(func.sum(col(ApiCall.micro_usd)), 0)
    within = (col(ApiCall.brand) == brand, col(ApiCall.at) >= start, col(ApiCall.at) < end)
    return int(session.connection().execute(select(paid).where(*within)).scalar_one()) / 1e6


def _drafting(session: Session, brand: str, start: datetime, end: datetime) -> float:
    paid = func.sum(col(Draft.made)["cost_usd"].as_float())
    within = (col(Draft.brand) == brand, col(Draft.created_at) >= start, col(Draft.created_at) < end)
    return float(session.connection().execute(select(paid).where(*within)).scalar_one() or 0.0)


def _opinions(session: Session, brand: str, start: datetime, end: datetime) -> float:
    within = (col(Mention.brand) == brand, col(Mention.second_at) >= start, col(Mention.second_at) < end)
    paid = select(func.sum(col(Mention.second_usd))).where(*within)
    return float(session.connection().execute(paid).scalar_one() or 0.0)


def _translations(session: Session, brand: str, start: datetime, end: datetime) -> float:
    within = (col(Translation.brand) == brand, col(Translation.asked_at) >= start, col(Translation.asked_at) < end)
    paid = select(func.sum(col(Translation.usd))).where(*within)
    return float(session.connection().execute(paid).scalar_one() or 0.0)


def _first_call(session: Session, brand: str) -> datetime | None:
    query = select(col(ApiCall.at)).where(col(ApiCall.brand) == brand).order_by(col(ApiCall.at)).limit(1)
    return session.connection().execute(query).scalar()
