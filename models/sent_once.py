"""What a row keeps of a message that must go out once: when, who is at it, what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.database import Utc


class SentOnce(SQLModel):
    """Columns that digests, bulletins and alerts share; `samimi/once.py` works on them."""

    due_at: datetime = Field(sa_type=Utc)
    leased_by: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=Utc)
    attempts: int = 0
    last_error: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=Utc)
    message_id: int | None = None
    attempted_at: datetime | None = Field(default=None, sa_type=Utc)
    """The intent: set before it is sent, taken back when it certainly did not arrive."""
