"""The rest of the work on a card: history, labels, claims, examples, muting, deleting, cases."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest_asyncio
from sqlmodel import select

from models import Database, Handover, Notice
from responders.desk.desk import Desk
from responders.desk.settings import DeskSettings
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import SECRET, Room, make_desk, open_room
from tests.desk_table import ELIF, IZEL, MERT, TOM, Table, brand


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


async def test_claiming_and_releasing(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    await room.tap(MERT, mention, "⋯ Daha")
    assert await room.tap(MERT, mention, "🙋 Üstlen") == "🙋 Sende."
    assert "🔒 Mert" in room.card(mention)["text"]
    assert await room.tap(TOM, mention, "✅ Onayla") == "🔒 Mert is on it."
    assert (await room.say(MERT, "/benim"))[0].startswith(f"Sende 1\n#{mention}")
    await room.tap(MERT, mention, "⋯ Daha")
    await room.tap(MERT, mention, "🤲 Devret")
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


def receiver() -> Callable[[bytes, str], bool]:
    """What docs/desk.md gives a receiver, with the key that it has the operator print."""
    page = (Path(__file__).parent.parent / "docs" / "desk.md").read_text(encoding="utf-8")
    deriving, checking = re.findall(r"```python\n(.*?)```", page.split("## Customer service")[1], re.DOTALL)[:2]
    environment = {**os.environ, "SAMIMI_KEY": SECRET.hex()}
    printed = subprocess.run(
        [sys.executable, "-c", deriving], env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = {}
    exec(checking, found)
    return partial(found["is_from_samimi"], key=printed.stdout.strip())


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
        receives = receiver()
        assert receives(body, signature)
        assert not receives(body + b" ", signature)
        assert signature != hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        assert [letter[:2] for letter in letters] == [
            ("destek@ornek.example", f"ORNEK-{mention} · Örnek Marka · KARGO")
        ]
        for label in ("⋯ Daha", "⋯ Diğer", "🤝 Dosya", "👍 Çözüldü"):
            await room.tap(MERT, mention, label)
        assert f"🤝 Dosya ORNEK-{mention} · çözüldü" in room.card(mention)["text"]
        after = table.mention("yine ben")
        await room.settle(3)
        assert "19 Kas kargo → çözüldü" in room.card(after)["text"]


async def test_while_the_mail_server_is_down_the_web_hook_gets_a_case_once(room: Room) -> None:
    with office() as (url, heard, _):
        tries: list[str] = []

        def mail(to: str, subject: str, body: str) -> None:
            tries.append(subject)
            if len(tries) < 3:
                raise OSError("down")

        table = room.table
        table.settings["customer_service"] = {"webhook": url, "email": "destek@ornek.example"}
        room.desk = Desk(
            table.database,
            table.brands,
            DeskSettings(**table.settings),
            room.bot,
            SECRET,
            room.clock,
            table.hooks,
            mail=mail,
        )
        table.press(MERT, "hand_over", table.mention())
        for _ in range(6):
            await room.settle(1)
            room.clock.forward(minutes=20)
        assert (len(heard), len(tries)) == (1, 3)
        with table.database.reading() as session:
            assert session.exec(select(Handover.state)).one() == "sent"


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
    assert notice.text == f"{row.number} dosyası müşteri hizmetlerine iletilemedi (ConnectError)"


async def test_a_case_of_a_brand_that_is_gone_from_config_arrives_and_stops_nothing(room: Room) -> None:
    letters: list[tuple[str, str, str]] = []
    room.table.settings["customer_service"] = {"email": "destek@ornek.example"}
    room.desk = make_desk(room.table, room.bot)
    mention = room.table.mention()
    room.table.press(MERT, "hand_over", mention)
    room.desk = Desk(
        room.table.database, {"acme": brand(key="acme", name="Acme")}, DeskSettings(**room.table.settings), room.bot,
        SECRET, room.clock, room.table.hooks, mail=lambda *letter: letters.append(letter),
    )  # fmt: skip
    await room.settle(15)
    assert [subject for _, subject, _ in letters] == [f"ORNEK-{mention} · ornek · KARGO"]


async def test_every_menu_speaks_english_where_the_chat_does(room: Room) -> None:
    room.table.brands["ornek"] = brand(chat_language="en")
    room.desk = make_desk(room.table, room.bot)
    mention = room.table.mention("charged twice", "Hi Tom, the order number by DM helps.")
    await room.settle(3)
    seen: set[str] = set()
    for label in ("🚫 No reply", "⬅️ Back", "⋯ More", "🎚 Tone", "⬅️ Back", "⋯ More", "⏰ Snooze", "⬅️ Back",
                  "⋯ More", "⏫ Escalate", "↩️ Take it back", "⋯ More", "⋯ Other", "🏷 Label", "⬅️ Back"):  # fmt: skip
        await room.tap(TOM, mention, label)
        seen |= set(room.labels(mention))
        await room.settle(2)
    assert not any(letter in "".join(seen) for letter in "ıİşŞğĞçÇöÖ")
    assert len(seen) == 35
    assert len(room.card(mention)["text"]) <= 900


async def test_an_english_draft_is_not_asked_for_sen_or_siz(room: Room) -> None:
    mention = room.table.mention("charged twice", "Hi Tom, the order number by DM helps.", draft={"lang": "en"})
    await room.settle(3)
    for label in ("⋯ Daha", "🎚 Ton"):
        await room.tap(MERT, mention, label)
    assert room.labels(mention) == ["Daha kısa", "Daha sıcak", "Emojisiz", "⬅️ Geri"]


def test_how_long_a_text_may_be_before_the_card_grows(database: Database, clock: Clock) -> None:
    table = Table(database, clock)
    for text in ("a" * 5000, "@marka " * 700, "kargo " * 900):
        mention = table.mention(text, "Selam Ayşe, sipariş numaranı DM'den yollar mısın?", images=3)
        shown = table.shown(mention).text
        assert len(shown) <= 1100
        assert table.shown(mention).text.count("<blockquote expandable>") == 1
    assert datetime(2026, 11, 19, 7, tzinfo=UTC) == clock()
