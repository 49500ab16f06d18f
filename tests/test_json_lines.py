"""A line of input: read into its model, or its fault told without a word of it."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict

from models.json_lines import BadLine, read_line


class Row(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str
    id: str | int | None = None
    size: int = 0


def test_a_good_line_is_its_model_and_other_keys_are_ignored() -> None:
    assert read_line('{"text": "kargom", "id": 7, "colour": "red"}', Row) == Row(text="kargom", id=7)


@pytest.mark.parametrize(
    ("raw", "id", "error"),
    [
        ("{", None, "not JSON: Expecting property name enclosed in double quotes"),
        ("[" * 100_000, None, "not JSON"),
        ('{"id": ' + "9" * 10_000 + "}", None, "not JSON"),
        ("[1]", None, "not a JSON object"),
        ('"gizli söz"', None, "not a JSON object"),
        ('{"id": "a1"}', "a1", "text: Field required"),
        ('{"id": 3, "text": 1, "size": []}', 3,
         "text: Input should be a valid string; size: Input should be a valid integer"),
    ],
)  # fmt: skip
def test_a_bad_line_says_what_is_wrong(raw: str, id: str | None, error: str) -> None:
    found = read_line(raw, Row)
    assert isinstance(found, BadLine)
    assert (found.id, found.error) == (id, error)


def test_every_fault_is_named_and_nothing_of_the_line_is_quoted() -> None:
    found = read_line('{"text": 5, "size": "0532 000 00 00"}', Row)
    assert isinstance(found, BadLine)
    assert [part.split(":")[0] for part in found.error.split("; ")] == ["text", "size"]
    assert "0532" not in found.error
