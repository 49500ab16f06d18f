"""What a posted reply promised, and whether it was kept."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel

from models.database import TelegramId, Utc


class Promise(SQLModel, table=True):
    """States: open → kept | broken | void (the reply was deleted). At most one per reply."""

    __table_args__ = (Index("ix_promise_work", "state", "due_at"), Index("ix_promise_brand_due", "brand", "due_at"))

    id: int = Field(default=None, primary_key=True)
    reply_id: int = Field(foreign_key="reply.id", unique=True)
    mention_id: int = Field(foreign_key="mention.id", index=True)
    brand: str
    kind: str
    """dm, call, back, ship, do."""
    start: int
    end: int
    """Where in the reply's text the promising sentence stands."""
    owner: int = Field(sa_type=TelegramId)
    """Telegram user id of whoever approved it."""
    made_at: datetime = Field(sa_type=Utc)
    due_at: datetime = Field(sa_type=Utc)
    """Within working hours of the brand's calendar."""
    state: str = "open"
    put_off: int = 0
    """How often its owner asked for more time."""
    pinged_at: datetime | None = Field(default=None, sa_type=Utc)
    """When its owner was asked; None again after it was put off."""
    told_at: datetime | None = Field(default=None, sa_type=Utc)
    """When the group heard that it was not kept."""
    decided_at: datetime | None = Field(default=None, sa_type=Utc)
    decided_by: int | None = Field(default=None, sa_type=TelegramId)
    """Telegram user id; None: the time ran out."""
