"""A brand's past days, for what is usual: each is counted once per digest, and only as far as it is asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TypeVar, cast

from sqlalchemy import select
from sqlmodel import Session, col

from models import Brand, Mention
from reports import facts, quality, usual, words
from reports.afterwards import Afterwards, afterwards
from reports.spans import Span, span

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Done:
    """What was done about a day's posts, what went out on it, and what became known of replies on it."""

    skipped: int
    posted_by_api: int
    posted_by_hand: int
    then_thanked: int
    then_angry: int
    then_answered: int
    then_silent: int

    @classmethod
    def of(cls, skipped: Mapping[str, int], posted: tuple[int, int], then: Afterwards) -> Done:
        """From the day's facts."""
        return cls(sum(skipped.values()), *posted, then.thanked, then.angry, then.answered, then.silent)


DONE = tuple(one.name for one in fields(Done))


def number(counts: facts.Counts, done: Done, name: str) -> int:
    """The number a usual value is kept for: a label, a topic, a field of either."""
    if name == "praise":
        return counts.labels["praise"]
    if name == "off_topic":
        return counts.heard - counts.mentions
    if name in counts.topics:
        return counts.topics[name]
    return int(getattr(done if name in DONE else counts, name))


class Days:
    """Past days as the digest of the morning after would have told of them.

    What was answered or closed is known for the span up to `since_end` after its end; of a past day, nothing later
    counts.
    """

    def __init__(self, session: Session, brand: Brand, now: datetime, since_end: timedelta) -> None:
        self._session, self._brand, self._now, self._since_end = session, brand, now, since_end
        self._read: dict[tuple[str, date], object] = {}
        query = select(col(Mention.created_at)).where(col(Mention.brand) == brand.key)
        first = session.connection().execute(query.order_by(col(Mention.created_at)).limit(1)).scalar()
        # The day the listening began is not a whole day.
        self._since = brand.calendar.local(first or now).date() + timedelta(days=1)

    def like(self, day: date, before: date) -> list[date]:
        """The days `day` is measured against, of its own kind and earlier than `before`."""
        return usual.same_kind(self._brand.calendar, day, before, self._since)

    def number(self, name: str, day: date) -> int:
        """One of the numbers a usual value is kept for."""
        return self.early(day).working.count if name == "answered" else number(self.counts(day), self.done(day), name)

    def counts(self, day: date) -> facts.Counts:
        key = self._brand.key
        return self._once("counts", day, lambda of: facts.counts(self._session, key, of.start, of.end))

    def answers(self, day: date) -> facts.Answers:
        return self._answered(day)[0]

    def early(self, day: date) -> facts.Early:
        return self._answered(day)[1]

    def done(self, day: date) -> Done:
        return self._once("done", day, self._done)

    def drafts(self, day: date) -> quality.Drafts:
        return self._once("drafts", day, lambda of: quality.drafts(self._session, self._brand.key, of))

    def judge(self, day: date) -> Mapping[str, quality.Judged]:
        return self._once("judge", day, lambda of: quality.judge(self._session, self._brand.key, of))

    def named(self, searched: Mapping[str, Sequence[str]], kind: str, word: str, day: date) -> int:
        """How many posts name `word`; `searched` are all words that will be asked for, by kind."""
        found = self._once("named", day, lambda of: words.named(self._session, words.only(self._brand, searched), of))
        return int(getattr(found, kind).get(word, 0))

    def _answered(self, day: date) -> tuple[facts.Answers, facts.Early]:
        return self._once(
            "answers",
            day,
            lambda of: facts.answers_and_early(
                self._session, self._brand, of.start, of.end, self._now, of.end + self._since_end
            ),
        )

    def _done(self, of: Span) -> Done:
        session, key = self._session, self._brand.key
        return Done.of(
            facts.skipped(session, key, of, of.end + self._since_end),
            facts.posted(session, key, of),
            afterwards(session, key, of.start, of.end),
        )

    def _once(self, part: str, day: date, read: Callable[[Span], Found]) -> Found:
        if (part, day) not in self._read:
            self._read[part, day] = read(span(self._brand.calendar, day, day))
        return cast(Found, self._read[part, day])
