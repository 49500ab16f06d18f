"""Something the desk says of its own accord, and the chat it is said in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import Brand
from responders.desk.buttons import Button
from responders.desk.case import Office
from responders.desk.command_words import answer
from responders.desk.notes import Note


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to say once. `instead` is where it goes when the person cannot be reached in private."""

    note: Note
    done: Callable[[Session], None]
    instead: int | None = None
    rows: Sequence[Sequence[Button]] = ()
    """Buttons under it, signed for the chat it reaches."""
    subject: int = 0
    """What the buttons are about (a row's id)."""
    aloud: str = ""
    """What is said `instead`, in the chat's language; empty: the same words."""


@dataclass(frozen=True, slots=True)
class Place:
    """One brand's chat at one moment."""

    session: Session
    office: Office
    brand: Brand
    chat_id: int
    thread_id: int | None
    now: datetime

    def say(self, key: str, **values: object) -> str:
        return answer(self.brand.chat_language, key, **values)

    def note(self, text: str, reply_to: int | None = None, about: tuple[int, ...] = ()) -> Note:
        return Note(self.chat_id, text, self.thread_id, reply_to, about=about)
