"""I4, I9 and the last look: refusals, rate limits, pauses, pacing, what changed since the approval."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from sqlmodel import select

from models import Author, Database, Notice, Pause, Reply, Route
from models.errors import (
    CredentialsRefused,
    Gone,
    NotSummoned,
    Permanent,
    RateLimited,
    Temporary,
    Unknown,
)
from samimi.settling import TRIES
from tests.conftest import Clock
from tests.outbox_bench import TEXT, Bench


@pytest.fixture
def bench(database: Database, clock: Clock) -> Bench:
    return Bench(database, clock)


def test_not_summoned_goes_to_a_persons_hand(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults.append((NotSummoned("not mentioned"), False))
    bench.outbox.tick()
    reply = bench.reply()
    assert (reply.state, reply.by_hand_reason) == ("by_hand", "not mentioned")
    assert reply.by_hand_url is not None
    assert reply.by_hand_url.startswith("https://town.example/compose")


def test_the_route_is_asked_again_at_the_last_moment(bench: Bench) -> None:
    bench.approved()
    bench.publisher.way = Route("by_hand", "no approval", "https://town.example/compose")
    bench.outbox.tick()
    assert bench.reply().state == "by_hand"
    assert bench.publisher.published == []


def test_i4_a_rate_limit_is_waited_out_and_blocks_no_other_reply(bench: Bench) -> None:
    bench.approved(1)
    bench.approved(2, author="tom")
    retry_at = bench.clock() + timedelta(minutes=15)
    bench.publisher.faults.append((RateLimited("too many", retry_at), False))
    bench.run(5)
    assert [reply.target_id for reply in bench.publisher.published] == ["p2"]
    bench.run(15)
    assert sorted(reply.target_id for reply in bench.publisher.published) == ["p1", "p2"]


def test_i4_after_the_last_try_a_person_is_told(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults = [(Temporary("503"), False)] * 50
    bench.run(240, step=60)
    assert (bench.reply().state, bench.reply().attempts) == ("failed", TRIES)
    assert len(bench.publisher.faults) == 50 - TRIES
    assert any("bir yanıt reddedildi" in text for text in bench.notices())


def test_refused_credentials_hold_the_reply_and_tell_once(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults = [(CredentialsRefused("401"), False)] * 3
    bench.run(600, step=300)
    assert bench.reply().state == "posted"
    assert bench.notices() == [
        "town (ornek): yanıtlar yayınlanamıyor: platform girişi kabul etmiyor; hesap kilitli ya da uygulamanın izni "
        "eksik değilse .env'deki bilgileri yenileyip botu yeniden başlat (401)"
    ]
    with bench.database.reading() as session:
        assert session.exec(select(Notice)).one().over_text == "town (ornek): yanıtlar yeniden yayınlanıyor"


def test_a_post_that_is_gone_ends_the_reply(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults.append((Gone("deleted"), False))
    bench.outbox.tick()
    assert (bench.reply().state, bench.reply().last_error) == ("failed", "deleted")


@pytest.mark.parametrize(
    ("change", "reason"),
    [("gone", "gone"), ("answered", "answered_elsewhere"), ("edited", None)],
)
def test_the_last_look_at_the_platform(bench: Bench, change: str, reason: str | None) -> None:
    bench.approved()
    if change == "gone":
        bench.collector.gone.add("p1")
    elif change == "answered":
        bench.collector.answered["p1"] = "r-of-a-colleague"
    else:
        bench.collector.edited["p1"] = "vazgeçtim, geldi"
    bench.outbox.tick()
    assert bench.publisher.published == []
    assert bench.reply().state == "cancelled"
    assert bench.mention().closed_reason == reason


def test_an_author_who_asked_for_silence_meanwhile_gets_no_reply(bench: Bench) -> None:
    bench.approved()
    with bench.database.transaction() as session:
        session.get_one(Author, 1).opted_out = True
    bench.outbox.tick()
    assert bench.publisher.published == []
    assert bench.mention().closed_reason == "opted_out"


def test_one_reply_per_author_and_thread(bench: Bench) -> None:
    bench.approved(1, thread="t")
    bench.approved(2, thread="t", text=TEXT.replace("Selam", "Merhaba"))
    bench.run(10)
    assert [reply.target_id for reply in bench.publisher.published] == ["p1"]
    assert bench.reply(2).state == "cancelled"


def test_a_later_question_in_the_thread_may_be_answered(bench: Bench) -> None:
    bench.approved(1, thread="t")
    bench.run(10)
    bench.approved(2, thread="t", text="Gelmiş, sevindik! Keyifle kullan.")
    bench.run(10)
    assert [reply.target_id for reply in bench.publisher.published] == ["p1", "p2"]


def test_guards_are_run_again_before_posting(bench: Bench) -> None:
    bench.approved(text="Selam Ayşe, ayrıntılar burada: https://kotu.example/x bir bakıver.")
    bench.outbox.tick()
    assert bench.publisher.published == []
    assert bench.reply().state == "failed"
    assert "link" in (bench.reply().last_error or "")


def test_nearly_the_same_reply_of_an_account_waits_for_a_person_who_is_told(bench: Bench) -> None:
    bench.approved(1, warned=False)
    bench.run(10)
    bench.approved(2, author="tom", text=TEXT.replace("Ayşe", "Tom"), warned=False)
    bench.approved(3, author="can", text="Selam Can, montun fermuarı için üzüldük. Fotoğrafını DM'den atar mısın?")
    bench.run(30)
    assert [reply.target_id for reply in bench.publisher.published] == ["p1", "p3"]
    held_back = bench.reply(2)
    assert held_back.state == "failed"
    assert (held_back.last_error or "").startswith("alike: ")
    with bench.database.transaction() as session:
        row = session.get_one(Reply, 2)
        row.state, row.next_at = "held", bench.clock()  # as "try again" does
        session.add(row)
    bench.run(30)
    assert [reply.target_id for reply in bench.publisher.published] == ["p1", "p3", "p2"], "now somebody knows"


def test_another_accounts_replies_are_none_of_its_business(bench: Bench) -> None:
    bench.approved(1, warned=False)
    with bench.database.transaction() as session:
        row = session.get_one(Reply, 1)
        row.account, row.state, row.posted_at = "obur", "posted", bench.clock()
        session.add(row)
    bench.approved(2, author="tom", warned=False)
    bench.run(10)
    assert [reply.target_id for reply in bench.publisher.published] == ["p2"]


@pytest.mark.parametrize("scope", ["ornek", "*"])
def test_i9_a_pause_holds_every_reply_and_survives_a_restart(bench: Bench, scope: str) -> None:
    bench.approved()
    with bench.database.transaction() as session:
        session.add(Pause(brand=scope, by=7, at=bench.clock()))
    bench.run(5)
    bench.outbox = bench.worker("after-restart")
    bench.run(5)
    assert bench.publisher.published == []
    assert bench.reply().state == "held"
    with bench.database.transaction() as session:
        session.delete(session.get_one(Pause, scope))
    bench.run(1)
    assert len(bench.publisher.published) == 1


def test_replies_of_one_account_are_paced(bench: Bench) -> None:
    for number in range(1, 4):
        bench.approved(number, author=f"a{number}")
    times = []
    for _ in range(60):
        before = len(bench.publisher.published)
        bench.outbox.tick()
        if len(bench.publisher.published) > before:
            times.append(bench.clock())
        bench.clock.forward(seconds=5)
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(times) == 3
    assert all(timedelta(seconds=20) <= gap <= timedelta(seconds=100) for gap in gaps)


def test_the_hourly_cap_holds(bench: Bench) -> None:
    for number in range(1, 26):
        bench.approved(number, author=f"a{number}")
    bench.run(59, step=30)
    assert len(bench.publisher.published) == 20
    bench.run(60, step=30)
    assert len(bench.publisher.published) == 25


def test_i4_a_last_look_that_fails_oddly_keeps_no_other_reply_and_ends_with_a_person(bench: Bench) -> None:
    bench.approved(1)
    bench.collector.lookup_error = KeyError("kargom nerede")
    bench.outbox.tick()
    assert (bench.reply(1).state, bench.reply(1).last_error, bench.reply(1).attempts) == ("held", "KeyError", 1)
    bench.run(600, step=60)
    assert bench.publisher.published == []
    assert bench.reply(1).state == "failed"
    assert bench.notices() == ["town (ornek): bir yanıt reddedildi: KeyError"]
    bench.collector.lookup_error = None
    bench.approved(2, author="tom")
    bench.run(5)
    assert [reply.target_id for reply in bench.publisher.published] == ["p2"]


def test_i9_a_pause_holds_what_has_not_left_and_still_looks_for_a_lost_answer(bench: Bench) -> None:
    bench.approved(1)
    bench.publisher.faults.append((Unknown("connection reset"), True))
    bench.outbox.tick()
    bench.approved(2, author="tom")
    with bench.database.transaction() as session:
        session.add(Pause(brand="*", by=1, at=bench.clock()))
    bench.run(10)
    assert (bench.reply(1).state, bench.reply(2).state) == ("posted", "held")
    assert len(bench.publisher.published) == 1


def test_a_deletion_a_lead_asked_for_is_carried_out(bench: Bench) -> None:
    bench.approved()
    bench.outbox.tick()
    with bench.database.transaction() as session:
        session.get_one(Reply, 1).delete_wanted_at = bench.clock()
    bench.outbox.tick()
    assert bench.publisher.deleted == ["r-p1"]
    assert bench.reply().deleted_at == bench.clock()


def test_i4_a_deletion_that_fails_oddly_stops_nothing_and_is_tried_again(bench: Bench) -> None:
    bench.approved(1)
    bench.approved(2, author="tom")
    bench.run(5)
    with bench.database.transaction() as session:
        for number in (1, 2):
            session.get_one(Reply, number).delete_wanted_at = bench.clock()
    bench.publisher.delete_errors = [KeyError("kargom nerede")]
    bench.outbox.tick()
    assert (bench.publisher.deleted, bench.reply(1).last_error) == (["r-p2"], "KeyError")
    assert bench.notices() == []
    bench.run(6)
    assert bench.publisher.deleted == ["r-p2", "r-p1"]
    assert bench.reply(1).last_error is None


@pytest.mark.parametrize("error", [ValueError("{"), Permanent("403 forbidden")])
def test_a_deletion_that_keeps_failing_is_told_when_it_begins_and_when_it_is_over(
    bench: Bench, error: Exception
) -> None:
    bench.approved()
    bench.outbox.tick()
    with bench.database.transaction() as session:
        session.get_one(Reply, 1).delete_wanted_at = bench.clock()
    bench.publisher.delete_errors = [error] * 3
    bench.run(12)
    (text,) = bench.notices()
    assert text.startswith(f"town (ornek): #1 yanıtı silinemiyor: {bench.reply().last_error}. ")
    bench.run(12)
    with bench.database.reading() as session:
        notice = session.exec(select(Notice)).one()
    assert (notice.over_text, bench.publisher.deleted) == ("town (ornek): #1 yanıtı silindi", ["r-p1"])


def test_a_look_up_that_fails_puts_the_reply_off(bench: Bench) -> None:
    bench.approved()
    bench.collector.lookup_error = Temporary("down")
    bench.outbox.tick()
    assert (bench.reply().state, bench.reply().last_error) == ("held", "down")
    bench.collector.lookup_error = None
    bench.run(5)
    assert bench.reply().state == "posted"
