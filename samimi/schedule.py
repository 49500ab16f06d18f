"""When what runs: APScheduler only calls ticks; every tick decides by the clock it was given.

AsyncIOScheduler.shutdown cancels running coroutines, so ticks run in tasks of our own which the drain waits for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()

Tick = Callable[[], Awaitable[object]]

DRAIN_SECONDS = 8.0
"""What is in flight may finish this long after SIGTERM; the row's intent covers what does not."""
LONGEST_PAUSE = 60.0
SHORTEST = 0.1
"""Seconds between two calls of a tick, however fast the clock runs."""


class Schedule:
    """Named ticks at fixed distances, and endless loops beside them."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._scheduler.add_listener(_heard, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
        self._in_flight: set[asyncio.Task[Any]] = set()
        self._loops: dict[str, Tick] = {}
        self._draining = False
        self._good: dict[str, float] = {}
        """Name → when its last tick ended without an exception, by the monotonic clock."""

    def all_good(self, names: Iterable[str], within: float) -> bool:
        """Whether each of these finished a tick without an exception in the last `within` seconds."""
        since = time.monotonic() - within
        return all(self._good.get(name, since - 1) >= since for name in names)

    def every(self, seconds: float, name: str, tick: Tick) -> None:
        """Call `tick` every `seconds` of the given clock, starting now."""

        async def job() -> None:
            if not self._draining:
                await asyncio.shield(self._start(tick))
                self._good[name] = time.monotonic()

        self._scheduler.add_job(
            job,
            "interval",
            seconds=max(seconds / self._speed, SHORTEST),
            id=name,
            name=name,
            next_run_time=datetime.now(UTC),
        )

    def always(self, name: str, step: Tick) -> None:
        """Call `step` again as soon as it returns; after a failure wait, twice as long each time."""
        self._loops[name] = step

    async def run(self, stop: asyncio.Event) -> bool:
        """Until `stop`, then drain. True when everything in flight came to its end."""
        self._scheduler.start()
        loops = [asyncio.create_task(self._loop(name, step)) for name, step in self._loops.items()]
        await stop.wait()
        self._draining = True
        self._scheduler.pause()
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=DRAIN_SECONDS)
        done = not self._in_flight
        self._scheduler.shutdown(wait=False)
        return done

    def _start(self, tick: Tick) -> asyncio.Task[Any]:
        task = asyncio.ensure_future(tick())
        self._in_flight.add(task)
        task.add_done_callback(self._in_flight.discard)
        return task

    async def _loop(self, name: str, step: Tick) -> None:
        pause = 1.0
        while True:
            try:
                await step()
                pause = 1.0
            except Exception as error:
                # A loop that ends would be a bot that hears nothing: log, wait, go on.
                log.exception("loop failed", loop=name, error=type(error).__name__)
                await asyncio.sleep(pause / self._speed)
                pause = min(pause * 2, LONGEST_PAUSE)


def _heard(event: JobEvent) -> None:
    if event.code == EVENT_JOB_ERROR:
        log.error("job failed", job=event.job_id, exc_info=event.exception)
    else:  # a tick that outlasts its distance is simply not called twice
        log.debug("job late or skipped", job=event.job_id)
