"""Edits that repeat become a question, a lead's yes becomes a rule, and a rule changes drafts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
import pytest_asyncio
from sqlmodel import col, select

from models import Database, Decision, Draft, StyleRule
from responders.desk.desk import Desk
from responders.desk.settings import DeskSettings
from responders.desk.style_book import agreed, name
from responders.desk.texts import toast
from responders.drafting.edits import RuleKind
from samimi.style import LOOK_BACK, suggest
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import SECRET, Room, open_room
from tests.desk_table import ELIF, MERT, STRANGER, Table

EMOJI = "Emojiyi 4 kez çıkardın. Kural olsun mu?"


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock, open_cards=20) as made:
        hooks = replace(made.table.hooks, suggest=suggest)
        settings = DeskSettings(**made.table.settings)
        async with made.bot:
            made.desk = Desk(database, made.table.brands, settings, made.bot, SECRET, clock, hooks)
            yield made


def _edited(table: Table, times: int, draft: str = "Selam, ne güzel 🥹", sent: str = "Selam, ne güzel") -> None:
    """As the desk leaves it: a machine's version given up, a person's version approved."""
    for _ in range(times):
        mention = table.mention(reply=draft)
        with table.database.transaction() as session:
            row = session.exec(select(Draft).where(Draft.mention_id == mention)).one()
            row.state = "superseded"
            fields = row.model_dump(exclude={"id", "version", "text", "state", "editor", "decided_at"})
            own = Draft(**fields, version=2, text=sent, state="approved", editor=MERT, decided_at=table.clock())
            session.add_all([row, own])
    table.clock.forward(seconds=1)


def _rules(database: Database) -> list[StyleRule]:
    with database.reading() as session:
        return list(session.exec(select(StyleRule)).all())


def _question(room: Room) -> dict[str, object]:
    found = [message for message in room.said() if str(message["text"]).startswith("✏️")]
    assert len(found) == 1, found
    return found[0]


async def _press(room: Room, user: int, label: str) -> str:
    """The question's button, by its label; gives the toast."""
    return await room._toast(room.telegram.tap(room.chat, _question(room)["id"], user, label)["query"])


async def test_four_edits_alike_are_asked_about_once_and_a_leads_yes_is_a_rule(room: Room) -> None:
    _edited(room.table, 4)
    await room.settle(30)
    assert _question(room)["text"] == "✏️ " + EMOJI
    assert await _press(room, MERT, "✅ Kural olsun") == "Bunu yalnızca lider yapabilir."
    assert await _press(room, STRANGER, "✅ Kural olsun") == toast("tr", "stranger")
    assert _rules(room.table.database)[0].agreed is None
    assert await _press(room, ELIF, "✅ Kural olsun") == "✅ Kural oldu; /kural ile görülür."
    with room.table.database.reading() as session:
        assert agreed(session, "ornek") == ("no_emoji",)
        last = session.exec(select(Decision).order_by(col(Decision.id).desc())).first()
        assert last is not None
        assert (last.action, last.actor, last.details) == ("rule_agreed", ELIF, {"rule": "no_emoji"})
    room.clock.forward(days=1)
    _edited(room.table, 4)
    await room.settle(30)
    assert len(_rules(room.table.database)) == 1
    assert _question(room)["buttons"] == []


async def test_a_no_is_kept_too(room: Room) -> None:
    _edited(room.table, 4)
    await room.settle(30)
    assert await _press(room, ELIF, "🚫 Olmasın") == "Peki, kural olmadı; bir daha sorulmaz."
    room.clock.forward(days=1)
    _edited(room.table, 2)
    await room.settle(30)
    assert len(_rules(room.table.database)) == 1
    with room.table.database.reading() as session:
        assert agreed(session, "ornek") == ()


async def test_one_question_a_day_the_next_one_tomorrow(room: Room) -> None:
    _edited(room.table, 5)
    _edited(room.table, 4, "Selam Ece, ne güzel yazmışsın, teşekkürler.", "Ne güzel yazmışsın, teşekkürler.")
    await room.settle(30)
    assert [row.rule for row in _rules(room.table.database)] == ["no_emoji"]
    room.clock.forward(days=1)
    await room.settle(30)
    assert [row.rule for row in _rules(room.table.database)] == ["no_emoji", "no_greeting"]


async def test_three_times_is_not_yet_a_habit(room: Room) -> None:
    _edited(room.table, 3)
    await room.settle(30)
    assert _rules(room.table.database) == []


async def test_a_question_that_did_not_arrive_is_asked_again(room: Room, sandbox: Sandbox) -> None:
    _edited(room.table, 4)
    sandbox.faults.add(Fault("*/sendMessage", "hang_up"))
    await room.settle(90)
    assert len(_rules(room.table.database)) == 1
    assert _question(room)["text"] == "✏️ " + EMOJI


async def test_rules_are_listed_and_ended_in_the_chat(room: Room) -> None:
    _edited(room.table, 4)
    await room.settle(30)
    await _press(room, ELIF, "✅ Kural olsun")
    number = _rules(room.table.database)[0].id
    assert await room.say(MERT, "/kural") == [f"Üslup kuralları (1)\n• emoji yok ({number})"]
    assert await room.say(MERT, f"/kural bitir {number}") == ["Bunun için yetkin yok."]
    assert await room.say(ELIF, "/kural bitir") == ["/kural · /kural bitir 3"]
    assert await room.say(ELIF, f"/rules end {number}") == [f"🏁 Kural sona erdi ({number})."]
    assert await room.say(ELIF, f"/rules end {number}") == ["/kural · /kural bitir 3"]
    with room.table.database.reading() as session:
        assert agreed(session, "ornek") == ()


def test_edits_older_than_a_quarter_are_not_counted(database: Database, clock: Clock) -> None:
    table = Table(database, clock)
    _edited(table, 4)
    shop = table.brands["ornek"]
    with database.reading() as session:
        found = suggest(session, shop, clock(), ())
        assert found is not None
        assert (found.rule, found.times, found.question) == ("no_emoji", 4, EMOJI)
        assert suggest(session, shop, clock(), ["no_emoji"]) is None
        assert suggest(session, shop, clock() + LOOK_BACK + timedelta(days=1), ()) is None


@pytest.mark.parametrize("kind", get_args(RuleKind))
@pytest.mark.parametrize("lang", ["tr", "en"])
def test_every_rule_has_a_name_in_both_languages(kind: str, lang: str) -> None:
    assert name(f"{kind}:Kolay gelsin" if kind == "without" else kind, lang)
