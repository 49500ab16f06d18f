"""What a span's numbers usually are, each from the past days it is held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from models import TOPICS
from reports import facts, quality, usual, words
from reports.days import DONE, Days
from reports.usual import Usual

NUMBERS = ("mentions", "negative", "eligible", "answered", "safety", "praise", "off_topic", *TOPICS, *DONE)


class Usuals:
    """`likes`: for each day of the span, the past days of its kind."""

    def __init__(self, days: Days, likes: Sequence[Sequence[date]]) -> None:
        self._days, self._likes = days, likes
        self._past = sorted({day for like in likes for day in like})

    def numbers(self) -> dict[str, Usual]:
        """NUMBERS, but those with too few days."""
        found = {name: usual.of_span(self._likes, partial(self._days.number, name)) for name in NUMBERS}
        return {name: value for name, value in found.items() if value is not None}

    def kept(self, answers: facts.Answers) -> Usual | None:
        """The share of due posts answered in time."""
        past = map(self._days.answers, self._past)
        return usual.of_shares([one.kept / one.due for one in past if one.due], max(answers.due, 1))

    def first(self, answers: facts.Answers) -> Usual | None:
        """The median first reply, in working minutes."""
        return _of_spreads((self._days.early(day).working for day in self._past), answers.working)

    def all_hours(self, answers: facts.Answers) -> Usual | None:
        """The median first reply, in minutes by the clock."""
        return _of_spreads((self._days.early(day).all_hours for day in self._past), answers.all_hours)

    def drafts(self, drafts: quality.Drafts) -> dict[str, Usual]:
        """The share of each thing that may become of a draft."""
        past = [self._days.drafts(day).shares() for day in self._past]
        return _shares(past, dict.fromkeys(drafts.shares(), drafts.decided))

    def judge(self, judge: Mapping[str, quality.Judged]) -> dict[str, Usual]:
        """The share of labels that stood, by language."""
        past = [self._days.judge(day) for day in self._past]
        shares = [{lang: card.right / card.seen for lang, card in day.items()} for day in past]
        return _shares(shares, {lang: card.seen for lang, card in judge.items()})

    def named(self, named: words.Named) -> dict[str, dict[str, Usual]]:
        """Of the words that lead their lists alone: every text of every past day is searched for them."""
        tops = {kind: tuple(getattr(named, kind))[: words.SHOWN] for kind in words.KINDS}
        found: dict[str, dict[str, Usual]] = {kind: {} for kind in tops}
        for kind, top in tops.items():
            for word in top:
                value = usual.of_span(self._likes, partial(self._days.named, tops, kind, word))
                if value is not None:
                    found[kind][word] = value
        return found


def _of_spreads(past: Iterable[facts.Spread], now: facts.Spread) -> Usual | None:
    return usual.of_medians([spread.median for spread in past if spread.median is not None], max(now.count, 1))


def _shares(past: Sequence[Mapping[str, float]], of: Mapping[str, int]) -> dict[str, Usual]:
    """Usual shares by name; each day gives those it had anything to divide by."""
    found = {name: usual.of_shares([day[name] for day in past if name in day], max(of[name], 1)) for name in of}
    return {name: value for name, value in found.items() if value is not None}
