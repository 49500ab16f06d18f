"""`samimi run`: the parts of an App on their schedule, until SIGTERM; then a drain, exit 0 within ten seconds."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import structlog
from telegram.error import InvalidToken, TelegramError

from models.claims import hold
from models.errors import ConfigError
from samimi import health, single
from samimi.clock import Fast
from samimi.schedule import Schedule, Tick
from samimi.wiring import App, build

log = structlog.get_logger()

LONG_POLL_SECONDS = 20
VITAL = ("listen", "pipeline", "outbox", "desk")
VITAL_SECONDS = 600.0
"""Longer than a full batch takes a slow language model; without a good tick in it the heartbeat stops."""


def run(config: Path) -> None:
    """Raises ConfigError before anything has started."""
    app = build(config)
    app.database.migrate()
    with single.only_one(app.database):
        drained = asyncio.run(_until_stopped(app))
        log.info("stopped", drained=drained)
    if not drained:
        # A thread still waits for a platform; its row holds the intent, the next start looks before it acts.
        sys.stderr.flush()
        os._exit(0)


async def _until_stopped(app: App) -> bool:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    app.listener.add_sources()
    app.outbox.begin()
    log.info("started", brands=len(app.config.brands), worker=app.worker)
    schedule = schedule_of(app)
    await _greet(app)
    try:
        return await schedule.run(stop)
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(app.desk.drain(), 1)
        await app.bot.shutdown()


async def _greet(app: App) -> None:
    """A wrong token ends the start; a Telegram that does not answer does not: listening goes on without it."""
    try:
        await app.bot.initialize()
        await app.desk.register_commands()
    except InvalidToken as error:
        raise ConfigError("Telegram refused SAMIMI_TELEGRAM_TOKEN; ask @BotFather for the right one") from error
    except TelegramError as error:
        log.warning("telegram does not answer yet", error=type(error).__name__)


def schedule_of(app: App) -> Schedule:
    """Every part of the bot at its distance, in seconds of the app's clock."""
    speed = app.now.speed if isinstance(app.now, Fast) else 1.0
    schedule = Schedule(speed)
    schedule.every(5, "listen", lambda: asyncio.to_thread(app.listener.tick))
    schedule.every(2, "pipeline", lambda: asyncio.to_thread(app.pipeline.tick))
    schedule.every(2, "outbox", lambda: asyncio.to_thread(app.outbox.tick))
    schedule.every(1, "desk", lambda: _alone(app, "desk", app.desk.send_due))
    schedule.every(300, "upkeep", lambda: asyncio.to_thread(app.upkeep.tick))
    schedule.every(30, "digest", app.digests.tick)
    schedule.every(60, "alarm", lambda: _alone(app, "alarm", app.alarms.tick))
    schedule.every(5, "incidents", lambda: _alone(app, "incidents", app.incidents.tick))
    schedule.every(15, "notices", lambda: _alone(app, "notices", lambda: _tell(app)))
    if (translator := app.translator) is not None:
        schedule.every(5, "translate", lambda: _alone(app, "translate", lambda: asyncio.to_thread(translator.tick)))
    url = app.config.health.heartbeat_url
    if url:
        schedule.every(60, "heartbeat", lambda: _beat(schedule, url))
    schedule.always("telegram", lambda: _receive(app, speed))
    return schedule


async def _beat(schedule: Schedule, url: str) -> None:
    """Only while the bot does its work: a process that runs and does nothing is what the switch is there for."""
    if schedule.all_good(VITAL, VITAL_SECONDS):
        await health.beat(url)


async def _tell(app: App) -> None:
    await health.tell(app.database, app.desk.notify_admins, app.now())


async def _receive(app: App, speed: float) -> None:
    """Only one worker polls Telegram: a second poller would be refused (409)."""
    if not await asyncio.to_thread(_holds, app, "telegram"):
        await asyncio.sleep(5 / speed)
        return
    await app.desk.receive(LONG_POLL_SECONDS if speed == 1.0 else 0)
    if speed != 1.0:
        await asyncio.sleep(0.05)


async def _alone(app: App, name: str, tick: Tick) -> None:
    """Run a tick of which there may be only one among all workers."""
    if await asyncio.to_thread(_holds, app, name):
        await tick()


def _holds(app: App, name: str) -> bool:
    with app.database.transaction() as session:
        return hold(session, name, worker=app.worker, now=app.now())
