"""A brand's monthly budget for the platforms' APIs: ahead of its pace the bot reads less, step by step; replies go on.

    full ─► slower (searches once an hour, the newest posts) ─► mentions (no searches) ─► counts (numbers only)

The pace is a straight line through the UTC month, as platforms bill, with a day's head start. Where all that is left is
owed already (looks at stored posts, answering), one step after the other is taken whatever the pace. Each step is an
open notice, so that it survives a restart and is told once when it begins and once when it is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlmodel import Session, col, func, select

from models import ApiCall, Brand, Notice, Reach
from reports.money import money
from reports.spans import Span
from samimi.health import Health
from samimi.owed import owed
from samimi.prices import Prices

STEPS: tuple[tuple[Reach, float], ...] = (("slower", 1.0), ("mentions", 1.15), ("counts", 1.4))
"""From which multiple of the pace a step is taken."""
BACK = 0.1
"""A step is taken back this far below its multiple, so that it does not come and go by the hour."""
HEAD_START = timedelta(days=1)
FREE_AGAIN = 0.95
"""Money that was all spent or owed counts as free again below this share of the budget."""

_NOW = {
    "tr": {
        "slower": "aramalar saatte bire indi, yalnızca en yeni gönderiler okunuyor",
        "mentions": "arama durdu, yalnızca hesabı anan gönderiler okunuyor",
        "counts": "gönderi okunmuyor, yalnızca sayılıyor",
    },
    "en": {
        "slower": "searches are down to once an hour and take only the newest posts",
        "mentions": "searches have stopped, only posts that name the account are read",
        "counts": "posts are no longer read, only counted",
    },
}
_OVER = {
    "tr": {
        "slower": "aramalar eski sıklığında",
        "mentions": "aramalar saatte bir yeniden yapılıyor",
        "counts": "hesabı anan gönderiler yeniden okunuyor",
    },
    "en": {
        "slower": "searches run as often as before",
        "mentions": "searches run once an hour again",
        "counts": "posts that name the account are read again",
    },
}
_SPENT = {
    "tr": "{brand}: aylık bütçe hızının önünde ({spent} / {budget} $): {what}. Yanıtlar sürüyor.",
    "en": "{brand}: ahead of the month's budget (${spent} of ${budget}): {what}. Replies go on.",
}
_WELL = {"tr": "{brand}: bütçe yolunda, {what}", "en": "{brand}: the budget is on course, {what}"}

_LINE = {
    "tr": "{brand}: bu ay {spent} $, ay sonunda yaklaşık {end} $",
    "en": "{brand}: ${spent} this month, about ${end} at its end",
}
_OF = {"tr": " (bütçe {budget} $)", "en": " (budget ${budget})"}


@dataclass(frozen=True, slots=True)
class Month:
    """The UTC month around an instant."""

    start: datetime
    end: datetime

    @classmethod
    def around(cls, now: datetime) -> Month:
        start = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return cls(start, (start + timedelta(days=32)).replace(day=1))

    def share(self, now: datetime) -> float:
        """What part of the month's money may be spent by now: 1 at its end."""
        return (now - self.start + HEAD_START) / (self.end - self.start + HEAD_START)


def spent(session: Session, brand: str, now: datetime) -> float:
    """Dollars of the running UTC month, from the ledger."""
    total = func.coalesce(func.sum(ApiCall.micro_usd), 0)
    month = (ApiCall.brand == brand, col(ApiCall.at) >= Month.around(now).start, col(ApiCall.at) <= now)
    return int(session.exec(select(total).where(*month)).one()) / 1e6


def reach(session: Session, health: Health, prices: Prices, brand: Brand, now: datetime) -> Reach:
    """How much may be read now; opens and closes the notices of the steps, in the caller's transaction."""
    before = _taken(session, brand)
    used = spent(session, brand.key, now) if brand.budget else 0.0
    after = _wanted(session, prices, brand, before, used, now) if brand.budget else 0
    lang = brand.chat_language
    for step, _ in STEPS[before:after]:
        text = _SPENT[lang].format(
            brand=brand.name, spent=_money(used, lang), budget=_money(brand.budget or 0, lang), what=_NOW[lang][step]
        )
        health.begin(session, _key(brand, step), text, now, brand.key)
    for step, _ in reversed(STEPS[after:before]):
        health.over(session, _key(brand, step), now, _WELL[lang].format(brand=brand.name, what=_OVER[lang][step]))
    return _reach(after)


def _wanted(session: Session, prices: Prices, brand: Brand, taken: int, used: float, now: datetime) -> int:
    """How many steps the money asks for, with `taken` of them holding already."""
    budget, month = brand.budget or 0.0, Month.around(now)
    if used >= budget:
        return len(STEPS)
    steps = _steps(taken, used / (budget * month.share(now)))
    limit = budget * (FREE_AGAIN if taken == len(STEPS) else 1.0)
    spoken_for = used + owed(session, prices, brand.key, now, month.end) >= limit
    return max(steps, min(taken + 1, len(STEPS))) if spoken_for else steps


def taken(session: Session, brand: Brand) -> Reach:
    """How much is read as things stand, without looking at the money."""
    return _reach(_taken(session, brand))


def month_line(session: Session, brand: Brand, now: datetime, lang: Literal["tr", "en"]) -> str:
    """The month so far and at its end if the last week's pace goes on, drafting included, beside the budget."""
    day = brand.calendar.local(now).date()
    found = money(session, brand.key, Span(day, day, Month.around(now).start, now))
    line = _LINE[lang].format(brand=brand.name, spent=_money(found.spent, lang), end=_money(found.forecast, lang))
    return line + (_OF[lang].format(budget=_money(brand.budget, lang)) if brand.budget else "")


def _steps(taken: int, pace: float) -> int:
    """How many steps hold at this multiple of the pace, with `taken` of them holding already."""
    while taken < len(STEPS) and pace >= STEPS[taken][1]:
        taken += 1
    while taken and pace < STEPS[taken - 1][1] - BACK:
        taken -= 1
    return taken


def _reach(steps: int) -> Reach:
    return STEPS[steps - 1][0] if steps else "full"


def _taken(session: Session, brand: Brand) -> int:
    """How many steps have been told and not taken back."""
    keys = [_key(brand, step) for step, _ in STEPS]
    query = select(Notice.key).where(col(Notice.key).in_(keys), col(Notice.over_at).is_(None))
    open_ones = set(session.exec(query).all())
    return _leading(key in open_ones for key in keys)


def _leading(flags: Iterable[bool]) -> int:
    count = 0
    for flag in flags:
        if not flag:
            break
        count += 1
    return count


def _key(brand: Brand, step: str) -> str:
    return f"budget {step}/{brand.key}"


def _money(dollars: float, lang: str) -> str:
    text = f"{dollars:.2f}"
    return text.replace(".", ",") if lang == "tr" else text
