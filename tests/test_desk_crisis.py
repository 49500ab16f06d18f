"""/kriz and the cards that wait: their drafts are void, the approved line is offered; at the end all is as before."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlmodel import select

from models import Card, Crisis, Database, Draft, HoldingLine, Mention
from samimi.forgetting import Forgetter
from samimi.pipeline import Pipeline
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ELIF, MERT, TEMPLATES, TOM, brand
from tests.test_pipeline import FakeJudge

LINE = HoldingLine(tr="Sorunu biliyoruz, üzerinde çalışıyoruz.", en="We know of the problem and are working on it.")


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock, open_cards=20) as made:
        with_brand(made, "tr")
        async with made.bot:
            yield made


def with_brand(room: Room, language: str, line: HoldingLine | None = LINE) -> None:
    room.table.brands["ornek"] = brand(chat_language=language, holding_line=line)
    room.desk = make_desk(room.table, room.bot)


def pipeline(room: Room) -> Pipeline:
    return Pipeline(
        room.table.database, room.table.brands, FakeJudge(), TEMPLATES, opt_out=Forgetter(b"k" * 32).opt_out,
        worker="one", now=room.clock,
    )  # fmt: skip


def drafts(room: Room, mention: int) -> list[tuple[str, str]]:
    with room.table.database.reading() as session:
        rows = session.exec(select(Draft).where(Draft.mention_id == mention).order_by(Draft.version)).all()  # type: ignore[arg-type]
        return [(row.state, row.text) for row in rows]


async def goes_on(room: Room) -> None:
    pipeline(room).tick()
    await room.settle(10)


async def test_waiting_drafts_give_way_to_the_approved_line_and_come_back_at_the_end(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    (said,) = await room.say(ELIF, "/kriz ac")
    assert said.endswith("🔁 Bekleyen 1 taslak geçersiz, yenileniyor.")
    assert await room.tap(ELIF, mention, "✅ Onayla") == "Taslak yenileniyor; karta bir daha bak."
    await goes_on(room)
    assert drafts(room, mention) == [
        ("superseded", "Selam Ayşe, sipariş numaranı DM'den yollar mısın?"),
        ("open", LINE.tr),
    ]
    text = room.card(mention)["text"]
    assert str(LINE.tr) in text
    assert "kriz açıldı, yeniden onay gerekiyor" in text
    assert await room.tap(MERT, mention, "✅ Onayla") == "Bunu yalnızca lider yapabilir."
    (over,) = await room.say(ELIF, "/kriz kapat")
    assert over.endswith("🔁 Bekleyen 1 taslak geçersiz, yenileniyor.")
    await goes_on(room)
    (last,) = [text for state, text in drafts(room, mention) if state == "open"]
    assert last != LINE.tr
    row = room.table.case(mention).mention
    assert (row.state, row.level_of_care, row.care_reason) == ("drafted", None, None)
    assert "kriz bitti, taslak yenilendi" in room.card(mention)["text"]
    assert room.labels(mention)[0] in ("✅ Onayla", "⚠️ Uyarıyla onayla")


async def test_a_crisis_that_is_over_before_anything_was_drafted_changes_nothing(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    await room.say(ELIF, "/kriz ac")
    (over,) = await room.say(ELIF, "/kriz kapat")
    assert "geçersiz" not in over
    await goes_on(room)
    assert [state for state, _ in drafts(room, mention)] == ["open"]
    assert "Onaylandı" in await room.tap(MERT, mention, "✅ Onayla")


async def test_a_lead_approves_the_line_and_it_is_left_alone_afterwards(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    await room.say(ELIF, "/kriz ac")
    await goes_on(room)
    assert "Onaylandı" in await room.tap(ELIF, mention, "✅ Onayla")
    assert room.table.replies()[0].text.startswith(str(LINE.tr))
    (over,) = await room.say(ELIF, "/kriz kapat")
    assert "geçersiz" not in over
    await goes_on(room)
    assert [state for state, _ in drafts(room, mention)] == ["superseded", "approved"]


async def test_a_persons_own_text_is_kept_and_asks_again(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    await room.say(MERT, "Selam Ayşe, hemen bakalım.", room.card(mention)["id"])
    await room.say(ELIF, "/kriz ac")
    await goes_on(room)
    assert drafts(room, mention)[-1] == ("open", "Selam Ayşe, hemen bakalım.")
    assert len(drafts(room, mention)) == 3
    await room.say(ELIF, "/kriz kapat")
    await goes_on(room)
    assert drafts(room, mention)[-1] == ("open", "Selam Ayşe, hemen bakalım.")
    assert "kriz bitti" in room.card(mention)["text"]
    assert "kriz açıldı" not in room.card(mention)["text"]
    assert "Onaylandı" in await room.tap(MERT, mention, "✅ Onayla")


async def test_without_a_line_the_card_stands_bare_and_what_was_escalated_stays_a_leads(room: Room) -> None:
    with_brand(room, "tr", None)
    calm, escalated = room.table.mention(), room.table.mention(author="Veli")
    await room.settle(3)
    for label in ("⋯ Daha", "⏫ Yükselt", "Hukuk"):
        await room.tap(MERT, escalated, label)
    assert "Onaylı kriz metni yok" in (await room.say(ELIF, "/kriz ac"))[0]
    await goes_on(room)
    assert [state for state, _ in drafts(room, calm)] == ["superseded"]
    assert "✏️ Yanıt yaz" in room.labels(calm)
    await room.say(ELIF, "/kriz kapat")
    await goes_on(room)
    assert [state for state, _ in drafts(room, calm)] == ["superseded", "open"]
    assert room.table.case(calm).mention.level_of_care is None
    row = room.table.case(escalated).mention
    assert (row.level_of_care, row.care_reason) == ("lead", "legal")


async def test_a_draft_made_while_the_crisis_was_declared_is_made_again(room: Room) -> None:
    mention = room.table.mention(reply=None)
    with room.table.database.transaction() as session:
        row = session.get_one(Mention, mention)
        session.delete(session.exec(select(Card)).one())
        row.state, row.next_at = "judged", room.clock()
        session.add(row)
    works = pipeline(room)
    ask = works._drafting.decide

    def declared_meanwhile(session: object, row: Mention) -> object:
        drafted = ask(session, row)  # type: ignore[arg-type]
        with room.table.database.transaction() as other:
            other.merge(Crisis(brand="ornek", by=ELIF, at=room.clock()))
        return drafted

    works._drafting.decide = declared_meanwhile  # type: ignore[method-assign,assignment]
    for number in works._claim("judged"):
        works._draft_or_note(number)
    assert room.table.case(mention).is_moving
    pipeline(room).tick()
    assert drafts(room, mention)[-1] == ("open", LINE.tr)


async def test_in_english(room: Room) -> None:
    people = room.table.settings["people"]
    room.table.settings["people"] = {**people, ELIF: {**people[ELIF], "language": "en"}}
    with_brand(room, "en")
    mention = room.table.mention("where is my parcel", "Hi Tom, the order number by DM helps.", lang="en")
    await room.settle(3)
    assert "Waiting drafts, void and being rewritten: 1." in (await room.say(ELIF, "/crisis on"))[0]
    await goes_on(room)
    text = room.card(mention)["text"]
    assert str(LINE.en) in text
    assert "a crisis began, so it needs a fresh approval" in text
    assert await room.tap(TOM, mention, "✅ Approve") == "Only a lead may do this."


async def test_an_approval_taken_back_in_a_crisis_gives_way_to_the_line(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    await room.tap(MERT, mention, "✅ Onayla")
    await room.say(ELIF, "/kriz ac")
    undo = next(label for label in room.labels(mention) if label.startswith("↩"))
    await room.tap(ELIF, mention, undo)
    await goes_on(room)
    assert drafts(room, mention)[-1] == ("open", LINE.tr)
    assert [state for state, _ in drafts(room, mention)].count("open") == 1
