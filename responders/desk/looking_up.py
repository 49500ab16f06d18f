"""/ara and /bagla: find a record by words, and join two authors who said themselves that they are one customer."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_
from sqlmodel import Session, col, select

from language.folding import fold
from models import Author, AuthorLink, Card, Decision, Mention
from models.decision import record
from responders.desk.asking import Answer, Asked
from responders.desk.card_words import day, platform_name, word
from responders.desk.numbers import number
from responders.desk.quoting import quoted

FOUND = 8
LOOKED_AT = 5000
"""Newest records a search goes through."""


def search(asked: Asked) -> Answer:
    """/ara kargo ayşe: records that hold every word, in text or author, newest first; /ara 12: that one."""
    words = [fold(word.lstrip("#")) for word in asked.words]
    if not words:
        return Answer(asked.say("search_how"))
    rows = list(_matching(asked, words))
    if not rows:
        return Answer(asked.say("search_none", n=LOOKED_AT))
    lines = [_line(asked, mention, author) for mention, author in rows]
    text = "\n".join([asked.say("search_head", n=len(rows)), *lines])
    return Answer(text, reply_to=_only_card(asked, rows), about=tuple(mention.id for mention, _ in rows))


def link(asked: Asked) -> Answer:
    """/bagla 12 34: the authors of two cards are one customer. /bagla coz 12: they are not."""
    undo = bool(asked.words) and asked.words[0] in ("coz", "çöz", "undo")
    numbers = [found for word in asked.words if (found := number(word)) is not None]
    authors = [author for wanted in numbers if (author := _author(asked, wanted)) is not None]
    if len(authors) != len(numbers) or len(numbers) != (1 if undo else 2):
        return Answer(asked.say("link_how"))
    if undo:
        gone = _unlink(asked, authors[0])
        return Answer(asked.say("link_undone" if gone else "link_none"))
    one, other = sorted(authors, key=lambda author: author.id)
    if one.brand != other.brand or one.platform == other.platform:
        return Answer(asked.say("link_how"))
    if other.id in linked(asked.session, one.id):
        return Answer(asked.say("link_known"))
    now, by = asked.office.now(), asked.person.id
    asked.session.add(AuthorLink(brand=one.brand, author_id=one.id, other_id=other.id, by=by, at=now))
    _note(asked, one.brand, "link", {"authors": [one.id, other.id]})
    places = " + ".join(platform_name(author.platform) for author in (one, other))
    said = asked.say("linked", name=quoted(one.name or one.handle, 40), places=places)
    return Answer(said, about=tuple(numbers))


def linked(session: Session, author_id: int) -> set[int]:
    """Authors that a person joined with this one, directly."""
    either = or_(col(AuthorLink.author_id) == author_id, col(AuthorLink.other_id) == author_id)
    rows = session.exec(select(AuthorLink).where(either)).all()
    return {row.other_id if row.author_id == author_id else row.author_id for row in rows}


def _matching(asked: Asked, words: list[str]) -> Iterator[tuple[Mention, Author]]:
    """Folded here, since neither engine folds Turkish letters: "IADE", "iade" and "İade" are one word."""
    query = (
        select(Mention, Author)
        .join(Author, col(Author.id) == Mention.author_id)
        .where(col(Mention.brand).in_(asked.brands), ~col(Mention.native_id).startswith("forgotten:"))
        .order_by(col(Mention.id).desc())
        .limit(LOOKED_AT)
    )
    found = 0
    for mention, author in asked.session.exec(query):
        text = fold(f"{mention.text} {author.name} {author.handle}")
        if words == [str(mention.id)] or all(word in text for word in words):
            found += 1
            yield mention, author
        if found == FOUND:
            return


def _line(asked: Asked, mention: Mention, author: Author) -> str:
    """#12 KARGO · X · 3 Kas · Ayşe · açık ❝ … ❞"""
    at = asked.office.brands[mention.brand].calendar.local(mention.created_at)
    state = mention.closed_reason or "closed" if mention.state == "closed" else "open"
    parts = [
        f"#{mention.id} {word(asked.language, 'topic', next(iter(mention.topics), 'general'))}",
        platform_name(mention.platform),
        day(asked.language, at.month, at.day),
        quoted(author.name or author.handle, 24),
        word(asked.language, "closed", state),
    ]
    return f"{' · '.join(parts)}\n   ❝ {quoted(asked.office.hooks.masked(mention.text), 70)} ❞"


def _only_card(asked: Asked, rows: list[tuple[Mention, Author]]) -> int | None:
    """Where one record was meant and its card stands in this chat, the answer points at it."""
    if len(rows) != 1:
        return None
    query = select(Card.message_id).where(Card.mention_id == rows[0][0].id, Card.chat_id == asked.chat_id)
    return asked.session.exec(query).first()


def _author(asked: Asked, mention_id: int) -> Author | None:
    mention = asked.session.get(Mention, mention_id)
    if mention is None or mention.brand not in asked.with_role("approver"):
        return None
    return asked.session.get(Author, mention.author_id)


def _unlink(asked: Asked, author: Author) -> bool:
    either = or_(col(AuthorLink.author_id) == author.id, col(AuthorLink.other_id) == author.id)
    rows = asked.session.exec(select(AuthorLink).where(either)).all()
    for row in rows:
        asked.session.delete(row)
        _note(asked, row.brand, "unlink", {"authors": [row.author_id, row.other_id]})
    return bool(rows)


def _note(asked: Asked, brand: str, action: str, details: dict[str, object]) -> None:
    row = Decision(at=asked.office.now(), brand=brand, actor=asked.person.id, action=action, details=details)
    record(asked.session, row)
