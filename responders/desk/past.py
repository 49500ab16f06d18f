"""An author's history with this brand on this platform, for whoever answers."""

from __future__ import annotations

from sqlmodel import col, select

from models import Mention, Reply
from responders.desk.card_words import day, platform_name, word
from responders.desk.case import Case, Outcome
from responders.desk.knowing import how_it_ended
from responders.desk.looking_up import linked
from responders.desk.quoting import own, quoted

LISTED = 6


def history(case: Case) -> Outcome:
    """The newest mentions of this author and what became of each, personal data masked; said in the chat.

    An author's other platforms are looked at only where a person joined them (/bagla).
    """
    authors = {case.author.id, *linked(case.session, case.author.id)}
    query = select(Mention).where(col(Mention.author_id).in_(authors), Mention.id != case.mention.id)
    rows = case.session.exec(query.order_by(col(Mention.created_at).desc()).limit(LISTED)).all()
    if not rows:
        return Outcome("no_history", ok=False)
    head = f"🕘 <b>{quoted(case.author.name or case.author.handle, 40)}</b>"
    about = (case.mention.id, *(row.id for row in rows))
    return Outcome("history", note="\n".join([head, *(_line(case, row) for row in rows)]), about=about)


def _line(case: Case, mention: Mention) -> str:
    language = case.brand.chat_language
    at = case.brand.calendar.local(mention.created_at)
    label = word(language, "label", mention.label or "other")
    ended = word(language, "closed", how_it_ended(case, mention))
    said = quoted(case.office.hooks.masked(mention.text), 80)
    reply = case.session.exec(
        select(Reply.text)
        .where(Reply.mention_id == mention.id, col(Reply.state).in_(("posted", "posted_by_hand")))
        .limit(1)
    ).first()
    answer = f"\n   ↳ {own(reply[:80])}" if reply else ""
    where = f"{platform_name(mention.platform)} · " if mention.author_id != case.author.id else ""
    return f"{day(language, at.month, at.day)} · {where}{own(label)} · {own(ended)}\n❝ {said} ❞{answer}"
