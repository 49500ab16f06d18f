"""Rules that people's edits suggest: a lead is asked once, and only an agreed rule changes drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from sqlmodel import Session, col, select

from models import Database, Decision, StyleRule, Told
from models.decision import record
from responders.desk.asking import Answer, Asked
from responders.desk.buttons import Button
from responders.desk.case import Office, Outcome, Suggested
from responders.desk.errand import Errand, Place
from responders.desk.numbers import number
from responders.desk.quoting import own
from responders.desk.roles import find_person
from responders.desk.texts import label


def agreed(session: Session, brand: str) -> tuple[str, ...]:
    """Ids of the rules that hold for this brand's drafts now, in the order they were proposed."""
    return tuple(row.rule for row in _holding(session, brand))


def questions(place: Place) -> Iterator[Errand]:
    """At most one proposal a day, in working hours: what most edits agree on and nobody has been asked about."""
    today = place.brand.calendar.local(place.now).date()
    if not place.brand.calendar.is_open(place.now) or place.session.get(Told, _day(place, today)) is not None:
        return
    proposal = _next(place)
    if proposal is None:
        # Looking through a quarter's edits is not for every ten seconds.
        place.session.add(Told(key=_day(place, today), at=place.now))
        return
    row = _asked(place, proposal)
    rows = [[Button(label(place.brand.chat_language, name), name) for name in ("rule_agree", "rule_refuse")]]
    text = "✏️ " + own(proposal.question)
    yield Errand(place.note(text), partial(_told, _day(place, today), place.now), rows=rows, subject=row.id)


def settle(database: Database, office: Office, user_id: int, rule_id: int, *, agree: bool) -> Outcome:
    """A lead's answer to a proposal; the first one counts."""
    with database.transaction() as session:
        row, person = session.get(StyleRule, rule_id), find_person(session, office.settings, user_id)
        if row is None or person is None:
            return Outcome("stranger", ok=False, alert=True)
        if not person.is_at_least("lead", row.brand):
            return Outcome("needs_role", {"role": "lead"}, ok=False, alert=True)
        if row.agreed is not None:
            return Outcome("decided_already", ok=False)
        row.agreed, row.decided_by, row.decided_at = agree, user_id, office.now()
        session.add(row)
        _note(session, row, user_id, "rule_agreed" if agree else "rule_refused", office.now())
    return Outcome("rule_agreed" if agree else "rule_refused")


def rules(asked: Asked) -> Answer:
    """/kural · /kural bitir 3"""
    brand = asked.one("lead" if asked.words else "viewer")
    if isinstance(brand, Answer):
        return brand
    if asked.words and asked.words[0] in ("bitir", "end"):
        wanted = number(asked.words[1]) if len(asked.words) > 1 else None
        ended = wanted is not None and _end(asked, brand, wanted)
        return Answer(asked.say("rule_ended" if ended else "rule_how", n=wanted))
    held = _holding(asked.session, brand)
    lines = [f"• {own(name(row.rule, asked.language))} <i>({row.id})</i>" for row in held]
    return Answer("\n".join([asked.say("rule_head", n=len(held)), *lines]))


def name(rule: str, language: str) -> str:
    """A rule as people say it."""
    kind, _, words = rule.partition(":")
    return _NAMES[kind][language == "tr"].format(words=words)


_NAMES = {
    "no_emoji": ("no emoji", "emoji yok"),
    "no_greeting": ("no greeting", "selam yok"),
    "no_exclaim": ("no exclamation mark", "ünlem yok"),
    "shorter": ("shorter drafts", "daha kısa taslak"),
    "without": ("without “{words}”", "“{words}” yok"),
}


def _next(place: Place) -> Suggested | None:
    suggest = place.office.hooks.suggest
    if suggest is None:
        return None
    known = place.session.exec(select(StyleRule.rule).where(StyleRule.brand == place.brand.key)).all()
    settled = [rule for rule in known if not _is_open(place, rule)]
    return suggest(place.session, place.brand, place.now, settled)


def _is_open(place: Place, rule: str) -> bool:
    """Asked for, but the question never reached Telegram: nobody pressed, and the day's note was never made."""
    row = _row(place.session, place.brand.key, rule)
    today = place.brand.calendar.local(row.asked_at).date() if row else None
    return bool(row and row.agreed is None and today and place.session.get(Told, _day(place, today)) is None)


def _asked(place: Place, proposal: Suggested) -> StyleRule:
    row = _row(place.session, place.brand.key, proposal.rule) or StyleRule(
        brand=place.brand.key, rule=proposal.rule, times=proposal.times, asked_at=place.now
    )
    row.asked_at, row.times = place.now, proposal.times
    place.session.add(row)
    place.session.flush()
    return row


def _row(session: Session, brand: str, rule: str) -> StyleRule | None:
    return session.exec(select(StyleRule).where(StyleRule.brand == brand, StyleRule.rule == rule)).first()


def _holding(session: Session, brand: str) -> list[StyleRule]:
    query = select(StyleRule).where(
        StyleRule.brand == brand, col(StyleRule.agreed).is_(True), col(StyleRule.ended_at).is_(None)
    )
    return list(session.exec(query.order_by(col(StyleRule.id))).all())


def _end(asked: Asked, brand: str, rule_id: int) -> bool:
    row = asked.session.get(StyleRule, rule_id)
    if row is None or row.brand != brand or not row.agreed or row.ended_at is not None:
        return False
    row.ended_by, row.ended_at = asked.person.id, asked.office.now()
    asked.session.add(row)
    _note(asked.session, row, asked.person.id, "rule_ended", asked.office.now())
    return True


def _note(session: Session, row: StyleRule, by: int, action: str, now: datetime) -> None:
    record(session, Decision(at=now, brand=row.brand, actor=by, action=action, details={"rule": row.rule}))


def _day(place: Place, day: date) -> str:
    return f"rules {place.brand.key} {day:%Y-%m-%d}"


def _told(key: str, now: datetime, session: Session) -> None:
    session.add(Told(key=key, at=now))


ANSWERS: dict[str, Callable[[Database, Office, int, int], Outcome]] = {
    "rule_agree": partial(settle, agree=True),
    "rule_refuse": partial(settle, agree=False),
}
