"""Under the quote: what a post in another language than the chat's says, where a model has put it into words."""

from __future__ import annotations

from sqlmodel import col, select

from models import Translation
from responders.desk.card_words import line
from responders.desk.case import Case
from responders.desk.quoting import quoted
from responders.desk.standing import Standing

_LONGEST = 240


def translation_lines(case: Case, now: Standing) -> list[str]:
    """One line while the card waits for a decision; the posts of a burst one after the other."""
    foreign = [post.id for post in case.posts if post.lang not in (None, case.brand.chat_language)]
    if now not in ("open", "bare") or not foreign:
        return []
    query = select(Translation.text).where(col(Translation.mention_id).in_(foreign), Translation.text != "")
    texts = case.session.exec(query.order_by(col(Translation.mention_id))).all()
    said = quoted(" · ".join(texts), _LONGEST)
    return [line(case.brand.chat_language, "translated", text=f"<i>{said}</i>")] if texts else []
