"""What people decided: append-only, hash-chained, ids and reasons only (I8)."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, Session, SQLModel, col, select

from models.database import TelegramId, Utc

ESCALATIONS = ("escalate", "escalate_undo")
"""What says whether a person left a mention to a lead: the newest counts."""


class Decision(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Utc, index=True)
    brand: str = Field(index=True)
    actor: int = Field(sa_type=TelegramId)
    """Telegram user id; 0 is the bot itself."""
    action: str
    """approve, edit, skip, undo, snooze, claim, escalate, relabel, posted_by_hand, pause, role, …"""
    mention_id: int | None = Field(default=None, index=True)
    draft_id: int | None = Field(default=None, index=True)
    version: int | None = None
    text_hash: str | None = None
    reason: str | None = None
    overruled: list[str] = Field(default_factory=list, sa_type=JSON)
    """Names of the amber flags the person went past."""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Ids, states and numbers: never a text."""
    previous: str = ""
    digest: str = ""


def record(session: Session, decision: Decision) -> Decision:
    """Append `decision` to the chain: its digest covers its fields and the digest before it."""
    last = session.exec(select(Decision).order_by(col(Decision.id).desc()).limit(1)).first()
    decision.previous = last.digest if last else ""
    decision.digest = digest_of(decision)
    session.add(decision)
    session.flush()
    return decision


def digest_of(decision: Decision) -> str:
    """sha256 over the canonical JSON of every field but `id` and `digest`."""
    fields = decision.model_dump(exclude={"id", "digest"})
    fields["at"] = decision.at.astimezone(UTC).isoformat()
    return hashlib.sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
