"""One request on its way to a reply: its language and address, its words, its fact, and how a text is opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from language.folding import fold
from models import Fact
from models.judgement import Kind
from prompts import Library
from responders.drafting.asking import gives_a_number, has_no_orders, needless
from responders.drafting.details import details
from responders.drafting.facts import Answer, answer, asking_sentences, usable
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
from responders.drafting.pools import Filler, Pool, brand_steps, paired, pools
from responders.drafting.reading import in_doubt, is_playful
from responders.drafting.request import Request, wants
from responders.drafting.telling import under_suspicion
from responders.drafting.things import conditions, named
from responders.drafting.topics import is_ordered, speaks_of_help, topic_for
from responders.drafting.voice import address_of, capital, disclosure, first_name, joined, small
from responders.drafting.when_not import needs_lead

STEP_CHOICES = 6
"""Approved sentences a model may pick from."""
FACT_CHOICES = 12
_MOURNING = ("grief", "bereaved", "memory")
"""Cases that speak of a death: none is opened with a cheerful word."""


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
    def topic(self) -> str:
        """What the reply is about; a product only where one is named, was bought, or a case of it fits.

        Support, in English, only where help is spoken of: its words tell of asking for it.
        """
        folded = fold(self.request.text)
        brand = fold(self.request.brand.name)
        topic = topic_for(self.request.judgement, folded, self.names_a_thing, brand)
        if self.kind in ("praise", "question") or topic not in ("product", "support"):
            return topic
        if topic == "support":
            spoken = self.lang != "en" or speaks_of_help(folded) or self._has_case(topic, folded)
            return topic if spoken else "product" if self.names_a_thing else "general"
        return topic if self.names_a_thing or is_ordered(folded) or self._has_case(topic, folded) else "general"

    def _has_case(self, topic: str, folded: str) -> bool:
        """Whether a complaint's case of `topic` fits."""
        shape = topic_of(self.library.replies(topic, self.lang)).complaint
        return any(case.fits(folded) for case in shape.cases)

    @cached_property
    def kind(self) -> Kind:
        kind = self.request.judgement.kind
        assert kind is not None, "refusal() lets no mention without a kind pass"
        return kind

    @cached_property
    def shape(self) -> Shape:
        return self.shape_of(self.kind)

    def shape_of(self, kind: Kind) -> Shape:
        """The topic's pieces and those of every topic, for one kind of reply."""
        topic: Topic = topic_of(self.library.replies(self.topic, self.lang))
        shape = topic.shape(kind)
        anywhere: Shape = topic_of(self.library.replies("general", self.lang)).shape(kind)
        shared = [
            case if case.looks is not None else case.model_copy(update={"looks": anywhere.looks})
            for case in shared_of(self.library.replies("shared", self.lang)).cases(kind)
        ]
        first, rest = [c for c in shared if c.first], [c for c in shared if not c.first]
        return shape.model_copy(update={"cases": [*first, *shape.cases, *rest]})

    @cached_property
    def prompt(self) -> str:
        """What a template draft records: the file its words are from."""
        return self.library.replies(self.topic, self.lang).ref

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
        return brand_steps(self.request.brand, self.topic, self.lang, self.address)

    @cached_property
    def answer(self) -> Answer | None:
        """The fact for a question, if one of the brand's answers it."""
        folded = fold(self.request.text)
        if self.kind != "question" or any(case.before_facts and case.fits(folded) for case in self.shape.cases):
            return None
        return answer(self.request.text, self.request.brand, self.lang, day_of(self.request))

    @cached_property
    def greetings(self) -> list[str]:
        """What to open with; with a first name only where we know one, none after a disclosure line."""
        if self.disclosure or wants(self.request, "shorter") or wants(self.request, "no_greeting"):
            return [""]
        name = first_name(self.request.author_name, self.request.brand) if self.form != "siz" else None
        listed = [g for g in self.common.greetings[self.form] if not (g.startswith("Selam") and self._mourns)]
        if name:
            return [g.format(name=name) for g in listed if "{name}" in g or not g]
        return [g for g in listed if "{name}" not in g]

    @property
    def _mourns(self) -> bool:
        folded = fold(self.request.text)
        return any(case.id in _MOURNING and case.fits(folded) for case in self.shape.cases)

    @property
    def greeting(self) -> str:
        """The one whose turn it is."""
        return self.greetings[self.request.memory.counter % len(self.greetings)]

    def opened(self, greeting: str, body: str) -> str:
        """The whole text: disclosure or greeting, then the body."""
        if self.disclosure:
            return f"{self.disclosure} {capital(body, self.lang)}"
        if not greeting:
            return capital(body, self.lang)
        return f"{greeting} {small(body, self.lang)}"

    def pools(self) -> list[Pool]:
        """Pieces to try, the most concrete first."""
        if in_doubt(self.request):
            return [self.either_way()]
        if self.kind == "sarcasm":
            return self._sarcastic()
        found = self._pools_of(self.shape, self.kind)
        return self._looked_up(found) if self.kind == "question" else found

    def _pools_of(self, shape: Shape, kind: Kind) -> list[Pool]:
        name = f"{self.topic}.{kind}"
        found = pools(shape, name, self.request.text, self.slots, self.form, self.own_steps)
        steps = self.common.known_steps if gives_a_number(self.request.text) else self.common.open_steps
        spare = self.filler(steps, "common.step")
        out = self.needless
        bare = has_no_orders(self.request.text, self.request.brand.name)
        # a brand's own steps are all there may be: where each asks for what was told, they stand as they are
        return [
            pool.sparing(out if bare else out - pool.needs, pool.steps if self.own_steps else spare) for pool in found
        ]

    def _sarcastic(self) -> list[Pool]:
        """A joke only for who plainly joked and we have one that fits; else a complaint's details, then both tones."""
        joking = self._pools_of(self.shape, "sarcasm")
        if joking[0].case and is_playful(self.request.text):
            return joking
        plain = self._pools_of(self.shape_of("complaint"), "complaint")
        dry = self._pools_of(self.shape.model_copy(update={"cases": []}), "sarcasm")
        return [pool for pool in plain if pool.concrete] + dry

    def _looked_up(self, asking: list[Pool]) -> list[Pool]:
        """What is asked, where we know it, comes before any question back; a question back never stands alone."""
        text = self.request.text
        parts = [fold(part) for part in (" ".join(asking_sentences(text)), text)]
        what = next((entry.what for part in parts for entry in self.common.asked if entry.fits(part)), "")
        kept = [pool for pool in asking if pool.tails or pool.steps]
        first, rest = [p for p in kept if p.first], [p for p in kept if not p.first]
        found = [*first, *([self.lookup(what)] if what else []), *rest, self.lookup(self.common.asked_else)]
        return [pool for pool in found if pool.steps or pool.tails]

    def lookup(self, what: str) -> Pool:
        """That we look up `what` and answer here."""
        words, filler = self.common.lookup, Filler({**self.slots, "asked": what}, self.form)
        steps = paired(filler(words.asks, "a"), filler(words.looks, "l"), "common.lookup", self.lang)
        return Pool(filler(words.leads, "common.lookup.lead"), [], steps, "lookup")

    def either_way(self) -> Pool:
        """For a mention that may be praise or complaint."""
        words = self.common.doubt
        return Pool(
            self.filler(words.leads, "common.doubt.lead"), [], self.filler(words.steps, "common.doubt.step"), "doubt"
        )

    @cached_property
    def slots(self) -> dict[str, str]:
        """What the mention gives: its one thing, its details, what it leaves unsaid, and the platform's words."""
        text, brand = self.request.text, self.request.brand
        found = named(text, self.lang, brand, self.common) | conditions(text)
        stated = details(text, self.lang, brand)
        if "product" in stated:
            found.pop("no_thing", None)
        return {**self.common.slots(self.request.platform), **found, **stated}

    @cached_property
    def needless(self) -> frozenset[str]:
        """What must not be asked for."""
        return needless(self.request.text, self.names_a_thing, self.request.brand.name)

    @property
    def names_a_thing(self) -> bool:
        return "product" in self.slots or "treat" in self.slots

    @property
    def filler(self) -> Filler:
        return Filler(self.slots, self.form)

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
        said = [f"topic:{self.topic}", f"kind:{judgement.kind}"]
        said += [f"case:{case}"] if case else []
        said += [f"fact:{fact}" for fact in facts]
        said += ["no_fact"] if judgement.kind == "question" and not facts and case in ("", "lookup") else []
        said += ["care:lead"] if needs_lead(self.request) else []
        said += ["unsure"] if judgement.unsure else []
        said += ["injection"] if under_suspicion(self.request) else []
        return tuple(said)


def sentence(text: str) -> str:
    """A fact as a sentence: a full stop, its letters as config has them (a name keeps its capital)."""
    text = text.strip()
    return text if text[-1:] in ".!?…" else f"{text}."
