"""A morning in the brand's chat: message, picture, lists behind the lines, decisions taken from them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, Literal

import pytest
from sqlmodel import select
from telegram.error import TelegramError

from models import Author, Database
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_table import ELIF, IZEL, MERT, STRANGER
from tests.digest_room import Mornings, open_mornings

Language = Literal["tr", "en"]


@pytest.fixture
async def mornings(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Mornings]:
    """10:00 on Thursday; yesterday's posts are about to be told."""
    with open_mornings(sandbox, database, clock) as opened:
        async with opened.room.bot:
            yield opened


def _yesterday(mornings: Mornings, count: int, **fields: Any) -> list[int]:
    at = mornings.room.clock() - timedelta(hours=20)
    return [
        mornings.room.table.mention(
            f"kargom nerede {n} <b>&", f"Selam, {n} numaralı paketine bakalım.", f"Kişi {n}",
            created_at=at + timedelta(minutes=n), **fields,
        )
        for n in range(count)
    ]  # fmt: skip


async def _told(mornings: Mornings) -> dict[str, Any]:
    digests = mornings.digests()
    await digests.tick()
    (message,) = [entry for entry in mornings.shown() if entry["text"].startswith("📊") and entry["buttons"]]
    return dict(message)


@pytest.mark.parametrize(
    ("language", "title", "count", "caption"),
    [
        ("tr", "📊 Örnek Marka · 18 Kas Çar", "Söz edilme 3", "Örnek Marka, 18 Kas Çar: 3 söz edilme"),
        ("en", "📊 Örnek Marka · Wed 18 Nov", "Mentions 3", "Örnek Marka, Wed 18 Nov: 3 mentions"),
    ],
)
async def test_message_and_picture_come_once_in_the_brands_language(
    sandbox: Sandbox, database: Database, clock: Clock, language: Language, title: str, count: str, caption: str
) -> None:
    with open_mornings(sandbox, database, clock, language) as mornings:
        async with mornings.room.bot:
            _yesterday(mornings, 3)
            workers = [mornings.digests(name) for name in ("one", "two")]
            for _ in range(3):
                for worker in workers:
                    await worker.tick()
                clock.forward(minutes=3)
            message, picture = mornings.shown()
    assert message["text"].splitlines()[0] == title
    assert count in message["text"].splitlines()
    assert picture["text"].startswith(caption)
    assert picture["reply_to"] == message["id"]
    (photo,) = [size for size in picture["media"]["photo"] if size["width"] == 1080]
    assert photo["height"] == 1350
    assert "blockquote" in str(message["entities"])


async def test_a_picture_telegram_refuses_is_tried_again_under_the_one_message(
    mornings: Mornings, sandbox: Sandbox
) -> None:
    _yesterday(mornings, 1)
    digests = mornings.digests()
    sandbox.faults.add(Fault("*/sendPhoto", "answer", status=502))
    await digests.tick()
    assert [entry["text"][0] for entry in mornings.shown()] == ["📊"]
    mornings.room.clock.forward(minutes=5)
    await digests.tick()
    message, picture = mornings.shown()
    assert picture["reply_to"] == message["id"]


async def test_a_message_whose_answer_was_lost_is_not_said_twice(mornings: Mornings, sandbox: Sandbox) -> None:
    _yesterday(mornings, 1)
    sandbox.faults.add(Fault("*/sendMessage", "lose_answer"))
    for _ in range(3):
        await mornings.digests().tick()
        mornings.room.clock.forward(minutes=5)
    assert [entry["text"][0] for entry in mornings.shown() if "photo" not in entry["media"]] == ["📊"]


async def test_a_list_is_opened_by_its_button(mornings: Mornings) -> None:
    mentions = _yesterday(mornings, 12)
    message = await _told(mornings)
    assert mornings.labels(message) == ["Bekleyen 12", "Kargo 12", "Olumsuz 12", "⋯ Diğer listeler"]
    await mornings.tap(IZEL, message["id"], "Kargo 12")
    listed = mornings.under(message["id"])
    lines = listed["text"].splitlines()
    assert lines[0] == "Kargo · 1–10 / 12"
    assert lines[1].startswith(f"#{mentions[0]} 18.11 14:00 KARGO · X · karar bekliyor ❝kargom nerede 0")
    assert len(lines) == 11
    assert listed["reply_to"] == message["id"]
    await mornings.tap(IZEL, listed["id"], "▸ Sonraki 2")
    rest = mornings.under(listed["id"])
    assert [line.split()[0] for line in rest["text"].splitlines()[1:]] == [f"#{id_}" for id_ in mentions[10:]]
    assert rest["buttons"] == []


async def test_every_other_list_is_there_by_name(mornings: Mornings) -> None:
    _yesterday(mornings, 2)
    message = await _told(mornings)
    await mornings.tap(MERT, message["id"], "⋯ Diğer listeler")
    names = mornings.under(message["id"])
    assert {"Övgü", "Yanıtlanan", "Takılan", "Olay", "İade", "Bekleyen"} <= set(mornings.labels(names))
    await mornings.tap(MERT, names["id"], "Övgü")
    assert mornings.under(names["id"])["text"] == "Övgü: artık boş."


async def test_a_stranger_reads_no_list_and_a_viewer_decides_nothing(mornings: Mornings) -> None:
    _yesterday(mornings, 1)
    message = await _told(mornings)
    picture = mornings.under(message["id"])
    assert await mornings.tap(STRANGER, message["id"], "Bekleyen 1") in (
        "You have no role here.",
        "Bu düğme için yetkin yok.",
    )
    assert mornings.under(message["id"]) == picture
    await mornings.tap(IZEL, message["id"], "Bekleyen 1")
    waiting = mornings.under(message["id"])
    assert "onaycı" in await mornings.tap(IZEL, waiting["id"], "☑️ İlk 1 kayda karar ver")
    assert not [entry for entry in mornings.shown() if entry["reply_to"] == waiting["id"]]


async def _decisions(mornings: Mornings, count: int) -> dict[str, Any]:
    message = await _told(mornings)
    await mornings.tap(MERT, message["id"], f"Bekleyen {count}")
    waiting = mornings.under(message["id"])
    await mornings.tap(MERT, waiting["id"], f"☑️ İlk {min(count, 5)} kayda karar ver")
    return mornings.under(waiting["id"])


async def test_up_to_five_decisions_are_taken_from_it_by_the_desks_own_path(mornings: Mornings) -> None:
    mentions = _yesterday(mornings, 7)
    offered = await _decisions(mornings, 7)
    text = offered["text"]
    assert text.splitlines()[0] == "5 karar · en acil olan önce"
    assert mornings.labels(offered) == [f"✅ {n} onayla" for n in range(1, 6)]
    assert "Selam, 0 numaralı paketine bakalım." in text
    toast = await mornings.tap(MERT, offered["id"], "✅ 1 onayla")
    assert toast == "✅ Onaylandı. 30 sn içinde geri alabilirsin."
    (reply,) = mornings.room.table.replies()
    assert (reply.mention_id, reply.state, reply.approved_by) == (mentions[0], "held", MERT)
    assert reply.text == "Selam, 0 numaralı paketine bakalım. ^MA"
    (decision,) = mornings.room.table.decisions("approve")
    assert decision.text_hash == reply.approval_hash
    left = next(entry for entry in mornings.shown() if entry["id"] == offered["id"])
    assert mornings.labels(left) == [f"✅ {n} onayla" for n in range(2, 6)]


async def test_two_people_at_one_button_approve_once(mornings: Mornings) -> None:
    _yesterday(mornings, 1)
    offered = await _decisions(mornings, 1)
    data = offered["buttons"][0][0]["data"]
    room = mornings.room
    assert (await room.press(MERT, offered["id"], data)).startswith("✅")
    assert "Mert" in await room.press(ELIF, offered["id"], data)
    assert len(room.table.replies()) == 1


async def test_what_a_guard_objects_to_is_brought_as_a_card(mornings: Mornings) -> None:
    room = mornings.room
    red = room.table.mention("ilk", "Bak: http://kotu", draft={"level": "red"}, created_at=room.clock())
    green = room.table.mention("iki", "Bugün bakarız bugün", created_at=room.clock())
    _yesterday(mornings, 1)
    offered = await _decisions(mornings, 3)
    labels = mornings.labels(offered)
    assert sorted(label[:2] for label in labels) == ["✅ ", "✅ ", "👉 "]
    await mornings.tap(MERT, offered["id"], next(label for label in labels if label.startswith("👉")))
    await room.settle(10)
    assert "http" in room.card(red)["text"]
    data = next(
        key["data"]
        for row in offered["buttons"]
        for key in row
        if key["label"] == f"✅ {_number(str(offered['text']), 'Bugün')} onayla"
    )
    assert "bir kez daha" in await room.press(MERT, offered["id"], data)
    await room.settle(10)
    assert room.table.replies() == []
    assert "⚠️ Evet, onayla" in room.labels(green)


def _number(text: str, word: str) -> int:
    """Under which number the offer with this word stands."""
    blocks = text.split("\n\n")[1:]
    return next(number for number, block in enumerate(blocks, start=1) if word in block)


async def test_only_a_lead_decides_what_is_a_leads(mornings: Mornings) -> None:
    room = mornings.room
    grave = room.table.mention("patladı", "Selam.", escalate="safety", created_at=room.clock())
    _yesterday(mornings, 1)
    offered = await _decisions(mornings, 2)
    first = offered["buttons"][0][0]["data"]
    assert "lider" in await room.press(MERT, offered["id"], first)
    assert room.table.replies() == []
    assert (await room.press(ELIF, offered["id"], first)).startswith("✅")
    assert [reply.mention_id for reply in room.table.replies()] == [grave]


async def test_a_forged_button_opens_nothing(mornings: Mornings) -> None:
    _yesterday(mornings, 1)
    message = await _told(mornings)
    data = message["buttons"][0][0]["data"]
    assert "sohbete ait değil" in await mornings.room.press(MERT, message["id"], data[:-2] + "AA")
    assert "media" in mornings.under(message["id"])


async def test_names_in_a_list_cannot_format_it(mornings: Mornings) -> None:
    room = mornings.room
    mention = _yesterday(mornings, 1)[0]
    with room.table.database.transaction() as session:
        author = session.exec(select(Author)).first()
        assert author is not None
        author.name = "<i>x"
        session.add(author)
    message = await _told(mornings)
    await mornings.tap(MERT, message["id"], "Olumsuz 1")
    assert "❝kargom nerede 0 <b>&❞" in mornings.under(message["id"])["text"]
    assert room.table.case(mention).mention.text.endswith("<b>&")
    with pytest.raises(TelegramError):
        room.telegram.go_down(60)
        await room.desk.posting.say("ornek", "x", "digest")


async def test_a_day_without_anything_is_one_line_and_no_picture(mornings: Mornings) -> None:
    await mornings.digests().tick()
    (only,) = mornings.shown()
    assert only["text"] == "📊 Örnek Marka · 18 Kas Çar: kimse bizden söz etmedi, bekleyen iş yok."
    assert only["buttons"] == []
