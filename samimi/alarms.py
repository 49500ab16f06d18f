"""The alarm: each half hour every series is held against its past; what rings becomes an incident and a message.

Rows first, messages second: the incident, its alert and the mark of the half hour are one transaction, so that two
workers or a restart neither ring twice nor forget. Single posts that cannot wait are looked for at every tick.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import Alert, Brand, Database, Incident, Mention, Told
from reports import hours, incidents
from reports.hours import Reading
from reports.incidents import Close, Open, Ring
from reports.settings import AlarmSettings
from samimi.incident_voice import IncidentVoice
from samimi.notice_words import Language, thing
from samimi.once import Once

log = structlog.get_logger()

HALF_HOUR = timedelta(minutes=30)
SETTLE = timedelta(minutes=6)
"""After the half hour: the platforms' next polls bring its last posts."""
LOUD_SINCE = timedelta(hours=6)
"""A post is still told at once this long after it reached us: judging it may have taken a while."""
LATEST = timedelta(hours=3)
"""What could not be said by then is no alarm any more."""


class Alarms:
    """One per app; `tick` may be called as often as one likes."""

    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        settings: AlarmSettings,
        voice: IncidentVoice,
        *,
        worker: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._brands = brands
        self._settings = settings
        self._voice = voice
        self._now = now
        self._alerts = Once(database, Alert, _name, brands, worker=worker, now=now)

    async def tick(self) -> int:
        """Look where a half hour has closed, say what is to be said; returns how many messages went."""
        if self._settings.enabled:
            await asyncio.to_thread(self._look)
        recent = col(Alert.due_at) > self._now() - LATEST
        return await self._alerts.deliver(self._voice.make, self._voice.post, list(self._brands), recent)

    def _look(self) -> None:
        for brand in self._brands.values():
            try:
                self._listen_for_loud(brand)
                end = half_hour(brand, self._now() - SETTLE)
                if self._is_new(brand.key, end):
                    self._decide(brand, end)
            except IntegrityError:
                log.info("another worker has looked already", brand=brand.key)

    def _is_new(self, brand: str, end: datetime) -> bool:
        with self._database.reading() as session:
            told = session.get(Told, _mark(brand))
        return told is None or told.at < end

    def _decide(self, brand: Brand, end: datetime) -> None:
        with self._database.reading() as session:
            readings = hours.survey(session, brand, self._settings, end)
        with self._database.transaction() as session:
            if not self._take(session, brand.key, end):
                return
            known = self._known(session, brand.key)
            gathered = {one.id: _members(session, one.id) for one in known if one.closed_at is None}
            for step in incidents.decide(readings, known, gathered, self._settings, self._now()):
                self._apply(session, brand, step)

    def _take(self, session: Session, brand: str, end: datetime) -> bool:
        """Mark the half hour as looked at; False where somebody else was quicker."""
        key = _mark(brand)
        if session.get(Told, key) is None:
            session.add(Told(key=key, at=end))
            session.flush()
            return True
        older = update(Told).where(col(Told.key) == key, col(Told.at) < end).values(at=end)
        return bool(session.exec(older).rowcount)

    def _known(self, session: Session, brand: str) -> Sequence[Incident]:
        """The open incidents and those that ended within the cooldown."""
        ended = col(Incident.closed_at) > self._now() - self._settings.cooldown
        query = select(Incident).where(Incident.brand == brand, col(Incident.closed_at).is_(None) | ended)
        return session.exec(query).all()

    def _apply(self, session: Session, brand: Brand, step: Open | Ring | Close) -> None:
        if isinstance(step, Open):
            self._open(session, brand, step.reading)
            return
        incident = session.get_one(Incident, step.incident_id)
        if isinstance(step, Ring):
            incident.last_alarm_at = self._now()
            key = f"ring {incident.id} {step.reading.end:%Y-%m-%dT%H:%M}"
            self._say(session, "ring", key, incident, details_of(step.reading))
        else:
            incident.closed_at = step.at
            self._say(session, "clear", f"clear {incident.id}", incident, {})
        session.add(incident)

    def _open(self, session: Session, brand: Brand, reading: Reading) -> None:
        now = self._now()
        incident = Incident(
            brand=brand.key, series=reading.series, opened_at=reading.end, last_alarm_at=now, count=reading.count,
            usual=reading.usual, p_value=reading.p,
        )  # fmt: skip
        session.add(incident)
        session.flush()
        gather(session, incident, now)
        self._say(session, "open", f"open {incident.id}", incident, details_of(reading))

    def _say(self, session: Session, kind: str, key: str, incident: Incident, details: dict[str, Any]) -> None:
        now = self._now()
        session.add(
            Alert(brand=incident.brand, key=key, kind=kind, incident_id=incident.id, details=details, due_at=now)
        )

    def _listen_for_loud(self, brand: Brand) -> None:
        now = self._now()
        with self._database.reading() as session:
            found = hours.loud(session, brand, now - LOUD_SINCE, now + timedelta(seconds=1))
            keys = [f"loud {one.mention_id}" for one in found]
            said = set(session.exec(select(Alert.key).where(Alert.brand == brand.key, col(Alert.key).in_(keys))).all())
        new = [one for one in found if f"loud {one.mention_id}" not in said]
        if not new:
            return
        with self._database.transaction() as session:
            for one in new:
                key, details = f"loud {one.mention_id}", {"reason": one.reason, "followers": one.followers}
                session.add(
                    Alert(
                        brand=brand.key, key=key, kind="loud", mention_id=one.mention_id, details=details, due_at=now
                    )
                )  # fmt: skip


def half_hour(brand: Brand, now: datetime) -> datetime:
    """The last full or half hour on the brand's own clock, in UTC."""
    local = brand.calendar.local(now)
    return local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0).astimezone(UTC)


def gather(session: Session, incident: Incident, now: datetime) -> int:
    """Put posts of its cause into an open incident; how many."""
    found = incidents.members(session, incident.brand, incident.series, incident.opened_at, now)
    if found:
        session.exec(update(Mention).where(col(Mention.id).in_(found)).values(incident_id=incident.id))
    return len(found)


def details_of(reading: Reading) -> dict[str, Any]:
    """The evidence as an alert keeps it: without the posts."""
    fields = asdict(reading) | {"start": reading.start.isoformat(), "end": reading.end.isoformat()}
    del fields["mentions"]
    return fields


def _members(session: Session, incident_id: int) -> Iterable[int]:
    return session.exec(select(Mention.id).where(Mention.incident_id == incident_id)).all()


def _mark(brand: str) -> str:
    return f"alarm {brand}"


def _name(row: Alert, language: Language) -> str:
    return f"{thing(language, 'alarm')} {row.brand} {row.key}"
