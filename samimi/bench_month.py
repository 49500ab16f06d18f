"""`samimi bench month`: thirty days on X at so many mentions and replies a day, through the app as it is wired.

Listener, outbox and upkeep run on a clock that steps; the stand-in keeps a bill of its own, by the posts it handed
out. What the ledger says must equal it, and a budget may hold back reading but never a reply.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, func, select

from models import ApiCall, Database, Judgement, Mention, Notice, PostCount, Reply
from models.transitions import move
from monitor.sentiment import Text
from samimi import budget
from samimi.bench_approver import PEOPLE, Approver
from samimi.budget import Month
from samimi.config import Config
from samimi.demo.day import Stepped
from samimi.secrets import Secrets
from samimi.wiring import App, assemble
from sandbox.server import Sandbox

START = datetime(2026, 11, 1, tzinfo=UTC)
STEP = timedelta(minutes=15)
SEND = timedelta(minutes=3)
"""Between two looks into the outbox, which keeps a distance of its own between two replies."""
NAMED_SHARE = 0.4
"""Of the posts, so many name the account; the rest say the brand's name."""
WRITERS = 3000
ACCOUNT = "ornekmarka"

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    days: int = 30
    mentions: int = 300
    """A day."""
    replies: int = 60
    budget: float | None = None
    """Dollars a month."""
    seed: int = 1


@dataclass
class Bot:
    """The app on X alone, with people who write to it and a hand that approves."""

    plan: Plan
    app: App
    x: Any
    clock: Stepped
    steps: list[tuple[int, str]] = field(default_factory=list)
    """(day, how much is read) at every change."""

    def __post_init__(self) -> None:
        self._chance = random.Random(self.plan.seed)
        self._approver = Approver(self.app.config, self.clock, self.plan.seed)
        self._answered = 0

    def live(self, tell: Tell) -> None:
        end = START + timedelta(days=self.plan.days)
        while self.clock() < end:
            day = (self.clock() - START).days
            self._people_write()
            self.app.listener.tick()
            self._decide(day)
            self.app.upkeep.tick()
            self._note_step(day)
            before = self.clock()
            while self.clock() < before + STEP:
                self.app.outbox.tick()
                self.clock.forward(SEND)
            if self.clock().date() != before.date():
                tell(f"day {day + 1}: ${self.x.bill()['total'] / 1e6:.2f}, reading {self.steps[-1][1]}")
        while self._on_the_way():
            self.app.outbox.tick()
            self.clock.forward(SEND)

    def _people_write(self) -> None:
        """Between nine and midnight in Istanbul, as chance has it."""
        if not 6 <= self.clock().hour < 21:
            return
        mean = self.plan.mentions * (STEP / timedelta(hours=15))
        for _ in range(int(mean) + (self._chance.random() < mean % 1)):
            named = self._chance.random() < NAMED_SHARE
            words = f"@{ACCOUNT} kargom nerede" if named else "Örnek Marka kargom nerede"
            self.x.post(f"kisi{self._chance.randrange(WRITERS)}", f"{words} {self._chance.random()}")

    def _decide(self, day: int) -> None:
        """Judge what is new; answer those who asked us in, the oldest first, at the day's pace."""
        with self.app.database.transaction() as session:
            for mention in session.exec(select(Mention).where(Mention.state == "new")).all():
                self._approver.judge(session, mention)
                if not mention.summoned:
                    move(session, mention, "closed", closed_reason="no_reply_needed", closed_at=self.clock())
        begun = self.clock() - START - timedelta(days=day)
        wanted = day * self.plan.replies + int(self.plan.replies * begun / timedelta(days=1))
        with self.app.database.transaction() as session:
            waiting = select(Mention).where(Mention.state == "judged").order_by(col(Mention.id))
            for mention in session.exec(waiting.limit(max(wanted - self._answered, 0))).all():
                self._approver.approve(session, mention)
                self._answered += 1

    def _note_step(self, day: int) -> None:
        brand = self.app.config.brands["ornek"]
        with self.app.database.reading() as session:
            now = budget.taken(session, brand)
        if not self.steps or self.steps[-1][1] != now:
            self.steps.append((day + 1, now))

    def _on_the_way(self) -> bool:
        with self.app.database.reading() as session:
            moving = select(Reply.id).where(col(Reply.state).in_(("held", "sending"))).limit(1)
            return session.exec(moving).first() is not None


def run(plan: Plan, tell: Tell = lambda _: None) -> dict[str, Any]:
    """The figures of one month. Dollars are rounded to the cent only here."""
    with _bot(plan) as bot:
        bot.live(tell)
        with bot.app.database.reading() as session:
            return _figures(bot, session)


def report(plan: Plan, out: Tell, tell: Tell) -> bool:
    """The days without a budget, then with half the money they cost; whether both came out as they must."""
    free = run(plan, tell)
    out(json.dumps(free, ensure_ascii=False))
    end = START + timedelta(days=plan.days, microseconds=-1)
    share = Month.around(end).share(end)  # of a month's budget, what these days may spend
    half = run(replace(plan, budget=round(free["ledger_micro_usd"] / 2e6 / share, 2)), tell)
    out(json.dumps(half, ensure_ascii=False))
    return is_clean(free) and is_clean(half) and degrades_in_order(half)


def is_clean(figures: dict[str, Any]) -> bool:
    """Whether the ledger is the bill, to the micro-dollar, and every approved reply is out."""
    return bool(
        figures["ledger_micro_usd"] == figures["bill_micro_usd"] and figures["posted"] == figures["approved"] > 0
    )


def degrades_in_order(figures: dict[str, Any]) -> bool:
    """Whether reading went down at all, and from step to step without leaving one out."""
    order = ["full", *(step for step, _ in budget.STEPS)]
    levels = [order.index(step) for _, step in figures["steps"]]
    return len(levels) > 1 and all(abs(after - before) == 1 for before, after in pairwise(levels))


@contextmanager
def _bot(plan: Plan) -> Iterator[Bot]:
    clock = Stepped(START)
    with tempfile.TemporaryDirectory(prefix="samimi-month-") as folder, Sandbox(clock) as sandbox:
        x = sandbox["x"]
        x.account(ACCOUNT, "Örnek Marka")
        found = {f"SAMIMI_X_{key}": value for key, value in x.credentials(ACCOUNT).items()}
        found |= {"SAMIMI_KEY": "ab" * 32, "SAMIMI_TELEGRAM_TOKEN": "1:bench"}
        database = Database(f"sqlite:///{Path(folder) / 'samimi.db'}")
        database.migrate()
        try:
            secrets = Secrets(found, "the bench")
            app = assemble(_config(plan), secrets, database, _NoJudge(), now=clock, sandbox=sandbox.address)
            app.listener.add_sources()
            yield Bot(plan, app, x, clock)
        finally:
            database.dispose()


def _config(plan: Plan) -> Config:
    approval = {"date": date(2026, 10, 1), "ref": "bench"}
    x = {"account": ACCOUNT, "post": "api", "x_ai_approval": approval, "every_minutes": 15, "hourly_cap": 1000}
    brand = {"name": "Örnek Marka", "chat_language": "en", "budget": plan.budget, "platforms": {"x": x}}
    return Config.model_validate({"brands": {"ornek": brand}, "desk": {"people": dict(PEOPLE), "undo_seconds": 30}})


class _NoJudge:
    """The pipeline is not run here; what is new is judged by hand."""

    name = "none"

    def judge(self, texts: Sequence[Text]) -> list[Judgement]:
        raise NotImplementedError


def _figures(bot: Bot, session: Session) -> dict[str, Any]:
    bill = bot.x.bill()
    by_endpoint = session.exec(select(ApiCall.endpoint, func.sum(ApiCall.micro_usd)).group_by(ApiCall.endpoint)).all()
    written = session.exec(select(Reply.state, func.count()).group_by(Reply.state)).all()
    ledger = sum(amount for _, amount in by_endpoint)
    delays = session.exec(select(Reply.approved_at, Reply.posted_at).where(col(Reply.posted_at).is_not(None))).all()
    return {
        "days": bot.plan.days,
        "budget": bot.plan.budget,
        "ledger_micro_usd": ledger,
        "bill_micro_usd": bill["total"],
        "usd": round(ledger / 1e6, 2),
        "usd_by_endpoint": {name: round(amount / 1e6, 2) for name, amount in by_endpoint if amount},
        "heard": session.exec(select(func.count()).select_from(Mention)).one(),
        "counted": session.exec(select(func.coalesce(func.sum(PostCount.posts), 0))).one(),
        "approved": sum(count for _, count in written),
        "posted": sum(count for state, count in written if state == "posted"),
        "longest_wait_minutes": max(round((at - approved).total_seconds() / 60, 1) for approved, at in delays if at),
        "steps": bot.steps,
        "notices": [notice.text for notice in session.exec(select(Notice).order_by(col(Notice.id))).all()],
    }
