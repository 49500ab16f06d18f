"""`samimi draft`: one object per line, in order, whatever comes; and the preview."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models import Brand, Judgement
from responders.drafting.lines import Line, draft_lines
from responders.drafting.preview import preview
from tests.drafting_helpers import NOW, brand, judged, template


def _judge(text: str, _: Brand, line: Line) -> Judgement:
    label = "praise" if "teşekkür" in text else "question" if text.endswith("?") else "complaint"
    return judged(label, "general", "en" if line.lang == "en" else "tr")


def _run(*rows: Any, **brands: Brand) -> list[dict[str, Any]]:
    raw = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    known = brands or {"ornek": brand()}
    return [json.loads(line) for line in draft_lines(raw, template(), _judge, known, NOW)]


def test_a_line_is_answered() -> None:
    (row,) = _run({"id": 7, "text": "5 gündür kargom yok", "extra": True})
    assert row["id"] == 7
    assert row["decision"] == "draft"
    assert row["level"] == "green"
    assert row["flags"] == []
    assert row["mode"] == "template"
    assert row["prompt"].startswith("replies.shipping@")
    assert "5 gündür" in row["reply"]


def test_a_brand_is_known_by_its_name_as_well_as_by_its_key() -> None:
    asked = {"text": "Kadıköy mağaza kaçta açılıyor?"}
    by_key, by_name, unknown = (_run({**asked, "brand": name})[0] for name in ("ornek", "ÖRNEK marka", "Başka"))
    assert by_key["reply"] == by_name["reply"]
    assert "10:00" in by_name["reply"]
    assert "10:00" not in unknown["reply"]


def test_bad_lines_get_an_object_of_their_own_in_their_place() -> None:
    rows = _run("{", {"id": 1}, [1], {"id": 2, "text": "", "lang": "tr"}, {"id": 3, "text": "kargo yok"}, '"x"')
    assert [("error" in row, row["id"]) for row in rows] == [
        (True, None), (True, 1), (True, None), (True, 2), (False, 3), (True, None),
    ]  # fmt: skip


def test_an_error_never_quotes_the_line() -> None:
    (row,) = _run({"id": 1, "text": {"secret": "0532 111 22 33"}})
    assert "0532" not in row["error"]


def test_the_same_line_twice_gets_two_replies() -> None:
    rows = _run(*[{"text": "kargom yok ya"}] * 12)
    assert len({row["reply"] for row in rows}) == 12


def test_brands_by_key_by_name_and_unknown() -> None:
    row = {"text": "5 days and no parcel", "lang": "en", "platform": "reddit"}
    known = {"ornek": brand(), "Öteki": brand(key="oteki", name="Öteki")}
    replies = [_run({**row, "brand": name}, **known)[0]["reply"] for name in ("ornek", "Öteki", "Yepyeni")]
    assert [reply.split(".")[0] for reply in replies] == [
        "I work at Örnek Marka", "I work at Öteki", "I work at Yepyeni",
    ]  # fmt: skip


def test_facts_of_a_line_go_before_the_brands() -> None:
    row = {"text": "montların kumaşı yün mü?", "facts": ["montların kumaşı yüzde yüz yün"]}
    (with_fact,) = _run(row)
    (without,) = _run({"text": "montların kumaşı yün mü?"})
    assert "yüzde yüz yün" in with_fact["reply"]
    assert "yün" not in without["reply"]


def test_a_refusal_has_its_reason_and_no_reply() -> None:
    (row,) = _run({"text": "bunu avukatıma verdim"})
    assert (row["decision"], row["reply"], row["reasons"]) == ("escalate", "", ["legal"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=60), st.dictionaries(st.sampled_from(["id", "text", "facts", "brand"]), st.one_of(st.none(), st.integers(), st.text(max_size=40), st.lists(st.text(max_size=8), max_size=2))).map(json.dumps)), max_size=4))  # fmt: skip  # noqa: E501
def test_any_line_gets_one_answer(rows: list[str]) -> None:
    wanted = [row for row in rows if row.strip()]
    answers = list(draft_lines(rows, template(), _judge, {"ornek": brand()}, NOW))
    assert len(answers) == len(wanted)
    assert all(json.loads(answer) for answer in answers)


def test_the_preview_shows_twelve_of_each_form() -> None:
    shown = preview(brand(), template(), NOW)
    assert [line for line in shown.splitlines() if line.startswith("──")] == [
        "── sen ──", "── siz ──", "── English ──",
    ]  # fmt: skip
    assert sum(line.strip().startswith("12.") for line in shown.splitlines()) == 3
    replies = [line.strip() for line in shown.splitlines() if line.endswith("]")]
    assert len(replies) == 36
    assert all(len(set(replies[n : n + 12])) == 12 for n in (0, 12, 24))
    assert all(reply.endswith("[green]") for reply in replies), [r for r in replies if not r.endswith("[green]")]


def test_a_turkish_brand_is_previewed_in_turkish_only() -> None:
    assert "English" not in preview(brand(languages=["tr"]), template(), NOW)
