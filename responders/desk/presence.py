"""Whether the bot may write in a brand's chat: admins hear it when it may not, and once it may again cards go on."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col
from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated

from models import Card, notice
from responders.desk.case import Office
from responders.desk.chats import brands_of
from responders.desk.settings import Language

_OUT: dict[Language, str] = {
    "tr": "telegram: bot, {brand} sohbetine yazamıyor, oraya kart gelmiyor; botu yeniden içeri al ya da "
    "`samimi connect telegram` ile başka bir sohbet bağla",
    "en": "telegram: the bot may not write in the chat of {brand}, so no card arrives there; let it in again, or "
    "bind another chat with `samimi connect telegram`",
}
_IN: dict[Language, str] = {
    "tr": "telegram: bot, {brand} sohbetine yeniden yazabiliyor",
    "en": "telegram: the bot may write in the chat of {brand} again",
}


def changed(session: Session, office: Office, news: ChatMemberUpdated) -> None:
    """Thrown out, muted, or let in again. What is no brand's chat is nobody's concern."""
    member = news.new_chat_member
    mute = isinstance(member, ChatMemberRestricted) and not member.can_send_messages
    if mute or member.status in (ChatMember.LEFT, ChatMember.BANNED):
        shut_out(session, office, news.chat.id)
    else:
        let_in(session, office, news.chat.id)


def shut_out(session: Session, office: Office, chat_id: int) -> None:
    """One notice for each brand whose cards go there, until the bot is back."""
    for brand in brands_of(session, office.settings, office.brands, chat_id):
        notice.begin(session, _key(brand), _text(_OUT, office, brand), office.now(), brand)


def let_in(session: Session, office: Office, chat_id: int) -> None:
    """The notices are over; cards that failed meanwhile do not wait for their next try."""
    for brand in brands_of(session, office.settings, office.brands, chat_id):
        if notice.over(session, _key(brand), office.now(), _text(_IN, office, brand)):
            failed = update(Card).where(col(Card.brand) == brand, col(Card.attempts) > 0)
            session.exec(failed.values(next_at=None))


def _text(words: dict[Language, str], office: Office, brand: str) -> str:
    known = office.brands[brand]
    return words[known.chat_language].format(brand=known.name)


def _key(brand: str) -> str:
    return f"telegram chat {brand}"
