"""A command as it was asked: by whom, where, about which brands; and what is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from responders.desk.buttons import Button
from responders.desk.case import Office
from responders.desk.command_words import answer
from responders.desk.quoting import own
from responders.desk.roles import Person
from responders.desk.settings import Language


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says, as HTML; what it points at, carries and asks for."""

    text: str
    reply_to: int | None = None
    rows: Sequence[Sequence[Button]] = ()
    subject: int = 0
    """What the buttons are about."""
    document: tuple[str, bytes] | None = None
    forget: tuple[str, str] | None = None
    """(platform, handle) to erase once this is written down."""
    press: tuple[str, int] | None = None
    """(action, mention) to carry out as if its button had been pressed, once this is written down."""
    about: tuple[int, ...] = ()
    """Mentions whose words, or whose author's name, it shows."""


@dataclass
class Asked:
    """One command of one person, inside its transaction."""

    session: Session
    office: Office
    person: Person
    brands: list[str]
    """The brands it is about: the one named, else those of the chat, else all the person has a role for."""
    every: bool
    """"hepsi" was said."""
    words: list[str]
    chat_id: int

    @property
    def language(self) -> Language:
        return self.person.language

    def say(self, key: str, **values: object) -> str:
        return answer(self.language, key, **values)

    def with_role(self, role: str) -> list[str]:
        return [key for key in self.brands if self.person.is_at_least(role, key)]

    def one(self, role: str) -> str | Answer:
        """The one brand this is about, or the answer that asks which."""
        brands = self.with_role(role)
        if len(brands) == 1:
            return brands[0]
        return Answer(self.say("which_brand", names=", ".join(brands)) if brands else self.say("no_role"))

    def name(self, key: str) -> str:
        return own(self.office.brands[key].name)
