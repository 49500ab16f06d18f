"""A post that may concern a brand, what the judge said of it, and where it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.database import TelegramId, Utc
from models.judgement import Judgement

IMPORTED = "import:"
"""Begins the native id of a post that `samimi import` was not told the platform's id of: nothing can be asked of the
platform about it, nor sent under it."""
_ASKED = text("second_at is not null")
_WAITING = text("state in ('drafted', 'escalated')")


class Mention(SQLModel, table=True):
    """States: new → judged → drafted | closed | escalated (models/transitions.py)."""

    __table_args__ = (
        UniqueConstraint("brand", "platform", "native_id"),
        Index("ix_mention_brand_created", "brand", "created_at"),
        Index("ix_mention_work", "state", "next_at"),
        Index("ix_mention_thread", "brand", "platform", "root_id"),
        Index("ix_mention_waiting", "brand", "state", "created_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_mention_second", "brand", "second_at", sqlite_where=_ASKED, postgresql_where=_ASKED),
    )

    id: int = Field(default=None, primary_key=True)
    brand: str
    platform: str
    native_id: str
    author_id: int = Field(foreign_key="author.id", index=True)
    text: str
    url: str = ""
    created_at: datetime = Field(sa_type=Utc)
    """When the author posted it."""
    received_at: datetime = Field(sa_type=Utc)
    parent_id: str | None = None
    root_id: str
    """The thread: its first post's native id, else the mention's own."""
    summoned: bool = False
    images: int = 0
    lang_hint: str | None = None
    ref: dict[str, str] = Field(default_factory=dict, sa_type=JSON)

    state: str = "new"
    closed_reason: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=Utc)
    incident_id: int | None = Field(default=None, foreign_key="incident.id", index=True)

    label: str | None = None
    confidence: float | None = None
    sentiment: str | None = None
    topics: list[str] = Field(default_factory=list, sa_type=JSON)
    urgency: str | None = None
    escalate: str | None = None
    sarcastic: bool = False
    about_brand: bool = True
    lang: str | None = None
    unsure: bool = False
    judged_by: str | None = None
    """The model's name, or "person" after a relabel."""
    judged_label: str | None = None
    """What the model said, kept when a person says otherwise."""
    second_by: str | None = None
    """The language model and prompt that gave a second opinion (samimi/second_opinion.py); None: none was given."""
    second_label: str | None = None
    second_at: datetime | None = Field(default=None, sa_type=Utc)
    """When one was asked for, given or not."""
    second_requests: int | None = None
    second_usd: float | None = None

    leased_by: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=Utc)
    next_at: datetime | None = Field(default=None, sa_type=Utc)
    """When the pipeline may take it, to draft or, while it waits for a person, to draft afresh; None: nothing to do."""
    attempts: int = 0
    last_error: str | None = None

    snoozed_until: datetime | None = Field(default=None, sa_type=Utc)
    claimed_by: int | None = Field(default=None, sa_type=TelegramId)
    claimed_until: datetime | None = Field(default=None, sa_type=Utc)
    level_of_care: str | None = None
    """None, or "lead" after an escalation by a person or a rule."""
    care_reason: str | None = None
    follows: int | None = Field(default=None, index=True)
    """The same author's mention whose answered thread this one goes on."""
    checked_at: datetime | None = Field(default=None, sa_type=Utc, index=True)
    """When we last looked whether the post still exists."""
    merged_into: int | None = Field(default=None, index=True)
    """The mention whose card and reply answer this one too: an earlier post of the same author (models/burst.py)."""

    @property
    def limit(self) -> int | None:
        """The most characters its instance takes in a reply (Mastodon), where the collector could tell."""
        longest = self.ref.get("max_characters")
        return int(longest) if longest else None

    def judgement(self) -> Judgement | None:
        """The columns as one record; None before it is judged."""
        if self.label is None:
            return None
        fields: dict[str, Any] = {name: getattr(self, name) for name in Judgement.model_fields if name != "model"}
        return Judgement(model=self.judged_by or "", **fields)
