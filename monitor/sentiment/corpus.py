"""Labelled mentions as JSON lines: the shipped corpus, or a team's own file for `evaluate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models import Brand
from models.judgement import Escalate, Label, Lang, Sentiment, Topic, Urgency
from monitor.sentiment import Text

FOLDER = Path(__file__).parent / "data" / "corpus"
Split = Literal["train", "dev", "test"]
_PROBED = "_probed"


class Example(BaseModel):
    """One labelled mention; extra keys are ignored."""

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(coerce_numbers_to_str=True)]
    text: str
    brand: str
    label: Label
    lang: Lang = "tr"
    platform: str = ""
    sentiment: Sentiment = "neutral"
    topics: tuple[Topic, ...] = ()
    urgency: Urgency = "normal"
    escalate: Escalate | None = None
    sarcastic: bool = False
    about_brand: bool = True
    scenario: str = ""
    split: Split = "train"
    probed: bool = False
    """Written against a judge's mistakes, so harder than what a feed holds: a line of a file `*_probed`."""

    def as_text(self, brand: Brand | None = None) -> Text:
        """What the judge may see of it; without `brand`, one known by its name alone."""
        return Text(text=self.text, brand=brand or Brand(name=self.brand), platform=self.platform)


def read_examples(source: Path) -> Iterator[Example]:
    """Every line of a file, or of a folder's .jsonl files by name. ValidationError names a bad line's fields."""
    for file in sorted(source.glob("*.jsonl")) if source.is_dir() else [source]:
        with file.open(encoding="utf-8") as lines:
            for line in (line for line in lines if line.strip()):
                example = Example.model_validate_json(line)
                yield example.model_copy(update={"probed": True}) if file.stem.endswith(_PROBED) else example


def of_split(examples: Iterable[Example], *splits: Split) -> list[Example]:
    """Those of the given splits, in order."""
    return [example for example in examples if example.split in splits]
