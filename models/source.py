"""Where we listen: one row per brand and platform, with its cursor and its last failure."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.database import Utc


class Source(SQLModel, table=True):
    """A poll is leased by setting `leased_until`; `cursor` is opaque text of the collector's own."""

    __table_args__ = (UniqueConstraint("brand", "platform"),)

    id: int = Field(default=None, primary_key=True)
    brand: str
    platform: str
    cursor: str | None = None
    created_at: datetime | None = Field(default=None, sa_type=Utc)
    """When it was first configured: the very first read begins here."""
    next_at: datetime = Field(sa_type=Utc, index=True)
    leased_by: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=Utc)
    failures: int = 0
    last_error: str | None = None
    last_ok_at: datetime | None = Field(default=None, sa_type=Utc)
    last_post_at: datetime | None = Field(default=None, sa_type=Utc)
    own_read_at: datetime | None = Field(default=None, sa_type=Utc)
    """How far our own account's timeline has been read."""
