"""Never the same reply twice: stepping through all combinations, and what a candidate must not repeat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import lcm, prod

from language.folding import fold
from responders.drafting.request import Memory, text_hash
from responders.guards.reading import sentences_of, squeeze
from responders.guards.repeat import MOST_ALIKE, REMEMBERED, similarity

_STEM = 4
_LONG_SENTENCE = 4
"""Words a sentence must have before saying it again counts as a repeat, as the repeat guard has it."""


@dataclass(frozen=True)
class Candidate:
    """A reply put together: its text, the ids of its pieces, the facts it states."""

    text: str
    pieces: tuple[str, ...] = ()
    lead: str = ""
    case: str = ""
    facts: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        return text_hash(self.text)


@dataclass(frozen=True)
class Recall:
    """The brand's last replies and this card's earlier versions, squeezed once for many comparisons."""

    memory: Memory
    avoid: Sequence[str]
    lines: frozenset[str] = frozenset()
    """Squeezed approved sentences: left out of every comparison."""

    @cached_property
    def hashes(self) -> frozenset[str]:
        return self.memory.used_hashes | {text_hash(text) for text in self.avoid}

    @cached_property
    def recent(self) -> list[list[str]]:
        """The last replies' sentences, newest first."""
        return [self._sentences(text) for text in self.memory.recent[:REMEMBERED]]

    @cached_property
    def earlier(self) -> list[list[str]]:
        """This card's earlier versions."""
        return [self._sentences(text) for text in self.avoid]

    @cached_property
    def used_sentences(self) -> set[str]:
        return self._long(sentence for sentences in [*self.recent, *self.earlier] for sentence in sentences)

    def _sentences(self, text: str) -> list[str]:
        squeezed = (squeeze(text[a:b]) for a, b in sentences_of(text))
        return [sentence for sentence in squeezed if sentence not in self.lines]

    def _long(self, sentences: Iterable[str]) -> set[str]:
        """Sentences long enough to be told again, whatever greeting stood before them."""
        bare = (_GREETED.sub("", sentence) for sentence in sentences)
        return {sentence for sentence in bare if len(sentence.split()) >= _LONG_SENTENCE}

    def objections(self, candidate: Candidate) -> set[str]:
        """What speaks against it: used, alike, opening, closing, sentence, author."""
        if candidate.key in self.hashes:
            return {"used"}
        own = self._sentences(candidate.text)
        found = {"author"} if candidate.lead in self.memory.pieces_for_author else set()
        if self.used_sentences & self._long(own):
            found.add("sentence")
        for last in [*self.recent[:1], *self.earlier]:
            if own and last and opening(own[0]) == opening(last[0]):
                found.add("opening")
            if own and last and own[-1] == last[-1]:
                found.add("closing")
        whole = " ".join(own)
        if any(similarity(whole, " ".join(other)) >= MOST_ALIKE for other in [*self.recent, *self.earlier]):
            found.add("alike")
        return found


TOLERATED: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({"sentence"}),
    frozenset({"sentence", "opening", "closing"}),
    frozenset({"sentence", "opening", "closing", "author"}),
    frozenset({"sentence", "opening", "closing", "author", "alike"}),
)
"""What is put up with, round by round, when nothing better is left; a used text never is."""

_GREETING = re.compile(r"^(selam|merhaba|merhabalar|hi|hey)\b")
_GREETED = re.compile(_GREETING.pattern + r"[^,]{0,25}, ")


def opening(sentence: str) -> str:
    """How a squeezed sentence opens: its greeting word, else its first two words."""
    greeting = _GREETING.match(sentence)
    return greeting.group() if greeting else " ".join(sentence.split()[:2])


def ranked(candidates: Iterable[Candidate], recall: Recall) -> Iterator[Candidate]:
    """The candidates that were never used, those without objections first, in the order they came."""
    kept: list[tuple[Candidate, set[str]]] = []
    for candidate in candidates:
        objections = recall.objections(candidate)
        if not objections:
            yield candidate
        elif "used" not in objections:
            kept.append((candidate, objections))
    for before, tolerated in pairwise(TOLERATED):
        yield from (c for c, objections in kept if objections <= tolerated and not objections <= before)


def clash(one: str, other: str) -> bool:
    """Whether two pieces side by side share a word, suffixes aside: "hevesin sönmesi hevesi kırar"."""
    return bool(_stems(one) & _stems(other))


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in re.findall(r"[a-z]+", fold(text)) if len(word) >= _STEM}


def spread(n: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """The n-th combination of indices below `sizes`: each step moves every index by one, none is missed or doubled.

    The indices so far repeat after `period` steps; each full round of both shifts the next index by one more.
    """
    indices: list[int] = []
    period = 1
    n %= prod(sizes)
    for size in sizes:
        at = n % (period * size)
        indices.append((at + at // lcm(period, size)) % size)
        period *= size
    return tuple(indices)
