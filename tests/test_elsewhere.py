"""Colleagues answer in the platform's own app: the card closes, and nothing is sent on top; the real clients."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models import Database, Mention, OwnReply, Source
from samimi.own_timeline import OwnTimeline
from samimi.prices import Prices
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.loop import Loop

PLATFORMS = ["bluesky", "mastodon", "reddit", "x"]


@pytest.fixture(params=PLATFORMS)
def loop(request: pytest.FixtureRequest, sandbox: Sandbox, database: Database, clock: Clock) -> Loop:
    return Loop(request.param, sandbox, database, clock)


@pytest.fixture
def x(sandbox: Sandbox, database: Database, clock: Clock) -> Loop:
    return Loop("x", sandbox, database, clock)


def colleague(loop: Loop, mention: Mention) -> str:
    return loop.bench.rig.answer_by_hand(mention.native_id, "Merhaba, ben bakıyorum buna.")


def upkeep(loop: Loop) -> None:
    loop.clock.forward(minutes=6)
    loop.upkeep.tick()


def state(loop: Loop, mention: Mention) -> tuple[str, str | None]:
    row = loop.fresh(mention)
    return row.state, row.closed_reason


CLOSED = ("closed", "answered_elsewhere")


def test_a_card_whose_post_a_colleague_answered_closes(loop: Loop) -> None:
    answered, waiting = loop.heard(), loop.heard("iade param yatmadı", author="tom")
    colleague(loop, answered)
    upkeep(loop)
    assert state(loop, answered) == CLOSED
    assert loop.drafts(answered)[-1].state == "lapsed"
    assert state(loop, waiting) == ("drafted", None)
    assert loop.bench.rig.published() == []


def test_an_approved_reply_that_has_not_left_is_cancelled(loop: Loop) -> None:
    mention = loop.heard()
    loop.approve(mention)
    colleague(loop, mention)
    upkeep(loop)
    assert (loop.reply(mention).state, state(loop, mention)) == ("cancelled", CLOSED)
    loop.send()
    assert loop.bench.rig.published() == []


def test_it_is_looked_up_once_more_just_before_sending(loop: Loop) -> None:
    mention = loop.heard()
    loop.approve(mention)
    colleague(loop, mention)
    loop.send()
    assert (loop.reply(mention).state, state(loop, mention)) == ("cancelled", CLOSED)
    assert loop.bench.rig.published() == []


def test_nothing_is_sent_while_the_platform_does_not_say(loop: Loop) -> None:
    mention = loop.heard()
    loop.approve(mention)
    colleague(loop, mention)
    loop.sandbox.faults.add(Fault(f"/{loop.platform}/*", "hang_up", times=100))
    loop.send()
    assert loop.reply(mention).state == "held"
    loop.sandbox.faults.clear()
    for _ in range(6):
        loop.clock.forward(minutes=10)
        loop.send()
    assert (loop.reply(mention).state, state(loop, mention)) == ("cancelled", CLOSED)
    assert loop.bench.rig.published() == []


def test_a_restart_between_answer_and_reading_loses_nothing(loop: Loop) -> None:
    mention = loop.heard()
    upkeep(loop)
    colleague(loop, mention)
    loop.again()
    upkeep(loop)
    assert state(loop, mention) == CLOSED


def test_of_two_workers_it_does_not_matter_who_reads(loop: Loop) -> None:
    first_card, second_card = loop.heard(), loop.heard("iade param yatmadı", author="tom")
    first = loop.upkeep
    loop.again()
    second = loop.upkeep
    colleague(loop, first_card)
    loop.clock.forward(minutes=6)
    first.tick()
    second.tick()
    assert state(loop, first_card) == CLOSED
    colleague(loop, second_card)
    loop.clock.forward(minutes=6)
    second.tick()
    first.tick()
    assert state(loop, second_card) == CLOSED
    with loop.database.reading() as session:
        assert len(session.exec(select(OwnReply)).all()) == 2


def test_an_answer_read_before_the_post_was_heard_counts(loop: Loop) -> None:
    """Search may be hours late; what our timeline showed meanwhile is still there."""
    waiting = loop.heard()
    late = loop.bench.rig.mention("bende de aynısı", "tom")
    loop.bench.rig.answer_by_hand(late, "Merhaba, bakıyoruz.")
    upkeep(loop)
    loop.clock.forward(hours=5)
    upkeep(loop)
    loop.listen()
    upkeep(loop)
    assert state(loop, loop.mention(late)) == CLOSED
    assert state(loop, waiting) == ("drafted", None)


def test_our_own_reply_through_the_api_closes_nothing_else(loop: Loop) -> None:
    reply, waiting = loop.replied(), loop.heard("iade param yatmadı", author="tom")
    upkeep(loop)
    assert state(loop, waiting) == ("drafted", None)
    assert (loop.reply(reply).state, loop.reply(reply).by_hand_alarm) == ("posted", None)


def test_a_burst_is_answered_when_any_of_its_posts_is(loop: Loop) -> None:
    head = loop.heard()
    tail = loop.heard("üstelik kutusu da kırık")
    assert loop.fresh(tail).merged_into == head.id
    colleague(loop, tail)
    loop.approve(head)
    loop.send()
    assert (loop.reply(head).state, state(loop, head)) == ("cancelled", CLOSED)
    assert loop.bench.rig.published() == []


def test_a_burst_closes_when_its_second_post_is_answered(loop: Loop) -> None:
    head = loop.heard()
    tail = loop.heard("üstelik kutusu da kırık")
    colleague(loop, tail)
    upkeep(loop)
    assert state(loop, head) == CLOSED


def test_x_is_paid_for_no_timeline_that_nobody_waits_for(x: Loop) -> None:
    mention = x.heard()
    x.press(mention, "skip_spam")
    x.sandbox["x"].post(x.brand.account("x"), "duyuru")
    asked = len(x.sandbox.requests)
    upkeep(x)
    assert len(x.sandbox.requests) == asked


def test_x_is_paid_for_each_of_our_posts_once_not_each_day_again(x: Loop) -> None:
    x.heard()
    spent = x.sandbox["x"].bill()["owned_post"]
    for day in range(4):
        for n in range(10):
            x.sandbox["x"].post(x.brand.account("x"), f"duyuru {day} {n}")
        for _ in range(6):
            x.clock.forward(hours=4)
            publisher = x.again().publisher
            OwnTimeline(x.database, Prices(), x.clock).tick(("ornek", "x"), publisher)
    assert x.sandbox["x"].bill()["owned_post"] - spent == 40_000, "forty posts of ours at a tenth of a cent"


def test_how_far_it_was_read_is_kept_and_moves_only_forward(x: Loop) -> None:
    x.heard()
    upkeep(x)
    with x.database.reading() as session:
        read_at = session.exec(select(Source.own_read_at)).one()
    assert read_at == x.clock()
    x.sandbox.faults.add(Fault("/x/2/users/*/tweets", "hang_up", times=5))
    upkeep(x)
    with x.database.reading() as session:
        assert session.exec(select(Source.own_read_at)).one() == read_at
