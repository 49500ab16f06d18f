"""The template mode: replies put together from pieces people wrote, offline, never the same twice.

Nothing of the mention gets into a reply but a first name we know and details in words of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from math import prod

from models import Brand
from prompts import Library
from responders.drafting.composer import Composer
from responders.drafting.examples import Examples, NoExamples, like
from responders.drafting.facts import Answer
from responders.drafting.finish import flags_of, refused
from responders.drafting.hearing import heard
from responders.drafting.pieces import Piece
from responders.drafting.pools import Pool
from responders.drafting.request import Drafted, Request, wants
from responders.drafting.variation import Candidate, Recall, clash, ranked, spread
from responders.drafting.voice import joined
from responders.drafting.when_not import refusal
from responders.guards import Flag, level_of
from responders.guards.reading import sentences_of, squeeze

_LOOK_AHEAD = 240
"""Combinations looked at per pool: more than a day of one topic, and still a few milliseconds."""
_CHECKED = 12
"""Candidates with objections after which the best of them is taken."""
_REFUSED = 300
"""Candidates shown to the guards at most: where none of a pool may be said, another pool's turn comes."""
_COMPARED = 4
"""Candidates without objections among which the pieces people approved before are preferred."""
_SHORTEST_OF = 60
_NOTHING = Piece("", "")
_SIGNS = {"no_emoji": (":)", "🙂"), "no_exclaim": ("!",)}


class TemplateDrafter:
    """`library_of` gives a brand's words: its own folder before the built-in one."""

    def __init__(self, library_of: Callable[[Brand], Library], examples: Examples | None = None) -> None:
        self._library_of, self._examples = library_of, examples or NoExamples()

    def draft(self, request: Request) -> Drafted:
        """A reply, or why there is none. A brand that has used up every combination gets a person instead."""
        library = self._library_of(request.brand)
        request = heard(request, library)
        found = refusal(request)
        if found is not None:
            return refused(request, found)
        composer = Composer(request, library)
        return Search(composer, self._liked(composer)).drafted()

    def _liked(self, composer: Composer) -> frozenset[str]:
        """Pieces of replies people approved for similar posts."""
        request = composer.request
        if request.now is None:
            return frozenset()
        nearest = self._examples.nearest(like(request, composer.lang), request.now)
        return frozenset(piece for example in nearest for piece in example.pieces)


@dataclass(frozen=True)
class Search:
    """The way from all combinations to one reply."""

    composer: Composer
    liked: frozenset[str] = field(default_factory=frozenset)

    @property
    def request(self) -> Request:
        return self.composer.request

    def drafted(self) -> Drafted:
        """The best candidate as a draft."""
        composer, best = self.composer, self.best()
        if best is None:
            return Drafted("escalate", ("variants_exhausted",), lang=composer.lang, prompt=composer.prompt)
        flags = self.flags(best)
        return Drafted(
            "draft",
            composer.reasons(best.case, best.facts),
            best.text,
            composer.lang,
            composer.address,
            level_of(flags),
            flags,
            ((0, len(best.text), "approved"),),
            prompt=composer.prompt,
            made={"pieces": list(best.pieces), "facts": list(best.facts)},
        )

    def best(self) -> Candidate | None:
        """The first candidate the guards call green, else the least flagged one they do not call red."""
        amber: list[tuple[int, Candidate]] = []
        for candidate in islice(self._by_liking(ranked(self.candidates(), self._recall)), _REFUSED):
            flags = self.flags(candidate)
            if not flags:
                return candidate
            if level_of(flags) == "amber":
                amber.append((len(flags), candidate))
            if len(amber) == _CHECKED:
                break
        return min(amber, key=lambda pair: pair[0])[1] if amber else None

    def flags(self, candidate: Candidate) -> tuple[Flag, ...]:
        """What the guards say of it; nothing in it is free text."""
        composer = self.composer
        return flags_of(self.request, candidate.text, composer.lang, composer.address, (), composer.lines)

    @cached_property
    def _recall(self) -> Recall:
        lines = frozenset(squeeze(line[a:b]) for line in self.composer.lines for a, b in sentences_of(line))
        return Recall(self.request.memory, self.request.avoid, lines)

    def _by_liking(self, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
        """Among the first few, those with the most pieces people approved before go first."""
        first = list(islice(candidates, _COMPARED)) if self.liked else []
        yield from sorted(first, key=lambda c: -len(self.liked.intersection(c.pieces)))
        yield from candidates

    def candidates(self) -> Iterator[Candidate]:
        """As they should be tried, from the counter on; a shorter tone sorts the next ones by length."""
        sources = [self._answers(self.composer.answer)] if self.composer.answer else []
        sources += [self.combinations(pool) for pool in self.composer.pools()]
        for source in sources:
            if wants(self.request, "shorter"):
                yield from sorted(islice(source, _SHORTEST_OF), key=lambda c: len(c.text))
            yield from source

    def combinations(self, pool: Pool) -> Iterator[Candidate]:
        """Greeting × lead × tail × step, stepping all at once."""
        greetings = [Piece("", greeting) for greeting in self.composer.greetings]
        parts = [greetings, pool.leads, pool.tails or [_NOTHING], pool.steps or [_NOTHING]]
        if self.request.tone == "warmer" and self.request.judgement.kind != "praise":
            parts.append(self.composer.warm())
        parts = [[piece for piece in part if self._allows(piece)] or part for part in parts]
        for numbers in self._numbers([len(part) for part in parts]):
            chosen = [part[at] for part, at in zip(parts, numbers, strict=True)]
            if not clash(chosen[1].text, chosen[2].text):
                yield self._candidate(chosen[0].text, chosen[1:], pool.case)

    def _numbers(self, sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
        start = self.request.memory.counter
        return (spread(n, sizes) for n in range(start, start + min(prod(sizes), _LOOK_AHEAD)))

    def _allows(self, piece: Piece) -> bool:
        """Whether tone and agreed rules leave this piece in."""
        signs = [sign for rule, listed in _SIGNS.items() if wants(self.request, rule) for sign in listed]
        return not any(sign in piece.text for sign in signs) and squeeze(piece.text) not in self._without

    @cached_property
    def _without(self) -> set[str]:
        return {rule.removeprefix("without:") for rule in self.request.rules if rule.startswith("without:")}

    def _candidate(self, greeting: str, pieces: Sequence[Piece], case: str) -> Candidate:
        body = joined([piece.text for piece in pieces], self.composer.lang)
        ids = tuple(piece.id for piece in pieces if piece.id)
        return Candidate(self.composer.opened(greeting, body), ids, pieces[0].id, case)

    def _answers(self, found: Answer) -> Iterator[Candidate]:
        """The fact and its link, put in several ways; then without the link, should it not be allowed.

        A fact with a capital ("You can…", a name) stands in front or after a lead's colon, never after "Hi,".
        """
        words, greetings, ids = self.composer.common.facts, self.composer.greetings, (f"fact.{found.fact.id}",)
        capital = found.fact.text.lstrip()[:1].isupper()
        for url in dict.fromkeys((found.url, "")):
            for greeting, *ways in self._numbers([len(greetings), len(words.leads), len(words.links)]):
                if capital and greetings[greeting] and not words.leads[ways[0]]:
                    continue
                text = self.composer.opened(greetings[greeting], self.composer.put(found.fact, url, ways))
                yield Candidate(text, ids, "", facts=(found.fact.id,))
