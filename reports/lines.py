"""A digest's lines: what each says in Turkish or English, and which list stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models import TOPICS as TOPIC_KEYS
from reports import wording
from reports.digest import Facts, number
from reports.facts import Spread
from reports.headline import headline
from reports.phrases import PHRASES
from reports.wording import TOPICS, WORDS, Language

TOPICS_SHOWN = 4
WORDS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """`list_of` names the list behind the line (reports/lists.py); None where there is none."""

    text: str
    bold: bool = False
    list_of: str | None = None


def lines(facts: Facts, language: Language) -> list[Line]:
    """One phone screen, the weightiest first; a span with nothing in it is one line."""
    title = f"📊 {facts.brand.name} · {wording.days(facts.span.first_day, facts.span.last_day, language)}"
    screen = _Screen(facts, language)
    if screen.is_empty():
        return [Line(f"{title}: {PHRASES[language]['nothing']}")]
    return [Line(title, bold=True), Line(headline(facts, language), bold=True), *screen.lines()]


class _Screen:
    """One digest in one language."""

    def __init__(self, facts: Facts, language: Language) -> None:
        self.facts, self.language = facts, language
        self.say = PHRASES[language]

    def is_empty(self) -> bool:
        out = self.facts.outbox
        done = (out.posted_by_api, out.posted_by_hand, out.by_hand_open, out.unsure, out.failed)
        return not (self.facts.counts.heard or self.facts.waiting.count or any(done) or self.facts.outages)

    def lines(self) -> Iterator[Line]:
        yield from (self.mentions(), self.negative(), self.answered())
        yield from self.first_reply()
        yield self.waiting()
        yield from self.incidents()
        for part in (
            self.topics,
            self.named,
            self.praise,
            self.posted,
            self.drafts,
            self.judge,
            self.money,
            self.missed,
        ):
            yield from part()

    def mentions(self) -> Line:
        counts = self.facts.counts
        off = counts.heard - counts.mentions
        aside = f" (+{self.count(off)} {self.say['off_topic']})" if off else ""
        return Line(f"{self.say['mentions']} {self.compared('mentions')}{aside}", list_of="mentions")

    def negative(self) -> Line:
        part = wording.percent(self.facts.counts.negative, self.facts.counts.mentions, self.language)
        aside = f" · {part}" if part else ""
        return Line(f"{self.say['negative']} {self.compared('negative')}{aside}", list_of="negative")

    def answered(self) -> Line:
        counts, answers = self.facts.counts, self.facts.answers
        text = f"{self.say['answered']} {self.count(counts.answered)}/{self.count(counts.eligible)}"
        if answers.due:
            target = self.duration(self.facts.brand.target_minutes)
            part = wording.percent(answers.kept, answers.due, self.language)
            text += f" · {self.say['target']} {target}: {part or f'{answers.kept}/{answers.due}'}"
            if part and self.facts.usual_kept is not None:
                text += f" ({self.say['usual']} {wording.share(self.facts.usual_kept, self.language)})"
        return Line(text, list_of="answered")

    def first_reply(self) -> Iterator[Line]:
        working, all_hours, usual = self.facts.answers.working, self.facts.answers.all_hours, self.facts.usual_first
        if working.count:
            aside = f" ({self.say['usual']} {self.duration(usual)})" if usual is not None else ""
            yield Line(f"{self.say['first_reply']} {self.say['median']} {self.spread(working, aside)}")
            yield Line(f"· {self.say['all_hours']} {self.spread(all_hours)}")

    def waiting(self) -> Line:
        waiting = self.facts.waiting
        text = f"{self.say['waiting']} {self.count(waiting.count)}"
        if waiting.overdue:
            text += f" · {self.say['overdue']} {self.count(waiting.overdue)}"
        if waiting.oldest_at is not None:
            age = (self.facts.now - waiting.oldest_at).total_seconds() / 60
            text += f" · {self.say['oldest']} {self.duration(age)}"
        return Line(text, list_of="waiting")

    def incidents(self) -> Iterator[Line]:
        for one in self.facts.incidents:
            ended = one.closed_at is not None and one.closed_at <= self.facts.now
            state = self.say["incident_over"] if ended else self.say["ongoing"]
            opened = f"{self.facts.brand.calendar.local(one.opened_at):%H:%M}"
            text = f"🚨 {opened} {TOPICS[self.language][one.series]}: {self.say['posts']} {self.count(one.posts)}"
            yield Line(f"{text} · {self.say['answered'].lower()} {self.count(one.answered)} · {state}")

    def topics(self) -> Iterator[Line]:
        topics = self.facts.counts.topics
        ranked = sorted((topic for topic in TOPIC_KEYS if topics[topic]), key=lambda topic: -topics[topic])
        if ranked:
            yield Line(self.say["topics"], bold=True)
        for topic in ranked[:TOPICS_SHOWN]:
            yield Line(f"· {TOPICS[self.language][topic]} {self.compared(topic)}", list_of=topic)

    def named(self) -> Iterator[Line]:
        named = self.facts.named
        kinds = {"courier": named.couriers, "city": named.cities, "product": named.products, "rivals": named.rivals}
        parts = [f"{self.say[kind]}: {_top(words)}" for kind, words in kinds.items() if words]
        if parts:
            yield Line(" · ".join(parts))

    def praise(self) -> Iterator[Line]:
        people = [f"{wording.name(one.name or one.handle)} ({one.praises})" for one in self.facts.ambassadors]
        text = f"{self.say['praise']} {self.compared('praise')}"
        if people:
            text += f" · {self.say['ambassadors']}: {', '.join(people)}"
        if people or self.facts.counts.labels["praise"]:
            yield Line(text, list_of="praise")

    def posted(self) -> Iterator[Line]:
        out = self.facts.outbox
        text = f"{self.say['posted']} {self.count(out.posted_by_api)}"
        text += f" · {self.say['by_hand']} {self.count(out.posted_by_hand)}"
        if out.by_hand_open:
            text += f" · {self.say['by_hand_open']} {self.count(out.by_hand_open)}"
        yield Line(text, list_of="posted")
        if self.facts.skipped:
            reasons = {wording.reason(code, self.language): n for code, n in self.facts.skipped.items()}
            yield Line(f"{self.say['skipped']}: {_top(reasons)}", list_of="skipped")

    def drafts(self) -> Iterator[Line]:
        drafts = self.facts.drafts
        values = {"as_is": drafts.as_is, "light": drafts.light, "heavy": drafts.heavy, "rejected": drafts.rejected}
        shown = (
            f"{self.say[name]} {wording.percent(value, drafts.decided, self.language) or value}"
            for name, value in values.items()
        )
        if drafts.decided:
            yield Line(f"{self.say['drafts']}: {' · '.join(shown)}")

    def judge(self) -> Iterator[Line]:
        cards = [f"{lang.upper()} {card.corrected}/{card.seen}" for lang, card in self.facts.judge.items()]
        if cards:
            yield Line(f"{self.say['corrected']}: {' · '.join(cards)}")

    def money(self) -> Iterator[Line]:
        money = self.facts.money
        if money.spent or money.forecast:
            spent, forecast = (wording.dollars(value, self.language) for value in (money.spent, money.forecast))
            yield Line(f"{self.say['month']} {spent} · {self.say['forecast']} {forecast}")

    def missed(self) -> Iterator[Line]:
        parts = []
        for outage in self.facts.outages:
            still = f" ({self.say['ongoing']})" if outage.still else ""
            parts.append(f"{outage.platform} {self.duration(outage.minutes)} {self.say['not_heard']}{still}")
        counts, out = self.facts.counts, self.facts.outbox
        numbers = {
            "late": self.facts.late, "unsure": out.unsure, "failed": out.failed,
            "undrafted": counts.eligible - counts.drafted,
        }  # fmt: skip
        parts += [f"{self.say[name]} {self.count(value)}" for name, value in numbers.items() if value]
        if parts:
            yield Line(f"⚠️ {self.say['missed']}: {' · '.join(parts)}", list_of="missed")

    def compared(self, name: str) -> str:
        """ "184 (genelde 132) ↑ yüksek"; the bare number where nothing is usual yet."""
        value, usual = number(self.facts.counts, name), self.facts.usual.get(name)
        if usual is None:
            return self.count(value)
        word = WORDS[self.language][usual.word(value)]
        return f"{self.count(value)} ({self.say['usual']} {self.count(usual.median)}) {word}"

    def spread(self, spread: Spread, aside: str = "") -> str:
        median, p90 = (self.duration(value or 0.0) for value in (spread.median, spread.p90))
        return f"{median}{aside}, p90 {p90}"

    def count(self, value: float) -> str:
        return wording.count(value, self.language)

    def duration(self, minutes: float) -> str:
        return wording.duration(minutes, self.language)


def _top(words: Mapping[str, int]) -> str:
    return ", ".join(f"{word} {count}" for word, count in list(words.items())[:WORDS_SHOWN])
