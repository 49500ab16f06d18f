"""Telegram away while people work: nothing lost, nothing twice, in order of urgency, within the limits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import col, select

from models import Card, Database
from models.errors import Temporary
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ELIF, MERT

BUSY = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 11"}


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock, open_cards=50) as made:
        async with made.bot:
            yield made


def busiest_minute(log: list[dict[str, Any]]) -> int:
    at = [datetime.fromisoformat(entry["at"]) for entry in log if entry["method"] in ("sendmessage", "editmessagetext")]
    return max(sum(a <= b < a + timedelta(minutes=1) for b in at) for a in at)


def in_the_order_sent(room: Room) -> list[int]:
    with room.table.database.reading() as session:
        return list(session.exec(select(Card.mention_id).order_by(col(Card.message_id))).all())


def button(room: Room, mention: int, label: str) -> dict[str, Any]:
    return next(key for row in room.card(mention)["buttons"] for key in row if key["label"] == label)


async def test_an_hour_away_with_forty_cards_of_every_rank_and_six_decisions_then_refusals(
    room: Room, sandbox: Sandbox
) -> None:
    shown = [room.table.mention() for _ in range(6)]
    await room.settle(20)
    room.telegram.go_down(3600)
    ranks: dict[str, list[int]] = {"low": [], "normal": [], "high": [], "crisis": []}
    for turn in range(40):
        rank = ("low", "normal", "normal", "high", "crisis")[turn % 5]
        grave: dict[str, Any] = (
            {"escalate": "safety", "level_of_care": "lead"} if rank == "crisis" else {"urgency": rank}
        )
        ranks[rank].append(room.table.mention(author=f"Yazar {turn}", **grave))
    for mention in shown:
        room.table.press(ELIF, "skip_spam", mention)
    assert await room.settle(3600) == 0
    for retry in ("*/sendMessage", "*/editMessageText", "*/sendMessage"):
        body = {**BUSY, "parameters": {"retry_after": 11}}
        sandbox.faults.add(Fault(retry, "answer", times=2, status=429, body=body))
    before = len(room.telegram.sent_log())
    await room.settle(360)

    assert in_the_order_sent(room) == [*shown, *ranks["crisis"], *ranks["high"], *ranks["normal"], *ranks["low"]]
    cards = [entry for entry in room.said() if entry["text"][0] in "🟢🟣🚫K"]
    assert len(cards) == 46
    numbers = Counter(number for entry in cards for number in re.findall(r"#(\d+)", entry["text"]))
    assert (len(numbers), max(numbers.values())) == (46, 1), "each card once"
    assert all("Elif" in room.card(mention)["text"] for mention in shown)
    answered = [entry for entry in room.telegram.sent_log()[before:] if entry["ok"]]
    assert busiest_minute(answered) <= 20
    done = [entry["text"][:3] for entry in answered if entry["method"] == "editmessagetext"]
    assert len([text for text in done if not text.startswith("📌")]) == 6, "one edit for each decision"
    refused = [entry for entry in room.telegram.sent_log()[before:] if entry["code"] == 429]
    assert refused == [], "the stand-in's own limits were never touched"


async def test_decisions_are_shown_before_cards_that_nobody_waits_for(room: Room) -> None:
    shown = room.table.mention()
    await room.settle(5)
    room.telegram.go_down(600)
    for turn in range(10):
        room.table.mention(author=f"Yazar {turn}")
    grave = room.table.mention(escalate="injury", level_of_care="lead")
    room.table.press(ELIF, "approve", shown)
    await room.settle(600)
    before = len(room.telegram.sent_log())
    await room.settle(120)
    went = [e for e in room.telegram.sent_log()[before:] if e["ok"] and not e["text"].startswith("📌")]
    kinds = [entry["method"] for entry in went if entry["method"] in ("sendmessage", "editmessagetext")]
    assert kinds[:3] == ["sendmessage", "editmessagetext", "sendmessage"]
    first = next(entry["message_id"] for entry in went if entry["method"] == "sendmessage")
    assert first == room.card(grave)["id"]


async def test_away_between_the_tap_and_its_answer(room: Room, sandbox: Sandbox) -> None:
    """The decision stands, the toast is lost, the card is edited when Telegram is back; nothing is approved twice."""
    mention = room.table.mention()
    await room.settle(3)
    query = room.telegram.tap(room.chat, room.card(mention)["id"], MERT, "✅ Onayla")["query"]
    for path in ("*/answerCallbackQuery", "*/editMessageText"):
        sandbox.faults.add(Fault(path, "hang_up", times=1))
    await room.desk.receive(0)
    room.telegram.go_down(900)
    await room.settle(600)
    assert room.telegram.toast(query) is None
    assert len(room.table.replies()) == 1
    assert "HAZIR" in room.card(mention)["text"]
    await room.settle(400)
    assert "Mert onayladı" in room.card(mention)["text"]
    assert len(room.table.replies()) == 1


async def test_whoever_taps_again_because_nothing_happened_wins_nothing_twice(room: Room) -> None:
    """Taps made in the outage come all at once after it: the person's own second tap, and a colleague's."""
    mention = room.table.mention()
    await room.settle(3)
    card, data = room.card(mention)["id"], button(room, mention, "✅ Onayla")["data"]
    room.telegram.go_down(120)
    with pytest.raises(Temporary):
        await room.desk.receive(0)
    queries = [room.telegram.press(room.chat, card, user, data)["query"] for user in (MERT, MERT, ELIF)]
    room.clock.forward(seconds=121)
    await room.desk.receive(0)
    await room.settle(5)
    (reply,) = room.table.replies()
    assert reply.approved_by == MERT
    toasts = [str((room.telegram.toast(query) or {}).get("text")) for query in queries]
    assert "Onaylandı" in toasts[0]
    assert all("Mert 0 sn önce onayladı" in toast for toast in toasts[1:])


async def test_killed_after_the_decision_and_before_the_confirmation(room: Room) -> None:
    """Telegram brings the same tap again to the next process: it finds the decision and changes nothing."""
    mention = room.table.mention()
    await room.settle(3)
    room.telegram.tap(room.chat, room.card(mention)["id"], MERT, "✅ Onayla")
    await room.desk.receive(0)
    room.desk = make_desk(room.table, room.bot)
    assert await room.desk.receive(0) > 0
    await room.settle(5)
    assert len(room.table.replies()) == 1
    assert len(room.table.decisions("approve")) == 1
    assert "Mert onayladı" in room.card(mention)["text"]


async def test_an_edit_sent_in_the_outage_is_one_version(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    card = room.card(mention)["id"]
    room.telegram.go_down(300)
    room.telegram.message(room.chat, ELIF, "Selam Ayşe, sipariş numaranı alabilir miyiz?", card)
    room.clock.forward(seconds=301)
    await room.desk.receive(0)
    room.desk = make_desk(room.table, room.bot)  # killed before it could confirm
    await room.desk.receive(0)
    await room.settle(5)
    assert room.table.case(mention).version == 2
    assert "alabilir miyiz" in room.card(mention)["text"]
