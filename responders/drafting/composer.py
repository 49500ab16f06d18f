"""One request on its way to a reply: its language and address, its words, its fact, and how a text is opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from models import Fact
from prompts import Library
from responders.drafting.details import details
from responders.drafting.facts import Answer, answer, usable
from responders.drafting.finish import day_of
from responders.drafting.pieces import (
    Common,
    Form,
    Piece,
    Shape,
    Topic,
    common_of,
    fill,
    in_form,
    shared_of,
    topic_of,
)
from responders.drafting.pools import Pool, brand_steps, pools
from responders.drafting.request import Request, wants
from responders.drafting.things import conditions, named
from responders.drafting.voice import address_of, capital, disclosure, first_name, joined, small
from responders.drafting.when_not import needs_lead

STEP_CHOICES = 6
"""Approved sentences a model may pick from."""
FACT_CHOICES = 12


@dataclass(frozen=True)
class Composer:
    """Only for requests that `refusal` lets through: there is a kind and a language."""

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
    def shape(self) -> Shape:
        topic: Topic = topic_of(self.library.replies(self.request.judgement.topic, self.lang))
        kind = self.request.judgement.kind
        assert kind is not None, "refusal() lets no mention without a kind pass"
        shape = topic.shape(kind)
        shared = shared_of(self.library.replies("shared", self.lang)).cases(kind)
        return shape.model_copy(update={"cases": [*shape.cases, *shared]})

    @cached_property
    def prompt(self) -> str:
        """What a template draft records: the file its words are from."""
        return self.library.replies(self.request.judgement.topic, self.lang).ref

    @cached_property
    def disclosure(self) -> str:
        return disclosure(self.request.brand, self.request.platform, self.lang, self.common.disclosure)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Approved sentences this reply may carry, exempt from repetition."""
        facts = [sentence(self.answer.fact.text)] if self.answer else []
        return tuple(line for line in (self.disclosure, *self.own_steps, *facts) if line)

    @cached_property
    def own_steps(self) -> list[str]:
        return brand_steps(self.request.brand, self.request.judgement.topic, self.lang, self.address)

    @cached_property
    def answer(self) -> Answer | None:
        """The fact for a question, if one of the brand's answers it."""
        if self.request.judgement.kind != "question":
            return None
        return answer(self.request.text, self.request.brand, self.lang, day_of(self.request))

    @cached_property
    def greetings(self) -> list[str]:
        """What to open with; with a first name only where we know one, none after a disclosure line."""
        if self.disclosure or wants(self.request, "shorter") or wants(self.request, "no_greeting"):
            return [""]
        name = first_name(self.request.author_name, self.request.brand) if self.form != "siz" else None
        listed = self.common.greetings[self.form]
        if name:
            return [g.format(name=name) for g in listed if "{name}" in g or not g]
        return [g for g in listed if "{name}" not in g]

    @property
    def greeting(self) -> str:
        """The one whose turn it is."""
        return self.greetings[self.request.memory.counter % len(self.greetings)]

    def opened(self, greeting: str, body: str, as_written: bool = False) -> str:
        """The whole text: disclosure or greeting, then the body, whose first letter a fact may keep as it is."""
        if self.disclosure:
            return f"{self.disclosure} {capital(body, self.lang)}"
        if not greeting:
            return capital(body, self.lang)
        return f"{greeting} {body if as_written else small(body, self.lang)}"

    def pools(self) -> list[Pool]:
        """Pieces to try, the most concrete first."""
        judgement = self.request.judgement
        text, brand = self.request.text, self.request.brand
        found = named(text, self.lang, brand, self.common) | conditions(text)
        stated = details(text, self.lang, brand)
        if "product" in stated:
            found.pop("no_thing", None)
        slots = {**self.common.slots(self.request.platform), **found, **stated}
        name = f"{judgement.topic}.{judgement.kind}"
        return pools(self.shape, name, self.request.text, slots, self.form, self.own_steps)

    def warm(self) -> list[Piece]:
        """Last words for a warmer tone."""
        return [Piece(f"warm.{n}", in_form(text, self.form)) for n, text in enumerate(self.common.warm)]

    def put(self, found: Fact, url: str, ways: Sequence[int]) -> str:
        """A fact, its link, in one of the ways to put both: (lead, link) indices, any size."""
        words = self.common.facts
        lead, link = (index % len(part) for index, part in zip(ways, (words.leads, words.links), strict=True))
        end = fill(in_form(words.links[link], self.form), {"url": url}) if url else ""
        return joined([words.leads[lead], sentence(found.text), end or ""], self.lang)

    def step_choices(self) -> Iterator[tuple[str, str]]:
        """(id, sentence) a model may pick from: facts for a question, wishes for praise, else next steps."""
        pool = self.pools()[0]
        start = self.request.memory.counter
        if self.request.judgement.kind == "question":
            for fact in usable(self.request.brand, self.lang, day_of(self.request))[:FACT_CHOICES]:
                yield f"fact.{fact.id}", capital(self.put(fact, fact.url or "", (0, start)), self.lang)
        if self.request.judgement.kind == "praise":
            yield "none", ""
        listed = pool.steps or pool.tails
        for at in range(min(STEP_CHOICES, len(listed))):
            piece = listed[(start + at) % len(listed)]
            yield piece.id, capital(piece.text, self.lang)

    def reasons(self, case: str = "", facts: Sequence[str] = ()) -> tuple[str, ...]:
        """Codes for the card."""
        judgement = self.request.judgement
        said = [f"topic:{judgement.topic}", f"kind:{judgement.kind}"]
        said += [f"case:{case}"] if case else []
        said += [f"fact:{fact}" for fact in facts]
        said += ["no_fact"] if judgement.kind == "question" and not facts and not case else []
        said += ["care:lead"] if needs_lead(self.request) else []
        said += ["unsure"] if judgement.unsure else []
        return tuple(said)


def sentence(text: str) -> str:
    """A fact as a sentence: a full stop, its letters as config has them (a name keeps its capital)."""
    text = text.strip()
    return text if text[-1:] in ".!?…" else f"{text}."
