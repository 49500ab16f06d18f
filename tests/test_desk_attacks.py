"""Strangers, replays, hostile texts and plain bad luck on the desk: nobody is flooded, nothing is lost in silence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import select
from telegram import Update

from models import Database, Notice
from responders.desk.quoting import plain
from samimi import health
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, open_room
from tests.desk_table import ADA, ELIF, MERT, STRANGER

TELEGRAMS_LONGEST = 4096


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock, open_cards=20) as made:
        made.telegram.start(ADA)
        async with made.bot:
            await made.desk.receive(0)
            yield made


def log(room: Room, method: str) -> list[dict[str, Any]]:
    return [entry for entry in room.telegram.sent_log() if entry["method"] == method]


def units(text: str) -> int:
    """As Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


# --- strangers


async def test_a_stranger_who_writes_much_is_answered_once_an_hour(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    for turn in range(30):
        text = f"/durdur {turn}" if turn % 2 else f"bedava kupon {turn}"
        room.telegram.message(room.chat, STRANGER, text, room.card(mention)["id"])
    waiting = [room.table.mention(author=f"Yazar {turn}") for turn in range(8)]
    await room.desk.receive(0)
    await room.settle(30)
    told = [entry["text"] for entry in room.said() if "yetkin yok" in entry["text"]]
    assert told == ["Bunun için yetkin yok. You have no role for this."]
    assert all(room.table.case(one).card.message_id for one in waiting)  # type: ignore[union-attr]
    room.clock.forward(hours=1)
    assert len(await room.say(STRANGER, "/durdur")) == 1
    assert room.table.case(mention).version == 1
    assert room.table.decisions() == []


async def test_a_strangers_picture_is_not_answered_for_its_form(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    room.telegram.message(room.chat, STRANGER, "", room.card(mention)["id"])
    await room.desk.receive(0)
    await room.settle(3)
    assert not [entry for entry in room.said() if "yalnızca metin" in entry["text"]]


async def test_pressing_an_expired_button_all_the_time_makes_no_edits_for_a_stranger(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    card, data = room.card(mention)["id"], room.card(mention)["buttons"][0][0]["data"]
    room.clock.forward(hours=49)
    await room.settle(70)
    before = len(log(room, "editmessagetext"))
    for _ in range(5):
        assert "süresi doldu" in await room.press(STRANGER, card, data)
    assert len(log(room, "editmessagetext")) == before
    await room.press(MERT, card, data)
    assert len(log(room, "editmessagetext")) == before + 1
    assert "Onaylandı" in await room.tap(MERT, mention, "✅ Onayla")


async def test_an_expired_button_under_no_card_names_the_way_and_promises_no_card(room: Room) -> None:
    room.table.mention("Harikasınız", "Çok teşekkürler!", label="praise", urgency="low")
    await room.settle(3)
    assert await room.say(MERT, "/toplu")
    (batch,) = [entry for entry in room.said() if "Hepsini okudum" in str(entry["buttons"])]
    room.clock.forward(hours=49)
    toast = await room.press(MERT, batch["id"], batch["buttons"][0][0]["data"])
    assert "kart yenileniyor" not in toast
    assert "/toplu" in toast
    assert len(toast) < 200


async def test_two_people_tap_at_once_and_the_second_hears_who_was_first(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    card = room.card(mention)["id"]
    queries = [room.telegram.tap(room.chat, card, user, "✅ Onayla")["query"] for user in (MERT, ELIF)]
    await room.desk.receive(0)
    assert "Onaylandı" in room.telegram.toast(queries[0])["text"]
    assert room.telegram.toast(queries[1])["text"] == "Mert 0 sn önce onayladı."
    assert len(room.table.replies()) == 1


async def test_a_colleagues_approval_on_its_way_gives_way_to_the_text_of_whoever_was_writing(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    card = room.card(mention)["id"]
    room.telegram.tap(room.chat, card, MERT, "✅ Onayla")
    room.telegram.message(room.chat, ELIF, "Selam Ayşe, hemen bakıyoruz.", card)
    await room.desk.receive(0)
    await room.settle(5)
    assert [reply.state for reply in room.table.replies()] == ["cancelled"]
    assert (room.table.case(mention).version, room.table.case(mention).draft.state) == (2, "open")  # type: ignore[union-attr]
    assert "✅ Onayla" in room.labels(mention)


async def test_an_anonymous_admin_is_told_why_nothing_happens(room: Room) -> None:
    """As Telegram sends it: from a bot of its own, on behalf of the group."""
    mention = room.table.mention()
    await room.settle(3)
    card = room.card(mention)
    group = {"id": room.chat, "type": "supergroup", "title": "Masa"}
    masked = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    asked: dict[str, Any] = {"message_id": card["id"], "date": 0, "chat": group, "text": card["text"]}
    for number in range(3):
        body = {"message_id": 900 + number, "date": 0, "chat": group, "sender_chat": group, "from": masked}
        written = {**body, "text": "Selam Ayşe, hemen bakalım.", "reply_to_message": asked}
        await room.desk._handle(Update.de_json({"update_id": 7_000 + number, "message": written}, room.bot))
    await room.settle(5)
    (told,) = [entry["text"] for entry in room.said() if "nonim" in entry["text"]]
    assert told.startswith("Anonim yönetici olarak yazdın")
    assert room.table.case(mention).version == 1


# --- the chat itself


async def test_a_tap_in_the_old_group_while_it_moves_counts_once_and_the_card_stands_in_the_new_one(room: Room) -> None:
    mention, other = room.table.mention(), room.table.mention(author="Veli")
    await room.settle(5)
    old, cards = room.chat, [room.card(one) for one in (mention, other)]
    room.telegram.press(old, cards[0]["id"], ELIF, cards[0]["buttons"][0][0]["data"])
    new = room.telegram.migrate(old)
    for user, card in ((MERT, cards[0]), (MERT, cards[1])):
        room.telegram.press(old, card["id"], user, card["buttons"][0][0]["data"])
    await room.desk.receive(0)
    await room.settle(30)
    assert sorted(reply.approved_by for reply in room.table.replies()) == [ELIF, MERT]
    shown = [room.table.case(one).card for one in (mention, other)]
    assert {card.chat_id for card in shown if card} == {new}
    assert len([entry for entry in room.said(new) if "onayladı" in entry["text"]]) == 2


@pytest.mark.parametrize("how", ["kick", "mute"])
async def test_admins_hear_that_the_bot_was_shut_out_and_when_it_is_back(room: Room, how: str) -> None:
    shown = room.table.mention()
    await room.settle(3)
    getattr(room.telegram, how)(room.chat)
    await room.desk.receive(0)
    waiting = room.table.mention(author="Veli")
    await room.settle(60)
    assert await health.tell(room.table.database, room.desk.notify_admins, room.clock()) == 1
    assert "bot, Örnek Marka sohbetine yazamıyor" in room.said(ADA)[-1]["text"]
    assert room.table.case(waiting).card.message_id is None  # type: ignore[union-attr]
    room.clock.forward(minutes=50)
    await room.settle(5)
    room.telegram.promote(room.chat)
    await room.desk.receive(0)
    await room.settle(5)
    assert await health.tell(room.table.database, room.desk.notify_admins, room.clock()) == 1
    assert room.said(ADA)[-1]["text"].startswith("✅ telegram: bot, Örnek Marka sohbetine yeniden yazabiliyor")
    assert "Onaylandı" in await room.tap(ELIF, waiting, "✅ Onayla")
    assert "Onaylandı" in await room.tap(ELIF, shown, "✅ Onayla")


async def test_it_is_noticed_at_the_first_card_too_and_told_once(room: Room) -> None:
    room.telegram.kick(room.chat)
    room.table.mention()
    room.table.mention(author="Veli")
    await room.settle(200)  # the news itself was never received
    with room.table.database.reading() as session:
        (notice,) = session.exec(select(Notice)).all()
    assert (notice.key, notice.over_at) == ("telegram chat ornek", None)
    room.telegram.promote(room.chat)
    await room.settle(3700)
    with room.table.database.reading() as session:
        assert session.exec(select(Notice)).one().over_at is not None


async def test_another_group_that_throws_the_bot_out_is_nobodys_concern(room: Room) -> None:
    other = room.telegram.group("Piknik", [ELIF])
    room.telegram.kick(other)
    await room.desk.receive(0)
    with room.table.database.reading() as session:
        assert session.exec(select(Notice)).all() == []


async def test_a_card_that_came_back_leaves_no_second_one_to_answer(room: Room, sandbox: Sandbox) -> None:
    """Telegram deletes nothing older than two days: what stays there only points to the card."""
    mention = room.table.mention()
    await room.settle(3)
    old = room.card(mention)["id"]
    room.table.press(ELIF, "snooze_tomorrow", mention)
    await room.settle(3)
    refused = {"ok": False, "error_code": 400, "description": "Bad Request: message can't be deleted"}
    sandbox.faults.add(Fault("*/deleteMessage", "answer", status=400, body=refused))
    room.clock.forward(hours=25)
    await room.settle(10)
    left = next(entry for entry in room.said() if entry["id"] == old)
    assert (left["text"], left["buttons"]) == (f"⬇️ #{mention}", [])
    assert room.card(mention)["id"] > old


# --- texts


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 700, " ".join("a" if turn % 2 else f"yeni{turn}" for turn in range(420))),
        ("Selam Ayşe.", "😀 " * 990),
        ("Selam Ayşe.", "&<> " * 740),
        ("😀 " * 900, "🚚 " * 900),
    ],
)
async def test_no_edit_makes_a_card_that_telegram_refuses(room: Room, old: str, new: str) -> None:
    mention = room.table.mention("kargom nerede 😡 <b> & " * 100, reply=old.strip()[:2900])
    await room.settle(3)
    assert "v2" in (await room.say(ELIF, new.strip(), room.card(mention)["id"]))[0]
    await room.settle(3)
    card = room.table.case(mention).card
    assert card is not None
    assert (card.last_error, card.stale) == (None, False)
    assert units(room.card(mention)["text"]) <= TELEGRAMS_LONGEST


async def test_a_text_too_long_for_a_card_is_refused_in_telegrams_own_measure(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    said = await room.say(ELIF, "😀" * 1600, room.card(mention)["id"])
    assert said == ["Metin boş ya da 3000 karakterden uzun."]
    assert room.table.case(mention).version == 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Z" + "\u0301" * 300 + " kargo", "Z\u0301\u0301\u0301 kargo"),
        ("\u3164\u3164kargo\u2800\u2800", "kargo"),
        ("\u202eograk\u202c nerede", "ograk nerede"),
        ("kar\u200bgo\ufeff", "kar go"),
        ("مرحبا أَيْنَ طَلَبِي", "مرحبا أَيْنَ طَلَبِي"),
        ("👩\u200d👩\u200d👧 ❤\ufe0f", "👩\u200d👩\u200d👧 ❤\ufe0f"),
        ("bir\r\n\n🟢 HAZIR · onaylandı\x00", "bir 🟢 HAZIR · onaylandı"),
        ("पैकेज नहीं आया", "पैकेज नहीं आया"),
    ],
)
def test_a_strangers_text_is_one_tame_line(written: str, shown: str) -> None:
    assert plain(written) == shown


async def test_a_name_of_nothing_visible_gives_way_to_the_handle(room: Room) -> None:
    mention = room.table.mention(author="\u3164\u3164")
    await room.settle(3)
    assert room.card(mention)["text"].splitlines()[1].startswith("kisi · ")


async def test_searches_and_histories_of_the_longest_texts_arrive_whole(room: Room) -> None:
    hostile = "kargo <b>&amp; @ornekmarka /durdur https://a.example/" + "ş&<" * 300
    mentions = [room.table.mention(hostile, author="Ayşe <b>&" * 9) for _ in range(9)]
    await room.settle(30)
    (found,) = await room.say(ELIF, "/ara kargo")
    assert found.startswith("8 kayıt")
    assert units(found) <= TELEGRAMS_LONGEST
    (told,) = await room.say(ELIF, f"/gecmis {mentions[0]}")
    assert told.startswith("🕘")
    assert units(told) <= TELEGRAMS_LONGEST
    assert [entry for entry in log(room, "sendmessage") if not entry["ok"]] == []
