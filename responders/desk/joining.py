"""Bind a chat or a person with a one-time code, so that nobody types an id: `samimi connect telegram`, /katil CODE."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Chat, Decision, JoinCode, Member
from models.decision import record
from responders.desk.case import Office, Outcome
from responders.desk.chats import chat_for, named_chat
from responders.desk.quoting import own
from responders.desk.roles import RANK, Person, find_person
from responders.desk.settings import Role
from responders.desk.texts import toast

LIFE = timedelta(minutes=30)
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without what is misread: 0 O, 1 I."""
ASKED = "asked_"
"""A role that was asked for and not yet given starts with this; it counts for nothing."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who sent /katil, and where."""

    user_id: int
    name: str
    language: str
    chat_id: int
    in_group: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of a code: a key of the answers, and the member whose role a lead must confirm."""

    key: str
    brands: tuple[str, ...] = ()
    role: str = ""
    asking: int | None = None


def new_code(session: Session, brand: str, role: Role, now: datetime) -> str:
    """A code for one use within half an hour; `brand` is a key or "*". Whoever uses it asks for `role`."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    session.add(JoinCode(digest=_digest(code), brand=brand, role=role, expires_at=now + LIFE))
    session.flush()
    return code


def join(session: Session, office: Office, code: str, who: Newcomer) -> Joined:
    """Use a code: in a group it binds the group; the person gets the role at once only while nobody leads yet."""
    now = office.now()
    found = session.get(JoinCode, _digest(code))
    if found is None or found.used_at is not None or found.expires_at <= now:
        return Joined("bad_code")
    found.used_by, found.used_at = who.user_id, now
    session.add(found)
    brands = tuple(office.brands) if found.brand == "*" else (found.brand,)
    person = find_person(session, office.settings, who.user_id)
    if who.in_group:
        if not _may_bind(session, office, found.role, brands, who, person):
            return Joined("bound_elsewhere", brands, found.role)
        for brand in brands:
            _bind(session, office, brand, who)
    if person is not None and all(RANK.get(person.role(brand) or "", 0) >= RANK[found.role] for brand in brands):
        return Joined("chat_bound" if who.in_group else "have_role", brands, found.role)
    member = _member(session, found, who, now, leads=_has_lead(session, office, brands))
    if member.role.startswith(ASKED):
        return Joined("chat_bound_asked" if who.in_group else "role_asked", brands, found.role, member.id)
    return Joined("chat_bound_role" if who.in_group else "role_given", brands, found.role)


def decide(session: Session, office: Office, user_id: int, member_id: int, *, grant: bool) -> Outcome:
    """A lead's yes or no to somebody who asked; only an admin makes admins."""
    member = session.get(Member, member_id)
    person = find_person(session, office.settings, user_id)
    if person is None or member is None:
        return Outcome("stranger", ok=False, alert=True)
    if not member.role.startswith(ASKED):
        return Outcome("decided_already", ok=False)
    role = member.role.removeprefix(ASKED)
    needed = "admin" if role == "admin" else "lead"
    if not person.is_at_least(needed, member.brand):
        return Outcome("needs_role", {"role": needed}, ok=False, alert=True)
    action = "role" if grant else "role_refused"
    details = {"user": member.user_id, "role": role}
    record(session, Decision(at=office.now(), brand=member.brand, actor=user_id, action=action, details=details))
    if grant:
        member.role = role
        session.add(member)
    else:
        session.delete(member)
    key, values = "role_granted" if grant else "role_refused", {"name": member.name, "role": role}
    # The group sees who decided, not only whoever pressed.
    return Outcome(key, values, note=own(f"{toast(person.language, key, **values)} · {person.first_name}"))


def _may_bind(
    session: Session, office: Office, role: str, brands: tuple[str, ...], who: Newcomer, person: Person | None
) -> bool:
    """A brand without a chat takes any; one that has a chat is moved to another by a lead's own code only.

    A code for an approver, passed on, must not carry a brand's cards away to somebody's own group.
    """
    elsewhere = [key for key in brands if chat_for(session, office.settings, key) not in (None, who.chat_id)]
    if not elsewhere or RANK[role] >= RANK["lead"]:
        return True
    return person is not None and all(person.is_at_least("lead", key) for key in elsewhere)


def _bind(session: Session, office: Office, brand: str, who: Newcomer) -> None:
    if chat_for(session, office.settings, brand) == who.chat_id:
        return
    bound = session.exec(select(Chat).where(Chat.brand == brand)).first() or Chat(brand=brand, chat_id=who.chat_id)
    bound.chat_id, bound.topics, bound.counter_id = who.chat_id, {}, None
    bound.migrated_from = named_chat(office.settings, brand)
    session.add(bound)
    details = {"chat": who.chat_id}
    record(session, Decision(at=office.now(), brand=brand, actor=who.user_id, action="bind", details=details))


def _has_lead(session: Session, office: Office, brands: tuple[str, ...]) -> bool:
    """Whether somebody is there who could confirm a role."""
    leads = ("lead", "admin")
    given = any(
        person.roles.get(brand, person.roles.get("*")) in leads
        for person in office.settings.people.values()
        for brand in brands
    )
    members = select(Member).where(col(Member.role).in_(leads), col(Member.brand).in_((*brands, "*")))
    return given or session.exec(members.limit(1)).first() is not None


def _member(session: Session, code: JoinCode, who: Newcomer, now: datetime, *, leads: bool) -> Member:
    where = select(Member).where(Member.brand == code.brand, Member.user_id == who.user_id)
    member = session.exec(where).first() or Member(brand=code.brand, user_id=who.user_id, role="")
    member.role = ASKED + code.role if leads else code.role
    member.name, member.settings = who.name[:60], {"language": who.language}
    session.add(member)
    session.flush()
    details = {"user": who.user_id, "role": member.role}
    decision = Decision(at=now, brand=code.brand, actor=who.user_id, action="join", details=details)
    record(session, decision)
    return member


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
