"""The last moment before a reply leaves: does everything the approval rested on still hold?"""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from models import Author, Brand, Database, Decision, Draft, Mention, Reply, Seen, approval_hash
from models.burst import APPROVAL_OLD, burst_of, said, together
from models.claims import release
from models.decision import record
from models.mention import IMPORTED
from models.transitions import move
from monitor.collectors import Collector
from responders.desk.fact_book import with_added
from responders.desk.incident_line import with_line
from responders.desk.send_words import ALIKE, GUARDS
from responders.guards import Context, Flag, check, level_of
from responders.guards.reading import Reading, sentences_of, squeeze
from responders.guards.repeat import similarity
from responders.publishers import Publisher
from samimi import ledger
from samimi.bursts import WAITING, ask_again, let_go
from samimi.memory import RECENT
from samimi.prices import Prices

MOST_ALIKE = 0.7
"""Jaccard similarity of 4-grams to one of the account's last 20 replies. Drafts are compared at 0.55; of 400 template
replies of one brand that passed there, 21 are above 0.55 here, 2 above 0.7, none above 0.8."""
GAP_SECONDS = (20.0, 90.0)
"""Between two replies of one account: people do not answer like clockwork."""
APPROVED_FOR = timedelta(days=2)
"""An approval is for now: after a long outage, refusal of credentials or pause a person looks again. Longer than any
limit a platform sets for writing (X counts posts by the day): what only waits its turn is not asked about twice."""


class Stop(Exception):
    """The reply may not go; says where reply and mention go instead."""

    def __init__(
        self,
        to: str,
        reason: str,
        *,
        close: str | None = None,
        url: str = "",
        flag: Flag | None = None,
        edited: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.to, self.reason, self.close, self.url = to, reason, close, url
        self.flag = flag
        """An objection nobody saw at approval; kept with the draft, so that who tries again has seen it."""
        self.edited = edited
        """The post's text today, where that is why."""

    def carry_out(self, database: Database, reply: Reply, now: datetime) -> None:
        with database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            if row.state != "held":
                return
            changes: dict[str, Any] = {"last_error": self.reason}
            if self.to == "by_hand":
                changes = {"by_hand_reason": self.reason, "by_hand_url": self.url}
                row.by_hand_at = now
                session.add(row)
            if self.to == "failed":  # drawn as sending → failed
                move(session, row, "sending")
            move(session, row, self.to, next_at=None, **changes)
            release(row)
            session.add(row)
            if self.flag is not None:
                draft = session.get_one(Draft, row.draft_id)
                draft.flags = [*draft.flags, asdict(self.flag)]
                session.add(draft)
            mention = session.get_one(Mention, row.mention_id)
            if self.reason == APPROVAL_OLD:
                _ask_again(session, mention, row, now)
            if self.close and mention.state != "closed":
                move(session, mention, "closed", closed_reason=self.close, closed_at=now)
            if self.close == "gone":
                let_go(session, mention, now)
            record(session, _bot_decision(row, self.to, self.reason, now))


def last_look(database: Database, prices: Prices, collector: Collector, reply: Reply, now: datetime) -> None:
    """Ask the platform: is the post still there, unanswered by us, and unchanged? Raises Stop or PlatformError."""
    with database.reading() as session:
        posts = burst_of(session, session.get_one(Mention, reply.mention_id))
        others = [post.native_id for post in posts if post.id != reply.mention_id]
        others = [native_id for native_id in others if not native_id.startswith(IMPORTED)]
    looked = collector.lookup([reply.target_id, *others]) or [Seen(reply.target_id, exists=True)]
    seen = looked[0]
    with database.transaction() as session:
        calls = [call for one in looked for call in one.calls]
        ledger.record(session, prices, reply.brand, reply.platform, calls, now)
        mention = session.get_one(Mention, reply.mention_id)
        text = mention.text
        mention.checked_at = now if seen.exists else mention.checked_at  # the upkeep erases what is gone, soon
        session.add(mention)
    if not seen.exists:
        raise Stop("cancelled", "the post is gone", close="gone")
    if any(one.answered_by_us is not None for one in looked):
        raise Stop("cancelled", "the post has been answered already", close="answered_elsewhere")
    if seen.text is not None and seen.text != text:
        raise Stop("cancelled", "the post was edited since the approval", edited=seen.text)


def still_stands(session: Session, reply: Reply, brand: Brand, publisher: Publisher, now: datetime) -> None:
    """Check the approval, the author's wish, the thread and the guards. Raises Stop."""
    mention = session.get_one(Mention, reply.mention_id)
    author = session.get_one(Author, mention.author_id)
    draft = session.get_one(Draft, reply.draft_id)
    if draft.state != "approved" or reply.approval_hash != _hash(reply):
        raise Stop("cancelled", "the approval does not cover this text any more")
    if mention.state == "closed":
        raise Stop("cancelled", f"the mention is closed: {mention.closed_reason}")
    if author.opted_out or author.muted:
        raise Stop("cancelled", "the author asked not to be written to", close="opted_out")
    if _answered_in_thread(session, mention, reply, now):
        raise Stop("cancelled", "this author has a reply of ours in this thread already", close="answered")
    if _too_old(session, reply, now):
        raise Stop("cancelled", APPROVAL_OLD)
    context = guard_context(session, reply, brand, mention, author, draft, now)
    flags = check(reply.text, context)
    if level_of(flags) == "red":
        names = ", ".join(sorted({flag.name for flag in flags if flag.level == "red"}))
        raise Stop("failed", GUARDS + names)
    alike = None if any(flag["name"] == "repeat" for flag in draft.flags) else too_alike(reply.text, context)
    if alike is not None:
        raise Stop("failed", ALIKE + alike.detail, flag=alike)
    route = publisher.route(mention, reply.text)
    if route.way != "api":
        to = "by_hand" if route.way == "by_hand" else "failed"
        raise Stop(to, route.reason, url=route.url)


def _too_old(session: Session, reply: Reply, now: datetime) -> bool:
    """The outbox will not send it: somebody is asked again first. By hand a person sends it, when they like."""
    return reply.state == "held" and _let_go_at(session, reply) < now - APPROVED_FOR


def _let_go_at(session: Session, reply: Reply) -> datetime:
    """When a person last said that it may go: by approving it, or by having it tried again."""
    again = select(func.max(Decision.at)).where(
        Decision.draft_id == reply.draft_id, col(Decision.action).in_(("retry", "not_there"))
    )
    return max(reply.approved_at, session.exec(again).one() or reply.approved_at)


def _ask_again(session: Session, mention: Mention, reply: Reply, now: datetime) -> None:
    """The same text asks for a fresh approval, on a card that comes anew: nobody scrolls back to the old one."""
    draft = session.get_one(Draft, reply.draft_id)
    if mention.state not in WAITING or draft.state != "approved":
        return
    move(session, draft, "superseded", decided_at=now)
    ask_again(session, mention, draft, APPROVAL_OLD, now)
    mention.snoozed_until = now  # as a snoozed card comes back
    session.add(mention)


def too_alike(text: str, context: Context) -> Flag | None:
    """Nearly what the account said just now: that makes it look like a machine. Approved sentences do not count."""
    known = Reading(text, context).approved_lines

    def free(of: str) -> str:
        lines = (squeeze(of[a:b]) for a, b in sentences_of(of))
        return " ".join(line for line in lines if line not in known)

    alike = max((similarity(free(text), free(earlier)) for earlier in context.recent), default=0.0)
    return Flag("repeat", "amber", 0, len(text), f"{alike:.0%}") if alike > MOST_ALIKE else None


def pace(session: Session, reply: Reply, hourly_cap: int, now: datetime) -> datetime | None:
    """When the account may speak again; None: now. The gap is drawn per reply, the same on every look."""
    account = (Reply.brand == reply.brand, Reply.platform == reply.platform, Reply.id != reply.id)
    attempted = session.exec(select(func.max(Reply.attempted_at)).where(*account)).one()
    if attempted is not None:
        earliest = attempted + timedelta(seconds=random.Random(reply.id).uniform(*GAP_SECONDS))
        if earliest > now:
            return earliest
    hour = select(Reply.posted_at).where(*account, col(Reply.posted_at) > now - timedelta(hours=1))
    posted = sorted(at for at in session.exec(hour).all() if at is not None)
    return posted[-hourly_cap] + timedelta(hours=1) if len(posted) >= hourly_cap else None


def guard_context(
    session: Session, reply: Reply, brand: Brand, mention: Mention, author: Author, draft: Draft, now: datetime
) -> Context:
    """What the guards compare the reply with, as they did at approval."""
    posts = burst_of(session, mention)
    judgement = together(posts)
    free = [(span["start"], span["end"]) for span in draft.spans if span["kind"] == "free"]
    today = brand.calendar.local(now).date()
    return Context(
        brand=with_line(session, with_added(session, brand, today), mention),
        platform=reply.platform,
        lang=draft.lang,
        mention=said(posts),
        author_handle=author.handle,
        today=today,
        recent=_posted_texts(session, reply),
        free_spans=free if draft.editor is None else None,
        kind=judgement.kind if judgement else None,
        address=draft.address,
        limit=mention.limit,
    )


def _posted_texts(session: Session, reply: Reply) -> list[str]:
    """The account's own last replies, newest first."""
    query = select(Reply.text).where(
        Reply.brand == reply.brand, Reply.platform == reply.platform, Reply.account == reply.account,
        Reply.id != reply.id, Reply.text != "", col(Reply.state).in_(("sending", "unsure", "posted", "posted_by_hand")),
    )  # fmt: skip
    return list(session.exec(query.order_by(col(Reply.id).desc()).limit(RECENT)).all())


def _hash(reply: Reply) -> str:
    return approval_hash(
        platform=reply.platform,
        account=reply.account,
        target_id=reply.target_id,
        version=reply.version,
        text=reply.text,
    )


def _answered_in_thread(session: Session, mention: Mention, reply: Reply, now: datetime) -> bool:
    """Another reply of ours to this author in this thread: on its way, or newer than what they wrote.

    One that has waited too long to go out without a fresh approval is not on its way.
    """
    others = (
        select(Reply)
        .join(Mention, col(Mention.id) == Reply.mention_id)
        .where(
            Reply.id != reply.id,
            Reply.brand == reply.brand,
            Reply.platform == reply.platform,
            Reply.thread_id == reply.thread_id,
            Mention.author_id == mention.author_id,
            col(Reply.deleted_at).is_(None),
        )
    )
    for other in session.exec(others).all():
        if other.state in ("sending", "unsure"):
            return True
        if other.state in ("held", "by_hand") and other.id < reply.id and not _too_old(session, other, now):
            return True
        if other.posted_at is not None and other.posted_at >= mention.created_at:
            return True
    return False


def _bot_decision(reply: Reply, to: str, reason: str, now: datetime) -> Decision:
    return Decision(
        at=now,
        brand=reply.brand,
        actor=0,
        action=f"reply_{to}",
        mention_id=reply.mention_id,
        draft_id=reply.draft_id,
        version=reply.version,
        text_hash=reply.approval_hash,
        reason=reason,
    )
