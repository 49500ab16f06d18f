"""The leads hear of an escalation by a person, once it can no longer be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlmodel import Session, col, select

from models import Card, Decision, Mention, Told
from responders.desk import queueing
from responders.desk.card_words import word
from responders.desk.command_words import answer
from responders.desk.errand import Errand, Place
from responders.desk.escalating import TAKE_BACK, UNSAID, last_of
from responders.desk.notes import Note
from responders.desk.own_quiet import rests
from responders.desk.quoting import own
from responders.desk.roles import find_person, leads_of, name_of
from responders.desk.settings import Language

_TELL_WITHIN = timedelta(days=1)
"""However long Telegram was away: it waits for a lead, and nobody else may answer."""


def told_leads(place: Place) -> Iterator[Errand]:
    """The leads hear of an escalation that stands, in private; in the group where none of them can be reached."""
    rows = (
        select(Decision, Mention, Card)
        .join(Mention, col(Mention.id) == Decision.mention_id)
        .join(Card, col(Card.mention_id) == Mention.id)
        .where(Decision.brand == place.brand.key, Decision.action == "escalate", Mention.level_of_care == "lead")
        .where(col(Decision.at) >= place.now - _TELL_WITHIN, col(Decision.at) <= place.now - TAKE_BACK)
        .where(queueing.waiting(place.now))
        .order_by(col(Decision.id))
    )
    for row, mention, card in place.session.exec(rows).all():
        last = last_of(place.session, mention.id)
        if last is not None and last.id == row.id:
            yield from _tell(place, row, mention, card)


def _tell(place: Place, row: Decision, mention: Mention, card: Card) -> Iterator[Errand]:
    leads = [user for user in leads_of(place.session, place.office.settings, place.brand.key) if user != row.actor]
    awake = [lead for lead in leads if not rests(place.session, lead, place.brand, place.now)]
    for lead in awake or leads:  # somebody must hear it: where all rest, all are told
        key = f"escalated {row.id} {lead}"
        if place.session.get(Told, key) is None:
            yield _line(place, row, mention, card, lead, key)


def _line(place: Place, row: Decision, mention: Mention, card: Card, lead: int, key: str) -> Errand:
    person = find_person(place.session, place.office.settings, lead)
    name, by = (own(name_of(place.session, place.office.settings, user)) for user in (lead, row.actor))

    def say(language: Language) -> str:
        reason = own(word(language, "reason", mention.care_reason or UNSAID))
        values = {"name": name, "by": by, "n": mention.id, "brand": own(place.brand.name), "reason": reason}
        return answer(language, "escalated", **values)

    private = Note(lead, say(person.language if person else place.brand.chat_language))
    return Errand(private, _mark(key, place, card.id), place.chat_id, aloud=say(place.brand.chat_language))


def _mark(key: str, place: Place, card_id: int) -> Callable[[Session], None]:
    """Told; the card's row of reasons closes, so that the lead finds the buttons of the decision."""

    def mark(session: Session) -> None:
        session.add(Told(key=key, at=place.now))
        card = session.get_one(Card, card_id)
        if card.view.startswith("escalate"):
            card.view, card.stale = "main", True
            session.add(card)

    return mark
