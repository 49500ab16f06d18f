"""What the card says of a reply posted by hand that our own timeline speaks against."""

from __future__ import annotations

from sqlmodel import select

from models import OwnReply, Reply
from responders.desk.case import Case
from responders.desk.quoting import own, quoted
from responders.desk.settings import Language

_SHOWN = 200
_WORDS = {
    "missing": (
        "⚠️ {account} akışında yok: yayınlanmadı, silindi ya da başka hesapta. {account} hesabından yayınla.",
        "⚠️ not on {account}: not posted, deleted, or under another account. Post it as {account}.",
    ),
    "differs": (
        "⚠️ onaylanandan farklı yayınlandı: ❝ {shown} ❞",
        "⚠️ posted in other words than approved: ❝ {shown} ❞",
    ),
    "told_missing": (
        "⚠️ {name}, #{n}: yayınladığını söyledin ama {account} hesabımızın akışında bu yanıt yok. "
        "Başka hesaptan yayınlandıysa orada sil, {account} ile yayınla; düğme kartta.",
        "⚠️ {name}, #{n}: you said it is posted, but our account {account} does not show this reply. "
        "If it went out under another account, delete it there and post it as {account}; the button is on the card.",
    ),
    "told_differs": (
        "⚠️ {name}, #{n}: yayınlanan metin onaylanandan farklı.\nYayınlanan: ❝ {shown} ❞\nOnaylanan: ❝ {approved} ❞",
        "⚠️ {name}, #{n}: what was posted is not what was approved.\nPosted: ❝ {shown} ❞\nApproved: ❝ {approved} ❞",
    ),
}


def alarm_lines(case: Case, reply: Reply) -> list[str]:
    """Empty while nothing speaks against it."""
    if reply.by_hand_alarm is None:
        return []
    shown = shown_text(case, reply)
    return [word(case.brand.chat_language, reply.by_hand_alarm, account=account_of(reply), shown=shown)]


def account_of(reply: Reply) -> str:
    """@ornekmarka, u/ornekmarka: the account it should stand under."""
    return quoted(("u/" if reply.platform == "reddit" else "@") + reply.account, 60)


def shown_text(case: Case, reply: Reply) -> str:
    """What our timeline shows in its place, for HTML; empty where it shows nothing."""
    found = case.session.exec(
        select(OwnReply.text).where(
            OwnReply.brand == reply.brand,
            OwnReply.platform == reply.platform,
            OwnReply.native_id == (reply.native_id or ""),
        )
    ).first()
    return own((found or "")[:_SHOWN])


def word(language: Language, key: str, **values: object) -> str:
    """Values are escaped by the caller."""
    return _WORDS[key][0 if language == "tr" else 1].format(**values)
