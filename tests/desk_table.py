"""A desk for tests: people with roles, mentions with drafts, a guard that objects to known words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from models import Author, Brand, Card, Database, Decision, Draft, Mention, Platform, Reply, Route
from responders.desk.cards import Shown, render
from responders.desk.case import Case, Hooks, Office, Outcome, load_case
from responders.desk.deciding import edit, press
from responders.desk.roles import READER
from responders.desk.settings import DeskSettings
from responders.drafting.build import build_drafter
from responders.drafting.settings import ResponderSettings
from responders.guards import Context, Flag
from samimi import chat_figures
from samimi.forgetting import Forgetter
from tests.conftest import Clock

ELIF, MERT, IZEL, TOM, STRANGER, ADA = 101, 102, 103, 104, 999, 105
CHAT = -1001
FORGETTER = Forgetter(b"k" * 32)
TEMPLATES = build_drafter(ResponderSettings())
"""The drafter that is shipped as the default."""

SETTINGS: dict[str, Any] = {
    "chat": CHAT,
    "people": {
        ELIF: {"name": "Elif Kaya", "initials": "EK", "roles": {"*": "lead"}},
        MERT: {"name": "Mert Ak", "initials": "MA", "roles": {"ornek": "approver"}},
        IZEL: {"name": "İzel Su", "initials": "İS", "roles": {"ornek": "viewer"}},
        TOM: {"name": "Tom Hill", "initials": "TH", "language": "en", "roles": {"*": "approver"}},
        ADA: {"name": "Ada Er", "initials": "AE", "roles": {"*": "admin"}},
    },
}


def brand(**changes: Any) -> Brand:
    """Örnek Marka, a Turkish shop that says sen."""
    platforms = {"x": Platform(account="ornekmarka"), "bluesky": Platform(account="ornekmarka.com")}
    return Brand(**{"key": "ornek", "name": "Örnek Marka", "platforms": platforms, **changes})


def objections(text: str, context: Context) -> list[Flag]:
    """Red to an address, amber to "bugün" and "today"."""
    found = [Flag("link", "red", at, at + 4) for at in [text.find("http")] if at >= 0]
    for word in ("bugün", "today"):
        at = text.find(word)
        if at >= 0:
            found.append(Flag("promise", "amber", at, at + len(word)))
    return found


@dataclass
class Table:
    """The desk's records and rules without Telegram."""

    database: Database
    clock: Clock
    brands: dict[str, Brand] = field(default_factory=lambda: {"ornek": brand()})
    settings: dict[str, Any] = field(default_factory=lambda: dict(SETTINGS))
    way: Route = field(default_factory=lambda: Route("api"))
    asked: list[tuple[int, str | None, int]] = field(default_factory=list)
    count: int = 0

    @property
    def hooks(self) -> Hooks:
        return Hooks(
            check=self.check,
            route=lambda mention, text: self.way,
            redraft=self.redraft,
            digest=lambda key: f"<b>Özet</b> {key}",
            status=lambda *_: "her şey yolunda",
            forget=lambda platform, handle: None,
            allow=FORGETTER.opt_in,
            masked=lambda text: text.replace("5551112233", "[TELEFON]"),
            templates=lambda key, topic: chat_figures.samples(self.brands[key], TEMPLATES, topic, self.clock()),
            sla=lambda key, language: chat_figures.sla(self.database, self.brands[key], self.clock(), language),
        )

    @property
    def office(self) -> Office:
        return Office(self.brands, DeskSettings(**self.settings), self.hooks, self.clock)

    def check(self, text: str, context: Context) -> Sequence[Flag]:
        return objections(text, context)

    def redraft(self, mention_id: int, tone: str | None, by: int) -> None:
        """As the pipeline does: the open version gives way to a new one."""
        self.asked.append((mention_id, tone, by))
        with self.database.transaction() as session:
            old = session.exec(
                select(Draft).where(Draft.mention_id == mention_id).order_by(col(Draft.version).desc())
            ).first()
            if old is None:
                raise ValueError("no_reply")
            old.state = "superseded"
            session.add(old)
            fields = old.model_dump(exclude={"id", "version", "text", "state"})
            session.add(Draft(**fields, version=old.version + 1, text=f"Yeni metin {old.version + 1}."))
            card = session.exec(select(Card).where(Card.mention_id == mention_id)).one()
            card.stale = True
            session.add(card)

    def mention(
        self,
        text: str = "@ornekmarka 5 gündür kargom dağıtımda görünüyor",
        reply: str | None = "Selam Ayşe, sipariş numaranı DM'den yollar mısın?",
        author: str = "Ayşe",
        *,
        draft: dict[str, Any] | None = None,
        **fields: Any,
    ) -> int:
        """A judged mention with its card and, unless `reply` is None, an open draft; gives the mention's id."""
        self.count += 1
        with self.database.transaction() as session:
            wrote = self._author(session, author, fields.get("brand", "ornek"), fields.get("platform", "x"))
            judged = {
                "label": "complaint", "confidence": 0.9, "sentiment": "negative", "topics": ["shipping"],
                "urgency": "normal", "lang": "tr", "judged_by": "model", "judged_label": "complaint",
            }  # fmt: skip
            row = {
                "brand": "ornek", "platform": "x", "native_id": f"n{self.count}", "root_id": f"n{self.count}",
                "url": f"https://x.com/i/status/{self.count}", "created_at": self.clock() - timedelta(minutes=18),
                "received_at": self.clock(), "summoned": True, "state": "drafted" if reply else "escalated",
            }  # fmt: skip
            mention = Mention(**{**row, **judged, "author_id": wrote.id, "text": text, **fields})
            session.add(mention)
            session.flush()
            session.add(Card(mention_id=mention.id, brand=mention.brand, wanted_at=self.clock()))
            if reply is not None:
                made = {
                    "lang": "tr", "level": "green", "mode": "template", "prompt": "reply.template@3+ab12",
                    "spans": [{"start": 0, "end": len(reply), "kind": "approved"}], "address": "sen",
                }  # fmt: skip
                session.add(
                    Draft(
                        mention_id=mention.id,
                        brand=mention.brand,
                        version=1,
                        text=reply,
                        created_at=self.clock(),
                        **{**made, **(draft or {})},
                    )
                )
            return int(mention.id)

    def press(self, user: int, action: str, mention_id: int, version: int = 1) -> Outcome:
        return press(self.database, self.office, user, action, mention_id, version)

    def edit(self, user: int, mention_id: int, text: str) -> Outcome:
        return edit(self.database, self.office, user, mention_id, text)

    def shown(self, mention_id: int) -> Shown:
        with self.database.reading() as session:
            case = load_case(session, self.office, READER, mention_id)
            assert case is not None
            return render(case)

    def case(self, mention_id: int) -> Case:
        """The rows as they stand; their session is over."""
        with self.database.reading() as session:
            case = load_case(session, self.office, READER, mention_id)
            assert case is not None
            return case

    def replies(self) -> list[Reply]:
        with self.database.reading() as session:
            return list(session.exec(select(Reply).order_by(col(Reply.id))).all())

    def decisions(self, action: str | None = None) -> list[Decision]:
        with self.database.reading() as session:
            query = select(Decision).order_by(col(Decision.id))
            return [row for row in session.exec(query).all() if action in (None, row.action)]

    def change(self, row: Any, **fields: Any) -> None:
        """Set columns of a stored row, as another part of the app would."""
        with self.database.transaction() as session:
            found = session.get_one(type(row), row.id)
            for name, value in fields.items():
                setattr(found, name, value)
            session.add(found)

    def _author(self, session: Any, name: str, brand_key: str, platform: str) -> Author:
        handle = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum()) or "kisi"
        query = select(Author).where(Author.native_id == f"id-{name}", Author.brand == brand_key)
        found: Author | None = session.exec(query.where(Author.platform == platform)).first()
        if found is None:
            found = Author(
                brand=brand_key, platform=platform, native_id=f"id-{name}", handle=handle, name=name, followers=1240,
                first_seen=self.clock(),
            )  # fmt: skip
            session.add(found)
            session.flush()
        return found
