"""JSON lines read into models; what is wrong with a line is told without quoting it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from models.errors import ConfigError

Line = TypeVar("Line", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class BadLine:
    """`id` as far as it can be told; `error` holds nothing of the line, which may be personal data."""

    id: str | int | None
    error: str


def read_line(raw: str, kind: type[Line]) -> Line | BadLine:
    """Never raises, whatever the line holds."""
    try:
        raw.encode()
        value = json.loads(raw)
    except UnicodeEncodeError:  # bytes of another encoding, read as lone surrogates
        return BadLine(None, "not UTF-8: save the file as UTF-8")
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
        told = told.replace(": Value error, ", ": ")  # pydantic's own word before ours
        return BadLine(found if isinstance(found, str | int) else None, told)


def read_file(file: Path, kind: type[Line]) -> list[tuple[int, Line]]:
    """(number, row) of every line that is not blank. Raises ConfigError naming the file and every bad line."""
    return read_lines(read_text(file).split("\n"), str(file), kind)


def read_text(file: Path) -> str:
    """All of a file. Raises ConfigError naming it when it is not there or not UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8 from byte {error.start} on; save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror})") from error


def read_lines(lines: Iterable[str], source: str, kind: type[Line]) -> list[tuple[int, Line]]:
    """(number, row) of every line that is not blank. Raises ConfigError naming `source` and every bad line."""
    rows, faults = [], []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found = read_line(line, kind)
            if isinstance(found, BadLine):
                faults.append(f"{source}:{number}: {found.error}")
            else:
                rows.append((number, found))
    if faults:
        raise ConfigError("\n".join(faults))
    return rows
