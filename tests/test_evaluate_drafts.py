"""`samimi evaluate --drafts`: a team's own cases against the configured mode, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from samimi import starter
from samimi.cli import app
from sandbox.llm import KEY, MODEL
from sandbox.server import Sandbox

SHIPPED = Path(__file__).parent / "data" / "drafting" / "cases.yaml"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh set-up, as `samimi init` writes it."""
    monkeypatch.delenv("SAMIMI_LLM_KEY", raising=False)
    starter.write(tmp_path, "Örnek Marka", "ornek")
    return tmp_path / "config.yaml"


def _run(config: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["evaluate", *words, "--config", str(config)])
    return result.exit_code, result.output


def _cases(config: Path, text: str) -> str:
    file = config.parent / "cases.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_cases_as_expected_end_well(config: Path) -> None:
    cases = _cases(
        config, "- {id: late, text: 5 gündür kargom yok, topic: shipping, expect: {mentions: [5 gündür], most: 220}}"
    )
    assert _run(config, "--drafts", cases) == (0, "template: 1 of 1 as expected\n")


def test_a_fault_is_told_with_the_reply_and_ends_with_one(config: Path) -> None:
    code, said = _run(config, "--drafts", _cases(config, "- {id: late, text: 5 gündür kargom yok, expect: {most: 9}}"))
    assert code == 1
    assert said.startswith("✗ late: ")
    assert said.endswith("template: 0 of 1 as expected\n")


def test_the_configured_model_answers_with_the_key_from_the_env_file(config: Path, sandbox: Sandbox) -> None:
    llm = f"{{model: {MODEL}, base_url: '{sandbox.address}/llm/v1'}}"
    text = config.read_text(encoding="utf-8")
    ours = text.replace("responder:\n  mode: template", f"responder:\n  llm: {llm}\n  mode: hybrid")
    assert ours != text
    config.write_text(ours, encoding="utf-8")
    with (config.parent / ".env").open("a", encoding="utf-8") as env:
        env.write(f"\nSAMIMI_LLM_KEY={KEY}\n")
    cases = _cases(config, "- {id: late, text: 5 gündür kargom yok, topic: shipping, expect: {mode: hybrid}}")
    assert _run(config, "--drafts", cases) == (0, "hybrid: 1 of 1 as expected\n")
    assert len(sandbox["llm"].calls()) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name a file of labelled lines, or --drafts CASES.yaml"),
        (("--drafts", "nowhere.yaml"), "nowhere.yaml: cannot be read (No such file or directory)"),
        (("--drafts", str(SHIPPED), "--brand", "baska"), "no brand has the key 'baska'; known: ornek"),
    ],
)
def test_what_is_missing_is_named(config: Path, words: tuple[str, ...], told: str) -> None:
    code, said = _run(config, *words)
    assert code == 1
    assert told in said


def test_a_wrong_case_is_named_with_its_key(config: Path) -> None:
    code, said = _run(config, "--drafts", _cases(config, "- {id: a, text: x, expect: {longest: 3}}"))
    assert code == 1
    assert "cases.yaml: case 1: expect.longest: Extra inputs are not permitted" in said
