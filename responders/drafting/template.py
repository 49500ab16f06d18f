"""The template mode: replies put together from pieces people wrote, offline, never the same twice.

Nothing of the mention gets into a reply but a first name we know and details in words of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import prod

from models import Brand
from prompts import Library
from responders.drafting.details import details
from responders.drafting.facts import Answer, answer
from responders.drafting.finish import flags_of, refused
from responders.drafting.pieces import Common, Form, Piece, Topic, common_of, fill, in_form, topic_of
from responders.drafting.pools import Pool, brand_steps, pools
from responders.drafting.request import Drafted, Request
from responders.drafting.variation import Candidate, Recall, ranked, spread
from responders.drafting.voice import address_of, capital, disclosure, first_name, joined, small
from responders.drafting.when_not import needs_lead, refusal
from responders.guards import Flag, level_of
from responders.guards.reading import sentences_of, squeeze

_LOOK_AHEAD = 240
"""Combinations looked at per pool: more than a day of one topic, and still a few milliseconds."""
_CHECKED = 12
"""Candidates shown to the guards before the best of them is taken."""
_EMOJI = (":)", "🙂")


class TemplateDrafter:
    """`library_of` gives a brand's words: its own folder before the built-in one."""

    def __init__(self, library_of: Callable[[Brand], Library]) -> None:
        self._library_of = library_of

    def draft(self, request: Request) -> Drafted:
        """A reply, or why there is none. A brand that has used up every combination gets a person instead."""
        refusal_found = refusal(request)
        if refusal_found is not None:
            return refused(request, refusal_found)
        composer = Composer(request, self._library_of(request.brand))
        best = composer.best()
        if best is None:
            return Drafted("escalate", ("variants_exhausted",), lang=composer.lang, prompt=composer.prompt)
        return composer.drafted(best)


@dataclass(frozen=True)
class Composer:
    """One request on its way to a reply."""

    request: Request
    library: Library

    @cached_property
    def lang(self) -> str:
        return self.request.judgement.lang

    @cached_property
    def address(self) -> str | None:
        return address_of(self.request, self.lang)

    @property
    def form(self) -> Form:
        return "en" if self.address is None else "siz" if self.address == "siz" else "sen"

    @cached_property
    def common(self) -> Common:
        return common_of(self.library.replies("common", self.lang))

    @cached_property
    def topic(self) -> Topic:
        return topic_of(self.library.replies(self.request.judgement.topic, self.lang))

    @cached_property
    def prompt(self) -> str:
        return self.library.replies(self.request.judgement.topic, self.lang).ref

    @cached_property
    def disclosure(self) -> str:
        return disclosure(self.request.brand, self.request.platform, self.lang, self.common.disclosure)

    @cached_property
    def slots(self) -> dict[str, str]:
        found = details(self.request.text, self.lang, self.request.brand)
        return {**self.common.slots(self.request.platform), **found}

    @cached_property
    def answer(self) -> Answer | None:
        """The fact for a question, if one of the brand's answers it."""
        if self.request.judgement.kind != "question":
            return None
        now, brand = self.request.now, self.request.brand
        today = now.astimezone(brand.calendar.zone).date() if now else None
        return answer(self.request.text, brand, self.lang, today)

    @cached_property
    def greetings(self) -> list[str]:
        """What to open with; with a first name only where we know one, none after a disclosure line."""
        if self.disclosure or self.request.tone == "shorter":
            return [""]
        name = first_name(self.request.author_name, self.request.brand) if self.address != "siz" else None
        listed = self.common.greetings[self.form]
        if name:
            return [g.format(name=name) for g in listed if "{name}" in g or not g]
        return [g for g in listed if "{name}" not in g]

    def best(self) -> Candidate | None:
        """The first candidate the guards call green, else the least flagged one they do not call red."""
        recall = Recall(self.request.memory, self.request.avoid, self._exempt())
        amber: list[tuple[int, Candidate]] = []
        for candidate in islice(ranked(self._ordered(), recall), _CHECKED):
            flags = self._flags(candidate)
            if not flags:
                return candidate
            if level_of(flags) == "amber":
                amber.append((len(flags), candidate))
        return min(amber, key=lambda pair: pair[0])[1] if amber else None

    def drafted(self, candidate: Candidate) -> Drafted:
        """The candidate as the answer to the request."""
        flags = self._flags(candidate)
        return Drafted(
            "draft",
            self._reasons(candidate),
            candidate.text,
            self.lang,
            self.address,
            level_of(flags),
            flags,
            ((0, len(candidate.text), "approved"),),
            prompt=self.prompt,
            made={"pieces": list(candidate.pieces), "facts": list(candidate.facts)},
        )

    def _flags(self, candidate: Candidate) -> tuple[Flag, ...]:
        return flags_of(self.request, candidate.text, self.lang, self.address, (), candidate.lines)

    def _reasons(self, candidate: Candidate) -> tuple[str, ...]:
        judgement = self.request.judgement
        said = [f"topic:{judgement.topic}", f"kind:{judgement.kind}"]
        said += [f"case:{candidate.case}"] if candidate.case else []
        said += [f"fact:{fact}" for fact in candidate.facts]
        said += ["no_fact"] if judgement.kind == "question" and not candidate.facts and not candidate.case else []
        said += ["care:lead"] if needs_lead(self.request) else []
        said += ["unsure"] if judgement.unsure else []
        return tuple(said)

    def _exempt(self) -> frozenset[str]:
        lines = [self.disclosure, *(step for step in self._own_steps())]
        lines += [self.answer.fact.text] if self.answer else []
        return frozenset(squeeze(line[a:b]) for line in lines for a, b in sentences_of(line))

    def _own_steps(self) -> list[str]:
        return brand_steps(self.request.brand, self.request.judgement.topic, self.lang, self.address)

    def _ordered(self) -> Iterator[Candidate]:
        """Candidates as they should be tried, from the counter on; a shorter tone sorts the next ones by length."""
        for candidates in self._sources():
            if self.request.tone == "shorter":
                yield from sorted(islice(candidates, 60), key=lambda c: len(c.text))
            yield from candidates

    def _sources(self) -> Iterator[Iterator[Candidate]]:
        if self.answer is not None:
            yield self._answers(self.answer)
        kind = self.request.judgement.kind
        assert kind is not None, "refusal() lets no mention without a kind pass"
        name = f"{self.request.judgement.topic}.{kind}"
        shape = self.topic.shape(kind)
        found = pools(shape, name, self.request.text, self.slots, self.form, self._own_steps())
        for pool in found:
            yield self._combinations(pool)

    def _combinations(self, pool: Pool) -> Iterator[Candidate]:
        greetings = [Piece("", greeting) for greeting in self.greetings]
        warm = [Piece("warm", in_form(w, self.form)) for w in self.common.warm]
        parts = [greetings, pool.leads, pool.tails or [Piece("", "")], pool.steps or [Piece("", "")]]
        if self.request.tone == "warmer" and self.request.judgement.kind != "praise":
            parts.append(warm)
        parts = [[p for p in part if self._tone_allows(p)] or part for part in parts]
        sizes = [len(part) for part in parts]
        start = self.request.memory.counter
        for n in range(start, start + min(prod(sizes), _LOOK_AHEAD)):
            chosen = [part[at] for part, at in zip(parts, spread(n, sizes), strict=True)]
            yield self._candidate(chosen, pool.case)

    def _tone_allows(self, piece: Piece) -> bool:
        return self.request.tone != "no_emoji" or not any(sign in piece.text for sign in _EMOJI)

    def _candidate(self, pieces: Sequence[Piece], case: str) -> Candidate:
        greeting, *rest = pieces
        body = joined([piece.text for piece in rest], self.lang)
        text = self._opened(greeting.text, body)
        ids = tuple(piece.id for piece in rest if piece.id)
        lines = (self.disclosure,) if self.disclosure else ()
        return Candidate(text, ids, rest[0].id, lines, case)

    def _opened(self, greeting: str, body: str) -> str:
        if self.disclosure:
            return f"{self.disclosure} {capital(body, self.lang)}"
        return f"{greeting} {small(body, self.lang)}" if greeting else capital(body, self.lang)

    def _answers(self, found: Answer) -> Iterator[Candidate]:
        """The fact and its link, put in several ways; then without the link, should it not be allowed."""
        words = self.common.facts
        fact = sentence(found.fact.text, self.lang)
        links = [fill(in_form(w, self.form), {"url": found.url}) or "" for w in words.links] if found.url else []
        closings = [in_form(c, self.form) for c in words.closings]
        for ends in (links, closings):
            sizes = [len(self.greetings), len(words.leads), len(ends)]
            for n in range(self.request.memory.counter, self.request.memory.counter + prod(sizes)):
                g, lead, end = spread(n, sizes)
                body = joined([words.leads[lead], fact, ends[end]], self.lang)
                text = self._opened(self.greetings[g], body)
                lines = tuple(filter(None, (self.disclosure, fact)))
                yield Candidate(text, (f"fact.{found.fact.id}",), "", lines, facts=(found.fact.id,))


def sentence(text: str, lang: str) -> str:
    """A fact as a sentence: capital, full stop."""
    text = text.strip()
    return capital(text if text[-1:] in ".!?…" else f"{text}.", lang)
