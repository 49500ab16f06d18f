"""What people decide about an incident: who looks after it, the line for all, when it is over.

Each deed is one transaction: who is it, may they, is it still so, do it, write it down.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from sqlmodel import Session, col, select

from language.detection import detect
from models import Alert, Brand, Database, Decision, Incident
from models.decision import record
from responders.desk.case import Office, Outcome
from responders.desk.incident_line import proposed
from responders.desk.roles import Person, find_person, name_of
from responders.guards import Context, Flag, level_of

LONGEST = 160
"""Letters of a line: a greeting and a sentence of its own must fit beside it."""

Deed = Callable[[Session, Office, Person, Incident], Outcome]


def own(database: Database, office: Office, user_id: int, incident_id: int) -> Outcome:
    """One owner: from somebody else only a lead takes it."""

    def deed(session: Session, office: Office, person: Person, incident: Incident) -> Outcome:
        if incident.owner not in (None, person.id) and not person.is_at_least("lead", incident.brand):
            return Outcome("claimed_by", {"name": name_of(session, office.settings, incident.owner or 0)}, ok=False)
        incident.owner = person.id
        _record(session, office, person, incident, "incident_own")
        return Outcome("claimed")

    return _do(database, office, user_id, incident_id, "approver", deed)


def propose(database: Database, office: Office, user_id: int, incident_id: int, text: str) -> Outcome:
    """A person's line, in the language it is written in. A line the guards refuse is not kept."""

    def deed(session: Session, office: Office, person: Person, incident: Incident) -> Outcome:
        line = " ".join(text.split())
        if not 0 < len(line) <= LONGEST:
            return Outcome("line_length", {"n": LONGEST}, ok=False)
        language = detect(line)[0]
        if language not in ("tr", "en"):
            return Outcome("line_language", ok=False)
        return _keep(session, office, person, incident, {language: line})

    return _do(database, office, user_id, incident_id, "approver", deed)


def ready(database: Database, office: Office, user_id: int, incident_id: int) -> Outcome:
    """The line config.yaml holds ready becomes the proposal, in both languages."""

    def deed(session: Session, office: Office, person: Person, incident: Incident) -> Outcome:
        prepared = office.brands[incident.brand].holding_line
        lines = {"tr": prepared.tr, "en": prepared.en} if prepared else {}
        known = {language: line for language, line in lines.items() if line}
        return _keep(session, office, person, incident, known) if known else Outcome("old_button", ok=False)

    return _do(database, office, user_id, incident_id, "approver", deed)


def agree(database: Database, office: Office, user_id: int, incident_id: int, version: int) -> Outcome:
    """A lead approves the very words shown; with four eyes not the lead who wrote them."""

    def deed(session: Session, office: Office, person: Person, incident: Incident) -> Outcome:
        if version != incident.line_version or not proposed(incident) or incident.approved_by is not None:
            return Outcome("old_button", ok=False)
        if office.settings.four_eyes and incident.proposed_by == person.id:
            return Outcome("four_eyes", ok=False, alert=True)
        incident.approved_by = person.id
        _record(session, office, person, incident, "incident_line", text_hash=_hash(proposed(incident)))
        return Outcome("noted")

    return _do(database, office, user_id, incident_id, "lead", deed)


def close(database: Database, office: Office, user_id: int, incident_id: int) -> Outcome:
    """Over, says a lead: its line goes into no further draft, and the chat is told."""

    def deed(session: Session, office: Office, person: Person, incident: Incident) -> Outcome:
        incident.closed_at, incident.closed_by = office.now(), person.id
        key = f"clear {incident.id}"
        session.add(Alert(brand=incident.brand, key=key, kind="clear", incident_id=incident.id, due_at=office.now()))
        _record(session, office, person, incident, "incident_close")
        return Outcome("noted")

    return _do(database, office, user_id, incident_id, "lead", deed)


def cards_again(session: Session, office: Office, brands: Sequence[str]) -> int:
    """The cards of open incidents come anew at the end of their chats; how many."""
    is_open = (col(Incident.brand).in_(brands), col(Incident.closed_at).is_(None))
    incidents = session.exec(select(Incident).where(*is_open).order_by(col(Incident.id))).all()
    now = office.now()
    for one in incidents:
        key = f"card {one.id} {now.isoformat()}"
        session.add(Alert(brand=one.brand, key=key, kind="card", incident_id=one.id, due_at=now))
    return len(incidents)


def objections(brand: Brand, line: str, language: str, check: Callable[[str, Context], Sequence[Flag]]) -> list[Flag]:
    """What the guards say of a line, as of any text of a person's."""
    return list(check(line, Context(brand=brand, platform="", lang=language, kind="complaint")))


def _keep(session: Session, office: Office, person: Person, incident: Incident, lines: dict[str, str]) -> Outcome:
    brand = office.brands[incident.brand]
    flags = [flag for language, line in lines.items() for flag in objections(brand, line, language, office.hooks.check)]
    names = sorted({flag.name for flag in flags})
    if level_of(flags) == "red":
        return Outcome("line_blocked", {"flags": names}, ok=False)
    incident.holding_line = lines.get("tr", incident.holding_line)
    incident.holding_line_en = lines.get("en", incident.holding_line_en)
    incident.proposed_by, incident.approved_by = person.id, None
    incident.line_version += 1
    _record(session, office, person, incident, "incident_proposal", text_hash=_hash(lines), overruled=names)
    return Outcome("line_warned" if names else "line_kept", {"flags": names})


def _do(database: Database, office: Office, user_id: int, incident_id: int, role: str, deed: Deed) -> Outcome:
    with database.transaction() as session:
        person = find_person(session, office.settings, user_id)
        incident = session.exec(select(Incident).where(Incident.id == incident_id).with_for_update()).first()
        if person is None or incident is None or not person.role(incident.brand):
            return Outcome("stranger", ok=False, alert=True)
        if not person.is_at_least(role, incident.brand):
            return Outcome("needs_role", {"role": role}, ok=False, alert=True)
        if incident.closed_at is not None:
            return Outcome("decided_already", ok=False)
        outcome = deed(session, office, person, incident)
        session.add(incident)
        return outcome


def _record(
    session: Session,
    office: Office,
    person: Person,
    incident: Incident,
    action: str,
    *,
    text_hash: str | None = None,
    overruled: Sequence[str] = (),
) -> None:
    details = {"incident": incident.id, "line_version": incident.line_version}
    decision = Decision(
        at=office.now(), brand=incident.brand, actor=person.id, action=action, text_hash=text_hash, details=details,
        overruled=list(overruled),
    )  # fmt: skip
    record(session, decision)


def _hash(lines: dict[str, str]) -> str:
    return hashlib.sha256("\n".join(f"{key} {lines[key]}" for key in sorted(lines)).encode()).hexdigest()
