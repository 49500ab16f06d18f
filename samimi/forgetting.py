"""Forget an author or a post (I10): texts go, a keyed hash stays so that forgetting holds."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from models import Author, AuthorLink, Card, Draft, Handover, Mention, OwnReply, Quote, Reply, Tombstone, Translation
from samimi.bursts import let_go
from samimi.closing import close

ERASED = ""


def bare(handle: str) -> str:
    """The handle as collectors store it: without the @ or u/ that people write before it."""
    return handle.lstrip("@").removeprefix("u/")


def unname(author: Author) -> None:
    """Take from an author what tells who it is; by its row's number no two of them can come to be the same."""
    author.native_id = f"forgotten:{author.id}"
    author.handle, author.name, author.followers = f"#{author.id}", ERASED, None


class Forgetter:
    """`key` is the installation's own secret: without it the hashes say nothing."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def digest(self, kind: str, platform: str, name: str) -> str:
        """The keyed hash under which a handle ("author", "opt_out") or a post id ("post") is remembered."""
        message = f"{kind}\x00{platform}\x00{name.lower()}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()

    def is_kept_out(self, session: Session, platform: str, handle: str, native_id: str) -> bool:
        """Whether this post, or anything of this author's, was forgotten and must not be collected again."""
        digests = [self.digest("author", platform, handle), self.digest("post", platform, native_id)]
        where = col(Tombstone.digest).in_(digests)
        return session.exec(select(Tombstone.id).where(where).limit(1)).first() is not None

    def opt_out(self, session: Session, author: Author, now: datetime) -> None:
        """Never answer this author again, even after their rows are gone."""
        author.opted_out = True
        session.add(author)
        self._remember(session, "opt_out", author.platform, author.handle, now)

    def opt_in(self, session: Session, platform: str, handle: str) -> bool:
        """Let this author be answered again, whoever or whatever had silenced them; whether anything had."""
        handle, silent = bare(handle), False
        for author in _called(session, platform, handle):
            silent = silent or author.opted_out or author.muted
            author.opted_out = author.muted = False
            session.add(author)
        gone = session.exec(delete(Tombstone).where(col(Tombstone.digest) == self.digest("opt_out", platform, handle)))
        session.flush()
        return silent or gone.rowcount > 0

    def has_opted_out(self, session: Session, platform: str, handle: str) -> bool:
        where = Tombstone.digest == self.digest("opt_out", platform, handle)
        return session.exec(select(Tombstone.id).where(where).limit(1)).first() is not None

    def forget_author(self, session: Session, platform: str, handle: str, now: datetime) -> int:
        """Erase everything of an author on a platform; returns how many mentions were erased."""
        handle = bare(handle)
        self._remember(session, "author", platform, handle, now)
        count = 0
        for author in _called(session, platform, handle):
            for mention in session.exec(select(Mention).where(Mention.author_id == author.id)).all():
                self.forget_mention(session, mention, "forgotten", now)
                count += 1
            joined = or_(col(AuthorLink.author_id) == author.id, col(AuthorLink.other_id) == author.id)
            session.exec(delete(AuthorLink).where(joined))
            unname(author)
            session.add(author)
        return count

    def forget_mention(self, session: Session, mention: Mention, reason: str, now: datetime) -> None:
        """Erase a mention's texts (and its drafts'); open work on it ends; the numbers stay."""
        if mention.native_id.startswith("forgotten:"):
            return
        self._remember(session, "post", mention.platform, mention.native_id, now)
        digest = self.digest("post", mention.platform, mention.native_id)
        close(session, mention, reason, now)
        ours = delete(OwnReply).where(col(OwnReply.target_id) == mention.native_id)
        session.exec(ours.where(col(OwnReply.brand) == mention.brand, col(OwnReply.platform) == mention.platform))
        if reason != "retention":
            let_go(session, mention, now)
        mention.text, mention.url, mention.ref = ERASED, ERASED, {}
        mention.native_id = f"forgotten:{digest}"
        mention.root_id, mention.parent_id = mention.native_id, None
        session.add(mention)
        session.exec(delete(Translation).where(col(Translation.mention_id) == mention.id))
        drafts = update(Draft).where(col(Draft.mention_id) == mention.id)
        session.exec(drafts.values(text=ERASED, spans=[], flags=[], made={}))
        # A reply that may be on its way keeps its text: the outbox must be able to find it.
        settled = col(Reply.state).not_in(("sending", "unsure"))
        of_mention = update(Reply).where(col(Reply.mention_id) == mention.id, settled)
        session.exec(of_mention.values(text=ERASED, ref={}, by_hand_url=None, target_id=mention.native_id))
        session.exec(update(Card).where(col(Card.mention_id) == mention.id).values(stale=True, next_at=None))
        session.exec(update(Quote).where(col(Quote.mention_id) == mention.id).values(next_at=now))
        unsent = delete(Handover).where(col(Handover.mention_id) == mention.id, col(Handover.state) == "waiting")
        session.exec(unsent)  # there is nothing left to hand over
        _refresh_beside(session, mention)

    def _remember(self, session: Session, kind: str, platform: str, name: str, now: datetime) -> None:
        digest = self.digest(kind, platform, name)
        if session.exec(select(Tombstone.id).where(Tombstone.digest == digest)).first() is None:
            session.add(Tombstone(kind=kind, digest=digest, at=now))
            session.flush()


def _refresh_beside(session: Session, mention: Mention) -> None:
    """Open cards of the same author may show this post beside theirs."""
    theirs = select(Mention.id).where(Mention.author_id == mention.author_id, Mention.state != "closed")
    session.exec(update(Card).where(col(Card.mention_id).in_(theirs)).values(stale=True))


def _called(session: Session, platform: str, handle: str) -> list[Author]:
    """The platform's authors of this handle, whatever its case.

    Compared here: in SQL, `ilike` takes the _ of a handle for any letter, and SQLite's lower() knows only ASCII.
    """
    named = session.exec(select(Author.id, Author.handle).where(Author.platform == platform)).all()
    same = [author_id for author_id, name in named if bare(name).lower() == handle.lower()]
    return [session.get_one(Author, author_id) for author_id in same]
