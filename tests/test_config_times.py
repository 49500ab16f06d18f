"""Times in config.yaml: YAML reads an unquoted 13:00 as 780, which must never pass for a time of day."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from models.errors import ConfigError
from samimi.config import load

BRAND = "brands:\n  a:\n    name: A\n"


def _told(tmp_path: Path, text: str) -> str:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        load(path)
    return str(told.value).removeprefix(f"{path}:")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("13:00", "13:00"),
        ("10:30", "10:30"),
        ("9", "09:00"),
        ("1:05", "01:05"),
        ("2000", "13:00"),
        ("true", "13:00"),
        ('"13:00+03:00"', "13:00"),
        ('"25:00"', "13:00"),
        ('"09:00:30"', "13:00"),
        ('"9:00"', "13:00"),
        ('"٠٩:٠٠"', "13:00"),
        ('""', "13:00"),
        ("", "13:00"),
    ],
)
def test_a_time_is_four_digits_in_quotes(tmp_path: Path, written: str, meant: str) -> None:
    mend = f'write "{meant}" in quotes: two digits, a colon, two digits, no zone'
    told = _told(tmp_path, f"{BRAND}digest: {{at: {written}}}\n")
    assert told.startswith(f"4: digest.at: {mend}")
    told = _told(tmp_path, f"{BRAND}    calendar: {{half_day_ends: {written}}}\n")
    assert told.startswith(f"4: brands.a.calendar.half_day_ends: {mend}")


def test_times_written_well_are_naive_times_of_day(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(f'{BRAND}    calendar: {{half_day_ends: "12:30"}}\ndigest: {{at: 09:05}}\n', encoding="utf-8")
    config = load(path)
    assert (config.digest.at, config.brands["a"].calendar.half_day_ends) == (time(9, 5), time(12, 30))


@pytest.mark.parametrize(
    "span", ["09:00", "9-18", "'09:00 - 18:00'", "09:00-24:00", "09:00-18:00+03:00", "12:00", "", "''"]
)
def test_a_span_that_cannot_be_read_says_how_to_write_one(tmp_path: Path, span: str) -> None:
    told = _told(tmp_path, f"{BRAND}    calendar: {{hours: {{mon: {span}}}}}\n")
    assert told.startswith("4: brands.a.calendar.hours.mon: ")
    assert told.endswith('is no span of hours; write one such as "09:00-18:00", from 00:00 to 23:59')
    told = _told(tmp_path, f"{BRAND}desk: {{quiet_hours: {{a: {span}}}}}\n")
    assert told.startswith("4: desk.quiet_hours.a: ")
    assert told.endswith('is no span of hours; write one such as "22:00-08:00", from 00:00 to 23:59')


def test_working_hours_end_after_they_begin_and_quiet_hours_end_elsewhere(tmp_path: Path) -> None:
    told = _told(tmp_path, f"{BRAND}    calendar: {{hours: {{mon: 18:00-09:00}}}}\n")
    assert told.endswith("'18:00-09:00' ends before it begins; write one such as 09:00-18:00")
    told = _told(tmp_path, f"{BRAND}desk: {{quiet_hours: {{a: 22:00-22:00}}}}\n")
    assert told.endswith("'22:00-22:00' ends where it begins; write one such as 22:00-08:00")
