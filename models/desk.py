"""The approval desk's memory: cards in chats, members, chats, pauses, join codes, cases, facts, batches."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.database import TelegramId, Utc


class Card(SQLModel, table=True):
    """A mention's card in Telegram. `stale` says that what is shown no longer holds: send or edit it."""

    __table_args__ = (Index("ix_card_stale", "stale", "brand"), UniqueConstraint("chat_id", "message_id"))

    id: int = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mention.id", unique=True)
    brand: str
    chat_id: int | None = Field(default=None, sa_type=TelegramId)
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
    reminded_at: datetime | None = Field(default=None, sa_type=Utc)
    """When somebody was asked whether the reply is posted by now."""
    pinged_at: datetime | None = Field(default=None, sa_type=Utc)
    """When the end of its target was announced."""
    rung_at: datetime | None = Field(default=None, sa_type=Utc)
    """When whoever is on duty was rung for it."""
    rung_lead_at: datetime | None = Field(default=None, sa_type=Utc)
    cleared_at: datetime | None = Field(default=None, sa_type=Utc)
    """When the card became a stub without text and author."""


class Chat(SQLModel, table=True):
    """A chat bound to a brand by `/katil` (config.yaml may name one instead)."""

    id: int = Field(default=None, primary_key=True)
    brand: str = Field(unique=True)
    chat_id: int = Field(sa_type=TelegramId)
    topics: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    """Forum topics by name: brand, crisis, digest, audit."""
    migrated_from: int | None = Field(default=None, sa_type=TelegramId)
    """The id config.yaml may still name, after Telegram gave the group a new one."""
    counter_id: int | None = None
    """The pinned message that says how much is waiting."""
    counter_shown: str = ""
    audited_id: int = 0
    """The last decision that the audit topic has been told."""


class Member(SQLModel, table=True):
    """A person's role for a brand, given in the chat (config.yaml's roles count beside these)."""

    __table_args__ = (UniqueConstraint("brand", "user_id"),)

    id: int = Field(default=None, primary_key=True)
    brand: str
    user_id: int = Field(sa_type=TelegramId)
    role: str
    name: str = ""
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Pause(SQLModel, table=True):
    """`/durdur`: outgoing replies of `brand` ("*": all) are held (I9)."""

    brand: str = Field(primary_key=True)
    by: int = Field(sa_type=TelegramId)
    at: datetime = Field(sa_type=Utc)


class JoinCode(SQLModel, table=True):
    """A one-time code of `samimi connect telegram`; only its hash is kept."""

    digest: str = Field(primary_key=True)
    brand: str
    role: str
    expires_at: datetime = Field(sa_type=Utc)
    used_by: int | None = Field(default=None, sa_type=TelegramId)
    used_at: datetime | None = Field(default=None, sa_type=Utc)


class Handover(SQLModel, table=True):
    """A case given to customer service. States: waiting → sent → dm → solved | unsolved."""

    __table_args__ = (Index("ix_handover_work", "state", "next_at"),)

    id: int = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mention.id", unique=True)
    brand: str
    number: str
    """The case's name on both sides: ORNEK-12."""
    state: str = "waiting"
    by: int = Field(sa_type=TelegramId)
    at: datetime = Field(sa_type=Utc)
    next_at: datetime | None = Field(default=None, sa_type=Utc)
    attempts: int = 0
    last_error: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=Utc)
    ended_at: datetime | None = Field(default=None, sa_type=Utc)


class AddedFact(SQLModel, table=True):
    """A fact a lead added by /gercekler; it counts beside those of config.yaml until it ends."""

    id: int = Field(default=None, primary_key=True)
    brand: str = Field(index=True)
    text: str
    url: str | None = None
    until: date | None = None
    added_by: int = Field(sa_type=TelegramId)
    added_at: datetime = Field(sa_type=Utc)
    ended_by: int | None = Field(default=None, sa_type=TelegramId)
    ended_at: datetime | None = Field(default=None, sa_type=Utc)


class Told(SQLModel, table=True):
    """What goes out once: the key names the list, brand and day, or the case a web hook has."""

    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Utc)


class Batch(SQLModel, table=True):
    """Drafts shown together for one approval; `drafts` holds [mention, version]."""

    id: int = Field(default=None, primary_key=True)
    brand: str
    chat_id: int = Field(sa_type=TelegramId)
    message_id: int | None = None
    drafts: list[list[int]] = Field(default_factory=list, sa_type=JSON)
    made_by: int = Field(sa_type=TelegramId)
    at: datetime = Field(sa_type=Utc)
    armed_by: int | None = Field(default=None, sa_type=TelegramId)
    """Who pressed once; the second press approves."""
    decided_by: int | None = Field(default=None, sa_type=TelegramId)


class Duty(SQLModel, table=True):
    """Who took the duty for a while; otherwise the rota of config.yaml says."""

    brand: str = Field(primary_key=True)
    user_id: int = Field(sa_type=TelegramId)
    until: datetime = Field(sa_type=Utc)


class Crisis(SQLModel, table=True):
    """`/kriz ac`: the brand gets no drafts but its holding line, and only a lead approves; ended by `/kriz kapat`."""

    brand: str = Field(primary_key=True)
    by: int = Field(sa_type=TelegramId)
    at: datetime = Field(sa_type=Utc)


class Preference(SQLModel, table=True):
    """What a person set for themselves in the chat."""

    user_id: int = Field(primary_key=True, sa_type=TelegramId, sa_column_kwargs={"autoincrement": False})
    quiet: str | None = None
    """Hours in which they are not written to in private, local time of the brand: 22:00-08:00."""


class AuthorLink(SQLModel, table=True):
    """Two authors of one brand on different platforms are one customer, who said so themselves."""

    __table_args__ = (UniqueConstraint("author_id", "other_id"),)

    id: int = Field(default=None, primary_key=True)
    brand: str
    author_id: int = Field(foreign_key="author.id")
    other_id: int = Field(foreign_key="author.id", index=True)
    by: int = Field(sa_type=TelegramId)
    at: datetime = Field(sa_type=Utc)
