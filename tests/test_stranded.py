"""A platform that is taken out of config.yaml while its outbox has work."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models import Database, Notice, Reply
from models.claims import LEASE
from responders.desk.case import Outcome
from responders.desk.texts import toast
from samimi.health import Health
from samimi.outbox import Door, Outbox
from samimi.prices import Prices
from samimi.stranded import Stranded
from tests.conftest import Clock
from tests.desk_table import ELIF, STRANGER, Table
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


def lost_answer(bench: Bench) -> None:
    """The third reply was tried, and no answer came before its platform was taken out."""
    bench.approved(3, author="can")
    bench.clock.forward(minutes=5)
    with bench.database.transaction() as session:
        reply = session.get_one(Reply, 3)
        reply.state, reply.attempts, reply.attempted_at = "sending", 1, bench.clock()
        reply.next_at = reply.leased_until = bench.clock() + LEASE
        session.add(reply)


def test_i2_whether_an_attempt_went_out_is_asked_of_a_person_once_nobody_looks_any_more(bench: Bench) -> None:
    lost_answer(bench)
    bench.clock.forward(minutes=3)
    (notice,) = told(bench, set())
    assert "kart yayınlanıp yayınlanmadığını soruyorsa bakıp söyle" in notice.text
    assert bench.reply(3).state == "sending", "a worker that knows the platform may look yet"
    bench.clock.forward(minutes=1)
    told(bench, set())
    assert bench.reply(3).state == "unsure"
    assert bench.reply(2).state == "held"


def test_such_a_card_has_its_buttons_and_the_platform_is_still_looked_at_when_it_is_back(bench: Bench) -> None:
    lost_answer(bench)
    bench.clock.forward(minutes=5)
    told(bench, set(), "en")
    table = Table(bench.database, bench.clock, brands={"ornek": a_brand(chat_language="en")})
    assert [button.action for row in table.shown(3).rows for button in row] == ["there", "not_there", "give_up"]
    bench.publisher.published.append(bench.reply(3))
    bench.run(5)
    assert bench.reply(3).state == "posted"


@pytest.mark.parametrize(
    ("language", "text", "no"),
    [
        ("tr", "town (ornek): marka artık config.yaml'da yok", "geri al"),
        ("en", "town (ornek): the brand is no longer in config.yaml", "take the replies back"),
    ],
)
def test_of_a_lost_brand_nothing_is_offered_that_its_cards_refuse(
    bench: Bench, language: str, text: str, no: str
) -> None:
    lost_answer(bench)
    bench.clock.forward(minutes=5)
    others = {"acme": a_brand(key="acme", chat_language=language)}
    Stranded(bench.database, others, set(), Health(), bench.clock).tick()
    (told_of,) = bench.notices()
    assert told_of.startswith(text)
    assert no not in told_of
    assert bench.reply(3).state == "sending", "the outbox looks when the brand is back; until then nobody could answer"


def test_a_tap_on_a_lost_brands_card_says_why_it_does_nothing(bench: Bench) -> None:
    table = Table(bench.database, bench.clock, brands={"acme": a_brand(key="acme")})
    assert table.press(ELIF, "undo", 2) == Outcome("lost_brand", {"brand": "ornek"}, ok=False, alert=True)
    assert table.press(STRANGER, "undo", 2).key == "stranger"
    assert toast("tr", "lost_brand", brand="ornek").startswith("ornek markası artık config.yaml'da yok")
    assert bench.reply(2).state == "held"


def test_a_platform_that_is_there_is_nothing_to_tell(bench: Bench) -> None:
    assert told(bench, {HOME}) == []
