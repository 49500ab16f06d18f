"""One line of a JSON lines file, read into a model; what is wrong with it is told without quoting it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Line = TypeVar("Line", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class BadLine:
    """`id` as far as it can be told; `error` holds nothing of the line, which may be personal data."""

    id: str | int | None
    error: str


def read_line(raw: str, kind: type[Line]) -> Line | BadLine:
    """Never raises, whatever the line holds."""
    try:
        value = json.loads(raw)
    except json.JSONDecodeError as error:
        return BadLine(None, f"not JSON: {error.msg}")
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets without end
        return BadLine(None, "not JSON")
    if not isinstance(value, dict):
        return BadLine(None, "not a JSON object")
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        found = value.get("id")
        faults = error.errors(include_input=False, include_url=False)
        told = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
        return BadLine(found if isinstance(found, str | int) else None, told)
