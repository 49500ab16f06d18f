"""What is pushed, what waits, who is rung: queues, snoozing, quiet hours, duty, lists, topics, the counter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from models import Database, Duty, Route
from responders.desk.duty import is_quiet, last_quiet
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ELIF, MERT, TOM, Table


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock, open_cards=2) as made:
        async with made.bot:
            yield made


def with_settings(room: Room, **settings: Any) -> None:
    room.table.settings |= settings
    room.desk = make_desk(room.table, room.bot)


def shown(room: Room) -> list[str]:
    """Undecided cards in the chat, by their mention's text."""
    return [entry["text"] for entry in room.said() if "Taslak" in entry["text"]]


async def test_a_chat_shows_two_and_the_rest_waits_for_next(room: Room) -> None:
    mentions = [room.table.mention(f"metin {number}", author=f"Can{number}") for number in range(5)]
    await room.settle(5)
    assert len(shown(room)) == 2
    assert await room.say(MERT, "/siradaki") == [shown(room)[-1]]
    assert len(shown(room)) == 3
    room.table.press(MERT, "skip_spam", mentions[0])
    room.table.press(MERT, "skip_spam", mentions[1])
    await room.settle(5)
    assert [text.split("metin ")[1][0] for text in shown(room)] == ["2", "3"]
    (came,) = await room.say(TOM, "/next")
    assert "metin 4" in came
    room.table.press(MERT, "claim", mentions[2])
    room.table.press(TOM, "claim", mentions[3])
    assert await room.say(TOM, "/next") == [f"☝️ Next: #{mentions[4]}"]


async def test_people_who_ask_all_the_time_do_not_starve_the_cards(room: Room) -> None:
    mention = room.table.mention()
    for _ in range(12):
        room.telegram.message(room.chat, MERT, "/yardim")
    await room.desk.receive(0)
    await room.settle(4)
    assert room.table.case(mention).card.message_id is not None  # type: ignore[union-attr]


async def test_urgent_and_nearly_late_cards_are_pushed_into_a_full_chat(room: Room) -> None:
    for _ in range(4):
        room.table.mention()
    await room.settle(5)
    room.table.mention("acil", urgency="high")
    room.table.mention("hukuk", escalate="legal", level_of_care="lead")
    room.table.mention("gecikti", created_at=room.clock() - timedelta(minutes=50))
    await room.settle(10)
    texts = " ".join(shown(room))
    assert len(shown(room)) == 5
    assert all(word in texts for word in ("acil", "hukuk", "gecikti"))


async def test_with_no_open_cards_only_urgent_ones_are_pushed(room: Room) -> None:
    with_settings(room, open_cards=0)
    room.table.mention("sakin")
    room.table.mention("acil", urgency="high")
    await room.settle(10)
    assert len(shown(room)) == 1
    assert "acil" in shown(room)[0]


async def test_a_snoozed_card_comes_back_as_a_fresh_message(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    first = room.card(mention)["id"]
    for label in ("⋯ Daha", "⏰ Ertele"):
        await room.tap(MERT, mention, label)
    assert room.labels(mention) == ["30 dk", "2 saat", "Yarın 09:00", "Mesai başı", "⬅️ Geri"]
    assert (await room.tap(MERT, mention, "30 dk")).startswith("⏰ Ertelendi: 10:3")
    assert room.labels(mention) == ["⏰ Şimdi aç"]
    assert (await room.say(MERT, "/siradaki"))[0] == "🎉 Bekleyen yok."
    room.clock.forward(minutes=30)
    await room.settle(5)
    assert room.card(mention)["id"] > first
    assert "✅ Onayla" in room.labels(mention)
    assert first not in [entry["id"] for entry in room.telegram.messages(room.chat)]


async def test_snoozing_ends_at_the_times_it_names(database: Database, clock: Clock) -> None:
    table = Table(database, clock)
    ends = {}
    for how in ("30_min", "2_h", "tomorrow", "shift"):
        mention = table.mention()
        table.press(MERT, f"snooze_{how}", mention)
        ends[how] = table.case(mention).mention.snoozed_until
    assert ends == {
        "30_min": datetime(2026, 11, 19, 7, 30, tzinfo=UTC),
        "2_h": datetime(2026, 11, 19, 9, 0, tzinfo=UTC),
        "tomorrow": datetime(2026, 11, 20, 6, 0, tzinfo=UTC),
        "shift": datetime(2026, 11, 20, 6, 0, tzinfo=UTC),
    }


async def test_only_what_is_urgent_or_nearly_late_rings(room: Room) -> None:
    with_settings(room, open_cards=9)
    calm = room.table.mention()
    urgent = room.table.mention(urgency="high")
    grave = room.table.mention(escalate="legal", level_of_care="lead")
    late = room.table.mention(created_at=room.clock() - timedelta(minutes=50))
    await room.settle(8)
    assert [room.card(mention)["silent"] for mention in (calm, urgent, grave, late)] == [True, False, False, False]


async def test_answers_and_the_counter_ring_nobody(room: Room) -> None:
    room.table.mention()
    await room.settle(70)
    for command in ("/kuyruk", "/ara kargo", "/durum"):
        await room.say(ELIF, command)
    own = [entry for entry in room.telegram.messages(room.chat) if entry["bot"] and not entry["service"]]
    assert len(own) == 5
    assert all(entry["silent"] for entry in own), "whoever asked is looking; the others have phones too"


async def test_quiet_hours_are_silent_but_for_a_crisis_and_end_with_a_list(room: Room) -> None:
    with_settings(room, quiet_hours={"*": "22:00-08:00"}, open_cards=20)
    room.clock.at = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
    calm = room.table.mention()
    loud = room.table.mention(escalate="self_harm", level_of_care="lead")
    hurried = room.table.mention(urgency="high")
    await room.settle(5)
    assert [room.card(mention)["silent"] for mention in (calm, loud, hurried)] == [True, False, True]
    assert not any("🌅" in entry["text"] for entry in room.said())
    room.clock.at = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    await room.settle(40)
    lists = [entry["text"] for entry in room.said() if "🌅" in entry["text"]]
    assert lists == ["🌅 Gece 3 kayıt geldi, 2 acil. /siradaki ile başla."]


async def test_quiet_hours_cross_midnight(database: Database, clock: Clock) -> None:
    table = Table(database, clock)
    table.settings["quiet_hours"] = {"ornek": "22:00-08:00"}
    brand, office = table.brands["ornek"], table.office

    def at(hour: int, day: int = 19) -> datetime:
        return datetime(2026, 11, day, hour - 3, tzinfo=UTC)

    assert [is_quiet(office, brand, at(hour)) for hour in (7, 8, 21, 22, 23)] == [True, False, False, True, True]
    assert last_quiet(office, brand, at(9)) == (at(22, 18), at(8))
    assert last_quiet(office, brand, at(21)) == (at(22, 18), at(8))
    assert last_quiet(office, brand, at(23)) is None


async def test_whoever_is_on_duty_is_rung_and_then_the_leads(room: Room) -> None:
    with_settings(room, rota={"thu": MERT})
    for person in (MERT, ELIF):
        room.telegram.start(person)
    urgent = room.table.mention(urgency="high")
    await room.settle(15)
    rung = [entry["text"] for entry in room.said(MERT)]
    assert rung == [f"🔔 Mert, nöbetçisin. Örnek Marka için acil: #{urgent}"]
    assert room.said(ELIF) == []
    room.clock.forward(minutes=10)
    await room.settle(15)
    rung = [entry["text"] for entry in room.said(ELIF)]
    assert rung == [f"🔔 Elif, Örnek Marka için acil kayıtlara 10 dakikadır bakan yok: #{urgent}"]
    room.clock.forward(minutes=10)
    await room.settle(15)
    assert len(room.said(MERT)) + len(room.said(ELIF)) == 2


async def test_without_anybody_on_duty_the_leads_are_rung_once(room: Room) -> None:
    for person in (MERT, ELIF):
        room.telegram.start(person)
    urgent = room.table.mention(urgency="high")
    await room.settle(15)
    assert room.said(ELIF) == []
    for _ in range(2):
        room.clock.forward(minutes=10)
        await room.settle(15)
    rung = [entry["text"] for entry in room.said(ELIF)]
    assert rung == [f"🔔 Elif, Örnek Marka için acil kayıtlara 10 dakikadır bakan yok: #{urgent}"]
    assert room.said(MERT) == []


async def test_in_quiet_hours_nobody_on_duty_means_that_only_a_crisis_rings_leads(room: Room) -> None:
    with_settings(room, quiet_hours={"*": "00:00-23:59"})
    room.telegram.start(ELIF)
    room.table.mention(urgency="high")
    await room.settle(15)
    room.clock.forward(minutes=10)
    await room.settle(15)
    assert room.said(ELIF) == []


async def test_a_card_somebody_has_opened_rings_no_lead(room: Room) -> None:
    with_settings(room, rota={"thu": MERT})
    for person in (MERT, ELIF):
        room.telegram.start(person)
    urgent = room.table.mention(urgency="high")
    await room.settle(15)
    await room.tap(TOM, urgent, "⋯ Daha")
    room.clock.forward(minutes=12)
    await room.settle(15)
    assert room.said(ELIF) == []


async def test_who_has_no_private_chat_is_rung_in_the_group(room: Room) -> None:
    with_settings(room, rota={"thu": MERT})
    urgent = room.table.mention(urgency="high")
    await room.settle(15)
    assert f"🔔 Mert, nöbetçisin. Örnek Marka için acil: #{urgent}" in [entry["text"] for entry in room.said()]


async def test_duty_is_taken_and_left_in_the_chat(room: Room) -> None:
    with_settings(room, rota={"thu": MERT})
    assert await room.say(TOM, "/duty") == ["Örnek Marka: on duty Mert Ak"]
    assert await room.say(TOM, "/duty take") == ["Örnek Marka: on duty Tom Hill"]
    assert await room.say(MERT, "/nobet birak") == ["Örnek Marka: nöbetçi Mert Ak"]


@pytest.mark.parametrize(
    ("taken", "until"),
    [
        (datetime(2026, 11, 18, 23, 30, tzinfo=UTC), datetime(2026, 11, 19, 3, tzinfo=UTC)),  # 02:30 in Istanbul
        (datetime(2026, 11, 19, 3, 0, tzinfo=UTC), datetime(2026, 11, 20, 3, tzinfo=UTC)),
        (datetime(2026, 11, 19, 12, 0, tzinfo=UTC), datetime(2026, 11, 20, 3, tzinfo=UTC)),
    ],
)
async def test_a_duty_ends_with_the_shift_it_was_taken_in(room: Room, taken: datetime, until: datetime) -> None:
    room.clock.at = taken
    await room.say(MERT, "/nobet al")
    with room.table.database.reading() as session:
        assert session.get_one(Duty, "ornek").until == until


async def test_a_target_is_announced_before_it_ends(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    room.clock.forward(minutes=27)
    await room.settle(20)
    pings = [entry["text"] for entry in room.said() if entry["text"].startswith("⏱")]
    assert pings == [f"⏱ 1 kayıtta hedef süre doluyor, ilki 15 dk içinde: #{mention}"]


async def test_by_hand_is_asked_after_a_quarter_of_an_hour_once(room: Room) -> None:
    room.table.way = Route("by_hand", url="https://x.com/intent/tweet?in_reply_to=1")
    mention = room.table.mention()
    await room.settle(3)
    await room.tap(ELIF, mention, "✅ Onayla")
    room.clock.forward(minutes=14)
    await room.settle(20)
    assert not any("15 dakika" in entry["text"] for entry in room.said())
    room.clock.forward(minutes=1)
    await room.settle(60)
    asked = [entry for entry in room.said() if "15 dakika" in entry["text"]]
    assert [entry["text"] for entry in asked] == [
        f"☑️ Elif, #{mention} için 15 dakika geçti. Yayınladıysan karttaki düğmeye bas."
    ]
    assert asked[0]["reply_to"] == room.card(mention)["id"]


async def test_complaints_of_three_days_are_listed_once_a_day(room: Room) -> None:
    old = room.table.mention(created_at=room.clock() - timedelta(hours=73))
    room.table.mention(created_at=room.clock() - timedelta(hours=73), label="praise")
    await room.settle(60)
    lists = [entry["text"] for entry in room.said() if "72 saat" in entry["text"]]
    assert lists == [f"🕰 72 saati geçen 1 şikâyet var: #{old}"]
    room.clock.forward(days=1)
    await room.settle(60)
    assert len([entry for entry in room.said() if "72 saat" in entry["text"]]) == 2


async def test_one_counter_is_pinned_and_kept_true(room: Room) -> None:
    room.telegram.promote(room.chat)
    mention = room.table.mention()
    room.table.mention(urgency="high")
    await room.settle(15)
    room.table.press(MERT, "skip_spam", mention)
    await room.settle(90)
    counters = [entry for entry in room.telegram.messages(room.chat) if entry["text"].startswith("📌")]
    assert [entry["text"] for entry in counters] == ["📌 Bekleyen 1 · acil 1 · hedefi aşan 0 · /siradaki"]
    assert counters[0]["pinned"]


async def test_a_forum_gets_its_topics_and_cards_stand_in_them(
    sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    with open_room(sandbox, database, clock) as room:
        telegram = room.telegram
        forum = telegram.group("Forum", [ELIF, MERT], forum=True, bot_admin=True)
        room.chat = forum
        with_settings(room, chat=forum)
        async with room.bot:
            await room.settle(12)
            topics = telegram.topics(forum)
            assert set(topics) == {"Örnek Marka", "🚨 Kriz", "📊 Özet", "🧾 Denetim"}
            calm, crisis = room.table.mention(), room.table.mention(escalate="safety", level_of_care="lead")
            await room.settle(5)
            assert room.card(calm)["thread"] == topics["Örnek Marka"]
            assert room.card(crisis)["thread"] == topics["🚨 Kriz"]
            await room.desk.send_digest("ornek", "günün özeti")
            assert room.said()[-1]["thread"] == topics["📊 Özet"]
            room.table.press(MERT, "skip_spam", calm)
            await room.settle(90)
            lines = [entry["text"] for entry in room.said() if entry["thread"] == topics["🧾 Denetim"]]
            assert lines == [f"10:00 Mert yanıtsız kapattı #{calm} v1 spam / trol"]


async def test_without_the_right_to_open_topics_cards_go_to_the_chat(
    sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    with open_room(sandbox, database, clock) as room:
        room.chat = room.telegram.group("Forum", [ELIF, MERT], forum=True)
        with_settings(room, chat=room.chat)
        async with room.bot:
            mention = room.table.mention()
            await room.settle(5)
            assert room.card(mention)["thread"] is None
