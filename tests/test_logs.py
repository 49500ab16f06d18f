"""I7: what a log line may hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from samimi import logs


@pytest.fixture(autouse=True)
def _configured(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    logs.configure()
    yield
    structlog.reset_defaults()


def test_i7_an_exception_is_logged_without_its_message_and_without_local_variables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def drafting(mention: str) -> None:
        raise ValueError(f"cannot draft for {mention}")

    try:
        drafting("Ayşe Yılmaz kargom nerede")
    except ValueError:
        structlog.get_logger().exception("drafting failed", mention=7)
    line = capsys.readouterr().err
    assert "Ayşe" not in line
    assert "kargom" not in line
    assert "error=ValueError" in line
    assert "drafting:" in line
    assert "mention=7" in line


def test_a_plain_event_is_one_line_with_time_and_level(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("started", brands=2)
    out = capsys.readouterr().err
    assert out.count("\n") == 1
    assert "level=info" in out
    assert "event=started" in out
