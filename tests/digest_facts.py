"""Fridays, facts and hand-made rows that the tests of the digest share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from models import Author, Draft, Mention, Reply
from reports import usual
from reports.digest import Facts

DAY = date(2026, 5, 15)
"""A Friday."""


def mention(session: Session, at: datetime, state: str = "new") -> Mention:
    author = Author(brand="ornek", platform="x", native_id=f"{at}", handle="h", first_seen=at)
    session.add(author)
    session.flush()
    mention = Mention(
        brand="ornek", platform="x", native_id=f"{at}", root_id="r", author_id=author.id, text="", created_at=at,
        received_at=at, state=state,
    )  # fmt: skip
    session.add(mention)
    session.flush()
    return mention


def answered(session: Session, at: datetime, posted_at: datetime) -> None:
    row = mention(session, at, state="closed")
    draft = Draft(mention_id=row.id, brand="ornek", version=1, text="x", lang="tr", created_at=at)
    session.add(draft)
    session.flush()
    session.add(
        Reply(
            draft_id=draft.id, mention_id=row.id, brand="ornek", platform="x", account="a", target_id="t",
            thread_id="t", text="x", version=1, approval_hash="", key=f"k{row.id}", approved_by=1, approved_at=at,
            state="posted", posted_at=posted_at,
        )
    )  # fmt: skip


def calm(facts: Facts) -> Facts:
    """The same day with nothing to say of it."""
    counts = replace(
        facts.counts, safety=0, mentions=20, topics=dict.fromkeys(facts.counts.topics, 1),
        sentiments={"negative": 4, "neutral": 8, "positive": 8},
    )  # fmt: skip
    return replace(
        facts,
        counts=counts,
        outages=[],
        outbox=replace(facts.outbox, unsure=0),
        waiting=replace(facts.waiting, overdue=0),
        answers=replace(facts.answers, due=10, kept=9),
        usual={name: usual.Usual(4, 2) for name in (*facts.counts.topics, "mentions", "negative", "safety")},
        usual_kept=usual.Usual(0.9, 0.05),
    )
