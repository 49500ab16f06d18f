"""Who may do what: every press, reply and command is asked here, and the answer is no unless a role says yes (I6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from models import Brand, Member, Mention
from responders.desk.settings import DeskSettings, Language, Role

RANK: dict[str, int] = {"viewer": 1, "approver": 2, "lead": 3, "admin": 4}

NEEDS: dict[str, Role] = {
    "history": "viewer",
    "delete": "lead",
    "delete_really": "lead",
    "resume": "lead",
    "facts": "lead",
    "people": "lead",
    "audit": "lead",
    "forget": "admin",
}
"""What an action asks for; every other action on a card asks for an approver."""

_FREE_OF_CARE = {
    "history", "claim", "release", "pass_on", "pass_on_1", "pass_on_2", "pass_on_3", "escalate", "undo", "pause",
    "main", "more", "work", "case", "escalate_undo", "escalate_legal", "escalate_safety", "escalate_press",
    "escalate_difficult",
}  # fmt: skip
"""What an approver may do even with a mention that only a lead may answer."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a role, as config.yaml and the chat's own members say together."""

    id: int
    name: str
    initials: str
    language: Language
    roles: Mapping[str, str]

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    def role(self, brand: str) -> str | None:
        """The role for `brand`: its own line, else the line for every brand."""
        return self.roles.get(brand, self.roles.get("*"))

    def is_at_least(self, role: str, brand: str) -> bool:
        return RANK.get(self.role(brand) or "", 0) >= RANK[role]

    def brands(self, brands: Mapping[str, Brand], role: str = "viewer") -> list[str]:
        """Keys of the brands this person has at least `role` for."""
        return [key for key in brands if self.is_at_least(role, key)]


def find_person(session: Session, settings: DeskSettings, user_id: int) -> Person | None:
    """The person with this Telegram id; None for a stranger. Of two roles for a brand the higher counts."""
    given = settings.people.get(user_id)
    members = session.exec(select(Member).where(Member.user_id == user_id)).all()
    roles: dict[str, str] = dict(given.roles) if given else {}
    for member in members:
        if RANK.get(member.role, 0) > RANK.get(roles.get(member.brand, ""), 0):
            roles[member.brand] = member.role
    if not roles:
        return None
    if given:
        return Person(user_id, given.name, given.initials, given.language, roles)
    name = next((member.name for member in members if member.name), str(user_id))
    english = any(member.settings.get("language") == "en" for member in members)
    language: Language = "en" if english else "tr"
    return Person(user_id, name, initials_of(name), language, roles)


def admins_of(session: Session, settings: DeskSettings) -> list[int]:
    """Telegram ids of everybody who is admin of something."""
    given = [user for user, person in settings.people.items() if "admin" in person.roles.values()]
    members = session.exec(select(Member.user_id).where(Member.role == "admin")).all()
    return sorted({*given, *members})


def leads_of(session: Session, settings: DeskSettings, brand: str) -> list[int]:
    """Telegram ids of the brand's leads; of its admins where it has none."""
    known = {*settings.people, *session.exec(select(Member.user_id)).all()}
    people = [person for user in sorted(known) if (person := find_person(session, settings, user))]
    leads = [person.id for person in people if person.role(brand) == "lead"]
    return leads or [person.id for person in people if person.role(brand) == "admin"]


def initials_of(name: str) -> str:
    """Elif Kaya → EK; the letters of the first and the last name as they are written."""
    words = [word for word in name.split() if word[0].isalpha()]
    picked = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in picked).replace("i", "İ").upper() or "?"


READER = Person(0, "Samimi", "··", "tr", {})
"""Stands for whoever reads a card: the signature's length counts, its letters are the approver's."""


def name_of(session: Session, settings: DeskSettings, user_id: int) -> str:
    """A first name for the card; "Samimi" for the bot itself."""
    if user_id == 0:
        return "Samimi"
    person = find_person(session, settings, user_id)
    return person.first_name if person else str(user_id)


def is_sensitive(mention: Mention) -> bool:
    """Whether only a lead may answer: the law, safety, a crisis, or somebody escalated it."""
    return mention.escalate is not None or mention.level_of_care == "lead"


def needed_role(action: str, mention: Mention, *, crisis: bool = False) -> Role:
    """The least role that may take `action` on this mention; in a declared crisis of its brand a lead decides."""
    needed = NEEDS.get(action, "approver")
    if needed == "approver" and (crisis or is_sensitive(mention)) and action not in _FREE_OF_CARE:
        return "lead"
    return needed
