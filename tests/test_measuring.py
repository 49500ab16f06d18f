"""`samimi evaluate FILE`: a team's own labelled mentions, scored; bad ones named."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from models import Judgement
from models.errors import ConfigError
from monitor.sentiment import Text
from samimi import measuring
from samimi.measuring import score_card

ROWS: list[dict[str, str | int]] = [
    {"id": "a", "text": "kargom iki haftadır gelmedi, rezalet", "brand": "Nane", "label": "complaint", "lang": "tr"},
    {"id": "b", "text": "love the new jacket, thank you nane", "brand": "Nane", "label": "praise", "lang": "en"},
]


def labelled(folder: Path, *rows: dict[str, str | int]) -> Path:
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


def test_a_number_is_an_id_as_classify_takes_it(tmp_path: Path) -> None:
    card = json.loads(score_card(tmp_path / "config.yaml", labelled(tmp_path, ROWS[0] | {"id": 7}), True))
    assert card["mentions"] == 1


def test_the_configs_brands_are_judged_as_the_bot_judges_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.yaml").write_text("brands: {nane: {name: Nane, competitors: [Papatya]}}", encoding="utf-8")
    asked: list[Text] = []

    class Echo:
        name = "echo"

        def judge(self, texts: Sequence[Text]) -> list[Judgement]:
            asked.extend(texts)
            return [Judgement(label="other", sentiment="neutral", confidence=1.0) for _ in texts]

    monkeypatch.setattr(measuring, "load_judge", lambda settings: Echo())
    score_card(
        tmp_path / "config.yaml", labelled(tmp_path, ROWS[0] | {"brand": "NANE"}, ROWS[1] | {"brand": "Pusula"}), True
    )
    assert [(text.brand.key, text.brand.competitors) for text in asked] == [("nane", ["Papatya"]), ("", [])]


def test_lines_come_from_standard_input_too(tmp_path: Path) -> None:
    lines = labelled(tmp_path, *ROWS, {"text": "gizli söz"}).read_bytes()
    assert "on 2 mentions" in from_standard_input(tmp_path, b"\n".join(lines.split(b"\n")[:2])).stdout.decode()
    bad = from_standard_input(tmp_path, lines)
    assert bad.returncode == 1
    assert bad.stderr.decode().startswith("-:3: id: Field required")
    assert from_standard_input(tmp_path, b"").stderr.decode() == "-: holds no lines\n"


def from_standard_input(folder: Path, lines: bytes) -> subprocess.CompletedProcess[bytes]:
    program = "from samimi.cli import app; app(['evaluate', '-'])"
    return subprocess.run([sys.executable, "-c", program], cwd=folder, input=lines, capture_output=True, check=False)


def test_what_nothing_was_measured_on_is_called_none(tmp_path: Path) -> None:
    told = score_card(tmp_path / "config.yaml", labelled(tmp_path, *ROWS), False)
    for title in ("urgent: recall", "escalate: recall", "sentiment: accuracy", "topics: micro-F1"):
        assert {line.removeprefix(f"  {title}").strip() for line in told.splitlines() if title in line} == {"none"}
