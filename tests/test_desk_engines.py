"""The desk on PostgreSQL: the same queues, one winner, one new version."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

from models import Database
from responders.desk import queueing
from responders.desk.case import Outcome
from responders.desk.chats import chat_row
from responders.desk.errands import errands
from samimi.translating import Translator
from tests.conftest import Clock
from tests.desk_table import ELIF, MERT, TOM, Table


@pytest.fixture
def table(postgresql: Database) -> Table:
    return Table(postgresql, Clock())


def both(first: Callable[[], Outcome], second: Callable[[], Outcome]) -> list[Outcome]:
    """Two people at the same moment."""
    start = threading.Barrier(2)

    def act(deed: Callable[[], Outcome]) -> Outcome:
        start.wait()
        return deed()

    with ThreadPoolExecutor(2) as people:
        return list(people.map(act, (first, second)))


def test_i2_of_two_who_approve_at_once_one_wins(table: Table) -> None:
    for _ in range(15):
        mention = table.mention()
        outcomes = both(
            partial(table.press, ELIF, "approve", mention),
            partial(table.press, MERT, "approve", mention),
        )
        assert sorted(outcome.ok for outcome in outcomes) == [False, True]
    assert len(table.replies()) == 15


def test_approving_and_editing_at_once_never_posts_a_text_that_was_replaced(table: Table) -> None:
    for number in range(15):
        mention = table.mention()
        both(
            partial(table.press, ELIF, "approve", mention),
            partial(table.edit, TOM, mention, f"Selam, {number} bakıyor."),
        )
        live = [reply for reply in table.replies() if reply.mention_id == mention and reply.state == "held"]
        draft = table.case(mention).draft
        assert draft is not None
        assert [reply.version for reply in live] == ([draft.version] if draft.state == "approved" else [])


def test_queues_and_errands_speak_both_engines(table: Table) -> None:
    calm, urgent = table.mention(), table.mention(urgency="high")
    office, now = table.office, table.clock()
    with table.database.transaction() as session:
        queueing.plan(session, office)
        queueing.wake(session, now)
        queueing.drop_never_shown(session)
        first, rest = queueing.fresh(session, office, "ornek", now)
        assert queueing.counts(session, ["ornek"], now) == {"n": 2, "urgent": 1, "late": 0}
        assert queueing.edits(session, now) == []
        found = queueing.next_card(session, ["ornek"], now)
        assert found is not None
        assert found.mention_id == urgent
        assert errands(session, office) == []
    cards = {case.card.id: case.mention.id for case in (table.case(calm), table.case(urgent)) if case.card}
    assert [cards[card] for card in first] == [urgent]
    assert [cards[card] for card in rest] == [calm]


def test_escalations_and_translations_speak_postgresql(table: Table) -> None:
    mention = table.mention("you charged me twice for one order", lang="en")
    never_asked: Any = None
    translator = Translator(table.database, table.brands, never_asked, table.clock)
    assert [row.id for row in translator._wanted()] == [mention]
    assert translator._keep(translator._wanted()[0], "İki kez para çektiniz", "model", {"requests": 1}) == 1
    assert translator._wanted() == []
    assert "🌐 Makine çevirisi" in table.shown(mention).text
    assert table.press(MERT, "escalate", mention).ok
    table.clock.forward(seconds=31)
    with table.database.transaction() as session:
        told = [errand for errand in errands(session, table.office) if errand.note.text.startswith("⏫")]
        assert [errand.note.chat_id for errand in told] == [ELIF]
        told[0].done(session)
    assert table.press(MERT, "escalate_undo", mention).key == "leads_know"
    with table.database.transaction() as session:
        again = [errand for errand in errands(session, table.office) if errand.note.text.startswith("⏫")]
    assert again == []


SUPERGROUP, NEWCOMER = -1_001_234_567_890, 7_012_345_678
"""As Telegram gives them: both need more than 32 bits."""


def test_telegrams_ids_fit_into_a_migrated_database(postgres_url: str) -> None:
    database = Database(postgres_url)
    SQLModel.metadata.drop_all(database.engine)
    with database.engine.begin() as connection:
        connection.execute(text("drop table if exists alembic_version"))
    database.migrate()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": SQLModel.metadata})
        changed = [entry for entry in compare_metadata(context, SQLModel.metadata) if "modify_type" in str(entry)]
    assert changed == []
    people = {NEWCOMER: {"name": "Elif Kaya", "initials": "EK", "roles": {"*": "lead"}}}
    table = Table(database, Clock(), settings={"chat": SUPERGROUP, "people": people})
    mention = table.mention()
    with database.transaction() as session:
        chat_row(session, table.office.settings, "ornek")
    table.change(table.case(mention).card, chat_id=SUPERGROUP, message_id=9)
    assert table.press(NEWCOMER, "claim", mention).ok
    assert table.edit(NEWCOMER, mention, "Selam, bakalım.").ok
    assert table.press(NEWCOMER, "approve", mention, 2).ok
    assert [row.approved_by for row in table.replies()] == [NEWCOMER]
    assert {row.actor for row in table.decisions()} == {NEWCOMER}
    database.dispose()
