"""`samimi digest`: a day, a week, a month, as text, page and JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models import Database
from reports.digest import build
from samimi import starter
from samimi.cli import app
from tests.digest_days import ISTANBUL, NOW, fill


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ninety days on record; the clock stands on 21 May."""
    starter.write(tmp_path, "Örnek Marka", "ornek")
    path = tmp_path / "config.yaml"
    url = f"sqlite:///{tmp_path / 'days.db'}"
    path.write_text(path.read_text(encoding="utf-8").replace("sqlite:///samimi.db", url), encoding="utf-8")
    database = Database(url)
    database.migrate()
    fill(database, a_day=3)
    database.dispose()
    monkeypatch.setenv("SAMIMI_SANDBOX_CLOCK", f"{NOW.isoformat()} 0.0 0.0")
    return path


def _run(config: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["digest", "--config", str(config), *words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ((), "📊 Örnek Marka · 20 May Çar"),
        (("--date", "2026-05-15"), "📊 Örnek Marka · 15 May Cum"),
        (("--lang", "en", "--date", "2026-05-15"), "📊 Örnek Marka · Fri 15 May"),
        (("--period", "week"), "📊 Örnek Marka · hafta · 11 May Pzt – 17 May Paz"),
        (
            ("--period", "week", "--date", "2026-05-06", "--lang", "en"),
            "📊 Örnek Marka · week · Mon 4 May – Sun 10 May",
        ),
        (("--period", "month"), "📊 Örnek Marka · ay · 1 Nis Çar – 30 Nis Per"),
        (("--period", "month", "--date", "2026-03-31"), "📊 Örnek Marka · ay · 1 Mar Paz – 31 Mar Sal"),
    ],
)
def test_which_days_it_is_about(config: Path, words: tuple[str, ...], title: str) -> None:
    text = _run(config, *words)
    assert text.splitlines()[0] == title
    assert len(text.splitlines()) > 10


def test_json_of_a_month_holds_the_facts_of_its_days(config: Path, tmp_path: Path) -> None:
    told = json.loads(_run(config, "--period", "month", "--format", "json", "--brand", "ornek"))
    database = Database(f"sqlite:///{tmp_path / 'days.db'}")
    with database.reading() as session:
        facts = build(session, ISTANBUL, date(2026, 4, 1), date(2026, 4, 30), NOW)
    database.dispose()
    assert told["counts"]["mentions"] == facts.counts.mentions > 50
    assert told["counts"]["topics"] == dict(facts.counts.topics)
    assert (told["span"]["first_day"], told["span"]["last_day"]) == ("2026-04-01", "2026-04-30")


def test_the_page_stands_alone(config: Path) -> None:
    page = _run(config, "--format", "html", "--date", "2026-05-15")
    assert page.startswith("<!doctype html>")
    assert "data:image/png;base64," in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_an_unknown_brand_is_told_with_the_known_ones(config: Path) -> None:
    done = CliRunner().invoke(app, ["digest", "--config", str(config), "--brand", "nobody"])
    assert done.exit_code == 1
    assert "known: ornek" in done.stderr


@pytest.mark.parametrize(
    "words", [("9999-12-31",), ("9999-12-31", "--period", "month"), ("0001-01-01", "--period", "week")]
)
def test_a_day_beyond_the_calendar_is_told(config: Path, words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, ["digest", "--config", str(config), "--date", *words])
    assert done.exit_code == 1
    assert "years 2000 to 2100" in done.output
