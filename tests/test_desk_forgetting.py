"""What a forgotten customer wrote leaves the chat, wherever the desk had shown it (I10)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from models import Database, Mention
from responders.desk import digest_lists
from samimi.closing import close
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, open_room
from tests.desk_table import FORGETTER, MERT


@pytest.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock) as opened:
        async with opened.bot:
            yield opened


def _bring(room: Room, mention: int) -> str:
    return digest_lists.bring(room.table.database, room.table.office, MERT, mention).key


def _close(room: Room, mention: int) -> None:
    with room.table.database.transaction() as session:
        close(session, session.get_one(Mention, mention), "answered_elsewhere", room.clock())


async def _forget(room: Room, handle: str) -> str:
    """Everything the chat shows once this author of X is forgotten."""
    with room.table.database.transaction() as session:
        assert FORGETTER.forget_author(session, "x", handle, room.clock()) == 1
    await room.settle(60)
    return "\n".join(entry["text"] for entry in room.said())


async def test_i10_a_closed_card_is_not_brought_and_is_blanked_in_place(room: Room) -> None:
    mention = room.table.mention("gizli metin", author="Zeynep")
    await room.settle(3)
    assert room.table.press(MERT, "skip_spam", mention).ok
    await room.settle(3)
    assert _bring(room, mention) == "too_late"
    await room.settle(30)
    assert "gizli metin" in room.card(mention)["text"]
    left = await _forget(room, "zeynep")
    assert "gizli" not in left
    assert "Zeynep" not in left


async def test_i10_a_card_closed_between_being_brought_and_coming_keeps_its_message(room: Room) -> None:
    mention = room.table.mention("gizli metin", author="Zeynep")
    await room.settle(3)
    before = room.card(mention)["id"]
    assert _bring(room, mention) == "ok"
    _close(room, mention)
    await room.settle(30)
    assert room.card(mention)["id"] == before
    left = await _forget(room, "zeynep")
    assert "gizli" not in left
    assert "Zeynep" not in left


async def test_a_brought_card_pressed_before_it_comes_again_is_not_taken_down(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    before = room.card(mention)["id"]
    message = room.card(mention)
    assert _bring(room, mention) == "ok"
    room.telegram.tap(room.chat, before, MERT, next(key["label"] for key in message["buttons"][0]))
    await room.desk.receive(0)
    await room.settle(10)
    assert room.card(mention)["id"] == before


async def test_i10_a_snoozed_card_closed_before_its_time_is_blanked_in_place(room: Room) -> None:
    mention = room.table.mention("gizli metin", author="Canan")
    await room.settle(3)
    assert room.table.press(MERT, "snooze_30_min", mention).ok
    await room.settle(3)
    _close(room, mention)
    assert room.table.case(mention).mention.snoozed_until is None
    await room.settle(3)
    room.clock.forward(minutes=40)
    await room.settle(30)
    left = await _forget(room, "canan")
    assert "gizli" not in left
    assert "Canan" not in left


async def test_a_snooze_that_ends_on_a_decided_card_leaves_its_message(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    before = room.card(mention)["id"]
    _close(room, mention)
    row = room.table.case(mention).mention
    room.table.change(row, snoozed_until=room.clock())  # as an older version left it
    await room.settle(10)
    assert room.card(mention)["id"] == before
