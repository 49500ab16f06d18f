"""A line of input: read into its model, or its fault told without a word of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from models.errors import ConfigError
from models.json_lines import BadLine, read_file, read_line


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
        ('{"text": "g\udcfczel"}', None, "not UTF-8: save the file as UTF-8"),
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


def written(folder: Path, content: bytes) -> Path:
    file = folder / "rows.jsonl"
    file.write_bytes(content)
    return file


def test_a_file_is_its_lines_with_their_numbers(tmp_path: Path) -> None:
    file = written(tmp_path, '\ufeff{"text": "bir"}\r\n\n{"text": "iki\u2028üç"}\n'.encode())
    assert read_file(file, Row) == [(1, Row(text="bir")), (3, Row(text="iki\u2028üç"))]


def test_every_bad_line_of_a_file_is_named_and_none_is_quoted(tmp_path: Path) -> None:
    file = written(tmp_path, b'{"text": "a"}\nsecret\n{"text": ["secret"]}\n')
    with pytest.raises(ConfigError) as raised:
        read_file(file, Row)
    first, second = str(raised.value).splitlines()
    assert first == f"{file}:2: not JSON: Expecting value"
    assert second == f"{file}:3: text: Input should be a valid string"


@pytest.mark.parametrize(
    ("content", "told"),
    [("güzel".encode("cp1254"), "not UTF-8 from byte 1 on; save it as UTF-8"), (None, "cannot be read (No such file")],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes | None, told: str, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl" if content is None else written(tmp_path, content)
    with pytest.raises(ConfigError) as raised:
        read_file(file, Row)
    assert str(raised.value).startswith(f"{file}: {told}")
