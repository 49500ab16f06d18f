"""What became of the machine's drafts, read from the rows: the numbers behind as-is, light, heavy, rejected, regret."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from models import Draft, Mention, Reply
from responders.drafting.edits import Edit, Outcome

_ANGRY = "angry"


def outcomes(session: Session, brand: str, since: datetime, until: datetime) -> list[Outcome]:
    """One per mention whose draft was decided in [since, until): key (language, topic, mode, prompt).

    Sent means approved, with what the approved version said; a mention whose last draft was rejected counts as
    rejected. Time runs from the first draft to the decision.
    """
    decided = session.exec(
        select(Draft, Mention)
        .where(
            Draft.mention_id == Mention.id,
            Draft.brand == brand,
            col(Draft.state).in_(["approved", "rejected"]),
            col(Draft.decided_at) >= since,
            col(Draft.decided_at) < until,
        )
        .order_by(col(Draft.mention_id), col(Draft.version))
    ).all()
    last = {mention.id: (draft, mention) for draft, mention in decided}
    machine = machine_drafts(session, last)
    replies = _replies(session, last)
    return [
        _outcome(draft, mention, machine[mention.id], replies.get(draft.id))
        for draft, mention in last.values()
        if mention.id in machine
    ]


def machine_drafts(session: Session, mention_ids: Iterable[int]) -> dict[int, list[Draft]]:
    """The versions no person wrote, by mention, oldest first."""
    found = session.exec(
        select(Draft)
        .where(col(Draft.mention_id).in_(list(mention_ids)), col(Draft.editor).is_(None))
        .order_by(col(Draft.version))
    ).all()
    by_mention: dict[int, list[Draft]] = {}
    for draft in found:
        by_mention.setdefault(draft.mention_id, []).append(draft)
    return by_mention


def spent(session: Session, brand: str, since: datetime) -> tuple[int, float]:
    """Model calls and dollars the brand's drafts record since `since`: what a restarted budget starts from."""
    made = session.exec(select(Draft.made).where(Draft.brand == brand, col(Draft.created_at) >= since)).all()
    calls = sum(int(record.get("requests", 0)) for record in made)
    return calls, sum(float(record.get("cost_usd", 0.0)) for record in made)


def _replies(session: Session, mention_ids: Iterable[int]) -> dict[int, Reply]:
    found = session.exec(select(Reply).where(col(Reply.mention_id).in_(list(mention_ids)))).all()
    return {reply.draft_id: reply for reply in found}


def _outcome(draft: Draft, mention: Mention, machine: list[Draft], reply: Reply | None) -> Outcome:
    written = machine[-1]
    topic = next(iter(mention.topics), "general")
    waited = (draft.decided_at - machine[0].created_at).total_seconds() if draft.decided_at else None
    return Outcome(
        key=(draft.lang, topic, written.mode, written.prompt),
        edit=Edit(written.text, draft.text) if draft.state == "approved" else None,
        seconds=waited,
        regretted=reply is not None and (reply.deleted_at is not None or reply.outcome == _ANGRY),
    )
