"""`samimi classify`: JSON lines in, JSON lines out, one object per line even when the line is bad, same order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from language.calling import by_name, called
from models import Brand, Judgement
from models.json_lines import BadLine, read_line
from monitor.sentiment import Classifier, Text

_JSON = json.JSONEncoder(ensure_ascii=False)
_SAID = (
    "label",
    "confidence",
    "sentiment",
    "topics",
    "urgency",
    "escalate",
    "sarcastic",
    "about_brand",
    "lang",
    "unsure",
)


class Line(BaseModel):
    """What a line may hold; other keys are ignored."""

    model_config = ConfigDict(extra="ignore")

    text: str
    id: str | int | None = None
    lang: str | None = None
    platform: str | None = None
    author_name: str | None = None
    brand: str | None = None


def classify_lines(
    chunks: Iterable[Sequence[str]], classifier: Classifier, brands: Mapping[str, Brand]
) -> Iterator[str]:
    """One JSON object per line that is not blank, `id` as given, else the line's number from 1.

    The lines of a chunk are judged together. `brands` is the config's: a line's `brand` is looked up by key, name and
    spelling; one that is not there is known by its name alone; without any, the only configured brand is meant.
    """
    known, before = _known(brands), 0
    for chunk in chunks:
        numbered = [(number, line) for number, line in enumerate(chunk, before + 1) if line.strip()]
        yield from _judged(numbered, classifier, known)
        before += len(chunk)


def _judged(chunk: list[tuple[int, str]], classifier: Classifier, known: Mapping[str, Brand]) -> Iterator[str]:
    read = [read_line(line, Line) for _, line in chunk]
    texts = [_text(line, known) for line in read if isinstance(line, Line)]
    judgements = iter(classifier.judge(texts))
    for (number, _), line in zip(chunk, read, strict=True):
        name = number if line.id is None else line.id
        yield _dump(name, {"error": line.error} if isinstance(line, BadLine) else _said(next(judgements)))


def _dump(name: Any, rest: Mapping[str, Any]) -> str:
    return _JSON.encode({"id": name, **rest})


def _said(judgement: Judgement) -> dict[str, Any]:
    return {name: getattr(judgement, name) for name in _SAID}


def _known(brands: Mapping[str, Brand]) -> dict[str, Brand]:
    """By name; by "", for a line that names none, the only one."""
    return by_name(brands) | ({"": next(iter(brands.values()))} if len(brands) == 1 else {})


def _text(line: Line, known: Mapping[str, Brand]) -> Text:
    return Text(
        text=line.text,
        brand=called(line.brand or "", known),
        lang_hint=line.lang,
        platform=line.platform or "",
        author_name=line.author_name or "",
    )
