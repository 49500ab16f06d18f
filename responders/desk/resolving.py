"""What a person says about a reply that is past approval: posted by hand, failed, unsure, to be deleted."""

from __future__ import annotations

from models import Reply
from models.errors import LostRace
from models.transitions import move
from responders.desk.approving import reopen_draft
from responders.desk.case import Case, Outcome


def posted_by_hand(case: Case) -> Outcome:
    """The person posted it; our own timeline confirms it later."""
    reply = _reply(case, "by_hand")
    move(case.session, reply, "posted_by_hand", expect=["by_hand"], posted_at=case.now)
    _close(case)
    case.record("posted_by_hand", text_hash=reply.approval_hash)
    return Outcome("thanks_posted")


def retry(case: Case) -> Outcome:
    """A failed reply goes again: same text, same approval."""
    reply = _reply(case, "failed")
    move(case.session, reply, "held", expect=["failed"], next_at=case.now, attempts=0)
    case.record("retry", text_hash=reply.approval_hash)
    return Outcome("retrying")


def by_hand(case: Case) -> Outcome:
    """A failed reply is posted by a person instead."""
    reply = _reply(case, "failed")
    url = case.office.hooks.route(case.mention, reply.text).url or case.mention.url
    move(case.session, reply, "by_hand", expect=["failed"], by_hand_url=url, by_hand_at=case.now, next_at=None)
    case.record("by_hand", text_hash=reply.approval_hash)
    return Outcome("approved_by_hand")


def there(case: Case) -> Outcome:
    """Nobody could tell whether it was posted; the person looked, and it is."""
    reply = _reply(case, "unsure")
    move(case.session, reply, "posted", expect=["unsure"], posted_at=reply.attempted_at or case.now, next_at=None)
    _close(case)
    case.record("there", text_hash=reply.approval_hash)
    return Outcome("thanks_posted")


def not_there(case: Case) -> Outcome:
    """The person looked, and it is not there: it goes again."""
    reply = _reply(case, "unsure")
    move(case.session, reply, "held", expect=["unsure"], next_at=case.now, attempts=0, attempted_at=None)
    case.record("not_there", text_hash=reply.approval_hash)
    return Outcome("retrying")


def give_up(case: Case) -> Outcome:
    """An unsure reply is left alone; the text waits for a fresh decision."""
    reply = _reply(case, "unsure")
    if case.draft is None or case.draft.state != "approved":
        raise LostRace("draft", case.draft.state if case.draft else None)
    move(case.session, reply, "cancelled", expect=["unsure"])
    move(case.session, case.draft, "superseded", decided_at=case.now)
    case.record("give_up", text_hash=reply.approval_hash)
    reopen_draft(case, case.draft)
    return Outcome("undone")


def delete(case: Case) -> Outcome:
    """Ask the outbox to delete a reply that is out: it does so, and only it."""
    reply = _reply(case, "posted")
    if reply.delete_wanted_at is not None:
        raise LostRace("reply", "deleting")
    reply.delete_wanted_at = case.now
    case.save(reply)
    case.record("delete", text_hash=reply.approval_hash)
    case.show("main")
    return Outcome("deleting")


def _reply(case: Case, state: str) -> Reply:
    if case.reply is None or case.reply.state != state:
        raise LostRace("reply", case.reply.state if case.reply else None)
    return case.reply


def _close(case: Case) -> None:
    if case.mention.state != "closed":
        move(case.session, case.mention, "closed", closed_reason="answered", closed_at=case.now)
