"""Longer commands: facts, praise approved together, the record, erasing."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import date
from itertools import pairwise

import pytest_asyncio
from sqlmodel import col, select

from models import Database, Decision
from models.decision import digest_of
from responders.desk import fact_book
from responders.desk.auditing import audit_line
from responders.desk.case import Hooks
from responders.desk.command_words import answer
from responders.desk.desk import Desk
from responders.desk.settings import DeskSettings
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import SECRET, Room, open_room
from tests.desk_table import ADA, ELIF, IZEL, MERT, TOM, Table


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock, open_cards=20) as made:
        async with made.bot:
            yield made


async def test_a_lead_adds_and_ends_facts(room: Room) -> None:
    said = await room.say(ELIF, "/gercekler ekle Kadıköy mağazası pazar açık https://ornek.example/m 2026-12-31")
    assert said == ["✅ Bilgi eklendi (1): Kadıköy mağazası pazar açık\nSon günü 31.12.2026"]
    assert await room.say(MERT, "/gercekler ekle Herkese kupon") == ["Bunun için yetkin yok."]
    assert (await room.say(MERT, "/gercekler"))[0] == "Bilgiler (1)\n• Kadıköy mağazası pazar açık (1)"
    with room.table.database.reading() as session:
        (fact,) = fact_book.facts_of(session, "ornek", date(2026, 12, 31))
        assert (fact.text, fact.url, fact.until) == (
            "Kadıköy mağazası pazar açık",
            "https://ornek.example/m",
            date(2026, 12, 31),
        )
        assert fact_book.facts_of(session, "ornek", date(2027, 1, 1)) == []
    assert await room.say(TOM, "/facts end 1") == ["You have no role for this."]
    assert await room.say(ELIF, "/gercekler bitir 1") == ["🏁 Bilgi sona erdi (1)."]
    assert "bitir 3" in (await room.say(ELIF, "/gercekler bitir 1"))[0]
    assert [row.action for row in room.table.decisions()] == ["fact_added", "fact_ended"]


async def test_a_fact_in_the_other_form_is_added_and_told(room: Room) -> None:
    (said,) = await room.say(ELIF, "/gercekler ekle 14 gün içinde iade edebilirsiniz.")
    assert said.startswith("✅ Bilgi eklendi (1)")
    assert "⚠️ Bu bilgi siz diliyle yazılmış" in said
    assert "/gercekler bitir 1" in said.rpartition("⚠️")[2]
    (said,) = await room.say(ELIF, "/facts add Teslim aldığın günden itibaren 14 gün içinde iade edebilirsin.")
    assert "⚠️" not in said
    (said,) = await room.say(TOM, "/facts add You can start a return within 14 days of delivery.")
    assert "⚠️" not in said


async def test_a_facts_last_day_is_read_as_people_write_it_and_told_back(room: Room) -> None:
    (said,) = await room.say(ELIF, "/gercekler EKLE Bu cumartesi kargo bedava 31.12.2026")
    assert said == "✅ Bilgi eklendi (1): Bu cumartesi kargo bedava\nSon günü 31.12.2026"
    (said,) = await room.say(ELIF, "/gercekler ekle Pazar açığız")
    assert said == "✅ Bilgi eklendi (2): Pazar açığız\nSüresiz; bitirmek için: /gercekler bitir 2"
    (past,) = await room.say(ELIF, "/gercekler ekle Kupon var 31.1.2026")
    assert past == "31.01.2026 geçmiş bir gün; bilgi eklenmedi."
    (never,) = await room.say(ELIF, "/gercekler ekle Kargo bedava 31.02.2027")
    assert never == "Takvimde 31.02.2027 diye bir gün yok; bilgi eklenmedi."
    (long,) = await room.say(ELIF, "/gercekler ekle " + "uzun " * 70)
    assert long == "Metin 349 harf, en çok 300 olabilir; bilgi eklenmedi."
    with room.table.database.reading() as session:
        assert [fact.text for fact in fact_book.facts_of(session, "ornek", date(2027, 1, 1))] == ["Pazar açığız"]


async def test_a_fact_of_a_number_and_a_word_is_one(room: Room) -> None:
    assert (await room.say(ELIF, "/gercekler ekle 7/24 destek"))[0].startswith("✅ Bilgi eklendi (1): 7/24 destek")


async def test_a_slip_is_no_fact_and_nothing_unseen_gets_into_one(room: Room) -> None:
    for slip in ("-1", "1", "14 30", "iade", "- iade", "\u202e", "https://ornek.example 31.12.2026"):
        (how,) = await room.say(ELIF, f"/gercekler ekle {slip}")
        assert how.startswith("/gercekler ekle METİN (en az iki kelime) ")
    (turned,) = await room.say(ELIF, "/gercekler ekle İade \u202eon dört\u202c gün 👩\u200d👧")
    assert "İade on dört gün 👩\u200d👧\n" in turned


def praise(table: Table, count: int) -> list[int]:
    return [
        table.mention(f"harikasınız {n}", f"Rica ederiz, {n}!", label="praise", topics=[], author=f"Can{n}")
        for n in range(count)
    ]


async def test_green_praise_is_approved_together_in_two_presses_well_apart(room: Room) -> None:
    mentions = praise(room.table, 12)
    room.table.mention("şikâyet")
    flagged = {"level": "amber", "flags": [{"name": "repeat", "level": "amber", "start": 0, "end": 1}]}
    room.table.mention("övgü", "Sağ ol!", label="praise", draft=flagged)
    room.table.mention("övgü", "Sağ ol!", label="praise", draft={"mode": "free"})
    await room.settle(90)
    (text,) = await room.say(MERT, "/toplu")
    assert all(f"Rica ederiz, {n}!" in text for n in range(10))
    assert "Rica ederiz, 10!" not in text
    message = room.said()[-1]
    arm, approve = (row[0]["data"] for row in message["buttons"])
    assert await room.press(MERT, message["id"], approve) == "Önce üstteki düğmeye bas."
    assert await room.press(IZEL, message["id"], arm) == "Bunu yalnızca onaycı yapabilir."
    assert "Have you read all 10" in await room.press(TOM, message["id"], arm)
    assert await room.press(MERT, message["id"], approve) == "Önce üstteki düğmeye bas."
    room.table.edit(ELIF, mentions[3], "Ne güzel, teşekkürler!")
    assert await room.press(TOM, message["id"], approve) == "✅ 9 of 10 replies approved."
    assert await room.press(TOM, message["id"], approve) == "This has been decided already."
    replies = room.table.replies()
    assert sorted(reply.mention_id for reply in replies) == sorted({*mentions[:10]} - {mentions[3]})
    times = sorted(reply.next_at for reply in replies if reply.next_at)
    apart = [(b - a).total_seconds() for a, b in pairwise(times)]
    assert all(19 <= seconds <= 91 for seconds in apart)
    assert {reply.approved_by for reply in replies} == {TOM}


async def test_the_record_is_exported_to_a_leads_private_chat(room: Room) -> None:
    mention = room.table.mention()
    room.table.press(ELIF, "approve", mention)
    room.table.press(MERT, "undo", mention)
    assert (await room.say(MERT, "/denetim"))[:1] == ["Bunun için yetkin yok."]
    room.telegram.start(ELIF)
    await room.say(ELIF, "/denetim")
    (sent,) = [entry for entry in room.telegram.messages(ELIF) if entry["media"]]
    assert sent["media"]["document"]["file_name"] == "kararlar.csv"
    content = (await (await room.bot.get_file(sent["media"]["document"]["file_id"])).download_as_bytearray()).decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["action"] for row in rows] == ["approve", "undo"]
    assert rows[1]["previous"] == rows[0]["digest"]
    assert [digest_of(row) for row in room.table.decisions()] == [row["digest"] for row in rows]


async def test_erasing_is_an_admins_and_leaves_a_stub(room: Room) -> None:
    mention = room.table.mention("gizli söz", author="Ayşe")
    await room.settle(3)
    erased: list[tuple[str, str]] = []

    def forget(platform: str, handle: str) -> None:
        erased.append((platform, handle))
        room.table.change(room.table.case(mention).mention, text="", url="", native_id="forgotten:1", state="closed")
        room.table.change(room.table.case(mention).card, stale=True)

    hooks = Hooks(**{**room.table.hooks.__dict__, "forget": forget})
    table = room.table
    room.desk = Desk(
        table.database, table.brands, DeskSettings(**table.settings), room.bot, SECRET, room.clock, hooks
    )  # fmt: skip
    assert await room.say(ELIF, "/unut x ayse") == ["Bunun için yetkin yok."]
    assert await room.say(ADA, "/unut x") == ["/unut x kullanici"]
    (said,) = await room.say(ADA, "/unut twiter ayse")
    assert said.startswith("twiter diye bir platform yok; kimse silinmedi. Bilinenler: ")
    assert " x" in said
    assert erased == []
    assert await room.say(ADA, "/unut X ayse") == [answer("tr", "forgotten")]
    assert erased == [("x", "ayse")]
    assert room.card(mention)["text"] == f"🧹 #{mention} · içerik silindi"
    assert room.labels(mention) == []
    card = room.table.case(mention).card
    assert card is not None
    assert card.cleared_at is not None


async def test_the_audit_line_speaks_the_chats_language(room: Room) -> None:
    flag = {"name": "promise", "level": "amber", "start": 0, "end": 5, "detail": ""}
    mention = room.table.mention(reply="Bugün bakalım.", draft={"level": "amber", "flags": [flag]})
    room.table.press(MERT, "overrule", mention)
    room.table.press(TOM, "undo", mention)
    room.table.press(MERT, "escalate_legal", mention, 2)
    with room.table.database.reading() as session:
        rows = session.exec(select(Decision).order_by(col(Decision.id))).all()
        said = [audit_line(session, room.table.office, row) for row in rows]
    assert said == [
        f"10:00 Mert onayladı #{mention} v1 ⚠️ söz veriyor",
        f"10:00 Tom geri aldı #{mention} v1",
        f"10:00 Mert yükseltti #{mention} v2 hukuk",
    ]
