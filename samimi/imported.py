"""One line of an import, and the lines of its file: JSON lines, or CSV as a spreadsheet saves it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidatorFunctionWrapHandler, field_validator

from language.folding import fold
from models.errors import ConfigError
from models.json_lines import read_text

_TURKISH = {
    "metin": "text", "yazar": "author", "yazar adi": "author_name", "tarih": "created_at", "date": "created_at",
    "baglanti": "url", "link": "url", "marka": "brand",
}  # fmt: skip
"""Headings of a spreadsheet, folded, beside our own names."""
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T]+(\d{1,2})(:\d{2}(?::\d{2})?))?")
"""With dots only: 11/12/2026 is in December here and in November there."""
_DAY_NUMBER = re.compile(r"[-+]?\d{1,9}(?:\.\d*)?")
"""46345 is how a spreadsheet counts days; taken for seconds, as longer numbers are, it would be a day of 1970."""

_NOWHERE = "\x1f"
"""Sets cells apart where there is one column only: its commas are the writer's own."""


class Imported(BaseModel):
    """One line of an import; other keys are ignored."""

    model_config = ConfigDict(extra="ignore")

    text: str
    author: str = ""
    """Empty where the file does not say: then nobody else wrote the post."""
    author_name: str = ""
    platform: str = "import"
    created_at: datetime | None = None
    url: str = ""
    id: str | int | None = None
    brand: str | None = None

    @field_validator("created_at", mode="wrap")
    @classmethod
    def _day_first(cls, value: object, read: ValidatorFunctionWrapHandler) -> object:
        """31.12.2026 14:30 too, as spreadsheets write it here."""
        found = _DAY_FIRST.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is not None:
            day, month, year, hour, rest = found.groups()
            value = f"{year}-{month:0>2}-{day:0>2}T{hour or '':0>2}{rest or ':00'}"
        try:
            if _DAY_NUMBER.fullmatch(str(value).strip()):
                raise ValueError("a spreadsheet's number of a day")
            return read(value)
        except ValueError as error:
            raise ValueError("write a day and time as 2026-12-31 14:30 or 31.12.2026 14:30") from error

    @field_validator("*")
    @classmethod
    def _whole(cls, value: object) -> object:
        """JSON may escape half of an emoji (\\ud83d alone), which no database takes, and NUL, which PostgreSQL refuses:
        it says nothing, so it is left out on either."""
        if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise ValueError("half of a character (a lone surrogate); export the line again or take it out")
        return value.replace("\0", "") if isinstance(value, str) else value


def raw_lines(file: Path) -> Iterator[tuple[int, str]]:
    """(line number, JSON) of a JSONL or CSV file. Raises ConfigError when it cannot be read."""
    text = read_text(file)
    if file.suffix.lower() == ".csv":
        yield from _of_csv(file, text)
        return
    yield from ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _of_csv(file: Path, text: str) -> Iterator[tuple[int, str]]:
    """Cells stand apart by a comma, or by the semicolon or tab of a spreadsheet; headings in Turkish or English."""
    first = text.partition("\n")[0]
    apart = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=apart if apart in first else _NOWHERE)
    headings = next(rows, [])
    columns = [_TURKISH.get(fold(name.strip()), fold(name.strip())) for name in headings]
    if "text" not in columns:
        found = ", ".join(name.strip() for name in headings) or "none"
        raise ConfigError(
            f"{file}:1: no column is called text or Metin (found: {found}); give the column of the posts that heading"
        )
    filled = [(rows.line_num, row) for row in rows if any(row)]
    if faults := [number for number, row in filled if any(row[len(columns) :])]:
        mend = f"more cells than headings; put a text that holds {apart!r} in quotes"
        raise ConfigError("\n".join(f"{file}:{number}: {mend}" for number in faults))
    for number, row in filled:
        yield number, json.dumps({name: cell for name, cell in zip(columns, row, strict=False) if cell})
