"""/izin: an author who opted out or was muted may be answered again, if a lead says so."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from models import Author, Database, Mention
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, open_room
from tests.desk_table import ELIF, FORGETTER, MERT, TOM


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock) as made:
        async with made.bot:
            yield made


def _silenced(room: Room) -> tuple[int, str]:
    """A mention whose author opted out; its number and the author's handle."""
    number = room.table.mention("bana yazmayın")
    with room.table.database.transaction() as session:
        author = session.get_one(Author, session.get_one(Mention, number).author_id)
        FORGETTER.opt_out(session, author, room.clock())
        return number, author.handle


def _is_silent(room: Room, number: int, handle: str) -> bool:
    with room.table.database.reading() as session:
        author = session.get_one(Author, session.get_one(Mention, number).author_id)
        return author.opted_out or author.muted or FORGETTER.has_opted_out(session, "x", handle)


async def test_a_lead_lets_an_author_be_answered_again_by_the_cards_number(room: Room) -> None:
    number, handle = _silenced(room)
    await room.settle(3)
    assert await room.say(MERT, f"/izin {number}") == ["Bunun için yetkin yok."]
    assert await room.say(TOM, f"/allow {number}") == ["You have no role for this."]
    assert _is_silent(room, number, handle)
    (said,) = await room.say(ELIF, f"/izin {number}")
    assert said.startswith("✅ Bu yazara yeniden yazılabilir")
    assert not _is_silent(room, number, handle)
    assert [(row.action, row.mention_id) for row in room.table.decisions()] == [("allow", number)]


async def test_by_platform_and_handle_and_only_where_there_was_something_to_undo(room: Room) -> None:
    number, handle = _silenced(room)
    await room.settle(3)
    (said,) = await room.say(ELIF, f"/allow X @{handle}")
    assert said.startswith("✅")
    assert not _is_silent(room, number, handle)
    assert await room.say(ELIF, f"/izin x {handle}") == ["Bu yazar yazılmasın dememiş, susturulmuş da değil."]
    assert await room.say(ELIF, "/izin") == ["/izin 12 · /izin x kullanici"]
    assert await room.say(ELIF, "/izin 999") == ["/izin 12 · /izin x kullanici"]


async def test_a_muted_author_comes_back_as_well(room: Room) -> None:
    number = room.table.mention("kargom nerede")
    with room.table.database.transaction() as session:
        author = session.get_one(Author, session.get_one(Mention, number).author_id)
        author.muted, handle = True, author.handle
        session.add(author)
    await room.settle(3)
    (said,) = await room.say(ELIF, f"/izin {number}")
    assert said.startswith("✅")
    assert not _is_silent(room, number, handle)
