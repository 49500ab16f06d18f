"""I10 and the true state of things: deletions followed, answers given elsewhere seen, old texts erased."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlmodel import select

from models import Author, Card, Database, Draft, Judgement, Mention, Notice, Reply, Tombstone
from models.errors import Temporary
from samimi.edits import Edits
from samimi.forgetting import Forgetter
from samimi.health import Health
from samimi.outbox import Door
from samimi.prices import Prices
from samimi.upkeep import Upkeep
from tests.conftest import Clock
from tests.platform_fakes import FakeCollector, FakePublisher, a_brand

TEXT = "Selam, bakalım mı?"
JUDGED = Judgement(label="praise", confidence=0.9, sentiment="positive")


@dataclass
class Bench:
    database: Database
    clock: Clock
    publisher: FakePublisher = field(default_factory=FakePublisher)
    collector: FakeCollector = field(default_factory=FakeCollector)

    def __post_init__(self) -> None:
        self.forgetter = Forgetter(b"k" * 32)
        self.upkeep = Upkeep(
            self.database,
            {"ornek": a_brand()},
            {("ornek", "town"): Door(self.publisher, self.collector)},
            edits=Edits(self.database, lambda mention, text: JUDGED, self.clock),
            forgetter=self.forgetter,
            health=Health(),
            prices=Prices(),
            retention=timedelta(days=180),
            now=self.clock,
        )

    def notices(self) -> list[str]:
        with self.database.reading() as session:
            return list(session.exec(select(Notice.text)).all())

    def drafted(self, reply_state: str | None = None, handle: str = "Ayse") -> Reply | None:
        """A mention with an open draft and a card, and a reply in `reply_state` if one is named."""
        with self.database.transaction() as session:
            author = Author(
                brand="ornek", platform="town", native_id=f"id-{handle}", handle=handle, name="Ayşe Yılmaz",
                first_seen=self.clock(),
            )  # fmt: skip
            session.add(author)
            session.flush()
            mention = Mention(
                brand="ornek", platform="town", native_id="p1", author_id=author.id, text="kargom nerede",
                created_at=self.clock(), received_at=self.clock(), root_id="p1", state="drafted",
                checked_at=self.clock(),
            )  # fmt: skip
            session.add(mention)
            session.flush()
            draft = Draft(
                mention_id=mention.id, brand="ornek", version=1, text=TEXT, lang="tr", created_at=self.clock(),
                state="approved" if reply_state else "open",
            )  # fmt: skip
            session.add_all([draft, Card(mention_id=mention.id, brand="ornek", wanted_at=self.clock(), stale=False)])
            session.flush()
            if reply_state is None:
                return None
            reply = Reply(
                draft_id=draft.id, mention_id=mention.id, brand="ornek", platform="town", account="ornekmarka",
                target_id="p1", thread_id="p1", text=TEXT, version=1, approval_hash="h", key="k", approved_by=7,
                approved_at=self.clock(), state=reply_state,
            )  # fmt: skip
            session.add(reply)
            return reply

    def row(self, table: type[Mention] | type[Draft] | type[Reply] | type[Card] | type[Author]) -> object:
        with self.database.reading() as session:
            return session.exec(select(table)).one()

    @property
    def mention(self) -> Mention:
        found = self.row(Mention)
        assert isinstance(found, Mention)
        return found

    @property
    def reply(self) -> Reply:
        found = self.row(Reply)
        assert isinstance(found, Reply)
        return found

    @property
    def draft(self) -> Draft:
        found = self.row(Draft)
        assert isinstance(found, Draft)
        return found


@pytest.fixture
def bench(database: Database, clock: Clock) -> Bench:
    return Bench(database, clock)


def _by_a_colleague(bench: Bench) -> None:
    bench.publisher.published.append(
        Reply(
            draft_id=0,
            mention_id=0,
            brand="ornek",
            platform="town",
            account="ornekmarka",
            target_id="p1",
            thread_id="p1",
            text="elden",
            version=1,
            approval_hash="",
            key="",
            approved_by=0,
            approved_at=bench.clock(),
        )
    )


def test_a_post_answered_in_the_platforms_own_app_closes_its_card(bench: Bench) -> None:
    bench.drafted()
    _by_a_colleague(bench)
    bench.upkeep.tick()
    assert (bench.mention.state, bench.mention.closed_reason) == ("closed", "answered_elsewhere")
    assert bench.draft.state == "lapsed"
    card = bench.row(Card)
    assert isinstance(card, Card)
    assert card.stale


def test_a_reply_posted_by_hand_is_confirmed_from_our_own_timeline(bench: Bench) -> None:
    bench.drafted("by_hand")
    _by_a_colleague(bench)
    bench.upkeep.tick()
    assert (bench.reply.state, bench.reply.native_id) == ("posted_by_hand", "r-p1")
    assert bench.mention.closed_reason == "answered"


def test_nothing_is_closed_while_nobody_answered(bench: Bench) -> None:
    bench.drafted()
    bench.upkeep.tick()
    assert bench.mention.state == "drafted"


def test_i10_a_deleted_post_goes_from_every_row_within_a_day(bench: Bench) -> None:
    bench.drafted()
    bench.collector.gone.add("p1")
    for _ in range(24):
        bench.upkeep.tick()
        bench.clock.forward(hours=1)
    mention, draft = bench.mention, bench.draft
    assert (mention.state, mention.closed_reason, mention.text, mention.url) == ("closed", "gone", "", "")
    assert mention.native_id.startswith("forgotten:")
    assert (draft.text, draft.state) == ("", "lapsed")


def test_i10_an_edited_post_is_edited_here_too(bench: Bench) -> None:
    bench.drafted()
    bench.collector.edited["p1"] = "kargom geldi"
    bench.clock.forward(hours=21)
    bench.upkeep.tick()
    assert bench.mention.text == "kargom geldi"


def test_a_source_that_is_down_skips_its_round_and_is_asked_again(bench: Bench) -> None:
    bench.drafted()
    bench.collector.gone.add("p1")
    bench.collector.lookup_error = Temporary("down")
    bench.clock.forward(hours=21)
    bench.upkeep.tick()
    assert bench.mention.state == "drafted"
    bench.collector.lookup_error = None
    bench.upkeep.tick()
    assert bench.mention.closed_reason == "gone"


def test_i4_an_odd_failure_of_a_platform_stops_no_retention_and_is_told_from_the_third_on(bench: Bench) -> None:
    bench.drafted()
    bench.collector.lookup_error = KeyError("kargom nerede")
    for told in (0, 0, 1, 1):
        bench.clock.forward(hours=21)
        bench.upkeep.tick()
        assert len(bench.notices()) == told
    assert "KeyError" in bench.notices()[0]
    assert "kargom" not in bench.notices()[0]
    bench.collector.lookup_error = None
    bench.upkeep.tick()
    bench.collector.lookup_error = KeyError("data")
    bench.clock.forward(days=181)
    bench.upkeep.tick()
    assert bench.mention.text == ""
    with bench.database.reading() as session:
        assert session.exec(select(Notice.over_text)).one() == "town (ornek): gönderiler yeniden izleniyor"


def test_what_was_told_before_a_restart_is_over_after_it_too(bench: Bench) -> None:
    bench.drafted()
    bench.collector.lookup_error = KeyError("data")
    for _ in range(3):
        bench.clock.forward(hours=21)
        bench.upkeep.tick()
    restarted = Bench(bench.database, bench.clock)
    restarted.upkeep.tick()
    with bench.database.reading() as session:
        assert session.exec(select(Notice.over_at)).one() == bench.clock()


def test_i10_a_post_dated_long_ago_is_kept_from_the_day_it_came(bench: Bench) -> None:
    """Clients may date a post as they like; one that came today has a card today."""
    bench.drafted()
    with bench.database.transaction() as session:
        session.exec(select(Mention)).one().created_at = bench.clock() - timedelta(days=900)
    bench.upkeep.tick()
    assert bench.mention.text == "kargom nerede"
    bench.clock.forward(days=181)
    bench.upkeep.tick()
    assert bench.mention.text == ""


def test_i10_retention_erases_texts_and_names_and_keeps_the_counts(bench: Bench) -> None:
    bench.drafted()
    bench.clock.forward(days=181)
    bench.upkeep.tick()
    bench.upkeep.tick()
    author = bench.row(Author)
    assert isinstance(author, Author)
    assert bench.mention.text == ""
    assert (author.name, author.handle.startswith("#")) == ("", True)
    assert bench.mention.created_at is not None


def test_i10_forget_takes_the_author_out_of_rows_and_keeps_a_keyed_hash(bench: Bench) -> None:
    bench.drafted("held")
    with bench.database.transaction() as session:
        assert bench.forgetter.forget_author(session, "town", "@ayse", bench.clock()) == 1
    with bench.database.reading() as session:
        dump = str([row.model_dump() for t in (Author, Mention, Draft, Reply) for row in session.exec(select(t)).all()])
        kept = session.exec(select(Tombstone)).all()
        assert bench.forgetter.is_kept_out(session, "town", "ayse", "other")
        assert not bench.forgetter.is_kept_out(session, "town", "tom", "other")
    assert "Ayşe" not in dump
    assert "kargom" not in dump
    assert "ayse" not in dump.lower()
    assert {row.kind for row in kept} == {"author", "post"}
    assert bench.reply.state == "cancelled"


def test_i10_forget_spares_authors_of_nearly_the_same_handle(bench: Bench) -> None:
    handles = ["Ali_K", "alixk", "ali%k", "ali_k2", "Şule", "şule"]
    with bench.database.transaction() as session:
        for handle in handles:
            session.add(
                Author(brand="b", platform="town", native_id=f"n-{handle}", handle=handle, first_seen=bench.clock())
            )
    with bench.database.transaction() as session:
        for handle in ("@ali_k", "ali%k", "ŞULE"):
            bench.forgetter.forget_author(session, "town", handle, bench.clock())
    with bench.database.reading() as session:
        assert set(session.exec(select(Author.handle)).all()) & set(handles) == {"alixk", "ali_k2"}


def test_i10_a_reply_that_may_be_on_its_way_keeps_its_text(bench: Bench) -> None:
    bench.drafted("sending")
    with bench.database.transaction() as session:
        bench.forgetter.forget_mention(session, session.get_one(Mention, 1), "gone", bench.clock())
    assert (bench.reply.text, bench.reply.target_id) == (TEXT, "p1")


def test_i10_the_hashes_say_nothing_without_the_key() -> None:
    one, other = Forgetter(b"a" * 32), Forgetter(b"b" * 32)
    assert one.digest("author", "x", "Ayse") == one.digest("author", "x", "ayse")
    assert one.digest("author", "x", "ayse") != other.digest("author", "x", "ayse")
    assert one.digest("author", "x", "ayse") != one.digest("author", "reddit", "ayse")


def test_i10_an_opt_out_outlives_the_author(bench: Bench) -> None:
    bench.drafted()
    with bench.database.transaction() as session:
        bench.forgetter.opt_out(session, session.get_one(Author, 1), bench.clock())
        bench.forgetter.forget_author(session, "town", "Ayse", bench.clock())
    with bench.database.reading() as session:
        assert bench.forgetter.has_opted_out(session, "town", "AYSE")
