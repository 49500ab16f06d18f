"""The pieces of a topic's replies, read from prompts/replies, in the form of one reply.

A piece is written once for both Turkish forms, {sen form|siz form}; a whole piece may differ: "sen …|siz …".
Slots such as {since} are filled by the caller; a piece whose slot has no value is not used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from models.judgement import Kind
from prompts import PromptError, Words
from prompts.loader import told

FORMS = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
SLOT = re.compile(r"\{(\w+)\}")
T = TypeVar("T", bound=BaseModel)
Form = Literal["sen", "siz", "en"]
"""The form of a reply: one of the two Turkish ways of address, or English."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Case(_Strict):
    """Pieces for mentions with enough evidence; None: the kind's own.

    Regular expressions over the folded text: one of `when` must be there, one of `also` too where any are listed,
    and none of `unless`.
    """

    id: str
    when: list[str]
    also: list[str] = []
    unless: list[str] = []
    first: bool = False
    """Of every topic: goes before the topic's own. For a question: before the sentence that says what we look up."""
    before_facts: bool = False
    """For a question: no fact of the brand's answers it instead."""
    whatever_label: bool = False
    """For a question: a short mention that fits is one, whatever the judge called it."""
    needs: list[str] = []
    """What it asks although the mention's length or words suggest that it was said ("product", "order")."""
    leads: list[str]
    tails: list[str] | None = None
    asks: list[str] | None = None
    looks: list[str] | None = None
    steps: list[str] | None = None

    def fits(self, folded: str) -> bool:
        """Whether a mention's folded text carries the evidence."""
        met = _any(self.when, folded) and (not self.also or _any(self.also, folded))
        return met and not _any(self.unless, folded)


def _any(patterns: list[str], folded: str) -> bool:
    return any(re.search(pattern, folded) for pattern in patterns)


class Shape(_Strict):
    """One kind of reply: lead + tail + step, where a step is a whole sentence or one of asks × looks."""

    leads: list[str]
    tails: list[str]
    asks: list[str] = []
    looks: list[str] = []
    steps: list[str] = []
    cases: list[Case] = []


class Topic(_Strict):
    """A topic's file."""

    complaint: Shape
    praise: Shape
    question: Shape
    sarcasm: Shape

    def shape(self, kind: Kind) -> Shape:
        """The pieces for one kind of reply."""
        return {
            "complaint": self.complaint,
            "praise": self.praise,
            "question": self.question,
            "sarcasm": self.sarcasm,
        }[kind]


class Shared(_Strict):
    """Cases that go with every topic, since people praise a courier under a mention about a product."""

    complaint: list[Case]
    praise: list[Case]
    question: list[Case]
    sarcasm: list[Case]

    def cases(self, kind: Kind) -> list[Case]:
        """Those for one kind of reply."""
        known: dict[str, list[Case]] = {
            "complaint": self.complaint,
            "praise": self.praise,
            "question": self.question,
            "sarcasm": self.sarcasm,
        }
        return known[kind]


class FactWords(_Strict):
    """How a fact is put: a lead-in, where its link stands, a last word."""

    leads: list[str]
    links: list[str]
    closings: list[str]


class Asked(_Strict):
    """What a question is about, in words that fit after "kontrol edelim" or "check": "taksit seçeneklerini"."""

    when: list[str]
    unless: list[str] = []
    what: str

    def fits(self, folded: str) -> bool:
        """Whether a mention's folded text asks about it."""
        return _any(self.when, folded) and not _any(self.unless, folded)


class Lookup(_Strict):
    """What we say of a question no fact answers: that we look up {asked}, and where the answer will stand."""

    leads: list[str] = [""]
    asks: list[str] = []
    looks: list[str] = []


class Doubt(_Strict):
    """A reply that fits praise and complaint alike."""

    leads: list[str] = []
    steps: list[str] = []


class Common(_Strict):
    """What all topics of a language share."""

    greetings: dict[str, list[str]]
    words: dict[str, dict[str, str]]
    disclosure: list[str]
    facts: FactWords
    warm: list[str]
    things: list[str]
    """Everyday product words, each with the forms a reply may need, listed and never computed: "mont, montun, montu"
    (Turkish: bare, genitive, accusative), "jacket" (English)."""
    treats: list[str]
    """The same for what is eaten and drunk."""
    asked: list[Asked] = []
    """The first that fits is taken up."""
    asked_else: str = ""
    lookup: Lookup = Lookup()
    doubt: Doubt = Doubt()
    open_steps: list[str] = []
    """Next steps that ask for nothing in particular."""
    known_steps: list[str] = []
    """Next steps for a mention that gives its number."""

    def slots(self, platform: str) -> dict[str, str]:
        """The words that differ by platform: "DM'den" on X is "özelden" on Reddit."""
        return {name: by.get(platform, by["default"]) for name, by in self.words.items()}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece with its slots filled. `concrete`: it takes up something the mention says."""

    id: str
    text: str
    concrete: bool = False


def topic_of(words: Words) -> Topic:
    """The file as records. Raises PromptError."""
    return _validated(Topic, words)


def common_of(words: Words) -> Common:
    """The common file as records. Raises PromptError."""
    return _validated(Common, words)


def shared_of(words: Words) -> Shared:
    """The cases of every topic as records. Raises PromptError."""
    return _validated(Shared, words)


def _validated(record: type[T], words: Words) -> T:
    try:
        return record.model_validate(words.data)
    except ValidationError as error:
        raise PromptError(f"{words.head.id}: {told(error)}") from error


def in_form(text: str, form: Form) -> str:
    """`text` in one of its two forms of address; text without alternatives stays as it is."""
    text = FORMS.sub(lambda m: m.group(2 if form == "siz" else 1), text)
    sen, _, siz = text.partition("|")
    return siz if form == "siz" and siz else sen


def fill(text: str, slots: Mapping[str, str]) -> str | None:
    """`text` with its slots filled; None where one has no value."""
    if any(name not in slots for name in SLOT.findall(text)):
        return None
    return SLOT.sub(lambda m: slots[m.group(1)], text)
