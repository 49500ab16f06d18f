"""Long answers in several messages: no piece is too long, cut inside a tag, or leaves one open."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from random import Random

import pytest
import pytest_asyncio

from models import Database
from responders.desk.desk import Desk
from responders.desk.notes import LONGEST
from responders.desk.settings import DeskSettings
from responders.desk.splitting import pieces
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import SECRET, Room, open_room
from tests.desk_table import MERT

DIGEST = "<b>Örnek &lt;Marka&gt; {}</b>\nSöz edilme 66\n<blockquote expandable>{}</blockquote>"


def _letters(text: str) -> str:
    return unescape(re.sub(r"<[^>]*>|\s", "", text))


def _is_whole(piece: str) -> bool:
    """Every tag is closed in its order, and nothing that is left looks like part of one."""
    opened = []
    for end, name in re.findall(r"<(/?)(\w+)[^>]*>", piece):
        if not end:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    left = re.sub(r"<[^>]*>|&(?:lt|gt|amp);", "", piece)
    return not opened and not set(left) & set("<>&;")


def test_what_fits_stays_as_it_is() -> None:
    assert pieces("<b>a</b>\n\nb", 4000) == ["<b>a</b>\n\nb"]


def test_it_is_cut_between_paragraphs_where_it_can() -> None:
    every = [DIGEST.format(n, "\n".join(["▸ Kurye: A &amp; B 3"] * 40)) for n in range(9)]
    found = pieces("\n\n".join(every), 4000)
    assert len(found) > 2
    assert [part for piece in found for part in piece.split("\n\n")] == every


@pytest.mark.parametrize("lines", [1, 2, 7, 400])
def test_one_paragraph_longer_than_a_message_is_cut_between_lines(lines: int) -> None:
    words = " ".join(["kargo &amp; iade &lt;3"] * (1200 // lines + 1))
    text = DIGEST.format(1, "\n".join([words] * lines))
    found = pieces(text, 4000)
    assert len(found) > 3
    assert all(len(piece) <= 4000 for piece in found)
    assert all(map(_is_whole, found))
    assert _letters("".join(found)) == _letters(text)
    assert all(piece.startswith("<blockquote expandable>") for piece in found[1:])


def test_whatever_the_shape_no_piece_is_broken_and_nothing_is_lost() -> None:
    random = Random(5)
    for _ in range(200):
        text, depth = "", 0
        while len(text) < 3000:
            step = 1 if depth == 0 else -1 if depth == 5 else random.choice((1, -1))
            depth += step
            text += "<i>" if step == 1 else "</i>"
            text += "".join(random.choices(["&amp;", "ş", "kargo", "\n", "\n\n", " "], k=random.randrange(60)))
        text += "</i>" * depth
        found = pieces(text, 700)
        assert all(len(piece) <= 700 for piece in found)
        assert all(map(_is_whole, found))
        assert _letters("".join(found)) == _letters(text)


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock) as made:
        async with made.bot:
            yield made


async def test_the_day_of_many_brands_comes_in_several_messages_in_order(room: Room) -> None:
    lines = "\n".join(["▸ Kurye: A &amp; B 3"] * 400)
    said, table = DIGEST.format("gün", lines), room.table
    hooks = replace(table.hooks, digest=lambda _: said)
    settings = DeskSettings(**table.settings)
    room.desk = Desk(table.database, table.brands, settings, room.bot, SECRET, table.clock, hooks)
    answers = await room.say(MERT, "/ozet")
    assert len(said) > 2 * LONGEST
    assert len(answers) == 3
    assert sum(answer.count("Kurye: A & B 3") for answer in answers) == 400
