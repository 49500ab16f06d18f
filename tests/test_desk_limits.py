"""Telegram's limits and outages: nothing lost, nothing twice, most urgent first, never a refusal of our own making."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import col, select
from telegram import Update
from telegram.error import NetworkError, TelegramError

from models import Card, Database
from models.errors import RateLimited, Temporary
from responders.desk.pacing import Pacing
from responders.desk.receiving import Receiver
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ADA, ELIF, MERT, brand


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock, open_cards=50, admin_chat=ADA) as made:
        made.telegram.start(ADA)
        async with made.bot:
            yield made


def calls(room: Room, method: str = "sendmessage") -> list[dict[str, Any]]:
    return [entry for entry in room.telegram.sent_log() if entry["method"] == method]


def test_a_group_gets_one_a_second_and_twenty_a_minute(clock: Clock) -> None:
    pacing, sent = Pacing(clock), []
    for _ in range(180):
        if pacing.is_ready(-5):
            pacing.spend(-5)
            sent.append(clock())
        clock.forward(seconds=0.5)
    assert min(b - a for a, b in pairwise(sent)) >= timedelta(seconds=1)
    assert max(sum(at <= other < at + timedelta(minutes=1) for other in sent) for at in sent) == 20


def test_thirty_a_second_over_all_chats(clock: Clock) -> None:
    pacing = Pacing(clock)
    for chat in range(1, 100):
        if pacing.is_ready(chat):
            pacing.spend(chat)
    assert sum(pacing.is_ready(chat) for chat in range(200, 300)) == 0
    clock.forward(seconds=1)
    assert pacing.is_ready(200)


async def test_urgent_cards_go_first_and_no_call_is_refused(room: Room) -> None:
    normal = [room.table.mention() for _ in range(25)]
    high = room.table.mention(urgency="high")
    crisis = room.table.mention(escalate="safety", level_of_care="lead")
    await room.settle(120)
    assert _order(room) == [crisis, high, *normal]
    log = room.telegram.sent_log()
    assert {entry["code"] for entry in log if entry["method"] != "pinchatmessage"} == {200}
    assert _busiest_minute(log) <= 20


def _busiest_minute(log: list[dict[str, Any]]) -> int:
    at = [datetime.fromisoformat(entry["at"]) for entry in log if entry["method"] in ("sendmessage", "editmessagetext")]
    return max(sum(a <= b < a + timedelta(minutes=1) for b in at) for a in at)


def _card_edits(room: Room) -> int:
    return len([entry for entry in calls(room, "editmessagetext") if not entry["text"].startswith("📌")])


def _order(room: Room) -> list[int]:
    """Mentions in the order in which their cards stand in the chat."""
    with room.table.database.reading() as session:
        return list(session.exec(select(Card.mention_id).order_by(col(Card.message_id))).all())


async def test_changes_are_gathered_into_one_edit(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    for version in range(2, 8):
        room.table.edit(ELIF, mention, f"Selam Ayşe, bakıyorum {version}.")
    await room.settle(10)
    assert _card_edits(room) == 1
    assert "bakıyorum 7." in room.card(mention)["text"]
    await room.settle(10)
    assert _card_edits(room) == 1


async def test_telegram_down_for_an_hour_and_then_busy(room: Room, sandbox: Sandbox) -> None:
    shown = room.table.mention()
    await room.settle(2)
    room.telegram.go_down(3600)
    room.table.press(ELIF, "approve", shown)
    waiting = [room.table.mention() for _ in range(12)]
    urgent = room.table.mention(urgency="high")
    assert await room.settle(3600) == 0
    tried = [entry for entry in calls(room) if entry["code"] != 200]
    busy = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 7"}
    sandbox.faults.add(
        Fault("*/sendMessage", "answer", times=2, status=429, body={**busy, "parameters": {"retry_after": 7}})
    )
    await room.settle(180)
    assert max(Counter(entry["message_id"] for entry in calls(room) if entry["ok"]).values()) == 1
    assert _order(room) == [shown, urgent, *waiting]
    assert len(room.said()) == 14
    assert "Elif onayladı" in room.card(shown)["text"]
    assert len(tried) <= 80
    assert _busiest_minute([entry for entry in room.telegram.sent_log() if entry["ok"]]) <= 20


async def test_a_chat_that_refuses_does_not_stop_the_others(room: Room) -> None:
    mention = room.table.mention()
    room.telegram.kick(room.chat)
    await room.settle(60)
    card = room.table.case(mention).card
    assert card is not None
    assert card.stale
    assert card.last_error == "Forbidden: Forbidden: bot was kicked from the supergroup chat"
    assert 1 <= card.attempts <= 3
    await room.desk.notify_admins("masa çalışmıyor")
    assert room.telegram.messages(ADA)[-1]["text"] == "masa çalışmıyor"


async def test_a_card_somebody_deleted_comes_back(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(2)
    await room.bot.delete_message(room.chat, room.card(mention)["id"])
    room.table.edit(ELIF, mention, "Selam Ayşe, bakıyorum.")
    await room.settle(5)
    assert "bakıyorum" in room.card(mention)["text"]
    assert room.card(mention)["id"] > 1


async def test_a_card_whose_sending_was_never_answered_is_adopted_or_loses_its_buttons(
    room: Room, sandbox: Sandbox
) -> None:
    mention = room.table.mention()
    sandbox.faults.add(Fault("*/sendMessage", "lose_answer"))
    await room.settle(30)
    first, second = room.said()
    assert room.table.case(mention).card.message_id == second["id"]  # type: ignore[union-attr]
    toast = await room.press(ELIF, first["id"], first["buttons"][0][0]["data"])
    assert "Onaylandı" in toast
    first, second = room.said()
    assert first["buttons"] == []
    assert "Elif onayladı" in second["text"]
    assert len(room.table.replies()) == 1


async def test_i3_an_update_is_confirmed_only_after_it_was_handled(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    mention = room.table.mention()
    await room.settle(2)
    card = room.card(mention)
    room.telegram.tap(room.chat, card["id"], ELIF, "✅ Onayla")

    class Killed(BaseException):
        """The process dies."""

    async def die(update: Update) -> None:
        raise Killed

    monkeypatch.setattr(room.desk._receiver, "_handle", die)
    with pytest.raises(Killed):
        await room.desk.receive(0)
    room.desk = make_desk(room.table, room.bot)
    assert await room.desk.receive(0) > 0
    assert len(room.table.replies()) == 1
    assert await room.desk.receive(0) == 0


async def test_an_update_that_cannot_be_handled_is_set_aside_and_blocks_nobody(room: Room) -> None:
    good, bad, handled, aside = [], [], [], []

    async def handle(update: Update) -> None:
        message = update.message
        if message is None or message.text is None:
            return
        handled.append(message.text)
        if "bozuk" in message.text:
            raise RuntimeError("gizli metin")

    async def set_aside(update: Update) -> None:
        aside.append(update.update_id)

    receiver = Receiver(room.bot, handle, set_aside)
    await receiver.receive(0)
    for text in ("/iyi1", "/bozuk", "/iyi2"):
        room.telegram.message(room.chat, MERT, text)
    for _ in range(5):
        await receiver.receive(0)
    good = [text for text in handled if "iyi" in text]
    bad = [text for text in handled if "bozuk" in text]
    assert good == ["/iyi1", "/iyi2"]
    assert len(bad) == 3
    assert len(aside) == 1
    assert await receiver.receive(0) == 0


@pytest.mark.parametrize(("language", "words"), [("tr", "işlenemedi (no 7)"), ("en", "could not be handled (no. 7)")])
async def test_admins_hear_of_a_lost_update_in_the_chats_language(room: Room, language: str, words: str) -> None:
    room.table.brands = {"ornek": brand(chat_language=language)}
    room.desk = make_desk(room.table, room.bot)
    await room.desk._set_aside(Update(7))
    assert words in room.said(ADA)[-1]["text"]


async def test_what_telegram_refuses_to_the_receiver_is_told_in_our_terms(room: Room, sandbox: Sandbox) -> None:
    await room.desk.receive(0)
    sandbox.faults.add(Fault("*/getUpdates", "answer", status=502))
    with pytest.raises(Temporary):
        await room.desk.receive(0)
    body = {"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": 9}}
    sandbox.faults.add(Fault("*/getUpdates", "answer", status=429, body=body))
    with pytest.raises(RateLimited) as caught:
        await room.desk.receive(0)
    assert caught.value.retry_at == room.clock() + timedelta(seconds=9)


async def test_a_group_that_moves_is_followed_with_its_open_cards(room: Room) -> None:
    done, open_ = room.table.mention(), room.table.mention()
    await room.settle(5)
    room.table.press(ELIF, "skip_spam", done)
    await room.settle(3)
    new = room.telegram.migrate(room.chat)
    await room.desk.receive(0)
    await room.settle(5)
    assert [m["text"] for m in room.said(new)] == [room.card(open_)["text"]]
    card = room.table.case(done).card
    assert card is not None
    assert not card.stale
    room.chat = new
    assert "Onaylandı" in await room.tap(ELIF, open_, "✅ Onayla")


async def test_a_group_that_moves_unseen_is_followed_at_the_next_card(room: Room) -> None:
    new = room.telegram.migrate(room.chat)
    mention = room.table.mention()
    await room.settle(5)
    assert room.table.case(mention).card.chat_id == new  # type: ignore[union-attr]


async def test_the_digest_goes_to_the_brands_chat(room: Room) -> None:
    message_id = await room.desk.send_digest("ornek", "📊 <b>Örnek</b> &amp; günü\niki", PNG)
    texts = [message["text"] for message in room.telegram.messages(room.chat)]
    assert texts == ["📊 Örnek & günü\niki", "📊 Örnek & günü"]
    assert message_id == 1
    with pytest.raises(TelegramError):
        room.telegram.go_down(60)
        await room.desk.send_digest("ornek", "x")


async def test_admins_are_told_where_they_can_be_reached(sandbox: Sandbox, database: Database, clock: Clock) -> None:
    with open_room(sandbox, database, clock) as room:
        async with room.bot:
            room.telegram.start(ADA)
            await room.desk.notify_admins("disk doldu <&>")
            assert room.said(ADA)[-1]["text"] == "disk doldu <&>"
            room.table.settings["people"] = {}
            await make_desk(room.table, room.bot).notify_admins("sohbete")
            assert room.said()[-1]["text"] == "sohbete"
            room.table.settings["chat"] = None
            with pytest.raises(LookupError):
                await make_desk(room.table, room.bot).notify_admins("kimse yok")


async def test_where_no_admin_opened_the_private_chat_the_group_hears_it_and_how_to_mend_that(
    sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    with open_room(sandbox, database, clock) as room:
        async with room.bot:
            await room.desk.notify_admins("anahtar <reddedildi>")
            assert [message["text"].split("\n\n")[0] for message in room.said()] == ["anahtar <reddedildi>"]
            assert "bota özel sohbette /start yazarsa" in room.said()[-1]["text"]
            room.telegram.start(ADA)
            await room.desk.notify_admins("yine")
            assert [room.said(ADA)[-1]["text"], len(room.said())] == ["yine", 1]
            room.table.settings["admin_chat"] = -100777
            await make_desk(room.table, room.bot).notify_admins("disk doldu")
            assert "desk.admin_chat sohbetine yazamıyorum" in room.said()[-1]["text"]
            room.telegram.kick(room.chat)
            with pytest.raises(TelegramError):
                await make_desk(room.table, room.bot).notify_admins("kimse duymuyor")


async def test_a_telegram_that_is_down_sends_no_admin_notice_to_the_group(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    async def down(chat: int, *_args: object, **_more: object) -> None:
        tried.append(chat)
        raise NetworkError("down")

    with monkeypatch.context() as patched:
        patched.setattr(type(room.bot), "send_message", lambda _self, chat, *args, **more: down(chat))
        with pytest.raises(NetworkError):
            await room.desk.notify_admins("sonra")
    assert room.chat not in tried


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000ffff03000006"
    "000557bfabd40000000049454e44ae426082"
)
