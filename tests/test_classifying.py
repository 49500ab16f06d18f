"""`samimi classify`: the judge alone, with or without a config.yaml."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.errors import ConfigError
from samimi.classifying import classify
from samimi.cli import app

LINE = json.dumps({"id": 7, "text": "kargom iki haftadır gelmedi, rezalet", "brand": "Nane"}, ensure_ascii=False)
CONFIG = """
brands:
  nane:
    name: Nane
    competitors: [Papatya]
"""


def test_without_a_config_a_brand_is_known_by_its_name(tmp_path: Path) -> None:
    (said,) = (json.loads(line) for line in classify(tmp_path / "config.yaml")(iter([[LINE]])))
    assert (said["id"], said["label"], said["lang"]) == (7, "complaint", "tr")


def test_the_configs_brands_are_known_with_their_rivals(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    said = list(classify(tmp_path / "config.yaml")(iter([[LINE, "not json"]])))
    assert [("error" in json.loads(line)) for line in said] == [False, True]


def test_a_broken_config_is_told_to_the_operator(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("brands: [", encoding="utf-8")
    with pytest.raises(ConfigError):
        classify(tmp_path / "config.yaml")


@pytest.mark.parametrize("command", ["classify", "draft", "guard", "evaluate"])
@pytest.mark.parametrize("named", ["nosuch.yaml", "config.yaml"])
def test_a_config_that_was_named_must_be_there(
    command: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("lines.jsonl").write_text(LINE, encoding="utf-8")
    done = CliRunner().invoke(app, [command, "lines.jsonl", "--config", named])
    assert done.exit_code == 1
    assert done.stderr == f"{named}: no such file; name one that is there, or leave --config out\n"


def test_only_the_default_config_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("lines.jsonl").write_text(LINE, encoding="utf-8")
    done = CliRunner().invoke(app, ["classify", "lines.jsonl"])
    assert (done.exit_code, json.loads(done.stdout)["label"]) == (0, "complaint")


@pytest.mark.parametrize("config", [None, CONFIG])
def test_nothing_is_loaded_that_no_judgement_needs(tmp_path: Path, config: str | None) -> None:
    if config:
        (tmp_path / "config.yaml").write_text(f"{config}database:\n  url: sqlite:///samimi.db\n", encoding="utf-8")
    program = (
        "import sys\nfrom samimi.cli import app\n"
        "app(['classify', 'lines.jsonl'], standalone_mode=False)\n"
        "heavy = 'matplotlib scipy telegram apscheduler twitter_text transformers sqlalchemy sqlmodel'.split()\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    (tmp_path / "lines.jsonl").write_text(LINE, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1:] == ["[]"]
