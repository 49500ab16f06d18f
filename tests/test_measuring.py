"""`samimi evaluate FILE`: a team's own labelled mentions, scored; bad ones named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.errors import ConfigError
from samimi.measuring import score_card

ROWS = [
    {"id": "a", "text": "kargom iki haftadır gelmedi, rezalet", "brand": "Nane", "label": "complaint", "lang": "tr"},
    {"id": "b", "text": "love the new jacket, thank you nane", "brand": "Nane", "label": "praise", "lang": "en"},
]


def labelled(folder: Path, *rows: dict[str, str]) -> Path:
    file = folder / "labelled.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def test_the_card_is_told_in_words_and_as_json(tmp_path: Path) -> None:
    file = labelled(tmp_path, *ROWS)
    assert "on 2 mentions (95 % intervals in brackets)" in score_card(tmp_path / "config.yaml", file, False)
    card = json.loads(score_card(tmp_path / "config.yaml", file, True))
    assert {lang: part["mentions"] for lang, part in card["parts"].items()} == {"all": 2, "tr": 1, "en": 1}
    assert card["parts"]["all"]["accuracy"]["value"] == 1.0


def test_a_folder_is_its_files_together(tmp_path: Path) -> None:
    labelled(tmp_path, *ROWS).rename(tmp_path / "more.jsonl")
    labelled(tmp_path, *ROWS)
    assert json.loads(score_card(tmp_path / "config.yaml", tmp_path, True))["mentions"] == 4


def test_a_bad_line_is_named_without_its_text(tmp_path: Path) -> None:
    file = labelled(tmp_path, ROWS[0], ROWS[1] | {"label": "nice"}, {"text": "gizli söz"})
    with pytest.raises(ConfigError) as raised:
        score_card(tmp_path / "config.yaml", file, False)
    second, third = str(raised.value).splitlines()
    assert second.startswith(f"{file}:2: label: Input should be 'complaint'")
    assert third.startswith(f"{file}:3: id: Field required; brand: Field required")
    assert "gizli" not in str(raised.value)


def test_a_file_without_lines_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no lines"):
        score_card(tmp_path / "config.yaml", labelled(tmp_path), False)
