"""Processes that are killed at random moments, and platforms that lose answers: what the crash harnesses share."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Callable, Collection
from fnmatch import fnmatch
from multiprocessing.context import ForkServerProcess
from typing import Any

from sandbox.faults import Fault, Faults

_fork = multiprocessing.get_context("forkserver")
_fork.set_forkserver_preload(["samimi.running"])
"""Imports once; each start is a fork of that."""


class Traffic:
    """Counts the requests to the stand-ins and makes a share of the writes' answers get lost (seeded)."""

    def __init__(self, faults: Faults, *, writes: Collection[str] = (), share: float = 0.0, seed: int = 0) -> None:
        """`writes`: globs of the paths whose POSTs may lose their answer, `share` of them (0 to 1) in the long run."""
        self.requests = 0
        self.lost = 0
        """Answers lost so far."""
        self._writes, self._share, self._random = tuple(writes), share, random.Random(seed)
        self._take = faults.take
        faults.take = self._counted  # type: ignore[method-assign]

    def _counted(self, method: str, path: str) -> Fault | None:
        self.requests += 1
        ordered = self._take(method, path)
        if ordered is not None or method != "POST" or not any(fnmatch(path, one) for one in self._writes):
            return ordered
        if self._random.random() >= self._share:
            return None
        self.lost += 1
        return Fault(path, "lose_answer", method)


class Worker:
    """One process that is started anew whenever it was killed."""

    def __init__(self, work: Callable[..., None], *args: Any) -> None:
        self._work, self._args = work, args
        self.kills = 0
        self.died = 0
        """How often it was found dead before it could be killed: a fault of its own."""
        self._process = self._started()

    def kill(self, *, restart: bool = True) -> None:
        """kill -9, at once and without a word."""
        try:
            os.kill(self._process.pid or 0, signal.SIGKILL)
        except ProcessLookupError:
            self.died += 1
        self._process.join()
        self.kills += 1
        if restart:
            self._process = self._started()

    def freeze(self) -> None:
        """It never returns: neither dead, so that its connections and its leases stay, nor ever working again."""
        os.kill(self._process.pid or 0, signal.SIGSTOP)

    def end(self, seconds: float = 15) -> int | None:
        """Ask it to end as an operator does; its exit code, None where it did not end within `seconds`."""
        os.kill(self._process.pid or 0, signal.SIGTERM)
        self._process.join(seconds)
        return self._process.exitcode

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def _started(self) -> ForkServerProcess:
        process = _fork.Process(target=self._work, args=self._args, daemon=True)
        process.start()
        return process
