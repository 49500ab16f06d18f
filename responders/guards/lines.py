"""`samimi guard`: JSON lines in, one JSON object out per line, in the same order, whatever a line holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from language.calling import called_or_first
from language.folding import fold_aligned
from models import Brand, Fact
from models.json_lines import BadLine, read_line
from responders.guards import Context, check, level_of
from responders.guards.address import form_of
from responders.guards.repeat import REMEMBERED


class Line(BaseModel):
    """One line of input. Extra keys are ignored; what is given here counts instead of the config's."""

    model_config = ConfigDict(extra="ignore")

    draft: str
    id: str | int | None = None
    mention: str = ""
    platform: str = "x"
    lang: str = "tr"
    brand: str | None = None
    author_handle: str = ""
    kind: str | None = None
    facts: list[Fact | str] | None = None
    domains: list[str] | None = None
    competitors: list[str] | None = None


def guard_lines(lines: Iterable[str], brands: Mapping[str, Brand], today: date) -> Iterator[str]:
    """One JSON object per line: id, level, flags, spans ({flag, level, start, end, detail}), or id and error.

    `brands` by key, name and spelling; the first is meant where a line names none, and a brand unknown here is known
    by its name alone. `repeat` looks at the earlier lines of the same run and brand. Never raises, whatever a line
    holds.
    """
    seen: dict[str, list[str]] = {}
    for raw in lines:
        if raw.strip():
            yield json.dumps(_answered(raw, brands, today, seen), ensure_ascii=False)


def _answered(raw: str, brands: Mapping[str, Brand], today: date, seen: dict[str, list[str]]) -> dict[str, Any]:
    line = read_line(raw, Line)
    if isinstance(line, BadLine):
        return {"id": line.id, "error": line.error}
    brand = _brand(line, brands)
    earlier = seen.setdefault(brand.key or brand.name, [])
    flags = check(line.draft, _context(line, brand, today, earlier[-REMEMBERED:][::-1]))
    earlier.append(line.draft)
    return {
        "id": line.id,
        "level": level_of(flags),
        "flags": list(dict.fromkeys(flag.name for flag in flags)),
        "spans": [
            {"flag": f.name, "level": f.level, "start": f.start, "end": f.end, "detail": f.detail} for f in flags
        ],
    }


def _context(line: Line, brand: Brand, today: date, recent: list[str]) -> Context:
    """A brand that is not in the config has no address form to keep: the draft's own counts, if it is but one."""
    return Context(
        brand=brand,
        platform=line.platform.lower(),
        lang=line.lang,
        mention=line.mention,
        author_handle=line.author_handle,
        today=today,
        recent=recent,
        kind=line.kind,
        address=None if brand.key else form_of(fold_aligned(line.draft)),
    )


def _brand(line: Line, brands: Mapping[str, Brand]) -> Brand:
    facts = None if line.facts is None else Fact.numbered(line.facts)
    changes = {"domains": line.domains, "competitors": line.competitors, "facts": facts}
    given = {key: value for key, value in changes.items() if value is not None}
    return called_or_first(line.brand, brands).model_copy(update=given)
