"""What the desk says of its own accord: asks, pings, rings, lists. Each is noted in a row only after it is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, func, select

from models import Card, Chat, Decision, Mention, Reply, Told
from responders.desk import queueing
from responders.desk.auditing import audit_line
from responders.desk.by_hand_alarms import alarms
from responders.desk.case import Office
from responders.desk.chats import chat_row
from responders.desk.command_words import answer
from responders.desk.duty import is_quiet, last_quiet, on_duty
from responders.desk.errand import Errand, Place
from responders.desk.escalations_told import told_leads
from responders.desk.notes import Note
from responders.desk.own_quiet import rests
from responders.desk.passed_on import told
from responders.desk.promised import broken, pings
from responders.desk.quoting import own
from responders.desk.roles import find_person, leads_of, name_of
from responders.desk.style_book import questions

ASK_POSTED = timedelta(minutes=15)
RING_LEAD = timedelta(minutes=10)
LEFT_ALONE = timedelta(hours=72)
AUDIT_EVERY = timedelta(minutes=1)
LISTED = 15


def errands(session: Session, office: Office) -> list[Errand]:
    """Everything that is due to be said, the most pressing first."""
    now, found = office.now(), []
    for key, brand in office.brands.items():
        chat = chat_row(session, office.settings, key)
        if chat is not None:
            place = Place(session, office, brand, chat.chat_id, chat.topics.get("brand"), now)
            deeds = (alarms, pings, broken)  # what became of replies that are out
            people = (_rings, _lead_rings, told, told_leads, _pings, _asks)
            for kind in (*people, *deeds, _morning, _left_alone, questions, _audit):
                found += list(kind(place))
    return found


def _rings(place: Place) -> Iterator[Errand]:
    """An urgent card nobody has opened: whoever is on duty is rung in private, in quiet hours (the brand's, or their
    own) only for a crisis."""
    duty = on_duty(place.session, place.office, place.brand.key, place.now)
    quiet = is_quiet(place.office, place.brand, place.now) or _rests(place, duty)
    urgent = _unopened(place, queueing.CARE if quiet else queueing.URGENT)
    cards = [card for card in urgent if card.rung_at is None]
    if duty is None or not cards:
        return
    yield _ring(place, duty, cards, "rung_at", "ring")


def _lead_rings(place: Place) -> Iterator[Errand]:
    """Ten minutes later still nobody: the leads, in private.

    Where all of them rest, a crisis rings them all the same; anything else rings in the chat, by their names.
    """
    unheard = _unheard(place)
    leads = leads_of(place.session, place.office.settings, place.brand.key) if unheard else []
    awake = [lead for lead in leads if not _rests(place, lead)]
    crises = {card.id for card in _unopened(place, queueing.CARE)}
    grave = unheard if awake else [card for card in unheard if card.id in crises]
    for lead in (awake or leads) if grave else ():
        yield _ring(place, lead, grave, "rung_lead_at", "ring_lead")
    rest = [card for card in unheard if card not in grave]
    if leads and rest:
        yield _ring_aloud(place, leads, rest)


def _unheard(place: Place) -> list[Card]:
    """Rung ten minutes ago; where nobody is on duty to be rung, or rests, on screen for as long.

    The brand's quiet hours hold for the leads as for whoever is on duty: a crisis alone rings then.
    """
    kind = queueing.CARE if is_quiet(place.office, place.brand, place.now) else queueing.URGENT
    duty = on_duty(place.session, place.office, place.brand.key, place.now)
    nobody = duty is None or _rests(place, duty)
    shown = _unopened(place, kind) if nobody else []
    rung = [card for card in _unopened(place, queueing.URGENT) if card.rung_at is not None]
    waiting = [*rung, *(card for card in shown if card.rung_at is None)]
    since = [(card, card.rung_at or card.shown_at) for card in waiting if card.rung_lead_at is None]
    return [card for card, at in since if at is not None and place.now - at >= RING_LEAD]


def _pings(place: Place) -> Iterator[Errand]:
    """Before a target ends: one line for all that are close, to whoever is on duty, else to the chat."""
    close = (
        select(Card)
        .join(Mention, col(Mention.id) == Card.mention_id)
        .where(Card.brand == place.brand.key, queueing.waiting(place.now), col(Card.pinged_at).is_(None))
        .where(col(Card.due_at) > place.now, col(Card.due_at) <= place.now + queueing.NEARLY_LATE)
        .where(col(Card.shown_at) <= place.now - timedelta(minutes=5))
        .order_by(col(Card.due_at))
    )
    cards = place.session.exec(close).all()
    if not cards or is_quiet(place.office, place.brand, place.now):
        return
    duty = on_duty(place.session, place.office, place.brand.key, place.now)
    duty = None if _rests(place, duty) else duty
    text = place.say("ping", n=len(cards), numbers=_numbers(cards), minutes=_minutes_left(place, cards))
    note = Note(duty, text) if duty is not None else place.note(text)
    yield Errand(note, _mark(cards, "pinged_at", place.now), place.chat_id)


def _asks(place: Place) -> Iterator[Errand]:
    """Approved for a person's hand a quarter of an hour ago: is it posted?"""
    waiting = (
        select(Card, Reply)
        .join(Reply, col(Reply.mention_id) == Card.mention_id)
        .where(Card.brand == place.brand.key, Reply.state == "by_hand", col(Card.reminded_at).is_(None))
        .where(col(Reply.by_hand_at) <= place.now - ASK_POSTED)
    )
    for card, reply in place.session.exec(waiting).all():
        name = own(name_of(place.session, place.office.settings, reply.approved_by))
        text = place.say("ask_posted", n=card.mention_id, name=name)
        yield Errand(place.note(text, card.message_id), _mark([card], "reminded_at", place.now))


def _morning(place: Place) -> Iterator[Errand]:
    """The first thing after quiet hours: what came in the night."""
    night = last_quiet(place.office, place.brand, place.now)
    if night is None or place.now - night[1] > timedelta(hours=6):
        return
    key = f"morning {place.brand.key} {night[1]:%Y-%m-%d}"
    came = (
        select(func.count())
        .select_from(Card)
        .join(Mention, col(Mention.id) == Card.mention_id)
        .where(Card.brand == place.brand.key, queueing.waiting(place.now))
        .where(col(Card.wanted_at) >= night[0], col(Card.wanted_at) < night[1])
    )
    total = place.session.exec(came).one()
    if total and place.session.get(Told, key) is None:
        urgent = place.session.exec(came.where(queueing.URGENT)).one()
        yield Errand(place.note(place.say("morning", n=total, urgent=urgent)), _told(key, place.now))


def _left_alone(place: Place) -> Iterator[Errand]:
    """Complaints of more than 72 hours, once each working day: they are never dropped silently."""
    today = place.brand.calendar.local(place.now).date()
    key = f"left {place.brand.key} {today:%Y-%m-%d}"
    if not place.brand.calendar.is_open(place.now) or place.session.get(Told, key) is not None:
        return
    old = (
        select(Card)
        .join(Mention, col(Mention.id) == Card.mention_id)
        .where(Card.brand == place.brand.key, queueing.undecided(), Mention.label == "complaint")
        .where(col(Mention.created_at) <= place.now - LEFT_ALONE)
        .order_by(col(Mention.created_at))
    )
    cards = place.session.exec(old).all()
    if cards:
        text = place.say("left_alone", n=len(cards), numbers=_numbers(cards))
        yield Errand(place.note(text), _told(key, place.now))


def _audit(place: Place) -> Iterator[Errand]:
    """Decisions of the last minute in one message, where the chat has a topic for them."""
    chat = chat_row(place.session, place.office.settings, place.brand.key)
    if chat is None or "audit" not in chat.topics:
        return
    new = select(Decision).where(Decision.brand == place.brand.key, col(Decision.id) > chat.audited_id)
    rows = place.session.exec(new.order_by(col(Decision.id)).limit(LISTED)).all()
    if not rows or place.now - rows[0].at < AUDIT_EVERY:
        return
    text = "\n".join(audit_line(place.session, place.office, row) for row in rows)

    def mark(session: Session) -> None:
        session.exec(update(Chat).where(col(Chat.brand) == place.brand.key).values(audited_id=rows[-1].id))

    yield Errand(Note(place.chat_id, text, chat.topics["audit"], silent=True), mark)


def _rests(place: Place, user_id: int | None) -> bool:
    return user_id is not None and rests(place.session, user_id, place.brand, place.now)


def _unopened(place: Place, kind: ColumnElement[bool]) -> list[Card]:
    query = (
        select(Card)
        .join(Mention, col(Mention.id) == Card.mention_id)
        .where(Card.brand == place.brand.key, queueing.waiting(place.now), kind)
        .where(col(Card.message_id).is_not(None), col(Card.opened_at).is_(None), col(Mention.claimed_by).is_(None))
        .order_by(col(Card.id))
        .limit(50)
    )
    return list(place.session.exec(query).all())


def _ring(place: Place, user_id: int, cards: Sequence[Card], column: str, key: str) -> Errand:
    """In the person's own language, in private; to the group, by name, where they never opened the private chat."""
    person = find_person(place.session, place.office.settings, user_id)
    language = person.language if person else place.brand.chat_language
    name = own(person.first_name) if person else str(user_id)
    text = answer(language, key, name=name, brand=own(place.brand.name), numbers=_numbers(cards))
    return Errand(Note(user_id, text), _mark(cards, column, place.now), place.chat_id)


def _ring_aloud(place: Place, leads: Sequence[int], cards: Sequence[Card]) -> Errand:
    """To the group, by the names of those who want no private message now."""
    names = ", ".join(own(name_of(place.session, place.office.settings, lead)) for lead in leads)
    text = place.say("ring_lead", name=names, brand=own(place.brand.name), numbers=_numbers(cards))
    return Errand(place.note(text), _mark(cards, "rung_lead_at", place.now))


def _numbers(cards: Sequence[Card]) -> str:
    shown = " ".join(f"#{card.mention_id}" for card in cards[:LISTED])
    return shown + (" …" if len(cards) > LISTED else "")


def _minutes_left(place: Place, cards: Sequence[Card]) -> int:
    first = min(card.due_at for card in cards if card.due_at is not None)
    return max(1, round((first - place.now).total_seconds() / 60))


def _mark(cards: Sequence[Card], column: str, now: datetime) -> Callable[[Session], None]:
    ids = [card.id for card in cards]

    def mark(session: Session) -> None:
        for card in session.exec(select(Card).where(col(Card.id).in_(ids))).all():
            setattr(card, column, now)
            session.add(card)

    return mark


def _told(key: str, now: datetime) -> Callable[[Session], None]:
    def mark(session: Session) -> None:
        session.add(Told(key=key, at=now))

    return mark
