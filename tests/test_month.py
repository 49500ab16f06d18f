"""A short month on X through the whole app: the ledger is the bill, and a budget holds back reading but no reply."""

from __future__ import annotations

from typing import Any

import pytest

from samimi.bench_month import Plan, degrades_in_order, is_clean, run

DAYS = 3
PLAN = Plan(days=DAYS, mentions=36, replies=6)


@pytest.fixture(scope="module")
def free() -> dict[str, Any]:
    return run(PLAN)


def test_the_ledger_equals_the_stand_ins_own_bill(free: dict[str, Any]) -> None:
    assert free["ledger_micro_usd"] == free["bill_micro_usd"] > 0
    assert free["steps"] == [(1, "full")]
    assert free["posted"] == free["approved"] >= 2 * PLAN.replies
    assert is_clean(free)
    assert free["notices"] == []


def test_half_the_money_degrades_in_order_and_stops_no_reply(free: dict[str, Any]) -> None:
    pace = free["usd"] * 31 / (DAYS + 1)
    half = run(Plan(days=DAYS, mentions=PLAN.mentions, replies=PLAN.replies, budget=round(pace / 2, 2)))
    assert is_clean(half)
    assert degrades_in_order(half)
    assert [step for _, step in half["steps"]][:3] == ["full", "slower", "mentions"]
    assert half["posted"] >= free["posted"] - PLAN.replies
    assert half["usd"] < free["usd"]
    assert 0 < half["counted"] <= DAYS * PLAN.mentions
    assert half["heard"] < free["heard"]
    assert any("searches have stopped" in text for text in half["notices"])


def test_the_order_can_be_wrong() -> None:
    assert not degrades_in_order({"steps": [(1, "full")]})
    assert not degrades_in_order({"steps": [(1, "full"), (2, "mentions")]})
    assert degrades_in_order({"steps": [(1, "full"), (2, "slower"), (3, "full")]})
