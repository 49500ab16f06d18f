"""Taking back replies on X: the real tweepy against the stand-in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from models import Call
from models.errors import (
    ConfigError,
    Permanent,
    Temporary,
)
from responders.publishers import Publisher
from responders.publishers.x import before, build
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.test_x_publisher import ACCOUNT, Write, brand, publisher, target, write, x

__all__ = ["publisher", "target", "write", "x"]


# ── taking back ──────────────────────────────────────────────────────────────────────────────────────


def test_a_reply_is_deleted_and_deleting_it_again_is_no_error(
    publisher: Publisher, write: Write, target: str, x: Any
) -> None:
    reply = write(target)
    reply.native_id = publisher.post(reply).native_id
    publisher.delete(reply)
    publisher.delete(reply)
    assert [post["deleted"] for post in x.published()] == [True]
    assert publisher.take_calls()[0] == Call("DELETE /2/tweets/:id", "delete", (reply.native_id,), 0)


def test_deleting_what_x_says_it_cannot_find_is_no_error(publisher: Publisher, write: Write, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("/x/2/tweets/42", "answer", status=404, body={"title": "Not Found"}))
    publisher.delete(write("41", native_id="42"))
    assert publisher.take_calls() == []


def test_deleting_may_be_repeated_after_a_lost_answer(
    publisher: Publisher, write: Write, target: str, sandbox: Sandbox, x: Any
) -> None:
    reply = write(target)
    reply.native_id = publisher.post(reply).native_id
    sandbox.faults.add(Fault("/x/2/tweets/*", "lose_answer", method="DELETE"))
    with pytest.raises(Temporary):
        publisher.delete(reply)
    publisher.delete(reply)
    assert [post["deleted"] for post in x.published()] == [True]


def test_somebody_elses_post_is_not_deleted(publisher: Publisher, write: Write, target: str) -> None:
    with pytest.raises(Permanent, match="not authorized"):
        publisher.delete(write("1", native_id=target))


def test_what_was_never_posted_cannot_be_deleted(publisher: Publisher, write: Write, target: str) -> None:
    with pytest.raises(ValueError, match="never posted"):
        publisher.delete(write(target))


def test_an_account_whose_number_nobody_names_is_a_mistake_in_config(sandbox: Sandbox, x: Any, clock: Clock) -> None:
    with pytest.raises(ConfigError, match="account_id"):
        build(brand(), x.credentials(ACCOUNT) | {"ACCESS_TOKEN": "hush-hush"}, sandbox.address, clock)


def test_time_is_read_from_ids(clock: Clock) -> None:
    assert before(datetime(2026, 11, 19, 7, 0, tzinfo=UTC)) == 2123310302622646271
