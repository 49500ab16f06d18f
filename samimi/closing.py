"""Close a mention from the outside: its open draft lapses, a reply that has not left is cancelled."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from models import Draft, Mention, Reply
from models.transitions import move


def close(session: Session, mention: Mention, reason: str, now: datetime) -> None:
    """Nothing happens to a closed mention; a reply that may be on its way is left to the outbox."""
    if mention.state == "closed":
        return
    for draft in session.exec(select(Draft).where(Draft.mention_id == mention.id, Draft.state == "open")).all():
        move(session, draft, "lapsed", decided_at=now)
    not_left = (Reply.mention_id == mention.id, col(Reply.state).in_(("held", "by_hand", "failed")))
    for reply in session.exec(select(Reply).where(*not_left)).all():
        move(session, reply, "cancelled", last_error=reason, next_at=None)
    if mention.state == "judged" or mention.state == "new":
        mention.next_at = None
        session.add(mention)
        session.flush()
    move(session, mention, "closed", closed_reason=reason, closed_at=now)
