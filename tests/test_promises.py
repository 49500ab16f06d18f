"""Promises in replies: found in their words, due in working hours, asked of their owner, kept or broken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import select

from models import Brand, Calendar, Database, Promise, Step
from samimi.promise_words import promise_in
from samimi.promises import Promises
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, open_room
from tests.desk_table import ELIF, IZEL, MERT, STRANGER, TOM, brand

TEXT = "Selam Ayşe. DM'den yazıyoruz, merak etme."
THURSDAY = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
"""10:00 in Istanbul; work goes on until 18:00."""
FRIDAY_EVENING = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
"""19:30 in Istanbul."""


def due(text: str, at: datetime = THURSDAY, of: Brand | None = None) -> str:
    """Kind, day and local time of what `text` promises; empty for no promise."""
    of = of or brand()
    found = promise_in(text, of, at)
    return f"{found.kind} {of.calendar.local(found.due_at):%d %H:%M}" if found else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DM'den yazıyoruz.", "dm 19 12:00"),
        ("Merhaba Ayşe, hemen DM’den yazıyoruz. ^EK", "dm 19 11:00"),
        ("Özelden ulaşıyoruz.", "dm 19 12:00"),
        ("Yarın dönüş yapacağız.", "back 20 18:00"),
        ("Yarın sana haber veririz.", "back 20 18:00"),
        ("En kısa sürede döneceğiz.", "back 19 18:00"),
        ("Ekibimiz bugün sana dönecek.", "back 19 18:00"),
        ("Bugün kargoya veriyoruz.", "ship 19 18:00"),
        ("Paketini yarın yola çıkarıyoruz.", "ship 20 18:00"),
        ("2 saat içinde seni arayacağız.", "call 19 12:00"),
        ("Yarın arıyoruz.", "call 20 18:00"),
        ("3 iş günü içinde dönüş sağlayacağız.", "back 24 18:00"),
        ("Pazartesi tutarı yatıracağız.", "do 23 18:00"),
        ("Bu hafta haber vereceğiz.", "back 20 18:00"),
        ("We'll DM you now.", "dm 19 11:00"),
        ("We’re sending you a DM.", "dm 19 12:00"),
        ("We'll get back to you tomorrow.", "back 20 18:00"),
        ("Your order ships today.", "ship 19 18:00"),
        ("I'll ring you within two hours.", "call 19 12:00"),
        ("We'll look into it.", "do 19 18:00"),
        ("Sorry about the wait! Our team will reply by Friday.", "back 20 18:00"),
    ],
)
def test_a_promise_is_found_and_due_in_working_hours(text: str, expected: str) -> None:
    assert due(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sipariş numaranı DM'den yollar mısın?",
        "Sipariş numaranı DM'den yollarsan bakarız.",
        "Numaranı yaz, yarın dönelim.",
        "Siparişini gönder, bugün arıyoruz.",
        "Sana mesaj attık.",
        "Çok sevindik, iyi günlerde kullan!",
        "Yanında olacağız.",
        "Çalışmaya devam edeceğiz.",
        "Ekibimiz konuyu inceliyor.",
        "If you DM us we'll check right away.",
        "Send us your order number and we'll look.",
        "Money well spent, love to hear it.",
        "We'll be here if you need us.",
        "We're happy you like it!",
        "The order number by DM is enough for us to look at both.",
        "",
    ],
)
def test_what_asks_thanks_or_hangs_on_the_author_promises_nothing(text: str) -> None:
    assert due(text) == ""


def test_after_hours_a_promise_is_for_the_next_working_day() -> None:
    assert due("DM'den yazıyoruz.", FRIDAY_EVENING) == "dm 23 11:00"
    assert due("Bugün kargoya veriyoruz.", FRIDAY_EVENING) == "ship 23 18:00"
    assert due("Yarın dönüş yapacağız.", FRIDAY_EVENING) == "back 23 18:00"
    assert due("This week we'll call you.", FRIDAY_EVENING) == "call 23 18:00"


def test_a_holiday_is_no_day_to_keep_a_promise_on() -> None:
    closed = brand(calendar=Calendar(closed=[date(2026, 11, 20)]))
    assert due("Yarın dönüş yapacağız.", of=closed) == "back 23 18:00"
    assert due("1 gün içinde dönüş yapacağız.", of=closed) == "back 23 18:00"


def test_an_approved_step_has_the_term_that_config_names() -> None:
    line = "Sipariş numaranı yollarsan dört saat sonra elindeyiz."
    named = brand(steps=[Step(id="four", tr_sen=line, promise_hours=4)])
    unnamed = brand(steps=[Step(id="four", tr_sen=line)])
    text = f"Selam Ayşe. {line} ^EK"
    found = promise_in(text, named, THURSDAY)
    assert found is not None
    assert text[found.start : found.end] == line
    assert due(text, of=named) == "do 19 14:00"
    assert due(text, of=unnamed) == "", "its words alone promise nothing"


def test_of_two_promises_the_first_to_be_due_counts() -> None:
    text = "Yarın kargoya veriyoruz. Şimdi DM'den yazıyoruz."
    found = promise_in(text, brand(), THURSDAY)
    assert found is not None
    assert (found.kind, text[found.start : found.end]) == ("dm", "Şimdi DM'den yazıyoruz.")


# ── rows, and the desk through Telegram ──────────────────────────────────────────────────────────────


class Kept:
    """A reply with a promise that is out, and the parts that look after it."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.promises = Promises(room.table.database, room.table.brands, room.clock)

    async def replied(self, text: str = TEXT, by: int = MERT) -> int:
        """The mention whose reply is out."""
        table = self.room.table
        mention = table.mention(reply=text)
        await self.room.settle(5)
        assert table.press(by, "approve", mention).ok
        (reply,) = [row for row in table.replies() if row.mention_id == mention]
        table.change(reply, state="posted", posted_at=self.room.clock(), native_id="r1", next_at=None)
        assert self.promises.tick() == 1
        await self.room.settle(5)
        return mention

    @property
    def row(self) -> Promise:
        with self.room.table.database.reading() as session:
            return session.exec(select(Promise)).one()

    def asked(self, chat: int | None = None) -> list[dict[str, Any]]:
        """The questions in a chat (the group where none is named), oldest first."""
        return [entry for entry in self.room.said(chat) if entry["text"].startswith("⏰")]

    async def answer(self, chat: int, person: int, label: str) -> str:
        """Press a button of the newest question; the toast."""
        message = self.asked(chat)[-1]
        query = self.room.telegram.tap(chat, message["id"], person, label)["query"]
        return await self.room._toast(query)

    async def near_the_term(self, minutes: float = 20) -> None:
        self.room.clock.at = self.row.due_at - timedelta(minutes=minutes)
        await self.room.settle(15)


@pytest_asyncio.fixture
async def kept(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Kept]:
    with open_room(sandbox, database, clock) as room:
        async with room.bot:
            yield Kept(room)


async def test_the_owner_is_asked_in_private_before_the_term_and_says_it_was_kept(kept: Kept) -> None:
    kept.room.telegram.start(MERT)
    mention = await kept.replied()
    assert (kept.row.owner, kept.row.kind, kept.row.state) == (MERT, "dm", "open")
    assert "🤝 söz: 12:0" in kept.room.card(mention)["text"]
    await kept.near_the_term(40)
    assert kept.asked(MERT) == []
    await kept.near_the_term()
    (question,) = kept.asked(MERT)
    assert "Mert, X yanıtında söz verdin" in question["text"]
    assert "DM'den yazıyoruz, merak etme." in question["text"]
    assert "Süre: 12:0" in question["text"]
    assert kept.asked() == [], "the group is left in peace"
    assert await kept.answer(MERT, MERT, "🤝 Tutuldu") == "🤝 Kaydedildi: söz tutuldu."
    assert (kept.row.state, kept.row.decided_by) == ("kept", MERT)
    assert "🤝 söz tutuldu" in kept.room.card(mention)["text"]
    (question,) = kept.asked(MERT)
    assert question["buttons"] == []
    assert [row.action for row in kept.room.table.decisions("promise_kept")] == ["promise_kept"]
    await kept.room.settle(30)
    assert len(kept.asked(MERT)) == 1


async def test_who_never_opened_the_private_chat_is_asked_in_the_group(kept: Kept) -> None:
    await kept.replied()
    await kept.near_the_term()
    (question,) = kept.asked()
    assert question["text"].startswith("⏰ Mert")
    assert await kept.answer(kept.room.chat, TOM, "🤝 Tutuldu") == "🤝 Noted: the promise was kept."
    assert kept.row.decided_by == TOM


async def test_an_english_owner_is_asked_in_english(kept: Kept) -> None:
    kept.room.telegram.start(TOM)
    await kept.replied("Sorry about that! We'll DM you shortly.", by=TOM)
    await kept.near_the_term(10)
    (question,) = kept.asked(TOM)
    assert "Tom, your reply on X made a promise" in question["text"]
    assert "Was it kept?" in question["text"]
    assert [key["label"] for row in question["buttons"] for key in row] == ["🤝 Kept", "⏰ Later", "💔 Not kept"]


async def test_later_is_two_working_hours_later_and_asks_again(kept: Kept) -> None:
    kept.room.telegram.start(MERT)
    await kept.replied()
    first = kept.row.due_at
    await kept.near_the_term()
    local = brand().calendar.local(first + timedelta(hours=2))
    assert await kept.answer(MERT, MERT, "⏰ Ertele") == f"⏰ Yeni süre: {local:%H:%M}"
    assert (kept.row.state, kept.row.put_off, kept.row.due_at) == ("open", 1, first + timedelta(hours=2))
    await kept.room.settle(60)
    assert len(kept.asked(MERT)) == 1
    await kept.near_the_term()
    assert len(kept.asked(MERT)) == 2
    assert await kept.answer(MERT, MERT, "💔 Tutulamadı") == "📝 Kaydedildi: söz tutulamadı."
    assert kept.row.state == "broken"


async def test_a_promise_nobody_speaks_of_is_broken_a_working_day_later_and_the_group_hears_it_once(kept: Kept) -> None:
    mention = await kept.replied()
    await kept.near_the_term()
    kept.room.clock.forward(hours=10)
    assert kept.promises.tick() == 0, "a working day has not passed yet"
    kept.room.clock.forward(days=1)
    assert kept.promises.tick() == 1
    await kept.room.settle(60)
    said = [entry["text"] for entry in kept.room.said() if entry["text"].startswith("💔")]
    assert said == [f"💔 #{mention}: verilen söz tutulmadı (Mert): ❝ DM'den yazıyoruz, merak etme. ❞"]
    assert (kept.row.state, kept.row.decided_by) == ("broken", None)
    assert "💔 söz tutulmadı" in kept.room.card(mention)["text"]
    assert await kept.answer(kept.room.chat, MERT, "🤝 Tutuldu") == "Buna zaten karar verildi."


@pytest.mark.parametrize("person", [IZEL, STRANGER])
async def test_i6_only_who_may_approve_says_whether_it_was_kept(kept: Kept, person: int) -> None:
    await kept.replied()
    await kept.near_the_term()
    assert "yetkin yok" in await kept.answer(kept.room.chat, person, "🤝 Tutuldu")
    assert kept.row.state == "open"


async def test_of_two_answers_the_first_counts(kept: Kept) -> None:
    await kept.replied()
    await kept.near_the_term()
    (question,) = kept.asked()
    (data,) = [key["data"] for row in question["buttons"] for key in row if key["label"] == "💔 Tutulamadı"]
    await kept.answer(kept.room.chat, MERT, "🤝 Tutuldu")
    assert await kept.room.press(ELIF, question["id"], data) == "Buna zaten karar verildi."
    assert kept.row.state == "kept"


async def test_a_reply_that_was_taken_down_promises_nothing_any_more(kept: Kept) -> None:
    await kept.replied()
    (reply,) = kept.room.table.replies()
    kept.room.table.change(reply, deleted_at=kept.room.clock())
    await kept.near_the_term()
    assert kept.asked() == []
    assert kept.promises.tick() == 1
    assert kept.row.state == "void"


async def test_a_reply_is_read_once_by_whoever_comes_first(kept: Kept) -> None:
    await kept.replied()
    other = Promises(kept.room.table.database, kept.room.table.brands, kept.room.clock)
    assert (kept.promises.tick(), other.tick()) == (0, 0)
    (reply,) = kept.room.table.replies()
    assert reply.followed_at is not None
    kept.room.table.change(reply, followed_at=None, posted_at=kept.room.clock() - timedelta(days=8))
    assert other.tick() == 0, "replies from long before are left alone"


async def test_an_erased_reply_still_asks_by_its_number(kept: Kept) -> None:
    mention = await kept.replied()
    (reply,) = kept.room.table.replies()
    kept.room.table.change(reply, text="")
    await kept.near_the_term()
    (question,) = kept.asked()
    assert f"(#{mention}): ❝ — ❞" in question["text"]
