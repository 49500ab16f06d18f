"""`samimi bench digest`: what it stores, what it says of the plans, and what it will not touch."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from models import Database
from models.errors import ConfigError
from reports.afterwards import afterwards
from reports.bench_digest import BRANDS, DAYS, END
from reports.bench_plans import plans
from samimi import bench_digest
from samimi.cli import app
from tests.digest_days import fill


def test_the_command_stores_times_and_names_the_indexes() -> None:
    done = CliRunner().invoke(app, ["bench", "digest", "--mentions", str(BRANDS * DAYS * 7), "--parts", "2"])
    assert done.exit_code == 0, done.stderr
    figures = json.loads(done.stdout)
    assert [step["mentions"] for step in figures["steps"]] == [BRANDS * DAYS * 7 // 2, BRANDS * DAYS * 7]
    assert all(step["first"] > 0 and step["median"] > 0 for step in figures["steps"])
    assert {"ix_mention_brand_created", "ix_reply_brand_posted", "ix_draft_decided"} <= set(figures["indexes"])
    assert not {"mention", "reply", "draft", "decision", "apicall"} & set(figures["tables_read_whole"])


def test_it_keeps_its_hands_off_a_database_in_use(database: Database) -> None:
    fill(database, a_day=1)
    with pytest.raises(ConfigError, match="empty"):
        bench_digest.run(BRANDS * DAYS * 4, 1, database.url.render_as_string())


def test_too_few_mentions_are_refused_in_words() -> None:
    done = CliRunner().invoke(app, ["bench", "digest", "--mentions", "100"])
    assert done.exit_code == 1
    assert "at least 40000" in done.stderr


def test_a_file_named_for_it_is_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    assert bench_digest.run(BRANDS * DAYS * 4, 1, url)["engine"] == "sqlite"
    kept = Database(url)
    with kept.engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from mention").scalar_one() == BRANDS * DAYS * 4
    with kept.reading() as session:
        came = afterwards(session, "b0", END - timedelta(days=DAYS), END)
    assert min(came.thanked, came.angry, came.silent) > 0, "what came of the replies is part of what is timed"
    kept.dispose()


def test_a_question_that_walks_through_a_table_is_named(database: Database) -> None:
    used, walked = plans(
        database, lambda session: session.connection().execute(text("select count(text) from mention"))
    )
    assert (used, walked) == ([], ["mention"])
    query = "SELECT id FROM mention WHERE brand = 'b' AND created_at > '2026'"
    used, walked = plans(database, lambda session: session.connection().execute(text(query)))
    assert (used, walked) == (["ix_mention_brand_created"], [])
