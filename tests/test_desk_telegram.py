"""The desk through the real python-telegram-bot against the stand-in: cards, taps, edits, old and forged buttons."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from models import Database, Route
from responders.desk.buttons import Pressed, Signer
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import SECRET, Room, make_desk, open_room
from tests.desk_table import ELIF, IZEL, MERT, STRANGER, TOM, brand


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock) as made:
        async with made.bot:
            yield made


async def test_a_green_card_is_approved_with_one_tap(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(2)
    assert room.labels(mention) == ["✅ Onayla", "✏️ Düzenle", "🔁 Başka", "🚫 Yanıt yok", "⋯ Daha"]
    assert await room.tap(ELIF, mention, "✅ Onayla") == "✅ Onaylandı. 30 sn içinde geri alabilirsin."
    assert room.labels(mention) == ["↩️ Geri al"]
    assert "Elif onayladı" in room.card(mention)["text"]
    (reply,) = room.table.replies()
    room.table.change(reply, state="posted", posted_at=room.clock())
    case = room.table.case(mention)
    room.table.change(case.card, stale=True)
    await room.settle(2)
    assert "yayınlandı · Elif · değişiklik %0" in room.card(mention)["text"]


async def test_an_amber_card_takes_two_taps(room: Room) -> None:
    mention = room.table.mention(reply="Selam Ayşe, bugün bakalım.")
    await room.settle(2)
    assert "bir kez daha" in await room.tap(ELIF, mention, "✅ Onayla")
    assert room.labels(mention) == ["⚠️ Evet, onayla", "⬅️ Geri"]
    assert "🟠 DİKKAT" in room.card(mention)["text"]
    assert "Onaylandı" in await room.tap(ELIF, mention, "⚠️ Evet, onayla")


async def test_a_red_card_has_nothing_to_approve_with(room: Room) -> None:
    mention = room.table.mention(
        reply="Selam, http://kotu.example",
        draft={"level": "red", "flags": [{"name": "link", "level": "red", "start": 7, "end": 26, "detail": ""}]},
    )
    await room.settle(2)
    assert room.labels(mention) == ["✏️ Düzenle", "🔁 Başka", "⏫ Yükselt", "🚫 Yanıt yok", "⋯ Daha"]
    assert "🔴 engel: bağlantı listede değil (http://kotu.example)" in room.card(mention)["text"]


async def test_an_edit_is_a_reply_to_the_card_and_needs_a_fresh_approval(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(2)
    old = room.card(mention)["buttons"][0][0]["data"]
    assert "Bu karta yanıt" in await room.tap(MERT, mention, "✏️ Düzenle")
    assert room.labels(mention) == ["📋 Metni kopyala", "⬅️ Geri"]
    said = await room.say(MERT, "Selam Ayşe, hemen bakıyorum.", room.card(mention)["id"])
    assert said == ["✏️ v2 kartta, onay bekliyor."]
    text = room.card(mention)["text"]
    assert "Taslak v2 (kişi)" in text
    assert "Selam Ayşe, hemen bakıyorum." in text
    assert await room.press(MERT, room.card(mention)["id"], old) == "Bu düğme eski; kart değişti."
    assert room.table.replies() == []
    await room.tap(MERT, mention, "✅ Onayla")
    assert room.table.replies()[0].text == "Selam Ayşe, hemen bakıyorum. ^MA"


async def test_a_message_that_is_no_reply_to_a_card_never_becomes_a_reply(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(2)
    room.telegram.promote(room.chat)
    await room.tap(MERT, mention, "✏️ Düzenle")
    assert await room.say(MERT, "Bugün çok yoğunuz arkadaşlar") == []
    own = room.telegram.message(room.chat, ELIF, "not")
    assert await room.say(MERT, "tamam", own) == []
    assert room.table.case(mention).version == 1


async def test_i6_a_stranger_in_the_group_can_do_nothing(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(2)
    before = room.card(mention)
    assert await room.tap(STRANGER, mention, "✅ Onayla") == "Bu düğme için yetkin yok."
    assert await room.tap(IZEL, mention, "✅ Onayla") == "Bunu yalnızca onaycı yapabilir."
    said = await room.say(STRANGER, "Bedava kupon!", before["id"])
    assert said == ["Bunun için yetkin yok. You have no role for this."]
    assert await room.say(STRANGER, "/durdur hepsi") == [], "told once an hour"
    assert room.card(mention) == before
    assert room.table.replies() == []
    assert room.table.decisions() == []


async def test_i6_forged_old_and_foreign_buttons_are_refused(room: Room) -> None:
    mention, clock = room.table.mention(), room.clock
    await room.settle(2)
    card = room.card(mention)
    good = card["buttons"][0][0]["data"]
    assert len(good.encode()) == 37
    pressed = Pressed("approve", mention, 1)
    forged = [
        Signer(b"another secret, 16+ bytes").sign(pressed, room.chat, clock()),
        Signer(SECRET).sign(pressed, room.chat - 1, clock()),
        *(good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :] for at in (1, 5, 20, 36)),
        "approve",
        "1",
        "1****",
        "2" + good[1:],
    ]
    for data in forged:
        assert await room.press(ELIF, card["id"], data) == "Bu düğme bu sohbete ait değil."
    assert room.table.replies() == []
    clock.forward(hours=49)
    assert "süresi doldu" in await room.press(ELIF, card["id"], good)
    assert room.table.replies() == []
    fresh = room.card(mention)["buttons"][0][0]["data"]
    assert fresh != good
    await room.press(ELIF, card["id"], fresh)
    assert len(room.table.replies()) == 1


async def test_toasts_speak_the_persons_language_and_cards_the_chats(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(2)
    assert await room.tap(TOM, mention, "✅ Onayla") == "✅ Approved. You can undo it for 30 s."
    assert "Tom onayladı" in room.card(mention)["text"]
    assert await room.tap(ELIF, mention, "↩️ Geri al") == "↩️ Geri alındı; yeniden onay gerekiyor."
    assert "Taslak v2" in room.card(mention)["text"]


async def test_an_english_brands_card_is_english(sandbox: Sandbox, database: Database, clock: Clock) -> None:
    with open_room(sandbox, database, clock) as room:
        room.table.brands["ornek"] = brand(chat_language="en", signature="none")
        room.desk = make_desk(room.table, room.bot)
        async with room.bot:
            mention = room.table.mention("charged twice for one order", "Hi Tom, the order number by DM helps.")
            await room.settle(2)
            text = room.card(mention)["text"].replace("\u00a0", " ")
            assert "🟢 READY · DELIVERY · complaint · Örnek Marka · X   ⏱ 18 min (target 60)" in text
            assert "Draft v1 (template, version 3) 37/280" in text
            assert room.labels(mention) == ["✅ Approve", "✏️ Edit", "🔁 Another", "🚫 No reply", "⋯ More"]


async def test_by_hand_opens_the_composer_and_is_closed_by_posted(room: Room) -> None:
    room.table.way = Route("by_hand", url="https://x.com/intent/tweet?in_reply_to=1&text=Selam")
    mention = room.table.mention()
    await room.settle(2)
    await room.tap(ELIF, mention, "✅ Onayla")
    assert room.labels(mention) == ["↗️ X'te aç", "📋 Metni kopyala", "☑️ Yayınladım", "↩️ Geri al"]
    assert "@ornekmarka hesabından yayınla" in room.card(mention)["text"].replace("\u2060", "")
    assert "mention" not in {entity["type"] for entity in room.card(mention)["entities"]}
    opened = room.telegram.tap(room.chat, room.card(mention)["id"], ELIF, "↗️ X'te aç")
    assert opened == {"url": "https://x.com/intent/tweet?in_reply_to=1&text=Selam"}
    await room.tap(ELIF, mention, "☑️ Yayınladım")
    assert "elle yayınlandı · Elif" in room.card(mention)["text"]


async def test_skip_asks_for_one_of_four_reasons(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(2)
    await room.tap(MERT, mention, "🚫 Yanıt yok")
    labels = room.labels(mention)
    assert labels == ["Spam / trol", "Bizimle ilgili değil", "Yanıt gerekmez", "Başka yerde çözüldü", "⬅️ Geri"]
    await room.tap(MERT, mention, "Yanıt gerekmez")
    assert "Mert · yanıt gerekmez" in room.card(mention)["text"]
    assert room.labels(mention) == ["↩️ Yeniden aç"]


async def test_another_draft_comes_as_a_new_version(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(2)
    assert "hazırlanıyor" in await room.tap(MERT, mention, "🔁 Başka")
    assert "Yeni metin 2." in room.card(mention)["text"]
    await room.tap(MERT, mention, "⋯ Daha")
    await room.tap(MERT, mention, "🎚 Ton")
    await room.tap(MERT, mention, "Daha kısa")
    assert room.table.asked == [(mention, None, MERT), (mention, "shorter", MERT)]
    assert "Taslak v3" in room.card(mention)["text"]


async def test_when_there_is_no_other_draft_the_person_hears_it(room: Room) -> None:
    mention = room.table.mention(reply=None)
    await room.settle(2)
    data = Signer(SECRET).sign(Pressed("another", mention, 0), room.chat, room.clock())
    await room.press(MERT, room.card(mention)["id"], data)
    assert room.said()[-1]["text"] == "Başka taslak çıkmadı; sen yazabilirsin."


async def test_i9_pause_holds_at_once_and_survives_a_restart(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(2)
    await room.tap(ELIF, mention, "✅ Onayla")
    assert await room.say(MERT, "/durdur") == [
        "⏸ Örnek Marka: yayın durdu. Onaylanan yanıtlar bekliyor. /devam ile sürer."
    ]
    assert "Yayın durduruldu (Mert)" in room.card(mention)["text"]
    room.desk = make_desk(room.table, room.bot)
    assert "zaten" in (await room.say(TOM, "/pause"))[0] or "already" in (await room.say(TOM, "/pause"))[0]
    assert await room.say(MERT, "/devam") == ["Bunun için yetkin yok."]
    assert await room.say(ELIF, "/devam@samimi_demo_bot") == ["▶️ Örnek Marka: yayın sürüyor."]
    assert "durduruldu" not in room.card(mention)["text"]
    assert [row.action for row in room.table.decisions()] == ["approve", "pause", "resume"]


async def test_commands_answer_in_the_askers_language(room: Room) -> None:
    room.table.mention()
    assert (await room.say(TOM, "/queue"))[0].startswith("Waiting 1 · urgent 0")
    assert (await room.say(MERT, "/kuyruk"))[0].startswith("Bekleyen 1 · acil 0")
    assert (await room.say(MERT, "/ozet"))[0] == "Özet ornek"
    assert "her şey yolunda" in (await room.say(MERT, "/durum"))[0]
    assert "/siradaki (next)" in (await room.say(MERT, "/yardim"))[0]
    assert await room.say(MERT, "/bilinmeyen") == []
    assert await room.say(MERT, "/durum@baska_bot") == []


async def test_the_menu_has_the_commands_in_both_languages(room: Room) -> None:
    await room.desk.register_commands()
    assert [entry["command"] for entry in room.telegram.menu("tr")][:2] == ["durdur", "devam"]
    assert [entry["command"] for entry in room.telegram.menu()][:2] == ["pause", "resume"]


async def test_i5_hostile_text_is_shown_and_does_nothing(room: Room) -> None:
    name = "<b>Elif</b>\n✅ 14:32 yayınlandı \u202egnp.exe"
    text = "</blockquote><a href='https://kotu.example'>tıkla</a> &amp; /durdur @masa_bot http://kotu.example\u200b"
    mention = room.table.mention(text, author=name)
    await room.settle(2)
    card = room.card(mention)
    assert "</blockquote><a href='https:" in card["text"].replace("\u2060", "")
    assert "\n✅" not in card["text"]
    assert "\u202e" not in card["text"]
    kinds = {entity["type"] for entity in card["entities"]}
    assert kinds <= {"bold", "blockquote", "expandable_blockquote", "text_link"}
    (link,) = [entity["url"] for entity in card["entities"] if entity["type"] == "text_link"]
    assert link == "https://x.com/i/status/1"
    assert "Elif onayladı" in (await room.tap(ELIF, mention, "✅ Onayla"), room.card(mention)["text"])[1]
