"""A reply somebody may approve: one row per version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.database import TelegramId, Utc


class Draft(SQLModel, table=True):
    """States: open → approved | rejected | superseded | lapsed; approved → superseded.

    `spans`: [{"start", "end", "kind"}], kind "free" or "approved", offsets into `text` in code points.
    `flags`: [{"name", "level", "start", "end", "detail"}] as the guards returned them.
    """

    __table_args__ = (
        UniqueConstraint("mention_id", "version"),
        Index("ix_draft_decided", "brand", "decided_at"),
        Index("ix_draft_made", "brand", "created_at"),
    )

    id: int = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mention.id", index=True)
    brand: str = Field(index=True)
    version: int
    state: str = "open"
    text: str
    folded_hash: str = Field(default="", index=True)
    """sha256 of the folded text: finds a repeat of a machine draft."""
    lang: str
    address: str | None = None
    level: str = "green"
    flags: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    spans: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    reasons: list[str] = Field(default_factory=list, sa_type=JSON)
    mode: str = "template"
    """template, hybrid, free, or person."""
    prompt: str = ""
    """id@version+hash of the prompt or template file."""
    made: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """How it came about: model, tokens, cost_usd, latency_ms, examples, facts, fallback reason, pieces used."""
    editor: int | None = Field(default=None, sa_type=TelegramId)
    """Telegram user id of the person who wrote it; None: a machine's draft."""
    created_at: datetime = Field(sa_type=Utc)
    decided_at: datetime | None = Field(default=None, sa_type=Utc)
