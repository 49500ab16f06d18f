"""A brand's facts for a span of closed local days, with what each number usually is.

`build` gathers them once; text, HTML, JSON, picture and e-mail only render them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from models import Brand, Digest
from reports import afterwards as after
from reports import facts, incidents, missed, people, quality, usual, words
from reports import money as moneys
from reports.days import Days, Done, number
from reports.spans import Span, span
from reports.unread import unread
from reports.usual import Usual
from reports.usuals import Usuals

CHART_DAYS = 14


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of the brand's history."""

    day: date
    counts: facts.Counts


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a digest says; `now` is when it was counted."""

    brand: Brand
    span: Span
    now: datetime
    counts: facts.Counts
    answers: facts.Answers
    waiting: facts.Waiting
    outbox: facts.Outbox
    skipped: Mapping[str, int]
    undrafted: Mapping[str, int]
    late: int
    usual: Mapping[str, Usual]
    """For each of `usuals.NUMBERS`; absent while there is too little history."""
    usual_kept: Usual | None
    """Share of due posts answered in time."""
    usual_first: Usual | None
    """Median first reply in working minutes."""
    usual_all_hours: Usual | None
    """Median first reply by the clock, in minutes."""
    usual_waiting: Usual | None
    """What waited when the last seven morning digests were begun."""
    usual_drafts: Mapping[str, Usual]
    """Shares of the decided drafts, by what became of them."""
    usual_judge: Mapping[str, Usual]
    """Shares of the labels that stood, by language."""
    usual_named: Mapping[str, Mapping[str, Usual]]
    """By kind (couriers, cities, products, rivals), for the words most named in the span."""
    drafts: quality.Drafts
    judge: Mapping[str, quality.Judged]
    second: quality.Second
    ambassadors: Sequence[people.Ambassador]
    named: words.Named
    money: moneys.Money
    outages: Sequence[missed.Outage]
    unread: Mapping[str, int]
    """By platform: posts that were counted but not read, to keep to the budget."""
    afterwards: after.Afterwards
    """What came of our replies and promises."""
    incidents: Sequence[incidents.Summary]
    history: Sequence[Day]
    """The fortnight that ends with the span's last day, oldest first."""
    band: Sequence[Usual | None]
    """For each day of the history, the usual number of posts about the brand."""

    @property
    def done(self) -> Done:
        """What was done about the span's posts, as it is kept of each past day."""
        return Done.of(self.skipped, (self.outbox.posted_by_api, self.outbox.posted_by_hand), self.afterwards)


def build(session: Session, brand: Brand, first_day: date, last_day: date, now: datetime) -> Facts:
    """Facts of the local days `first_day` to `last_day`, both included; read-only."""
    within = span(brand.calendar, first_day, last_day)
    days = Days(session, brand, now, now - within.end)
    likes = [days.like(day, first_day) for day in within.days]
    history = [last_day - timedelta(days=back) for back in reversed(range(CHART_DAYS))]
    usuals = Usuals(days, likes)
    answers = facts.answers(session, brand, within.start, within.end, now)
    drafts, judge = quality.drafts(session, brand.key, within), quality.judge(session, brand.key, within)
    named = words.named(session, brand, within)
    return Facts(
        brand=brand,
        span=within,
        now=now,
        counts=facts.counts(session, brand.key, within.start, within.end),
        answers=answers,
        waiting=facts.waiting(session, brand, now),
        outbox=facts.outbox(session, brand.key, within),
        skipped=facts.skipped(session, brand.key, within),
        undrafted=facts.undrafted(session, brand.key, within),
        late=facts.late(session, brand.key, within),
        usual=usuals.numbers(),
        usual_kept=usuals.kept(answers),
        usual_first=usuals.first(answers),
        usual_all_hours=usuals.all_hours(answers),
        usual_waiting=usual.of_count(_mornings(session, brand, now)),
        usual_drafts=usuals.drafts(drafts),
        usual_judge=usuals.judge(judge),
        usual_named=usuals.named(named),
        drafts=drafts,
        judge=judge,
        second=quality.second(session, brand.key, within),
        ambassadors=people.ambassadors(session, brand.key, within.end),
        named=named,
        money=moneys.money(session, brand.key, within),
        outages=missed.outages(session, brand.key, within, now),
        unread=unread(session, brand.key, within),
        afterwards=after.afterwards(session, brand.key, within.start, within.end),
        incidents=incidents.during(session, brand.key, within.start, within.end),
        history=[Day(day, days.counts(day)) for day in history],
        band=[usual.of_count([days.counts(d).mentions for d in days.like(day, day)]) for day in history],
    )


def spoken(found: Facts) -> dict[str, usual.Word]:
    """The word for each number that has a usual value: those of `usual` by their names, "kept", "first", "all_hours",
    "waiting", "drafts: as_is" and its like, "judge: tr" and its like.
    """
    answers, shares = found.answers, found.drafts.shares()
    held: dict[str, tuple[Usual | None, float | None]] = {
        "kept": (found.usual_kept, answers.kept / answers.due if answers.due else None),
        "first": (found.usual_first, answers.working.median),
        "all_hours": (found.usual_all_hours, answers.all_hours.median),
        "waiting": (found.usual_waiting, found.waiting.count),
        **{f"drafts: {name}": (usually, shares.get(name)) for name, usually in found.usual_drafts.items()},
        **{
            f"judge: {lang}": (found.usual_judge.get(lang), card.right / card.seen)
            for lang, card in found.judge.items()
        },
    }
    told = {name: value.word(number(found.counts, found.done, name)) for name, value in found.usual.items()}
    return told | {
        name: usually.word(value)
        for name, (usually, value) in held.items()
        if usually is not None and value is not None
    }


def _mornings(session: Session, brand: Brand, now: datetime) -> list[int]:
    """What waited on the last mornings before today's; each is a working one."""
    today = brand.calendar.local(now).date()
    counted = (col(Digest.brand) == brand.key, col(Digest.day) < today, col(Digest.waiting).is_not(None))
    query = select(col(Digest.waiting)).where(*counted).order_by(col(Digest.day).desc()).limit(usual.DAYS)
    return [count for count in session.connection().execute(query).scalars() if count is not None]
