"""A digest's lines: what each says in Turkish or English, and which list stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from models import TOPICS as TOPIC_KEYS
from reports import wording
from reports.digest import Facts, number, spoken
from reports.facts import Spread
from reports.headline import headline
from reports.incidents import Summary
from reports.periods import Period, days_of
from reports.phrases import PHRASES
from reports.quality import Judged
from reports.screen import Line, counting_up, fitted
from reports.usual import Usual
from reports.wording import PACE, TOPICS, WORDS, Language

TOPICS_SHOWN = 4
INCIDENTS_SHOWN = 2
WORDS_SHOWN = 3


def lines(facts: Facts, language: Language) -> list[Line]:
    """One phone screen and, below the fold, the rest; a span with nothing in it is one line."""
    title = f"📊 {facts.brand.name}{_period(facts, language)} · {_days(facts, language)}"
    screen = _Screen(facts, language)
    if screen.is_empty():
        return [Line(f"{title}: {PHRASES[language]['nothing']}")]
    return fitted([Line(title, bold=True), Line(headline(facts, language), bold=True), *screen.lines()])


def _period(facts: Facts, language: Language) -> str:
    """A whole week or a whole month is called so."""
    first, last = facts.span.first_day, facts.span.last_day
    periods: tuple[Period, ...] = ("week", "month")
    whole = next((one for one in periods if days_of(one, first) == (first, last)), None)
    return f" · {PHRASES[language][f'a_{whole}']}" if whole else ""


def _days(facts: Facts, language: Language) -> str:
    return wording.days(facts.span.first_day, facts.span.last_day, language)


class _Screen:
    """One digest in one language."""

    def __init__(self, facts: Facts, language: Language) -> None:
        self.facts, self.language = facts, language
        self.say = PHRASES[language]
        self.words = spoken(facts)

    def is_empty(self) -> bool:
        out = self.facts.outbox
        done = (out.posted_by_api, out.posted_by_hand, out.by_hand_open, out.unsure, out.failed)
        return not (self.facts.counts.heard or self.facts.waiting.count or any(done) or self.facts.outages)

    def lines(self) -> Iterator[Line]:
        yield from (self.mentions(), self.negative(), self.answered())
        yield from self.first_reply()
        yield self.waiting()
        for part in (self.incidents, self.topics, self.praise, self.broken, self.missed):
            yield from part()
        for part in (
            self.all_hours,
            self.named,
            self.ambassadors,
            self.outcomes,
            self.posted,
            self.skipped,
            self.drafts,
            self.judge,
            self.money,
        ):
            yield from (replace(line, folded=True) for line in part())

    def mentions(self) -> Line:
        return Line(f"{self.say['mentions']} {self.compared('mentions')}", list_of="mentions")

    def negative(self) -> Line:
        part = wording.percent(self.facts.counts.negative, self.facts.counts.mentions, self.language)
        aside = f" · {part}" if part else ""
        return Line(f"{self.say['negative']} {self.compared('negative')}{aside}", list_of="negative")

    def answered(self) -> Line:
        counts, answers = self.facts.counts, self.facts.answers
        usual = self.aside("answered", self.facts.usual.get("answered"))
        text = f"{self.say['answered']} {self.count(counts.answered)}/{self.count(counts.eligible)}{usual}"
        if answers.due:
            target = self.say["within"].format(self.duration(self.facts.brand.target_minutes))
            part = wording.percent(answers.kept, answers.due, self.language)
            text += f" · {target} {part or f'{answers.kept}/{answers.due}'}"
            if part and self.facts.usual_kept is not None:
                share = wording.share(self.facts.usual_kept.median, self.language)
                text += f" ({self.say['usual']} {share}) {WORDS[self.language][self.words['kept']]}"
        return Line(text, list_of="answered")

    def first_reply(self) -> Iterator[Line]:
        working, usual = self.facts.answers.working, self.facts.usual_first
        if working.count:
            aside = ""
            if usual is not None:
                aside = (
                    f" ({self.say['usual']} {self.duration(usual.median)}) {PACE[self.language][self.words['first']]}"
                )
            text = f"{self.say['first_reply']} {self.say['median']} {self.spread(working, aside)}"
            yield Line(text, spare=True)

    def all_hours(self) -> Iterator[Line]:
        if self.facts.answers.all_hours.count:
            yield Line(
                f"{self.say['first_reply']}, {self.say['all_hours']} {self.spread(self.facts.answers.all_hours)}"
            )

    def waiting(self) -> Line:
        waiting = self.facts.waiting
        text = f"{self.say['waiting']} {self.count(waiting.count)}{self.aside('waiting', self.facts.usual_waiting)}"
        if waiting.overdue:
            text += f" · {self.say['overdue']} {self.count(waiting.overdue)}"
        if waiting.oldest_at is not None:
            age = (self.facts.now - waiting.oldest_at).total_seconds() / 60
            text += f" · {self.say['oldest']} {wording.age(age, self.language)}"
        return Line(text, list_of="waiting")

    def incidents(self) -> Iterator[Line]:
        shown = self.facts.incidents[:INCIDENTS_SHOWN]
        for one in shown:
            opened = f"{self.facts.brand.calendar.local(one.opened_at):%H:%M}"
            text = f"🚨 {opened} {TOPICS[self.language][one.series]}: {self.say['posts']} {self.count(one.posts)}"
            yield Line(
                f"{text} · {self.say['answered'].lower()} {self.count(one.answered)} · {self.ended(one)}",
                list_of="incidents",
            )
        more = len(self.facts.incidents) - len(shown)
        if more:
            yield Line(f"🚨 +{self.count(more)} {self.say['incidents']}", list_of="incidents")

    def ended(self, one: Summary) -> str:
        """How long it lasted; that it goes on."""
        if one.closed_at is None or one.closed_at > self.facts.now:
            return self.say["ongoing"]
        lasted = self.duration((one.closed_at - one.opened_at).total_seconds() / 60)
        return self.say["incident_over"].format(lasted)

    def topics(self) -> Iterator[Line]:
        topics = self.facts.counts.topics
        ranked = sorted((topic for topic in TOPIC_KEYS if topics[topic]), key=lambda topic: -topics[topic])
        if ranked:
            yield Line(self.say["topics"], bold=True)
        for topic in ranked[:TOPICS_SHOWN]:
            yield Line(f"· {TOPICS[self.language][topic]} {self.compared(topic)}", list_of=topic)

    def named(self) -> Iterator[Line]:
        named = self.facts.named
        kinds = {"courier": named.couriers, "city": named.cities, "product": named.products}
        for kind, words in kinds.items():
            if words:
                yield Line(f"{self.say[kind]}: {_top(words)}")
        if named.rivals:
            posts = self.facts.counts.mentions
            parts = (self.parted(name, count, posts) for name, count in _first(named.rivals))
            yield Line(f"{self.say['rivals'].format(self.count(posts))}: {', '.join(parts)}")

    def parted(self, name: str, count: int, whole: int) -> str:
        """ "Rakipoğlu 9 (%14)"; without its share of few."""
        part = wording.percent(count, whole, self.language)
        return f"{name} {self.count(count)}" + (f" ({part})" if part else "")

    def praise(self) -> Iterator[Line]:
        if self.facts.counts.labels["praise"] or self.facts.ambassadors:
            yield Line(f"{self.say['praise']} {self.compared('praise')}", list_of="praise")

    def ambassadors(self) -> Iterator[Line]:
        people = [f"{wording.name(one.name or one.handle)} ({one.praises})" for one in self.facts.ambassadors]
        if people:
            yield Line(f"{self.say['ambassadors']}: {', '.join(people)}")

    def broken(self) -> Iterator[Line]:
        """Promises that were not kept stand on the screen; the others below the fold."""
        kept = self.facts.afterwards
        if kept.broken:
            yield Line(f"🤝 {self.say['broken']} {self.count(kept.broken)} · {self.promises()}")

    def promises(self) -> str:
        kept = self.facts.afterwards
        return f"{self.say['kept']} {self.count(kept.kept)} · {self.say['open']} {self.count(kept.due)}"

    def outcomes(self) -> Iterator[Line]:
        after = self.facts.afterwards
        numbers = {name: getattr(after, name) for name in ("thanked", "angry", "answered", "silent")}
        if any(numbers.values()):
            parts = (f"{self.say[f'then_{name}']} {self.count(value)}" for name, value in numbers.items())
            yield Line(f"{self.say['then']}: {' · '.join(parts)}")
        if not after.broken and (after.kept or after.due):
            yield Line(f"{self.say['promises']}: {self.promises()}")

    def posted(self) -> Iterator[Line]:
        out = self.facts.outbox
        text = f"{self.say['posted']} {self.count(out.posted_by_api)}"
        text += f" · {self.say['by_hand']} {self.count(out.posted_by_hand)}"
        if out.by_hand_open:
            text += f" · {self.say['by_hand_open']} {self.count(out.by_hand_open)}"
        yield Line(text, list_of="posted")

    def skipped(self) -> Iterator[Line]:
        off = self.facts.counts.heard - self.facts.counts.mentions
        reasons = {wording.reason(code, self.language): n for code, n in self.facts.skipped.items()}
        parts = [f"{self.say['skipped']}: {_top(reasons)}"] if reasons else []
        parts += [f"{self.say['off_topic']} {self.count(off)}"] if off else []
        if parts:
            yield Line(" · ".join(parts), list_of="skipped" if reasons else None)

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
        cards = [self.card(lang, card) for lang, card in self.facts.judge.items()]
        if cards:
            known = any(card.interval() for card in self.facts.judge.values())
            aside = f" ({self.say['interval']})" if known else ""
            yield Line(f"{self.say['right']}{aside}: {' · '.join(cards)}")
        if second := self.facts.second.seen:
            yield Line(f"{self.say['second']} {self.facts.second.agreed}/{second}")

    def card(self, lang: str, card: Judged) -> str:
        """ "TR 12/20 (%39–%78)"."""
        shares = [wording.share(value, self.language) for value in card.interval() or ()]
        return f"{lang.upper()} {card.right}/{card.seen}" + (f" ({'–'.join(shares)})" if shares else "")

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
        ours = {"unsure": out.unsure, "failed": out.failed, "undrafted": counts.eligible - counts.drafted}
        parts += [f"{self.say[name]} {self.count(value)}" for name, value in ours.items() if value]
        parts += [f"{name} {self.count(posts)} {self.say['unread']}" for name, posts in self.facts.unread.items()]
        parts += [f"{self.say['late']} {self.count(self.facts.late)}"] if self.facts.late else []
        if parts:
            yield counting_up(f"⚠️ {self.say['missed']}", parts, "missed")

    def compared(self, name: str) -> str:
        """ "184 (genelde 132) ↑ yüksek"; the bare number where nothing is usual yet."""
        return self.count(number(self.facts.counts, name)) + self.aside(name, self.facts.usual.get(name))

    def aside(self, name: str, usual: Usual | None) -> str:
        if usual is None:
            return ""
        return f" ({self.say['usual']} {self.count(usual.median)}) {WORDS[self.language][self.words[name]]}"

    def spread(self, spread: Spread, aside: str = "") -> str:
        median, p90 = (self.duration(value or 0.0) for value in (spread.median, spread.p90))
        return f"{median}{aside}, {self.say['nine'].format(p90)}"

    def count(self, value: float) -> str:
        return wording.count(value, self.language)

    def duration(self, minutes: float) -> str:
        return wording.duration(minutes, self.language)


def _top(words: Mapping[str, int]) -> str:
    return ", ".join(f"{word} {count}" for word, count in _first(words))


def _first(words: Mapping[str, int]) -> list[tuple[str, int]]:
    return list(words.items())[:WORDS_SHOWN]
