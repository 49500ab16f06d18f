"""Escalating: it counts from the first tap, the reason follows, it can be taken back until the leads are told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from models import Database, Mention
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ADA, ELIF, IZEL, MERT, STRANGER, TOM, Table, brand

REASONS = ["Hukuk", "Güvenlik / sağlık", "Basın / kriz", "↩️ Vazgeçtim", "⬅️ Geri"]


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock, open_cards=20) as made:
        async with made.bot:
            yield made


@pytest.fixture
def table(database: Database, clock: Clock) -> Table:
    return Table(database, clock)


async def escalated(room: Room, user: int = MERT) -> int:
    mention = room.table.mention()
    await room.settle(3)
    await room.tap(user, mention, "⋯ Daha")
    await room.tap(user, mention, "⏫ Yükselt")
    return mention


def care(room: Room, mention: int) -> tuple[str | None, str | None]:
    row = room.table.case(mention).mention
    return row.level_of_care, row.care_reason


async def test_two_taps_leave_it_to_a_lead_and_ask_for_the_reason_afterwards(room: Room) -> None:
    mention = await escalated(room)
    assert care(room, mention) == ("lead", "difficult")
    assert room.labels(mention) == REASONS
    assert "🟣 Yalnızca lider onaylar." in room.card(mention)["text"]
    assert await room.tap(MERT, mention, "Hukuk") == "⏫ Lidere yükseltildi."
    assert care(room, mention) == ("lead", "legal")
    assert await room.tap(MERT, mention, "✅ Onayla") == "Bunu yalnızca lider yapabilir."
    assert "Onaylandı" in await room.tap(ELIF, mention, "✅ Onayla")
    assert [row.reason for row in room.table.decisions("escalate")] == ["difficult", "legal"]


async def test_whoever_only_looked_takes_it_back_and_decides(room: Room) -> None:
    mention = await escalated(room)
    assert "herkeste" in await room.tap(MERT, mention, "↩️ Vazgeçtim")
    assert care(room, mention) == (None, None)
    assert room.labels(mention)[0] == "✅ Onayla"
    assert "Onaylandı" in await room.tap(MERT, mention, "✅ Onayla")
    (row,) = room.table.decisions("escalate_undo")
    assert (row.actor, row.mention_id) == (MERT, mention)


async def test_taking_back_gives_what_was_before_not_less(room: Room) -> None:
    mention = await escalated(room)
    await room.tap(MERT, mention, "Basın / kriz")
    room.table.press(MERT, "escalate", mention)
    assert care(room, mention) == ("lead", "press")
    assert room.table.press(MERT, "escalate_undo", mention).ok
    assert care(room, mention) == (None, None)
    assert room.table.press(MERT, "escalate_undo", mention).key == "old_button"


@pytest.mark.parametrize(
    ("user", "says"), [(TOM, "Only a lead may do this."), (IZEL, "onaycı"), (STRANGER, "yetkin yok")]
)
async def test_nobody_else_takes_it_back_or_names_the_reason(room: Room, user: int, says: str) -> None:
    mention = await escalated(room)
    for label in ("↩️ Vazgeçtim", "Hukuk"):
        assert says in await room.tap(user, mention, label)
    assert care(room, mention) == ("lead", "difficult")
    assert room.table.press(ELIF, "escalate_undo", mention).ok


async def test_the_leads_are_told_in_private_when_it_stands(room: Room) -> None:
    room.telegram.start(ELIF)
    await room.desk.receive(0)
    mention = await escalated(room)
    await room.tap(MERT, mention, "Güvenlik / sağlık")
    await room.settle(20)
    assert room.said(ELIF) == []
    await room.settle(30)
    (told,) = room.said(ELIF)
    assert told["text"] == f"⏫ Elif, Mert #{mention} kartını lidere yükseltti: güvenlik (Örnek Marka)."
    await room.settle(120)
    assert len(room.said(ELIF)) == 1
    assert not [entry for entry in room.said() if "yükseltti" in entry["text"]]


async def test_then_the_card_shows_the_lead_the_buttons_of_a_decision(room: Room) -> None:
    mention = await escalated(room)
    undo = next(key for row in room.card(mention)["buttons"] for key in row if key["label"] == "↩️ Vazgeçtim")["data"]
    await room.settle(60)
    assert room.labels(mention)[0] == "✅ Onayla"
    (aloud,) = [entry["text"] for entry in room.said() if "yükseltti" in entry["text"]]
    assert aloud == f"⏫ Elif, Mert #{mention} kartını lidere yükseltti: zor konu (Örnek Marka)."
    assert await room.press(MERT, room.card(mention)["id"], undo) == "Geç kaldın: liderlere haber verildi."
    assert care(room, mention) == ("lead", "difficult")


async def test_what_was_taken_back_or_decided_is_told_to_nobody(room: Room) -> None:
    back, done = await escalated(room), await escalated(room)
    await room.tap(MERT, back, "↩️ Vazgeçtim")
    await room.tap(ELIF, done, "⬅️ Geri")
    await room.tap(ELIF, done, "✅ Onayla")
    await room.settle(120)
    assert not [entry for entry in room.said() if "yükseltti" in entry["text"]]


async def test_an_outage_of_hours_keeps_it_from_no_lead(room: Room) -> None:
    room.telegram.start(ELIF)
    await room.desk.receive(0)
    mention = await escalated(room)
    room.telegram.go_down(3 * 3600)
    room.clock.forward(hours=3)
    await room.settle(90)
    assert [entry["text"] for entry in room.said(ELIF) if f"#{mention}" in entry["text"] and "⏫" in entry["text"]]


async def test_a_lead_who_escalates_is_not_told_of_it(room: Room) -> None:
    await escalated(room, ELIF)
    await room.settle(90)
    assert not [entry for entry in room.said() if "Elif, Elif" in entry["text"]]


async def test_an_english_card_asks_in_english(sandbox: Sandbox, database: Database, clock: Clock) -> None:
    with open_room(sandbox, database, clock) as room:
        room.table.brands = {"ornek": brand(chat_language="en")}
        room.desk = make_desk(room.table, room.bot)
        async with room.bot:
            mention = room.table.mention()
            await room.settle(3)
            await room.tap(TOM, mention, "⋯ More")
            await room.tap(TOM, mention, "⏫ Escalate")
            assert room.labels(mention) == ["Legal", "Safety or health", "Press or crisis", "↩️ Take it back", "⬅️ Back"]
            assert "⏫ It is with the leads. Say why, if you like." in room.card(mention)["text"]
            await room.settle(60)
            (aloud,) = [entry["text"] for entry in room.said() if "escalated" in entry["text"]]
            assert aloud == f"⏫ Elif, Tom escalated card #{mention} to the leads: difficult (Örnek Marka)."


def test_what_became_a_leads_by_itself_meanwhile_is_not_taken_back(table: Table) -> None:
    mention = table.mention()
    table.press(MERT, "escalate", mention)
    table.change(table.case(mention).mention, escalate="legal", care_reason="legal")
    assert table.press(MERT, "escalate_undo", mention).key == "old_button"
    row = table.case(mention).mention
    assert (row.level_of_care, row.care_reason) == ("lead", "legal")


def test_what_a_machine_gave_the_lead_an_approver_gives_no_other_reason(table: Table) -> None:
    mention = table.mention(escalate="legal", level_of_care="lead", care_reason="legal")
    assert table.press(MERT, "escalate", mention).key == "escalated_already"
    assert table.press(MERT, "escalate_press", mention).key == "needs_role"
    assert table.press(ADA, "escalate_press", mention).ok
    assert table.case(mention).mention.care_reason == "press"


def test_an_approved_or_closed_card_is_not_escalated(table: Table) -> None:
    approved, closed = table.mention(), table.mention()
    table.press(MERT, "approve", approved)
    table.press(MERT, "skip_spam", closed)
    for mention in (approved, closed):
        assert table.press(TOM, "escalate", mention).key == "lost_race"
        assert table.case(mention).mention.level_of_care is None


def test_somebody_elses_card_is_not_escalated_past_them(table: Table) -> None:
    mention = table.mention()
    table.press(MERT, "claim", mention)
    assert table.press(TOM, "escalate", mention).key == "claimed_by"
    assert table.press(MERT, "escalate", mention).ok


def test_an_escalation_recorded_by_an_older_version_can_be_taken_back_by_a_lead(table: Table) -> None:
    mention = table.mention()
    table.press(MERT, "escalate", mention)
    (row,) = table.decisions("escalate")
    table.change(row, details={})
    assert table.press(ELIF, "escalate_undo", mention).ok
    with table.database.reading() as session:
        assert session.get_one(Mention, mention).level_of_care is None
