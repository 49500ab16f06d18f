"""Which chat a brand's cards go to: bound by /katil, or named in config.yaml, followed when Telegram moves it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update
from sqlmodel import Session, col, select

from models import Brand, Card, Chat, Mention
from responders.desk.settings import DeskSettings


def named_chat(settings: DeskSettings, brand: str) -> int | None:
    """What config.yaml says."""
    return settings.chat.get(brand) if isinstance(settings.chat, dict) else settings.chat


def chat_for(session: Session, settings: DeskSettings, brand: str) -> int | None:
    """None while the brand has no chat yet: its cards wait."""
    named = named_chat(settings, brand)
    bound = session.exec(select(Chat).where(Chat.brand == brand)).first()
    if bound is not None and (named is None or bound.migrated_from == named):
        return bound.chat_id
    return named


def brands_of(session: Session, settings: DeskSettings, brands: Mapping[str, Brand], chat_id: int) -> list[str]:
    """Keys of the brands whose cards go to this chat."""
    return [key for key in brands if chat_for(session, settings, key) == chat_id]


def chat_row(session: Session, settings: DeskSettings, brand: str) -> Chat | None:
    """What we remember of the brand's chat (topics, counter); None while it has none."""
    chat_id = chat_for(session, settings, brand)
    if chat_id is None:
        return None
    row = session.exec(select(Chat).where(Chat.brand == brand)).first()
    if row is None or row.chat_id != chat_id:
        row = row or Chat(brand=brand, chat_id=chat_id)
        row.chat_id, row.topics, row.counter_id, row.counter_shown = chat_id, {}, None, ""
        row.migrated_from = named_chat(settings, brand)
        session.add(row)
        session.flush()
    return row


def follow(session: Session, settings: DeskSettings, brands: Mapping[str, Brand], old: int, new: int) -> None:
    """The group has a new id. Cards in the old one cannot be edited any more: open ones are sent afresh."""
    for key in brands_of(session, settings, brands, old):
        bound = session.exec(select(Chat).where(Chat.brand == key)).first() or Chat(brand=key, chat_id=new)
        bound.chat_id, bound.topics, bound.counter_id = new, {}, None
        bound.migrated_from = named_chat(settings, key)
        session.add(bound)
    closed = select(Mention.id).where(Mention.state == "closed")
    here = update(Card).where(col(Card.chat_id) == old)
    session.exec(here.where(col(Card.mention_id).in_(closed)).values(stale=False))
    gone = {"chat_id": None, "message_id": None, "thread_id": None, "shown": "", "stale": True, "next_at": None}
    session.exec(here.where(col(Card.mention_id).not_in(closed)).values(**gone))
