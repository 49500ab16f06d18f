"""A database that cannot be opened: every command says so in one line, and no password is in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from samimi.cli import app
from samimi.unreachable import fault_of

COMMANDS = (["run"], ["digest"], ["export"], ["connect", "telegram"], ["forget", "x", "ayse"])
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
    told = _told(tmp_path, monkeypatch, f"sqlite:///{tmp_path}/nowhere/samimi.db", words)
    assert told.startswith("database.url: the SQLite file cannot be used (unable to open database file); is its folder")


def test_a_file_that_is_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "samimi.db").write_text("no database at all, though long enough to be read as one " * 20)
    told = _told(tmp_path, monkeypatch, f"sqlite:///{tmp_path}/samimi.db", ["digest"])
    assert told.startswith("database.url: the SQLite file cannot be used (file is not a database)")


def test_i7_a_server_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    told = _told(tmp_path, monkeypatch, "postgresql+psycopg://kim:gizli@127.0.0.1:9/samimi", ["export"])
    assert told.startswith(SERVER)
    assert "gizli" not in told


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    assert fault_of(IntegrityError("insert", {}, sqlite3.IntegrityError("unique"))) is None
