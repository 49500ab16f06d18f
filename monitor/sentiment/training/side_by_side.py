"""Long tasks each in a process of its own, what they say told in the one that waits for them."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.queues import Queue
from queue import Empty

Progress = Callable[[str], None]
Task = Callable[[Progress], None]
"""Importable, with arguments that can be pickled: a new process starts with nothing."""
_LOOK = 0.5
"""Seconds between two looks at whether they are done."""
_lines: list[Queue[str]] = []
"""In a process of its own: where its progress goes."""


def side_by_side(tasks: Sequence[Task], processes: int, progress: Progress) -> None:
    """Returns when all are done, `processes` at a time; what one raises is raised here."""
    context = multiprocessing.get_context("spawn")
    lines: Queue[str] = context.Queue()
    with ProcessPoolExecutor(min(processes, len(tasks)), context, _told_to, (lines,)) as pool:
        try:
            _until_done([pool.submit(_apart, task) for task in tasks], lines, progress)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _until_done(running: Sequence[Future[None]], lines: Queue[str], progress: Progress) -> None:
    while not all(future.done() for future in running):
        with suppress(Empty):
            progress(lines.get(timeout=_LOOK))
        for future in running:
            if future.done():
                future.result()
    while not lines.empty():
        progress(lines.get())


def _told_to(lines: Queue[str]) -> None:
    _lines.append(lines)


def _apart(task: Task) -> None:
    task(_tell)


def _tell(line: str) -> None:
    """Whoever was killed and started again must not find its old processes at work on the same files."""
    starter = multiprocessing.parent_process()
    if starter is None or not starter.is_alive():
        os._exit(1)  # after an exception the pool's process would wait for more work, for ever
    _lines[0].put(line)
