"""/durdur and /devam: every outgoing reply is held at once, for one brand or all, through any restart (I9)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from models import Card, Decision, Pause, Reply
from models.decision import record

EVERY = "*"


def pause(session: Session, brand: str, by: int, now: datetime) -> bool:
    """Hold the brand's replies ("*": all). False where they are held already."""
    if session.get(Pause, brand) is not None:
        return False
    session.add(Pause(brand=brand, by=by, at=now))
    record(session, Decision(at=now, brand=brand, actor=by, action="pause"))
    _show(session, brand)
    return True


def resume(session: Session, brand: str, by: int, now: datetime) -> bool:
    """Let them go again; "*" ends every pause. False where nothing was held."""
    held = session.exec(select(Pause) if brand == EVERY else select(Pause).where(Pause.brand == brand)).all()
    for row in held:
        session.delete(row)
    if held:
        record(session, Decision(at=now, brand=brand, actor=by, action="resume"))
        _show(session, brand)
    return bool(held)


def paused(session: Session, brand: str) -> Pause | None:
    """The pause that holds this brand's replies, if one does."""
    return session.exec(select(Pause).where(col(Pause.brand).in_((brand, EVERY)))).first()


def all_held(session: Session) -> bool:
    """Whether "hepsi" was said: then no brand's own switch lets anything go."""
    return session.get(Pause, EVERY) is not None


def _show(session: Session, brand: str) -> None:
    """Cards whose reply waits say so."""
    waiting = select(Reply.mention_id).where(col(Reply.state).in_(("held", "by_hand")))
    stale = update(Card).where(col(Card.mention_id).in_(waiting))
    session.exec((stale if brand == EVERY else stale.where(col(Card.brand) == brand)).values(stale=True))
