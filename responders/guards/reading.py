"""A reply as the guards read it: the text, its folded twin of the same length, and what it is checked against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from language.folding import fold, fold_aligned
from models import Brand, Fact
from responders.guards.flag import Context, Flag, Level

SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n+")
WORD = re.compile(r"\w+(?:['’]\w+)*")

Range = tuple[int, int]


@dataclass(frozen=True)
class Reading:
    """Folded offsets are offsets into `text`: both have the same length."""

    text: str
    context: Context

    @property
    def brand(self) -> Brand:
        return self.context.brand

    @cached_property
    def folded(self) -> str:
        return fold_aligned(self.text)

    @cached_property
    def folded_mention(self) -> str:
        return fold(self.context.mention)

    @cached_property
    def facts(self) -> list[Fact]:
        """The brand's facts that are still in date."""
        today = self.context.today
        return [f for f in self.brand.facts if today is None or f.until is None or f.until >= today]

    @cached_property
    def sentences(self) -> list[Range]:
        """(start, end) of every sentence, without surrounding space."""
        return list(sentences_of(self.text))

    @cached_property
    def approved_lines(self) -> set[str]:
        """Sentences somebody approved word for word, squeezed: steps, facts, the holding line, approved lines."""
        return {squeeze(line[a:b]) for line in self._approved_texts() for a, b in sentences_of(line)}

    @cached_property
    def approved(self) -> list[Range]:
        """Where approved sentences stand in the text."""
        known = self.approved_lines
        return [(a, b) for a, b in self.sentences if squeeze(self.text[a:b]) in known]

    def _approved_texts(self) -> Iterator[str]:
        yield from self.context.approved_lines
        yield from (fact.text for fact in self.facts)
        for step in self.brand.steps:
            yield from (line for line in (step.tr_sen, step.tr_siz, step.en) if line)
        if self.brand.holding_line:
            yield from (line for line in (self.brand.holding_line.tr, self.brand.holding_line.en) if line)

    def flag(self, name: str, level: Level, start: int, end: int, why: str) -> Flag:
        """A flag over text[start:end], quoting it."""
        return Flag(name, level, start, end, f"{why}: {self.text[start:end]}")


def squeeze(text: str) -> str:
    """Folded, single spaces, no closing punctuation: two sentences a reader would call the same are the same."""
    return " ".join(fold(text).split()).strip(" .!?…")


def overlaps(span: Range, others: Sequence[Range]) -> bool:
    """Whether `span` shares at least one letter with any of `others`."""
    return any(span[0] < end and start < span[1] for start, end in others)


def inside(span: Range, others: Sequence[Range]) -> bool:
    """Whether `span` lies wholly within one of `others`."""
    return any(start <= span[0] and span[1] <= end for start, end in others)


def sentences_of(text: str) -> Iterator[Range]:
    """(start, end) of every sentence of `text`, without surrounding space."""
    start = 0
    for end in [m.end() for m in SENTENCE_END.finditer(text)] + [len(text)]:
        body = text[start:end]
        left = start + len(body) - len(body.lstrip())
        right = start + len(body.rstrip())
        if left < right:
            yield left, right
        start = end
