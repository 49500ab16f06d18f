"""Commands where two brands are held: the brand is understood however it is written, and never guessed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlmodel import select

from models import Crisis, Database, Duty, Pause
from responders.desk.brands_named import brands_named
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ELIF, MERT, brand

BRANDS = {
    "ornek": brand(),
    "zilcal": brand(key="zilcal", name="Zilçal", spellings=["Zil Çal Market"]),
}


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock) as made:
        made.table.brands.update(BRANDS)
        made.desk = make_desk(made.table, made.bot)
        async with made.bot:
            yield made


def rows(room: Room, table: type[Pause] | type[Crisis] | type[Duty]) -> set[str]:
    with room.table.database.reading() as session:
        return set(session.exec(select(table.brand)).all())


@pytest.mark.parametrize("called", ["zilcal", "Zilçal", "ZİLÇAL", "zil çal market"])
async def test_a_brand_is_named_by_key_name_or_spelling(room: Room, called: str) -> None:
    assert await room.say(ELIF, "/durdur ornek")
    assert await room.say(ELIF, f"/durdur {called}")
    assert rows(room, Pause) == {"ornek", "zilcal"}
    assert await room.say(ELIF, f"/devam {called}") == ["▶️ Zilçal: yayın sürüyor."]
    assert rows(room, Pause) == {"ornek"}


async def test_the_brand_may_stand_after_the_commands_own_word(room: Room) -> None:
    await room.say(ELIF, "/kriz AÇ Zilçal")
    await room.say(ELIF, "/nobet Al zilcal")
    assert rows(room, Crisis) == {"zilcal"}
    assert rows(room, Duty) == {"zilcal"}


@pytest.mark.parametrize("said", ["/durdur zilcan", "/kriz ac zilcan", "/nobet al zilcan", "/durdur hepsi zilcal"])
async def test_i9_a_word_that_is_no_brand_is_asked_about_and_nothing_happens(room: Room, said: str) -> None:
    assert await room.say(ELIF, said) == ["Hangi marka? Yaz: ornek, zilcal"]
    assert rows(room, Pause) == rows(room, Crisis) == rows(room, Duty) == set()
    assert await room.say(MERT, said) == ["Hangi marka? Yaz: ornek"]


async def test_i9_all_is_understood_in_capitals(room: Room) -> None:
    assert (await room.say(ELIF, "/durdur HEPSİ"))[0].startswith("⏸ Hepsi")
    assert rows(room, Pause) == {"*"}


def test_i9_with_one_brand_a_word_too_many_does_not_keep_it_from_being_held() -> None:
    assert not brands_named("durdur", {"ornek": brand()}, ["hemen"]).unknown


def test_a_persons_own_text_keeps_its_words() -> None:
    words = ["ekle", "Zilçal", "mağazası", "pazar", "açık"]
    assert brands_named("gercekler", BRANDS, words).rest == words
    named = brands_named("gercekler", BRANDS, ["Zilçal", *words])
    assert (named.brands, named.rest) == (["zilcal"], words)


def test_a_name_that_two_brands_share_is_neithers() -> None:
    twins = {"a": brand(key="a", name="Çınar"), "b": brand(key="b", name="Çınar")}
    assert brands_named("durdur", twins, ["çınar"]).unknown
    assert brands_named("durdur", twins, ["B"]).brands == ["b"]


async def test_i9_after_all_was_held_a_brands_own_command_says_what_lets_it_go(room: Room) -> None:
    assert await room.say(ELIF, "/durdur hepsi") == [
        "⏸ Hepsi: yayın durdu. Onaylanan yanıtlar bekliyor. /devam hepsi ile sürer."
    ]
    (said,) = await room.say(ELIF, "/devam ornek")
    assert said.startswith("⏸ Örnek Marka: yayın hâlâ duruyor, çünkü her şey durduruldu.")
    assert "/devam hepsi" in said
    await room.say(ELIF, "/durdur ornek")
    assert "hâlâ duruyor" in (await room.say(ELIF, "/devam ornek"))[0], "its own switch is off, the other is not"
    assert rows(room, Pause) == {"*"}
    assert "/devam hepsi ile sürer" in (await room.say(ELIF, "/durum"))[0]
    assert await room.say(ELIF, "/devam hepsi") == ["▶️ Hepsi: yayın sürüyor."]
    assert rows(room, Pause) == set()
