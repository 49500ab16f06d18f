"""A model that is wanted, reachable and priced, or a line that says what to write."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from models.errors import ConfigError
from samimi.checking import check
from samimi.config import load

BRAND = "brands:\n  ornek:\n    name: Örnek\n"
LOCAL = "  llm:\n    model: qwen3:8b\n    base_url: http://127.0.0.1:9/v1\n"
PAID = "  llm:\n    provider: openai\n    model: gpt-x\n"
PRICED = PAID + "    prices: {gpt-x: {input: 1.0, output: 2.0}}\n"


def _written(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(BRAND + text, encoding="utf-8")
    return path


def _told(folder: Path, text: str) -> list[str]:
    path = _written(folder, text)
    with pytest.raises(ConfigError) as told:
        load(path)
    return str(told.value).replace(str(path), "config.yaml").splitlines()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("responder:\n  mode: hybrid\n", "config.yaml:5: responder.mode: hybrid needs a model; write responder.llm"),
        ("responder:\n  modes:\n    ornek: free\n", "config.yaml:6: responder.modes.ornek: free needs a model"),
        ("sentiment:\n  second_opinion: true\n", "config.yaml:5: sentiment.second_opinion: needs a model"),
        ("responder:\n  llm:\n    model: qwen3:8b\n", "config.yaml:5: responder.llm: base_url is missing; write where"),
        ("responder:\n" + PAID, "config.yaml:5: responder.llm.prices: no price for gpt-x, so daily_usd could not hold"),
    ],
)
def test_what_is_missing_is_told_with_its_line_and_the_mend(tmp_path: Path, text: str, line: str) -> None:
    (told,) = _told(tmp_path, text)
    assert told.startswith(line)


def test_a_broken_section_is_told_once_and_by_its_own_fault(tmp_path: Path) -> None:
    (told,) = _told(tmp_path, "responder:\n  mode: hibrit\n")
    assert told.startswith("config.yaml:5: responder.mode: ")
    assert "llm" not in told


@pytest.mark.parametrize("llm", [LOCAL, PRICED])
def test_a_model_of_ones_own_or_with_a_price_is_right(tmp_path: Path, llm: str) -> None:
    config = load(_written(tmp_path, "responder:\n  mode: hybrid\n" + llm))
    assert config.responder.llm is not None


def test_without_the_extra_its_name_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "pydantic_ai" else found(name, *a)
    )
    (told,) = _told(tmp_path, "responder:\n" + LOCAL)
    assert told.endswith("install the extra, in the checkout: .venv/bin/python -m pip install -e '.[llm]'")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("responder: {}\n", (True, "drafts: template")),
        (
            "responder:\n  modes: {ornek: hybrid}\n" + LOCAL,
            (True, "drafts: hybrid, template; openai_compatible qwen3:8b"),
        ),
        ("responder:\n  mode: free\n" + PRICED, (False, "drafts: free; SAMIMI_LLM_KEY is missing; write it into .env")),
    ],
)
def test_check_says_how_replies_are_drafted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: tuple[bool, str]
) -> None:
    monkeypatch.delenv("SAMIMI_LLM_KEY", raising=False)
    monkeypatch.chdir(tmp_path)
    (found,) = [each for each in check(_written(tmp_path, text)) if each.text.startswith("drafts")]
    assert (found.ok, found.text[: len(line[1])]) == line
