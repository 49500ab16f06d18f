"""Replies a person posts: confirmed from our own timeline, an alarm where it speaks against them; the real clients."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import select

from models import Database, OwnReply, Reply, Route, Source
from samimi.by_hand import MISSING_AFTER, same_words, settle
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ELIF, MERT, brand
from tests.loop import Loop

ACCOUNT = "@\u2060ornekmarka"
"""As a card shows it: unpressable."""
PLATFORMS = ["bluesky", "mastodon", "reddit", "x"]


@pytest.fixture(params=PLATFORMS)
def loop(request: pytest.FixtureRequest, sandbox: Sandbox, database: Database, clock: Clock) -> Loop:
    """A brand whose replies are a person's to post."""
    made = Loop(request.param, sandbox, database, clock)
    config = made.brand.platforms[made.platform].model_copy(update={"post": "by_hand"})
    made.brand = made.brand.model_copy(update={"platforms": {made.platform: config}})
    return made.again()


def in_a_persons_hands(loop: Loop) -> Reply:
    mention = loop.heard()
    assert loop.approve(mention).key == "approved_by_hand"
    return loop.reply(mention)


def post(loop: Loop, reply: Reply, text: str | None = None) -> str:
    """The person pastes the text in the platform's app."""
    return loop.bench.rig.answer_by_hand(reply.target_id, text or reply.text)


def later(loop: Loop, minutes: int = 6) -> None:
    loop.clock.forward(minutes=minutes)
    loop.upkeep.tick()


def test_the_card_leads_to_the_composer_and_the_post_is_confirmed_without_a_tap(loop: Loop) -> None:
    reply = in_a_persons_hands(loop)
    assert reply.state == "by_hand"
    assert reply.by_hand_url
    if loop.platform == "x":
        assert f"in_reply_to={reply.target_id}" in reply.by_hand_url
    written = post(loop, reply)
    posted_at = loop.clock()
    later(loop)
    seen = loop.reply(reply)
    assert (seen.state, seen.native_id, seen.by_hand_alarm) == ("posted_by_hand", written, None)
    assert seen.posted_at is not None
    assert abs(seen.posted_at - posted_at) < timedelta(seconds=2), "when it was posted, not when we looked"
    assert loop.mentions()[0].closed_reason == "answered"


def test_what_a_person_said_is_confirmed_afterwards(loop: Loop) -> None:
    reply = in_a_persons_hands(loop)
    written = post(loop, reply)
    assert loop.press(loop.mentions()[0], "posted_by_hand").ok
    assert loop.reply(reply).confirmed_at is None
    later(loop)
    seen = loop.reply(reply)
    assert (seen.state, seen.native_id, seen.by_hand_alarm) == ("posted_by_hand", written, None)
    assert seen.confirmed_at == loop.clock()


def test_other_words_than_approved_are_an_alarm(loop: Loop) -> None:
    reply = in_a_persons_hands(loop)
    post(loop, reply, "Merhaba, sipariş numaranı yaz, yarın paranı iade ediyoruz.")
    later(loop)
    seen = loop.reply(reply)
    assert (seen.state, seen.by_hand_alarm) == ("posted_by_hand", "differs")
    assert seen.confirmed_at is not None


def test_what_our_account_lacks_is_an_alarm_until_it_is_there(loop: Loop) -> None:
    reply = in_a_persons_hands(loop)
    assert loop.press(loop.mentions()[0], "posted_by_hand").ok
    later(loop)
    assert loop.reply(reply).by_hand_alarm is None, "platforms take their time, and so do people"
    later(loop, 12)
    seen = loop.reply(reply)
    assert (seen.state, seen.by_hand_alarm, seen.confirmed_at) == ("posted_by_hand", "missing", None)
    post(loop, reply)
    later(loop)
    seen = loop.reply(reply)
    assert seen.by_hand_alarm is None
    assert seen.confirmed_at == loop.clock()


def test_a_post_under_another_account_is_missing_from_ours(loop: Loop) -> None:
    reply = in_a_persons_hands(loop)
    loop.answers(reply.target_id, reply.text, author="elif")
    loop.press(loop.mentions()[0], "posted_by_hand")
    later(loop, 21)
    assert loop.reply(reply).by_hand_alarm == "missing"


def test_a_restart_and_a_second_worker_see_the_same(loop: Loop) -> None:
    reply = in_a_persons_hands(loop)
    written = post(loop, reply)
    first = loop.upkeep
    loop.again()
    second = loop.upkeep
    loop.clock.forward(minutes=6)
    for upkeep in (first, second, first):
        upkeep.tick()
    assert loop.reply(reply).native_id == written
    with loop.database.reading() as session:
        assert [own.native_id for own in session.exec(select(OwnReply)).all()] == [written]


def test_no_alarm_while_our_timeline_cannot_be_read(loop: Loop) -> None:
    reply = in_a_persons_hands(loop)
    later(loop)
    loop.press(loop.mentions()[0], "posted_by_hand")
    loop.sandbox.faults.add(Fault(f"/{loop.platform}/*", "hang_up", times=200))
    later(loop, 30)
    assert loop.reply(reply).by_hand_alarm is None


@pytest.mark.parametrize(
    ("approved", "shown", "same"),
    [
        ("Selam Ayşe, bakalım.", "Selam Ayşe,  bakalım", True),
        ("Selam. https://papatya.com.tr/iade", "Selam. papatya.com.tr/iade", True),
        ("@ece@uzak.example Merhaba", "@ece Merhaba", True),
        ("Merhaba, *yıldız*_", "Merhaba, \\*yıldız\\*\\_", True),
        ("Merhaba, bakalım. ^EK", "Merhaba, bakalım.", False),
        ("İade 14 gün.", "İade 15 gün.", False),
        ("ılık", "ilik", False),
    ],
)
def test_words_are_compared_as_people_read_them(approved: str, shown: str, same: bool) -> None:
    assert same_words(approved, shown) is same


# ── on the desk ──────────────────────────────────────────────────────────────────────────────────────


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock) as made:
        async with made.bot:
            yield made


async def posted(room: Room, tap: bool = True) -> tuple[int, Reply]:
    """A card approved for a person's hand, and, with `tap`, said to be posted."""
    room.table.way = Route("by_hand", "not_summoned: x", "https://x.com/intent/tweet?in_reply_to=n1&text=Selam")
    mention = room.table.mention()
    await room.settle(5)
    await room.tap(MERT, mention, "✅ Onayla")
    assert f"{ACCOUNT} hesabından yayınla" in room.card(mention)["text"], "the phone opens whatever account is active"
    if tap:
        await room.tap(MERT, mention, "☑️ Yayınladım")
    (reply,) = room.table.replies()
    return mention, reply


def look(room: Room, **own: Any) -> None:
    """Our timeline is read; with `own`, it shows an answer to the post."""
    now = room.clock()
    with room.table.database.transaction() as session:
        source = session.exec(select(Source)).first() or Source(brand="ornek", platform="x", next_at=now)
        source.own_read_at = now
        session.add(source)
        if own:
            session.add(OwnReply(brand="ornek", platform="x", native_id="r1", target_id="n1", at=now, **own))
        session.flush()
        settle(session, ("ornek", "x"), now, timedelta(seconds=30))


async def test_what_is_missing_is_told_once_on_card_and_in_the_group_with_the_way_back(room: Room) -> None:
    mention, _ = await posted(room)
    room.clock.forward(seconds=MISSING_AFTER.total_seconds())
    look(room)
    await room.settle(60)
    (told,) = [entry for entry in room.said() if entry["text"].startswith("⚠️ Mert")]
    assert f"{ACCOUNT} hesabımızın akışında bu yanıt yok" in told["text"]
    assert told["reply_to"] == room.card(mention)["id"]
    assert "akışında yok: yayınlanmadı, silindi ya da başka hesapta" in room.card(mention)["text"]
    assert "↗️ X'te aç" in room.labels(mention)
    look(room, text="Selam Ayşe, sipariş numaranı DM'den yollar mısın? ^MA")
    await room.settle(60)
    assert len([entry for entry in room.said() if entry["text"].startswith("⚠️ Mert")]) == 1
    assert "kendi akışımızda görüldü" in room.card(mention)["text"]
    assert "↗️ X'te aç" not in room.labels(mention)


async def test_other_words_are_told_with_both_texts(room: Room) -> None:
    mention, _ = await posted(room, tap=False)
    look(room, text="Paranı yarın iade ediyoruz <b>")
    await room.settle(60)
    (told,) = [entry for entry in room.said() if entry["text"].startswith("⚠️ Mert")]
    assert "Yayınlanan: ❝ Paranı yarın iade ediyoruz <b> ❞" in told["text"]
    assert "Onaylanan: ❝ Selam Ayşe" in told["text"]
    assert "onaylanandan farklı yayınlandı" in room.card(mention)["text"]


async def test_after_a_quarter_of_an_hour_somebody_is_asked_whether_it_is_posted(room: Room) -> None:
    mention, _ = await posted(room, tap=False)
    await room.settle(60)
    assert not [entry for entry in room.said() if "15 dakika geçti" in entry["text"]]
    room.clock.forward(minutes=15)
    await room.settle(60)
    (asked,) = [entry for entry in room.said() if "15 dakika geçti" in entry["text"]]
    assert f"#{mention}" in asked["text"]
    room.clock.forward(hours=2)
    await room.settle(60)
    assert len([entry for entry in room.said() if "15 dakika geçti" in entry["text"]]) == 1


async def test_an_english_chat_is_told_in_english(room: Room) -> None:
    room.table.brands["ornek"] = brand(chat_language="en")
    room.desk = make_desk(room.table, room.bot)
    room.table.way = Route("by_hand", "x: y", "https://x.com/intent/tweet")
    mention = room.table.mention()
    await room.settle(5)
    assert room.table.press(ELIF, "approve", mention).ok
    look(room, text="We refund you tomorrow")
    await room.settle(60)
    told = [entry["text"] for entry in room.said()]
    assert any("what was posted is not what was approved" in text for text in told)
    assert "posted in other words than approved" in room.card(mention)["text"]
