"""What a decision is about, loaded in one transaction: mention, author, newest draft, reply, card, and who acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session, SQLModel, col, select

from models import Author, Brand, Card, Decision, Draft, Judgement, Mention, Reply, Route
from models.burst import burst_of, said, together
from models.decision import record
from models.errors import LostRace
from responders.desk.fact_book import with_added
from responders.desk.incident_line import with_line
from responders.desk.roles import Person
from responders.desk.settings import DeskSettings, Language
from responders.guards import Context, Flag


class Redraft(Protocol):
    """Make a new open version of a mention's draft. Raises when there is none to be had."""

    def __call__(self, mention_id: int, tone: str | None, by: int, /) -> object: ...


@dataclass(frozen=True)
class Suggested:
    """A style rule (its id), how many edits speak for it, and what to ask a lead."""

    rule: str
    times: int
    question: str


Suggest = Callable[[Session, Brand, datetime, Sequence[str]], Suggested | None]


@dataclass(frozen=True)
class Hooks:
    """What the desk asks of other rooms; all synchronous."""

    check: Callable[[str, Context], Sequence[Flag]]
    """responders.guards.check."""
    route: Callable[[Mention, str], Route]
    """The publisher's rule for this mention and text; no network."""
    redraft: Redraft
    digest: Callable[[str], str]
    """The running day of a brand, as Telegram's HTML."""
    status: Callable[[Sequence[str], Language], str]
    """How the bot is for these brands, as text."""
    forget: Callable[[str, str], object]
    """Erase an author everywhere: platform, handle."""
    masked: Callable[[str], str]
    """A text with its personal data masked."""
    suggest: Suggest | None = None
    """The style rule that people's edits speak for most; the rules given are settled already."""
    templates: Callable[[str, str], Sequence[tuple[str, str]]] | None = None
    """What the templates of a brand say of a topic: (kind and language, reply) each."""
    link_price: Callable[[Mention, str], tuple[float, float] | None] | None = None
    """Dollars without and with the link, for a reply whose link the platform bills; else None."""
    allow: Callable[[Session, str, str], bool] | None = None
    """Lets an author (platform, handle) be answered again; whether they had opted out or were muted."""
    sla: Callable[[str, Language], str] | None = None
    """How a brand kept its target in the last seven days, as HTML."""


@dataclass(frozen=True)
class Office:
    """What every decision needs beside the database."""

    brands: Mapping[str, Brand]
    settings: DeskSettings
    hooks: Hooks
    now: Callable[[], datetime]


@dataclass(frozen=True)
class Outcome:
    """What a person is told. `ok`: whether something was done; `tone`: a draft is to be made, in this tone."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    ok: bool = True
    redraft: bool = False
    tone: str | None = None
    alert: bool = False
    """Shown as a box the person must close, not as a passing line."""
    note: str = ""
    """HTML to be said in the chat, as a reply to the card."""
    about: tuple[int, ...] = ()
    """Mentions whose words, or whose author's name, the note shows."""


@dataclass
class Case:
    """One mention on the desk of one person."""

    session: Session
    office: Office
    person: Person
    brand: Brand
    mention: Mention
    author: Author
    draft: Draft | None
    """The newest version."""
    reply: Reply | None
    """The newest row of the outbox."""
    card: Card | None
    posts: list[Mention] = field(default_factory=list)
    """The mention and what its author wrote around it, oldest first: all of it is answered together."""

    @property
    def said(self) -> str:
        """Everything the author wrote."""
        return said(self.posts)

    def judgement(self) -> Judgement | None:
        """Of everything the author wrote."""
        return together(self.posts)

    @property
    def is_moving(self) -> bool:
        """The author has written more, and the draft that answers all of it is being made."""
        return self.mention.next_at is not None

    @property
    def now(self) -> datetime:
        return self.office.now()

    @property
    def version(self) -> int:
        """The newest draft's version; 0 while there is none."""
        return self.draft.version if self.draft else 0

    @property
    def view(self) -> str:
        """The open row of buttons; a menu opened on an earlier version is closed."""
        view, _, version = (self.card.view if self.card else "main").partition("@")
        return view if version in ("", str(self.version)) else "main"

    def show(self, view: str) -> None:
        """Open a row of buttons on the card, which is to be edited."""
        if self.card is not None:
            self.card.view = "main" if view == "main" else f"{view}@{self.version}"
            self.card.stale = True
            self.save(self.card)

    def record(self, action: str, **fields: Any) -> Decision:
        """Write the decision down (I8), bound to the draft it was about."""
        fields.setdefault("draft_id", self.draft.id if self.draft else None)
        fields.setdefault("version", self.version or None)
        row = Decision(
            at=self.now,
            brand=self.mention.brand,
            actor=self.person.id,
            action=action,
            mention_id=self.mention.id,
            **fields,
        )
        return record(self.session, row)

    def save(self, row: SQLModel) -> None:
        self.session.add(row)
        self.session.flush()

    def open_draft(self) -> Draft:
        """The newest draft, if it can still be decided. Raises LostRace with the state that stands."""
        if self.mention.state == "closed":
            raise LostRace("mention", "closed")
        if self.draft is None or self.draft.state != "open":
            raise LostRace("draft", self.draft.state if self.draft else None)
        return self.draft


def load_case(session: Session, office: Office, person: Person, mention_id: int) -> Case | None:
    """None where the mention or its brand is gone."""
    mention = session.get(Mention, mention_id)
    if mention is None or mention.brand not in office.brands:
        return None
    newest_draft = select(Draft).where(Draft.mention_id == mention_id).order_by(col(Draft.version).desc()).limit(1)
    newest_reply = select(Reply).where(Reply.mention_id == mention_id).order_by(col(Reply.id).desc()).limit(1)
    brand = office.brands[mention.brand]
    today = brand.calendar.local(office.now()).date()
    return Case(
        session=session,
        office=office,
        person=person,
        brand=with_line(session, with_added(session, brand, today), mention),
        mention=mention,
        author=session.get_one(Author, mention.author_id),
        draft=session.exec(newest_draft).first(),
        reply=session.exec(newest_reply).first(),
        card=session.exec(select(Card).where(Card.mention_id == mention_id)).first(),
        posts=burst_of(session, mention),
    )
