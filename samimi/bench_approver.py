"""One hand that judges, drafts and approves for the benches, through the desk's own code."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models import Draft, Mention, Reply, Route
from models.transitions import move
from responders.desk.approving import approve, undo
from responders.desk.case import Case, Hooks, Office, load_case
from responders.desk.roles import Person
from responders.guards import check
from samimi.config import Config

PERSON = Person(101, "Elif Kaya", "EK", "tr", {"*": "admin"})
PEOPLE: Mapping[int, Any] = {PERSON.id: {"name": PERSON.name, "initials": PERSON.initials, "roles": dict(PERSON.roles)}}
_JUDGED: Mapping[str, Any] = {
    "label": "complaint", "confidence": 0.9, "sentiment": "negative", "topics": ["shipping"], "urgency": "normal",
    "lang": "tr", "judged_by": "bench", "judged_label": "complaint", "next_at": None,
}  # fmt: skip
_WORDS = (
    "akşam", "bahçe", "cadde", "çanta", "deniz", "ekmek", "fener", "gömlek", "hafta", "ıhlamur", "ışık", "iskele",
    "jandarma", "kaşık", "leylek", "mandal", "nehir", "orman", "ödev", "paket", "rüzgar", "sandık", "şemsiye",
    "tabak", "uçurtma", "üzüm", "vapur", "yastık", "zeytin", "ayna", "balkon", "cezve", "dolap", "eldiven", "fırça",
    "gazete", "halı", "incir", "kapak", "limon", "merdiven", "nar", "oyuncak", "perde", "reçel", "saat", "terlik",
    "ufuk", "vazo", "yelken",
)  # fmt: skip


class Approver:
    """Every text differs, so that what the guards say of repeats does not stop a bench."""

    def __init__(self, config: Config, now: Callable[[], datetime], seed: int) -> None:
        self._office = Office(config.brands, config.desk, _hooks(), now)
        self._now, self._seed = now, seed

    def judge(self, session: Session, mention: Mention) -> None:
        move(session, mention, "judged", **_JUDGED)

    def approve(self, session: Session, mention: Mention) -> Reply:
        """Draft an answer to a judged mention and approve it; the row of the outbox."""
        self._draft(session, mention)
        case = self._case(session, mention)
        outcome = approve(case)
        if not outcome.ok:  # an amber flag: somebody reads it and approves all the same
            outcome = approve(case, overrule=True)
        reply = session.exec(select(Reply).where(Reply.mention_id == mention.id)).first()
        if reply is None:
            raise RuntimeError(f"the desk does not approve: {outcome.key}")
        return reply

    def undo(self, session: Session, mention: Mention) -> None:
        """Take the approval back."""
        undo(self._case(session, mention))

    def _case(self, session: Session, mention: Mention) -> Case:
        case = load_case(session, self._office, PERSON, mention.id)
        if case is None:
            raise RuntimeError("the mention is gone")
        return case

    def _draft(self, session: Session, mention: Mention) -> None:
        words = random.Random(f"{self._seed} {mention.id}").sample(_WORDS, 10)
        text = f"{words[0].title()} mı, {' '.join(words[1:9])} ve {words[9]}, öyle değil mi?"
        spans = [{"start": 0, "end": len(text), "kind": "approved"}]
        session.add(
            Draft(
                mention_id=mention.id, brand=mention.brand, version=1, text=text, lang="tr", address="sen",
                spans=spans, prompt="bench", created_at=self._now(),
            )
        )  # fmt: skip
        session.flush()
        move(session, mention, "drafted")


def _hooks() -> Hooks:
    """The real guards; what approving never asks for answers with nothing."""
    return Hooks(
        check=check, route=lambda *_: Route("api"), redraft=lambda *_: None, digest=lambda _: "",
        status=lambda *_: "", forget=lambda *_: None, masked=lambda text: text,
    )  # fmt: skip
