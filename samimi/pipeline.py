"""From a stored mention to a card on the desk.

    new ─► judge in batches ─► judged ─► drafter ─┬─ draft    ─► drafted + card
                                                  ├─ escalate ─► escalated + card without a draft
                                                  └─ no reply ─► closed(reason)
A failure stays in its row with its next try; after the last one a person gets the bare mention (I4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, col

from models import Author, Brand, Card, Database, Judgement, Mention
from models.claims import claim, release
from models.transitions import mark_stale, move
from monitor.sentiment import Classifier, Text
from responders.drafting import Drafted, Drafter
from samimi.drafting import Drafting, add_draft, drafts_of

log = structlog.get_logger()

BATCH = 32
TRIES = 4


class Pipeline:
    """Judges and drafts; keeps nothing between ticks."""

    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        classifier: Classifier,
        drafter: Drafter,
        *,
        opt_out: Callable[[Session, Author, datetime], None],
        worker: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._brands = brands
        self._classifier = classifier
        self._drafting = Drafting(brands, drafter, now)
        self._opt_out = opt_out
        self._worker = worker
        self._now = now

    def tick(self) -> int:
        """Judge what is new, draft what is judged; returns how many mentions moved."""
        return self.judge() + self.draft()

    def judge(self) -> int:
        mentions = self._claim("new")
        if not mentions:
            return 0
        with self._database.reading() as session:
            names = {m.id: session.get_one(Author, m.author_id).name for m in mentions}
        texts = [
            Text(
                text=m.text,
                brand=self._brands[m.brand],
                lang_hint=m.lang_hint,
                platform=m.platform,
                author_name=names[m.id],
            )
            for m in mentions
        ]
        judgements = self._classifier.judge(texts)
        with self._database.transaction() as session:
            for mention, judgement in zip(mentions, judgements, strict=True):
                self._store_judgement(session, session.get_one(Mention, mention.id), judgement)
        return len(mentions)

    def draft(self) -> int:
        mentions = self._claim("judged")
        return sum(self._draft_or_note(mention) for mention in mentions)

    def redraft(self, mention_id: int, tone: str | None, by: int) -> int:
        """A further version of an open draft, as a person asked for; returns its version."""
        with self._database.reading() as session:
            drafted = self._drafting.ask(session, session.get_one(Mention, mention_id), tone)
        if drafted.decision != "draft":
            raise ValueError(", ".join(drafted.reasons))
        with self._database.transaction() as session:
            mention = session.get_one(Mention, mention_id)
            for old in drafts_of(session, mention_id):
                if old.state == "open":
                    move(session, old, "superseded", decided_at=self._now())
            draft = add_draft(session, mention, drafted, self._now())
            draft.made = {**draft.made, "asked_by": by, "tone": tone}
            if mention.state in ("drafted", "escalated"):
                move(session, mention, "drafted")
            mark_stale(session, mention_id)
            return draft.version

    def _claim(self, state: str) -> list[Mention]:
        now = self._now()
        ours = (col(Mention.state) == state, col(Mention.next_at) <= now, col(Mention.brand).in_(list(self._brands)))
        with self._database.transaction() as session:
            return claim(session, Mention, ours, worker=self._worker, now=now, limit=BATCH)

    def _store_judgement(self, session: Session, mention: Mention, judgement: Judgement) -> None:
        columns = judgement.model_dump(exclude={"model"})
        columns["topics"] = list(judgement.topics)
        for name, value in columns.items():
            setattr(mention, name, value)
        mention.judged_by = judgement.model or self._classifier.name
        mention.judged_label = judgement.label
        release(mention)
        session.add(mention)
        session.flush()
        move(session, mention, "judged", expect=["new"], next_at=self._now())

    def _draft_or_note(self, mention: Mention) -> int:
        try:
            with self._database.reading() as session:  # a model may take its time: nobody else waits for it
                drafted = self._drafting.decide(session, session.get_one(Mention, mention.id))
            with self._database.transaction() as session:
                self._answer(session, session.get_one(Mention, mention.id), drafted)
        except Exception as error:
            # Whatever one mention does to a drafter must not stop the others (I4); the text stays out of the log.
            log.exception("drafting failed", mention=mention.id, error=type(error).__name__)
            self._note_failure(mention.id, error)
            return 0
        return 1

    def _answer(self, session: Session, mention: Mention, drafted: Drafted) -> None:
        release(mention)
        mention.next_at = None
        session.add(mention)
        session.flush()
        now = self._now()
        if "asked_to_stop" in drafted.reasons:
            self._opt_out(session, session.get_one(Author, mention.author_id), now)
        if drafted.decision == "no_reply":
            move(session, mention, "closed", closed_reason=_reason(drafted), closed_at=now)
            return
        if "care:lead" in drafted.reasons or drafted.decision == "escalate":
            mention.level_of_care, mention.care_reason = _care(drafted), _reason(drafted)
            session.add(mention)
            session.flush()
        session.add(Card(mention_id=mention.id, brand=mention.brand, wanted_at=now))
        if drafted.text:
            add_draft(session, mention, drafted, self._now())
        move(session, mention, "drafted" if drafted.decision == "draft" else "escalated")

    def _note_failure(self, mention_id: int, error: Exception) -> None:
        now = self._now()
        with self._database.transaction() as session:
            mention = session.get_one(Mention, mention_id)
            mention.attempts += 1
            mention.last_error = type(error).__name__
            mention.next_at = now + timedelta(minutes=2**mention.attempts)
            release(mention)
            session.add(mention)
            session.flush()
            if mention.attempts >= TRIES:
                mention.next_at, mention.care_reason = None, "no_draft"
                session.add(Card(mention_id=mention.id, brand=mention.brand, wanted_at=now))
                move(session, mention, "escalated", expect=["judged"])


def _reason(drafted: Drafted) -> str:
    return next((reason for reason in drafted.reasons if ":" not in reason), drafted.decision)


_ANYONE = {"language", "picture_only", "unsure", "question_without_fact"}
"""Escalations that any approver may take; the rest are a lead's."""


def _care(drafted: Drafted) -> str | None:
    return None if _reason(drafted) in _ANYONE and "care:lead" not in drafted.reasons else "lead"
