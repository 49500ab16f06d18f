"""What stands on our own timelines in answer to somebody, whoever of us wrote it and by whatever way."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from models.database import Utc


class OwnReply(SQLModel, table=True):
    """Read once from the platform and kept, so that no process depends on what another one remembers."""

    __table_args__ = (
        UniqueConstraint("brand", "platform", "native_id"),
        Index("ix_ownreply_target", "brand", "platform", "target_id"),
    )

    id: int = Field(default=None, primary_key=True)
    brand: str
    platform: str
    native_id: str
    target_id: str
    """Native id of the post it answers."""
    url: str = ""
    text: str = ""
    at: datetime = Field(sa_type=Utc)
    """When it was posted, as the platform says."""
