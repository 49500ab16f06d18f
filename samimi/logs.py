"""Logs say what happened and where, in ids and counts: no customer's text, no secret, no local variable (I7)."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

Event = MutableMapping[str, Any]


def configure(verbose: bool = False) -> None:
    """One line per event on standard error."""
    level = logging.DEBUG if verbose else logging.INFO
    # The libraries' own lines can quote requests, tokens in addresses included: only their warnings are let through.
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Places(logging.BASIC_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("httpx").setLevel(logging.ERROR)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # a failed job is logged by samimi/schedule.py
    logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Looked up at each binding: whoever replaces standard error (a progress bar) gets the lines.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


class _Places(logging.Formatter):
    """The libraries' own lines: an exception as in ours, never with its message."""

    def formatException(self, ei: Any) -> str:
        return f"{ei[0].__name__} {_places(ei[2])}" if ei[0] else ""


def _where(_logger: object, _name: str, event: Event) -> Event:
    """An exception as its type and the places it came through: its message may hold a customer's text."""
    found = event.pop("exc_info", None)
    error = found if isinstance(found, BaseException) else sys.exc_info()[1] if found else None
    if error is not None:
        event["error"] = type(error).__name__
        event["where"] = _places(error.__traceback__)
    return event


def _places(trace: TracebackType | None) -> str:
    return " ".join(f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(trace)[-8:])
