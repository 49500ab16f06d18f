"""The desk's benches, small: their verdicts are counted, and they can tell a wrong acceptance."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from samimi import bench_desk, bench_desk_day, bench_motion


def test_under_load_each_card_has_one_winner_and_no_stranger_gets_in() -> None:
    figures = bench_desk.run(cards=24, taps=40, people=4)
    assert sum(figures["kinds"].values()) == 40
    assert set(figures["kinds"]) >= {"honest", "stranger", "forged"}
    assert figures["approved"] == 8
    assert (figures["approved_twice"], figures["wrongly_accepted"], figures["decisions_without_reply"]) == (0, 0, 0)
    assert figures["refused_by_telegram"] == 0
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]


def test_the_verdict_sees_who_should_not_have_got_in(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = bench_desk.scene

    def careless(people: int, strangers: int, **settings: Any) -> object:
        """Roles for the strangers too."""
        known = {9000 + n: {"name": "Y", "initials": "Y", "roles": {"*": "lead"}} for n in range(strangers)}
        return everybody(people, strangers, also=known, **settings)

    monkeypatch.setattr(bench_desk, "scene", careless)
    assert bench_desk.run(cards=24, taps=100, people=1)["wrongly_accepted"] > 0


def test_a_short_day_is_decided_to_the_last_mention() -> None:
    figures = bench_desk_day.run(mentions=6, people=2)
    assert (figures["mentions"], figures["decided"], figures["cards_shown"]) == (6, 6, 6)
    assert 0 < figures["approved"] <= 6
    assert figures["busiest_minute"] <= 20
    assert figures["refused_by_telegram"] == 0
    assert sum(figures["taps_per_person"]) >= 6


def test_a_desk_that_cannot_be_emptied_ends_the_day_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_desk_day, "_work", lambda *_: False)
    monkeypatch.setattr(bench_desk_day, "STEP", timedelta(hours=1))
    with pytest.raises(RuntimeError, match="2 cards were undecided"):
        bench_desk_day.run(mentions=2, people=1)


def test_motion_counts_taps_and_screens_of_the_real_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {name: bench_motion.WAYS[name] for name in ("approve, amber", "by hand", "delete")}
    monkeypatch.setattr(bench_motion, "WAYS", ways)
    figures = bench_motion.run()
    assert [(one.name, one.language, one.taps) for one in figures[:3]] == [
        ("approve, amber", "tr", 2), ("by hand", "tr", 3), ("delete", "tr", 2),
    ]  # fmt: skip
    assert all(one.taps == one.mock and 300 < one.screen <= one.most <= 900 for one in figures)
    assert bench_motion.table(figures).count("\n") == 7


def test_motion_fails_where_a_button_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_motion, "WAYS", {"approve": bench_motion.Way(["overrule"], "approve")})
    with pytest.raises(ValueError, match="has no button"):
        bench_motion.run()
    monkeypatch.setattr(bench_motion, "WAYS", {"approve": bench_motion.Way(["more"], "approve")})
    with pytest.raises(RuntimeError, match="was not decided"):
        bench_motion.run()
