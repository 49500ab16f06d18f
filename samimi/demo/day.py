"""`samimi demo`: app, stand-ins and team on one clock; every tick is called by hand, so a day takes a minute."""

from __future__ import annotations

import asyncio
import errno
import json
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlmodel import col, select

from models import Database, Mention, Reply
from models.errors import ConfigError
from samimi import telling
from samimi.config import Config
from samimi.demo import script
from samimi.demo.count import Summary, count
from samimi.demo.places import Place, places
from samimi.demo.rounds import Rounds
from samimi.demo.script import Script
from samimi.demo.team import Team
from samimi.secrets import Secrets
from samimi.wiring import App, assemble, load_judge
from sandbox.server import Sandbox

PEOPLE = {
    101: {"name": "Elif Kaya", "initials": "EK", "language": "tr", "roles": {"*": "admin"}},
    102: {"name": "Mert Demir", "initials": "MD", "language": "tr", "roles": {"*": "approver"}},
    103: {"name": "Zeynep Ak", "initials": "ZA", "language": "tr", "roles": {"*": "approver"}},
    104: {"name": "Tom Hill", "initials": "TH", "language": "en", "roles": {"*": "approver"}},
}
LEAD = 101
LONGEST_JUMP = timedelta(minutes=10)
AUTO_POLL_MINUTES = 20
"""Instead of the real default of 5: every round of polls costs the demo a part of its minute."""
TO_DECIDE, TO_SEND = timedelta(minutes=45), timedelta(days=2)
"""How long the day goes on after the last post: while a card waits, and while a reply does (the hourly cap)."""
MORNING_ROUNDS = 6
"""Of digests: what Telegram's limits keep back goes in a later one."""
PAGE_SPEED = 20.0
"""Simulated seconds per second while a visitor plays the team."""

log = Console(stderr=True)


class Stepped:
    """The one clock of a demo; it moves when it is told to."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Stage:
    """Everything a demo needs at once."""

    app: App
    sandbox: Sandbox
    places: dict[str, Place]
    clock: Stepped
    chat: int
    script: Script

    def feed(self) -> int:
        """Let people post what the script has for this moment."""
        return self.script.feed(self.places, self.clock())


def run(*, auto: bool, as_json: bool, shipped_defaults: bool, replay: Path | None, port: int) -> bool:
    """Returns whether nothing was lost, posted twice or posted unapproved. Raises ConfigError for a bad FILE."""
    said = script.replayed(replay) if replay else script.scripted()
    every = AUTO_POLL_MINUTES if auto else 2
    with _page_at(port), _stage(said, shipped_defaults, every, port) as stage:
        page = f"{stage.sandbox.address}/telegram/chat"
        typer.echo(f"Chat page: {page}", err=as_json)
        if auto:
            return asyncio.run(_auto(stage, as_json))
        typer.echo("You are the team: open the page, tap, edit, skip. Ctrl-C ends the demo.")
        try:
            asyncio.run(_with_a_visitor(stage))
        except KeyboardInterrupt:
            typer.echo("")
        return True


@contextmanager
def _page_at(port: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        told = f"port {port} of this machine is taken, perhaps by another demo; name a free one, or any: --port 0"
        raise ConfigError(told) from error


@contextmanager
def _stage(said: Script, shipped_defaults: bool, every: int, port: int) -> Iterator[Stage]:
    clock = Stepped(said.start)
    with tempfile.TemporaryDirectory(prefix="samimi-demo-") as folder, Sandbox(clock, port) as sandbox:
        telegram, towns = sandbox["telegram"], places(sandbox)
        for number, person in PEOPLE.items():
            first, _, last = str(person["name"]).partition(" ")
            telegram.user(number, first, last, language_code=str(person["language"]))
        chat = telegram.group("Samimi demo", list(PEOPLE), bot_admin=True)
        config = demo_config(chat, shipped_defaults, every)
        keep = Secrets(_secrets(config, towns, telegram.token), "the demo")
        database = Database(f"sqlite:///{Path(folder) / 'demo.db'}")
        database.migrate()
        try:
            app = assemble(config, keep, database, load_judge(config.sentiment), now=clock, sandbox=sandbox.address)
            app.listener.add_sources()
            yield Stage(app, sandbox, towns, clock, chat, said)
        finally:
            database.dispose()


def demo_config(chat: int, shipped_defaults: bool, every_minutes: int) -> Config:
    """The scripted day's brands; X and Reddit by API with an approval on record, or as shipped: by hand."""
    data: dict[str, Any] = script.brands()
    for platform in (p for brand in data["brands"].values() for p in brand["platforms"].values()):
        platform["every_minutes"] = every_minutes
        if shipped_defaults:
            platform.pop("post", None)
            platform.pop("x_ai_approval", None)
    return Config.model_validate({**data, "desk": {"chat": chat, "people": PEOPLE, "open_cards": 50}})


def _secrets(config: Config, towns: Mapping[str, Place], token: str) -> dict[str, str]:
    found = {"SAMIMI_KEY": secrets.token_hex(32), "SAMIMI_TELEGRAM_TOKEN": token}
    for brand in config.brands.values():
        for name, platform in brand.platforms.items():
            for key, value in towns[name].open(platform.account).items():
                found[f"SAMIMI_{name}_{brand.key}_{key}".upper()] = value
    return found


async def _auto(stage: Stage, as_json: bool) -> bool:
    began = time.perf_counter()
    team = Team(stage.sandbox["telegram"], stage.chat, list(PEOPLE), LEAD, stage.script.plan_for, _hand(stage))
    rounds, end = Rounds(stage.app, stage.clock.forward), stage.script.end
    with _progress() as show:
        async with stage.app.bot:
            while stage.clock() < end or _open(stage, stage.clock() - end):
                fed = stage.feed()
                acted = team.act(stage.clock())
                moved = fed + acted + await rounds.go(acted > 0)
                if not moved:
                    stage.clock.at = _next_moment(stage, team, rounds)
                show(stage, team)
            await asyncio.to_thread(stage.app.upkeep.tick)
            await _next_morning(stage)
    summary = count(stage, team, time.perf_counter() - began)
    _report(stage, summary, as_json)
    return summary.is_clean


async def _next_morning(stage: Stage) -> None:
    """The day after at nine: every brand's digest of the day with its picture."""
    calendar = next(iter(stage.app.config.brands.values())).calendar
    morning = calendar.local(stage.clock()) + timedelta(days=1)
    stage.clock.at = morning.replace(hour=9, minute=1).astimezone(UTC)
    for _ in range(MORNING_ROUNDS):
        await stage.app.digests.tick()
        stage.clock.forward(timedelta(minutes=3))


async def _with_a_visitor(stage: Stage) -> None:
    """The clock runs PAGE_SPEED times as fast as the visitor's own, however long a round takes."""
    rounds, last = Rounds(stage.app, lambda _: None), time.monotonic()
    async with stage.app.bot:
        while True:
            moved = stage.feed() + await rounds.go(acted=True)
            await asyncio.sleep(0 if moved else 0.2)
            passed, last = time.monotonic() - last, time.monotonic()
            stage.clock.forward(timedelta(seconds=PAGE_SPEED * passed))


def _hand(stage: Stage) -> Callable[[str, str, str], None]:
    """A colleague posts by hand, from the account of the brand whose post it is."""

    def post(platform: str, text: str, where: str) -> None:
        with stage.app.database.reading() as session:
            same = (Mention.platform == platform, (Mention.native_id == where) | (Mention.url == where))
            mention = session.exec(select(Mention).where(*same)).one()
        account = stage.app.config.brands[mention.brand].account(platform)
        stage.places[platform].by_hand(account, text, mention.native_id)

    return post


def _next_moment(stage: Stage, team: Team, rounds: Rounds) -> datetime:
    """When the script, a source, the outbox or the team has something to do next."""
    now = stage.clock()
    due = [*rounds.due(), stage.script.next_at, team.next_at(now)]
    later = [at for at in due if at is not None and at > now]
    return min([*later, now + LONGEST_JUMP])


def _open(stage: Stage, over: timedelta) -> bool:
    """Whether anything is still to be decided or on its way so long after the last post."""
    on_the_way = select(Reply.id).where(col(Reply.state).in_(("held", "sending", "by_hand", "failed")))
    undecided = select(Mention.id).where(Mention.state != "closed")
    with stage.app.database.reading() as session:
        replies, mentions = (session.exec(query.limit(1)).first() is not None for query in (on_the_way, undecided))
    return (replies and over < TO_SEND) or (mentions and over < TO_DECIDE)


@contextmanager
def _progress() -> Iterator[Callable[[Stage, Team], None]]:
    """A bar with the simulated time; on standard error, so that JSON stays alone on standard output."""
    columns = (TextColumn("{task.fields[clock]}"), BarColumn(), TextColumn("{task.fields[note]}"), TimeElapsedColumn())
    with Progress(*columns, console=log, transient=True) as progress:
        task = progress.add_task("demo", total=1.0, clock="", note="")

        def show(stage: Stage, team: Team) -> None:
            brand = next(iter(stage.app.config.brands.values()))
            note = f"{len(stage.script.posted)} posts, {len(team.taps)} approvals"
            clock = f"{brand.calendar.local(stage.clock()):%H:%M}"
            progress.update(task, completed=stage.script.done, clock=clock, note=note)

        yield show


def _report(stage: Stage, summary: Summary, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(summary.as_dict()))
        return
    for brand in stage.app.config.brands.values():
        day = brand.calendar.local(stage.script.start).date()
        typer.echo(telling.of_days(stage.app.database, brand, day, day, stage.clock(), "text", brand.chat_language))
        typer.echo("")
    for name, value in summary.as_dict().items():
        typer.echo(f"{name.replace('_', ' '):<14} {value:g}")
