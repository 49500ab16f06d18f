"""How a reply may travel on X."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from models import Mention
from responders.publishers import Publisher
from responders.publishers.x import build
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.test_x_publisher import ACCOUNT, brand, publisher, x

__all__ = ["publisher", "x"]


def mention_of(id: str, summoned: bool) -> Mention:
    at = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
    return Mention(
        brand="papatya",
        platform="x",
        native_id=id,
        root_id=id,
        author_id=1,
        text="kargom nerede?",
        created_at=at,
        received_at=at,
        summoned=summoned,
    )


# ── how a reply may travel ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("platform", "summoned", "way", "code"),
    [
        ({}, True, "api", ""),
        ({}, False, "by_hand", "not_summoned"),
        ({"x_ai_approval": None}, True, "by_hand", "no_ai_approval"),
        ({"post": "by_hand"}, True, "by_hand", "by_hand_configured"),
        ({"post": None}, True, "by_hand", "by_hand_configured"),
    ],
)
def test_an_app_answers_only_where_x_lets_it(
    sandbox: Sandbox, x: Any, clock: Clock, platform: dict[str, Any], summoned: bool, way: str, code: str
) -> None:
    publisher = build(brand(**platform), x.credentials(ACCOUNT), sandbox.address, clock)
    mention = mention_of("42", summoned)
    route = publisher.route(mention, "Merhaba!")
    assert (route.way, route.reason.partition(":")[0]) == (way, code)
    assert bool(route.url) == (way == "by_hand")
    assert sandbox.requests == []


def test_the_composer_opens_with_the_text_filled_in(publisher: Publisher) -> None:
    url = publisher.route(mention_of("42", summoned=False), "Çok üzüldük 😔 & bakıyoruz: a=b/c #1").url
    assert url == (
        "https://x.com/intent/tweet?in_reply_to=42&text="
        "%C3%87ok%20%C3%BCz%C3%BCld%C3%BCk%20%F0%9F%98%94%20%26%20bak%C4%B1yoruz%3A%20a%3Db%2Fc%20%231"
    )
