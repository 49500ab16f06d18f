"""Replies a person posts in the platform's own app: confirmed from our timeline, or an alarm.

    by_hand ─► our timeline shows it ─┬─ the approved text ─► posted_by_hand, confirmed
       │                              └─ another text      ─► posted_by_hand, confirmed, alarm "differs"
       └─► "posted" says a person ─► our timeline lacks it for a quarter of an hour ─► alarm "missing"

Whether it stands under another account cannot be seen; that our own account lacks it can, and is what the alarm says.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Mention, OwnReply, Reply, Source
from models.mention import IMPORTED
from models.transitions import mark_stale, move

Key = tuple[str, str]

MISSING_AFTER = timedelta(minutes=15)
"""So long after "posted" our timeline should show it."""
WATCHED = timedelta(days=7)


def is_open(session: Session, key: Key, now: datetime) -> bool:
    """Whether any reply waits to be seen on our timeline."""
    return session.exec(_open(key, now).limit(1)).first() is not None


def settle(session: Session, key: Key, now: datetime, read_lag: timedelta) -> None:
    """Compare what people say they posted with what our timeline shows."""
    for reply in session.exec(_open(key, now)).all():
        own = _on_our_timeline(session, reply)
        if own is not None:
            _confirm(session, reply, own, now)
        elif _should_be_there(session, reply, now, read_lag) and reply.by_hand_alarm is None:
            reply.by_hand_alarm = "missing"
            session.add(reply)
            session.flush()
            mark_stale(session, reply.mention_id)


def same_words(approved: str, shown: str) -> bool:
    """Whether people read the same: by letters and digits, for platforms dress links, names and Markdown."""
    return _letters(approved) == _letters(shown)


def _open(key: Key, now: datetime) -> SelectOfScalar[Reply]:
    """In a person's hands, or said to be posted and not seen yet."""
    return (
        select(Reply)
        .where(Reply.brand == key[0], Reply.platform == key[1], col(Reply.confirmed_at).is_(None))
        .where(
            col(Reply.state).in_(("by_hand", "posted_by_hand")),
            func.coalesce(Reply.by_hand_at, Reply.approved_at) > now - WATCHED,
        )
        .order_by(col(Reply.id))
    )


def _on_our_timeline(session: Session, reply: Reply) -> OwnReply | None:
    """Our answer to that post: the one with the approved words, else the newest."""
    under = select(OwnReply).where(
        OwnReply.brand == reply.brand, OwnReply.platform == reply.platform, OwnReply.target_id == reply.target_id
    )
    found = session.exec(under.order_by(col(OwnReply.at).desc())).all()
    return next((own for own in found if same_words(reply.text, own.text)), found[0] if found else None)


def _confirm(session: Session, reply: Reply, own: OwnReply, now: datetime) -> None:
    alarm = None if same_words(reply.text, own.text) else "differs"
    seen: dict[str, Any] = {
        "native_id": own.native_id,
        "url": own.url,
        "posted_at": own.at,
        "confirmed_at": now,
        "by_hand_alarm": alarm,
    }
    if reply.state == "by_hand":
        move(session, reply, "posted_by_hand", expect=["by_hand"], **seen)
    for name, value in seen.items():
        setattr(reply, name, value)
    session.add(reply)
    session.flush()
    mention = session.get_one(Mention, reply.mention_id)
    if mention.state != "closed":
        move(session, mention, "closed", closed_reason="answered", closed_at=now)
    mark_stale(session, reply.mention_id)


def _should_be_there(session: Session, reply: Reply, now: datetime, read_lag: timedelta) -> bool:
    """Said to be posted long enough ago, and our timeline has been read since; an answer to a post whose id we do not
    know cannot be told there."""
    unknown = reply.target_id.startswith(IMPORTED)
    if unknown or reply.state != "posted_by_hand" or reply.posted_at is None:
        return False
    query = select(Source.own_read_at).where(Source.brand == reply.brand, Source.platform == reply.platform)
    read_at = session.exec(query).first()
    return now >= reply.posted_at + MISSING_AFTER and read_at is not None and read_at >= reply.posted_at + read_lag


_FOREIGN_HOST = re.compile(r"(?<![\w/])(@\w+)@[\w.-]+\w")
_DRESS = re.compile(r"https?://|^(?:\s*@\w{1,15}\b)+(?=\s)")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", _DRESS.sub("", _FOREIGN_HOST.sub(r"\1", text))).casefold()
