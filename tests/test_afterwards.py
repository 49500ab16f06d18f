"""What the digest may say of replies that are out: thanks, anger, silence, promises."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import Author, Database, Draft, Mention, Promise, Reply
from reports.afterwards import Afterwards, afterwards
from tests.conftest import Clock


class Past:
    """Replies with an outcome or a promise."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock, self.count = database, clock, 0

    def reply(self, brand: str = "ornek", promise: dict[str, Any] | None = None, **columns: Any) -> None:
        self.count += 1
        now, name = self.clock(), f"n{self.count}"
        with self.database.transaction() as session:
            author = Author(brand=brand, platform="x", native_id=name, handle=name, first_seen=now)
            session.add(author)
            session.flush()
            mention = Mention(
                brand=brand, platform="x", native_id=name, author_id=author.id, text="t", created_at=now,
                received_at=now, root_id=name,
            )  # fmt: skip
            session.add(mention)
            session.flush()
            draft = Draft(mention_id=mention.id, brand=brand, version=1, text="t", lang="tr", created_at=now)
            session.add(draft)
            session.flush()
            reply = Reply(
                draft_id=draft.id, mention_id=mention.id, brand=brand, platform="x", account="a", target_id=name,
                thread_id=name, text="t", version=1, approval_hash="h", key=name, approved_by=1, approved_at=now,
                state="posted", **columns,
            )  # fmt: skip
            session.add(reply)
            session.flush()
            if promise is not None:
                fields = {"kind": "dm", "start": 0, "end": 1, "owner": 1, "made_at": now, "due_at": now, **promise}
                session.add(Promise(reply_id=reply.id, mention_id=mention.id, brand=brand, **fields))

    def read(self, brand: str = "ornek") -> Afterwards:
        now = self.clock()
        with self.database.reading() as session:
            return afterwards(session, brand, now - timedelta(days=1), now + timedelta(seconds=1))


@pytest.fixture
def past(database: Database, clock: Clock) -> Past:
    return Past(database, clock)


def test_nothing_happened(past: Past) -> None:
    assert past.read() == Afterwards()


def test_outcomes_count_where_they_became_known(past: Past, clock: Clock) -> None:
    for outcome in ("thanked", "thanked", "angry", "answered", "silent"):
        past.reply(outcome=outcome, outcome_at=clock())
    past.reply(outcome="thanked", outcome_at=clock() - timedelta(days=2))
    past.reply(outcome="thanked", outcome_at=clock() + timedelta(seconds=1))
    past.reply()
    past.reply(brand="obur", outcome="angry", outcome_at=clock())
    assert past.read() == Afterwards(thanked=2, angry=1, answered=1, silent=1)
    assert past.read("obur") == Afterwards(angry=1)


def test_promises_count_where_they_were_due(past: Past, clock: Clock) -> None:
    for state in ("kept", "kept", "broken", "open", "void"):
        past.reply(promise={"state": state})
    past.reply(promise={"state": "broken", "due_at": clock() - timedelta(days=3)})
    past.reply(promise={"state": "open", "due_at": clock() + timedelta(hours=3)})
    past.reply(brand="obur", promise={"state": "broken"})
    assert past.read() == Afterwards(kept=2, broken=1, due=1)
