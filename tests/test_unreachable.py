"""A database that cannot be opened: every command says so in one line, and no password is in it."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from samimi.checking import check
from samimi.cli import app
from samimi.unreachable import fault_of

COMMANDS = (["run"], ["digest"], ["export"], ["connect", "telegram"], ["forget", "x", "ayse"])
DRIVER = (
    "write postgresql+psycopg://… and install the extra, in the checkout: .venv/bin/python -m pip install -e "
    "'.[postgres]'"
)
SERVER = "database.url: the database server cannot be used (OperationalError); is it up, are host, user, password"


def _told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, words: list[str]) -> str:
    monkeypatch.setenv("SAMIMI_KEY", "0" * 64)
    monkeypatch.setenv("SAMIMI_TELEGRAM_TOKEN", "1:AAsandbox-bot-token-loopback-only-00")
    path = tmp_path / "config.yaml"
    path.write_text(f"brands:\n  a: {{name: A}}\ndatabase:\n  url: {url}\n", encoding="utf-8")
    done = CliRunner().invoke(app, [*words, "--config", str(path)])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit), "no traceback"
    return done.stderr


@pytest.mark.parametrize("words", COMMANDS)
def test_a_file_that_cannot_be_opened(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder.db").mkdir()
    told = _told(tmp_path, monkeypatch, f"sqlite:///{tmp_path}/folder.db", words)
    assert told.startswith("database.url: the SQLite file cannot be used (unable to open database file); is its folder")


@pytest.mark.parametrize("words", COMMANDS)
def test_a_folder_that_is_not_there_is_named(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _told(tmp_path, monkeypatch, f"sqlite:///{tmp_path}/no where/samimi.db", words)
    folder = f"{tmp_path}/no where"
    assert told == (
        f"{tmp_path}/config.yaml:4: database.url: the folder {folder} is not there; make it (mkdir -p '{folder}') or "
        "name another\n"
    )


def test_check_names_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "config.yaml"
    path.write_text("brands:\n  a: {name: A}\ndatabase: {url: 'sqlite:///veri/samimi.db'}\n", encoding="utf-8")
    told = [line.text for line in check(path) if line.text.startswith("database: ")]
    assert told == [
        f"database: {path}:3: database.url: the folder {tmp_path}/veri is not there; make it "
        f"(mkdir -p '{tmp_path}/veri') or name another"
    ]
    assert not (tmp_path / "veri").exists()


def test_a_file_that_is_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "samimi.db").write_text("no database at all, though long enough to be read as one " * 20)
    told = _told(tmp_path, monkeypatch, f"sqlite:///{tmp_path}/samimi.db", ["digest"])
    assert told.startswith("database.url: the SQLite file cannot be used (file is not a database)")


def test_i7_a_server_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    told = _told(tmp_path, monkeypatch, "postgresql+psycopg://kim:gizli@127.0.0.1:9/samimi", ["export"])
    assert told.startswith(SERVER)
    assert "gizli" not in told


@pytest.mark.parametrize("words", COMMANDS)
def test_a_driver_that_is_missing_is_named_with_the_extra(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    told = _told(tmp_path, monkeypatch, "postgresql+psycopg://kim:gizli@127.0.0.1:9/samimi", words)
    assert told.startswith(f"{tmp_path}/config.yaml:4: database.url: its driver is missing (")
    assert told.endswith(DRIVER + "\n")
    assert "gizli" not in told


def test_check_names_the_missing_driver_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setenv("SAMIMI_TELEGRAM_TOKEN", "1:AAsandbox-bot-token-loopback-only-00")
    path = tmp_path / "config.yaml"
    path.write_text("brands:\n  a: {name: A}\ndatabase: {url: 'postgresql+psycopg://kim@host/samimi'}\n", "utf-8")
    database, telegram = [line for line in check(path) if line.text.startswith(("database: ", "telegram: "))]
    assert not database.ok
    assert database.text.endswith(DRIVER)
    assert (telegram.ok, telegram.text) == (False, "telegram: the chats could not be read from the database")


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    assert fault_of(IntegrityError("insert", {}, sqlite3.IntegrityError("unique"))) is None
