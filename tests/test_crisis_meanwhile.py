"""An approved reply that comes back to its card after a crisis came or went is drafted afresh before it is approved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import select

from models import Crisis, Database, Draft, HoldingLine, Mention, Reply
from samimi.edits import Edits
from samimi.forgetting import Forgetter
from samimi.pipeline import Pipeline
from tests.conftest import Clock
from tests.desk_table import ELIF, TEMPLATES, Table
from tests.platform_fakes import FakePublisher, a_brand
from tests.test_old_approvals import an_outbox
from tests.test_pipeline import FakeJudge

LINE = HoldingLine(tr="Sorunu biliyoruz, üzerinde çalışıyoruz.", en="We know of the problem and are working on it.")
OWN = "Selam Ayşe, sipariş numaranı DM'den yollar mısın?"


@pytest.fixture(params=["tr", "en"])
def table(request: pytest.FixtureRequest, database: Database, clock: Clock) -> Table:
    return Table(database, clock, brands={"ornek": a_brand(holding_line=LINE, chat_language=request.param)})


def grown_old(table: Table, publisher: FakePublisher) -> None:
    """The approval is older than two days when the reply could go out."""
    table.clock.forward(days=3)
    an_outbox(table, publisher).tick()


def edited(table: Table, publisher: FakePublisher) -> None:
    """The author mends a letter: same meaning, other words."""
    with table.database.reading() as session:
        meant = session.get_one(Mention, 1).judgement()
    assert meant is not None
    Edits(table.database, lambda *_: meant, table.clock).take_in(1, "@ornekmarka 5 gündür kargom dağıtımda görünüyor!")


def pipeline(table: Table) -> Pipeline:
    forgetter = Forgetter(b"k" * 32)
    return Pipeline(
        table.database, table.brands, FakeJudge(), TEMPLATES, opt_out=forgetter.opt_out, worker="one", now=table.clock
    )


def crisis(table: Table, *, on: bool) -> None:
    with table.database.transaction() as session:
        if on:
            session.add(Crisis(brand="ornek", by=ELIF, at=table.clock()))
        else:
            session.delete(session.get_one(Crisis, "ornek"))


def approved(table: Table, text: str, *reasons: str, **fields: object) -> int:
    mention = table.mention(platform="town", reply=text, draft={"reasons": list(reasons), **fields})
    assert table.press(ELIF, "approve", mention).ok
    return mention


def newest(table: Table) -> Draft:
    with table.database.reading() as session:
        return list(session.exec(select(Draft).order_by(Draft.version)).all())[-1]  # type: ignore[arg-type]


BACK = pytest.mark.parametrize("back", [grown_old, edited])
Back = Callable[[Table, FakePublisher], None]


@BACK
@pytest.mark.parametrize("editor", [None, ELIF])
def test_in_a_crisis_the_brands_line_takes_its_place(table: Table, back: Back, editor: int | None) -> None:
    mention = approved(table, OWN, editor=editor)
    crisis(table, on=True)
    back(table, FakePublisher())
    said = table.press(ELIF, "approve", mention, version=2)
    assert (said.ok, said.key) == (False, "rewriting")
    pipeline(table).tick()
    draft = newest(table)
    assert draft.text == (LINE.tr if editor is None else OWN)
    assert "crisis_began" in draft.reasons
    assert table.press(ELIF, "approve", mention, version=draft.version).ok


@BACK
@pytest.mark.parametrize("editor", [None, ELIF])
def test_after_one_the_line_gives_way_to_a_draft(table: Table, back: Back, editor: int | None) -> None:
    crisis(table, on=True)
    mention = approved(table, str(LINE.tr), "crisis_began", editor=editor)
    crisis(table, on=False)
    back(table, FakePublisher())
    assert not table.press(ELIF, "approve", mention, version=2).ok
    pipeline(table).tick()
    draft = newest(table)
    assert (draft.text == LINE.tr) is (editor is not None)
    assert "crisis_over" in draft.reasons
    assert "crisis_began" not in draft.reasons


@BACK
def test_while_one_lasts_the_line_stays_known_as_its(table: Table, back: Back) -> None:
    crisis(table, on=True)
    mention = approved(table, str(LINE.tr), "crisis_began", editor=ELIF)
    back(table, FakePublisher())
    assert (newest(table).text, "crisis_began" in newest(table).reasons) == (LINE.tr, True)
    assert table.press(ELIF, "approve", mention, version=2).ok


@BACK
def test_without_one_the_same_text_asks_again(table: Table, back: Back) -> None:
    mention = approved(table, OWN)
    back(table, FakePublisher())
    assert (newest(table).version, newest(table).text) == (2, OWN)
    assert table.press(ELIF, "approve", mention, version=2).ok
    with table.database.reading() as session:
        assert [row.state for row in session.exec(select(Reply)).all()] == ["cancelled", "held"]
