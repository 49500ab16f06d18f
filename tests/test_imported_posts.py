"""A post whose id `samimi import` was not told: answered by hand, and never taken for gone (I2)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from sqlmodel import select

from models import Database, Mention, Reply, Seen, Source
from models.transitions import move
from samimi import moving, starter, wiring
from samimi.by_hand import MISSING_AFTER, settle
from samimi.outbox import Door
from tests.conftest import Clock
from tests.outbox_bench import Bench
from tests.platform_fakes import FakeCollector, FakePublisher

URL = "https://town.example/@ayse/1"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    starter.write(tmp_path, "Örnek Marka", "ornek")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "config.yaml"


@pytest.fixture
def bench(database: Database, clock: Clock) -> Bench:
    return Bench(database, clock)


@pytest.mark.parametrize(
    ("row", "native_id"),
    [
        ({"platform": "X", "url": "https://x.com/ayse/status/18446744?s=20"}, "18446744"),
        ({"platform": "twitter", "url": "https://twitter.com/ayse/status/7/photo/1", "id": "9"}, "9"),
        ({"platform": "x", "url": "https://x.com/ayse"}, "import:"),
        ({"platform": "mastodon", "url": "https://town.example/@ayse/status/7"}, "import:"),
        ({"platform": "x"}, "import:"),
        ({"platform": "x", "id": ""}, "import:"),
    ],
)
def test_the_id_is_the_platforms_own_or_says_that_it_is_not(config: Path, row: dict[str, str], native_id: str) -> None:
    file = config.parent / "mentions.jsonl"
    rows = [{"text": "kargom gelmedi", "author": "ayse", **row}]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert moving.import_file(config, file, None).startswith("1 mentions imported")
    assert moving.import_file(config, file, None).endswith("1 were there already")
    with Database("sqlite:///samimi.db").reading() as session:
        mention = session.exec(select(Mention)).one()
    assert mention.native_id == mention.root_id
    assert mention.native_id == native_id if native_id != "import:" else mention.native_id.startswith("import:")


def test_such_a_post_is_answered_by_hand_under_itself(bench: Bench) -> None:
    bench.approved()
    nothing: Any = MagicMock()
    doors = {("ornek", "town"): Door(FakePublisher(), FakeCollector())}
    hooks = wiring._hooks(bench.database, {}, doors, nothing, nothing, nothing, nothing, bench.clock)
    mention = bench.mention()
    mention.url = URL
    assert hooks.route(mention, "Selam").way == "api"
    mention.native_id = "import:0f3a"
    route = hooks.route(mention, "Selam")
    assert (route.way, route.url, route.reason.split(":")[0]) == ("by_hand", URL, "imported")


def _posted_by_hand(bench: Bench, target: str) -> None:
    """A reply to `target` that a person says is posted; our timeline, read since, does not show it."""
    bench.approved()
    with bench.database.transaction() as session:
        reply = session.get_one(Reply, 1)
        reply.target_id = target
        move(session, reply, "by_hand", by_hand_at=bench.clock())
        move(session, reply, "posted_by_hand", posted_at=bench.clock())
        read = bench.clock() + MISSING_AFTER
        session.add(Source(brand="ornek", platform="town", next_at=read, own_read_at=read))
        session.flush()
        settle(session, ("ornek", "town"), read, timedelta(seconds=30))


@pytest.mark.parametrize(("target", "alarm"), [("import:0f3a", None), ("p1", "missing")])
def test_our_timeline_cannot_tell_of_an_answer_to_a_post_without_id(
    bench: Bench, target: str, alarm: str | None
) -> None:
    _posted_by_hand(bench, target)
    assert bench.reply().by_hand_alarm == alarm


def test_the_platform_is_asked_about_no_id_it_did_not_give(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """X refuses the whole request for one such id, and the reply to the rest would never leave."""
    bench.approved(1)
    bench.approved(2)
    with bench.database.transaction() as session:
        merged = session.get_one(Mention, 2)
        merged.native_id, merged.merged_into = "import:0f3a", 1
        session.delete(session.get_one(Reply, 2))
    asked: list[list[str]] = []
    lookup = bench.collector.lookup

    def note(ids: Sequence[str]) -> list[Seen]:
        asked.append(list(ids))
        return lookup(ids)

    monkeypatch.setattr(bench.collector, "lookup", note)
    bench.outbox.tick()
    assert asked == [["p1"]]
    assert bench.reply(1).state == "posted"
