"""From a stored mention to a card on the desk.

    new ─► judge in batches ─► judged ─► drafter ─┬─ draft    ─► drafted + card
                                                  ├─ escalate ─► escalated + card without a draft
                                                  └─ no reply ─► closed(reason)
Where a second opinion is wanted, what the judge is unsure of goes to a language model first (samimi/second_opinion.py).
A post of an author whose card still waits is merged into that card, which is drafted afresh (samimi/bursts.py).
A failure stays in its row with its next try; after the last one a person gets the bare mention (I4).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, col, select

from language.reasons import FOR_ANYONE
from models import Author, Brand, Card, Crisis, Database, Judgement, Mention
from models.burst import CRISIS_OVER, burst_of, why_afresh
from models.claims import claim, release
from models.transitions import mark_stale, move
from monitor.sentiment import Classifier, Text
from responders.drafting import Drafted, Drafter
from samimi import bursts
from samimi.drafting import Drafting, add_draft, drafts_of
from samimi.following import take_up
from samimi.memory import last_language
from samimi.second_opinion import PATIENCE, SecondOpinion

log = structlog.get_logger()

BATCH = 32
TRIES = 4
UNREAD = Judgement(label="other", confidence=0.0, sentiment="neutral", unsure=True, model="none")  # no judge can


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
        second: SecondOpinion | None = None,
    ) -> None:
        self._database = database
        self._brands = brands
        self._classifier = classifier
        self._drafting = Drafting(brands, drafter, now)
        self._opt_out = opt_out
        self._worker = worker
        self._now = now
        self._second = second

    def tick(self) -> int:
        """Judge what is new, draft what is judged; returns how many mentions moved."""
        return self.judge() + self.draft()

    def judge(self) -> int:
        """In one batch; where that raises, one by one: whatever one text does to a judge must not stop the others."""
        mentions = self._claim("new")
        try:
            if mentions:
                self._judge_all(mentions)
        except Exception as error:
            log.exception("judging one by one", error=type(error).__name__)
            return sum(self._judge_or_note(mention) for mention in mentions)
        return len(mentions)

    def _judge_or_note(self, mention: Mention) -> int:
        with self._database.reading() as session:
            row = session.get(Mention, mention.id)
        try:
            if row is not None and row.state == "new":  # else stored before the batch broke off, or forgotten
                self._judge_all([row])
            return 1
        except Exception as error:
            log.exception("judging failed", mention=mention.id, error=type(error).__name__)
            self._note_failure(mention.id, error)
            return 0

    def _judge_all(self, mentions: Sequence[Mention]) -> None:
        with self._database.reading() as session:
            authors = {m.id: session.get_one(Author, m.author_id) for m in mentions}
            hints = {m.id: m.lang_hint or last_language(session, m) for m in mentions}
        texts = [self._as_text(m, m.text, authors[m.id].name, hints[m.id]) for m in mentions]
        judged = list(zip(mentions, self._classifier.judge(texts), strict=True))
        unsure = [pair for pair in judged if self._asks_again(authors[pair[0].id], *pair)]
        with self._database.transaction() as session:
            for mention, judgement in judged:
                if all(mention is not other for other, _ in unsure):
                    self._store_judgement(session, session.get_one(Mention, mention.id), judgement)
        if self._second is not None:
            self._judge_twice(self._second, unsure)

    def _asks_again(self, author: Author, mention: Mention, judgement: Judgement) -> bool:
        """Nothing is asked about somebody who wants no answer or gets none."""
        silent = author.muted or author.opted_out
        return self._second is not None and not silent and self._second.wanted(mention, judgement)

    def _judge_twice(self, second: SecondOpinion, unsure: Sequence[tuple[Mention, Judgement]]) -> None:
        """One by one and outside of any transaction: a model may take its time."""
        until = time.monotonic() + PATIENCE
        for mention, judgement in unsure:
            asked = time.monotonic() < until
            opinion = second.ask(self._brands[mention.brand], mention, judgement) if asked else None
            with self._database.transaction() as session:
                row = session.get(Mention, mention.id)
                if row is not None and row.state == "new":  # else forgotten meanwhile, or taken after the lease
                    self._store_judgement(session, row, opinion.judgement if opinion else judgement)
                    if opinion is not None:
                        opinion.write(row)

    def judge_again(self, mention: Mention, text: str) -> Judgement:
        """What the mention means with another text; nothing is stored."""
        with self._database.reading() as session:
            name = session.get_one(Author, mention.author_id).name
        (judgement,) = self._classifier.judge([self._as_text(mention, text, name, mention.lang_hint)])
        # Who goes on in a thread with us writes about us, whatever words they use.
        return judgement.model_copy(update={"about_brand": True}) if mention.follows else judgement

    def _as_text(self, mention: Mention, text: str, name: str, hint: str | None) -> Text:
        brand = self._brands[mention.brand]
        return Text(text=text, brand=brand, lang_hint=hint, platform=mention.platform, author_name=name)

    def draft(self) -> int:
        """What is judged, and what waits for a person but has become more or less since it was drafted."""
        done = sum(self._draft_or_note(mention) for mention in self._claim("judged"))
        waiting = [mention for state in bursts.WAITING for mention in self._claim(state)]
        return done + sum(self._draft_or_note(mention) for mention in waiting)

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
        judgement = take_up(session, mention, judgement, self._now())
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
            if mention.state == "judged" and self._merge(mention):
                return 1
            with self._database.reading() as session:  # a model may take its time: nobody else waits for it
                row = session.get_one(Mention, mention.id)
                known, drafted = _known(session, row), self._drafting.decide(session, row)
            with self._database.transaction() as session:
                row = session.get_one(Mention, mention.id)
                if row.state != "judged":
                    self._rewrite(session, row, drafted)
                elif not self._joined(session, row):
                    self._answer(session, row, drafted)
                if _known(session, row) != known:
                    bursts.look_again(session, row, self._now())
        except Exception as error:
            # Whatever one mention does to a drafter must not stop the others (I4); the text stays out of the log.
            log.exception("drafting failed", mention=mention.id, error=type(error).__name__)
            self._note_failure(mention.id, error)
            return 0
        return 1

    def _merge(self, mention: Mention) -> bool:
        """Whether it went to the card of an earlier post of its author."""
        with self._database.reading() as session:
            if bursts.head_for(session, mention) is None:
                return False
        with self._database.transaction() as session:
            return self._joined(session, session.get_one(Mention, mention.id))

    def _joined(self, session: Session, row: Mention) -> bool:
        """As `_merge`; asked again when a draft is stored: another worker may have made the card meanwhile."""
        bursts.one_at_a_time(session, row)
        head = bursts.head_for(session, row)
        if head is not None and row.state == "judged":
            release(row)
            bursts.merge(session, row, head, self._now())
        return head is not None

    def _rewrite(self, session: Session, head: Mention, drafted: Drafted) -> None:
        """The open draft is void; what a person wrote stays and asks for a fresh approval."""
        if head.state not in bursts.WAITING:  # decided while we drafted
            release(head)
            head.next_at = None
            session.add(head)
            return
        why = why_afresh(session, head, bursts.newest_draft(session, head))
        if why == CRISIS_OVER:
            bursts.calm(session, head)
        own = bursts.void(session, head, self._now())
        bursts.raise_urgency(session, head)
        if own is None:
            self._answer(session, head, bursts.as_rewritten(drafted, why))
            return
        bursts.afresh(session, own, why, self._now())
        self._answer(session, head, Drafted("draft", (why,)))

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
        _want_card(session, mention, now)
        if drafted.text:
            add_draft(session, mention, drafted, self._now())
        _move_on(session, mention, "drafted" if drafted.decision == "draft" else "escalated")

    def _note_failure(self, mention_id: int, error: Exception) -> None:
        now = self._now()
        with self._database.transaction() as session:
            mention = session.get_one(Mention, mention_id)
            mention.attempts, mention.last_error = mention.attempts + 1, type(error).__name__
            mention.next_at = now + timedelta(minutes=2**mention.attempts)
            release(mention)
            session.add(mention)
            session.flush()
            if mention.attempts >= TRIES:
                if mention.state == "new":
                    self._store_judgement(session, mention, UNREAD)
                mention.next_at, mention.care_reason = None, "no_draft"
                bursts.void(session, mention, now)
                _want_card(session, mention, now)
                _move_on(session, mention, "escalated")


def _known(session: Session, mention: Mention) -> tuple[list[int], bool]:
    """What a draft was made of and may not outlive: the posts, and whether a crisis was on."""
    return [post.id for post in burst_of(session, mention)], session.get(Crisis, mention.brand) is not None


def _want_card(session: Session, mention: Mention, now: datetime) -> None:
    """A mention has one card, however often it is drafted."""
    if session.exec(select(Card.id).where(Card.mention_id == mention.id)).first() is None:
        session.add(Card(mention_id=mention.id, brand=mention.brand, wanted_at=now))


def _move_on(session: Session, mention: Mention, to: str) -> None:
    """Escalated stays escalated when there still is no draft to be had."""
    if mention.state == to == "escalated":
        mark_stale(session, mention.id)
    else:
        move(session, mention, to)


def _reason(drafted: Drafted) -> str:
    return next((reason for reason in drafted.reasons if ":" not in reason), drafted.decision)


def _care(drafted: Drafted) -> str | None:
    return None if _reason(drafted) in FOR_ANYONE and "care:lead" not in drafted.reasons else "lead"
