"""`samimi guard`: one JSON object per line, whatever the line holds."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Brand
from responders.guards.lines import guard_lines
from tests.guard_cases import BRAND, TODAY

CLEAN = "Haklısın, beklemek can sıkıcı. Sipariş numaranı DM'den yollarsan bakalım."


def answers(*rows: object, brands: dict[str, Brand] | None = None, today: date = TODAY) -> list[dict[str, Any]]:
    """What comes out for these lines; a row that is no string is written as JSON."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return [json.loads(line) for line in guard_lines(lines, brands or {}, today)]


def test_a_clean_draft_is_green_and_a_bad_one_says_where() -> None:
    draft = "Bak: bit.ly/x"
    good, bad = answers({"id": 1, "draft": CLEAN, "lang": "tr"}, {"id": "b", "draft": draft, "lang": "tr"})
    assert good == {"id": 1, "level": "green", "flags": [], "spans": []}
    assert (bad["id"], bad["level"], bad["flags"]) == ("b", "red", ["link"])
    [span] = bad["spans"]
    assert draft[span["start"] : span["end"]] == "bit.ly/x"
    assert set(span) == {"flag", "level", "start", "end", "detail"}


@pytest.mark.parametrize(
    "bad", ["{", "[]", "null", '"x"', "{}", '{"id": 7}', '{"id": 7, "draft": 5}', '{"id":7,"draft":"a","facts":3}']
)
def test_a_bad_line_is_answered_in_its_place(bad: str) -> None:
    first, second, third = answers({"id": 1, "draft": CLEAN}, bad, {"id": 3, "draft": "Bak: bit.ly/x"})
    assert (first["id"], third["id"]) == (1, 3)
    assert set(second) == {"id", "error"}
    assert second["error"]
    assert second["id"] == (7 if "7" in bad else None)


def test_an_error_never_quotes_the_line() -> None:
    [answer] = answers('{"id": 1, "draft": ["0532 111 22 33"]}')
    assert "0532" not in json.dumps(answer)


def test_extra_keys_are_ignored_and_empty_lines_skipped() -> None:
    assert len(answers("", "   \n", {"draft": CLEAN, "something": {"else": 1}})) == 1


def test_facts_domains_and_competitors_of_the_line_count() -> None:
    row = {
        "draft": "İade süresi 30 gün, liste ornek.biz/iade sayfasında, Rakipçe'de değil.",
        "lang": "tr",
        "brand": "Yeni Marka",
        "facts": ["iade süresi 30 gün", "ornek.biz/iade"],
        "domains": ["ornek.biz"],
        "competitors": ["Rakipçe"],
    }
    [answer] = answers(row)
    assert answer["flags"] == ["competitor"]
    [bare] = answers({**row, "facts": [], "domains": [], "competitors": []})
    assert {"link", "facts"} <= set(bare["flags"])


def test_a_fact_may_carry_its_own_link_and_date() -> None:
    fact = {"id": "k", "text": "kış indirimi %30", "url": "https://ornek.biz/kis", "until": "2026-11-20"}
    row = {"draft": "Kış indirimi %30, sayfası: ornek.biz/kis", "lang": "tr", "facts": [fact]}
    assert answers(row, today=date(2026, 11, 20))[0]["level"] != "red"
    assert {"facts", "link"} <= set(answers(row, today=date(2026, 11, 21))[0]["flags"])


def test_the_brand_is_found_by_key_and_by_name_and_the_first_is_meant_otherwise() -> None:
    rows: list[object] = [{"draft": "Bak: ornekmarka.com", "lang": "tr", **more} for more in NAMED]
    found = answers(*rows, brands={"ornek": BRAND})
    assert ["link" in answer["flags"] for answer in found] == [False, False, False, True]


NAMED: list[dict[str, str]] = [{}, {"brand": "ornek"}, {"brand": "Örnek Marka"}, {"brand": "Başka Marka"}]


def test_an_unknown_brand_may_say_siz_or_sen_but_not_both() -> None:
    siz = "Haklısınız, sipariş numaranızı DM'den yazarsanız bakalım."
    both = "Haklısın, sipariş numaranızı DM'den yazarsanız bakalım."
    first, second, third = answers({"draft": siz}, {"draft": CLEAN}, {"draft": both})
    assert "address" not in first["flags"]
    assert "address" not in second["flags"]
    assert "address" in third["flags"]
    [of_config] = answers({"draft": siz}, brands={"ornek": BRAND})
    assert "address" in of_config["flags"]


def test_repetition_is_seen_within_one_run_and_brand_only() -> None:
    rows: list[object] = [{"draft": CLEAN}, {"draft": CLEAN}, {"draft": CLEAN, "brand": "Başka"}]
    assert ["repeat" in answer["flags"] for answer in answers(*rows)] == [False, True, False]
    assert "repeat" not in answers({"draft": CLEAN})[0]["flags"]


def test_the_platform_sets_the_limit() -> None:
    long = {"draft": "şöyle böyle " * 30, "lang": "tr"}
    assert "too_long" in answers({**long, "platform": "x"})[0]["flags"]
    assert "too_long" in answers({**long, "platform": "X"})[0]["flags"]
    assert "too_long" not in answers({**long, "platform": "reddit"})[0]["flags"]


@given(st.lists(st.one_of(st.text(max_size=40), st.dictionaries(st.text(max_size=8), st.text(max_size=8))), max_size=4))
def test_every_line_that_is_not_blank_gets_one_object(rows: list[object]) -> None:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    wanted = sum(bool(line.strip()) for line in lines)
    assert len(list(guard_lines(lines, {}, TODAY))) == wanted
