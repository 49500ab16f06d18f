"""A fault that turns into one only an operator can mend is told again; anything else is told once."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models import Brand, Database, Notice
from models.errors import CredentialsRefused, CreditsOut, PlatformError, RateLimited, Temporary
from samimi.forgetting import Forgetter
from samimi.health import Health, tell
from samimi.listening import Listener
from samimi.notice_words import why
from samimi.outbox import Door, Outbox
from samimi.prices import Prices
from tests.conftest import Clock
from tests.outbox_bench import Bench
from tests.platform_fakes import FakeCollector, a_brand

DOWN, UNHEARD, LIMITED = Temporary("503"), Temporary("connection reset"), RateLimited("429")
REFUSED, SPENT = CredentialsRefused("401"), CreditsOut("402")


@pytest.fixture(params=["tr", "en"])
def brands(request: pytest.FixtureRequest) -> dict[str, Brand]:
    return {"ornek": a_brand(chat_language=request.param)}


async def _tell(database: Database, clock: Clock, told: list[str]) -> None:
    async def send(text: str) -> None:
        told.append(text)

    await tell(database, send, clock())


def _matches(told: list[str], brands: dict[str, Brand], wanted: list[PlatformError]) -> bool:
    """Whether these troubles were told in this order, and then that they are over."""
    *begun, over = told
    whys = [why(brands, "ornek", error) for error in wanted]
    return over.startswith("✅") and [text.partition("): ")[2].partition(": ")[2] for text in begun] == whys


@pytest.mark.parametrize(
    ("played", "wanted"),
    [
        ([DOWN, DOWN, DOWN, REFUSED, CredentialsRefused("401 again"), DOWN, REFUSED], [DOWN, REFUSED]),
        ([DOWN, DOWN, DOWN, UNHEARD, LIMITED], [DOWN]),
        ([DOWN, DOWN, LIMITED, SPENT, REFUSED], [LIMITED, SPENT, REFUSED]),
        ([REFUSED, DOWN, DOWN, DOWN], [REFUSED]),
    ],
)
async def test_a_source_that_was_down_and_is_then_refused_is_told_again(
    database: Database,
    clock: Clock,
    brands: dict[str, Brand],
    played: list[PlatformError],
    wanted: list[PlatformError],
) -> None:
    collector, told = FakeCollector([*played]), list[str]()
    listener = Listener(
        database, brands, {("ornek", "town"): collector}, forgetter=Forgetter(b"k" * 32), health=Health(),
        prices=Prices(), worker="one", now=clock,
    )  # fmt: skip
    listener.add_sources()
    for _ in range(len(played) + 1):
        listener.tick()
        await _tell(database, clock, told)
        clock.forward(hours=2)
    await _tell(database, clock, told)
    assert _matches(told, brands, wanted)


async def test_replies_held_for_credit_and_then_for_credentials_are_told_again(
    database: Database, clock: Clock, brands: dict[str, Brand]
) -> None:
    bench, told = Bench(database, clock), list[str]()
    doors = {("ornek", "town"): Door(bench.publisher, bench.collector)}
    outbox = Outbox(database, brands, doors, health=Health(), prices=Prices(), worker="one", now=clock)
    bench.approved()
    bench.publisher.faults = [(error, False) for error in (SPENT, REFUSED, REFUSED, DOWN)]
    for _ in range(6):
        outbox.tick()
        await _tell(database, clock, told)
        clock.forward(hours=2)
    assert bench.reply().state == "posted"
    assert _matches(told, brands, [SPENT, REFUSED])
    with database.reading() as session:
        assert len(session.exec(select(Notice)).all()) == 1


async def test_what_was_not_told_yet_is_told_once_as_it_is_now(database: Database, clock: Clock) -> None:
    told: list[str] = []
    with database.transaction() as session:
        Health().begin(session, "source", "x: down", clock())
        Health().begin(session, "source", "x: refused", clock(), says="refused")
    await _tell(database, clock, told)
    assert told == ["⚠️ x: refused"]
