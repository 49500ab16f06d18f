"""The digest's facts as JSON: the same numbers as the text, for scripts."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from typing import Any

from reports.digest import Facts, spoken

_LEFT_OUT = {"brand", "ambassadors"}


def render(facts: Facts) -> str:
    """One JSON object. Instants are ISO 8601 in UTC; minutes and dollars are plain numbers; no author is named."""
    return json.dumps(as_dict(facts), ensure_ascii=False, indent=2)


def as_dict(facts: Facts) -> dict[str, Any]:
    """What `render` writes: plain lists, dictionaries, numbers and strings."""
    fields = {one.name: getattr(facts, one.name) for one in dataclasses.fields(facts) if one.name not in _LEFT_OUT}
    people = [{"platform": one.platform, "praises": one.praises} for one in facts.ambassadors]
    return {"brand": facts.brand.key, **{name: _plain(value) for name, value in fields.items()}} | {
        "ambassadors": people,
        "words": spoken(facts),
    }


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, (datetime, date)) else value
