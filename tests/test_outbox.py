"""I1, I2, I4, I9: a reply leaves once, approved, or a person is asked."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlmodel import select

from models import Author, Database, Decision, Draft, Mention, Notice, Pause, Reply, Route, approval_hash
from models.errors import (
    CredentialsRefused,
    Duplicate,
    Gone,
    NotSummoned,
    RateLimited,
    Temporary,
    Unknown,
)
from samimi.health import Health
from samimi.ledger import Prices
from samimi.outbox import Door, Outbox
from samimi.settling import LOOKS_IN_THE_DARK, TRIES
from tests.conftest import Clock
from tests.platform_fakes import FakeCollector, FakePublisher, a_brand

TEXT = "Selam Ayşe, beklemek can sıkıcı, haklısın. Sipariş numaranı DM'den yollarsan bakalım."


@dataclass
class Bench:
    """An outbox over a fake platform."""

    database: Database
    clock: Clock
    publisher: FakePublisher = field(default_factory=FakePublisher)
    collector: FakeCollector = field(default_factory=FakeCollector)

    def __post_init__(self) -> None:
        self.outbox = self.worker("one")

    def worker(self, name: str) -> Outbox:
        doors = {("ornek", "town"): Door(self.publisher, self.collector)}
        brands = {"ornek": a_brand()}
        return Outbox(self.database, brands, doors, health=Health(), prices=Prices(), worker=name, now=self.clock)

    def approved(
        self, number: int = 1, text: str = TEXT, author: str = "ayse", thread: str | None = None, warned: bool = True
    ) -> int:
        """An approved reply that may leave now; returns its id. `warned`: somebody saw that it repeats another."""
        with self.database.transaction() as session:
            writer = session.exec(select(Author).where(Author.handle == author)).first() or Author(
                brand="ornek", platform="town", native_id=author, handle=author, name="Ayşe", first_seen=self.clock()
            )
            session.add(writer)
            session.flush()
            mention = Mention(
                brand="ornek", platform="town", native_id=f"p{number}", author_id=writer.id,
                text="kargom 5 gündür gelmedi", created_at=self.clock(), received_at=self.clock(),
                root_id=thread or f"p{number}", summoned=True, state="drafted", label="complaint",
                confidence=0.9, sentiment="negative", urgency="normal", lang="tr",
            )  # fmt: skip
            session.add(mention)
            session.flush()
            draft = Draft(
                mention_id=mention.id, brand="ornek", version=1, state="approved", text=text, lang="tr",
                created_at=self.clock(), spans=[{"start": 0, "end": len(text), "kind": "approved"}],
                flags=[{"name": "repeat", "level": "amber", "start": 0, "end": 0, "detail": ""}] if warned else [],
            )  # fmt: skip
            session.add(draft)
            session.flush()
            whole = approval_hash(platform="town", account="ornekmarka", target_id=f"p{number}", version=1, text=text)
            reply = Reply(
                draft_id=draft.id, mention_id=mention.id, brand="ornek", platform="town", account="ornekmarka",
                target_id=f"p{number}", thread_id=mention.root_id, text=text, version=1, approval_hash=whole,
                key=f"k{number}", approved_by=7, approved_at=self.clock(), next_at=self.clock(),
            )  # fmt: skip
            session.add(reply)
            session.flush()
            return reply.id

    def reply(self, reply_id: int = 1) -> Reply:
        with self.database.reading() as session:
            return session.get_one(Reply, reply_id)

    def mention(self, mention_id: int = 1) -> Mention:
        with self.database.reading() as session:
            return session.get_one(Mention, mention_id)

    def notices(self) -> list[str]:
        with self.database.reading() as session:
            return [notice.text for notice in session.exec(select(Notice)).all()]

    def run(self, minutes: float = 5, step: float = 10) -> None:
        """Tick through `minutes`, a tick every `step` seconds."""
        for _ in range(int(minutes * 60 / step)):
            self.outbox.tick()
            self.clock.forward(seconds=step)


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
    assert any("not known whether" in text for text in bench.notices())
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
    assert any("refused" in text for text in bench.notices())


def test_refused_credentials_hold_the_reply_and_tell_once(bench: Bench) -> None:
    bench.approved()
    bench.publisher.faults = [(CredentialsRefused("401"), False)] * 3
    bench.run(600, step=300)
    assert bench.reply().state == "posted"
    assert bench.notices() == ["town (ornek): 401"]
    with bench.database.reading() as session:
        assert session.exec(select(Notice)).one().over_at is not None


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


def test_a_deletion_a_lead_asked_for_is_carried_out(bench: Bench) -> None:
    bench.approved()
    bench.outbox.tick()
    with bench.database.transaction() as session:
        session.get_one(Reply, 1).delete_wanted_at = bench.clock()
    bench.outbox.tick()
    assert bench.publisher.deleted == ["r-p1"]
    assert bench.reply().deleted_at == bench.clock()


def test_a_look_up_that_fails_puts_the_reply_off(bench: Bench) -> None:
    bench.approved()
    bench.collector.lookup_error = Temporary("down")
    bench.outbox.tick()
    assert (bench.reply().state, bench.reply().last_error) == ("held", "down")
    bench.collector.lookup_error = None
    bench.run(5)
    assert bench.reply().state == "posted"
