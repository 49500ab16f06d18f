"""The alarm in the chat: it rings once, says why, gathers, counts on one card, clears."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models import Alert, Database, Incident, Mention, Notice
from reports.settings import AlarmSettings, Campaign
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.alarm_room import Watch, open_watch
from tests.conftest import Clock


@pytest.fixture
async def watch(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Watch]:
    with open_watch(sandbox, database, clock) as opened:
        async with opened.room.bot:
            yield opened


async def _pass(watch: Watch, minutes: int, *, step: int = 5) -> None:
    """Time goes by with the app running."""
    for _ in range(minutes // step):
        watch.room.clock.forward(minutes=step)
        await watch.alarms().tick()
        await watch.incidents().tick()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("tr", ["🚨 Örnek Marka · 09:00–10:00 · kargo", "9 gönderi, 9 kişi (bu saatte genelde 0).",
                "Henüz iki haftalık geçmiş yok; ölçü yaklaşık: en az 8 gönderi ve olağanın 3 katı.",
                "Şu an 9 gönderi · 9 kişi · 0 yanıtlandı", "🙋 Henüz kimse üstlenmedi"]),
        ("en", ["🚨 Örnek Marka · 09:00–10:00 · delivery", "9 posts by 9 people (usually 0 at this hour).",
                "Less than two weeks to compare with; the measure is rough: at least 8 posts and 3 times the usual.",
                "Now 9 posts · 9 people · 0 answered", "🙋 Nobody is on it yet"]),
    ],
)  # fmt: skip
async def test_an_unusual_hour_rings_once_with_its_evidence(
    sandbox: Sandbox, database: Database, clock: Clock, language: str, expected: list[str]
) -> None:
    with open_watch(sandbox, database, clock, language) as watch:  # type: ignore[arg-type]
        async with watch.room.bot:
            posts = watch.complaints(9, 40)
            for _ in range(3):
                for worker in ("one", "two"):
                    await watch.alarms(worker).tick()
            (text,) = watch.said()
    assert text.splitlines()[: len(expected)] == expected
    with database.reading() as session:
        (incident,) = session.exec(select(Incident)).all()
        assert (incident.series, incident.count, incident.message_id is not None) == ("shipping", 9, True)
        gathered = session.exec(select(Mention.id).where(Mention.incident_id == incident.id)).all()
    assert sorted(gathered) == posts


async def test_a_usual_hour_and_one_persons_anger_ring_for_nobody(watch: Watch) -> None:
    watch.complaints(1, 40)
    for n in range(12):
        watch.room.table.mention(f"aynı kişi {n}", author="Tek", created_at=watch.room.clock() - timedelta(minutes=30))
    await watch.alarms().tick()
    assert watch.said() == []


async def test_an_alarm_that_is_switched_off_looks_at_nothing(
    sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    with open_watch(sandbox, database, clock, settings=AlarmSettings(enabled=False)) as watch:
        async with watch.room.bot:
            watch.complaints(20, 40)
            watch.room.table.mention("yanıyor", escalate="safety", created_at=clock())
            await watch.alarms().tick()
            assert watch.said() == []
            with database.reading() as session:
                assert session.exec(select(Alert)).all() == []


async def test_a_campaign_day_needs_more_to_ring_and_is_named(
    sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    day = Campaign(name="bugün", first="11-19", times=4)
    with open_watch(sandbox, database, clock, settings=AlarmSettings(campaigns=[day])) as watch:
        async with watch.room.bot:
            for back in range(1, 13):  # three at this hour on each of the last days
                watch.complaints(3, 40 + back * 1440)
            watch.complaints(10, 20)  # would ring on any other day
            await watch.alarms().tick()
            assert watch.said() == []
            watch.complaints(8, 15)
            clock.forward(minutes=30)
            await watch.alarms().tick()
            (text,) = watch.said()
    assert "Kampanya günü: beklenti 4 kat." in text


async def test_the_next_look_is_half_an_hour_later_and_the_cooldown_holds(watch: Watch) -> None:
    watch.complaints(9, 40)
    await _pass(watch, 5)
    assert len(watch.said()) == 1
    watch.complaints(9, 10)
    await _pass(watch, 60)
    assert len(watch.said()) == 1
    await _pass(watch, 90)
    watch.complaints(12, 5)
    await _pass(watch, 60)
    rings = watch.said()
    assert len(rings) == 2
    assert rings[1].startswith("🚨 Örnek Marka · ")
    again = next(entry for entry in watch.room.said() if entry["text"] == rings[1])
    assert again["reply_to"] == watch.card()["id"]


async def test_one_card_counts_along_and_is_edited_not_sent_again(watch: Watch) -> None:
    watch.complaints(9, 40)
    await watch.alarms().tick()
    before = watch.card()
    watch.complaints(4, 5)
    await _pass(watch, 10)
    card = watch.card()
    assert card["id"] == before["id"]
    assert "Şu an 13 gönderi · 13 kişi · 0 yanıtlandı" in card["text"]
    assert len(watch.said()) == 1
    edits = len(card["history"])
    await _pass(watch, 10)
    assert len(watch.card()["history"]) == edits  # nothing new: nothing edited


async def test_three_usual_hours_clear_it_and_the_card_says_so(watch: Watch) -> None:
    watch.complaints(9, 40)
    await watch.alarms().tick()
    await _pass(watch, 5 * 60)
    assert [text[0] for text in watch.said()] == ["🚨", "✅"]
    assert watch.said()[1].startswith("✅ Örnek Marka · kargo: son üç saat olağan. 9 gönderi, 9 kişi, 0 yanıt,")
    assert "kendiliğinden bitti" in watch.card()["text"]
    assert watch.labels() == []
    await _pass(watch, 60)
    assert len(watch.said()) == 2


async def test_topics_come_before_negative_and_two_causes_are_two_incidents(watch: Watch, database: Database) -> None:
    watch.complaints(9, 40)
    watch.complaints(10, 40, topic="payment")
    await watch.alarms().tick()
    with database.reading() as session:
        series = session.exec(select(Incident.series).order_by(col(Incident.id))).all()
    assert series == ["payment", "shipping"]
    assert len(watch.said()) == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"escalate": "self_harm"}, "kendine zarar verme ifadesi: tek gönderi, hemen bakın."),
        ({"escalate": "press"}, "basın: tek gönderi, hemen bakın."),
    ],
)
async def test_one_grave_post_is_told_at_once_and_once(watch: Watch, fields: dict[str, Any], words: str) -> None:
    mention = watch.room.table.mention("çok kötü", created_at=watch.room.clock(), **fields)
    await _pass(watch, 30)
    (text,) = watch.said()
    assert text == f"🚨 Örnek Marka · {words} #{mention}"
    assert "çok kötü" not in text


async def test_a_post_that_was_judged_late_is_still_told(watch: Watch) -> None:
    mention = watch.room.table.mention("sonra anlaşıldı", created_at=watch.room.clock())
    await _pass(watch, 120)
    assert watch.said() == []
    with watch.room.table.database.transaction() as session:
        row = session.get_one(Mention, mention)
        row.escalate = "injury"
        session.add(row)
    await _pass(watch, 10)
    assert len(watch.said()) == 1


async def test_a_restart_between_row_and_message_says_it_once(
    watch: Watch, sandbox: Sandbox, database: Database
) -> None:
    watch.complaints(9, 40)
    sandbox.faults.add(Fault("*/sendMessage", "answer", status=502))
    await watch.alarms("dead").tick()
    assert watch.said() == []
    watch.room.clock.forward(minutes=5)
    for _ in range(3):
        await watch.alarms("other").tick()
    assert len(watch.said()) == 1
    assert watch.incident().message_id == watch.card()["id"]


async def test_a_lost_answer_is_not_rung_twice_and_an_admin_hears_of_it(
    watch: Watch, sandbox: Sandbox, database: Database
) -> None:
    watch.complaints(9, 40)
    sandbox.faults.add(Fault("*/sendMessage", "lose_answer"))
    await _pass(watch, 30)
    assert len(watch.said()) == 1
    with database.reading() as session:
        assert "alarm ornek open 1: ulaşmamış olabilir" in session.exec(select(Notice)).one().text


async def test_hours_slept_through_are_not_rung_for(watch: Watch) -> None:
    watch.complaints(9, 40)
    watch.room.clock.forward(hours=9)
    await _pass(watch, 30)
    assert watch.said() == []
