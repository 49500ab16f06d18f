"""What people mistype: commands edited after they were sent, numbers that are none, exports nobody can receive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from models import Database
from responders.desk import commands
from responders.desk.command_words import answer
from responders.desk.numbers import MOST, number
from responders.desk.settings import Language
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, open_room
from tests.desk_table import ADA, CHAT, ELIF, MERT, SETTINGS, STRANGER, Table


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


ODD = ["²", "1²", "١٢", "99999999999999999999999", str(MOST + 1), "9" * 5000]


def test_a_number_is_ascii_and_fits_the_database() -> None:
    assert [number(word) for word in ODD] == [None] * len(ODD)
    assert [number(word) for word in ("12", "#12", str(MOST), "-1", "", "#")] == [12, 12, MOST, None, None, None]


@pytest.mark.parametrize("odd", ODD)
def test_a_number_that_is_none_is_explained(database: Database, clock: Clock, odd: str) -> None:
    table = Table(database, clock)
    table.mention()
    for said in (
        f"gecmis {odd}", f"devret {odd} tom", f"ornek {odd}", f"izin {odd}", f"gercekler bitir {odd}",
        f"kural bitir {odd}", f"bagla {odd} 1", f"ton {odd} kisa", f"ara {odd}",
    ):  # fmt: skip
        name, *words = said.split()
        found = commands.run(database, table.office, ADA, CHAT, name, words)
        assert found is not None
        assert found.text, said


@pytest.mark.parametrize("language", ["tr", "en"])
async def test_an_export_nobody_can_receive_is_explained_in_the_group(
    sandbox: Sandbox, database: Database, clock: Clock, language: Language
) -> None:
    people: dict[int, dict[str, Any]] = {**SETTINGS["people"]}
    people[ELIF] = {**people[ELIF], "language": language}
    with open_room(sandbox, database, clock, people=people) as room:
        async with room.bot:
            assert await room.say(ELIF, "/denetim") == [answer(language, "private_first")]
            room.telegram.start(ELIF)
            assert await room.say(ELIF, "/denetim") == []
            assert [entry["text"] for entry in room.telegram.messages(ELIF) if entry["media"]]
