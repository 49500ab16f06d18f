"""Evaluation cases: read, run, judged; the shipped cases hold for the template mode."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from responders.drafting.evaluate import Case, evaluate_cases, read_cases, report
from tests.drafting_helpers import NOW, brand, template
from tests.llm_helpers import drafter_with

CASES = Path(__file__).parent / "data" / "drafting" / "cases.yaml"


def test_the_shipped_cases_hold_for_the_templates() -> None:
    results = evaluate_cases(read_cases(CASES), template(), brand(), NOW)
    assert len(results) >= 14
    assert [r.faults for r in results if r.faults] == [], report(results)
    assert report(results) == f"template: {len(results)} of {len(results)} as expected"


def test_any_drafter_can_be_measured() -> None:
    drafter, _ = drafter_with(lambda n, steps, told: {"ack": "5 gündür yol gözlemek can sıkıcı", "step": steps[0]})
    (result,) = evaluate_cases(read_cases(CASES)[:1], drafter, brand(), NOW)
    assert result.draft.mode == "hybrid"
    assert result.faults == ()


@pytest.mark.parametrize(
    ("expect", "fault"),
    [
        ({"decision": "escalate"}, "draft instead of escalate"),
        ({"reasons": ["legal"]}, "no reason legal"),
        ({"mentions": ["zürafa"]}, "does not say “zürafa”"),
        ({"without": ["SİPARİŞ"]}, "says “SİPARİŞ”"),
        ({"address": "siz"}, "says sen"),
        ({"most": 10}, "characters"),
        ({"questions": -1}, "questions"),
        ({"mode": "free"}, "written by template"),
    ],
)
def test_every_expectation_can_fail(expect: dict[str, Any], fault: str) -> None:
    case = Case.model_validate({"id": "a", "text": "5 gündür kargom yok", "topic": "shipping", "expect": expect})
    (result,) = evaluate_cases([case], template(), brand(), NOW)
    assert fault in "; ".join(result.faults)
    assert "✗ a:" in report([result])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: 1", "not a list"),
        ("- {id: a}", "case 1: text"),
        ("- {id: a, text: b}\n- {id: c, text: d, expect: {words: []}}", "case 2: expect.words"),
        ("- [", "expected"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=why) as caught:
        read_cases(path)
    assert str(path) in str(caught.value)
