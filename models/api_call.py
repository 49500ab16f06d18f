"""What we asked the platforms for, and what it cost."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.database import Utc


class ApiCall(SQLModel, table=True):
    __table_args__ = (Index("ix_apicall_brand_at", "brand", "at"),)

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Utc, index=True)
    brand: str = Field(index=True)
    platform: str
    endpoint: str
    resource: str
    units: int = 0
    """Billed units after the UTC day's de-duplication."""
    micro_usd: int = 0
    """Price in millionths of a dollar."""


class BilledResource(SQLModel, table=True):
    """A resource already billed on a UTC day: X charges it once."""

    __table_args__ = (UniqueConstraint("day", "brand", "platform", "resource", "native_id"),)

    id: int = Field(default=None, primary_key=True)
    day: date
    brand: str
    platform: str
    resource: str
    native_id: str
