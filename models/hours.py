"""Times of day and spans of hours as config.yaml writes them: "09:00" and "09:00-18:00", on the brand's own clock."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated

from pydantic import BeforeValidator

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


def clock_time(value: object) -> time:
    """The time of day `value` writes. Raises ValueError: a number, a zone or seconds are no time here."""
    if isinstance(value, time) and value.tzinfo is None:
        return value
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(
            f'write "{_meant(value)}" in quotes: two digits, a colon, two digits, no zone (found {value!r})'
        )
    return time(int(found[1]), int(found[2]))


def _meant(value: object) -> str:
    """YAML reads an unquoted 13:00 as 13 * 60 + 0, and whoever writes 9 means nine o'clock; else an example."""
    if isinstance(value, int) and not isinstance(value, bool):
        if 60 <= value < 24 * 60:
            return f"{value // 60:02}:{value % 60:02}"
        if 0 <= value < 24:
            return f"{value:02}:00"
    return "13:00"


ClockTime = Annotated[time, BeforeValidator(clock_time)]


def span_of_hours(value: object, example: str) -> tuple[time, time]:
    """Where the span begins and ends. Raises ValueError, with `example` for how to write one."""
    start, _, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not (_CLOCK.fullmatch(start) and _CLOCK.fullmatch(end)):
        raise ValueError(f'{value!r} is no span of hours; write one such as "{example}", from 00:00 to 23:59')
    return clock_time(start), clock_time(end)
