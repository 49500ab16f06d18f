"""One press or reply → one transaction: who is it, may they, is it still so, do it, write it down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import Database, Decision, Mention
from models.burst import MOVED_ON
from models.errors import LostRace
from responders.desk import approving, editing, escalating, handing_over, passing_on, past, resolving, working
from responders.desk.case import Case, Office, Outcome, load_case
from responders.desk.crises import crisis_of
from responders.desk.roles import Person, find_person, name_of, needed_role
from responders.desk.settings import Language

Deed = Callable[[Case], Outcome]

_VIEWS = ("main", "confirm", "skip", "more", "work", "tone", "snooze", "label", "delete", "case")

_TONES = ("shorter", "warmer", "address", "no_emoji", "sen", "siz")

DEEDS: dict[str, Deed] = {
    **{view: partial(working.show, view=view) for view in _VIEWS},
    **{f"skip_{reason}": partial(approving.skip, reason=reason) for reason in approving.SKIP_REASONS},
    **{f"snooze_{how}": partial(working.snooze, how=how) for how in ("30_min", "2_h", "tomorrow", "shift")},
    **{
        f"label_{label}": partial(working.relabel, label=label)
        for label in ("complaint", "praise", "question", "other")
    },
    **{f"tone_{tone}": partial(working.another, tone=tone) for tone in _TONES},
    **{
        f"escalate_{why}": partial(escalating.give_reason, reason=why)
        for why in ("legal", "safety", "press", "difficult")
    },
    "escalate": escalating.escalate,
    "escalate_undo": escalating.take_back,
    "approve": approving.approve,
    "overrule": partial(approving.approve, overrule=True),
    "undo": approving.undo,
    "reopen": approving.reopen,
    "edit": editing.lock_for_edit,
    "another": partial(working.another, tone=None),
    "posted_by_hand": resolving.posted_by_hand,
    "retry": resolving.retry,
    "by_hand": resolving.by_hand,
    "there": resolving.there,
    "not_there": resolving.not_there,
    "give_up": resolving.give_up,
    "delete_really": resolving.delete,
    "claim": working.claim,
    "release": working.release,
    "pass_on": passing_on.offer,
    **{f"pass_on_{place + 1}": partial(passing_on.take_offer, place=place) for place in range(passing_on.OFFERED)},
    "wake": working.wake,
    "mute": working.mute,
    "example": working.mark_example,
    "history": past.history,
    "hand_over": handing_over.hand_over,
    **{f"case_{state}": partial(handing_over.set_state, state=state) for state in ("dm", "solved", "unsolved")},
}  # fmt: skip

_SHARED = {
    "main",
    "confirm",
    "skip",
    "more",
    "work",
    "tone",
    "snooze",
    "label",
    "delete",
    "case",
    "history",
}
"""What may be pressed on a card somebody else has claimed."""


def press(
    database: Database, office: Office, user_id: int, action: str, mention_id: int, version: int | None
) -> Outcome:
    """Carry out a press; `version` None: of whichever is newest (a command).

    Raises nothing a person can cause: a refusal is an Outcome with `ok` False.
    """
    return _carry_out(database, office, user_id, action, mention_id, version, DEEDS[action])


def edit(database: Database, office: Office, user_id: int, mention_id: int, text: str) -> Outcome:
    """Store a person's text as the newest version; it is checked like a press."""
    return _carry_out(database, office, user_id, "edit", mention_id, None, partial(editing.edit, text=text))


def pass_on(session: Session, office: Office, user_id: int, mention_id: int, to: int) -> Outcome:
    """Give a card to a colleague by a command; it is checked like a press."""
    case = _may(session, office, user_id, "pass_on", mention_id, None)
    return case if isinstance(case, Outcome) else _stamped(case, partial(passing_on.pass_on, to=to))


def _carry_out(
    database: Database, office: Office, user_id: int, action: str, mention_id: int, version: int | None, deed: Deed
) -> Outcome:
    try:
        with database.transaction() as session:
            case = _may(session, office, user_id, action, mention_id, version)
            return case if isinstance(case, Outcome) else _stamped(case, deed)
    except (LostRace, IntegrityError) as lost:
        # A unique row refused is a race lost as well: two new versions, two replies to one mention.
        with database.reading() as session:
            return _who_won(session, office, mention_id, getattr(lost, "found", None))


def _may(
    session: Session, office: Office, user_id: int, action: str, mention_id: int, version: int | None
) -> Case | Outcome:
    """The case, if this person may do this to it as it stands now; else why not."""
    person = find_person(session, office.settings, user_id)
    if person is None:
        return Outcome("stranger", ok=False, alert=True)
    case = load_case(session, office, person, mention_id)
    if case is None:
        return _nobodys(session, person, mention_id)
    if not person.role(case.mention.brand):
        return Outcome("stranger", ok=False, alert=True)
    needed = needed_role(action, case.mention, crisis=crisis_of(session, case.mention.brand) is not None)
    if not person.is_at_least(needed, case.mention.brand):
        return Outcome("needs_role", {"role": needed}, ok=False, alert=True)
    if version is not None and version != case.version:
        return _changed(case)
    return _locked(case, action) or case


def _nobodys(session: Session, person: Person, mention_id: int) -> Outcome:
    """A card of a brand that config.yaml has lost; only who has a role for it learns that."""
    mention = session.get(Mention, mention_id)
    if mention is None or not person.role(mention.brand):
        return Outcome("stranger", ok=False, alert=True)
    return Outcome("lost_brand", {"brand": mention.brand}, ok=False, alert=True)


def _changed(case: Case) -> Outcome:
    """The button is of an older version; why, where it was not a colleague."""
    moved = case.draft is not None and MOVED_ON in case.draft.reasons
    return Outcome("moved_on" if moved else "old_button", ok=False, alert=moved)


def _locked(case: Case, action: str) -> Outcome | None:
    """Somebody else is at it; only a lead goes past that."""
    owner, until = case.mention.claimed_by, case.mention.claimed_until
    taken = owner is not None and owner != case.person.id and (until is None or until > case.now)
    if not taken or owner is None or case.person.is_at_least("lead", case.mention.brand):
        return None
    if action in _SHARED:
        return None
    name = name_of(case.session, case.office.settings, owner)
    return Outcome("claimed_by", {"name": name}, ok=False)


def _stamped(case: Case, deed: Deed) -> Outcome:
    """The first press starts the stopwatch of the decision."""
    if case.card is not None and case.card.opened_at is None:
        case.card.opened_at = case.now
        case.save(case.card)
    return deed(case)


_DECIDING = (
    "approve", "skip", "undo", "edit", "posted_by_hand", "retry", "by_hand", "there", "not_there", "give_up",
    "mute", "reopen", "delete", "another", "hand_over",
)  # fmt: skip


def _who_won(session: Session, office: Office, mention_id: int, found: str | None) -> Outcome:
    """Elif approved 12 s ago."""
    newest = (
        select(Decision)
        .where(Decision.mention_id == mention_id, col(Decision.action).in_(_DECIDING))
        .order_by(col(Decision.id).desc())
        .limit(1)
    )
    decision = session.exec(newest).first()
    if decision is None:
        return Outcome("too_late", {"state": found or "gone"}, ok=False)
    values = {
        "name": name_of(session, office.settings, decision.actor),
        "action": decision.action,
        "ago": seconds_ago(decision.at, office.now()),
    }
    return Outcome("lost_race", values, ok=False)


def seconds_ago(at: datetime, now: datetime) -> int:
    return max(0, int((now - at).total_seconds()))


def language_of(database: Database, office: Office, user_id: int, code: str | None) -> Language:
    """The person's own language; for a stranger what their Telegram says."""
    with database.reading() as session:
        person = find_person(session, office.settings, user_id)
    if person is not None:
        return person.language
    return "tr" if (code or "").startswith("tr") else "en"
