"""What a reply led to, on both cards: the exchange so far on the new one, outcome and promise on the old one."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from models import Mention, Promise, Reply
from responders.desk.card_words import day
from responders.desk.case import Case
from responders.desk.quoting import own, quoted
from responders.desk.settings import Language

_SAID, _REPLIED = 120, 160
_OUT = ("posted", "posted_by_hand")
_WORDS = {
    "so_far": ("↩️ Yazışma sürüyor ({day}):", "↩️ The exchange goes on ({day}):"),
    "thanked": ("🙏 yazar teşekkür etti", "🙏 the author said thanks"),
    "angry": ("😠 yazar hâlâ şikâyetçi{where}", "😠 the author still complains{where}"),
    "answered": ("💬 yazar yanıt verdi{where}", "💬 the author answered{where}"),
    "silent": ("🔇 yazardan ses yok", "🔇 nothing from the author since"),
    "open": ("🤝 söz: {at}", "🤝 promised for {at}"),
    "kept": ("🤝 söz tutuldu", "🤝 promise kept"),
    "broken": ("💔 söz tutulmadı", "💔 promise not kept"),
}


def so_far(case: Case) -> list[str]:
    """What the author wrote before and what we replied, for a mention that goes on from it; empty for any other."""
    if case.mention.follows is None:
        return []
    earlier = case.session.get(Mention, case.mention.follows)
    reply = _reply_to(case, case.mention.follows)
    if earlier is None or reply is None or not earlier.text:
        return []
    at = case.brand.calendar.local(earlier.created_at)
    language = case.brand.chat_language
    head = _word(language, "so_far").format(day=day(language, at.month, at.day))
    return [f"{head} ❝ {quoted(earlier.text, _SAID)} ❞", f"   ↳ {own(reply.text[:_REPLIED])}"]


def promise_lines(case: Case, reply: Reply) -> list[str]:
    """What the reply promised: until when, or whether it was kept."""
    promise = case.session.exec(select(Promise).where(Promise.reply_id == reply.id)).first()
    if promise is None or promise.state == "void":
        return []
    at = clock(case.brand.calendar.local(promise.due_at), case.brand.calendar.local(case.now))
    return [_word(case.brand.chat_language, promise.state).format(at=at)]


def what_came_of_it(case: Case, reply: Reply) -> list[str]:
    """What the author did after our reply; empty while they have not written."""
    if reply.outcome is None:
        return []
    next_card = case.session.exec(
        select(Mention.id).where(Mention.follows == reply.mention_id).order_by(col(Mention.id).desc()).limit(1)
    ).first()
    where = f" → #{next_card}" if next_card is not None else ""
    return [_word(case.brand.chat_language, reply.outcome).format(where=where)]


def clock(at: datetime, now: datetime) -> str:
    """14:30, with the day where it is not today's; both local."""
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at:%d.%m. %H:%M}"


def _reply_to(case: Case, mention_id: int) -> Reply | None:
    out = select(Reply).where(Reply.mention_id == mention_id, col(Reply.state).in_(_OUT))
    return case.session.exec(out.order_by(col(Reply.id).desc()).limit(1)).first()


def _word(language: Language, key: str) -> str:
    return _WORDS[key][0 if language == "tr" else 1]
