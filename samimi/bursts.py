"""One author, several posts, one answer: later posts are merged into the card that waits, and its draft is rewritten.

M1 drafted + card ─► M2 judged ─► M2 closed(merged), merged_into M1; M1 due again ─► draft v1 voided, v2 of both
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Author, Card, Decision, Draft, Mention, Reply
from models.burst import APPROVAL_OLD, CRISIS_BEGAN, CRISIS_OVER, MOVED_ON, burst_of, together, why_afresh
from models.decision import ESCALATIONS, record
from models.transitions import mark_stale, move
from responders.drafting import Drafted

APART = timedelta(minutes=30)
"""At most this long between two posts that are answered together, in different threads; in one thread any time."""
WAITING = ("drafted", "escalated")
_WISHES = {"asked_to_stop", "opted_out"}


def head_for(session: Session, mention: Mention) -> Mention | None:
    """The waiting mention whose answer should answer this one too: same author, same brand and platform, close by.

    None once a reply to it may be out or is in a person's hands.
    """
    waiting = select(Mention).where(
        Mention.author_id == mention.author_id, Mention.id != mention.id, col(Mention.state).in_(WAITING)
    )
    for head in session.exec(waiting.order_by(col(Mention.id))).all():
        if _belongs(mention, burst_of(session, head)) and _reply_of(session, head) in (None, "held"):
            return head
    return None


def one_at_a_time(session: Session, mention: Mention) -> None:
    """Hold the author until this transaction ends: of two workers with two posts of theirs the second sees what the
    first made of its post. SQLite has one writer anyway. Posts of theirs may still be stored meanwhile."""
    held = select(Author.id).where(Author.id == mention.author_id)
    session.exec(held.with_for_update(key_share=True)).one()


def merge(session: Session, mention: Mention, head: Mention, now: datetime) -> None:
    """Close `mention` into `head`, whose draft is due afresh; an approval that has not left is void.

    Raises LostRace when somebody or the outbox was faster.
    """
    mention.merged_into, mention.next_at = head.id, None
    session.add(mention)
    session.flush()
    move(session, mention, "closed", closed_reason="merged", closed_at=now)
    _take_back(session, head, now)
    look_again(session, head, now)


def look_again(session: Session, head: Mention, now: datetime) -> None:
    """What belongs to the head has changed: the pipeline drafts it afresh, a snoozed card comes back."""
    if head.state not in WAITING:
        return
    head.next_at, head.attempts = now, 0
    if head.snoozed_until is not None:
        head.snoozed_until = now
    session.add(head)
    session.flush()
    mark_stale(session, head.id)


def let_go(session: Session, mention: Mention, now: datetime) -> None:
    """The post is gone: what was merged into it is on its own again; the head it was merged into is drafted afresh."""
    if mention.merged_into is not None:
        look_again(session, session.get_one(Mention, mention.merged_into), now)
    for one in session.exec(select(Mention).where(Mention.merged_into == mention.id)).all():
        one.merged_into = None
        session.add(one)
        session.flush()
        move(session, one, "judged", closed_reason=None, closed_at=None, next_at=now)


def void(session: Session, head: Mention, now: datetime) -> Draft | None:
    """No draft of the head can be approved any more; gives the newest if a person wrote it: their text is kept."""
    for old in session.exec(select(Draft).where(Draft.mention_id == head.id, Draft.state == "open")).all():
        move(session, old, "superseded", decided_at=now)
    draft = newest_draft(session, head)
    return draft if draft is not None and draft.editor is not None and draft.state == "superseded" else None


def afresh(session: Session, old: Draft, why: str, now: datetime) -> None:
    """A person's text, unchanged, as a version that asks for a fresh approval. What a crisis made stays known as such
    until it is over: then all of it is asked about again."""
    fields = old.model_dump(exclude={"id", "version", "state", "reasons", "created_at", "decided_at"})
    settled = {MOVED_ON, CRISIS_OVER, APPROVAL_OLD, why} | ({CRISIS_BEGAN} if why == CRISIS_OVER else set())
    kept = [reason for reason in old.reasons if reason not in settled]
    session.add(Draft(**fields, version=old.version + 1, reasons=[*kept, why], created_at=now))
    session.flush()


def ask_again(session: Session, head: Mention, approved: Draft, why: str, now: datetime) -> None:
    """What was approved and has not left asks for a fresh approval; drafted afresh first, as /kriz does with drafts
    that wait, where a crisis came or went since."""
    afresh(session, approved, why, now)
    if why_afresh(session, head, approved) != MOVED_ON:
        look_again(session, head, now)


def as_rewritten(drafted: Drafted, why: str) -> Drafted:
    """Marked as a rewriting. A card that is out is closed by the author's own wish alone."""
    if drafted.decision == "no_reply" and not _WISHES & set(drafted.reasons):
        drafted = replace(drafted, decision="escalate")
    return replace(drafted, reasons=(*drafted.reasons, why))


def calm(session: Session, head: Mention) -> None:
    """The crisis is over: only what a person escalated is still a lead's; the drafter says what else is."""
    if head.care_reason != "crisis":
        return
    escalated = select(Decision.reason).where(Decision.mention_id == head.id, col(Decision.action).in_(ESCALATIONS))
    reason = session.exec(escalated.order_by(col(Decision.id).desc()).limit(1)).first()  # None once taken back
    head.level_of_care, head.care_reason = ("lead", reason) if reason else (None, None)
    session.add(head)
    session.flush()


def newest_draft(session: Session, head: Mention) -> Draft | None:
    newest = select(Draft).where(Draft.mention_id == head.id).order_by(col(Draft.version).desc()).limit(1)
    return session.exec(newest).first()


def raise_urgency(session: Session, head: Mention) -> None:
    """A burst is as urgent as its most urgent post; whoever is on duty is rung for what was no emergency before."""
    judged = together(burst_of(session, head))
    if judged is None or (judged.urgency != "high" and judged.escalate is None) or head.urgency == "high":
        return
    head.urgency = "high"
    session.add(head)
    card = session.exec(select(Card).where(Card.mention_id == head.id)).first()
    if card is not None:
        card.opened_at = card.rung_at = card.rung_lead_at = None
        session.add(card)


def _belongs(mention: Mention, posts: Sequence[Mention]) -> bool:
    """Written in the same thread, or soon after or before; small talk elsewhere, or a word on an older reply of ours,
    is no part of it."""
    if any(post.root_id == mention.root_id for post in posts):
        return True
    ours = (mention.about_brand or mention.escalate is not None) and mention.follows is None
    return ours and any(abs(post.created_at - mention.created_at) <= APART for post in posts)


def _take_back(session: Session, head: Mention, now: datetime) -> None:
    """An approved reply that still waits for its undo window is cancelled: it answers what is no longer all."""
    reply = session.exec(select(Reply).where(Reply.mention_id == head.id, Reply.state == "held")).first()
    if reply is None:
        return
    move(session, reply, "cancelled", expect=["held"], next_at=None, last_error=MOVED_ON)
    draft = session.get_one(Draft, reply.draft_id)
    move(session, draft, "superseded", decided_at=now)
    decision = Decision(
        at=now, brand=head.brand, actor=0, action="reply_cancelled", mention_id=head.id, draft_id=draft.id,
        version=draft.version, text_hash=reply.approval_hash, reason=MOVED_ON,
    )  # fmt: skip
    record(session, decision)


def _reply_of(session: Session, head: Mention) -> str | None:
    """The state of the reply that lives, if one does."""
    live = select(Reply.state).where(Reply.mention_id == head.id, Reply.state != "cancelled")
    return session.exec(live.order_by(col(Reply.id).desc()).limit(1)).first()
