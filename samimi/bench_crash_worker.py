"""The half of the bot that a crash may hurt, in a process of its own: it listens and posts until it is killed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import cast

import structlog

from models import Database, Reply, Seen
from models.errors import SamimiError
from monitor.collectors import Collector
from responders.publishers import Publisher
from samimi import logs, platforms, single
from samimi.clock import Fast
from samimi.config import Config, load
from samimi.forgetting import Forgetter
from samimi.health import Health
from samimi.listening import Listener
from samimi.outbox import Door, Key, Outbox
from samimi.secrets import Secrets

log = structlog.get_logger()

PAUSE = 0.02
"""Wall seconds between two ticks."""


def work(path: str, environment: Mapping[str, str], name: str, blind: bool) -> None:
    """Listener and outbox as `samimi run` has them, each in its thread, on the clock the stand-ins share.

    `blind`: what looks for replies already there sees nothing, as if the bot had no such look.
    """
    os.environ.update(environment)
    logs.configure()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    config, now = load(Path(path)), Fast.parse(environment["SAMIMI_SANDBOX_CLOCK"])
    database = Database(config.database.url)
    doors = _doors(config, Secrets.read(Path(path).parent), environment["SAMIMI_SANDBOX"], now, blind)
    health, key = Health(), bytes.fromhex(environment["SAMIMI_KEY"])
    listener = Listener(
        database, config.brands, {place: cast(Collector, door.collector) for place, door in doors.items()},
        forgetter=Forgetter(key), health=health, prices=config.prices, worker=name, now=now,
    )  # fmt: skip
    outbox = Outbox(database, config.brands, doors, health=health, prices=config.prices, worker=name, now=now)
    with ExitStack() as stack:
        stack.enter_context(single.only_one(database))
        listener.add_sources()
        for tick in (listener.tick, outbox.tick):
            threading.Thread(target=_again_and_again, args=(tick,), daemon=True).start()
        threading.Event().wait()


def _again_and_again(tick: Callable[[], object]) -> None:
    """As the schedule does: a tick that fails is logged and called again."""
    while True:
        try:
            tick()
        except Exception as error:  # noqa: BLE001 - the schedule survives anything, so does this
            log.warning("tick failed", error=type(error).__name__, known=isinstance(error, SamimiError))
        time.sleep(PAUSE)


def _doors(config: Config, secrets: Secrets, sandbox: str, now: Fast, blind: bool) -> dict[Key, Door]:
    doors: dict[Key, Door] = {}
    for brand in config.brands.values():
        for name in brand.platforms:
            collector = platforms.collector(brand, name, secrets, sandbox, now)
            publisher = platforms.publisher(brand, name, secrets, sandbox, now)
            if publisher is None:
                continue
            if blind:
                _blindfold(publisher, collector)
            doors[(brand.key, name)] = Door(publisher, collector)
    return doors


def _blindfold(publisher: Publisher, collector: Collector) -> None:
    """Both looks for what is already there come back empty; nothing else changes."""
    look_up = collector.lookup

    def lookup(ids: Sequence[str]) -> list[Seen]:
        return [replace(seen, answered_by_us=None) for seen in look_up(ids)]

    def find(reply: Reply) -> None:  # noqa: ARG001 - it looks at nothing
        return None

    collector.lookup, publisher.find = lookup, find  # type: ignore[method-assign]
