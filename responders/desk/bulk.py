"""Green template praise approved together: at most ten, every text visible, two presses, sent well apart."""

from __future__ import annotations

import random
from datetime import timedelta

from sqlmodel import Session, col, select

from models import Batch, Card, Database, Draft, Mention, Reply
from responders.desk import queueing
from responders.desk.case import Office, Outcome
from responders.desk.deciding import press
from responders.desk.quoting import own, quoted
from responders.desk.roles import RANK, find_person, is_sensitive

MOST = 10
APART = (20, 90)
"""Seconds between two of them, chosen by chance."""


def gather(session: Session, office: Office, brand: str, by: int, chat_id: int) -> Batch | None:
    """The oldest waiting praise whose machine-made draft raised no objection; None where there is none."""
    now = office.now()
    query = (
        select(Draft, Mention)
        .join(Mention, col(Mention.id) == Draft.mention_id)
        .join(Card, col(Card.mention_id) == Mention.id)
        .where(Draft.brand == brand, Draft.state == "open", Draft.level == "green", Draft.mode == "template")
        .where(Mention.label == "praise", col(Mention.claimed_by).is_(None), queueing.waiting(now))
        .order_by(col(Mention.id))
        .limit(MOST)
    )
    drafts = [
        [mention.id, draft.version]
        for draft, mention in session.exec(query).all()
        if not is_sensitive(mention) and not draft.flags and not mention.unsure
    ]
    if not drafts:
        return None
    batch = Batch(brand=brand, chat_id=chat_id, drafts=drafts, made_by=by, at=now)
    session.add(batch)
    session.flush()
    return batch


def batch_text(session: Session, batch: Batch) -> str:
    """Every mention and every reply, numbered."""
    lines = []
    for number, (mention_id, version) in enumerate(batch.drafts, start=1):
        mention = session.get_one(Mention, mention_id)
        query = select(Draft).where(Draft.mention_id == mention_id, Draft.version == version)
        draft = session.exec(query).one()
        lines.append(f"<b>{number}.</b> ❝ {quoted(mention.text, 120)} ❞\n{own(draft.text)}")
    return "\n\n".join(lines)


def arm(database: Database, office: Office, user_id: int, batch_id: int) -> Outcome:
    """The first press: nothing is approved yet."""
    with database.transaction() as session:
        batch = session.get(Batch, batch_id)
        refused = _refused(session, office, user_id, batch)
        if refused is not None or batch is None:
            return refused or Outcome("stranger", ok=False)
        if batch.decided_by is not None:
            return Outcome("decided_already", ok=False)
        batch.armed_by = user_id
        session.add(batch)
        return Outcome("bulk_sure", {"n": len(batch.drafts)}, alert=True)


def approve_all(database: Database, office: Office, user_id: int, batch_id: int) -> Outcome:
    """The second press, by whoever pressed first: each draft is approved by itself, as it was shown.

    One that has changed meanwhile, or that a guard now objects to, is left for its own card.
    """
    with database.transaction() as session:
        batch = session.get(Batch, batch_id)
        refused = _refused(session, office, user_id, batch)
        if refused is not None or batch is None:
            return refused or Outcome("stranger", ok=False)
        if batch.decided_by is not None or batch.armed_by != user_id:
            return Outcome("decided_already" if batch.decided_by is not None else "press_twice", ok=False)
        batch.decided_by = user_id
        session.add(batch)
        drafts = list(batch.drafts)
    wait, done = 0.0, 0
    for mention_id, version in drafts:
        if press(database, office, user_id, "approve", mention_id, version).ok:
            _put_off(database, mention_id, wait)
            wait += random.uniform(*APART)
            done += 1
    return Outcome("bulk_done", {"n": done, "all": len(drafts)})


def _put_off(database: Database, mention_id: int, seconds: float) -> None:
    with database.transaction() as session:
        query = select(Reply).where(Reply.mention_id == mention_id, Reply.state == "held")
        reply = session.exec(query).first()
        if reply is not None and reply.next_at is not None:
            reply.next_at += timedelta(seconds=seconds)
            session.add(reply)


def _refused(session: Session, office: Office, user_id: int, batch: Batch | None) -> Outcome | None:
    person = find_person(session, office.settings, user_id)
    if person is None or batch is None or RANK.get(person.role(batch.brand) or "", 0) < RANK["viewer"]:
        return Outcome("stranger", ok=False, alert=True)
    if not person.is_at_least("approver", batch.brand):
        return Outcome("needs_role", {"role": "approver"}, ok=False, alert=True)
    return None
