"""I1: an approval is for now. What could not leave for days goes back to a person, and is never posted twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Card, Database, Decision, Draft, Pause, Reply
from models.errors import CredentialsRefused, Unknown
from responders.desk import queueing
from samimi.health import Health
from samimi.outbox import Door, Outbox
from samimi.prices import Prices
from tests.conftest import Clock
from tests.desk_table import ELIF, Table
from tests.outbox_bench import Bench
from tests.platform_fakes import FakeCollector, FakePublisher, a_brand


@pytest.fixture
def bench(database: Database, clock: Clock) -> Bench:
    return Bench(database, clock)


def drafts(bench: Bench) -> list[tuple[int, str, list[str]]]:
    with bench.database.reading() as session:
        rows = session.exec(select(Draft).order_by(Draft.id)).all()  # type: ignore[arg-type]
        return [(row.version, row.state, row.reasons) for row in rows]


def given_back(bench: Bench) -> None:
    """Nothing is out, and the text waits for a fresh approval."""
    assert bench.publisher.published == []
    assert (bench.reply().state, bench.reply().last_error) == ("cancelled", "approval_old")
    assert drafts(bench) == [(1, "superseded", []), (2, "open", ["approval_old"])]
    assert bench.mention().state == "drafted"
    with bench.database.reading() as session:
        (decision,) = session.exec(select(Decision)).all()
    assert (decision.actor, decision.action, decision.reason) == (0, "reply_cancelled", "approval_old")


def test_a_reply_whose_credentials_were_refused_for_a_month_goes_back_to_a_person(bench: Bench) -> None:
    bench.approved()
    bench.collector.lookup_error = CredentialsRefused("401")
    bench.outbox.tick()
    bench.clock.forward(days=30)
    bench.outbox.tick()
    assert bench.reply().state == "held"
    bench.collector.lookup_error = None
    bench.run(70, step=60)
    given_back(bench)


def test_so_does_one_that_a_pause_or_a_lost_platform_held(bench: Bench) -> None:
    bench.approved()
    with bench.database.transaction() as session:
        session.add(Pause(brand="*", by=7, at=bench.clock()))
    bench.clock.forward(days=2, seconds=1)
    bench.run(1)
    assert bench.reply().state == "held"
    with bench.database.transaction() as session:
        session.delete(session.get_one(Pause, "*"))
    bench.run(1)
    given_back(bench)


def test_two_days_are_waited_out(bench: Bench) -> None:
    bench.approved()
    bench.clock.forward(days=2)
    bench.outbox.tick()
    assert (bench.reply().state, len(bench.publisher.published)) == ("posted", 1)


def test_i2_a_lost_answer_is_still_looked_for_after_a_month(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults.append((Unknown("connection reset"), True))
    bench.outbox.tick()
    bench.clock.forward(days=30)
    bench.run(5)
    assert (bench.reply().state, len(bench.publisher.published)) == ("posted", 1)


def test_i2_one_that_never_arrived_is_not_repeated_after_a_month(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults.append((Unknown("connection reset"), False))
    bench.outbox.tick()
    bench.clock.forward(days=30)
    bench.run(30)
    given_back(bench)


def test_one_too_old_to_go_out_answers_nothing_else_in_its_thread(bench: Bench) -> None:
    bench.approved(1, thread="t")
    bench.clock.forward(days=1)
    bench.approved(2, thread="t")
    with bench.database.transaction() as session:
        session.get_one(Reply, 1).next_at = bench.clock() + timedelta(days=30)
    bench.clock.forward(days=1, seconds=1)
    bench.run(1)
    assert [reply.target_id for reply in bench.publisher.published] == ["p2"]
    assert bench.mention(1).closed_reason is None


@pytest.mark.parametrize("action", ["retry", "not_there"])
def test_who_has_it_tried_again_has_let_it_go_today(bench: Bench, action: str) -> None:
    bench.approved()
    bench.clock.forward(days=30)
    with bench.database.transaction() as session:
        session.add(Decision(at=bench.clock(), brand="ornek", actor=7, action=action, mention_id=1, draft_id=1))
    bench.outbox.tick()
    assert len(bench.publisher.published) == 1


@pytest.fixture
def table(database: Database, clock: Clock) -> Table:
    """Örnek Marka is on the fake platform here."""
    return Table(database, clock, brands={"ornek": a_brand()})


def an_outbox(table: Table, publisher: FakePublisher) -> Outbox:
    doors = {("ornek", "town"): Door(publisher, FakeCollector())}
    return Outbox(table.database, table.brands, doors, health=Health(), prices=Prices(), worker="w", now=table.clock)


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("tr", "onaylanalı iki günden çok oldu ve yanıt çıkamadı, yeniden onay gerekiyor"),
        ("en", "approved more than two days ago and could not go out, so it needs a fresh approval"),
    ],
)
def test_the_card_comes_anew_says_why_and_a_fresh_tap_sends_it(table: Table, language: str, why: str) -> None:
    table.brands["ornek"] = a_brand(chat_language=language)
    publisher, mention = FakePublisher(), table.mention(platform="town")
    with table.database.transaction() as session:
        card = session.get_one(Card, 1)
        card.chat_id, card.message_id, card.shown_at = -1001, 77, table.clock()
    assert table.press(ELIF, "approve", mention).ok
    table.clock.forward(days=30)
    an_outbox(table, publisher).tick()
    assert why in table.shown(mention).text
    with table.database.transaction() as session:
        queueing.wake(session, table.clock())
        card = session.get_one(Card, 1)
        assert (card.message_id, card.old_message_id) == (None, 77)
        assert queueing.fresh(session, table.office, "ornek", table.clock()) == ([1], [])
    assert not table.press(ELIF, "approve", mention, version=1).ok
    assert table.press(ELIF, "approve", mention, version=2).ok
    table.clock.forward(minutes=1)
    an_outbox(table, publisher).tick()
    with table.database.reading() as session:
        assert [row.state for row in session.exec(select(Reply)).all()] == ["cancelled", "posted"]
    assert len(publisher.published) == 1
