"""A platform that is taken out of config.yaml while its outbox has work."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models import Database, Notice, Reply
from samimi.health import Health
from samimi.outbox import Door, Outbox
from samimi.prices import Prices
from samimi.stranded import Stranded
from tests.conftest import Clock
from tests.outbox_bench import Bench
from tests.platform_fakes import FakeCollector, FakePublisher, a_brand

HOME = ("ornek", "town")


@pytest.fixture(params=["database", "postgresql"])
def bench(request: pytest.FixtureRequest, clock: Clock) -> Bench:
    """A held reply, and one that is out and wanted down, on either engine."""
    database: Database = request.getfixturevalue(request.param)
    bench = Bench(database, clock)
    bench.approved(1)
    bench.outbox.tick()
    bench.approved(2, author="tom")
    with database.transaction() as session:
        session.get_one(Reply, 1).delete_wanted_at = clock()
    return bench


def elsewhere(bench: Bench) -> Outbox:
    """The outbox after config.yaml has lost the town for another place."""
    doors = {("ornek", "village"): Door(FakePublisher(), FakeCollector())}
    brands = {"ornek": a_brand()}
    return Outbox(bench.database, brands, doors, health=Health(), prices=Prices(), worker="w", now=bench.clock)


def told(bench: Bench, doors: set[tuple[str, str]], language: str = "tr") -> list[Notice]:
    brands = {"ornek": a_brand(chat_language=language)}
    Stranded(bench.database, brands, doors, Health(), bench.clock).tick()
    with bench.database.reading() as session:
        return list(session.exec(select(Notice).order_by(Notice.id)).all())  # type: ignore[arg-type]


def test_work_of_a_lost_platform_stops_no_round_and_takes_nobodys_place(bench: Bench) -> None:
    nowhere = Outbox(bench.database, {}, {}, health=Health(), prices=Prices(), worker="n", now=bench.clock)
    assert (nowhere.tick(), elsewhere(bench).tick()) == (0, 0)
    assert (bench.reply(1).leased_until, bench.reply(2).leased_until) == (None, None)
    assert (bench.reply(2).state, bench.publisher.deleted) == ("held", [])


def test_work_of_a_lost_platform_is_told_once_with_the_way_out(bench: Bench) -> None:
    told(bench, set())
    (notice,) = told(bench, set())
    assert notice.text.startswith("town (ornek) artık config.yaml'da yok")
    assert "yanıt 1, silinmeyi bekleyen 1 (#1, #2)" in notice.text
    assert "geri koyup botu yeniden başlat" in notice.text
    assert notice.over_at is None


def test_it_is_told_in_the_language_of_the_chat(bench: Bench) -> None:
    (notice,) = told(bench, set(), "en")
    assert "is no longer in config.yaml" in notice.text
    assert "replies waiting to go out 1, to be deleted 1 (#1, #2)" in notice.text


def test_work_goes_on_when_the_platform_is_back(bench: Bench) -> None:
    told(bench, set())
    elsewhere(bench).tick()
    (notice,) = told(bench, {HOME})
    assert notice.over_text == "town (ornek): yarım kalan iş yok"
    bench.run(2)
    assert (bench.publisher.deleted, bench.reply(2).state) == (["r-p1"], "posted")


def test_a_platform_that_is_there_is_nothing_to_tell(bench: Bench) -> None:
    assert told(bench, {HOME}) == []
