"""Who leaves the firm: an admin takes their roles away in the chat."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlmodel import select

from models import Database, Decision, Duty, Member
from responders.desk.auditing import audit_line
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import Room, make_desk, open_room
from tests.desk_table import ADA, ELIF, IZEL, MERT, TOM, brand

ADMIN = {"name": "Ada Er", "initials": "AE", "roles": {"ornek": "admin"}}


@pytest_asyncio.fixture
async def room(sandbox: Sandbox, database: Database, clock: Clock) -> AsyncIterator[Room]:
    with open_room(sandbox, database, clock, people={ADA: ADMIN}) as made:
        async with made.bot:
            yield made


def give(room: Room, user: int, name: str, role: str, brand: str = "ornek", language: str = "tr") -> None:
    with room.table.database.transaction() as session:
        session.add(Member(brand=brand, user_id=user, role=role, name=name, settings={"language": language}))


def members(room: Room) -> dict[tuple[int, str], str]:
    with room.table.database.reading() as session:
        return {(row.user_id, row.brand): row.role for row in session.exec(select(Member)).all()}


async def test_an_admin_takes_a_role_and_the_record_says_of_whom(room: Room) -> None:
    give(room, MERT, "Mert Ak", "approver")
    give(room, IZEL, "İzel Su", "viewer")
    await room.say(MERT, "/nobet al")
    mention = room.table.mention()
    await room.settle(5)
    assert await room.say(ADA, "/roller kaldır mert") == [
        "🚪 Mert Ak yetkisini kaybetti: Örnek Marka onaycı. Ayrıldıysa gruptan da çıkar."
    ]
    assert members(room) == {(IZEL, "ornek"): "viewer"}
    assert await room.tap(MERT, mention, "✅ Onayla") == "Bu düğme için yetkin yok."
    with room.table.database.reading() as session:
        assert session.exec(select(Duty)).all() == [], "they are rung for nothing any more"
        row = session.exec(select(Decision).where(Decision.action == "role_taken")).one()
        assert (row.actor, row.brand, row.details) == (ADA, "ornek", {"user": MERT, "role": "approver"})
        assert audit_line(session, room.table.office, row).endswith(f"Ada yetkisini kaldırdı → {MERT}")


async def test_only_an_admin_takes_roles_and_one_person_is_meant(room: Room) -> None:
    give(room, MERT, "Mert Ak", "lead")
    give(room, IZEL, "Mert Su", "viewer")
    give(room, TOM, "Tom Hill", "admin", language="en")
    before = members(room)
    assert await room.say(MERT, "/roller kaldir tom") == ["Bunun için yetkin yok."]
    assert await room.say(ADA, "/roller kaldir mert") == [
        f"Kimin yetkisi kalksın? İsim ya da numara: Mert Ak ({MERT}), Mert Su ({IZEL})"
    ]
    assert await room.say(ADA, "/roller sil mert") == ["/roller · /roller kaldir mert"]
    assert members(room) == before
    (said,) = await room.say(TOM, f"/roles remove {IZEL}")
    assert said.startswith("🚪 Mert Su has lost: Örnek Marka viewer.")
    assert (IZEL, "ornek") not in members(room)


async def test_the_last_admin_stays(sandbox: Sandbox, database: Database, clock: Clock) -> None:
    with open_room(sandbox, database, clock, people={}) as room:
        give(room, ELIF, "Elif Kaya", "admin")
        give(room, MERT, "Mert Ak", "lead")
        async with room.bot:
            (said,) = await room.say(ELIF, "/roller kaldir elif")
            assert said == "Elif Kaya son yönetici (Örnek Marka); önce başka birini yönetici yap."
            assert members(room)[ELIF, "ornek"] == "admin"
            give(room, TOM, "Tom Hill", "admin", brand="*", language="en")
            assert (await room.say(ELIF, "/roller kaldir elif"))[0].startswith("🚪 Elif Kaya")
            assert (ELIF, "ornek") not in members(room)


async def test_what_config_gives_is_told_and_stays(room: Room) -> None:
    give(room, TOM, "Tom Hill", "admin", language="en")
    (said,) = await room.say(TOM, "/roles remove ada")
    assert said == (
        "⚠️ Ada Er stands in config.yaml: Örnek Marka admin. Take the line out of desk.people and start anew."
    )


async def test_a_role_for_every_brand_is_taken_for_every_brand_only(room: Room) -> None:
    room.table.brands["zilcal"] = brand(key="zilcal", name="Zilçal")
    room.desk = make_desk(room.table, room.bot)
    give(room, MERT, "Mert Ak", "approver", brand="*")
    give(room, TOM, "Tom Hill", "admin", brand="*", language="en")
    for user, said in ((ADA, "/roller ornek kaldir mert"), (ADA, "/roller hepsi kaldir mert")):
        assert "bütün markalarda yetkili" in (await room.say(user, said))[0]
    assert (MERT, "*") in members(room)
    assert (await room.say(TOM, "/roles all remove mert"))[0].startswith("🚪 Mert Ak has lost: All approver.")
    assert (MERT, "*") not in members(room)
