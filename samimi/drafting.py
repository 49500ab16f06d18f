"""One mention to a drafter and its answer into a row: what the drafter is told, and what is kept of what it made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, func, select

from models import Author, Brand, Crisis, Draft, Judgement, Mention
from models.burst import burst_of, said, together
from responders.desk.fact_book import with_added
from responders.desk.incident_line import with_line
from responders.desk.style_book import agreed
from responders.drafting import Drafted, Drafter, Request, text_hash
from samimi.following import ends_in_thanks, never_dropped, without_drafter
from samimi.memory import recall, replies_in_thread
from samimi.second_opinion import never_talked_away


class Drafting:
    """Asks the drafter; keeps nothing."""

    def __init__(self, brands: Mapping[str, Brand], drafter: Drafter, now: Callable[[], datetime]) -> None:
        self._brands = brands
        self._drafter = drafter
        self._now = now

    def decide(self, session: Session, mention: Mention) -> Drafted:
        """What becomes of a judged mention; nothing a second opinion moved is closed without a person."""
        return never_talked_away(mention, self._decide(session, mention))

    def _decide(self, session: Session, mention: Mention) -> Drafted:
        """What comes before any drafter: silence that was asked for, and what only a person may read."""
        posts = burst_of(session, mention)
        judgement = _judged(posts)
        author = session.get_one(Author, mention.author_id)
        if author.muted:
            return Drafted("no_reply", ("muted",))
        if len(posts) == 1 and (known := without_drafter(mention, judgement)) is not None:
            return known
        if ends_in_thanks(posts):
            return Drafted("escalate", ("author_thanked",))
        if judgement.lang == "other":
            return Drafted("escalate", ("language",))
        if not said(posts).strip() and any(post.images for post in posts):
            return Drafted("escalate", ("picture_only",))
        if not judgement.about_brand and judgement.escalate is None and not judgement.unsure:
            return Drafted("no_reply", ("not_about_brand",))
        if judgement.label == "other" and judgement.unsure:
            return Drafted("escalate", ("unsure",))
        return never_dropped(mention, self.ask(session, mention))

    def ask(self, session: Session, mention: Mention, tone: str | None = None) -> Drafted:
        """The drafter's answer for a judged mention."""
        return self._drafter.draft(self._request(session, mention, tone))

    def _request(self, session: Session, mention: Mention, tone: str | None = None) -> Request:
        author = session.get_one(Author, mention.author_id)
        posts = burst_of(session, mention)
        judgement = _judged(posts)
        now, brand = self._now(), self._brands[mention.brand]
        return Request(
            brand=with_line(session, with_added(session, brand, brand.calendar.local(now).date()), mention),
            platform=mention.platform,
            text=said(posts),
            judgement=judgement,
            author_name=author.name,
            author_handle=author.handle,
            now=now,
            thread_replies=replies_in_thread(session, mention),
            opted_out=author.opted_out,
            summoned=any(post.summoned for post in posts),
            memory=recall(session, mention, judgement, now),
            tone=tone,  # type: ignore[arg-type]  # the desk offers only the tones there are
            rules=agreed(session, brand.key),
            limit=mention.limit,
            crisis=session.get(Crisis, brand.key) is not None,
            avoid=[draft.text for draft in drafts_of(session, mention.id)],
        )


def _judged(posts: Sequence[Mention]) -> Judgement:
    judgement = together(posts)
    if judgement is None:
        raise ValueError("the mention is not judged")
    return judgement


def add_draft(session: Session, mention: Mention, drafted: Drafted, now: datetime) -> Draft:
    """The mention's next version, open."""
    folded = text_hash(drafted.text)
    drafted = addressed(drafted, mention)
    last = session.exec(select(func.max(Draft.version)).where(Draft.mention_id == mention.id)).one()
    draft = Draft(
        mention_id=mention.id,
        brand=mention.brand,
        version=(last or 0) + 1,
        text=drafted.text,
        folded_hash=folded,
        lang=drafted.lang,
        address=drafted.address,
        level=drafted.level,
        flags=[
            {"name": f.name, "level": f.level, "start": f.start, "end": f.end, "detail": f.detail}
            for f in drafted.flags
        ],
        spans=[{"start": start, "end": end, "kind": kind} for start, end, kind in drafted.spans],
        reasons=list(drafted.reasons),
        mode=drafted.mode,
        prompt=drafted.prompt,
        made=drafted.made,
        created_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def addressed(drafted: Drafted, mention: Mention) -> Drafted:
    """The draft with the author's name in front where the platform tells nobody of a reply otherwise (Mastodon).

    It is part of the text that is shown, approved and hashed; the publisher adds nothing.
    """
    name = mention.ref.get("mention")
    if not name or name in drafted.text:
        return drafted
    by = len(name) + 1
    return replace(
        drafted,
        text=f"{name} {drafted.text}",
        spans=((0, by, "approved"), *((start + by, end + by, kind) for start, end, kind in drafted.spans)),
        flags=tuple(
            replace(flag, start=flag.start + by, end=flag.end + by) if flag.end else flag for flag in drafted.flags
        ),
    )


def drafts_of(session: Session, mention_id: int) -> list[Draft]:
    """Every version, the first first."""
    return list(session.exec(select(Draft).where(Draft.mention_id == mention_id).order_by(col(Draft.version))).all())
