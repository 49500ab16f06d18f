"""A claimed card given to a named colleague: who may have it, and the giving."""

from __future__ import annotations

from sqlmodel import col, select

from models import Decision, Member
from responders.desk.case import Case, Outcome
from responders.desk.crises import crisis_of
from responders.desk.duty import on_duty
from responders.desk.roles import Person, find_person, name_of, needed_role
from responders.desk.working import CLAIM

OFFERED = 3
"""Names among a card's five buttons; the others are reached by /devret."""


def colleagues(case: Case) -> list[Person]:
    """Who may decide this card and does not have it: whoever is on duty first, then who decided something last."""
    crisis = crisis_of(case.session, case.mention.brand) is not None
    needed = needed_role("approve", case.mention, crisis=crisis)
    known = {*case.office.settings.people, *case.session.exec(select(Member.user_id)).all()}
    people = [find_person(case.session, case.office.settings, user) for user in sorted(known)]
    may = [one for one in people if one and one.id != owner(case) and one.is_at_least(needed, case.mention.brand)]
    duty, last = on_duty(case.session, case.office, case.mention.brand, case.now), _last_decisions(case)
    return sorted(may, key=lambda one: (one.id != duty, -last.get(one.id, 0)))


def owner(case: Case) -> int | None:
    """Who has the card now."""
    by, until = case.mention.claimed_by, case.mention.claimed_until
    return by if until is None or until > case.now else None


def offer(case: Case) -> Outcome:
    """Open the row of names. They stay as offered until the view is opened again: a tap means the name it showed."""
    if owner(case) is None:
        case.show("main")
        return Outcome("old_button", ok=False)
    people = colleagues(case)
    case.show(" ".join(["pass_on", *(str(person.id) for person in people[:OFFERED])]))
    return Outcome("more_colleagues" if len(people) > OFFERED else "ok", {"n": case.mention.id})


def offered(case: Case) -> list[int]:
    """Telegram ids behind the names on the card, in their order."""
    name, *ids = case.view.split()
    return [int(one) for one in ids] if name == "pass_on" else []


def take_offer(case: Case, place: int) -> Outcome:
    """The name at this place was tapped."""
    ids = offered(case)
    return pass_on(case, ids[place]) if place < len(ids) else Outcome("old_button", ok=False)


def pass_on(case: Case, to: int) -> Outcome:
    """The card is theirs, as if they had claimed it. Only who has it gives it, or a lead."""
    if case.mention.state == "closed":
        return Outcome("too_late", {"state": "closed"}, ok=False)
    giver = owner(case)
    if giver != case.person.id and not case.person.is_at_least("lead", case.mention.brand):
        return Outcome("claim_first", ok=False)
    if to not in {person.id for person in colleagues(case)}:
        return Outcome("not_theirs", {"name": name_of(case.session, case.office.settings, to)}, ok=False)
    case.mention.claimed_by, case.mention.claimed_until = to, case.now + CLAIM
    case.save(case.mention)
    case.record("pass_on", details={"from": giver, "to": to})
    case.show("main")
    return Outcome("passed_on", {"name": name_of(case.session, case.office.settings, to)})


def _last_decisions(case: Case) -> dict[int, int]:
    """Each person's newest decision of the brand's last hundred."""
    newest = (
        select(Decision.id, Decision.actor)
        .where(Decision.brand == case.mention.brand)
        .order_by(col(Decision.id).desc())
        .limit(100)
    )
    last: dict[int, int] = {}
    for number, actor in case.session.exec(newest).all():
        last.setdefault(actor, number)
    return last
