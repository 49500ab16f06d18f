"""The rest of the work: history, labels, examples, muting, deleting, cases, facts, praise, record, erasing."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from typing import Any

import pytest_asyncio
from sqlmodel import select

from models import Database, Handover, Notice
from models.decision import digest_of
from responders.desk import fact_book
from responders.desk.case import Hooks
from responders.desk.desk import Desk
from responders.desk.settings import DeskSettings
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import SECRET, Room, make_desk, open_room
from tests.desk_table import ADA, ELIF, IZEL, MERT, TOM, Table, brand


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock, open_cards=20) as made:
        async with made.bot:
            yield made


async def test_history_shows_this_authors_mentions_here_masked(room: Room) -> None:
    earlier = room.clock() - timedelta(days=16)
    room.table.mention("kargom yok, tel 5551112233", created_at=earlier, state="closed", closed_reason="spam")
    room.table.mention("başkası", author="Veli")
    mention = room.table.mention()
    await room.settle(5)
    assert "2. kez (3 Kas kargo → spam / trol)" in room.card(mention)["text"]
    await room.tap(MERT, mention, "⋯ Daha")
    await room.tap(MERT, mention, "⋯ Diğer")
    assert await room.tap(IZEL, mention, "🕘 Geçmiş") == "🕘 Geçmiş aşağıda."
    note = room.said()[-1]
    assert note["text"] == "🕘 Ayşe\n3 Kas · şikâyet · spam / trol\n❝ kargom yok, tel [TELEFON] ❞"
    assert note["reply_to"] == room.card(mention)["id"]
    assert (await room.say(TOM, f"/history {mention}"))[0] == note["text"]


async def test_a_corrected_label_counts_and_keeps_what_the_model_said(room: Room) -> None:
    mention = room.table.mention(unsure=True)
    await room.settle(3)
    for label in ("⋯ Daha", "⋯ Diğer", "🏷 Etiket", "Övgü"):
        await room.tap(MERT, mention, label)
    row = room.table.case(mention).mention
    assert (row.label, row.judged_by, row.judged_label, row.unsure) == ("praise", "person", "complaint", False)
    assert "övgü" in room.card(mention)["text"].split("\n")[0]


async def test_escalating_leaves_it_to_a_lead_with_its_reason(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    for label in ("⋯ Daha", "⏫ Yükselt", "Hukuk"):
        await room.tap(MERT, mention, label)
    assert await room.tap(MERT, mention, "✅ Onayla") == "Bunu yalnızca lider yapabilir."
    assert "Neden: hukuk" in room.card(mention)["text"]
    assert "Onaylandı" in await room.tap(ELIF, mention, "✅ Onayla")


async def test_claiming_and_handing_over(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    await room.tap(MERT, mention, "⋯ Daha")
    assert await room.tap(MERT, mention, "🙋 Üstlen") == "🙋 Sende."
    assert "🔒 Mert" in room.card(mention)["text"]
    assert await room.tap(TOM, mention, "✅ Onayla") == "🔒 Mert is on it."
    assert (await room.say(MERT, "/benim"))[0].startswith(f"Sende 1\n#{mention}")
    await room.tap(MERT, mention, "⋯ Daha")
    await room.tap(MERT, mention, "🙌 Bırak")
    assert "Approved" in await room.tap(TOM, mention, "✅ Onayla")


async def test_muting_an_author_closes_what_is_here(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    for label in ("⋯ Daha", "⋯ Diğer", "🔕 Yazarı sustur"):
        await room.tap(MERT, mention, label)
    case = room.table.case(mention)
    assert (case.author.muted, case.mention.state, case.mention.closed_reason) == (True, "closed", "muted")
    assert "Mert · yazar susturuldu" in room.card(mention)["text"]


async def test_a_reply_that_is_out_may_be_an_example_or_be_deleted(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    await room.tap(ELIF, mention, "✅ Onayla")
    room.table.change(room.table.replies()[0], state="posted", posted_at=room.clock())
    room.table.change(room.table.case(mention).card, stale=True)
    await room.settle(3)
    assert room.labels(mention) == ["🤝 Müşteri hizmetleri", "⭐ Örnek yap", "🗑 Sil"]
    await room.tap(MERT, mention, "⭐ Örnek yap")
    draft = room.table.case(mention).draft
    assert draft is not None
    assert draft.made["example"] is True
    assert await room.tap(MERT, mention, "🗑 Sil") == "Bunu yalnızca lider yapabilir."
    await room.tap(ELIF, mention, "🗑 Sil")
    assert "Yayınlanan yanıt silinsin mi?" in room.card(mention)["text"]
    assert room.table.replies()[0].delete_wanted_at is None
    await room.tap(ELIF, mention, "🗑 Evet, sil")
    assert room.table.replies()[0].delete_wanted_at is not None
    assert room.labels(mention) == []


@contextmanager
def office() -> Iterator[tuple[str, list[tuple[dict[str, Any], str, bytes]], list[int]]]:
    """A customer-service desk on loopback: what it was sent, and the statuses it answers with."""
    heard: list[tuple[dict[str, Any], str, bytes]] = []
    answers: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            heard.append((json.loads(body), self.headers["x-samimi-signature"], body))
            self.send_response(answers.pop(0) if answers else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/cases", heard, answers
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def test_a_case_goes_to_customer_service_masked_and_signed_and_its_end_is_told(room: Room) -> None:
    with office() as (url, heard, answers):
        letters: list[tuple[str, str, str]] = []
        room.table.settings["customer_service"] = {"webhook": url, "email": "destek@ornek.example"}
        settings = DeskSettings(**room.table.settings)
        table = room.table
        room.desk = Desk(
            table.database, table.brands, settings, room.bot, SECRET, room.clock, table.hooks,
            mail=lambda to, subject, body: letters.append((to, subject, body)),
        )  # fmt: skip
        answers.append(503)
        mention = table.mention("kargom yok, tel 5551112233")
        await room.settle(3)
        for label in ("⋯ Daha", "⋯ Diğer", "🤝 Müşteri hizmetleri"):
            toast = await room.tap(MERT, mention, label)
        assert toast == f"🤝 ORNEK-{mention} müşteri hizmetlerine gidiyor."
        await room.settle(15)
        assert f"🤝 Dosya ORNEK-{mention} · iletiliyor" in room.card(mention)["text"]
        await room.settle(150)
        assert len(heard) == 2
        letter, signature, body = heard[1]
        assert letter["case"] == f"ORNEK-{mention}"
        assert letter["text"] == "kargom yok, tel [TELEFON]"
        assert letter["post"] == "https://x.com/i/status/1"
        assert "Ayşe" not in body.decode()
        assert signature == hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        assert [letter[:2] for letter in letters] == [("destek@ornek.example", f"ORNEK-{mention} · ornek · shipping")]
        for label in ("⋯ Daha", "⋯ Diğer", "🤝 Dosya", "👍 Çözüldü"):
            await room.tap(MERT, mention, label)
        assert f"🤝 Dosya ORNEK-{mention} · çözüldü" in room.card(mention)["text"]
        after = table.mention("yine ben")
        await room.settle(3)
        assert "19 Kas kargo → çözüldü" in room.card(after)["text"]


async def test_without_a_way_to_customer_service_the_person_hears_it(room: Room) -> None:
    outcome = room.table.press(MERT, "hand_over", room.table.mention())
    assert (outcome.ok, outcome.key) == (False, "no_service")


async def test_a_case_that_never_arrives_is_told_to_admins(room: Room) -> None:
    room.table.settings["customer_service"] = {"webhook": "http://127.0.0.1:9/closed"}
    room.desk = make_desk(room.table, room.bot)
    room.table.press(MERT, "hand_over", room.table.mention())
    for _ in range(12):
        await room.settle(1)
        room.clock.forward(minutes=20)
    with room.table.database.reading() as session:
        row = session.exec(select(Handover)).one()
        notice = session.exec(select(Notice)).one()
    assert (row.state, row.attempts, row.next_at, row.last_error) == ("waiting", 6, None, "ConnectError")
    assert notice.text == f"case {row.number} could not be given to customer service (ConnectError)"


async def test_a_lead_adds_and_ends_facts(room: Room) -> None:
    said = await room.say(ELIF, "/gercekler ekle Kadıköy mağazası pazar açık https://ornek.example/m 2026-12-31")
    assert said == ["✅ Bilgi eklendi (1)."]
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
    assert erased == []
    assert await room.say(ADA, "/unut x ayse") == ["🧹 Silindi; kartlarında içerik kalmayacak."]
    assert erased == [("x", "ayse")]
    assert room.card(mention)["text"] == f"🧹 #{mention} · içerik silindi"
    assert room.labels(mention) == []
    card = room.table.case(mention).card
    assert card is not None
    assert card.cleared_at is not None


async def test_every_menu_speaks_english_where_the_chat_does(room: Room) -> None:
    room.table.brands["ornek"] = brand(chat_language="en")
    room.desk = make_desk(room.table, room.bot)
    mention = room.table.mention("charged twice", "Hi Tom, the order number by DM helps.")
    await room.settle(3)
    seen: set[str] = set()
    for label in ("🚫 No reply", "⬅️ Back", "⋯ More", "🎚 Tone", "⬅️ Back", "⋯ More", "⏰ Snooze", "⬅️ Back",
                  "⋯ More", "⏫ Escalate", "⬅️ Back", "⋯ More", "⋯ Other", "🏷 Label", "⬅️ Back"):  # fmt: skip
        await room.tap(TOM, mention, label)
        seen |= set(room.labels(mention))
        await room.settle(2)
    assert not any(letter in "".join(seen) for letter in "ıİşŞğĞçÇöÖ")
    assert len(seen) == 35
    assert len(room.card(mention)["text"]) <= 900


def test_how_long_a_text_may_be_before_the_card_grows(database: Database, clock: Clock) -> None:
    table = Table(database, clock)
    for text in ("a" * 5000, "@marka " * 700, "kargo " * 900):
        mention = table.mention(text, "Selam Ayşe, sipariş numaranı DM'den yollar mısın?", images=3)
        shown = table.shown(mention).text
        assert len(shown) <= 1100
        assert table.shown(mention).text.count("<blockquote expandable>") == 1
    assert datetime(2026, 11, 19, 7, tzinfo=UTC) == clock()
