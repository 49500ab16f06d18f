"""How many posts there were in hours in which not all of them were read: what the digest calls not heard."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.database import Utc


class PostCount(SQLModel, table=True):
    """One hour of one stream of a source ("mentions", "search0"), as the platform counted it."""

    __table_args__ = (UniqueConstraint("brand", "platform", "stream", "hour"),)

    id: int = Field(default=None, primary_key=True)
    brand: str
    platform: str
    stream: str
    hour: datetime = Field(sa_type=Utc, index=True)
    posts: int
