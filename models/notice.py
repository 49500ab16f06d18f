"""Something an admin must hear: said once when it begins and once when it is over."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

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


def begin(session: Session, key: str, text: str, now: datetime, brand: str | None = None, *, says: str = "") -> None:
    """Open a notice unless it is open already; an open one that does not say `says` is told again, with this text."""
    notice = opened(session, key)
    if notice is None:
        notice = Notice(key=key, text=text, began_at=now, brand=brand)
    elif says not in notice.text:
        notice.text, notice.told_at = text, None
    session.add(notice)


def over(session: Session, key: str, now: datetime, text: str | None = None) -> bool:
    """Close the notice if it is open; `text`: what to say then, instead of its own. Whether it was open."""
    notice = opened(session, key)
    if notice is None:
        return False
    notice.over_at, notice.over_text = now, text
    session.add(notice)
    return True


def opened(session: Session, key: str) -> Notice | None:
    """The open notice of this key."""
    return session.exec(select(Notice).where(Notice.key == key, col(Notice.over_at).is_(None))).first()
