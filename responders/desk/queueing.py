"""Which cards go out next: crises and urgent ones, then what somebody has touched, then the rest as there is room."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlmodel import Session, col, func, select

from models import Card, Mention, Reply
from responders.desk.case import Office

NEARLY_LATE = timedelta(minutes=15)
"""Before the target's end: from then on a card is pushed even into a full chat."""
BATCH = 200

# Comparisons with an empty column are neither true nor false in SQL: coalesce makes them false.
CARE = or_(col(Mention.escalate).is_not(None), func.coalesce(Mention.level_of_care, "") == "lead")
URGENT = or_(CARE, func.coalesce(Mention.urgency, "") == "high")
_RANK = case(
    (CARE, 0),
    (func.coalesce(Mention.urgency, "") == "high", 1),
    (func.coalesce(Mention.urgency, "") == "low", 3),
    else_=2,
)
ORDER: tuple[Any, ...] = (_RANK, col(Card.due_at), col(Card.wanted_at), col(Card.id))
"""Urgency first, then the nearest end of target."""


def plan(session: Session, office: Office) -> None:
    """Give new cards the end of their response-time target."""
    new = select(Card, Mention.created_at).join(Mention, col(Mention.id) == Card.mention_id)
    for card, created_at in session.exec(new.where(col(Card.due_at).is_(None)).limit(BATCH)).all():
        brand = office.brands.get(card.brand)
        if brand is None:
            card.due_at = created_at
        else:
            card.due_at = brand.calendar.after_working(created_at, brand.target_minutes)
        session.add(card)
    session.flush()


def wake(session: Session, now: datetime) -> None:
    """Snoozed cards whose time has come start again as fresh messages at the bottom of the chat.

    Of those decided meanwhile the message stays: it is never sent again, and must be found when it is to be erased.
    """
    over = select(Card, Mention).join(Mention, col(Mention.id) == Card.mention_id).where(undecided())
    for card, mention in session.exec(over.where(col(Mention.snoozed_until) <= now)).all():
        mention.snoozed_until = None
        card.old_message_id, card.message_id = card.message_id or card.old_message_id, None
        card.stale, card.pulled_at, card.shown = True, now, ""
        session.add(card)
        session.add(mention)
    session.flush()


def undecided() -> ColumnElement[bool]:
    """Mentions that wait for a person's decision."""
    live = exists().where(
        col(Reply.mention_id) == Mention.id, col(Reply.state).not_in(("cancelled", "failed", "unsure"))
    )
    return and_(col(Mention.state).in_(("drafted", "escalated")), ~live)


def waiting(now: datetime) -> ColumnElement[bool]:
    """Undecided and not put off."""
    awake = or_(col(Mention.snoozed_until).is_(None), col(Mention.snoozed_until) <= now)
    return and_(undecided(), awake)


def edits(session: Session, now: datetime) -> list[tuple[int, int]]:
    """(card, chat) shown somewhere and no longer true, most urgent first."""
    query = (
        select(Card.id, Card.chat_id)
        .join(Mention, col(Mention.id) == Card.mention_id)
        .where(Card.stale, col(Card.message_id).is_not(None), _may(now))
        .order_by(*ORDER)
        .limit(BATCH)
    )
    return [(card, chat) for card, chat in session.exec(query).all() if chat is not None]


def fresh(session: Session, office: Office, brand: str, now: datetime) -> tuple[list[int], list[int]]:
    """Cards to be sent to the brand's chat: (urgent, nearly late or asked for), (others, as many as have room)."""
    query = (
        select(Card.id)
        .join(Mention, col(Mention.id) == Card.mention_id)
        .where(Card.brand == brand, Card.stale, col(Card.message_id).is_(None), _may(now))
        .where(or_(waiting(now), _in_hand()))
        .order_by(*ORDER)
    )
    pushed = or_(URGENT, col(Card.due_at) <= now + NEARLY_LATE, col(Card.pulled_at).is_not(None), _in_hand())
    first = list(session.exec(query.where(pushed).limit(BATCH)).all())
    room = office.settings.open_cards - shown_open(session, brand, now) - len(first)
    rest = session.exec(query.where(~pushed).limit(room)).all() if room > 0 else []
    return first, list(rest)


def _in_hand() -> ColumnElement[bool]:
    """Approved, seen before, and still needing a person's tap (posted? taken back?), but its message is gone."""
    live = exists().where(col(Reply.mention_id) == Mention.id, col(Reply.state).in_(("by_hand", "held")))
    return and_(col(Card.shown_at).is_not(None), live)


def shown_open(session: Session, brand: str, now: datetime) -> int:
    """How many undecided cards the brand's chat shows."""
    query = (
        select(func.count())
        .select_from(Card)
        .join(Mention, col(Mention.id) == Card.mention_id)
        .where(Card.brand == brand, col(Card.message_id).is_not(None), waiting(now))
    )
    return session.exec(query).one()


def next_card(session: Session, brands: list[str], now: datetime) -> Card | None:
    """The most urgent card nobody has decided, claimed or been shown; else the most urgent one on screen."""
    free = or_(col(Mention.claimed_by).is_(None), col(Mention.claimed_until) <= now)
    query = (
        select(Card)
        .join(Mention, col(Mention.id) == Card.mention_id)
        .where(col(Card.brand).in_(brands), waiting(now), free)
        .order_by(col(Card.message_id).is_not(None), col(Card.pulled_at).is_not(None), *ORDER)
        .limit(1)
    )
    return session.exec(query).first()


def drop_never_shown(session: Session) -> None:
    """Mentions that were closed before their card went out need none; one that was to come again keeps its message."""
    closed = (
        select(Card)
        .join(Mention, col(Mention.id) == Card.mention_id)
        .where(Card.stale, col(Card.message_id).is_(None), Mention.state == "closed")
    )
    for card in session.exec(closed.limit(BATCH)).all():
        card.message_id, card.old_message_id = card.old_message_id, None
        card.stale = card.message_id is not None
        session.add(card)
    session.flush()


def _may(now: datetime) -> ColumnElement[bool]:
    return or_(col(Card.next_at).is_(None), col(Card.next_at) <= now)


def counts(session: Session, brands: list[str], now: datetime) -> dict[str, int]:
    """n waiting, of these urgent, of these past their target."""
    query = (
        select(func.count())
        .select_from(Card)
        .join(Mention, col(Mention.id) == Card.mention_id)
        .where(col(Card.brand).in_(brands), waiting(now))
    )
    return {
        "n": session.exec(query).one(),
        "urgent": session.exec(query.where(URGENT)).one(),
        "late": session.exec(query.where(col(Card.due_at) < now)).one(),
    }
