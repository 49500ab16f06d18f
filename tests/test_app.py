"""The app's own parts: notices, digests once, one process on SQLite, import and export, check."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from telegram.error import NetworkError

from models import Database, Mention, Notice, Source
from models.errors import ConfigError
from samimi import checking, health, moving, single, starter
from samimi.clock import Fast
from samimi.health import Health
from samimi.wiring import sandbox_address
from tests.conftest import Clock


async def test_a_fault_is_told_once_when_it_begins_and_once_when_it_is_over(database: Database, clock: Clock) -> None:
    told: list[str] = []

    async def send(text: str) -> None:
        told.append(text)

    for _ in range(3):
        with database.transaction() as session:
            Health().begin(session, "x", "x: down", clock())
        await health.tell(database, send, clock())
    with database.transaction() as session:
        Health().over(session, "x", clock())
    for _ in range(2):
        await health.tell(database, send, clock())
    assert told == ["⚠️ x: down", "✅ x: down"]


async def test_a_notice_that_does_not_arrive_is_told_later(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        Health().say_once(session, "reply 1", "a reply failed", clock())
        Health().say_once(session, "reply 1", "a reply failed", clock())

    async def fails(text: str) -> None:
        raise NetworkError("down")

    async def nobody(text: str) -> None:
        raise LookupError("no chat is bound")

    async def works(text: str) -> None:
        return None

    assert await health.tell(database, fails, clock()) == 0
    assert await health.tell(database, nobody, clock()) == 0
    assert await health.tell(database, works, clock()) == 1
    assert await health.tell(database, works, clock()) == 0
    with database.reading() as session:
        assert len(session.exec(select(Notice)).all()) == 1


async def test_a_heartbeat_that_cannot_be_sent_harms_nothing() -> None:
    assert await health.beat("http://127.0.0.1:9/nobody") is False


def test_one_process_at_a_time_on_sqlite_and_leases_of_a_killed_one_end(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        later = clock() + timedelta(hours=1)
        session.add(Source(brand="b", platform="x", next_at=clock(), leased_by="dead", leased_until=later))
    with single.only_one(database):
        with database.reading() as session:
            assert session.exec(select(Source)).one().leased_until is None
        with pytest.raises(ConfigError, match="another `samimi run`"), single.only_one(database):
            pass
    with single.only_one(database):
        pass


@pytest.mark.parametrize("address", ["http://example.com:80", "https://127.0.0.1:1", "http://10.0.0.1:1", "127.0.0.1"])
def test_only_the_loopback_may_stand_in(address: str) -> None:
    with pytest.raises(ConfigError, match=r"http://127\.0\.0\.1:PORT"):
        sandbox_address({"SAMIMI_SANDBOX": address})


def test_the_loopback_may_stand_in() -> None:
    assert sandbox_address({"SAMIMI_SANDBOX": "http://127.0.0.1:8000/"}) == "http://127.0.0.1:8000"
    assert sandbox_address({}) is None


def test_an_accelerated_clock_is_shared_by_its_text() -> None:
    clock = Fast(datetime.fromisoformat("2026-11-19T07:00:00+00:00"), 1_000.0, 60.0)
    assert Fast.parse(clock.text()) == clock
    with pytest.raises(ConfigError, match="SAMIMI_SANDBOX_CLOCK"):
        Fast.parse("now")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    starter.write(tmp_path, "Örnek Marka", "ornek")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "config.yaml"


def test_an_import_is_all_or_nothing_and_the_same_file_adds_nothing(config: Path) -> None:
    file = config.parent / "mentions.jsonl"
    good = {"text": "kargom gelmedi", "author": "ayse", "created_at": "2026-11-19T10:00:00"}
    file.write_text(json.dumps(good) + "\nnot json\n" + json.dumps({"author": "x"}) + "\n", encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        moving.import_file(config, file, None)
    assert [line.split(":")[1] for line in str(told.value).splitlines()[:2]] == ["2", "3"]
    file.write_text(json.dumps(good) + "\n", encoding="utf-8")
    assert moving.import_file(config, file, None) == "1 mentions imported, 0 were there already"
    assert moving.import_file(config, file, None) == "0 mentions imported, 1 were there already"
    (row,) = moving.export(config, "mentions", "jsonl")
    assert json.loads(row)["created_at"].startswith("2026-11-19 07:00"), "local time without a zone is the brand's"


def test_a_csv_is_read_and_written_without_becoming_a_formula(config: Path) -> None:
    file = config.parent / "mentions.csv"
    file.write_text("text,author\n=HYPERLINK(1),ayse\n", encoding="utf-8")
    moving.import_file(config, file, None)
    header, row = "\n".join(moving.export(config, "mentions", "csv")).splitlines()
    assert "text" in header
    assert "'=HYPERLINK(1)" in row


def test_forget_from_the_command_line(config: Path) -> None:
    file = config.parent / "mentions.jsonl"
    file.write_text(json.dumps({"text": "kargom", "author": "ayse"}) + "\n", encoding="utf-8")
    moving.import_file(config, file, None)
    assert moving.forget(config, "import", "@ayse").startswith("1 mentions erased")
    with Database("sqlite:///samimi.db").reading() as session:
        assert session.exec(select(Mention)).one().text == ""
    with pytest.raises(ConfigError, match="no brand has a platform 'myspace'"):
        moving.forget(config, "myspace", "ayse")


def test_the_dossier_masks_people_and_names_the_rules(config: Path) -> None:
    text = "\n".join(moving.export(config, "dossier", "jsonl"))
    assert "approved by a named person" in text
    assert "x: @ornekmarka, at most 20 replies an hour" in text


def test_check_says_what_is_missing_and_goes_on(config: Path) -> None:
    found = list(checking.check(config))
    wrong = [line.text for line in found if not line.ok]
    assert any(line.text.startswith("judge: ") for line in found if line.ok)
    assert any("SAMIMI_X_API_KEY is missing" in text for text in wrong)
    assert any("SAMIMI_TELEGRAM_TOKEN is missing" in text for text in wrong)


def test_check_of_a_broken_config_shows_its_faults(config: Path) -> None:
    config.write_text("brands:\n  a: {nam: A}\n", encoding="utf-8")
    assert [line.ok for line in checking.check(config)] == [False, False]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  # smtp: ", "  smtp: ", "mail: SAMIMI_SMTP_PASSWORD is missing; digest.smtp names a user"),
        ("  # smtp: smtp://ozet@mail.ornekmarka.com:587", "  smtp: smtp://u:gizli@host:58x", "mail: digest.smtp: "),
    ],
)
def test_check_finds_the_mail_that_run_would_refuse(config: Path, old: str, new: str, told: str) -> None:
    text = config.read_text(encoding="utf-8").replace(old, new).replace("  # email_to", "  email_to")
    config.write_text(text, encoding="utf-8")
    mail = [line for line in checking.check(config) if line.text.startswith("mail: ")]
    assert [line.ok for line in mail] == [False]
    assert mail[0].text.startswith(told)
    assert "gizli" not in mail[0].text
