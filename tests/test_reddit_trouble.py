"""Reading Reddit when it refuses: the real praw against the stand-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models import Page
from models.errors import CredentialsRefused, Permanent, RateLimited, Temporary
from monitor.collectors import Collector
from monitor.collectors.reddit import build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.paging import everything
from tests.test_reddit import SECRET, brand

Make = Callable[..., Collector]


@pytest.fixture(autouse=True)
def no_praw_ini(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@pytest.fixture
def make(sandbox: Sandbox, clock: Clock) -> Make:
    """A collector on the stand-in, with this platform config."""
    return lambda **platform: build(brand(**platform), SECRET, sandbox.address, clock)


@pytest.fixture
def reddit(sandbox: Sandbox) -> Any:
    return sandbox["reddit"]


def test_an_ended_token_is_renewed(make: Make, reddit: Any, clock: Clock) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(days=2)
    name = reddit.submission("alisveris", "ali", "Papatya")
    assert everything(collector, cursor)[0] == [name]


def test_a_wrong_password_is_said_to_be_one(make: Make, reddit: Any) -> None:
    reddit.account("PapatyaDestek", "another")
    with pytest.raises(CredentialsRefused):
        make().read(None, 50)


def test_an_exhausted_rate_limit_is_raised_not_slept_through(make: Make, reddit: Any, clock: Clock) -> None:
    reddit.rate(limit=2, seconds=300)
    collector = make()
    with pytest.raises(RateLimited) as refused:
        collector.read(None, 50)
    assert refused.value.retry_at == clock() + timedelta(seconds=300)
    asked = len(reddit.requests)
    with pytest.raises(RateLimited):
        collector.read(None, 50)
    assert len(reddit.requests) == asked
    clock.forward(seconds=301)
    reddit.rate(limit=100)
    assert isinstance(collector.read(None, 50), Page)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("/reddit/r/*", "answer", status=503), Temporary),
        (Fault("/reddit/r/*", "answer", status=200, body="<html>busy</html>"), Temporary),
        (Fault("/reddit/r/*", "answer", status=200, body={"data": {"children": [{"kind": "t3"}]}}), Temporary),
        (Fault("/reddit/r/*", "hang_up"), Temporary),
        (Fault("/reddit/r/*", "answer", status=429, headers={"retry-after": "90"}), RateLimited),
        (Fault("/reddit/r/*", "answer", status=403), Permanent),
        (Fault("/reddit/r/*", "answer", status=302, headers={"location": "/subreddits/search"}), Permanent),
        (Fault("/reddit/r/*", "answer", status=401, times=2), CredentialsRefused),
        (Fault("/reddit/api/v1/access_token", "answer", status=401), CredentialsRefused),
        (Fault("/reddit/api/v1/access_token", "answer", status=503), Temporary),
    ],
    ids=lambda value: getattr(value, "__name__", None) or f"{value.kind}-{value.status}",
)
def test_each_refusal_has_its_type_and_moves_nothing(
    make: Make, reddit: Any, sandbox: Sandbox, clock: Clock, fault: Fault, error: type[Exception]
) -> None:
    collector = make()
    cursor = collector.read(None, 50).cursor
    clock.forward(seconds=5)
    name = reddit.submission("alisveris", "ali", "Papatya")
    sandbox.faults.add(fault)
    if "token" in fault.path:
        collector = make()
    asked = len(reddit.requests)
    with pytest.raises(error) as refused:
        collector.read(cursor, 50)
    assert refused.type is error
    assert not any("/r/" in request for request in reddit.requests[asked:]), "asked again by itself"
    assert everything(collector, cursor)[0] == [name]


def test_a_429_with_retry_after_says_when(make: Make, sandbox: Sandbox, clock: Clock) -> None:
    sandbox.faults.add(Fault("/reddit/r/*", "answer", status=429, headers={"retry-after": "90"}))
    with pytest.raises(RateLimited) as refused:
        make().read(None, 50)
    assert refused.value.retry_at == clock() + timedelta(seconds=90)
