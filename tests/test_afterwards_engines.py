"""What follows a reply on PostgreSQL: two workers, one reading of our timeline, one promise, one outcome."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models import Database, OwnReply, Promise
from reports.afterwards import Afterwards, afterwards
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.loop import Loop


@pytest.fixture
def loop(postgresql: Database, sandbox: Sandbox, clock: Clock) -> Loop:
    return Loop("bluesky", sandbox, postgresql, clock)


def test_the_same_on_the_engine_that_workers_share(loop: Loop) -> None:
    loop.drafter.says = "Merhaba, gecikme can sıkıcı. DM'den yazıyoruz."
    reply = loop.replied()
    assert reply.native_id is not None
    loop.answers(reply.native_id, "teşekkürler, hallettik")
    waiting = loop.heard("iade param yatmadı", author="tom")
    loop.bench.rig.answer_by_hand(waiting.native_id, "Merhaba, bakıyorum.")
    first = loop.upkeep
    second = loop.again().upkeep
    loop.clock.forward(minutes=6)
    for upkeep in (first, second, first):
        upkeep.tick()
    assert loop.reply(reply).outcome == "thanked"
    assert loop.fresh(waiting).closed_reason == "answered_elsewhere"
    with loop.database.reading() as session:
        promise = session.exec(select(Promise)).one()
        assert (promise.kind, promise.state) == ("dm", "open")
        assert len(session.exec(select(OwnReply)).all()) == 2
        due = promise.due_at
    loop.clock.at = due
    loop.clock.forward(days=1, hours=1)
    second.tick()
    with loop.database.reading() as session:
        assert afterwards(session, "ornek", reply.approved_at, loop.clock()) == Afterwards(thanked=1, broken=1)
    loop.clock.forward(days=8)
    second.tick()
    assert loop.reply(reply).outcome == "thanked", "what was said is not made silent"
