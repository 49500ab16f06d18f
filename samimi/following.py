"""After a reply: what its author said then. Thanks end it, a new complaint is a new card with the exchange on it.

    reply out ─► author writes on in the thread ─► judge ─┬─ thanked ─► no card
                        │                                 ├─ agreed  ─► no card
                        │                                 ├─ told    ─► bare card: somebody looks where they wrote
                        │                                 └─ angry, asked ─► draft + card with what was said before
                        └─ seven days of nothing ─► silent

What comes back is heard by the ordinary reading of mentions; nothing is fetched a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from language.folding import fold
from models import Database, Judgement, Mention, Reply
from models.transitions import mark_stale
from responders.drafting import Drafted
from responders.drafting.signs import DANGER, STOP
from samimi.thread_words import Said, read

WATCHED = timedelta(days=7)
"""How long an author's next post in the thread counts as an answer to our reply."""
BATCH = 100
OUT = ("posted", "posted_by_hand")
_OUTCOME: dict[Said, str] = {
    "thanked": "thanked",
    "angry": "angry",
    "told": "answered",
    "agreed": "answered",
    "asked": "answered",
}
_WEAK = (None, "silent", "answered")
"""Outcomes that any later word replaces; thanks and anger give way to each other only."""


def take_up(session: Session, mention: Mention, judgement: Judgement, now: datetime) -> Judgement:
    """Tie a judged mention to the reply it answers, if any, and write the reply's outcome.

    Gives the judgement to store: who writes on in a thread with us writes about us, whatever words they use.
    """
    reply = answered_reply(session, mention)
    if reply is None:
        return judgement
    mention.follows = reply.mention_id
    session.add(mention)
    outcome = _OUTCOME[read(mention.text, judgement)]
    if outcome != "answered" or reply.outcome in _WEAK:
        reply.outcome, reply.outcome_at = outcome, now
        session.add(reply)
        session.flush()
        mark_stale(session, reply.mention_id)
    return judgement.model_copy(update={"about_brand": True})


def answered_reply(session: Session, mention: Mention) -> Reply | None:
    """Our newest reply to this author that is out in this thread and that the mention can be an answer to."""
    out_since = func.coalesce(Reply.by_hand_at, Reply.attempted_at, Reply.posted_at)
    query = (
        select(Reply)
        .join(Mention, col(Mention.id) == Reply.mention_id)
        .where(Reply.brand == mention.brand, Reply.platform == mention.platform, col(Reply.state).in_(OUT))
        .where(Mention.author_id == mention.author_id, Mention.id != mention.id, col(Reply.deleted_at).is_(None))
        .where((col(Reply.thread_id) == mention.root_id) | (col(Reply.native_id) == mention.parent_id))
        .where(out_since <= mention.created_at, out_since > mention.created_at - WATCHED)
        .order_by(col(Reply.id).desc())
    )
    return session.exec(query.limit(1)).first()


def without_drafter(mention: Mention, judgement: Judgement) -> Drafted | None:
    """What needs no draft in a thread that goes on; None: the drafter decides, as for any other mention."""
    folded = fold(mention.text)
    if mention.follows is None or STOP.search(folded) or any(sign.search(folded) for sign in DANGER.values()):
        return None
    said = read(mention.text, judgement)
    if said == "thanked":
        return Drafted("no_reply", ("thanked",))
    if said == "agreed":
        return Drafted("no_reply", ("nothing_to_answer",))
    if said == "told" or (said == "asked" and judgement.label != "question"):
        return Drafted("escalate", ("author_answered",))
    return None


def ends_in_thanks(posts: Sequence[Mention]) -> bool:
    """Whether the newest of several posts that wait for one answer gives thanks: no apology suits that any more."""
    newest = posts[-1].judgement()
    return len(posts) > 1 and newest is not None and read(posts[-1].text, newest) == "thanked"


def never_dropped(mention: Mention, drafted: Drafted) -> Drafted:
    """Somebody we answered and who is still not content is not closed by a rule: a person looks."""
    if mention.follows is None or drafted.decision != "no_reply" or not _BY_RULE & set(drafted.reasons):
        return drafted
    return replace(drafted, decision="escalate")


_BY_RULE = {"thread_limit", "not_about_brand", "rival_talk", "troll", "nothing_to_answer"}


class Following:
    """What time alone brings: replies that nobody answered."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def tick(self) -> int:
        """Replies out for seven days without a word become silent; returns how many."""
        now = self._now()
        with self._database.transaction() as session:
            unheard = (
                select(Reply)
                .where(col(Reply.state).in_(OUT), col(Reply.outcome).is_(None), col(Reply.deleted_at).is_(None))
                .where(col(Reply.posted_at) <= now - WATCHED)
                .order_by(col(Reply.id))
                .limit(BATCH)
            )
            replies = session.exec(unheard).all()
            for reply in replies:
                reply.outcome, reply.outcome_at = "silent", now  # no card is edited for that, a week later
                session.add(reply)
        return len(replies)
