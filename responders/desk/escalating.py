"""An escalation counts from its first tap: the reason is asked afterwards on the same card, and whoever escalated may
take it back until the leads are told."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, col, select

from models import Decision
from models.decision import ESCALATIONS
from models.errors import LostRace
from responders.desk.case import Case, Outcome
from responders.desk.roles import is_sensitive

TAKE_BACK = timedelta(seconds=30)
"""After the last tap; then the leads are told, and it is theirs."""
UNSAID = "difficult"
"""The reason of whoever gives none."""


def escalate(case: Case) -> Outcome:
    """Only a lead may answer from now on. A lead who presses it on what is a lead's already corrects the reason."""
    if not is_sensitive(case.mention):
        _raise(case, UNSAID)
    elif not _may(case):
        return Outcome("escalated_already", ok=False)
    case.show("escalate")
    return Outcome("escalated")


def give_reason(case: Case, reason: str) -> Outcome:
    """Why; by whoever escalated, or a lead. On a card that is no lead's it is the escalation itself."""
    if is_sensitive(case.mention) and not _may(case):
        return Outcome("needs_role", {"role": "lead"}, ok=False, alert=True)
    _raise(case, reason)
    case.show("main")
    return Outcome("escalated")


def take_back(case: Case) -> Outcome:
    """As it was before; by whoever escalated, until the leads are told, or by a lead."""
    row = last_of(case.session, case.mention.id)
    if row is None or row.action != "escalate" or row.reason != case.mention.care_reason:
        return Outcome("old_button", ok=False)  # or the author wrote again, and that is a lead's by itself
    if not _may(case):
        return Outcome("needs_role", {"role": "lead"}, ok=False, alert=True)
    if case.now - row.at >= TAKE_BACK and not case.person.is_at_least("lead", case.mention.brand):
        case.show("main")
        return Outcome("leads_know", ok=False, alert=True)
    case.mention.level_of_care, case.mention.care_reason = _before(row)
    case.save(case.mention)
    case.record("escalate_undo")
    case.show("main")
    return Outcome("escalate_undone")


def last_of(session: Session, mention_id: int) -> Decision | None:
    """A person's last word on who must look: escalated, or taken back."""
    said = select(Decision).where(Decision.mention_id == mention_id, col(Decision.action).in_(ESCALATIONS))
    return session.exec(said.order_by(col(Decision.id).desc()).limit(1)).first()


def is_fresh(case: Case) -> bool:
    """Whether it can still be taken back from the card."""
    row = last_of(case.session, case.mention.id)
    return row is not None and row.action == "escalate"


def _raise(case: Case, reason: str) -> None:
    if case.mention.state == "closed":
        raise LostRace("mention", "closed")
    if case.draft is not None and case.draft.state == "approved":
        raise LostRace("draft", "approved")
    row = last_of(case.session, case.mention.id)
    before = [case.mention.level_of_care, case.mention.care_reason]
    if row is not None and row.action == "escalate" and case.mention.level_of_care == "lead":
        before = _before(row)  # another reason for the same escalation
    case.mention.level_of_care, case.mention.care_reason = "lead", reason
    case.save(case.mention)
    case.record("escalate", reason=reason, details={"before": before})


def _before(row: Decision) -> list[str | None]:
    """Level and reason of care before the escalation."""
    return list(row.details.get("before", [None, None]))


def _may(case: Case) -> bool:
    row = last_of(case.session, case.mention.id)
    own_deed = row is not None and row.action == "escalate" and row.actor == case.person.id
    return own_deed or case.person.is_at_least("lead", case.mention.brand)
