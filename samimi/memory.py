"""What a drafter must not repeat, read from the records."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from models import Draft, Judgement, Mention, Reply
from responders.drafting import Memory

NO_REPEAT = timedelta(days=180)
RECENT = 20


def recall(session: Session, mention: Mention, judgement: Judgement, now: datetime) -> Memory:
    """The brand's used texts of the last 180 days, its last replies and drafts, this author's pieces."""
    used = select(Draft.folded_hash).where(
        Draft.brand == mention.brand, col(Draft.editor).is_(None), Draft.created_at >= now - NO_REPEAT
    )
    same_author = (
        select(Draft.made)
        .join(Mention, col(Mention.id) == Draft.mention_id)
        .where(Mention.author_id == mention.author_id, Mention.id != mention.id)
        .limit(50)
    )
    pieces = {piece for made in session.exec(same_author).all() for piece in made.get("pieces", ())}
    return Memory(
        used_hashes=frozenset(session.exec(used).all()),
        recent=recent_texts(session, mention.brand, mention.id),
        pieces_for_author=frozenset(pieces),
        counter=_drafts_like(session, mention.brand, judgement),
    )


def recent_texts(session: Session, brand: str, but_mention: int) -> list[str]:
    """The brand's last drafts that were not thrown away, newest first, those of one mention left out."""
    query = (
        select(Draft.text)
        .where(
            Draft.brand == brand,
            Draft.mention_id != but_mention,
            col(Draft.state).in_(("open", "approved")),
            Draft.text != "",
        )
        .order_by(col(Draft.id).desc())
        .limit(RECENT)
    )
    return list(session.exec(query).all())


def last_language(session: Session, mention: Mention) -> str | None:
    """The language this author wrote in last: two words or a picture say too little to tell."""
    query = (
        select(Mention.lang)
        .where(Mention.author_id == mention.author_id, col(Mention.lang).in_(("tr", "en")), Mention.id != mention.id)
        .order_by(col(Mention.created_at).desc())
        .limit(1)
    )
    return session.exec(query).first()


def replies_in_thread(session: Session, mention: Mention) -> int:
    """How often we have answered in this thread."""
    query = select(func.count()).where(
        Reply.brand == mention.brand,
        Reply.platform == mention.platform,
        Reply.thread_id == mention.root_id,
        col(Reply.state).in_(("posted", "posted_by_hand")),
    )
    return session.exec(query).one()


def _drafts_like(session: Session, brand: str, judgement: Judgement) -> int:
    query = select(func.count()).where(Draft.brand == brand, Draft.lang == judgement.lang, col(Draft.editor).is_(None))
    return session.exec(query).one()
