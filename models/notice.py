"""Something an admin must hear: said once when it begins and once when it is over."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.database import Utc


class Notice(SQLModel, table=True):
    """`key` names the fault: "x/ornek credentials". Open while `over_at` is None."""

    id: int = Field(default=None, primary_key=True)
    key: str = Field(index=True)
    brand: str | None = None
    text: str
    over_text: str | None = None
    """What is said when it is over; None: `text` again."""
    began_at: datetime = Field(sa_type=Utc)
    over_at: datetime | None = Field(default=None, sa_type=Utc)
    told_at: datetime | None = Field(default=None, sa_type=Utc)
    told_over_at: datetime | None = Field(default=None, sa_type=Utc)
