"""Things only one worker may do at a time: the Telegram poller, the day's digest."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.database import Utc


class Lease(SQLModel, table=True):
    name: str = Field(primary_key=True)
    holder: str
    until: datetime = Field(sa_type=Utc)
