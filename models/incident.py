"""Complaints with one cause within hours: one owner, one line; and the alarm's messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.database import TelegramId, Utc
from models.sent_once import SentOnce


class Incident(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    brand: str = Field(index=True)
    series: str
    """What rose: a topic, "negative" or "safety"."""
    opened_at: datetime = Field(sa_type=Utc)
    closed_at: datetime | None = Field(default=None, sa_type=Utc)
    last_alarm_at: datetime | None = Field(default=None, sa_type=Utc)
    owner: int | None = Field(default=None, sa_type=TelegramId)
    holding_line: str | None = None
    """What every reply of this incident says, in Turkish; it counts once `approved_by` is set."""
    approved_by: int | None = Field(default=None, sa_type=TelegramId)
    count: int = 0
    usual: float = 0.0
    p_value: float | None = None
    message_id: int | None = None
    """Its card, edited as it changes."""
    holding_line_en: str | None = None
    proposed_by: int | None = Field(default=None, sa_type=TelegramId)
    line_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Goes up with every proposal, so that an approval is of the words that were shown."""
    closed_by: int | None = Field(default=None, sa_type=TelegramId)
    """The lead who closed it; None where it ended by itself."""
    chat_id: int | None = Field(default=None, sa_type=TelegramId)
    shown: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Hash of what the card shows, so that nothing is edited to what it is."""
    shown_at: datetime | None = Field(default=None, sa_type=Utc)


class Alert(SentOnce, table=True):
    """One message of the alarm, sent once; `key` says what it is about.

    `kind` is open (the incident's card), ring (it still rises), clear (the all-clear) or loud (a single post).
    """

    __table_args__ = (UniqueConstraint("brand", "key"),)

    id: int = Field(default=None, primary_key=True)
    brand: str
    key: str
    kind: str
    incident_id: int | None = Field(default=None, foreign_key="incident.id", index=True)
    mention_id: int | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The evidence: numbers and instants, never a text."""
