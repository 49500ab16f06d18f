"""Told in the group, once: a reply posted by hand is missing from our timeline, or differs from what was approved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Card, Reply, Told
from responders.desk.by_hand_words import account_of, shown_text, word
from responders.desk.case import load_case
from responders.desk.errand import Errand, Place
from responders.desk.quoting import own
from responders.desk.roles import READER, name_of

RECENT = timedelta(days=8)
"""A little longer than replies are watched: what is older has been told."""
_APPROVED = 200


def alarms(place: Place) -> Iterator[Errand]:
    """A message in answer to each such card."""
    query = (
        select(Reply, Card)
        .join(Card, col(Card.mention_id) == Reply.mention_id)
        .where(Reply.brand == place.brand.key, col(Reply.by_hand_alarm).is_not(None))
        .where(col(Reply.posted_at) > place.now - RECENT)
        .order_by(col(Reply.id))
    )
    for reply, card in place.session.exec(query).all():
        key = f"by_hand {reply.id} {reply.by_hand_alarm}"
        if place.session.get(Told, key) is None:
            note = place.note(_text(place, reply), card.message_id, (reply.mention_id,))
            yield Errand(note, _told(key, place.now))


def _text(place: Place, reply: Reply) -> str:
    case = load_case(place.session, place.office, READER, reply.mention_id)
    values = {
        "name": own(name_of(place.session, place.office.settings, reply.approved_by)),
        "n": reply.mention_id,
        "account": account_of(reply),
        "shown": shown_text(case, reply) if case else "",
        "approved": own(reply.text[:_APPROVED]),
    }
    return word(place.brand.chat_language, f"told_{reply.by_hand_alarm}", **values)


def _told(key: str, now: datetime) -> Callable[[Session], None]:
    def mark(session: Session) -> None:
        session.add(Told(key=key, at=now))

    return mark
