"""What became of drafts, from the rows to `samimi export --what drafts`."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner

from models import Database, Draft, Reply
from samimi import starter
from samimi.cli import app
from samimi.clock import utc_now
from samimi.draft_figures import LOOK_BACK, rows
from tests.conftest import Clock
from tests.desk_table import MERT, Table


def _decided(table: Table, own: str | None = None, *, reject: bool = False, seconds: int = 60) -> int:
    """A machine's draft that was approved as it is, in a person's words (`own`), or rejected; its mention's id."""
    mention = table.mention(reply="Selam, bakalım mı?", topics=["shipping"])
    with table.database.transaction() as session:
        draft = session.exec(select(Draft).where(Draft.mention_id == mention)).one()
        at = draft.created_at + timedelta(seconds=seconds)
        draft.state, draft.decided_at = "rejected" if reject else "approved", at
        if own is not None:
            draft.state, draft.decided_at = "superseded", None
            fields = draft.model_dump(exclude={"id", "version", "text", "state", "editor", "decided_at"})
            session.add(Draft(**fields, version=2, text=own, state="approved", editor=MERT, decided_at=at))
    table.clock.forward(minutes=10)
    return mention


@pytest.fixture
def table(database: Database, clock: Clock) -> Table:
    return Table(database, clock)


def test_every_way_a_draft_can_end_is_counted(table: Table) -> None:
    _decided(table, seconds=30)
    _decided(table, own="Selam, bakalım.", seconds=90)
    _decided(table, own="Bambaşka bir söz, baştan sona yeniden yazıldı", seconds=150)
    _decided(table, reject=True, seconds=10)
    (row,) = rows(table.database, ["ornek"], table.clock())
    assert {name: row[name] for name in ("brand", "lang", "topic", "mode")} == {
        "brand": "ornek", "lang": "tr", "topic": "shipping", "mode": "template",
    }  # fmt: skip
    assert [row[name] for name in ("drafts", "as_is", "light", "heavy", "rejected", "regretted")] == [4, 1, 1, 1, 1, 0]
    assert row["median_seconds"] == 60


def test_a_reply_that_was_taken_down_or_made_its_author_angry_is_regretted(table: Table) -> None:
    for mention, gone, outcome in ((_decided(table), True, None), (_decided(table), False, "angry")):
        with table.database.transaction() as session:
            draft = session.exec(select(Draft).where(Draft.mention_id == mention)).one()
            session.add(
                Reply(
                    mention_id=mention, draft_id=draft.id, brand="ornek", platform="x", account="ornekmarka",
                    target_id=f"t{mention}", thread_id="t", key=f"k{mention}",
                    version=1, text=draft.text, approval_hash="h", approved_by=MERT, approved_at=table.clock(),
                    state="posted", outcome=outcome, deleted_at=table.clock() if gone else None,
                )
            )  # fmt: skip
    (row,) = rows(table.database, ["ornek"], table.clock())
    assert (row["drafts"], row["as_is"], row["regretted"]) == (2, 2, 2)


def test_only_the_last_quarter_and_the_asked_brands_count(table: Table) -> None:
    _decided(table)
    assert list(rows(table.database, ["baska"], table.clock())) == []
    assert list(rows(table.database, ["ornek"], table.clock() + LOOK_BACK + timedelta(days=1))) == []


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_the_command_writes_them(tmp_path: Path, form: str) -> None:
    starter.write(tmp_path, "Örnek Marka", "ornek")
    table = Table(Database(f"sqlite:///{tmp_path / 'samimi.db'}"), Clock())
    table.database.migrate()
    _decided(table)
    with table.database.transaction() as session:  # the command's clock is the machine's own
        for draft in session.exec(select(Draft).where(col(Draft.decided_at).is_not(None))).all():
            draft.decided_at = draft.created_at = utc_now() - timedelta(minutes=1)
    config = tmp_path / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("sqlite:///samimi.db", f"sqlite:///{tmp_path / 'samimi.db'}"), encoding="utf-8")
    result = CliRunner().invoke(app, ["export", "--what", "drafts", "--format", form, "--config", str(config)])
    table.database.dispose()
    assert result.exit_code == 0, result.output
    lines = result.output.strip().splitlines()
    (row,) = [json.loads(line) for line in lines] if form == "jsonl" else list(csv.DictReader(lines))
    assert (row["brand"], int(row["drafts"]), int(row["as_is"])) == ("ornek", 1, 1)
