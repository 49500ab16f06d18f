"""Whoever was given a card is told of it: in private, else by name in the group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Card, Decision, Mention, Told
from responders.desk.command_words import answer
from responders.desk.errand import Errand, Place
from responders.desk.notes import Note
from responders.desk.own_quiet import rests
from responders.desk.quoting import own
from responders.desk.roles import find_person, name_of

_TELL_WITHIN = timedelta(hours=1)


def told(place: Place) -> Iterator[Errand]:
    """Whoever was given a card hears it in private; by name in the group where they cannot, or want quiet."""
    given = (
        select(Decision, Mention, Card)
        .join(Mention, col(Mention.id) == Decision.mention_id)
        .join(Card, col(Card.mention_id) == Mention.id)
        .where(Decision.brand == place.brand.key, Decision.action == "pass_on")
        .where(col(Decision.at) >= place.now - _TELL_WITHIN, Mention.state != "closed")
        .order_by(col(Decision.id))
    )
    for row, mention, card in place.session.exec(given).all():
        key, to = f"passed_on {row.id}", int((row.details or {})["to"])
        if mention.claimed_by == to and to != row.actor and place.session.get(Told, key) is None:
            yield _line(place, row, card, to, key)


def _line(place: Place, row: Decision, card: Card, to: int, key: str) -> Errand:
    person = find_person(place.session, place.office.settings, to)
    name, by = (own(name_of(place.session, place.office.settings, user)) for user in (to, row.actor))
    values = {"name": name, "by": by, "n": row.mention_id, "brand": own(place.brand.name)}
    aloud = place.say("passed_on", **values)
    if person is None or rests(place.session, to, place.brand, place.now):
        return Errand(place.note(aloud, card.message_id), _mark(key, place.now))
    private = Note(to, answer(person.language, "passed_on", **values))
    return Errand(private, _mark(key, place.now), place.chat_id, aloud=aloud)


def _mark(key: str, now: datetime) -> Callable[[Session], None]:
    def mark(session: Session) -> None:
        session.add(Told(key=key, at=now))

    return mark
