"""/sessiz: hours in which a person is not written to in private, save for a crisis."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from models import Brand, Preference
from responders.desk.asking import Answer, Asked
from responders.desk.duty import covers
from responders.desk.settings import hours_span

_OFF = {"kapat", "off"}


def quiet(asked: Asked) -> Answer:
    """/sessiz · /sessiz 22:00-08:00 · /sessiz kapat"""
    row = asked.session.get(Preference, asked.person.id) or Preference(user_id=asked.person.id)
    if not asked.words:
        return Answer(_shown(asked, row))
    wanted = asked.words[0].lower()
    try:
        row.quiet = None if wanted in _OFF else hours_span(wanted)
    except ValueError:
        return Answer(asked.say("quiet_how"))
    asked.session.add(row)
    asked.session.flush()
    return Answer(_shown(asked, row))


def rests(session: Session, user_id: int, brand: Brand, now: datetime) -> bool:
    """Whether this person wants no private messages now."""
    row = session.get(Preference, user_id)
    return row is not None and row.quiet is not None and covers(row.quiet, brand.calendar.local(now).time())


def _shown(asked: Asked, row: Preference) -> str:
    """The person's own hours, and those of the brands they asked about."""
    own = asked.say("quiet_own", hours=row.quiet) if row.quiet else asked.say("quiet_own_none")
    hours = asked.office.settings.quiet_hours
    brands = [(key, hours.get(key, hours.get("*"))) for key in asked.brands]
    lines = [asked.say("quiet_brand", brand=asked.name(key), hours=text or "–") for key, text in brands]
    return "\n".join([own, *lines])
