"""A claimed card is given to a named colleague: by button or command, by its claimer or a lead, and they are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest_asyncio

from models import Crisis, Database
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ADA, ELIF, IZEL, MERT, STRANGER, TOM, brand


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock, open_cards=20) as made:
        async with made.bot:
            yield made


async def claimed(room: Room, user: int = MERT) -> int:
    """A card that somebody has taken; its menu is open."""
    mention = room.table.mention()
    await room.settle(3)
    await room.tap(user, mention, "⋯ Daha")
    await room.tap(user, mention, "🙋 Üstlen")
    await room.tap(user, mention, "⋯ Daha")
    return mention


def owner(room: Room, mention: int) -> int | None:
    return room.table.case(mention).mention.claimed_by


async def test_two_taps_give_a_claimed_card_to_a_colleague_who_hears_it_in_private(room: Room) -> None:
    room.telegram.start(TOM)
    await room.desk.receive(0)
    mention = await claimed(room)
    await room.tap(MERT, mention, "🤲 Devret")
    assert room.labels(mention) == ["👤 Elif Kaya", "👤 Tom Hill", "👤 Ada Er", "🙌 Bırak", "⬅️ Geri"]
    assert "Kime devredilsin?" in room.card(mention)["text"]
    assert await room.tap(MERT, mention, "👤 Tom Hill") == "🤲 Artık Tom ilgileniyor."
    assert "🔒 Tom" in room.card(mention)["text"]
    await room.settle(30)
    told = [entry["text"] for entry in room.said(TOM)]
    assert told == [f"🤲 Tom, Mert passed card #{mention} on to you (Örnek Marka)."]
    assert await room.tap(MERT, mention, "✅ Onayla") == "🔒 Tom ilgileniyor."
    assert "Approved" in await room.tap(TOM, mention, "✅ Onayla")
    (row,) = room.table.decisions("pass_on")
    assert (row.actor, row.mention_id, row.version) == (MERT, mention, 1)
    assert row.details == {"from": MERT, "to": TOM}


async def test_who_never_opened_the_private_chat_is_named_in_the_group_once(room: Room) -> None:
    mention = await claimed(room)
    await room.tap(MERT, mention, "🤲 Devret")
    await room.tap(MERT, mention, "👤 Elif Kaya")
    await room.settle(60)
    said = [entry["text"] for entry in room.said() if "devretti" in entry["text"]]
    assert said == [f"🤲 Elif, Mert #{mention} kartını sana devretti (Örnek Marka)."]


async def test_own_quiet_hours_keep_the_line_in_the_group(room: Room) -> None:
    room.telegram.start(ELIF)
    await room.desk.receive(0)
    await room.say(ELIF, "/sessiz 09:00-18:00", chat=ELIF)
    before = len(room.said(ELIF))
    mention = await claimed(room)
    await room.tap(MERT, mention, "🤲 Devret")
    await room.tap(MERT, mention, "👤 Elif Kaya")
    await room.settle(30)
    assert len(room.said(ELIF)) == before
    (line,) = [entry for entry in room.said() if "devretti" in entry["text"]]
    assert line["reply_to"] == room.card(mention)["id"]


async def test_only_who_has_it_or_a_lead_gives_it(room: Room) -> None:
    mention = await claimed(room)
    assert await room.tap(TOM, mention, "🤲 Devret") == "🔒 Mert is on it."
    assert await room.tap(IZEL, mention, "🤲 Devret") == "Bunu yalnızca onaycı yapabilir."
    assert await room.tap(STRANGER, mention, "🤲 Devret") == "Bu düğme için yetkin yok."
    assert owner(room, mention) == MERT
    await room.tap(ELIF, mention, "🤲 Devret")
    assert await room.tap(TOM, mention, "👤 Elif Kaya") == "🔒 Mert is on it."
    assert await room.tap(ELIF, mention, "👤 Elif Kaya") == "🤲 Artık Elif ilgileniyor."
    assert owner(room, mention) == ELIF


async def test_a_name_stands_for_whom_it_showed_and_an_ended_claim_cannot_be_given(room: Room) -> None:
    mention = await claimed(room)
    await room.tap(MERT, mention, "🤲 Devret")
    second = room.card(mention)["buttons"][0][1]["data"]
    await room.tap(MERT, mention, "⬅️ Geri")
    assert await room.press(MERT, room.card(mention)["id"], second) == "Bu düğme eski; kart değişti."
    assert owner(room, mention) == MERT
    await room.tap(MERT, mention, "⋯ Daha")
    await room.tap(MERT, mention, "🤲 Devret")
    room.clock.at += timedelta(hours=5)
    assert await room.tap(MERT, mention, "👤 Tom Hill") == "Kart sende değil; önce üstlen."


async def test_what_only_a_lead_may_answer_goes_to_leads_alone(room: Room) -> None:
    mention = room.table.mention(level_of_care="lead", escalate="legal")
    await room.settle(3)
    for label in ("⋯ Daha", "🙋 Üstlen", "⋯ Daha", "🤲 Devret"):
        await room.tap(MERT, mention, label)
    assert room.labels(mention) == ["👤 Elif Kaya", "👤 Ada Er", "🙌 Bırak", "⬅️ Geri"]
    assert await room.tap(MERT, mention, "🙌 Bırak") == "Bırakıldı, herkese açık."
    other = await claimed(room)
    with room.table.database.transaction() as session:
        session.add(Crisis(brand="ornek", by=ELIF, at=room.clock()))
    await room.tap(MERT, other, "🤲 Devret")
    assert "👤 Tom Hill" not in room.labels(other)


async def test_by_name_with_more_colleagues_than_buttons(room: Room) -> None:
    people: dict[int, dict[str, Any]] = dict(room.table.settings["people"])
    people[106] = {"name": "Işıl Çam", "initials": "IÇ", "roles": {"ornek": "approver"}}
    room.table.settings["people"] = people
    room.desk = make_desk(room.table, room.bot)
    mention = await claimed(room)
    assert await room.tap(MERT, mention, "🤲 Devret") == f"Başka biri için: /devret {mention} isim"
    assert len(room.labels(mention)) == 5
    assert (await room.say(MERT, f"/devret {mention} ışıl"))[0] == "🤲 Artık Işıl ilgileniyor."
    assert owner(room, mention) == 106
    refused = await room.say(TOM, f"/assign {mention} ada")
    assert refused[0] == "🔒 Işıl is on it."
    assert (await room.say(ELIF, "/devret tom hill", reply_to=room.card(mention)["id"]))[0].startswith("🤲 Artık Tom")
    assert (await room.say(TOM, "/assign"))[0] == "Card and name: /assign 12 tom"
    assert "Elif Kaya" in (await room.say(TOM, f"/assign {mention} nobody"))[0]
    assert [row.details["to"] for row in room.table.decisions("pass_on")] == [106, TOM]


async def test_an_approver_gives_away_only_what_is_theirs(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    assert (await room.say(MERT, f"/devret {mention} tom"))[0] == "Kart sende değil; önce üstlen."
    assert (await room.say(MERT, f"/devret {mention} izel"))[0].startswith("Kime? ")
    assert owner(room, mention) is None
    assert (await room.say(ADA, f"/devret {mention} tom"))[0] == "🤲 Artık Tom ilgileniyor."


async def test_in_english_and_the_duty_comes_first(room: Room) -> None:
    room.table.brands["ornek"] = brand(chat_language="en")
    room.desk = make_desk(room.table, room.bot)
    await room.say(ADA, "/nobet al")
    mention = room.table.mention()
    await room.settle(3)
    for label in ("⋯ More", "🙋 Claim", "⋯ More", "🤲 Pass on"):
        await room.tap(TOM, mention, label)
    assert room.labels(mention) == ["👤 Ada Er", "👤 Elif Kaya", "👤 Mert Ak", "🙌 Release", "⬅️ Back"]
    assert "Pass it on to whom?" in room.card(mention)["text"]
    assert await room.tap(TOM, mention, "👤 Mert Ak") == "🤲 Mert has it now."
    await room.settle(30)
    assert f"🤲 Mert, Tom passed card #{mention} on to you (Örnek Marka)." in [e["text"] for e in room.said()]
