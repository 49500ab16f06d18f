"""Facts that leads add in the chat: they count beside those of config.yaml until they end."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import AddedFact, Brand, Decision, Fact
from models.decision import record

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TURKISH_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Worded:
    """A fact as somebody typed it: its text, its link, and the last day it holds.

    `no_day`: what looks like a day and is none (31.02.2027).
    """

    text: str
    url: str | None
    until: date | None
    no_day: str | None = None


def facts_of(session: Session, brand: str, today: date) -> list[Fact]:
    """What leads have added for this brand and not ended, as the drafters take them."""
    return [
        Fact(id=f"desk{row.id}", text=row.text, url=row.url, until=row.until) for row in _open(session, brand, today)
    ]


def with_added(session: Session, brand: Brand, today: date) -> Brand:
    """The brand as it is today: its own facts and the added ones."""
    added = facts_of(session, brand.key, today)
    return brand.model_copy(update={"facts": [*brand.facts, *added]}) if added else brand


def worded(words: list[str]) -> Worded:
    """Text, and wherever they stand a link (https://…) and the last day it holds (31.12.2026, 2026-12-31)."""
    url = next((word for word in words if word.startswith("https://")), None)
    until = next((parsed for word in words if (parsed := _day(word)) is not None), None)
    text = _seen(" ".join(word for word in words if word != url and _day(word) is None))
    return Worded(text, url, until, next((word for word in words if _looks_like_a_day(word) and not _day(word)), None))


def _seen(text: str) -> str:
    """Without what nobody sees, or what turns the text around (U+202E); the joiner of an emoji stays."""
    return "".join(sign for sign in text if sign == "\u200d" or unicodedata.category(sign) not in ("Cc", "Cf"))


def says_something(text: str) -> bool:
    """Two words at least, one of them with a letter: "-1" is a slip, one word states nothing, "7/24 destek" does."""
    words = [word for word in text.split() if any(map(str.isalnum, word))]
    return len(words) > 1 and any(map(str.isalpha, text))


def add(session: Session, brand: str, wanted: Worded, by: int, now: datetime) -> AddedFact:
    row = AddedFact(brand=brand, text=wanted.text, url=wanted.url, until=wanted.until, added_by=by, added_at=now)
    session.add(row)
    session.flush()
    record(session, Decision(at=now, brand=brand, actor=by, action="fact_added", details={"fact": row.id}))
    return row


def end(session: Session, brand: str, fact_id: int, by: int, now: datetime) -> bool:
    """False where there is no such fact, or it has ended."""
    row = session.get(AddedFact, fact_id)
    if row is None or row.brand != brand or row.ended_at is not None:
        return False
    row.ended_by, row.ended_at = by, now
    session.add(row)
    record(session, Decision(at=now, brand=brand, actor=by, action="fact_ended", details={"fact": row.id}))
    return True


def _open(session: Session, brand: str, today: date) -> list[AddedFact]:
    query = select(AddedFact).where(AddedFact.brand == brand, col(AddedFact.ended_at).is_(None))
    rows = session.exec(query.order_by(col(AddedFact.id))).all()
    return [row for row in rows if row.until is None or row.until >= today]


def _looks_like_a_day(word: str) -> bool:
    return bool(_DAY.fullmatch(word) or _TURKISH_DAY.fullmatch(word))


def _day(word: str) -> date | None:
    if found := _DAY.fullmatch(word):
        year, month, day = map(int, found.groups())
    elif found := _TURKISH_DAY.fullmatch(word):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
