"""/kriz: a lead declares a crisis for a brand. Until it ends only the holding line is drafted, only leads decide.

Drafts that wait are void: the pipeline makes them afresh, at the beginning and at the end.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col, select

from models import Card, Crisis, Decision, Draft, Mention
from models.burst import MOVED_ON, why_afresh
from models.decision import record
from responders.desk.asking import Answer, Asked
from responders.desk.quoting import own
from responders.desk.roles import name_of

_ON, _OFF = {"ac", "on"}, {"kapat", "off"}
"""Folded, as the words of this command come."""


def crisis_of(session: Session, brand: str) -> Crisis | None:
    """The crisis declared for this brand, while it lasts."""
    return session.get(Crisis, brand)


def crisis(asked: Asked) -> Answer:
    """/kriz · /kriz ac · /kriz kapat"""
    wanted = asked.words[0] if asked.words else ""
    if wanted not in _ON | _OFF:
        return Answer("\n".join(_state(asked, brand) for brand in asked.brands))
    brands = asked.with_role("lead")
    if not brands:
        return Answer(asked.say("no_role"))
    act = _declare if wanted in _ON else _end
    return Answer("\n".join(act(asked, brand) for brand in brands))


def _state(asked: Asked, brand: str) -> str:
    found = crisis_of(asked.session, brand)
    if found is None:
        return asked.say("crisis_none", brand=asked.name(brand))
    at = asked.office.brands[brand].calendar.local(found.at)
    by = own(name_of(asked.session, asked.office.settings, found.by))
    return asked.say("crisis_since", brand=asked.name(brand), at=f"{at:%d.%m. %H:%M}", name=by)


def _declare(asked: Asked, brand: str) -> str:
    if crisis_of(asked.session, brand) is not None:
        return _state(asked, brand)
    now = asked.office.now()
    asked.session.add(Crisis(brand=brand, by=asked.person.id, at=now))
    _note(asked, brand, "crisis")
    line = asked.office.brands[brand].holding_line
    key = "crisis_on" if line and (line.tr or line.en) else "crisis_on_no_line"
    return asked.say(key, brand=asked.name(brand)) + _afresh(asked, brand)


def _end(asked: Asked, brand: str) -> str:
    found = crisis_of(asked.session, brand)
    if found is None:
        return asked.say("crisis_none", brand=asked.name(brand))
    _leave_untouched(asked, found)
    asked.session.delete(found)
    _note(asked, brand, "crisis_over")
    return asked.say("crisis_off", brand=asked.name(brand)) + _afresh(asked, brand)


def _afresh(asked: Asked, brand: str) -> str:
    """What waits is due at the pipeline again and cannot be approved till then; gives the line that says how many."""
    asked.session.flush()
    now, due = asked.office.now(), 0
    waiting = select(Mention).where(Mention.brand == brand, col(Mention.state).in_(("drafted", "escalated")))
    for mention in asked.session.exec(waiting).all():
        newest = select(Draft).where(Draft.mention_id == mention.id).order_by(col(Draft.version).desc()).limit(1)
        draft = asked.session.exec(newest).first()
        drafted = draft is not None and draft.state == "open"
        bare = mention.care_reason == "crisis" and (draft is None or draft.state != "approved")
        if (drafted or bare) and why_afresh(asked.session, mention, draft) != MOVED_ON:
            mention.next_at, mention.attempts, due = now, 0, due + 1
            asked.session.add(mention)
    return "\n" + asked.say("crisis_voided", n=due) if due else ""


def _leave_untouched(asked: Asked, ended: Crisis) -> None:
    """What the crisis made due and nobody has begun to draft needs no other draft: the one it has still stands."""
    untouched = (
        update(Mention)
        .where(col(Mention.brand) == ended.brand, col(Mention.next_at) == ended.at, col(Mention.leased_by).is_(None))
        .where(col(Mention.state).in_(("drafted", "escalated")))
    )
    asked.session.exec(untouched.values(next_at=None))


def _note(asked: Asked, brand: str, action: str) -> None:
    """On record, and every card that waits says so."""
    now = asked.office.now()
    record(asked.session, Decision(at=now, brand=brand, actor=asked.person.id, action=action))
    waiting = select(Mention.id).where(Mention.brand == brand, col(Mention.state).in_(("drafted", "escalated")))
    asked.session.exec(update(Card).where(col(Card.mention_id).in_(waiting)).values(stale=True))
