"""/roller kaldir: whoever leaves the firm loses the roles that were given in the chat."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from language.folding import fold
from models import Decision, Duty, Member
from models.decision import record
from responders.desk.asking import Answer, Asked
from responders.desk.numbers import number
from responders.desk.quoting import own
from responders.desk.roles import RANK, Person, find_person
from responders.desk.texts import role_word

VERBS = {"kaldir", "remove"}
_EVERY = "*"


def take_roles(asked: Asked) -> Answer:
    """/roller kaldir mert, or their Telegram id: an admin takes a colleague's roles for the brands that are meant."""
    brands = asked.with_role("admin")
    if not brands:
        return Answer(asked.say("no_role"))
    called = _called(asked, asked.words[1:])
    if len(called) != 1:
        names = ", ".join(f"{own(one.name)} ({one.id})" for one in called or _everybody(asked))
        return Answer(asked.say("role_who", names=names))
    (person,) = called
    rows = _given(asked, person, brands)
    if any(row.brand == _EVERY for row in rows) and len(brands) < len(asked.office.brands):
        return Answer(asked.say("role_everywhere", name=own(person.name)))
    if without := _left_without_admin(asked, person, rows):
        return Answer(asked.say("role_last_admin", name=own(person.name), brands=", ".join(without)))
    return Answer("\n".join([*_take(asked, person, rows), *_standing_still(asked, person, brands)]))


def _called(asked: Asked, words: Sequence[str]) -> list[Person]:
    """Those of that name; of that id where a number is said, since two may have one name."""
    user = number(words[0]) if len(words) == 1 else None
    if user is not None:
        return [one for one in _everybody(asked) if one.id == user]
    names = [fold(word.lstrip("@")) for word in words]
    return [one for one in _everybody(asked) if names and all(name in fold(one.name).split() for name in names)]


def _everybody(asked: Asked) -> list[Person]:
    """Whoever has a role for a brand this is about."""
    known = sorted({*asked.office.settings.people, *asked.session.exec(select(Member.user_id)).all()})
    people = [find_person(asked.session, asked.office.settings, user) for user in known]
    return [one for one in people if one is not None and any(one.role(brand) for brand in asked.brands)]


def _given(asked: Asked, person: Person, brands: Sequence[str]) -> list[Member]:
    """Their roles from the chat; a role that is only asked for is a lead's to refuse."""
    rows = select(Member).where(Member.user_id == person.id, col(Member.brand).in_((*brands, _EVERY)))
    return [row for row in asked.session.exec(rows.order_by(col(Member.id))).all() if row.role in RANK]


def _left_without_admin(asked: Asked, person: Person, rows: Sequence[Member]) -> list[str]:
    """Names of the brands that nobody else administers: no one could confirm an admin there any more."""
    settings, losing = asked.office.settings, {row.brand for row in rows if row.role == "admin"}
    brands = list(asked.office.brands) if _EVERY in losing else [key for key in asked.office.brands if key in losing]
    given = settings.people.get(person.id)
    others = [one for one in _everybody(asked) if one.id != person.id]
    return [
        asked.name(key)
        for key in brands
        if not any(one.is_at_least("admin", key) for one in others)
        and not (given and given.roles.get(key, given.roles.get(_EVERY)) == "admin")
    ]


def _take(asked: Asked, person: Person, rows: Sequence[Member]) -> list[str]:
    lost = []
    for row in rows:
        brand = asked.say("all") if row.brand == _EVERY else asked.name(row.brand)
        lost.append(f"{brand} {role_word(asked.language, row.role)}")
        details = {"user": person.id, "role": row.role}
        made = Decision(
            at=asked.office.now(), brand=row.brand, actor=asked.person.id, action="role_taken", details=details
        )
        record(asked.session, made)
        asked.session.delete(row)
    asked.session.flush()
    _off_duty(asked, person)
    return [asked.say("role_taken", name=own(person.name), roles=", ".join(lost))] if lost else []


def _off_duty(asked: Asked, person: Person) -> None:
    """A duty they took would go on ringing them for cards they may not decide any more."""
    now = find_person(asked.session, asked.office.settings, person.id)
    for duty in asked.session.exec(select(Duty).where(Duty.user_id == person.id)).all():
        if now is None or not now.is_at_least("approver", duty.brand):
            asked.session.delete(duty)


def _standing_still(asked: Asked, person: Person, brands: Sequence[str]) -> list[str]:
    """What config.yaml gives them is not the chat's to take."""
    left = find_person(asked.session, asked.office.settings, person.id)
    held = {brand: left.role(brand) for brand in brands} if left else {}
    roles = ", ".join(f"{asked.name(key)} {role_word(asked.language, role)}" for key, role in held.items() if role)
    return [asked.say("role_in_config", name=own(person.name), roles=roles)] if roles else []
