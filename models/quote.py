"""A message of the desk, other than the card, that shows what somebody posted: to be emptied once that is forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.database import TelegramId, Utc


class Quote(SQLModel, table=True):
    """One row for each mention a message shows."""

    id: int = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mention.id", index=True)
    chat_id: int = Field(sa_type=TelegramId)
    message_id: int
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_type=Utc, index=True)
    """When the message is to be emptied; None while its mention is kept."""
