"""A restart after a mend: what refused credentials held goes at once, no try used up; a rate limit is waited out."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import AsyncMock, MagicMock

import pytest

from models.errors import CredentialsRefused, CreditsOut, PlatformError, RateLimited, Temporary
from samimi import running
from tests.conftest import Clock
from tests.outbox_bench import Bench


@pytest.fixture(params=["database", "postgresql"])
def bench(request: pytest.FixtureRequest, clock: Clock) -> Bench:
    return Bench(request.getfixturevalue(request.param), clock)


def restarted(bench: Bench) -> None:
    bench.outbox = bench.worker("after the restart")
    bench.outbox.begin()
    bench.outbox.tick()


@pytest.mark.parametrize("error", [CredentialsRefused("401"), CreditsOut("402")])
@pytest.mark.parametrize("at", ["the last look", "the post"])
def test_what_the_operator_mended_is_tried_at_once_after_a_restart(bench: Bench, error: PlatformError, at: str) -> None:
    bench.approved()
    if at == "the post":
        bench.publisher.faults = [(error, False)]
    else:
        bench.collector.lookup_error = error
    bench.outbox.tick()
    bench.collector.lookup_error = None
    bench.clock.forward(minutes=2)
    bench.outbox.tick()
    assert bench.reply().state == "held"
    restarted(bench)
    assert (bench.reply().state, bench.reply().last_error, len(bench.publisher.published)) == ("posted", None, 1)


@pytest.mark.parametrize("hours", [0.2, 20])
def test_a_rate_limit_is_waited_out_all_the_same(bench: Bench, hours: float) -> None:
    bench.approved()
    ends = bench.clock() + timedelta(hours=hours)
    bench.publisher.faults = [
        (CredentialsRefused("401"), False),
        (RateLimited("429", ends + timedelta(hours=2)), False),
    ]
    bench.outbox.tick()
    bench.clock.forward(hours=1)
    bench.outbox.tick()
    restarted(bench)
    assert (bench.reply().state, bench.reply().next_at) == ("held", ends + timedelta(hours=2))


def test_so_is_the_distance_after_another_failure(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults = [(Temporary("503"), False)]
    bench.outbox.tick()
    restarted(bench)
    assert bench.publisher.published == []


def test_an_undo_window_is_not_cut_short(bench: Bench) -> None:
    bench.approved()
    bench.outbox.tick()
    bench.approved(2, author="tom")
    bench.clock.forward(minutes=5)
    with bench.database.transaction() as session:
        row = bench.reply(2)
        row.next_at = bench.clock() + timedelta(seconds=30)
        session.add(row)
    restarted(bench)
    assert bench.reply(2).state == "held"


async def test_the_bots_start_is_such_a_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    app = MagicMock(bot=AsyncMock(), desk=AsyncMock())
    monkeypatch.setattr(running, "schedule_of", lambda _: SimpleNamespace(run=AsyncMock(return_value=True)))
    assert await running._until_stopped(app)
    app.outbox.begin.assert_called_once_with()


@pytest.mark.parametrize("error", [CredentialsRefused("401"), CreditsOut("402")])
@pytest.mark.parametrize("where", ["posting", "looking"])
def test_what_waited_for_the_operator_has_used_up_no_try(bench: Bench, error: PlatformError, where: str) -> None:
    bench.approved()
    bench.publisher.faults = [(Temporary("503"), False)]
    bench.outbox.tick()
    if where == "posting":
        bench.publisher.faults = [(error, False)] * 8
    else:
        bench.collector.lookup_error = error
    bench.run(420, step=300)
    assert (bench.reply().state, bench.reply().attempts) == ("held", 1)
    bench.collector.lookup_error = None
    bench.publisher.faults = [(Temporary("503"), False)]
    bench.run(180, step=60)
    assert (bench.reply().state, bench.reply().attempts) == ("posted", 3)
