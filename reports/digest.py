"""A brand's facts for a span of closed local days, with what each number usually is.

`build` gathers them once; text, HTML, JSON, picture and e-mail only render them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlmodel import Session, col

from models import TOPICS, Brand, Digest, Mention
from reports import afterwards as after
from reports import facts, incidents, missed, people, quality, usual, words
from reports import money as moneys
from reports.spans import Span, span
from reports.unread import unread
from reports.usual import Usual

CHART_DAYS = 14
NUMBERS = ("mentions", "negative", "eligible", "answered", "safety", "praise")


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
    late: int
    usual: Mapping[str, Usual]
    """For NUMBERS and each topic; absent while there is too little history."""
    usual_kept: Usual | None
    """Share of due posts answered in time."""
    usual_first: Usual | None
    """Median first reply in working minutes."""
    usual_waiting: Usual | None
    """What waited when the last seven morning digests were begun."""
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


def build(session: Session, brand: Brand, first_day: date, last_day: date, now: datetime) -> Facts:
    """Facts of the local days `first_day` to `last_day`, both included; read-only."""
    within = span(brand.calendar, first_day, last_day)
    days = _Days(session, brand, now, now - within.end)
    likes = [days.like(day, first_day) for day in within.days]
    history = [last_day - timedelta(days=back) for back in reversed(range(CHART_DAYS))]
    past = sorted({day for like in likes for day in like})
    answers = facts.answers(session, brand, within.start, within.end, now)
    return Facts(
        brand=brand,
        span=within,
        now=now,
        counts=facts.counts(session, brand.key, within.start, within.end),
        answers=answers,
        waiting=facts.waiting(session, brand, now),
        outbox=facts.outbox(session, brand.key, within),
        skipped=facts.skipped(session, brand.key, within),
        late=facts.late(session, brand.key, within),
        usual=_usual(days, likes),
        usual_kept=usual.of_shares(_known(_kept(days.answers(day)) for day in past), max(answers.due, 1)),
        usual_first=usual.of_medians(_known(days.early(day).median for day in past), max(answers.working.count, 1)),
        usual_waiting=usual.of_count(_mornings(session, brand, now)),
        drafts=quality.drafts(session, brand.key, within),
        judge=quality.judge(session, brand.key, within),
        second=quality.second(session, brand.key, within),
        ambassadors=people.ambassadors(session, brand.key, within.end),
        named=words.named(session, brand, within),
        money=moneys.money(session, brand.key, within),
        outages=missed.outages(session, brand.key, within, now),
        unread=unread(session, brand.key, within),
        afterwards=after.afterwards(session, brand.key, within.start, within.end),
        incidents=incidents.during(session, brand.key, within.start, within.end),
        history=[Day(day, days.counts(day)) for day in history],
        band=[usual.of_count([days.counts(d).mentions for d in days.like(day, day)]) for day in history],
    )


def number(counts: facts.Counts, name: str) -> int:
    """The number a usual value is kept for: one of NUMBERS or a topic."""
    if name == "praise":
        return counts.labels["praise"]
    return counts.topics[name] if name in counts.topics else int(getattr(counts, name))


def spoken(found: Facts) -> dict[str, usual.Word]:
    """The word for each number that has a usual value; "kept", "first" and "waiting" beside those of `usual`."""
    answers, kept, first = found.answers, found.usual_kept, found.usual_first
    spoken = {name: value.word(number(found.counts, name)) for name, value in found.usual.items()}
    if kept is not None and answers.due:
        spoken["kept"] = kept.word(answers.kept / answers.due)
    if first is not None and answers.working.median is not None:
        spoken["first"] = first.word(answers.working.median)
    if found.usual_waiting is not None:
        spoken["waiting"] = found.usual_waiting.word(found.waiting.count)
    return spoken


def _mornings(session: Session, brand: Brand, now: datetime) -> list[int]:
    """What waited on the last mornings before today's; each is a working one."""
    today = brand.calendar.local(now).date()
    counted = (col(Digest.brand) == brand.key, col(Digest.day) < today, col(Digest.waiting).is_not(None))
    query = select(col(Digest.waiting)).where(*counted).order_by(col(Digest.day).desc()).limit(usual.DAYS)
    return [count for count in session.connection().execute(query).scalars() if count is not None]


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _usual(days: _Days, likes: Sequence[Sequence[date]]) -> dict[str, Usual]:
    found = {name: usual.of_span(likes, partial(days.number, name)) for name in (*NUMBERS, *TOPICS)}
    return {name: value for name, value in found.items() if value is not None}


def _kept(answers: facts.Answers) -> float | None:
    return answers.kept / answers.due if answers.due else None


class _Days:
    """Each local day is counted once per digest.

    What was answered is known for the span up to `since_end` after its end; of a past day, no later answers count.
    """

    def __init__(self, session: Session, brand: Brand, now: datetime, since_end: timedelta) -> None:
        self._session, self._brand, self._now, self._since_end = session, brand, now, since_end
        self._counts: dict[date, facts.Counts] = {}
        self._answers: dict[date, tuple[facts.Answers, facts.Spread]] = {}
        query = select(col(Mention.created_at)).where(col(Mention.brand) == brand.key)
        first = session.connection().execute(query.order_by(col(Mention.created_at)).limit(1)).scalar()
        # The day the listening began is not a whole day.
        self._since = brand.calendar.local(first or now).date() + timedelta(days=1)

    def like(self, day: date, before: date) -> list[date]:
        """The days `day` is measured against, of its own kind and earlier than `before`."""
        return usual.same_kind(self._brand.calendar, day, before, self._since)

    def number(self, name: str, day: date) -> int:
        return self.early(day).count if name == "answered" else number(self.counts(day), name)

    def counts(self, day: date) -> facts.Counts:
        if day not in self._counts:
            self._counts[day] = facts.counts(self._session, self._brand.key, *self._brand.calendar.day_bounds(day))
        return self._counts[day]

    def answers(self, day: date) -> facts.Answers:
        return self._answered(day)[0]

    def early(self, day: date) -> facts.Spread:
        return self._answered(day)[1]

    def _answered(self, day: date) -> tuple[facts.Answers, facts.Spread]:
        if day not in self._answers:
            start, end = self._brand.calendar.day_bounds(day)
            then = end + self._since_end
            self._answers[day] = facts.answers_and_early(self._session, self._brand, start, end, self._now, then)
        return self._answers[day]
