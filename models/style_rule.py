"""Style rules that repeated edits suggested, and what a lead answered."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.database import TelegramId, Utc


class StyleRule(SQLModel, table=True):
    """One rule of one brand; it counts while `agreed` and not ended. `rule` is responders.drafting.edits.Rule.id."""

    __table_args__ = (UniqueConstraint("brand", "rule"),)

    id: int = Field(default=None, primary_key=True)
    brand: str
    rule: str
    times: int
    """How often the edit had repeated when a lead was asked."""
    asked_at: datetime = Field(sa_type=Utc)
    agreed: bool | None = None
    """None until a lead has answered."""
    decided_by: int | None = Field(default=None, sa_type=TelegramId)
    decided_at: datetime | None = Field(default=None, sa_type=Utc)
    ended_by: int | None = Field(default=None, sa_type=TelegramId)
    ended_at: datetime | None = Field(default=None, sa_type=Utc)
