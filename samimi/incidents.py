"""Open incidents: they gather their posts, their line goes into the drafts, their card says what is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, col, select
from telegram.error import TelegramError

from models import Brand, Database, Draft, Incident, Mention
from responders.desk.case import Redraft
from responders.desk.incident_cards import IncidentCard
from responders.desk.incident_line import approved
from samimi.alarms import gather
from samimi.incident_voice import IncidentVoice

log = structlog.get_logger()

COUNT_EVERY = timedelta(minutes=1)
"""A card is edited for its numbers this often; for a decision at once."""
KEPT_UP = timedelta(days=1)
"""After its end a card is still brought up to date: late replies count."""
AT_ONCE = 20
_MARK = "incident"
"""In a draft's `made`: the incident and the version of its line that the draft was asked to carry."""


@dataclass(frozen=True)
class _Due:
    incident: Incident
    card: IncidentCard


class Incidents:
    """One worker at a time (lease it)."""

    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        voice: IncidentVoice,
        redraft: Redraft,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._brands = brands
        self._voice = voice
        self._redraft = redraft
        self._now = now

    async def tick(self) -> int:
        """Returns how many cards and drafts have changed."""
        changed = await asyncio.to_thread(self._work)
        for due in await asyncio.to_thread(self._due):
            changed += await self._edit(due)
        return changed

    def _work(self) -> int:
        with self._database.reading() as session:
            open_ = [one for one in self._recent(session) if one.closed_at is None]
        for incident in open_:
            with self._database.transaction() as session:
                gather(session, incident, self._now())
        return sum(self._carry(incident) for incident in open_ if approved(incident))

    def _recent(self, session: Session) -> Sequence[Incident]:
        since = self._now() - KEPT_UP
        query = select(Incident).where(
            col(Incident.brand).in_(list(self._brands)),
            col(Incident.closed_at).is_(None) | (col(Incident.closed_at) > since),
        )
        return session.exec(query.order_by(col(Incident.id))).all()

    def _carry(self, incident: Incident) -> int:
        """Have open drafts of the machine's own made anew with the line; each once per version of the line."""
        lines, mark = approved(incident), f"{incident.id}.{incident.line_version}"
        with self._database.reading() as session:
            waiting = [
                draft.mention_id
                for draft in self._open_drafts(session, incident)
                if draft.lang in lines and draft.made.get(_MARK) != mark and lines[draft.lang] not in draft.text
            ]
        for mention_id in waiting[:AT_ONCE]:
            try:
                self._redraft(mention_id, None, 0)
            except Exception as error:  # noqa: BLE001
                # A drafter may fail in any way; the draft that is there stays.
                log.warning("no draft with the incident's line", mention=mention_id, error=type(error).__name__)
            self._mark(mention_id, mark)
        return len(waiting[:AT_ONCE])

    def _open_drafts(self, session: Session, incident: Incident) -> Sequence[Draft]:
        """Nobody's text is replaced: not a person's, not one somebody is at."""
        now = self._now()
        free = col(Mention.claimed_by).is_(None) | (col(Mention.claimed_until) <= now)
        query = (
            select(Draft)
            .join(Mention, col(Mention.id) == Draft.mention_id)
            .where(Mention.incident_id == incident.id, Draft.state == "open", col(Draft.editor).is_(None), free)
        )
        return session.exec(query.order_by(col(Draft.id))).all()

    def _mark(self, mention_id: int, mark: str) -> None:
        with self._database.transaction() as session:
            newest = select(Draft).where(Draft.mention_id == mention_id).order_by(col(Draft.version).desc()).limit(1)
            draft = session.exec(newest).one()
            draft.made = {**draft.made, _MARK: mark}
            session.add(draft)

    def _due(self) -> list[_Due]:
        """Cards that no longer show what is."""
        found = []
        with self._database.reading() as session:
            for incident in self._recent(session):
                if incident.message_id is None or incident.chat_id is None:
                    continue
                card = self._voice.card(session, incident)
                waits = incident.shown_at is not None and self._now() - incident.shown_at < COUNT_EVERY
                state, _, whole = incident.shown.partition(" ")
                if card.whole != whole and (card.state != state or not waits):
                    found.append(_Due(incident, card))
        return found

    async def _edit(self, due: _Due) -> int:
        incident, posting = due.incident, self._voice.desk.posting
        if incident.chat_id is None or incident.message_id is None or not posting.is_ready(incident.chat_id):
            return 0
        try:
            there = await posting.edit(incident.chat_id, incident.message_id, due.card.text, due.card.keys)
        except TelegramError as error:
            log.warning("incident's card not edited", incident=incident.id, error=type(error).__name__)
            return 0
        await asyncio.to_thread(self._voice.keep, incident.id, due.card, there)
        return 1
