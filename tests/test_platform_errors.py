"""Refusals and traps of the platforms that no platform's own test file has, each through its real client library."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import praw.config
import pytest

from models.errors import CredentialsRefused, PlatformError
from monitor.collectors import _x_client, bluesky
from monitor.collectors import x as x_collector
from monitor.collectors.x import XCollector
from responders.publishers import bluesky as bluesky_publisher
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests import test_bluesky, test_x
from tests.conftest import Clock
from tests.rigs import Bench

MENTIONS = "/x/2/users/*/mentions"
COUNTS = "/x/2/tweets/counts/recent"


@pytest.fixture
def collector(sandbox: Sandbox, clock: Clock) -> XCollector:
    x = sandbox["x"]
    x.account(test_x.ACCOUNT, "Papatya")
    return x_collector.build(test_x.brand(), x.credentials(test_x.ACCOUNT), sandbox.address, clock)


# ── X ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def dated(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Every answer carries this Date, as if X's clock said so."""

    def stamp(date: str) -> None:
        send = _x_client._Wire.send

        def with_date(self: Any, request: Any, **options: Any) -> Any:
            answer = send(self, request, **options)
            answer.headers["date"] = date
            return answer

        monkeypatch.setattr(_x_client._Wire, "send", with_date)

    return stamp


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-30, "clock is 30 minutes fast"), (30, "clock is 30 minutes slow"), (0, ""), (-2, "")],
)
def test_x_a_wrong_clock_is_called_a_wrong_clock(
    collector: XCollector, sandbox: Sandbox, dated: Callable[[str], None], minutes: int, words: str
) -> None:
    """X refuses a signature whose time is off with a plain 401; the answer's Date tells why."""
    dated(format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True))
    body = {"title": "Unauthorized", "detail": "Unauthorized", "status": 401}
    sandbox.faults.add(Fault(MENTIONS, "answer", status=401, body=body))
    with pytest.raises(CredentialsRefused) as refused:
        collector.read(None, 100)
    assert refused.value.detail.startswith("401 Unauthorized")
    assert words in refused.value.detail
    assert ("clock" in refused.value.detail) == bool(words)


@pytest.mark.parametrize("date", ["yesterday", ""])
def test_x_an_unreadable_date_does_no_harm(
    collector: XCollector, sandbox: Sandbox, dated: Callable[[str], None], date: str
) -> None:
    dated(date)
    sandbox.faults.add(Fault(MENTIONS, "answer", status=401))
    with pytest.raises(CredentialsRefused):
        collector.read(None, 100)


def counting(collector: XCollector, clock: Clock) -> str | None:
    """What goes wrong with counting, a day after reading stopped."""
    collector.reach = "counts"
    cursor = collector.read(None, 100).cursor
    clock.forward(days=1)
    return collector.read(cursor, 100).trouble


def test_x_counting_asks_as_the_app_and_not_as_its_user(collector: XCollector, sandbox: Sandbox, clock: Clock) -> None:
    """Posts are counted with the app's own token only: X refuses a user's."""
    assert counting(collector, clock) is None
    assert ("POST", "/x/oauth2/token") in sandbox.requests
    assert ("GET", COUNTS) in sandbox.requests


@pytest.mark.parametrize(
    ("path", "status", "body", "words"),
    [
        ("/x/oauth2/token", 403, {"errors": [{"code": 99, "message": "Unable to verify your credentials"}]}, "403"),
        ("/x/oauth2/token", 200, "<html>", "no usable answer"),
        ("/x/oauth2/token", 200, {"token_type": "bearer"}, "cannot be read"),
        (COUNTS, 403, {"title": "Unsupported Authentication", "detail": "is forbidden for this endpoint"}, "forbidden"),
        (COUNTS, 402, {"title": "Payment Required", "detail": "credits depleted"}, "credits depleted"),
        (COUNTS, 429, {"title": "Too Many Requests", "detail": "Too Many Requests"}, "429"),
        (COUNTS, 200, {"data": [{"start": "?"}]}, "cannot be read"),
    ],
)
def test_x_counting_that_is_refused_stops_nothing_and_says_why(
    collector: XCollector, sandbox: Sandbox, clock: Clock, path: str, status: int, body: Any, words: str
) -> None:
    sandbox.faults.add(Fault(path, "answer", status=status, body=body))
    assert words in (counting(collector, clock) or "")


# ── Bluesky ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 400, "body": {"error": "InvalidRequest", "message": "Profile not found"}},
        {"status": 502, "body": {"error": "UpstreamFailure"}},
    ],
)
def test_bluesky_an_account_without_a_profile_signs_in(sandbox: Sandbox, clock: Clock, fault: dict[str, Any]) -> None:
    """For a second after its creation, and for ever on a server without an AppView, an account has no profile."""
    sandbox.faults.add(Fault("/bluesky/xrpc/app.bsky.actor.getProfile", "answer", times=99, **fault))
    bench = Bench("bluesky", sandbox, clock)
    (post,) = bench.mentioned("kargom nerede")
    made = bench.publisher().post(bench.reply(post))
    assert [id for id, *_ in bench.rig.published()] == [made.native_id]
    assert bluesky.SECRETS == bluesky_publisher.SECRETS == tuple(test_bluesky.SECRET)


# ── Reddit ───────────────────────────────────────────────────────────────────────────────────────────


def test_reddit_a_praw_ini_lying_about_redirects_nothing(
    sandbox: Sandbox, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """praw reads a praw.ini from the working folder; it must not send our password elsewhere."""
    monkeypatch.setattr(praw.config.Config, "CONFIG", None)  # read once per process: whoever came first
    lines = [
        "[DEFAULT]",
        "oauth_url=http://127.0.0.1:9",
        "reddit_url=http://127.0.0.1:9",
        "short_url=http://127.0.0.1:9",
    ]
    (tmp_path / "praw.ini").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    bench = Bench("reddit", sandbox, clock)
    with warnings.catch_warnings(record=True) as said:  # praw thinks the file wins; our arguments do
        warnings.simplefilter("always")
        (post,) = bench.mentioned("kargom nerede")
        assert bench.publisher().post(bench.reply(post)).native_id
    assert any("praw.ini" in str(one.message) for one in said)


@pytest.mark.parametrize("kind", ["TOO_OLD", "DELETED_LINK", "USER_REQUIRED", "NO_TEXT"])
def test_reddit_refusals_that_come_with_http_200(sandbox: Sandbox, clock: Clock, monkeypatch: Any, kind: str) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nowhere")
    bench = Bench("reddit", sandbox, clock)
    (post,) = bench.mentioned("kargom nerede")
    body = {"json": {"errors": [[kind, "no", "parent"]]}}
    sandbox.faults.add(Fault("/reddit/api/comment/", "answer", status=200, body=body))
    with pytest.raises(PlatformError) as refused:
        bench.publisher().post(bench.reply(post))
    expected = {"TOO_OLD": "Gone", "DELETED_LINK": "Gone", "USER_REQUIRED": "CredentialsRefused"}
    assert type(refused.value).__name__ == expected.get(kind, "Permanent")
    assert refused.value.detail == f"{kind}: no"
    assert bench.rig.published() == []
