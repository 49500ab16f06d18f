"""A post that its author edited: the card shows the new text; a draft for what it no longer says is void.

    new text ─► judge ─┬─ same meaning    ─► card renewed, the open draft stands
                       └─ another meaning ─► draft void, the pipeline drafts afresh
A reply that was approved and has not left is taken back either way: it was approved as an answer to other words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from models import Database, Decision, Draft, Judgement, Mention, Reply
from models.burst import MOVED_ON
from models.decision import record
from models.transitions import mark_stale, move
from samimi import bursts, translating

EDITED = "the post was edited"
_NOT_LEFT = ("held", "by_hand", "failed")


class Edits:
    """`judge` says what a mention means with another text; it stores nothing and may take its time."""

    def __init__(
        self, database: Database, judge: Callable[[Mention, str], Judgement], now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._judge = judge
        self._now = now

    def take_in(self, mention_id: int, text: str) -> None:
        """Store the new text and draw the consequences. Raises LostRace when somebody decided meanwhile."""
        with self._database.reading() as session:
            mention = session.get_one(Mention, mention_id)
        fresh = self._judge(mention, text) if mention.label is not None else None
        with self._database.transaction() as session:
            row = session.get_one(Mention, mention_id)
            row.text = text
            translating.again(session, mention_id)
            meant = row.judgement()
            changed = fresh is not None and (meant is None or _meaning(fresh) != _meaning(meant))
            if fresh is not None and changed:
                _store(row, fresh)
            session.add(row)
            session.flush()
            head = session.get_one(Mention, row.merged_into) if row.merged_into is not None else row
            if head.state in bursts.WAITING and not _is_leaving(session, head):
                self._renew(session, head, changed)
            mark_stale(session, head.id)

    def _renew(self, session: Session, head: Mention, changed: bool) -> None:
        taken_back = _take_back(session, head, self._now())
        if changed:
            bursts.void(session, head, self._now())
            bursts.look_again(session, head, self._now())
        elif taken_back is not None:
            bursts.ask_again(session, head, taken_back, MOVED_ON, self._now())


def _meaning(judgement: Judgement) -> tuple[object, ...]:
    """What a draft rests on."""
    return (judgement.kind, judgement.label, judgement.topic, judgement.escalate, judgement.about_brand, judgement.lang)


def _store(mention: Mention, judgement: Judgement) -> None:
    """A person's word was about the old text: the judge speaks again."""
    columns = judgement.model_dump(exclude={"model"}) | {"topics": list(judgement.topics)}
    for name, value in columns.items():
        setattr(mention, name, value)
    mention.judged_by, mention.judged_label = judgement.model or mention.judged_by, judgement.label
    mention.second_by = mention.second_label = None  # was about the old text too; what it cost stays


def _is_leaving(session: Session, head: Mention) -> bool:
    """A reply may be on its way: too late to draft another."""
    leaving = select(Reply.id).where(Reply.mention_id == head.id, col(Reply.state).in_(("sending", "unsure")))
    return session.exec(leaving.limit(1)).first() is not None


def _take_back(session: Session, head: Mention, now: datetime) -> Draft | None:
    """Cancel a reply that has not left; its draft, which nobody has approved for the new words."""
    waiting = select(Reply).where(Reply.mention_id == head.id, col(Reply.state).in_(_NOT_LEFT))
    reply = session.exec(waiting).first()
    if reply is None:
        return None
    move(session, reply, "cancelled", expect=_NOT_LEFT, next_at=None, last_error=EDITED)
    draft = session.get_one(Draft, reply.draft_id)
    if draft.state == "approved":
        move(session, draft, "superseded", decided_at=now)
    decision = Decision(
        at=now, brand=head.brand, actor=0, action="reply_cancelled", mention_id=head.id, draft_id=draft.id,
        version=draft.version, text_hash=reply.approval_hash, reason=EDITED,
    )  # fmt: skip
    record(session, decision)
    return draft
