"""The figures of a score card, checked by hand and against scikit-learn where it is installed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sentiment.measures import calibration_error, f1, f1_of, macro_f1, precision, ratio, recall

SAID = np.array([True, True, False, False, True])
GOLD = np.array([True, False, True, False, True])


def test_precision_recall_and_f1_by_hand() -> None:
    assert precision(SAID, GOLD).value == pytest.approx(2 / 3, abs=1e-4)
    assert recall(SAID, GOLD).value == pytest.approx(2 / 3, abs=1e-4)
    assert f1(SAID, GOLD).value == pytest.approx(2 / 3, abs=1e-4)
    assert recall(SAID, GOLD).of == 3


def test_macro_f1_counts_only_labels_that_occur() -> None:
    assert macro_f1(["a", "b", "c"], ["a", "b", "b"]).value == pytest.approx((1 + 2 / 3) / 2, abs=1e-4)


def test_intervals_hold_the_value_and_shrink_with_more_rows() -> None:
    few, many = ratio(np.tile(SAID, 10), np.ones(50, bool)), ratio(np.tile(SAID, 1000), np.ones(5000, bool))
    assert few.low <= few.value <= few.high
    assert many.high - many.low < (few.high - few.low) / 5


def test_the_interval_is_as_wide_as_theory_says() -> None:
    found = ratio(np.arange(1000) % 2 == 0, np.ones(1000, bool))
    assert found.high - found.low == pytest.approx(2 * 1.96 * (0.25 / 1000) ** 0.5, rel=0.15)


def test_the_same_rows_give_the_same_interval() -> None:
    assert f1(SAID, GOLD) == f1(SAID, GOLD)


def test_calibration_error_by_hand() -> None:
    sure = np.array([0.95, 0.95, 0.55, 0.55])
    assert calibration_error(sure, np.array([True, True, True, False])) == pytest.approx((0.05 + 0.05) / 2)
    assert calibration_error(np.array([1.0]), np.array([True])) == 0


def test_rows_of_several_answers_are_counted_together() -> None:
    said, gold = np.array([[True, False], [True, True]]), np.array([[True, False], [False, True]])
    found = f1(said, gold)
    assert found.value == pytest.approx(2 * 2 / (3 + 2))
    assert found.of == 2
    assert found.low <= found.value <= found.high


def test_a_figure_on_nothing_says_none() -> None:
    assert str(recall(SAID, np.zeros(5, bool))) == "none"
    assert str(ratio(SAID, np.ones(5, bool))).startswith("0.600 (")


def test_nothing_at_all_is_no_division_by_zero() -> None:
    none = np.zeros(0, bool)
    assert ratio(none, none).value == 0
    assert f1_of(np.zeros(3, bool), np.zeros(3, bool)) == 0


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40))
def test_macro_f1_agrees_with_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="held against scikit-learn where CI installs it")
    said, gold = [s for s, _ in pairs], [g for _, g in pairs]
    theirs = metrics.f1_score(gold, said, average="macro", labels=sorted(set(gold)), zero_division=0)
    assert macro_f1(said, gold).value == pytest.approx(theirs, abs=1e-4)
