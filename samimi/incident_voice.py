"""What the alarm says in the chat: an incident's card, that it still rises, the all-clear, a single loud post."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from sqlmodel import Session, col, select

from models import Alert, Brand, Card, Database, Incident
from reports import alarm_text, incidents
from reports.hours import Loud, Reading
from reports.settings import AlarmSettings
from responders.desk.desk import Desk
from responders.desk.digest_posting import Key
from responders.desk.incident_cards import IncidentCard, Numbers, render
from responders.desk.roles import name_of

TOPIC = "crisis"


@dataclass(frozen=True)
class Said:
    """One message. `under` is what it answers; `card` where it is an incident's card."""

    text: str
    keys: Sequence[Sequence[Key]] = ()
    under: int | None = None
    card: IncidentCard | None = None
    replaces: tuple[int, int] | None = None
    """Chat and message id of the card it takes the place of."""


class IncidentVoice:
    """Makes and posts the alarm's messages (samimi/once.py calls both)."""

    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        settings: AlarmSettings,
        desk: Desk,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._brands = brands
        self._settings = settings
        self.desk = desk
        self._now = now

    def make(self, alert: Alert) -> Said:
        brand = self._brands[alert.brand]
        with self._database.reading() as session:
            if alert.kind == "loud":
                return self._loud(session, alert, brand)
            incident = session.get_one(Incident, alert.incident_id)
            if alert.kind in ("open", "card"):
                card = self.card(session, incident)
                there = incident.chat_id is not None and incident.message_id is not None
                old = (incident.chat_id or 0, incident.message_id or 0) if there else None
                return Said(card.text, card.keys, card=card, replaces=old)
            if alert.kind == "ring":
                return Said(escape(self._evidence(alert, brand), quote=False), under=incident.message_id)
            return Said(self._clear(session, incident, brand), under=incident.message_id)

    async def post(self, alert: Alert, said: Said) -> int:
        chat_id, message_id = await self.desk.posting.say(
            alert.brand, said.text, TOPIC, keys=said.keys, reply_to=said.under
        )
        if said.card is not None and alert.incident_id is not None:
            await asyncio.to_thread(self._shown, alert.incident_id, chat_id, message_id, said.card)
        if said.replaces is not None:
            await self.desk.posting.take_down(*said.replaces)
        return message_id

    def card(self, session: Session, incident: Incident) -> IncidentCard:
        """The card as it is to look now: the alarm's evidence and what has come since."""
        brand = self._brands[incident.brand]
        summary = incidents.summary(session, incident)
        lasted = incidents.lasted(summary, self._now(), brand.chat_language)
        numbers = Numbers(summary.posts, summary.authors, summary.answered, lasted)
        opened = select(Alert).where(Alert.incident_id == incident.id, Alert.kind == "open")
        alert = session.exec(opened.order_by(col(Alert.id)).limit(1)).one()
        return render(session, self.desk.office, incident, self._evidence(alert, brand), numbers)

    def _evidence(self, alert: Alert, brand: Brand) -> str:
        return alarm_text.alarm(reading_of(alert.details), brand, self._settings, brand.chat_language)

    def _clear(self, session: Session, incident: Incident, brand: Brand) -> str:
        by = name_of(session, self.desk.office.settings, incident.closed_by) if incident.closed_by is not None else ""
        text = alarm_text.all_clear(incidents.summary(session, incident), brand, brand.chat_language, by)
        return escape(text, quote=False)

    def _loud(self, session: Session, alert: Alert, brand: Brand) -> Said:
        one = Loud(alert.mention_id or 0, alert.details["reason"], alert.details["followers"])
        shown = session.exec(select(Card.message_id).where(Card.mention_id == one.mention_id)).first()
        text = f"{alarm_text.loud(one, brand, brand.chat_language)} #{one.mention_id}"
        return Said(escape(text, quote=False), under=shown)

    def _shown(self, incident_id: int, chat_id: int, message_id: int, card: IncidentCard) -> None:
        with self._database.transaction() as session:
            incident = session.get_one(Incident, incident_id)
            incident.chat_id, incident.message_id = chat_id, message_id
            session.add(incident)
        self.keep(incident_id, card, True)

    def keep(self, incident_id: int, card: IncidentCard, there: bool) -> None:
        """Note what the card shows now; one whose message is gone is edited no more (/olay brings it anew)."""
        with self._database.transaction() as session:
            incident = session.get_one(Incident, incident_id)
            incident.shown, incident.shown_at = f"{card.state} {card.whole}", self._now()
            if not there:
                incident.message_id = None
            session.add(incident)


def reading_of(details: Mapping[str, Any]) -> Reading:
    """The evidence an alert has kept."""
    instants = {name: datetime.fromisoformat(details[name]) for name in ("start", "end")}
    return Reading(**{**details, **instants})
