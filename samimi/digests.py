"""One digest per brand and working morning (reports/due.py says when), and with it what else goes out that day.

The rows come first, all in one transaction: the morning's message, its picture, the e-mail, and on the first working
morning after a week or a month has closed that week or month. Then each is sent once (samimi/once.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

import structlog
from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import Brand, Bulletin, Database, Digest, Mention
from reports.due import Due, due_digest
from reports.facts import waiting
from reports.periods import Period, last_closed
from samimi.channels import Channel
from samimi.health import Health
from samimi.notice_words import Language, language_of, thing, told
from samimi.once import Once

log = structlog.get_logger()

_GRACE: Mapping[Period, int] = {"week": 7, "month": 10}
"""Days after its end on which a period's summary may still begin: later it is news no more."""
LATEST = timedelta(days=2)
"""What could not be sent by then is left: the next day's is there."""
TOO_LATE = "too late"
Late = TypeVar("Late", Digest, Bulletin)


class Digests:
    """`morning` sends the day's message; `channels` (picture, chat, email) what goes out beside it."""

    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        at: time,
        morning: Channel[Digest],
        channels: Mapping[str, Channel[Bulletin]],
        *,
        worker: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._brands = brands
        self._at = at
        self._morning = morning
        self._channels = channels
        self._now = now
        self._digests = Once(database, Digest, _digest_name, brands, worker=worker, now=now)
        self._bulletins = Once(database, Bulletin, _bulletin_name, brands, worker=worker, now=now)

    async def tick(self) -> int:
        """Begin what is due, send what is begun; returns how many were sent."""
        await asyncio.to_thread(self._begin_due)
        await asyncio.to_thread(self._leave_late)
        brands = list(self._brands)
        sent = await self._digests.deliver(self._morning.make, self._morning.post, brands)
        for name, channel in self._channels.items():
            sent += await self._bulletins.deliver(channel.make, channel.post, brands, *self._of(name))
        return sent

    def _of(self, channel: str) -> Iterator[ColumnElement[bool]]:
        yield col(Bulletin.channel) == channel
        if channel == "picture":  # it stands under the day's message
            same = (col(Digest.brand) == col(Bulletin.brand), col(Digest.first_day) == col(Bulletin.first_day))
            yield exists().where(*same, col(Digest.sent_at).is_not(None))

    def _leave_late(self) -> None:
        """End what could not be sent in time; the admins hear of it once, and not of each picture by itself."""
        with self._database.transaction() as session:
            late = _late(session, Digest, self._brands, self._now())
            more = _late(session, Bulletin, self._brands, self._now())
            for key in self._brands:
                told_of: list[Digest | Bulletin] = [row for row in late if row.brand == key]
                told_of += [row for row in more if row.brand == key and row.channel != "picture"]
                self._tell_late(session, key, told_of)
            rows: list[Digest | Bulletin] = [*late, *more]
            for row in rows:
                log.warning(
                    "left: too late to send", what=_name(row, "en"), error=row.last_error, attempts=row.attempts
                )
                row.sent_at = self._now()
                row.last_error = f"{TOO_LATE}: {row.last_error or 'never tried'}"
                session.add(row)

    def _tell_late(self, session: Session, brand: str, late: Sequence[Digest | Bulletin]) -> None:
        if not late:
            return
        language = language_of(self._brands, brand)
        what = ", ".join(_name(row, language) for row in late)
        why = late[-1].last_error or thing(language, "never")
        key = f"too late {type(late[0]).__name__.lower()} {late[0].id}"
        text = told(self._brands, brand, "too_late", what=what, why=why)
        Health().say_once(session, key, text, self._now(), brand)

    def _begin_due(self) -> None:
        for brand in self._brands.values():
            with self._database.reading() as session:
                due = due_digest(session, brand, self._at, self._now())
            if due is not None:
                self._begin(due)

    def _begin(self, due: Due) -> None:
        try:
            with self._database.transaction() as session:
                span = (due.first_day, due.last_day, due.due_at)
                row = Digest(brand=due.brand, day=due.day, first_day=span[0], last_day=span[1], due_at=span[2])
                row.waiting = waiting(session, self._brands[due.brand], self._now()).count
                session.add(row)
                for channel in sorted({"picture", "email"} & set(self._channels)):
                    session.add(_bulletin(due.brand, channel, "day", *span))
                session.add_all(self._closed_periods(session, due))
        except IntegrityError:
            log.info("digest already begun by another worker", brand=due.brand, day=str(due.day))

    def _closed_periods(self, session: Session, due: Due) -> Iterator[Bulletin]:
        """The last week and month, where nobody has begun them yet and something was heard in them."""
        for period, grace in _GRACE.items():
            first, last = last_closed(period, due.day)
            if (due.day - last).days > grace or not self._heard(session, due.brand, last):
                continue
            for channel in sorted({"chat", "email"} & set(self._channels)):
                row = _bulletin(due.brand, channel, period, first, last, due.due_at)
                same = (Bulletin.brand == row.brand, Bulletin.channel == channel, Bulletin.period == period)
                if session.exec(select(Bulletin.id).where(*same, Bulletin.first_day == first)).first() is None:
                    yield row

    def _heard(self, session: Session, key: str, last: date) -> bool:
        """Whether the listening began before the period was over."""
        end = self._brands[key].calendar.day_bounds(last)[1]
        heard = select(Mention.id).where(Mention.brand == key, col(Mention.created_at) < end).limit(1)
        return session.exec(heard).first() is not None


def _late(session: Session, table: type[Late], brands: Collection[str], now: datetime) -> list[Late]:
    """What nobody is at and nobody knows to have begun its way: an intent without an end is for samimi/once.py."""
    open_ones = (col(table.sent_at).is_(None), col(table.attempted_at).is_(None), col(table.brand).in_(brands))
    free = or_(col(table.leased_until).is_(None), col(table.leased_until) < now)
    late = select(table).where(*open_ones, free, col(table.due_at) <= now - LATEST)
    return list(session.exec(late.order_by(col(table.id)).with_for_update(skip_locked=True)).all())


def _bulletin(brand: str, channel: str, period: str, first: date, last: date, due_at: datetime) -> Bulletin:
    return Bulletin(brand=brand, channel=channel, period=period, first_day=first, last_day=last, due_at=due_at)


def _name(row: Digest | Bulletin, language: Language) -> str:
    return _digest_name(row, language) if isinstance(row, Digest) else _bulletin_name(row, language)


def _digest_name(row: Digest, language: Language) -> str:
    return f"{thing(language, 'digest')} {row.brand} {row.day}"


def _bulletin_name(row: Bulletin, language: Language) -> str:
    words = (thing(language, word) for word in ("digest", row.period, row.channel))
    return "{} {brand} {} {} {day}".format(*words, brand=row.brand, day=row.first_day)
