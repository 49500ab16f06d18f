"""The pinned counter: one per chat however many brands share it, kept true, never doubled by an outage."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from sqlmodel import select

from models import Chat, Database
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import MERT, brand


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock) as made:
        made.table.brands |= {
            key: brand(key=key, name=name) for key, name in (("cinar", "Çınar"), ("mavi", "Mavi & Kablo"))
        }
        made.desk = make_desk(made.table, made.bot)
        made.telegram.promote(made.chat)
        async with made.bot:
            yield made


def counters(room: Room) -> list[dict[str, Any]]:
    return [entry for entry in room.telegram.messages(room.chat) if entry["text"].startswith("📌")]


def rows(room: Room) -> list[Chat]:
    with room.table.database.reading() as session:
        return list(session.exec(select(Chat)).all())


async def test_brands_that_share_a_chat_share_one_counter_with_a_line_each(room: Room) -> None:
    room.table.mention(urgency="high")
    room.table.mention(brand="mavi")
    await room.settle(80)
    (counter,) = counters(room)
    assert counter["pinned"]
    assert counter["text"].split("\n") == [
        "📌 Bekleyen 2 · acil 1 · hedefi aşan 0 · /siradaki",
        "Örnek Marka: 1 · acil 1 · aşan 0",
        "Mavi & Kablo: 1 · acil 0 · aşan 0",
    ]
    assert {row.counter_id for row in rows(room)} == {counter["id"]}


async def test_it_is_edited_not_sent_again_and_a_restart_keeps_it(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(80)
    (first,) = counters(room)
    room.table.press(MERT, "skip_spam", mention)
    room.desk = make_desk(room.table, room.bot)
    await room.settle(80)
    (after,) = counters(room)
    assert after["id"] == first["id"]
    assert after["text"] == "📌 Bekleyen 0 · acil 0 · hedefi aşan 0 · /siradaki"


async def test_counters_of_their_own_become_one(room: Room) -> None:
    made = []
    for key in ("ornek", "cinar"):
        message = await room.bot.send_message(room.chat, f"📌 {key}")
        made.append(message.message_id)
        with room.table.database.transaction() as session:
            row = Chat(brand=key, chat_id=room.chat, migrated_from=room.chat, counter_id=message.message_id)
            session.add(row)
        room.clock.forward(seconds=2)
    await room.settle(80)
    (counter,) = counters(room)
    assert counter["id"] == made[0]
    assert counter["text"].startswith("📌 Bekleyen 0")


async def test_one_that_somebody_deleted_comes_back(room: Room) -> None:
    room.table.mention()
    await room.settle(80)
    (gone,) = counters(room)
    await room.bot.delete_message(room.chat, gone["id"])
    room.table.mention()
    await room.settle(200)
    (fresh,) = counters(room)
    assert fresh["id"] > gone["id"]
    assert fresh["text"].startswith("📌 Bekleyen 2")


async def test_an_outage_makes_no_second_counter(room: Room) -> None:
    room.table.mention()
    await room.settle(80)
    (before,) = counters(room)
    room.table.mention()
    room.telegram.go_down(120)
    await room.settle(100)
    await room.settle(200)
    (after,) = counters(room)
    assert after["id"] == before["id"]
    assert after["text"].startswith("📌 Bekleyen 2")


async def test_a_bot_that_may_not_pin_still_counts(sandbox: Sandbox, database: Database, clock: Clock) -> None:
    with open_room(sandbox, database, clock) as room:
        async with room.bot:
            room.table.mention()
            await room.settle(80)
            (counter,) = counters(room)
            assert not counter["pinned"]


async def test_each_chat_has_its_own_in_its_own_language(sandbox: Sandbox, database: Database, clock: Clock) -> None:
    with open_room(sandbox, database, clock) as room:
        other = room.telegram.group("Çınar masası", [MERT], bot_admin=True)
        room.table.brands["cinar"] = brand(key="cinar", name="Çınar", chat_language="en")
        room.table.settings |= {"chat": {"ornek": room.chat, "cinar": other}}
        room.desk = make_desk(room.table, room.bot)
        async with room.bot:
            room.table.mention(brand="cinar")
            await room.settle(80)
            assert [entry["text"] for entry in counters(room)] == ["📌 Bekleyen 0 · acil 0 · hedefi aşan 0 · /siradaki"]
            room.chat = other
            assert [entry["text"] for entry in counters(room)] == ["📌 Waiting 1 · urgent 0 · past target 0 · /next"]
