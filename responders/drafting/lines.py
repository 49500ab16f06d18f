"""`samimi draft`: JSON lines in, one JSON object out per line, in the same order, whatever a line holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from language.calling import called_or_first
from models import Brand, Fact, Judgement
from models.json_lines import BadLine, read_line
from responders.drafting.request import Drafted, Drafter, Memory, Request, text_hash

Judge = Callable[[str, Brand, "Line"], Judgement]
_RECENT = 20


class Line(BaseModel):
    """One line of input. Extra keys are ignored."""

    model_config = ConfigDict(extra="ignore")

    text: str = Field(min_length=1)
    id: str | int | None = None
    lang: str | None = None
    platform: str = "x"
    author_name: str = ""
    author_handle: str = ""
    brand: str | None = None
    facts: list[Fact | str] | None = None


def draft_lines(
    lines: Iterable[str],
    drafter: Drafter,
    judge: Judge,
    brands: Mapping[str, Brand],
    now: datetime,
) -> Iterator[str]:
    """One JSON object per line: id, decision, reply, level, flags, mode, prompt, or id and error.

    `brands` by key, name and spelling, the first is meant where a line names none; a brand unknown here is known by
    its name alone. Within one run no reply comes twice. Never raises for what a line holds.
    """
    seen: dict[str, list[str]] = {}
    for raw in lines:
        if raw.strip():
            yield json.dumps(_answered(raw, drafter, judge, brands, now, seen), ensure_ascii=False)


def _answered(
    raw: str, drafter: Drafter, judge: Judge, brands: Mapping[str, Brand], now: datetime, seen: dict[str, list[str]]
) -> dict[str, Any]:
    line = read_line(raw, Line)
    if isinstance(line, BadLine):
        return {"id": line.id, "error": line.error}
    brand = _brand(line, brands)
    earlier = seen.setdefault(brand.key or brand.name, [])
    request = Request(
        brand=brand,
        platform=line.platform,
        text=line.text,
        judgement=judge(line.text, brand, line),
        author_name=line.author_name,
        author_handle=line.author_handle,
        now=now,
        memory=Memory(frozenset(map(text_hash, earlier)), earlier[-_RECENT:][::-1], counter=len(earlier)),
    )
    made = drafter.draft(request)
    if made.decision == "draft":
        earlier.append(made.text)
    return {"id": line.id, **as_json(made)}


def as_json(made: Drafted) -> dict[str, Any]:
    """A draft as the interface promises it."""
    return {
        "decision": made.decision,
        "reply": made.text,
        "level": made.level,
        "flags": list(dict.fromkeys(flag.name for flag in made.flags)),
        "mode": made.mode,
        "prompt": made.prompt,
        "reasons": list(made.reasons),
    }


def _brand(line: Line, brands: Mapping[str, Brand]) -> Brand:
    found = called_or_first(line.brand, brands)
    return found.model_copy(update={"facts": [*Fact.numbered(line.facts or ()), *found.facts]})
