"""What people mistype: commands edited after they were sent."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from models import Database
from responders.desk.command_words import answer
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, open_room
from tests.desk_table import MERT, STRANGER


@pytest.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock) as opened:
        async with opened.bot:
            yield opened


async def _edited(room: Room, user: int, text: str) -> list[str]:
    """What the bot says to a reply to the card that becomes this text."""
    sent = room.telegram.message(room.chat, user, "/tom kisa", room.card(1)["id"])
    await room.desk.receive(0)
    await room.settle(3)
    room.telegram.edit(room.chat, user, sent, text)
    await room.desk.receive(0)
    await room.settle(3)
    return [entry["text"] for entry in room.said() if entry["id"] > sent]


@pytest.mark.parametrize("text", ["/ton kisa", "/tno kisa"])
async def test_a_command_is_no_draft_when_its_message_is_edited(room: Room, text: str) -> None:
    mention = room.table.mention()
    await room.settle(3)
    assert await _edited(room, MERT, text) == [answer("tr", "command_edited")]
    draft = room.table.case(mention).draft
    assert draft is not None
    assert draft.version == 1
    assert "Düzenlenen" not in "".join(await _edited(room, STRANGER, text))
    await _edited(room, MERT, "Selam, hemen bakıyoruz.")
    draft = room.table.case(mention).draft
    assert draft is not None
    assert draft.text == "Selam, hemen bakıyoruz."
