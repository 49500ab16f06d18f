"""`samimi bench crash`: kill -9 again and again while replies go out and platforms lose answers (I1, I2, I3).

The bot's listener and outbox run in processes of their own and talk to the stand-ins through the real client
libraries; the stand-ins, the people and the approving desk live here and survive. On PostgreSQL two workers share
the work, and halfway through one of them stops for good without dying.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from models import Database
from samimi.bench_crash_worker import work
from samimi.bench_crash_world import EVERY_TRAP, WRITES, World
from samimi.bench_killing import Traffic, Worker
from samimi.bench_postgres import throwaway
from samimi.clock import Fast
from sandbox.server import Sandbox

START = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
PATIENCE = 240.0
"""Wall seconds without any progress after which the run counts as stuck."""
REQUESTS_A_REPLY = 5
"""About how many requests one reply costs; spreads the kills over the whole run."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """`speed`: simulated seconds a second; at 20 a lease of two minutes ends after six seconds."""

    replies: int = 3000
    kills: int = 200
    lost_answers: float = 0.05
    seed: int = 1
    speed: float = 20.0
    blind: bool = False
    workers: int = 1


def run(plan: Plan, url: str | None = None, tell: Tell = lambda _: None) -> dict[str, object]:
    """The figures of one run on SQLite, or on the empty database at `url`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="samimi-crash-")))
        clock = Fast(START, time.time(), plan.speed)
        sandbox = stack.enter_context(Sandbox(clock))
        database = Database(url or f"sqlite:///{folder / 'samimi.db'}")
        stack.callback(database.dispose)
        database.migrate()
        wanted = plan.replies * EVERY_TRAP // (EVERY_TRAP - 2) + 2  # so many are left once the traps are sprung
        world = World(sandbox, clock, folder, database, wanted, plan.seed)
        began = time.monotonic()
        harness = Harness(plan, world, tell)
        try:
            harness.play()
        finally:
            harness.end()
        return {
            "engine": database.url.get_backend_name(),
            **harness.figures(),
            **world.figures(),
            "seconds": round(time.monotonic() - began, 1),
            "simulated_hours": round((clock() - START).total_seconds() / 3600, 1),
        }


def report(plan: Plan, sqlite: bool, postgres: str, blind_replies: int, out: Tell, tell: Tell) -> bool:
    """One line of JSON a run; whether each came out as it must. Raises ConfigError without a PostgreSQL to use."""
    good = []

    def one(part: Plan, url: str | None = None) -> None:
        figures = run(part, url, tell)
        out(json.dumps({"blind": part.blind, "workers": part.workers, **figures}))
        good.append(bool(figures["doubled"]) if part.blind else is_clean(figures))

    if sqlite:
        one(plan)
    if postgres != "no":
        with throwaway() if postgres == "auto" else nullcontext(postgres) as url:
            one(replace(plan, workers=2), url)
    if blind_replies:  # a harness that cannot report doubles proves nothing
        one(replace(plan, replies=blind_replies, kills=plan.kills // 10, blind=True))
    return all(good)


def is_clean(figures: dict[str, object]) -> bool:
    """Whether nothing was lost, doubled, posted without approval, or put on record other than it is."""
    bad = ("mentions_lost", "lost", "doubled", "unapproved", "records_differ")
    return not any(figures[name] for name in bad)


class Harness:
    """Kills workers at seeded moments while the world goes on."""

    def __init__(self, plan: Plan, world: World, tell: Tell) -> None:
        self._plan, self._world, self._tell = plan, world, tell
        self._random = random.Random(plan.seed)
        self._traffic = Traffic(world.sandbox.faults, writes=WRITES, share=plan.lost_answers, seed=plan.seed)
        names = [f"worker{number}" for number in range(plan.workers)]
        args = (str(world.path), world.environment)
        self._workers = [Worker(work, *args, name, plan.blind) for name in names]
        self._frozen: list[Worker] = []
        self._moved = self._looked = time.monotonic()
        self._progress = 0

    @property
    def kills(self) -> int:
        return sum(worker.kills for worker in (*self._workers, *self._frozen))

    def play(self) -> None:
        """Until everything is settled and every kill has happened, or nothing moves any more."""
        next_kill = self._moment()
        while not self._is_stuck():
            if self.kills < self._plan.kills and self._traffic.requests > next_kill:
                self._kill_one()
                next_kill = self._moment()
            if time.monotonic() - self._looked > 0.4:
                self._looked = time.monotonic()
                if self._world_goes_on() and self.kills >= self._plan.kills:
                    return
            time.sleep(0.003)

    def end(self) -> None:
        for worker in (*self._workers, *self._frozen):
            worker.kill(restart=False)

    def figures(self) -> dict[str, object]:
        killed = self.kills - len(self._workers) - len(self._frozen)  # the last one each is our own tidying up
        frozen = len(self._frozen)
        return {
            "kills": killed,
            "died_by_themselves": sum(worker.died for worker in (*self._workers, *self._frozen)),
            "frozen": frozen,
            "requests": self._traffic.requests,
            "lost_answers": self._traffic.lost,
        }

    def _moment(self) -> int:
        """After how many requests the next kill comes: what a request is about is up to chance."""
        mean = REQUESTS_A_REPLY * self._plan.replies / max(self._plan.kills, 1)
        return self._traffic.requests + self._random.randint(1, max(int(2 * mean), 1))

    def _kill_one(self) -> None:
        time.sleep(self._random.uniform(0, 0.04))  # between requests too: the moments of the database
        self._random.choice(self._workers).kill()
        if len(self._workers) > 1 and self.kills >= self._plan.kills // 2:
            self._frozen.append(self._workers.pop())
            self._frozen[-1].freeze()
            self._tell("one worker stopped for good, its connections open")

    def _world_goes_on(self) -> bool:
        """People write, the desk approves; whether all is done."""
        if not self._world.listens():
            return False
        self._world.feed()
        self._world.decide()
        progress = self._world.progress()
        if progress // 250 != self._progress // 250:
            self._tell(f"{self.kills} kills, {self._traffic.lost} answers lost, {len(self._world.approved)} approved")
        if progress != self._progress:
            self._progress, self._moved = progress, time.monotonic()
        return self._world.settled()

    def _is_stuck(self) -> bool:
        return time.monotonic() - self._moved > PATIENCE
