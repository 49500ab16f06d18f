"""What a card says about time and the author: how long it has waited, and this author's history with this brand."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, func, select

from models import Mention, Reply
from responders.desk.card_words import day, line, word
from responders.desk.case import Case
from responders.desk.handing_over import case_of
from responders.desk.quoting import quoted
from responders.desk.settings import Language

BURST = timedelta(minutes=30)


def waiting_line(case: Case) -> str:
    """Working minutes since the post, against the target."""
    language = case.brand.chat_language
    waited = int(case.brand.calendar.working_minutes(case.mention.created_at, case.now))
    target = case.brand.target_minutes
    said = line(language, "late" if waited > target else "wait", minutes=lasting(language, waited), target=target)
    return said.replace(" ", "\u00a0")  # on a narrow screen it goes to the next line as a whole


def author_line(case: Case) -> str:
    """Name, followers, whether they named us, how often they came, how the last complaint ended. Never other
    platforms or brands: an author's row belongs to one of each."""
    language, author = case.brand.chat_language, case.author
    parts = [quoted(author.name, 40) or quoted(author.handle, 40)]
    if author.followers is not None:
        parts.append(line(language, "followers", n=_short(language, author.followers)))
    if case.mention.summoned:
        parts.append(line(language, "summoned"))
    return " · ".join([*parts, _history(case)])


def _history(case: Case) -> str:
    language = case.brand.chat_language
    own = [post.id for post in case.posts]
    earlier = select(Mention).where(
        Mention.author_id == case.author.id, col(Mention.id) < case.mention.id, col(Mention.id).not_in(own)
    )
    count = case.session.exec(select(func.count()).select_from(earlier.subquery())).one()
    if not count:
        return line(language, "first")
    again = line(language, "again", n=count + 1)
    last = case.session.exec(
        earlier.where(Mention.label == "complaint").order_by(col(Mention.created_at).desc()).limit(1)
    ).first()
    if last is None:
        return again
    when = case.brand.calendar.local(last.created_at)
    topic = next(iter(last.topics), "general")
    said = line(
        language,
        "last_complaint",
        day=day(language, when.month, when.day),
        topic=word(language, "topic", topic).replace("İ", "i").replace("I", "ı").lower()
        if language == "tr"
        else word(language, "topic", topic).lower(),
        end=word(language, "closed", how_it_ended(case, last)),
    )
    return f"{again} ({said})"


def burst_lines(case: Case) -> list[str]:
    """Other posts of the same author that wait beside this one: whoever answers should know them."""
    near = (
        select(Mention.text)
        .where(Mention.author_id == case.author.id, Mention.id != case.mention.id)
        .where(col(Mention.state).in_(("drafted", "escalated")))
        .where(col(Mention.created_at) >= case.mention.created_at - BURST)
        .where(col(Mention.created_at) <= case.mention.created_at + BURST)
        .order_by(col(Mention.created_at))
    )
    texts = case.session.exec(near.limit(5)).all()
    if not texts:
        return []
    said = " · ".join(quoted(text, 60) for text in texts[:2])
    return [line(case.brand.chat_language, "burst", n=len(texts), said=said)]


def how_it_ended(case: Case, mention: Mention) -> str:
    """What customer service said last, else answered, else the reason it was closed for, else open; what was merged
    ends as the mention it was merged into."""
    head = case.session.get(Mention, mention.merged_into) if mention.merged_into is not None else None
    mention = head or mention
    given = case_of(case.session, mention.id)
    if given is not None and given.state in ("solved", "unsolved"):
        return given.state
    out = select(Reply.id).where(Reply.mention_id == mention.id, col(Reply.state).in_(("posted", "posted_by_hand")))
    if case.session.exec(out.limit(1)).first() is not None:
        return "answered"
    return (mention.closed_reason or "unanswered") if mention.state == "closed" else "open"


def lasting(language: Language, minutes: int) -> str:
    """18 dk, 28 sa, 28 sa 5 dk."""
    if minutes < 120:
        return line(language, "min", n=minutes)
    return line(language, "hours" if minutes % 60 else "hour", h=minutes // 60, n=minutes % 60)


def _short(language: Language, number: int) -> str:
    """1240 → 1,2 B (tr), 1.2K (en)."""
    for size, key in ((1_000_000, "million"), (1_000, "thousand")):
        if number >= size:
            text = f"{number / size:.1f}".removesuffix(".0")
            return line(language, key, n=text.replace(".", ",") if language == "tr" else text)
    return str(number)
