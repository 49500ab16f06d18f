"""An incident's one card: the evidence, the live count, who looks after it, the line for all; and its buttons."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlmodel import Session

from models import Brand, Incident
from responders.desk.card_words import word
from responders.desk.case import Office
from responders.desk.digest_posting import Key
from responders.desk.incident_deeds import objections
from responders.desk.incident_line import proposed
from responders.desk.incident_words import say
from responders.desk.quoting import own
from responders.desk.roles import name_of


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the incident holds now, and how long it lasted in words."""

    posts: int
    authors: int
    answered: int
    lasted: str = ""


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """What the card looks like. `state` changes with decisions, `whole` with every number."""

    text: str
    keys: list[list[Key]]
    state: str
    whole: str


def render(session: Session, office: Office, incident: Incident, evidence: str, numbers: Numbers) -> IncidentCard:
    """`evidence` is the alarm's own text, plain."""
    brand = office.brands[incident.brand]
    head, *rest = own(evidence).splitlines()
    body = [
        _owner(session, office, brand, incident),
        *_line(session, office, brand, incident),
        *_end(session, office, brand, incident, numbers),
    ]
    counted = say(brand.chat_language, "count", posts=numbers.posts, authors=numbers.authors, answered=numbers.answered)
    keys = _keys(brand, incident)
    text = "\n".join([f"<b>{head}</b>", *rest, counted, *body])
    return IncidentCard(text, keys, _digest([*body, repr(keys)]), _digest([text, repr(keys)]))


def _owner(session: Session, office: Office, brand: Brand, incident: Incident) -> str:
    if incident.owner is None:
        return say(brand.chat_language, "no_owner")
    return say(brand.chat_language, "owner", name=own(name_of(session, office.settings, incident.owner)))


def _line(session: Session, office: Office, brand: Brand, incident: Incident) -> list[str]:
    language, lines = brand.chat_language, proposed(incident)
    if not lines:
        return [say(language, "no_line")] if incident.closed_at is None else []
    by = incident.approved_by if incident.approved_by is not None else incident.proposed_by
    key = "approved" if incident.approved_by is not None else "proposed"
    shown = [say(language, key, name=own(name_of(session, office.settings, by or 0)))]
    shown += [f"<blockquote>{own(text)}</blockquote>" for text in lines.values()]
    if incident.approved_by is None:
        flags = {f.name for lang, text in lines.items() for f in objections(brand, text, lang, office.hooks.check)}
        shown += [f"⚠️ {', '.join(word(language, 'flag', name) for name in sorted(flags))}"] if flags else []
    return shown


def _end(session: Session, office: Office, brand: Brand, incident: Incident, numbers: Numbers) -> list[str]:
    if incident.closed_at is None:
        return []
    at = f"{brand.calendar.local(incident.closed_at):%H:%M}"
    if incident.closed_by is None:
        return [say(brand.chat_language, "over", at=at, lasted=numbers.lasted)]
    name = own(name_of(session, office.settings, incident.closed_by))
    return [say(brand.chat_language, "closed_by", at=at, name=name, lasted=numbers.lasted)]


def _keys(brand: Brand, incident: Incident) -> list[list[Key]]:
    if incident.closed_at is not None:
        return []
    language, id_ = brand.chat_language, incident.id
    rows = [[Key(say(language, "own_button"), "incident_own", id_)]] if incident.owner is None else []
    if proposed(incident) and incident.approved_by is None:
        rows.append([Key(say(language, "agree_button"), "incident_agree", id_, incident.line_version, "success")])
    elif not proposed(incident) and brand.holding_line is not None:
        rows.append([Key(say(language, "ready_button"), "incident_ready", id_)])
    rows.append([Key(say(language, "close_button"), "incident_close", id_)])
    return rows


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
