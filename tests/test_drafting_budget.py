"""Calls and dollars per brand and day, and the breaker, on an owned clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from models import Brand
from responders.drafting.budget import FAILURES, Breaker, Budget
from responders.drafting.settings import LlmSettings, Price
from tests.conftest import Clock
from tests.drafting_helpers import brand


def _settings(**changes: object) -> LlmSettings:
    return LlmSettings.model_validate({"model": "m", "daily_requests": 10, "daily_usd": 1.0, **changes})


def test_calls_run_out_and_come_back_the_next_local_day(clock: Clock) -> None:
    budget = Budget(_settings(), clock)
    assert all(budget.reserve(brand(), 2) for _ in range(5))
    assert not budget.reserve(brand(), 2)
    clock.forward(hours=13)  # 23:00 in Istanbul
    assert not budget.reserve(brand(), 2)
    clock.forward(hours=1)  # midnight there, 21:00 UTC
    assert budget.reserve(brand(), 2)


def test_what_was_not_used_is_given_back(clock: Clock) -> None:
    budget = Budget(_settings(daily_requests=3), clock)
    assert budget.reserve(brand(), 2)
    assert not budget.reserve(brand(), 2)
    budget.settle(brand(), 2, 1, 0.0)
    assert budget.reserve(brand(), 2)


def test_dollars_run_out(clock: Clock) -> None:
    budget = Budget(_settings(), clock)
    assert budget.reserve(brand(), 2)
    budget.settle(brand(), 2, 1, 1.0)
    assert not budget.reserve(brand(), 2)
    assert budget.reserve(brand(key="other"), 2), "every brand has its own"


def test_the_price_table(clock: Clock) -> None:
    budget = Budget(_settings(prices={"m": Price(input=0.25, output=2.0)}), clock)
    assert budget.price(1500, 150) == pytest.approx(0.000675)
    assert Budget(_settings(), clock).price(1500, 150) == 0.0


def test_a_restart_remembers_what_was_spent(clock: Clock) -> None:
    asked: list[datetime] = []

    def spent(_: Brand, since: datetime) -> tuple[int, float]:
        asked.append(since)
        return 9, 0.5

    budget = Budget(_settings(), clock, spent)
    assert not budget.reserve(brand(), 2)
    assert budget.reserve(brand(), 1)
    assert [at.isoformat() for at in asked] == ["2026-11-19T00:00:00+03:00"]


def test_many_threads_never_pass_the_cap(clock: Clock) -> None:
    budget = Budget(_settings(daily_requests=100), clock)
    with ThreadPoolExecutor(8) as pool:
        granted = list(pool.map(lambda _: budget.reserve(brand(), 2), range(200)))
    assert sum(granted) == 50


def test_the_breaker_opens_after_five_failures_in_five_minutes(clock: Clock) -> None:
    breaker = Breaker(clock)
    for _ in range(FAILURES - 1):
        breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    clock.forward(minutes=9, seconds=59)
    assert not breaker.allows()
    clock.forward(seconds=1)
    assert breaker.allows()


def test_failures_far_apart_do_not_open_it(clock: Clock) -> None:
    breaker = Breaker(clock)
    for _ in range(3 * FAILURES):
        breaker.failed()
        clock.forward(minutes=2)
    assert breaker.allows()


def test_one_try_after_the_spell_decides(clock: Clock) -> None:
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed()
    clock.forward(minutes=10)
    breaker.failed()
    assert not breaker.allows()
    clock.forward(minutes=10)
    breaker.worked()
    breaker.failed()
    assert breaker.allows()
