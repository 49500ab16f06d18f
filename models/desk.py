"""The approval desk's memory: cards in chats, members, chats, pauses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.database import Utc


class Card(SQLModel, table=True):
    """A mention's card in Telegram. `stale` says that what is shown no longer holds: send or edit it."""

    __table_args__ = (Index("ix_card_stale", "stale", "brand"), UniqueConstraint("chat_id", "message_id"))

    id: int = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mention.id", unique=True)
    brand: str
    chat_id: int | None = None
    thread_id: int | None = None
    message_id: int | None = None
    stale: bool = True
    shown: str = ""
    """Hash of the text and buttons last shown, so that nothing is edited to what it is."""
    view: str = "main"
    """Which row of buttons is open: main, more, skip, tone, snooze, label, confirm, with the version it is open on."""
    wanted_at: datetime = Field(sa_type=Utc)
    shown_at: datetime | None = Field(default=None, sa_type=Utc)
    next_at: datetime | None = Field(default=None, sa_type=Utc)
    due_at: datetime | None = Field(default=None, sa_type=Utc)
    """When the response-time target ends, in working hours."""
    pulled_at: datetime | None = Field(default=None, sa_type=Utc)
    """When somebody asked for it with /siradaki."""
    old_message_id: int | None = None
    """The message a fresh card replaces: to be taken down once the fresh one is there."""
    opened_at: datetime | None = Field(default=None, sa_type=Utc)
    """First press: the decision's stopwatch starts here."""
    attempts: int = 0
    last_error: str | None = None
    cleared_at: datetime | None = Field(default=None, sa_type=Utc)
    """When the card became a stub without text and author."""


class Chat(SQLModel, table=True):
    """A chat bound to a brand by `/katil` (config.yaml may name one instead)."""

    id: int = Field(default=None, primary_key=True)
    brand: str = Field(unique=True)
    chat_id: int
    topics: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    """Forum topics by name: brand, crisis, digest, audit."""
    migrated_from: int | None = None
    """The id config.yaml may still name, after Telegram gave the group a new one."""


class Member(SQLModel, table=True):
    """A person's role for a brand, given in the chat (config.yaml's roles count beside these)."""

    __table_args__ = (UniqueConstraint("brand", "user_id"),)

    id: int = Field(default=None, primary_key=True)
    brand: str
    user_id: int
    role: str
    name: str = ""
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Pause(SQLModel, table=True):
    """`/durdur`: outgoing replies of `brand` ("*": all) are held (I9)."""

    brand: str = Field(primary_key=True)
    by: int
    at: datetime = Field(sa_type=Utc)
