"""I1, I2: a reply leaves once, approved, or a person is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Database, Decision, Draft, Reply
from models.errors import (
    Duplicate,
    Temporary,
    Unknown,
)
from samimi.settling import LOOKS_IN_THE_DARK
from tests.conftest import Clock
from tests.outbox_bench import TEXT, Bench


@pytest.fixture
def bench(database: Database, clock: Clock) -> Bench:
    return Bench(database, clock)


def test_an_approved_reply_is_posted_and_its_mention_closed(bench: Bench) -> None:
    bench.approved()
    bench.outbox.tick()
    assert [reply.text for reply in bench.publisher.published] == [TEXT]
    assert (bench.reply().state, bench.reply().native_id) == ("posted", "r-p1")
    assert (bench.mention().state, bench.mention().closed_reason) == ("closed", "answered")


def test_nothing_leaves_before_the_undo_window_ends(bench: Bench, database: Database, clock: Clock) -> None:
    bench.approved()
    with database.transaction() as session:
        session.get_one(Reply, 1).next_at = clock() + timedelta(seconds=30)
    bench.outbox.tick()
    assert bench.publisher.published == []
    clock.forward(seconds=30)
    bench.outbox.tick()
    assert len(bench.publisher.published) == 1


@pytest.mark.parametrize("column", ["text", "account", "target_id", "version"])
def test_i1_a_reply_that_differs_from_its_approval_never_leaves(bench: Bench, column: str) -> None:
    bench.approved()
    with bench.database.transaction() as session:
        row = session.get_one(Reply, 1)
        setattr(row, column, 2 if column == "version" else "changed")
    bench.run(5)
    assert bench.publisher.published == []
    assert bench.reply().state == "cancelled"


def test_i1_an_approval_taken_back_stops_the_reply(bench: Bench) -> None:
    bench.approved()
    with bench.database.transaction() as session:
        session.get_one(Draft, 1).state = "superseded"
    bench.run(5)
    assert bench.publisher.published == []


def test_i1_every_stop_is_on_record_without_a_text(bench: Bench) -> None:
    bench.approved()
    bench.collector.gone.add("p1")
    bench.outbox.tick()
    with bench.database.reading() as session:
        (decision,) = session.exec(select(Decision)).all()
    assert (decision.actor, decision.action) == (0, "reply_cancelled")
    assert TEXT not in decision.model_dump_json()


def test_i2_a_lost_answer_is_looked_up_and_not_repeated(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults.append((Unknown("connection reset"), True))
    bench.run()
    assert len(bench.publisher.published) == 1
    assert bench.reply().state == "posted"
    assert bench.publisher.finds == 1


def test_i2_a_lost_attempt_is_repeated_only_after_two_looks(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults.append((Unknown("timeout"), False))
    bench.run()
    assert bench.publisher.finds == 2
    assert len(bench.publisher.published) == 1
    assert (bench.reply().state, bench.reply().attempts) == ("posted", 2)


def test_i2_the_first_look_waits_out_the_read_lag(bench: Bench) -> None:
    bench.approved()
    bench.publisher.read_lag = timedelta(seconds=60)
    bench.publisher.faults.append((Unknown("timeout"), True))
    bench.run(0.9)
    assert bench.publisher.finds == 0
    bench.run(1)
    assert bench.publisher.finds == 1


def test_i2_a_crash_after_the_intent_is_looked_up_by_the_next_worker(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults.append((KeyboardInterrupt(), True))
    with pytest.raises(KeyboardInterrupt):
        bench.outbox.tick()
    assert bench.reply().state == "sending"
    bench.outbox = bench.worker("two")
    bench.outbox.tick()
    assert bench.reply().state == "sending", "the first worker's lease has not ended"
    bench.run()
    assert bench.reply().state == "posted"
    assert len(bench.publisher.published) == 1


def test_i2_the_harness_can_fail_a_blind_find_doubles(bench: Bench) -> None:
    bench.approved()
    bench.publisher.blind = True
    bench.publisher.faults.append((Unknown("timeout"), True))
    bench.run()
    assert len(bench.publisher.published) == 2


def test_i2_when_nobody_can_tell_a_person_decides(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults.append((Unknown("timeout"), True))
    bench.publisher.find_errors = [Temporary("down")] * LOOKS_IN_THE_DARK
    bench.run(12)
    assert bench.reply().state == "unsure"
    assert len(bench.publisher.published) == 1
    assert any("bilinmiyor; kartı soruyor" in text for text in bench.notices())
    bench.run(60, step=60)
    assert bench.reply().state == "posted", "a later look still finds it"


def test_i2_a_duplicate_is_looked_up_never_assumed(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults.append((Duplicate("duplicate content"), False))
    bench.run()
    assert bench.reply().state == "unsure"
    assert bench.publisher.published == []


def test_i2_an_error_nobody_foresaw_counts_as_a_lost_answer(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults.append((ValueError("garbage"), True))
    bench.run()
    assert len(bench.publisher.published) == 1
    assert bench.reply().state == "posted"


def test_i2_two_workers_never_take_one_reply(bench: Bench) -> None:
    for number in range(1, 6):
        bench.approved(number, author=f"a{number}")
    other = bench.worker("two")
    for _ in range(20):
        bench.outbox.tick()
        other.tick()
        bench.clock.forward(seconds=45)
    assert sorted(reply.target_id for reply in bench.publisher.published) == ["p1", "p2", "p3", "p4", "p5"]


def test_i4_a_look_that_raises_anything_ends_with_a_person_and_never_with_a_second_post(
    database: Database, clock: Clock
) -> None:
    bench = Bench(database, clock)
    bench.publisher.faults, bench.publisher.find_errors = [(Unknown("lost"), True)], [KeyError("data")] * 20
    reply = bench.approved()
    bench.run(minutes=60)
    assert bench.reply(reply).state == "unsure"
    assert bench.notices() == ["town (ornek): bir yanıtın yayınlanıp yayınlanmadığı bilinmiyor; kartı soruyor"]
    assert len(bench.publisher.published) == 1
