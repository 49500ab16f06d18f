"""Complaints with one cause within hours: one owner, one line."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.database import Utc


class Incident(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    brand: str = Field(index=True)
    series: str
    """What rose: a topic, "negative" or "safety"."""
    opened_at: datetime = Field(sa_type=Utc)
    closed_at: datetime | None = Field(default=None, sa_type=Utc)
    last_alarm_at: datetime | None = Field(default=None, sa_type=Utc)
    owner: int | None = None
    holding_line: str | None = None
    approved_by: int | None = None
    count: int = 0
    usual: float = 0.0
    p_value: float | None = None
    message_id: int | None = None
