"""A mention in the language of the brand's chat, made by a language model once, for whoever decides."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.database import Utc


class Translation(SQLModel, table=True):
    """At most one per mention. It is shown, never judged, drafted from, or sent."""

    mention_id: int = Field(foreign_key="mention.id", primary_key=True)
    brand: str
    text: str = ""
    """Empty: the model gave nothing usable, and is not asked again."""
    by: str | None = None
    """The model and the prompt."""
    asked_at: datetime | None = Field(default=None, sa_type=Utc, index=True)
    """None: the author has edited the post since, so it is to be asked again."""
    requests: int = 0
    usd: float = 0.0
