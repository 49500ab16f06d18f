"""Ticks and loops: failures go on, a stop drains what is in flight."""

from __future__ import annotations

import asyncio

import pytest

from samimi import running
from samimi.schedule import Schedule


async def test_a_failing_tick_is_called_again_and_stops_no_other() -> None:
    calls = {"bad": 0, "good": 0}
    stop = asyncio.Event()
    schedule = Schedule(speed=1000)

    async def bad() -> None:
        calls["bad"] += 1
        raise RuntimeError("boom")

    async def good() -> None:
        calls["good"] += 1
        if calls["good"] >= 3 and calls["bad"] >= 2:
            stop.set()

    schedule.every(1, "bad", bad)
    schedule.every(1, "good", good)
    assert await asyncio.wait_for(schedule.run(stop), 20)


async def test_a_stop_waits_for_what_is_in_flight() -> None:
    stop, finish = asyncio.Event(), asyncio.Event()
    done = []

    async def posting() -> None:
        stop.set()
        await finish.wait()
        done.append(True)

    schedule = Schedule(speed=1000)
    schedule.every(60, "posting", posting)
    running = asyncio.create_task(schedule.run(stop))
    await stop.wait()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not running.done()
    finish.set()
    assert await asyncio.wait_for(running, 10)
    assert done == [True]


async def test_a_tick_that_outlasts_its_distance_is_never_doubled() -> None:
    stop, going = asyncio.Event(), asyncio.Event()
    inside, most, count = 0, 0, 0

    async def slow() -> None:
        nonlocal inside, most, count
        inside += 1
        most, count = max(most, inside), count + 1
        await going.wait()
        inside -= 1
        if count > 1:
            stop.set()

    async def other() -> None:
        going.set()

    schedule = Schedule(speed=1000)
    schedule.every(1, "slow", slow)
    schedule.every(400, "other", other)
    await asyncio.wait_for(schedule.run(stop), 20)
    assert most == 1


async def test_a_loop_goes_on_after_a_failure() -> None:
    stop = asyncio.Event()
    steps = 0

    async def step() -> None:
        nonlocal steps
        steps += 1
        if steps == 1:
            raise ConnectionError
        stop.set()
        await asyncio.sleep(0)

    schedule = Schedule(speed=1000)
    schedule.always("telegram", step)
    assert await asyncio.wait_for(schedule.run(stop), 20)
    assert steps >= 2


@pytest.mark.parametrize("broken", [None, *running.VITAL])
async def test_the_heartbeat_stops_when_a_vital_part_only_fails(
    broken: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[str] = []

    async def beat(url: str) -> bool:
        beats.append(url)
        return True

    monkeypatch.setattr("samimi.health.beat", beat)
    stop, called = asyncio.Event(), set()
    schedule = Schedule(speed=1000)

    def part(name: str) -> None:
        async def tick() -> None:
            called.add(name)
            if called == set(running.VITAL):
                asyncio.get_running_loop().call_later(0.05, stop.set)
            if name == broken:
                raise RuntimeError

        schedule.every(60, name, tick)

    await running._beat(schedule, "secret")
    assert beats == [], "nothing has been done yet"
    for name in running.VITAL:
        part(name)
    assert await asyncio.wait_for(schedule.run(stop), 20)
    await running._beat(schedule, "secret")
    assert beats == ([] if broken else ["secret"])
