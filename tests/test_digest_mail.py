"""The digest by e-mail: what arrives, that it arrives once, and who is told when nobody knows."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import yaml
from sqlmodel import select

from models import Bulletin, Database, Notice
from models.errors import ConfigError
from samimi import channels, starter
from samimi.config import DigestSettings, load
from samimi.mailing import Mailer
from samimi.once import Unsure
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.digest_room import Mornings, open_mornings
from tests.faulty_smtp import Post, mail_server

READERS = ["mudur@ornekmarka.com", "ops@ornekmarka.com"]


@pytest.fixture
def post() -> Iterator[Post]:
    with mail_server() as running:
        yield running


def _email(mornings: Mornings, post: Post) -> channels.Email:
    mailer = Mailer(f"smtp://127.0.0.1:{post.port}", None, "ozet@ornekmarka.com")
    return channels.Email(mornings.source, mailer, READERS)


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [("tr", "📊 Örnek Marka · 18 Kas Çar", "Söz edilme 2"), ("en", "📊 Örnek Marka · Wed 18 Nov", "Mentions 2")],
)
async def test_the_mail_arrives_once_with_text_page_and_picture(
    sandbox: Sandbox, database: Database, clock: Clock, post: Post, language: str, subject: str, line: str
) -> None:
    with open_mornings(sandbox, database, clock, language) as mornings:  # type: ignore[arg-type]
        async with mornings.room.bot:
            for n in range(2):
                mornings.room.table.mention(f"kargo {n} <b>", created_at=clock() - timedelta(hours=20))
            way = _email(mornings, post)
            for worker in ("one", "two", "one"):
                await mornings.digests(worker, {"email": way}).tick()
                clock.forward(minutes=10)
    ((sender, readers, mail),) = post.mails
    assert (sender, readers) == ("ozet@ornekmarka.com", READERS)
    assert mail["Subject"] == subject
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert line in plain.get_content().splitlines()
    assert "cid:digest-picture" in page.get_content()
    assert [part.get_content_type() for part in mail.walk()].count("image/png") == 1


@pytest.mark.parametrize("fault", ["refuse_all", "refuse_data", "greet_with_error"])
async def test_a_mail_that_was_refused_goes_later(
    sandbox: Sandbox, database: Database, clock: Clock, post: Post, fault: str
) -> None:
    with open_mornings(sandbox, database, clock) as mornings:
        async with mornings.room.bot:
            digests = mornings.digests("one", {"email": _email(mornings, post)})
            post.fault = fault  # type: ignore[assignment]
            await digests.tick()
            assert post.mails == []
            clock.forward(minutes=10)
            await digests.tick()
            await digests.tick()
    assert (len(post.mails), post.sessions) == (1, 2)


async def test_a_mail_that_may_have_gone_is_not_sent_again(
    sandbox: Sandbox, database: Database, clock: Clock, post: Post
) -> None:
    with open_mornings(sandbox, database, clock) as mornings:
        async with mornings.room.bot:
            digests = mornings.digests("one", {"email": _email(mornings, post)})
            post.fault = "hang_up_after_data"
            for _ in range(4):
                await digests.tick()
                clock.forward(minutes=10)
    assert len(post.mails) == 1
    with database.reading() as session:
        (notice,) = session.exec(select(Notice)).all()
        assert "gün e-posta" in notice.text
        mailed = select(Bulletin).where(Bulletin.channel == "email")
        assert session.exec(mailed).one().last_error == "no answer"


def test_where_nobody_listens_nothing_is_in_doubt() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(LookupError):
        Mailer(f"smtp://127.0.0.1:{port}", None).send(EmailMessage())
    assert issubclass(Unsure, Exception)


def test_a_password_never_travels_in_the_open(post: Post) -> None:
    mailer = Mailer(f"smtp://elif@127.0.0.1:{post.port}", "gizli", "a@b.c")
    with pytest.raises(LookupError, match="SMTPNotSupportedError"):
        mailer.send(EmailMessage())
    assert post.mails == []


@pytest.mark.parametrize(
    ("url", "password", "sender"),
    [
        ("smtp://elif%40ornek.com@mail.ornek.com", "x", "elif@ornek.com"),
        ("smtps://elif@mail.ornek.com:465", "x", "elif@mail.ornek.com"),
        ("smtp://mail.ornek.com:25", None, "samimi@mail.ornek.com"),
    ],
)
def test_who_the_mail_is_from(url: str, password: str | None, sender: str) -> None:
    assert Mailer(url, password).sender == sender


def test_a_user_without_a_password_is_a_fault_of_the_settings() -> None:
    with pytest.raises(ConfigError, match="SAMIMI_SMTP_PASSWORD"):
        Mailer("smtp://elif@mail.ornek.com", None)
    with pytest.raises(ConfigError, match="no mail server"):
        Mailer("http://mail.ornek.com", None)


def _letter(*readers: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "ozet@ornekmarka.com", ", ".join(readers), "özet"
    letter.set_content("şube")
    return letter


def test_a_reader_the_server_cannot_write_costs_the_others_nothing(post: Post) -> None:
    mailer = Mailer(f"smtp://127.0.0.1:{post.port}", None, "ozet@ornekmarka.com")
    assert mailer.send(_letter("özge@ornekmarka.com", *READERS)) == ["özge@ornekmarka.com"]
    ((_, readers, mail),) = post.mails
    assert readers == READERS
    assert "zge" not in str(mail["To"])
    with pytest.raises(LookupError, match="SMTPNotSupportedError"):
        mailer.send(_letter("özge@ornekmarka.com"))
    assert len(post.mails) == 1


async def test_the_admins_hear_who_got_no_mail_and_that_it_is_mended(
    sandbox: Sandbox, database: Database, clock: Clock, post: Post
) -> None:
    with open_mornings(sandbox, database, clock) as mornings:
        async with mornings.room.bot:
            for unknown, days in ((READERS[1], 1), (READERS[1], 3), ("", 1)):  # Thursday, Friday, Monday
                post.unknown = unknown
                mornings.room.table.mention("kargo nerede", created_at=clock() - timedelta(hours=20))
                await mornings.digests("one", {"email": _email(mornings, post)}).tick()
                clock.forward(hours=24 * days)
    monday = [READERS, READERS]  # the day's and the week's
    assert [readers for _, readers, _ in post.mails] == [READERS[:1], READERS[:1], *monday]
    with database.reading() as session:
        (notice,) = session.exec(select(Notice)).all()
    assert notice.text == (
        "Özet e-postası (ornek) ops@ornekmarka.com adresine gitmedi: posta sunucusu almadı. Adres doğruysa sonraki "
        "özet yeniden dener; değilse config.yaml'daki digest.email_to'yu düzelt"
    )
    assert notice.over_text == "Özet e-postası (ornek) artık bütün okurlarına gidiyor"


def test_a_host_no_network_can_look_up_is_a_server_that_cannot_be_used() -> None:
    with pytest.raises(LookupError, match="UnicodeError"):
        Mailer("smtp://mail..example", None).send(EmailMessage())


@pytest.mark.parametrize(("user", "password"), [("ali", "gizli-şifre"), ("%C5%9Fule", "gizli")])
def test_a_password_the_login_cannot_send_is_a_fault_of_the_settings(user: str, password: str) -> None:
    with pytest.raises(ConfigError, match="SAMIMI_SMTP_PASSWORD and the user in") as caught:
        Mailer(f"smtps://{user}@mail.example.com", password)
    assert "gizli" not in str(caught.value)


async def test_what_cannot_be_written_never_left_and_is_tried_again(
    sandbox: Sandbox, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: object, _message: object) -> None:
        "ş".encode("ascii")

    with open_mornings(sandbox, database, clock) as mornings:
        async with mornings.room.bot:
            monkeypatch.setattr(Mailer, "send", refuse)
            way = channels.Email(mornings.source, Mailer("smtp://127.0.0.1:9", None, "ozet@ornekmarka.com"), READERS)
            await mornings.digests("one", {"email": way}).tick()
    with database.reading() as session:
        row = session.exec(select(Bulletin).where(Bulletin.period == "day", Bulletin.channel == "email")).one()
        assert (row.sent_at, row.attempts, row.last_error) == (None, 1, "UnicodeEncodeError")
        assert session.exec(select(Notice)).all() == []


def test_config_takes_readers_only_with_a_server(tmp_path: Path) -> None:
    starter.write(tmp_path, "Örnek Marka", "ornek")
    path = tmp_path / "config.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["digest"]["email_to"] = READERS
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError, match="email_to needs smtp"):
        load(path)
    data["digest"]["smtp"] = "smtp://mail.ornekmarka.com"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert load(path).digest == DigestSettings(email_to=READERS, smtp="smtp://mail.ornekmarka.com")
