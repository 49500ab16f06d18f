"""/ara /bagla /ton /sablon /politika /ornek /sla /kriz /sessiz, in Turkish and English, and what they change."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlmodel import select

from models import Author, AuthorLink, Brand, Card, Database, HoldingLine, Mention, Platform, Preference, Step
from models.judgement import TOPICS
from responders.desk.command_words import COMMANDS, canonical, menu_of
from responders.desk.commands import HANDLERS
from responders.drafting.examples import ApprovedReplies, Like
from samimi import chat_figures
from samimi.forgetting import Forgetter
from samimi.pipeline import Pipeline
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ELIF, IZEL, MERT, STRANGER, TEMPLATES, TOM, Table, brand
from tests.test_pipeline import FakeJudge


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock) as made:
        async with made.bot:
            yield made


def plain(text: str) -> str:
    return text.replace("\u2060", "")


def test_every_command_in_the_menu_is_handled_and_has_two_names() -> None:
    names = [name for command in COMMANDS for name in (command.tr, command.en)]
    assert len(set(names)) == len(names)
    assert {command.tr for command in COMMANDS} - {"katil"} == set(HANDLERS)
    for language in ("tr", "en"):
        assert all(1 <= len(about) <= 256 for _, about in menu_of(language))


async def test_a_name_typed_with_turkish_letters_is_the_command(room: Room) -> None:
    typed = ("özet", "SIRADAKİ", "yardım", "geçmiş", "katıl", "HISTORY")
    assert [canonical(name) for name in typed] == ["ozet", "siradaki", "yardim", "gecmis", "katil", "gecmis"]
    assert await room.say(MERT, "/SIRADAKİ") == ["🎉 Bekleyen yok."]
    assert await room.say(MERT, "/katıl YANLISKOD") == ["Bu kod geçersiz ya da süresi dolmuş."]


async def test_telegram_takes_the_whole_menu(room: Room) -> None:
    await room.desk.register_commands()
    wanted = {"ara", "bagla", "ton", "sablon", "politika", "ornek", "sla", "kriz", "sessiz"}
    assert wanted <= {entry["command"] for entry in room.telegram.menu("tr")}
    assert {"search", "link", "tone", "templates"} <= {entry["command"] for entry in room.telegram.menu()}


# /ara


async def test_search_folds_turkish_letters_and_masks(room: Room) -> None:
    first = room.table.mention("İADEM NEREDE numaram 5551112233", author="Ayşe")
    room.table.mention("kargom gelmedi", author="Cem")
    await room.settle(3)
    (said,) = await room.say(MERT, "/ara iadem")
    assert said.startswith("1 kayıt")
    assert f"#{first} KARGO · X · 19 Kas · Ayşe · açık" in said
    assert "[TELEFON]" in said
    assert "555" not in said
    answer = room.said()[-1]
    assert answer["reply_to"] == room.card(first)["id"]
    (by_author,) = await room.say(TOM, "/search CEM")
    assert "DELIVERY · X · 19 Nov · Cem · open" in by_author
    (by_number,) = await room.say(MERT, f"/ara #{first}")
    assert f"#{first} " in by_number
    assert await room.say(MERT, "/ara kargom iadem") == ["Son 5000 kayıtta yok."]
    assert await room.say(MERT, "/ara") == ["/ara kargo ayşe · /ara 12"]


async def test_i6_search_shows_only_ones_own_brands_and_nothing_to_strangers(room: Room) -> None:
    room.table.brands["cinar"] = Brand(key="cinar", name="Çınar", platforms={"x": Platform(account="cinar")})
    room.table.settings |= {"chat": {"ornek": room.chat, "cinar": room.chat}}
    room.desk = make_desk(room.table, room.bot)
    room.table.mention("gizli konu", brand="cinar")
    await room.settle(3)
    assert await room.say(MERT, "/ara gizli") == ["Son 5000 kayıtta yok."]
    assert "gizli konu" in (await room.say(ELIF, "/ara gizli"))[0]
    assert await room.say(STRANGER, "/ara gizli") == ["Bunun için yetkin yok. You have no role for this."]


async def test_i10_search_does_not_find_what_was_forgotten(room: Room) -> None:
    mention = room.table.mention("kargom gelmedi")
    with room.table.database.transaction() as session:
        row = session.get_one(Mention, mention)
        Forgetter(b"k" * 32).forget_mention(session, row, "gone", room.clock())
    assert await room.say(MERT, f"/ara {mention}") == ["Son 5000 kayıtta yok."]


# /bagla


async def test_two_authors_are_shown_together_only_once_a_person_says_so(room: Room) -> None:
    on_x = room.table.mention("kargom gelmedi", author="Ayşe")
    room.clock.forward(hours=2)
    on_bluesky = room.table.mention("X'te de yazmıştım, ben Ayşe", author="ayse b", platform="bluesky")
    await room.settle(3)
    assert await room.say(MERT, f"/gecmis {on_bluesky}") == ["Bu yazarın başka kaydı yok."]
    (said,) = await room.say(MERT, f"/bagla {on_x} {on_bluesky}")
    assert said == "🔗 Ayşe: X + Bluesky birlikte gösterilecek."
    assert await room.say(TOM, f"/link {on_x} {on_bluesky}") == ["These two are linked already."]
    (history,) = await room.say(MERT, f"/gecmis {on_bluesky}")
    assert "19 Kas · X · şikâyet · açık" in history
    assert [row.details for row in room.table.decisions("link")] == [{"authors": [1, 2]}]
    assert await room.say(MERT, f"/bagla coz {on_bluesky}") == ["🔗 Bağ kaldırıldı."]
    assert await room.say(MERT, f"/gecmis {on_bluesky}") == ["Bu yazarın başka kaydı yok."]
    assert await room.say(MERT, f"/bagla coz {on_bluesky}") == ["Bağ yok."]


@pytest.mark.parametrize("words", ["", "1", "1 1", "1 99", "1 2", "kargo"])
async def test_what_cannot_be_linked_is_explained(room: Room, words: str) -> None:
    room.table.mention("kargom gelmedi", author="Ayşe")
    room.table.mention("iadem gelmedi", author="Cem")
    await room.settle(3)
    (said,) = await room.say(MERT, f"/bagla {words}")
    assert "Yalnızca müşteri kendisi söylediyse" in said
    assert await room.say(IZEL, f"/bagla {words}") == [said]


async def test_i10_a_link_goes_with_the_author(room: Room) -> None:
    one = room.table.mention("kargom gelmedi", author="Ayşe")
    other = room.table.mention("ben de", author="ayse b", platform="bluesky")
    await room.say(MERT, f"/bagla {one} {other}")
    with room.table.database.transaction() as session:
        assert session.exec(select(AuthorLink)).all()
        handle = session.get_one(Author, 1).handle
        Forgetter(b"k" * 32).forget_author(session, "x", handle, room.clock())
        assert session.exec(select(AuthorLink)).all() == []


# /ton, /sablon, /politika, /ornek, /sla


async def test_tone_shows_the_voice_and_asks_for_another_draft(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    (voice,) = await room.say(MERT, "/ton")
    assert "Hitap: sen · siz diyene siz: evet" in voice
    assert "İmza: onaylayanın baş harfleri (^EK)" in voice
    assert "Signature: the approver's initials" in (await room.say(TOM, "/tone"))[0]
    said = await room.say(MERT, f"/ton {mention} kisa")
    assert said[0] == "🔁 Yeni taslak hazırlanıyor…"
    await room.desk.drain()
    await room.settle(3)
    assert "Taslak v2" in room.card(mention)["text"]
    await room.say(MERT, f"/ton {mention} siz")
    await room.desk.drain()
    assert room.table.asked == [(mention, "shorter", MERT), (mention, "siz", MERT)]
    assert await room.say(IZEL, f"/ton {mention} kisa") == ["Bunu yalnızca onaycı yapabilir."]
    assert "Bir kart için" in (await room.say(MERT, f"/ton {mention} hızlı"))[0]


async def test_a_command_that_answers_a_card_means_that_card(room: Room) -> None:
    mention = room.table.mention(author="Ayşe")
    await room.settle(3)
    assert f"gönderi ↗ · #{mention}" in room.card(mention)["text"]
    assert (await room.say(MERT, "/ton kisa", room.card(mention)["id"]))[0] == "🔁 Yeni taslak hazırlanıyor…"
    await room.desk.drain()
    assert room.table.asked == [(mention, "shorter", MERT)]
    assert await room.say(MERT, "/gecmis", room.card(mention)["id"]) == ["Bu yazarın başka kaydı yok."]
    assert await room.say(MERT, "/ornek", room.card(mention)["id"]) == ["Önce yanıt onaylanmalı."]


@pytest.mark.parametrize("at", [0, 3])
def test_the_samples_of_every_topic_speak_of_it(clock: Clock, at: int) -> None:
    """At 0 the Turkish answer to a complaint, at 3 the English one."""
    opened = [chat_figures.samples(brand(), TEMPLATES, topic, clock())[at][1].split(".")[0] for topic in TOPICS]
    assert len(set(opened)) == len(TOPICS)


async def test_templates_show_what_they_would_say(room: Room) -> None:
    steps = [Step(id="own", tr_sen="Takip numaranı DM'den yollar mısın?", topics=["shipping"])]
    room.table.brands["ornek"] = brand(steps=steps)
    room.desk = make_desk(room.table, room.bot)
    (said,) = await room.say(MERT, "/sablon kargo")
    assert said.startswith("KARGO · Örnek Marka")
    lines = said.split("\n")
    assert [line[:4] for line in lines[1:7]] == ["😠 TR", "😊 TR", "❓ TR", "😠 EN", "😊 EN", "❓ EN"]
    assert len({line[5:] for line in lines[1:7]}) == 6
    assert lines[-1] == "▸ Takip numaranı DM'den yollar mısın?"
    assert (await room.say(TOM, "/templates RETURNS"))[0].startswith("RETURNS · Örnek Marka")
    assert (await room.say(MERT, "/sablon İADE"))[0].startswith("İADE")
    assert "Hangi konu?" in (await room.say(MERT, "/sablon hava"))[0]


async def test_policy_says_where_and_how_we_answer(room: Room) -> None:
    (said,) = await room.say(IZEL, "/politika")
    assert "· X @ornekmarka: elle, saatte en çok 20" in plain(said)
    assert "· Bluesky @ornekmarka.com: otomatik, saatte en çok 20" in plain(said)
    assert "Hedef 60 dk, çalışma saatleri Pzt-Cum 09:00-18:00" in said
    (english,) = await room.say(TOM, "/policy")
    assert "Target 60 min, working hours Mon-Fri 09:00-18:00" in english


async def test_examples_are_marked_by_number_and_listed(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    assert await room.say(MERT, f"/ornek {mention}") == ["Önce yanıt onaylanmalı."]
    await room.tap(ELIF, mention, "✅ Onayla")
    assert (await room.say(MERT, f"/ornek {mention}"))[0] == "⭐ Örnek olarak saklandı."
    (listed,) = await room.say(MERT, "/ornek")
    assert listed.startswith("⭐ Örnek yanıtlar (1)")
    assert "↳ Selam Ayşe, sipariş numaranı DM'den yollar mısın?" in listed
    assert await room.say(IZEL, f"/ornek {mention}") == ["Bunu yalnızca onaycı yapabilir."]


def test_what_was_marked_teaches_before_what_was_not(database: Database, clock: Clock) -> None:
    table = Table(database, clock)
    for number, author in enumerate(("Ayşe", "Cem", "Ece", "Ali", "Can"), start=1):
        mention = table.mention(f"kargom {number} gündür gelmedi", f"Selam, metin {number}.", author)
        table.press(ELIF, "approve", mention)
    for reply in table.replies():
        table.change(reply, state="posted", posted_at=clock())
    clock.forward(hours=25)
    wanted = Like(table.brands["ornek"], "kargom 5 gündür gelmedi", "tr", "complaint", "shipping")
    replies = ApprovedReplies(database)
    before = [one.reply for one in replies.nearest(wanted, clock())]
    left_out = next(number for number in range(1, 6) if f"Selam, metin {number}. ^EK" not in before)
    assert table.press(MERT, "example", left_out).ok
    assert replies.nearest(wanted, clock())[0].reply == f"Selam, metin {left_out}. ^EK"


async def test_targets_are_counted_from_the_rows(room: Room) -> None:
    kept, late = room.table.mention(), room.table.mention(created_at=room.clock() - timedelta(days=1))
    room.table.mention("bekleyen")
    await room.settle(3)
    for mention in (kept, late):
        await room.tap(ELIF, mention, "✅ Onayla")
    for reply in room.table.replies():
        room.table.change(reply, state="posted", posted_at=room.clock())
    (said,) = await room.say(MERT, "/sla")
    assert "⏱ Örnek Marka · son 7 gün, hedef 60 dk" in said
    assert "Hedef içinde 1/2 · %50" in said
    assert "Bekleyen 1 · hedefi aşan 0" in said
    assert "Within the target 1/2 · 50%" in (await room.say(TOM, "/targets"))[0]


# /kriz


def pipeline(room: Room) -> Pipeline:
    return Pipeline(
        room.table.database, room.table.brands, FakeJudge(), TEMPLATES, opt_out=Forgetter(b"k" * 32).opt_out,
        worker="one", now=room.clock,
    )  # fmt: skip


async def test_a_crisis_leaves_the_cards_to_leads_and_is_shown_on_them(room: Room) -> None:
    room.table.brands["ornek"] = brand(holding_line=HoldingLine(tr="Sorunu biliyoruz, üzerinde çalışıyoruz."))
    room.desk = make_desk(room.table, room.bot)
    mention = room.table.mention()
    await room.settle(3)
    assert await room.say(MERT, "/kriz ac") == ["Bunun için yetkin yok."]
    assert await room.say(MERT, "/kriz") == ["Örnek Marka: kriz yok. Açmak için: /kriz ac"]
    assert "kriz açık. Yeni taslak" in (await room.say(ELIF, "/kriz ac"))[0]
    pipeline(room).tick()
    await room.settle(3)
    assert "🚨 Kriz açık: yalnızca lider onaylar." in room.card(mention)["text"]
    assert await room.tap(MERT, mention, "✅ Onayla") == "Bunu yalnızca lider yapabilir."
    assert "Örnek Marka: crisis since 19.11. 10:0" in (await room.say(TOM, "/crisis"))[0]
    assert "Onaylandı" in await room.tap(ELIF, mention, "✅ Onayla")
    assert await room.say(ELIF, "/crisis off") == ["✅ Örnek Marka: kriz bitti."]
    other = room.table.mention()
    await room.settle(3)
    assert "Kriz açık" not in room.card(other)["text"]
    assert "Onaylandı" in await room.tap(MERT, other, "✅ Onayla")
    actions = [row.action for row in room.table.decisions()]
    assert actions == ["crisis", "approve", "crisis_over", "approve"]


async def test_in_a_crisis_nothing_is_drafted_but_the_approved_line(room: Room) -> None:
    line = HoldingLine(tr="Sorunu biliyoruz, üzerinde çalışıyoruz.")
    room.table.brands["ornek"] = brand(holding_line=line)
    room.desk = make_desk(room.table, room.bot)
    assert "Yeni taslak yalnızca onaylı metin" in (await room.say(ELIF, "/kriz aç"))[0]
    mention = room.table.mention(reply=None)
    with room.table.database.transaction() as session:
        row = session.get_one(Mention, mention)
        session.delete(session.exec(select(Card)).one())
        row.state, row.next_at = "judged", room.clock()
        session.add(row)
    pipeline(room).tick()
    await room.settle(3)
    case = room.table.case(mention)
    assert case.draft is not None
    assert (case.draft.text, case.mention.care_reason) == (line.tr, "crisis")


# /sessiz


async def test_own_quiet_hours_keep_private_rings_away_but_never_a_crisis(room: Room) -> None:
    room.table.settings |= {"rota": {"thu": MERT}}
    room.desk = make_desk(room.table, room.bot)
    room.telegram.start(MERT)
    await room.desk.receive(0)
    assert "Kendi sessiz saatin yok" in (await room.say(MERT, "/sessiz"))[0]
    assert "Sana özel çağrı yok: 09:00-12:00 (kriz, söz sorusu" in (await room.say(MERT, "/sessiz 09:00-12:00"))[0]
    assert await room.say(TOM, "/quiet soon") == ["/quiet 22:00-08:00 · /quiet off"]
    room.table.mention(urgency="high")
    await room.settle(30)
    assert room.said(MERT) == []
    grave = room.table.mention(escalate="injury", reply=None)
    await room.settle(30)
    assert [f"#{grave}" in entry["text"] for entry in room.said(MERT)] == [True]
    await room.say(MERT, "/sessiz kapat")
    await room.settle(30)
    assert len(room.said(MERT)) == 2
    with room.table.database.reading() as session:
        assert session.exec(select(Preference.user_id)).all() == [MERT]


async def test_where_every_lead_rests_all_are_rung(room: Room) -> None:
    room.table.settings |= {"rota": {"thu": MERT}}
    room.desk = make_desk(room.table, room.bot)
    for user in (MERT, ELIF):
        room.telegram.start(user)
    await room.desk.receive(0)
    await room.say(ELIF, "/sessiz 00:00-23:59")
    room.table.mention(escalate="injury", reply=None)
    await room.settle(30)
    room.clock.forward(minutes=11)
    await room.settle(30)
    assert any("10 dakikadır bakan yok" in entry["text"] for entry in room.said(ELIF))


@pytest.mark.parametrize("resting", [(ELIF,), (MERT, ELIF)])
async def test_where_every_lead_rests_what_is_no_crisis_rings_in_the_group_alone(
    room: Room, resting: tuple[int, ...]
) -> None:
    room.table.settings |= {"rota": {"thu": MERT}}
    room.desk = make_desk(room.table, room.bot)
    for user in (MERT, ELIF):
        room.telegram.start(user)
    await room.desk.receive(0)
    for user in resting:
        await room.say(user, "/sessiz 00:00-23:59")
    urgent = room.table.mention(urgency="high")
    await room.settle(30)
    for _ in range(3):
        room.clock.forward(minutes=11)
        await room.settle(30)
    assert not any(f"#{urgent}" in entry["text"] for entry in room.said(ELIF))
    rung = [entry for entry in room.said() if "10 dakikadır bakan yok" in entry["text"]]
    assert [(entry["silent"], entry["text"]) for entry in rung] == [
        (False, f"🔔 Elif, Örnek Marka için acil kayıtlara 10 dakikadır bakan yok: #{urgent}")
    ]
