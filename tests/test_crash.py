"""I1, I2, I3 under kill -9: the bot is killed at twenty random moments while the stand-ins lose answers.

And the harness of `samimi bench crash` at a small scale: it must find nothing on either engine, and find doubles in a
bot that never looks before it repeats.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from sqlmodel import Session, select

from models import Database, Decision, Mention, Reply, Source
from samimi import bench_crash
from samimi.bench_crash import Plan
from samimi.bench_killing import Traffic, Worker
from samimi.bench_postgres import programs, throwaway
from samimi.clock import Fast
from samimi.demo.places import Place, Said, places
from samimi.demo.team import Team, bare
from sandbox.faults import Fault
from sandbox.server import Sandbox

KILLS = 20
MENTIONS = 16
SPEED = 40.0
"""Undo windows and pacing pass quickly, limits hold all the same."""
PATIENCE = 600.0
"""Wall seconds until a run that does not end is a failure."""

TEXTS = (
    "@ornekmarka kargom {n} gündür gelmedi, nerede bu paket",
    "@ornekmarka my parcel is {n} days late, where is it",
    "@ornekmarka {n} numaralı mont çok güzel, teşekkürler",
    "@ornekmarka iade param {n} gündür yatmadı",
)


def _bot(config: str, environment: Mapping[str, str]) -> None:
    """What `samimi run` does, in a process of its own."""
    os.environ.update(environment)
    from samimi import logs, running

    logs.configure()
    running.run(Path(config))


def _config(folder: Path, chat: int) -> Path:
    platforms = {
        "x": {"account": "ornekmarka", "post": "api", "x_ai_approval": {"date": date(2026, 11, 1), "ref": "test"}},
        "mastodon": {"account": "ornekmarka", "post": "api"},
    }
    people = {101: {"name": "Elif Kaya", "initials": "EK", "roles": {"*": "admin"}}}
    data = {
        "brands": {"ornek": {"name": "Örnek Marka", "handles": ["ornekmarka"], "platforms": platforms}},
        "desk": {"chat": chat, "people": people, "open_cards": 50},
        "database": {"url": f"sqlite:///{folder / 'samimi.db'}"},
    }
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


class Run:
    """One bot, killed and started again; a world that goes on meanwhile."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.clock = Fast(datetime(2026, 11, 19, 7, 0, tzinfo=UTC), time.time(), SPEED)
        self.sandbox = Sandbox(self.clock)
        self.folder = folder
        self.traffic = Traffic(self.sandbox.faults)
        self.configured = False
        self.said: dict[str, list[str]] = {"x": [], "mastodon": []}

    def play(self) -> None:
        with self.sandbox:
            self._set_up()
            bot = Worker(_bot, str(self.config), self.environment)
            deadline, next_kill = time.time() + PATIENCE, self._moment()
            while time.time() < deadline and not (bot.kills >= KILLS and self._settled()):
                self._world_goes_on()
                if bot.kills < KILLS and self.traffic.requests > next_kill:
                    bot.kill()
                    next_kill = self._moment()
                time.sleep(0.02)
            self._wait_until_it_works(bot)
            assert bot.end() == 0, "SIGTERM did not end the bot cleanly"
            assert bot.kills == KILLS
            self.published = [one for town in self.towns.values() for one in town.published({"ornekmarka"})]

    def _wait_until_it_works(self, bot: Worker) -> None:
        """A process that has only just been forked does not know SIGTERM yet."""
        enough = self.traffic.requests + 20
        while self.traffic.requests < enough and bot.alive:
            time.sleep(0.02)

    def _moment(self) -> int:
        """After how many requests to the stand-ins the next kill comes: the same whatever the machine's load."""
        return self.traffic.requests + self.random.randint(1, 60)

    def _set_up(self) -> None:
        telegram = self.sandbox["telegram"]
        telegram.user(101, "Elif", "Kaya")
        chat = telegram.group("Masa", [101])
        self.towns: dict[str, Place] = {n: p for n, p in places(self.sandbox).items() if n in self.said}
        self.environment = {
            "SAMIMI_SANDBOX": self.sandbox.address,
            "SAMIMI_SANDBOX_CLOCK": self.clock.text(),
            "SAMIMI_KEY": "ab" * 32,
            "SAMIMI_TELEGRAM_TOKEN": telegram.token,
        }
        for name, town in self.towns.items():
            for key, value in town.open("ornekmarka").items():
                self.environment[f"SAMIMI_{name}_{key}".upper()] = value
        self.config = _config(self.folder, chat)
        self.team = Team(telegram, chat, [101], 101, lambda _: None, lambda *_: None, timedelta(minutes=6))
        database = Database(f"sqlite:///{self.folder / 'samimi.db'}")
        database.migrate()
        database.dispose()
        for path in ("/x/2/tweets", "/mastodon/api/v1/statuses"):
            self.sandbox.faults.add(Fault(path, "lose_answer", "POST", times=3))

    def _world_goes_on(self) -> None:
        count = sum(map(len, self.said.values()))
        if self._listening() and count < MENTIONS and self.random.random() < 0.1:
            platform = "x" if count % 2 else "mastodon"
            text = self.random.choice(TEXTS).format(n=count + 2)
            self.said[platform].append(self.towns[platform].say(Said(f"kisi{count}", f"Kişi {count}", 10, text)))
        self.team.act(self.clock())

    def _listening(self) -> bool:
        """The first run starts at now: what was said before the bot knew its sources is not its to hear."""
        if not self.configured:
            with self._reading() as session:
                self.configured = len(session.exec(select(Source.id)).all()) == len(self.towns)
        return self.configured

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        database = Database(f"sqlite:///{self.folder / 'samimi.db'}")
        try:
            with database.reading() as session:
                yield session
        finally:
            database.dispose()

    def _settled(self) -> bool:
        """Everything said was heard, and nothing is undecided or on its way."""
        if sum(map(len, self.said.values())) < MENTIONS:
            return False
        with self._reading() as session:
            mentions = session.exec(select(Mention.state)).all()
            replies = session.exec(select(Reply.state)).all()
        done = {"posted", "cancelled"}
        return len(mentions) == MENTIONS and set(mentions) == {"closed"} and set(replies) <= done


@pytest.mark.parametrize("seed", [1])
def test_killed_twenty_times_nothing_is_lost_doubled_or_unapproved(tmp_path: Path, seed: int) -> None:
    run = Run(tmp_path, seed)
    run.play()
    database = Database(f"sqlite:///{tmp_path / 'samimi.db'}")
    with database.reading() as session:
        heard = {(m.platform, m.native_id): m for m in session.exec(select(Mention)).all()}
        replies = session.exec(select(Reply)).all()
        approved = Counter(
            d.text_hash for d in session.exec(select(Decision).where(Decision.action == "approve")).all()
        )
    database.dispose()

    said = {(platform, one) for platform, ids in run.said.items() for one in ids}
    assert said == set(heard), "a mention was lost"
    targets = Counter((one.platform, one.target) for one in run.published)
    assert max(targets.values()) == 1, "a reply was posted twice"
    shown = [bare(tap.text) for tap in run.team.taps]
    for one in run.published:
        unsigned = bare(one.text.rpartition(" ^")[0])
        assert any(unsigned in card for card in shown), "a reply was posted that nobody saw and approved"
    posted = [reply for reply in replies if reply.state == "posted"]
    assert {(r.platform, r.target_id) for r in posted} == set(targets), "records and platforms differ"
    assert all(approved[reply.approval_hash] for reply in posted)
    assert len(posted) >= MENTIONS // 2


def test_the_bench_finds_nothing_on_sqlite() -> None:
    figures = bench_crash.run(Plan(replies=40, kills=6, lost_answers=0.15, speed=60))
    assert bench_crash.is_clean(figures), figures
    assert (figures["kills"], figures["mentions"]) == (6, 44)
    assert figures["posted"] == figures["approved"] == 40
    assert int(str(figures["lost_answers"])) > 0
    assert figures["traps"] == 4, "two taken back, two tampered with: neither may be posted"


@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
def test_the_bench_finds_nothing_on_postgresql_with_a_worker_that_never_returns() -> None:
    with throwaway() as url:
        figures = bench_crash.run(Plan(replies=40, kills=6, lost_answers=0.15, speed=30, workers=2), url)
    assert bench_crash.is_clean(figures), figures
    assert (figures["engine"], figures["kills"], figures["frozen"]) == ("postgresql", 6, 1)
    assert figures["posted"] == figures["approved"] == 40


def test_the_bench_reports_doubles_of_a_bot_that_never_looks() -> None:
    figures = bench_crash.run(Plan(replies=40, kills=0, lost_answers=0.6, speed=60, blind=True))
    assert int(str(figures["doubled"])) > 0
    assert not bench_crash.is_clean(figures)
