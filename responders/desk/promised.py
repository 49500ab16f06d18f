"""Promises on the desk: their owner is asked before the term ends, the group hears of the broken ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from models import Database, Decision, Promise, Reply
from models.decision import record
from models.transitions import mark_stale
from responders.desk.buttons import Button
from responders.desk.card_words import platform_name
from responders.desk.case import Office, Outcome
from responders.desk.errand import Errand, Place
from responders.desk.exchange import clock
from responders.desk.notes import Note
from responders.desk.quoting import own
from responders.desk.roles import find_person, name_of
from responders.desk.settings import Language
from responders.desk.texts import label

AHEAD = timedelta(minutes=30)
"""How long before the term its owner is asked, so that it can still be kept; of a short term its last quarter."""
LATER_MINUTES = 120.0
"""Working minutes that "later" adds."""
_SHOWN = 200
_WORDS = {
    "ask": ("⏰ {name}, {platform} yanıtında söz verdin (#{n}): ❝ {said} ❞\nSüre: {at}. Tutuldu mu?",
            "⏰ {name}, your reply on {platform} made a promise (#{n}): ❝ {said} ❞\nIt is due {at}. Was it kept?"),
    "broken": ("💔 #{n}: verilen söz tutulmadı ({name}): ❝ {said} ❞",
               "💔 #{n}: a promise was not kept ({name}): ❝ {said} ❞"),
}  # fmt: skip


def pings(place: Place) -> Iterator[Errand]:
    """Promises whose term is near: to their owner in private, to the group where that cannot be."""
    near = (
        select(Promise, Reply)
        .join(Reply, col(Reply.id) == Promise.reply_id)
        .where(Promise.brand == place.brand.key, Promise.state == "open", col(Promise.pinged_at).is_(None))
        .where(col(Promise.due_at) <= place.now + AHEAD, col(Reply.deleted_at).is_(None))
        .order_by(col(Promise.due_at))
    )
    for promise, reply in place.session.exec(near).all():
        if place.now >= promise.due_at - min(AHEAD, (promise.due_at - promise.made_at) / 4):
            yield _ask(place, promise, reply)


def broken(place: Place) -> Iterator[Errand]:
    """What was not kept, once each, in the group."""
    untold = (
        select(Promise, Reply)
        .join(Reply, col(Reply.id) == Promise.reply_id)
        .where(Promise.brand == place.brand.key, Promise.state == "broken", col(Promise.told_at).is_(None))
        .order_by(col(Promise.id))
    )
    for promise, reply in place.session.exec(untold).all():
        name = own(name_of(place.session, place.office.settings, promise.owner))
        text = _word(place.brand.chat_language, "broken", n=promise.mention_id, name=name, said=_said(promise, reply))
        yield Errand(place.note(text, about=(promise.mention_id,)), _mark(promise, "told_at", place.now))


def settle(database: Database, office: Office, user_id: int, promise_id: int, *, how: str) -> Outcome:
    """The answer to the question: kept, later, broken. The first one counts; the owner's or any approver's."""
    with database.transaction() as session:
        promise, person = session.get(Promise, promise_id), find_person(session, office.settings, user_id)
        if promise is None or person is None or not person.is_at_least("approver", promise.brand):
            return Outcome("stranger", ok=False, alert=True)
        if promise.state != "open" or (how == "later" and promise.pinged_at is None):
            return Outcome("decided_already", ok=False)
        now, values = office.now(), {}
        if how == "later":
            calendar = office.brands[promise.brand].calendar
            promise.due_at = calendar.after_working(max(now, promise.due_at), LATER_MINUTES)
            promise.put_off, promise.pinged_at = promise.put_off + 1, None
            values = {"at": clock(calendar.local(promise.due_at), calendar.local(now))}
        else:
            promise.state, promise.decided_at, promise.decided_by = how, now, user_id
        session.add(promise)
        session.flush()
        mark_stale(session, promise.mention_id)
        details = {"promise": promise.id, "due": promise.due_at.isoformat()}
        row = Decision(
            at=now, brand=promise.brand, actor=user_id, action=f"promise_{how}", mention_id=promise.mention_id,
            details=details,
        )  # fmt: skip
        record(session, row)
    return Outcome(f"promise_{how}", dict(values))


def _ask(place: Place, promise: Promise, reply: Reply) -> Errand:
    person = find_person(place.session, place.office.settings, promise.owner)
    language = person.language if person else place.brand.chat_language
    calendar = place.brand.calendar
    text = _word(
        language,
        "ask",
        name=own(name_of(place.session, place.office.settings, promise.owner)),
        platform=platform_name(reply.platform),
        n=promise.mention_id,
        said=_said(promise, reply),
        at=clock(calendar.local(promise.due_at), calendar.local(place.now)),
    )
    rows = [[Button(label(language, name), name) for name in ANSWERS]]
    about = (promise.mention_id,)
    note = Note(promise.owner, text, about=about) if person else place.note(text, about=about)
    return Errand(note, _mark(promise, "pinged_at", place.now), place.chat_id, rows, promise.id)


def _said(promise: Promise, reply: Reply) -> str:
    """The promising sentence; a dash where the text has been erased."""
    return own(reply.text[promise.start : promise.end][:_SHOWN]) or "—"


def _mark(promise: Promise, column: str, now: datetime) -> Callable[[Session], None]:
    def mark(session: Session) -> None:
        row = session.get_one(Promise, promise.id)
        setattr(row, column, now)
        session.add(row)

    return mark


def _word(language: Language, key: str, **values: object) -> str:
    return _WORDS[key][0 if language == "tr" else 1].format(**values)


ANSWERS: dict[str, Callable[[Database, Office, int, int], Outcome]] = {
    f"promise_{how}": partial(settle, how=how) for how in ("kept", "later", "broken")
}
