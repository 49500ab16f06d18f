"""How far two readers agree on the same mentions: raw share and Cohen's kappa, for each thing they were asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from models import TOPICS
from models.judgement import Escalate, Label, Sentiment, Topic, Urgency
from monitor.sentiment.corpus import Example

SECOND_PASS = Path(__file__).parent / "data" / "second_pass.jsonl"
URGENCY_PASS = SECOND_PASS.with_name("urgency_pass.jsonl")
_ASKED = ("label", "sentiment", "urgency", "about_brand", "sarcastic", "escalate")


class SecondLabels(BaseModel):
    """What the second reader said of one mention, not knowing what the first had said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    label: Label
    sentiment: Sentiment
    topics: tuple[Topic, ...] | None = None
    """None where the second reader was not asked."""
    urgency: Urgency
    about_brand: bool
    sarcastic: bool
    escalate: Escalate | None
    first: dict[str, str | bool | None] = {}
    """What the corpus said before it was corrected because of this reading; empty where it stands."""


class UrgencyReading(BaseModel):
    """Whether somebody who knew no label would have one mention rung at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    urgent: bool


class Agreement(BaseModel):
    """`raw` is the share on which both said the same; `kappa` takes off what chance alone would bring."""

    model_config = ConfigDict(frozen=True)

    of: int
    raw: float
    kappa: float


def read_second_pass(source: Path = SECOND_PASS) -> list[SecondLabels]:
    """Every line of the file; ValidationError names a bad line's fields."""
    return [SecondLabels.model_validate_json(line) for line in source.read_text(encoding="utf-8").splitlines()]


def read_urgency_pass(source: Path = URGENCY_PASS) -> list[UrgencyReading]:
    """Every line of the file; ValidationError names a bad line's fields."""
    return [UrgencyReading.model_validate_json(line) for line in source.read_text(encoding="utf-8").splitlines()]


def agreement(first: Sequence[Hashable], second: Sequence[Hashable]) -> Agreement:
    """Cohen (1960): (observed - expected) / (1 - expected). 1 where neither reader ever varied."""
    of = len(first)
    if not of:
        raise ValueError("nothing was read twice")
    same = sum(one == two for one, two in zip(first, second, strict=True)) / of
    ones, twos = Counter(first), Counter(second)
    chance = sum(count * twos[value] for value, count in ones.items()) / of**2
    kappa = 1.0 if chance == 1 else (same - chance) / (1 - chance)
    return Agreement(of=of, raw=round(same, 4), kappa=round(kappa, 4))


def agreements(first: Mapping[str, Example], second: Sequence[SecondLabels]) -> dict[str, Agreement]:
    """By what was asked, then "topic: …" for each topic, as it was before any line was corrected.

    `first` by id; KeyError for labels of no mention.
    """
    pairs = [(first[reading.id].model_copy(update=reading.first), reading) for reading in second]
    found = {
        name: agreement([getattr(e, name) for e, _ in pairs], [getattr(r, name) for _, r in pairs]) for name in _ASKED
    }
    asked = [(e.topics, r.topics) for e, r in pairs if r.topics is not None]
    return found | {
        f"topic: {topic}": agreement([topic in ones for ones, _ in asked], [topic in twos for _, twos in asked])
        for topic in (TOPICS if asked else ())
    }


def urgency_agreement(first: Mapping[str, Example], second: Sequence[UrgencyReading]) -> Agreement:
    """On what is urgent. `first` by id; KeyError for a reading of no mention."""
    said = [first[reading.id].urgency == "high" for reading in second]
    return agreement(said, [reading.urgent for reading in second])
