"""From a fresh token to the first card with no hand-typed id: one-time codes, roles confirmed by a lead."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlmodel import select

from models import Database, JoinCode, Member
from responders.desk.joining import new_code
from responders.desk.settings import Role
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ELIF, IZEL, MERT, STRANGER, TOM


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    """Nobody and no chat stand in the configuration."""
    with open_room(sandbox, database, clock, chat=None, people={}) as made:
        async with made.bot:
            yield made


def code_for(room: Room, role: Role = "admin", brand: str = "ornek") -> str:
    with room.table.database.transaction() as session:
        return new_code(session, brand, role, room.clock())


async def test_from_a_fresh_token_to_the_first_card_without_an_id(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    assert room.said() == []
    said = await room.say(ELIF, f"/katil {code_for(room)}")
    assert "✅ Bu sohbet bağlandı: Örnek Marka. Yetkin: yönetici" in said
    await room.settle(3)
    assert "🟢 HAZIR" in room.card(mention)["text"]
    assert "Onaylandı" in await room.tap(ELIF, mention, "✅ Onayla")
    assert room.table.replies()[0].text.endswith("^E")


async def test_a_code_works_once_and_for_half_an_hour(room: Room) -> None:
    code = code_for(room)
    await room.say(ELIF, f"/katil {code}")
    assert await room.say(STRANGER, f"/katil {code}") == ["Bu kod geçersiz ya da süresi dolmuş."]
    old = code_for(room)
    room.clock.forward(minutes=31)
    assert await room.say(STRANGER, f"/katil {old}") == ["Bu kod geçersiz ya da süresi dolmuş."]
    with room.table.database.reading() as session:
        assert [row.user_id for row in session.exec(select(Member)).all()] == [ELIF]
        assert not any(code in row.digest for row in session.exec(select(JoinCode)).all())


async def test_guessing_codes_is_stopped(room: Room) -> None:
    good = code_for(room)
    for _ in range(5):
        assert await room.say(STRANGER, "/katil AAAAAAAA") == ["Bu kod geçersiz ya da süresi dolmuş."]
    assert await room.say(STRANGER, f"/katil {good}") == ["Çok fazla deneme; bir saat sonra yeniden dene."]
    assert (await room.say(ELIF, f"/join {good}"))[0].startswith("✅")


async def test_the_next_persons_role_is_confirmed_by_a_lead(room: Room) -> None:
    await room.say(ELIF, f"/katil {code_for(room)}")
    room.telegram.start(TOM)
    said = await room.say(TOM, f"/join {code_for(room, 'approver')}", chat=TOM)
    assert "⏳ Asked for: approver (Örnek Marka). A lead will confirm." in said
    mention = room.table.mention()
    await room.settle(5)
    assert await room.tap(TOM, mention, "✅ Onayla") == "You have no role here."
    asked = next(entry for entry in room.said() if "katılmak istiyor" in entry["text"])
    assert asked["text"] == "🙋 Tom katılmak istiyor: onaycı (Örnek Marka)"
    yes = asked["buttons"][0][0]["data"]
    assert await room.press(STRANGER, asked["id"], yes) == "Bu düğme için yetkin yok."
    assert await room.press(TOM, asked["id"], yes) == "You have no role here."
    assert await room.press(ELIF, asked["id"], yes) == "✅ Tom: onaycı"
    assert await room.press(ELIF, asked["id"], yes) == "Buna zaten karar verildi."
    assert "Approved" in await room.tap(TOM, mention, "✅ Onayla")
    assert [row.action for row in room.table.decisions()] == ["bind", "join", "join", "role", "approve"]


async def test_a_lead_may_refuse_and_only_an_admin_makes_admins(room: Room) -> None:
    await room.say(ELIF, f"/katil {code_for(room)}")
    room.telegram.start(MERT)
    await room.say(MERT, f"/katil {code_for(room, 'lead')}", chat=MERT)
    asked = room.said()[-1]
    await room.press(ELIF, asked["id"], asked["buttons"][0][0]["data"])
    room.telegram.start(IZEL)
    await room.say(IZEL, f"/katil {code_for(room, 'admin')}", chat=IZEL)
    asked = room.said()[-1]
    assert await room.press(MERT, asked["id"], asked["buttons"][0][0]["data"]) == "Bunu yalnızca yönetici yapabilir."
    assert "verilmedi" in await room.press(ELIF, asked["id"], asked["buttons"][0][1]["data"])
    assert "İzel" not in (await room.say(ELIF, "/roller"))[0]
    assert (await room.say(ELIF, "/roller"))[0] == ("Elif (^E): Örnek Marka yönetici\nMert (^M): Örnek Marka lider")


async def test_a_bound_chat_survives_a_restart_and_a_move(room: Room) -> None:
    await room.say(ELIF, f"/katil {code_for(room)}")
    room.desk = make_desk(room.table, room.bot)
    new = room.telegram.migrate(room.chat)
    await room.desk.receive(0)
    mention = room.table.mention()
    await room.settle(5)
    card = room.table.case(mention).card
    assert card is not None
    assert card.chat_id == new
