"""Import and forget by hand: who was forgotten stays out, who opted out stays so, faults are told in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Author, Database, Mention
from models.errors import ConfigError
from samimi import moving, starter
from samimi.clock import utc_now
from samimi.forgetting import Forgetter, unname
from samimi.secrets import Secrets
from samimi.wiring import installation_key


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    starter.write(tmp_path, "Örnek Marka", "ornek")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "config.yaml"


def _import(config: Path, *rows: Mapping[str, str | float]) -> str:
    file = config.parent / "mentions.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return moving.import_file(config, file, None)


def _store(config: Path) -> tuple[Database, Forgetter]:
    database = Database("sqlite:///samimi.db")
    database.migrate()
    return database, Forgetter(installation_key(Secrets.read(config.parent)))


def test_i10_the_forgotten_do_not_come_back_by_import(config: Path) -> None:
    row = {"text": "kargom gelmedi", "author": "@Ali_K", "platform": "x"}
    _import(config, row)
    assert moving.forget(config, "x", "ali_k").startswith("1 mentions erased")
    other = {"text": "başka bir yazı", "author": "ali_k", "platform": "x"}
    near = {"text": "kargom gelmedi", "author": "alixk", "platform": "x"}
    told = _import(config, row, other, near)
    assert told == "1 mentions imported, 0 were there already, 2 left out: author or post was forgotten"
    with Database("sqlite:///samimi.db").reading() as session:
        assert sorted(session.exec(select(Mention.text)).all()) == ["", "kargom gelmedi"]


def test_an_import_finds_the_author_a_collector_met_by_handle(config: Path) -> None:
    database, forgetter = _store(config)
    with database.transaction() as session:
        ali = Author(brand="ornek", platform="x", native_id="4711", handle="Ali_K", first_seen=utc_now())
        session.add(ali)
        session.flush()
        forgetter.opt_out(session, ali, utc_now())
    _import(config, {"text": "yine ben", "author": "@ali_k", "platform": "x"})
    with database.reading() as session:
        (only,) = session.exec(select(Author)).all()
        assert (only.native_id, only.opted_out) == ("4711", True)


def test_an_opt_out_holds_for_an_author_whose_rows_are_gone(config: Path) -> None:
    database, forgetter = _store(config)
    with database.transaction() as session:
        veli = Author(brand="ornek", platform="x", native_id="4711", handle="veli", first_seen=utc_now())
        session.add(veli)
        session.flush()
        forgetter.opt_out(session, veli, utc_now())
        unname(veli)
    _import(config, {"text": "merhaba", "author": "Veli", "platform": "x"})
    with database.reading() as session:
        assert session.exec(select(Author.opted_out).where(Author.handle == "Veli")).one()


def test_i10_who_was_imported_from_elsewhere_can_be_forgotten(config: Path) -> None:
    _import(config, {"text": "kargom gelmedi", "author": "ali", "platform": "Şikayetvar"})
    assert moving.forget(config, "sikayetvar", "ali").startswith("1 mentions erased")
    with pytest.raises(ConfigError, match=r"no brand has a platform 'myspace'; known: import, .*sikayetvar"):
        moving.forget(config, "myspace", "ali")


def test_what_is_wrong_with_a_file_is_told_in_words(config: Path) -> None:
    file = config.parent / "mentions.jsonl"
    with pytest.raises(ConfigError, match=r"mentions\.jsonl: cannot be read \(No such file or directory\)"):
        moving.import_file(config, file, None)
    file.write_text('bozuk\n{"text": "yar\\ud83dım"}\n{"text": "x", "brand": "yok"}\n', encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        moving.import_file(config, file, None)
    first, second, third, last = str(told.value).splitlines()
    assert "mentions.jsonl:1: not JSON: Expecting value" in first
    assert "mentions.jsonl:2: text: " in second
    assert "half of a character" in second
    assert "mentions.jsonl:3: brand 'yok' is not in config" in third
    assert "nothing was imported" in last


def test_a_line_may_hold_a_line_separator(config: Path) -> None:
    file = config.parent / "mentions.jsonl"
    file.write_text('{"text": "bir\u2028iki"}\n', encoding="utf-8")
    assert moving.import_file(config, file, None).startswith("1 mentions imported")


def test_a_nul_is_left_out_wherever_it_stands(config: Path) -> None:
    row = {"text": "kargom\0 gelmedi", "author": "ali\0", "author_name": "\0Ali", "platform": "x\0", "id": "7\0"}
    assert _import(config, {**row, "url": "https://x.example/7\0", "brand": "or\0nek"}).startswith(
        "1 mentions imported"
    )
    with Database("sqlite:///samimi.db").reading() as session:
        mention, author = session.exec(select(Mention)).one(), session.exec(select(Author)).one()
    assert (mention.text, mention.platform, mention.native_id) == ("kargom gelmedi", "x", "7")
    assert (mention.url, author.native_id, author.handle, author.name) == ("https://x.example/7", "ali", "ali", "Ali")
    assert _import(config, {"text": "kargom gelmedi", "platform": "x", "id": "7"}).endswith("1 were there already")


def test_a_nul_in_a_csv_is_left_out_too(config: Path) -> None:
    file = config.parent / "mentions.csv"
    file.write_text("text,author\nkargom\0 gelmedi,ali\n", encoding="utf-8")
    assert moving.import_file(config, file, None).startswith("1 mentions imported")
    with Database("sqlite:///samimi.db").reading() as session:
        assert session.exec(select(Mention.text)).one() == "kargom gelmedi"


def test_the_dossier_promises_no_more_than_the_looks_keep(config: Path) -> None:
    text = "\n".join(moving.export(config, "dossier", "jsonl"))
    assert "For 7 days after it was written a post is looked at once a day" in text
    assert "one deleted later is kept until its 180 days are over" in text


def test_posts_whose_author_the_file_does_not_name_are_of_nobody_else(config: Path) -> None:
    rows = [{"text": "kargom gelmedi"}, {"text": "iadem yatmadı"}, {"text": "kargom gelmedi"}]
    assert _import(config, *rows) == "3 mentions imported, 0 were there already"
    assert _import(config, *rows) == "0 mentions imported, 3 were there already"
    with Database("sqlite:///samimi.db").reading() as session:
        authors = session.exec(select(Author)).all()
        assert len({mention.author_id for mention in session.exec(select(Mention)).all()}) == 3
    assert [author.handle for author in authors] == ["unknown"] * 3


def test_the_same_words_of_one_author_are_one_post(config: Path) -> None:
    row = {"text": "kargom gelmedi", "author": "ali"}
    assert _import(config, row, row) == "1 mentions imported, 1 were there already"


@pytest.mark.parametrize("written", ["X", " x ", "REDDIT", "REDDİT", "Mastodon", "IMPORT"])
def test_a_platform_is_known_in_any_case(config: Path, written: str) -> None:
    _import(config, {"text": "kargom gelmedi", "author": "ali", "platform": written})
    with Database("sqlite:///samimi.db").reading() as session:
        mention, author = session.exec(select(Mention)).one(), session.exec(select(Author)).one()
    assert mention.platform == author.platform
    assert mention.platform in ("x", "reddit", "mastodon", "import")


def test_a_platform_the_bot_cannot_read_keeps_its_name_and_twitter_is_x(config: Path) -> None:
    _import(config, {"text": "kargom gelmedi", "platform": "Şikayetvar"}, {"text": "iadem yok", "platform": "Twitter"})
    with Database("sqlite:///samimi.db").reading() as session:
        assert sorted(session.exec(select(Mention.platform)).all()) == ["sikayetvar", "x"]


@pytest.mark.parametrize("apart", [";", ",", "\t"])
@pytest.mark.parametrize("heading", ["Metin|Yazar|Tarih|Platform|Bağlantı", "TEXT|author|Date|platform|Link"])
def test_a_table_is_read_as_spreadsheets_save_it(config: Path, apart: str, heading: str) -> None:
    """Excel in Turkish sets cells apart by semicolons and writes the day first."""
    file = config.parent / "Kitap1.CSV"
    rows = [heading, f'"kargom; hâlâ{apart} yok"|ali|19.11.2026 14:30|X|', "|||||", "iadem yatmadı|veli|1.2.2026||"]
    file.write_text("\r\n".join(row.replace("|", apart) for row in rows), encoding="utf-8-sig")
    assert moving.import_file(config, file, None).startswith("2 mentions imported")
    with Database("sqlite:///samimi.db").reading() as session:
        first, second = session.exec(select(Mention).order_by(col(Mention.id))).all()
        authors = session.exec(select(Author.handle).order_by(col(Author.id))).all()
    assert (first.text, first.platform, authors) == (f"kargom; hâlâ{apart} yok", "x", ["ali", "veli"])
    assert first.created_at == datetime(2026, 11, 19, 11, 30, tzinfo=UTC)
    assert (second.created_at, second.platform) == (datetime(2026, 1, 31, 21, tzinfo=UTC), "import")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Yorum;Kim\nkargom yok;ali\n",
            ":1: no column is called text or Metin (found: Yorum, Kim); give the column of",
        ),
        ("", ":1: no column is called text or Metin (found: none)"),
        ("Metin;Tarih\niyi;dün\n", ":2: created_at: write a day and time as 2026-12-31 14:30 or 31.12.2026 14:30\n"),
        (
            "text,author\niyi,ali\nkargom gelmedi, hâlâ yok,veli\n",
            ":3: more cells than headings; put a text that holds ',' in quotes",
        ),
        ("Metin;Tarih\n\niyi;31.2.2026\n", ":3: created_at: write a day and time as 2026-12-31 14:30 or 31.12."),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_the_mend(config: Path, text: str, told: str) -> None:
    file = config.parent / "mentions.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as fault:
        moving.import_file(config, file, None)
    assert str(fault.value).startswith(f"{file}{told}")


@pytest.mark.parametrize("written", ["kargom gelmedi, hâlâ; yok", '"kargom gelmedi, hâlâ; yok"'])
def test_a_table_of_one_column_keeps_the_commas_of_its_posts(config: Path, written: str) -> None:
    file = config.parent / "mentions.csv"
    file.write_text(f"Metin\n{written}\n", encoding="utf-8")
    assert moving.import_file(config, file, None).startswith("1 mentions imported")
    with Database("sqlite:///samimi.db").reading() as session:
        assert session.exec(select(Mention.text)).one() == "kargom gelmedi, hâlâ; yok"


@pytest.mark.parametrize("written", ["11/12/2026 9:30", "46345", " 46345.5 ", 46345, 46345.5, "2026", "-1"])
def test_a_day_that_could_be_another_is_refused(config: Path, written: str | float) -> None:
    with pytest.raises(ConfigError, match=r"created_at: write a day and time as 2026-12-31 14:30"):
        _import(config, {"text": "kargom gelmedi", "created_at": written})


@pytest.mark.parametrize(
    "written", ["19.11.2026 9:30:15", "19.11.2026 09:30:15", "2026-11-19T09:30:15", "1795069815", 1795069815]
)
def test_a_day_is_read_with_its_seconds(config: Path, written: str | int) -> None:
    _import(config, {"text": "kargom gelmedi", "created_at": written})
    with Database("sqlite:///samimi.db").reading() as session:
        assert session.exec(select(Mention.created_at)).one() == datetime(2026, 11, 19, 6, 30, 15, tzinfo=UTC)
