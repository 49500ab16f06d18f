"""What goes out once about a brand's numbers: the morning's digest, and what follows it."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, UniqueConstraint

from models.sent_once import SentOnce


class Digest(SentOnce, table=True):
    """`day` is the working morning it is sent on; it is about the closed local days since the last one."""

    __table_args__ = (UniqueConstraint("brand", "day"),)

    id: int = Field(default=None, primary_key=True)
    brand: str
    day: date
    first_day: date
    last_day: date
    waiting: int | None = None
    """Posts that waited for an answer when it was begun."""


class Bulletin(SentOnce, table=True):
    """What goes out beside the morning's message: its picture, a week or a month in the chat, any of them by e-mail.

    `channel` is picture, chat or email; `period` day, week or month.
    """

    __table_args__ = (UniqueConstraint("brand", "channel", "period", "first_day"),)

    id: int = Field(default=None, primary_key=True)
    brand: str
    channel: str
    period: str
    first_day: date
    last_day: date
