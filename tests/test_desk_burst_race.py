"""Two workers with two posts of one author at the same moment: one card, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from sqlmodel import Session, col, select

from models import Author, Card, Database, Draft, Mention
from responders.drafting import Drafted, Drafter, Request
from samimi import pipeline
from samimi.pipeline import Pipeline
from tests.conftest import Clock
from tests.desk_table import TEMPLATES, brand
from tests.test_pipeline import FakeJudge


@dataclass
class Meeting:
    """A drafter whose first two callers wait for each other: both have seen that there is no card yet."""

    drafter: Drafter = TEMPLATES
    barrier: threading.Barrier = field(default_factory=lambda: threading.Barrier(2, timeout=20))
    seen: list[str] = field(default_factory=list)

    def draft(self, request: Request) -> Drafted:
        self.seen.append(request.text)
        if len(self.seen) <= 2:
            self.barrier.wait()
        return self.drafter.draft(request)


def worker(database: Database, drafter: Drafter, name: str, clock: Clock) -> Pipeline:
    brands = {"ornek": brand()}
    return Pipeline(database, brands, FakeJudge(), drafter, opt_out=lambda *_: None, worker=name, now=clock)


def posts(database: Database, clock: Clock, authors: tuple[str, str]) -> list[int]:
    """Two judged posts, due for a draft."""
    with database.transaction() as session:
        return [_post(session, clock, number, author) for number, author in enumerate(authors)]


def _post(session: Session, clock: Clock, number: int, author: str) -> int:
    wrote = session.exec(select(Author).where(Author.handle == author)).first() or Author(
        brand="ornek", platform="x", native_id=author, handle=author, name=author.title(), first_seen=clock()
    )
    session.add(wrote)
    session.flush()
    row = Mention(
        brand="ornek", platform="x", native_id=f"p{number}", root_id=f"p{number}", author_id=wrote.id,
        text=f"@ornekmarka kargom gelmedi {number}", created_at=clock(), received_at=clock(), next_at=clock(),
        summoned=True, state="judged", label="complaint", confidence=0.9, sentiment="negative", topics=["shipping"],
        urgency="normal", lang="tr", judged_by="fake@1",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return int(row.id)


def race(database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Meeting:
    """Each worker takes one post; both draft at once."""
    monkeypatch.setattr(pipeline, "BATCH", 1)
    meeting = Meeting()
    workers = [worker(database, meeting, name, clock) for name in ("one", "two")]
    with ThreadPoolExecutor(2) as both:
        assert sum(both.map(Pipeline.draft, workers)) >= 2
    return meeting


@pytest.mark.parametrize("engine", ["database", "postgresql"])
def test_two_posts_drafted_at_once_are_one_card(
    engine: str, request: pytest.FixtureRequest, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    database: Database = request.getfixturevalue(engine)
    ids = posts(database, clock, ("ilke", "ilke"))
    meeting = race(database, clock, monkeypatch)
    worker(database, meeting, "three", clock).draft()
    with database.reading() as session:
        (head,) = session.exec(select(Card.mention_id)).all()
        merged = session.exec(select(Mention).where(Mention.merged_into == head)).one()
        assert {head, merged.id} == set(ids)
        assert (merged.state, merged.closed_reason) == ("closed", "merged")
        open_drafts = session.exec(select(Draft).where(Draft.state == "open").order_by(col(Draft.id))).all()
        assert [draft.mention_id for draft in open_drafts] == [head]
    assert meeting.seen[-1].count("kargom gelmedi") == 2


@pytest.mark.parametrize("engine", ["database", "postgresql"])
def test_two_authors_at_once_have_a_card_each(
    engine: str, request: pytest.FixtureRequest, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    database: Database = request.getfixturevalue(engine)
    ids = posts(database, clock, ("ilke", "cem"))
    race(database, clock, monkeypatch)
    with database.reading() as session:
        assert set(session.exec(select(Card.mention_id)).all()) == set(ids)
