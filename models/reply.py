"""The outbox: one row per approved draft, on its way to the platform."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel

from models.database import TelegramId, Utc

_LIVE = text("state not in ('cancelled', 'failed')")


class Reply(SQLModel, table=True):
    """States: held → sending | by_hand | cancelled; see models/transitions.py. At most one lives per mention."""

    __table_args__ = (
        Index("one_live_reply", "mention_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_reply_work", "state", "next_at"),
        Index("ix_reply_brand_posted", "brand", "posted_at"),
    )

    id: int = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    mention_id: int = Field(foreign_key="mention.id", index=True)
    brand: str = Field(index=True)
    platform: str
    account: str
    target_id: str
    """Native id of the post to answer."""
    thread_id: str
    """Native id of the thread's root."""
    ref: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """The mention's `ref`: what the publisher needs (cid, visibility, root…)."""
    text: str
    lang: str = "tr"
    version: int
    approval_hash: str
    """`approval_hash(...)` of account, platform, target, version and text at the moment of approval (I1)."""
    key: str
    """Chosen at approval: Bluesky rkey, Mastodon Idempotency-Key."""
    approved_by: int = Field(sa_type=TelegramId)
    approved_at: datetime = Field(sa_type=Utc)

    state: str = "held"
    next_at: datetime | None = Field(default=None, sa_type=Utc)
    """When the outbox may take it: the end of the undo window, of the pacing, of a back-off."""
    leased_by: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=Utc)
    attempts: int = 0
    attempted_at: datetime | None = Field(default=None, sa_type=Utc)
    """The intent: set and committed before the platform is called."""
    looks: int = 0
    """How often we have looked for it since the last attempt."""
    last_error: str | None = None
    by_hand_reason: str | None = None
    by_hand_url: str | None = None
    by_hand_at: datetime | None = Field(default=None, sa_type=Utc)
    native_id: str | None = Field(default=None, index=True)
    url: str | None = None
    posted_at: datetime | None = Field(default=None, sa_type=Utc, index=True)
    confirmed_at: datetime | None = Field(default=None, sa_type=Utc)
    """When our own timeline showed it."""
    delete_wanted_at: datetime | None = Field(default=None, sa_type=Utc, index=True)
    """When a lead asked for it to be taken down."""
    deleted_at: datetime | None = Field(default=None, sa_type=Utc)
    outcome: str | None = None
    """What the author did then: thanked, answered, angry, silent."""
    outcome_at: datetime | None = Field(default=None, sa_type=Utc, index=True)
    followed_at: datetime | None = Field(default=None, sa_type=Utc, index=True)
    """When what it promises was written down; None: that has not been looked at yet."""
    by_hand_alarm: str | None = None
    """What our own timeline says against a reply posted by hand: missing, differs. None: nothing."""


def approval_hash(*, platform: str, account: str, target_id: str, version: int, text: str) -> str:
    """What an approval is bound to (I1): any change of these voids it."""
    parts = [platform, account, target_id, version, text]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
