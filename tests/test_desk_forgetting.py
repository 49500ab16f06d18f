"""What a forgotten customer wrote leaves the chat, wherever the desk had shown it (I10)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import select

from models import Author, Database, Handover, Mention, Quote
from responders.desk import digest_lists
from responders.desk.handing_over import Courier
from samimi.closing import close
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, open_room
from tests.desk_table import ELIF, FORGETTER, MERT, Table
from tests.digest_room import open_mornings


@pytest.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock) as opened:
        async with opened.bot:
            yield opened


def _bring(room: Room, mention: int) -> str:
    return digest_lists.bring(room.table.database, room.table.office, MERT, mention).key


def _close(room: Room, mention: int) -> None:
    with room.table.database.transaction() as session:
        close(session, session.get_one(Mention, mention), "answered_elsewhere", room.clock())


async def _forget(room: Room, handle: str) -> str:
    """Everything the chat shows once this author of X is forgotten."""
    with room.table.database.transaction() as session:
        assert FORGETTER.forget_author(session, "x", handle, room.clock())
    await room.settle(60)
    return "\n".join(entry["text"] for entry in room.said())


async def test_i10_a_closed_card_is_not_brought_and_is_blanked_in_place(room: Room) -> None:
    mention = room.table.mention("gizli metin", author="Zeynep")
    await room.settle(3)
    assert room.table.press(MERT, "skip_spam", mention).ok
    await room.settle(3)
    assert _bring(room, mention) == "too_late"
    await room.settle(30)
    assert "gizli metin" in room.card(mention)["text"]
    left = await _forget(room, "zeynep")
    assert "gizli" not in left
    assert "Zeynep" not in left


async def test_i10_a_card_closed_between_being_brought_and_coming_keeps_its_message(room: Room) -> None:
    mention = room.table.mention("gizli metin", author="Zeynep")
    await room.settle(3)
    before = room.card(mention)["id"]
    assert _bring(room, mention) == "ok"
    _close(room, mention)
    await room.settle(30)
    assert room.card(mention)["id"] == before
    left = await _forget(room, "zeynep")
    assert "gizli" not in left
    assert "Zeynep" not in left


async def test_a_brought_card_pressed_before_it_comes_again_is_not_taken_down(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    before = room.card(mention)["id"]
    message = room.card(mention)
    assert _bring(room, mention) == "ok"
    room.telegram.tap(room.chat, before, MERT, next(key["label"] for key in message["buttons"][0]))
    await room.desk.receive(0)
    await room.settle(10)
    assert room.card(mention)["id"] == before


async def test_i10_a_snoozed_card_closed_before_its_time_is_blanked_in_place(room: Room) -> None:
    mention = room.table.mention("gizli metin", author="Canan")
    await room.settle(3)
    assert room.table.press(MERT, "snooze_30_min", mention).ok
    await room.settle(3)
    _close(room, mention)
    assert room.table.case(mention).mention.snoozed_until is None
    await room.settle(3)
    room.clock.forward(minutes=40)
    await room.settle(30)
    left = await _forget(room, "canan")
    assert "gizli" not in left
    assert "Canan" not in left


async def test_a_snooze_that_ends_on_a_decided_card_leaves_its_message(room: Room) -> None:
    mention = room.table.mention()
    await room.settle(3)
    before = room.card(mention)["id"]
    _close(room, mention)
    row = room.table.case(mention).mention
    room.table.change(row, snoozed_until=room.clock())  # as an older version left it
    await room.settle(10)
    assert room.card(mention)["id"] == before


# Messages beside the card


async def _shown_beside(room: Room, shown: str) -> int:
    """A post of Zeynep's, and the way of showing it beside its card."""
    mention = room.table.mention(
        "gizli metin 0532 111 22 33", "Çok teşekkürler Zeynep!", author="Zeynep", label="praise", urgency="low"
    )
    room.table.mention("gizli öbür", author="Zeynep")
    other = room.table.mention("başkasının sözü", author="Can")
    await room.settle(5)
    if shown == "/ornek":
        assert room.table.press(MERT, "approve", mention).ok
        draft = room.table.case(mention).draft
        assert draft is not None
        room.table.change(draft, made={"example": True})
    elif shown == "/bagla":
        with room.table.database.transaction() as session:
            author = session.get_one(Author, session.get_one(Mention, other).author_id)
            author.platform = "bluesky"
            session.add(author)
    said = await room.say(MERT, shown.replace("/gecmis", f"/gecmis {mention}").replace("/bagla", f"/bagla 1 {other}"))
    assert said, "shown"
    assert any("gizli" in text or "Zeynep" in text for text in said)
    return mention


@pytest.mark.parametrize("shown", ["/toplu", "/ara gizli", "/gecmis", "/ornek", "/bagla"])
async def test_i10_what_was_shown_beside_the_card_is_emptied(room: Room, shown: str) -> None:
    await _shown_beside(room, shown)
    left = await _forget(room, "zeynep")
    assert "gizli" not in left
    assert "Zeynep" not in left
    assert "🧹 Burada gösterilen bir kayıt silindi; ileti boşaltıldı." in left
    (emptied,) = [entry for entry in room.said() if entry["text"].startswith("🧹 Burada")]
    assert emptied["buttons"] == []
    with room.table.database.reading() as session:
        kept = session.exec(select(Quote.mention_id)).all()
    assert kept == [], "nothing is left to empty"


async def test_i10_a_history_opened_by_its_button_is_emptied(room: Room) -> None:
    for text in ("gizli bir", "gizli iki"):
        room.table.mention(text, author="Zeynep")
    await room.settle(5)
    for label in ("⋯ Daha", "⋯ Diğer", "🕘 Geçmiş"):
        await room.tap(MERT, 1, label)
    assert "gizli iki" in room.said()[-1]["text"]
    left = await _forget(room, "zeynep")
    assert "gizli" not in left
    assert "Zeynep" not in left


async def test_what_shows_only_others_stays(room: Room) -> None:
    room.table.mention("gizli metin", author="Zeynep")
    room.table.mention("başkasının sözü", author="Can")
    await room.settle(5)
    (said,) = await room.say(MERT, "/ara sözü")
    left = await _forget(room, "zeynep")
    assert said in left


async def test_i10_what_was_forgotten_before_the_answer_went_out_is_emptied(room: Room) -> None:
    room.table.mention("gizli metin", author="Zeynep")
    await room.settle(5)
    room.telegram.message(room.chat, MERT, "/ara gizli")
    await room.desk.receive(0)
    assert "gizli" not in (await _forget(room, "zeynep"))


async def test_i10_emptying_waits_out_an_outage_and_a_shut_door(room: Room, sandbox: Sandbox) -> None:
    room.table.mention("gizli metin", author="Zeynep")
    await room.settle(5)
    await room.say(MERT, "/ara gizli")
    refusals: dict[int, dict[str, object]] = {
        429: {"parameters": {"retry_after": 20}, "description": "Too Many Requests: retry after 20"},
        403: {"description": "Forbidden: bot was kicked from the group chat"},
    }
    for status, more in refusals.items():
        body = {"ok": False, "error_code": status, **more}
        sandbox.faults.add(Fault("*/editMessageText", "answer", status=status, body=body))
    sandbox.faults.add(Fault("*/editMessageText", "hang_up"))
    await _forget(room, "zeynep")
    await room.settle(240)
    assert "gizli" not in "\n".join(entry["text"] for entry in room.said())


async def test_i10_an_open_card_no_longer_shows_the_same_authors_deleted_post(room: Room) -> None:
    for text in ("gizli bir", "kargom nerede"):
        room.table.mention(text, author="Zeynep")
    await room.settle(5)
    assert "gizli bir" in room.card(2)["text"]
    with room.table.database.transaction() as session:
        FORGETTER.forget_mention(session, session.get_one(Mention, 1), "gone", room.clock())
    await room.settle(20)
    assert "gizli" not in room.card(2)["text"]


@pytest.mark.parametrize("more", [[], ["☑️ İlk 2 kayda karar ver"]])
async def test_i10_a_digests_lists_are_emptied(
    sandbox: Sandbox, database: Database, clock: Clock, more: list[str]
) -> None:
    with open_mornings(sandbox, database, clock) as mornings:
        room = mornings.room
        async with room.bot:
            for author in ("Zeynep", "Can"):
                at = clock() - timedelta(hours=20)
                room.table.mention(f"gizli söz, ben {author}", author=author, created_at=at)
            await mornings.digests().tick()
            (under,) = [one for one in mornings.shown() if one["text"].startswith("📊") and one["buttons"]]
            waiting = next(label for label in mornings.labels(under) if "bekle" in label.lower())
            for label in [waiting, *more]:
                await mornings.tap(MERT, under["id"], label)
                under = mornings.under(under["id"])
            assert "ben Zeynep" in under["text"]
            assert "ben Zeynep" not in await _forget(room, "zeynep")


# Customer service


def test_i10_a_forgotten_post_is_not_handed_over(database: Database, clock: Clock) -> None:
    table = Table(database, clock)
    table.settings |= {"customer_service": {"email": "destek@ornek.example"}}
    for author in ("Deniz", "Can"):
        assert table.press(ELIF, "hand_over", table.mention("kargom yok", author=author)).key == "handed_over"
    with database.transaction() as session:
        FORGETTER.forget_author(session, "x", "deniz", clock())
    sent: list[str] = []
    courier = Courier(database, table.office, b"k" * 32, lambda to, subject, body: sent.append(subject))
    assert courier.deliver() == 1
    assert [subject.partition(" ")[0] for subject in sent] == ["ORNEK-2"]


@pytest.mark.parametrize("fails", [False, True])
def test_i10_a_post_forgotten_while_its_letter_goes_out_disturbs_no_other(
    database: Database, clock: Clock, *, fails: bool
) -> None:
    table = Table(database, clock)
    table.settings |= {"customer_service": {"email": "destek@ornek.example"}}
    for author in ("Deniz", "Can"):
        table.press(ELIF, "hand_over", table.mention("kargom yok", author=author))
    sent: list[str] = []

    def mail(to: str, subject: str, body: str) -> None:
        sent.append(subject)
        with database.transaction() as session:
            FORGETTER.forget_author(session, "x", "deniz", clock())
        if fails and len(sent) == 1:
            raise OSError("no answer")

    Courier(database, table.office, b"k" * 32, mail).deliver()
    assert len(sent) == 2
    with database.reading() as session:
        left = session.exec(select(Handover.mention_id, Handover.state)).all()
    assert list(left) == [(2, "sent")]
