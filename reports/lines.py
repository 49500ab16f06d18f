"""A digest's lines: what each says in Turkish or English, and which list stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from models import TOPICS as TOPIC_KEYS
from reports import wording
from reports.below import Below
from reports.digest import Facts
from reports.headline import headline
from reports.incidents import Summary
from reports.periods import Period, days_of
from reports.phrases import PHRASES
from reports.screen import Line, counting_up, fitted
from reports.speaking import Speech
from reports.wording import TOPICS, Language

TOPICS_SHOWN = 4
INCIDENTS_SHOWN = 2


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


class _Screen(Speech):
    """What stands above the fold."""

    def is_empty(self) -> bool:
        out = self.facts.outbox
        done = (out.posted_by_api, out.posted_by_hand, out.by_hand_open, out.unsure, out.failed)
        unheard = (self.facts.outages, any(self.facts.unread.values()), self.facts.late)
        owed = (any(self.facts.undrafted.values()), self.facts.afterwards.broken, self.facts.afterwards.due)
        open_ones = (self.facts.waiting.count, self.facts.incidents)
        return not (self.facts.counts.heard or any((*done, *unheard, *owed, *open_ones)))

    def lines(self) -> Iterator[Line]:
        yield from (self.mentions(), self.negative(), self.answered())
        yield from self.first_reply()
        yield self.waiting()
        for part in (self.incidents, self.topics, self.praise, self.broken, self.missed):
            yield from part()
        yield from (replace(line, folded=True) for line in Below(self.facts, self.language).lines())

    def mentions(self) -> Line:
        return Line(f"{self.say['mentions']} {self.compared('mentions')}", list_of="mentions")

    def negative(self) -> Line:
        part = wording.percent(self.facts.counts.negative, self.facts.counts.mentions, self.language)
        aside = f" · {part}" if part else ""
        return Line(f"{self.say['negative']} {self.compared('negative')}{aside}", list_of="negative")

    def answered(self) -> Line:
        counts, answers = self.facts.counts, self.facts.answers
        usual = self.aside(counts.answered, self.facts.usual.get("answered"))
        text = f"{self.say['answered']} {self.count(counts.answered)}/{self.count(counts.eligible)}{usual}"
        if answers.due:
            target = self.say["within"].format(self.duration(self.facts.brand.target_minutes))
            part = wording.percent(answers.kept, answers.due, self.language)
            text += f" · {target} {part or f'{answers.kept}/{answers.due}'}"
            text += self.share_aside(answers.kept / answers.due, self.facts.usual_kept) if part else ""
        return Line(text, list_of="answered")

    def first_reply(self) -> Iterator[Line]:
        working = self.facts.answers.working
        if working.count:
            said = self.spread(working, self.facts.usual_first)
            yield Line(f"{self.say['first_reply']} {self.say['median']} {said}", spare=True)

    def waiting(self) -> Line:
        waiting = self.facts.waiting
        text = f"{self.say['waiting']} {self.beside(waiting.count, self.facts.usual_waiting)}"
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

    def praise(self) -> Iterator[Line]:
        if self.facts.counts.labels["praise"] or self.facts.ambassadors:
            yield Line(f"{self.say['praise']} {self.compared('praise')}", list_of="praise")

    def broken(self) -> Iterator[Line]:
        """Promises that were not kept stand on the screen; the others below the fold."""
        kept = self.facts.afterwards
        if kept.broken:
            yield Line(f"🤝 {self.say['broken']} {self.count(kept.broken)} · {self.promises()}")

    def missed(self) -> Iterator[Line]:
        parts = []
        for outage in self.facts.outages:
            still = f" ({self.say['ongoing']})" if outage.still else ""
            parts.append(f"{outage.platform} {self.duration(outage.minutes)} {self.say['not_heard']}{still}")
        out, undrafted = self.facts.outbox, sum(self.facts.undrafted.values())
        ours = {"unsure": out.unsure, "failed": out.failed, "undrafted": undrafted}
        parts += [f"{self.say[name]} {self.count(value)}" for name, value in ours.items() if value]
        parts += [f"{name} {self.count(posts)} {self.say['unread']}" for name, posts in self.facts.unread.items()]
        parts += [f"{self.say['late']} {self.count(self.facts.late)}"] if self.facts.late else []
        if parts:
            yield counting_up(f"⚠️ {self.say['missed']}", parts, "missed")
