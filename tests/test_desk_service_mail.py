"""Handing a case to customer service by e-mail: from config.yaml to a letter on a loopback mail server."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from models import Database, Handover, Notice
from models.errors import ConfigError
from responders.desk.desk import Desk
from responders.desk.settings import DeskSettings
from samimi.config import Config
from samimi.secrets import Secrets
from samimi.service_mail import service_mail
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import SECRET, Room, open_room
from tests.desk_table import MERT, brand
from tests.smtp_server import mail_server

DESTEK = "destek@ornek.example"


def config(service: dict[str, Any], digest: dict[str, Any] | None = None) -> Config:
    given = {"brands": {"ornek": {"name": "Örnek Marka"}}, "desk": {"customer_service": service}}
    return Config.model_validate({**given, "digest": digest or {}})


def with_mail(room: Room, made: Config) -> None:
    """The desk as the app wires it from this config."""
    table = room.table
    table.settings |= {"customer_service": made.desk.customer_service.model_dump()}
    settings, mail = DeskSettings(**table.settings), service_mail(made, Secrets({}))
    room.desk = Desk(table.database, table.brands, settings, room.bot, SECRET, room.clock, table.hooks, mail)


async def hand_over(room: Room, text: str, *labels: str) -> int:
    mention = room.table.mention(text)
    await room.settle(3)
    for label in labels:
        await room.tap(MERT, mention, label)
    await room.settle(15)
    return mention


async def test_the_letter_arrives_masked_in_the_brands_language(
    sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    with mail_server() as post, open_room(sandbox, database, clock) as room:
        with_mail(room, config({"email": DESTEK, "smtp": post.url}))
        async with room.bot:
            labels = ("⋯ Daha", "⋯ Diğer", "🤝 Müşteri hizmetleri")
            mention = await hand_over(room, "kargom yok, tel 5551112233\n.nokta ile başlayan", *labels)
            (letter,) = post.letters
            assert post.readers == [DESTEK]
            assert letter["Subject"] == f"ORNEK-{mention} · Örnek Marka · KARGO"
            assert letter["Message-ID"].count(">") == 1
            body = letter.get_content()
            assert f"Dosya: ORNEK-{mention}" in body
            assert "Gönderi: https://x.com/i/status/1" in body
            assert "Metin (kişisel veriler gizli): kargom yok, tel [TELEFON]" in body
            assert "Ayşe" not in str(letter)
            assert "555" not in body
            assert f"🤝 Dosya ORNEK-{mention} · iletildi" in room.card(mention)["text"]


async def test_in_english_too(sandbox: Sandbox, database: Database, clock: Clock) -> None:
    with mail_server() as post, open_room(sandbox, database, clock) as room:
        room.table.brands["ornek"] = brand(chat_language="en")
        with_mail(room, config({"email": DESTEK}, {"smtp": post.url}))
        async with room.bot:
            mention = await hand_over(room, "where is my parcel", "⋯ More", "⋯ Other", "🤝 Customer service")
            (letter,) = post.letters
            assert letter["Subject"] == f"ORNEK-{mention} · Örnek Marka · DELIVERY"
            assert "Text (personal data masked): where is my parcel" in letter.get_content()


async def test_i4_a_server_that_refuses_is_tried_again_and_the_letter_arrives_once(
    sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    with mail_server() as post, open_room(sandbox, database, clock) as room:
        post.refuse += ["451 later", "550 no"]
        with_mail(room, config({"email": DESTEK, "smtp": post.url}))
        async with room.bot:
            await hand_over(room, "kargom yok", "⋯ Daha", "⋯ Diğer", "🤝 Müşteri hizmetleri")
            assert post.letters == []
            for _ in range(4):
                room.clock.forward(minutes=5)
                await room.settle(12)
            assert len(post.letters) == 1
            with database.reading() as session:
                row = session.exec(select(Handover)).one()
            assert (row.state, row.attempts, row.last_error) == ("sent", 2, None)


async def test_i4_a_server_that_is_not_there_ends_with_a_person(
    sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    with open_room(sandbox, database, clock) as room:
        with_mail(room, config({"email": DESTEK, "smtp": "smtp://127.0.0.1:9"}))
        async with room.bot:
            await hand_over(room, "kargom yok", "⋯ Daha", "⋯ Diğer", "🤝 Müşteri hizmetleri")
            for _ in range(12):
                room.clock.forward(minutes=20)
                await room.settle(1)
        with database.reading() as session:
            assert "müşteri hizmetlerine iletilemedi (OSError)" in session.exec(select(Notice)).one().text


async def test_i4_a_case_that_breaks_stops_nothing_else_the_desk_says(
    sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    def broken(*_: str) -> None:
        "şifre".encode("ascii")

    with open_room(sandbox, database, clock, rota={"thu": MERT}) as room:
        table = room.table
        table.settings |= {"customer_service": {"email": DESTEK, "smtp": "smtp://127.0.0.1:9"}}
        room.desk = Desk(
            database, table.brands, DeskSettings(**table.settings), room.bot, SECRET, clock, table.hooks, broken
        )
        async with room.bot:
            await hand_over(room, "kargom yok", "⋯ Daha", "⋯ Diğer", "🤝 Müşteri hizmetleri")
            urgent = room.table.mention("çok acil", urgency="high", author="Can")
            await room.settle(30)
            assert any(f"#{urgent}" in message["text"] and message["text"].startswith("🔔") for message in room.said())
        with database.reading() as session:
            row = session.exec(select(Handover)).one()
        assert (row.state, row.last_error) == ("waiting", "UnicodeEncodeError")


def test_an_address_without_a_mail_server_is_a_fault_and_no_address_is_none() -> None:
    with pytest.raises(ConfigError, match=r"desk.customer_service.email needs smtp"):
        service_mail(config({"email": DESTEK}), Secrets({}))
    assert service_mail(config({}), Secrets({})) is None
    with pytest.raises(ConfigError, match="SAMIMI_SMTP_PASSWORD is missing"):
        service_mail(config({"email": DESTEK, "smtp": "smtp://bot@mail.example:587"}), Secrets({}))
