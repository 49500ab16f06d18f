"""Thresholds fitted on held-back examples, and the bench's arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.sentiment import bench as benching
from monitor.sentiment.corpus import Example
from monitor.sentiment.decide import label_odds
from monitor.sentiment.heads import LABELS, WIDTH, columns

fitting = pytest.importorskip("monitor.sentiment.training.fit", reason="fitting wants the extra torch")


def example(place: int, **more: object) -> Example:
    return Example.model_validate({"id": str(place), "text": "a", "brand": "N", "label": LABELS[place % 4], **more})


def held(size: int, sharpness: float, right: float) -> tuple[np.ndarray, list[Example]]:
    """Logits that name the right label in a share of `right`, always with the same conviction."""
    chance = np.random.default_rng(3)
    examples = [example(place, urgency="high" if place % 50 == 0 else "low") for place in range(size)]
    logits = np.zeros((size, WIDTH), np.float32)
    for place in range(size):
        said = place % 4 if chance.random() < right else (place + 1) % 4
        logits[place, said] = sharpness
    return logits, examples


def test_the_temperature_brings_confidence_to_the_share_that_is_right() -> None:
    logits, examples = held(4000, sharpness=9.0, right=0.7)
    deciding = fitting.fit(logits, examples)
    assert label_odds(logits, deciding).max(axis=1).mean() == pytest.approx(0.7, abs=0.03)


def test_the_bell_rings_for_no_more_ordinary_mentions_than_it_may() -> None:
    logits, examples = held(3000, 3.0, 0.8)
    chance = np.random.default_rng(4)
    logits[:, columns("urgency")] = chance.normal(size=(3000, 3))
    logits[:, columns("escalate")] = chance.normal(size=(3000, 9))
    deciding = fitting.fit(logits, examples)
    ordinary = np.array([e.urgency != "high" for e in examples])
    urgent = fitting.softmax(logits[:, columns("urgency")])[:, 2]
    grave = 1 - fitting.softmax(logits[:, columns("escalate")])[:, 0]
    assert ((urgent >= deciding.urgent) | (grave >= deciding.ring))[ordinary].mean() <= fitting.FALSE_ALARMS
    assert (grave >= deciding.escalate)[ordinary].mean() <= 0.021


def test_two_scores_that_err_on_the_same_mentions_share_all_the_false_alarms() -> None:
    truth = np.arange(5100) >= 5000
    scores = np.where(truth, 0.9, np.linspace(0.1, 1.0, 5100)).astype(np.float32)
    together = fitting._bell(scores, scores, truth)
    apart = fitting._bell(scores, np.random.default_rng(5).permutation(scores), truth)
    assert (scores >= together["urgent"])[~truth].sum() == 10
    assert (scores >= apart["urgent"])[~truth].sum() < 10


def leaning(complaints: float) -> float:
    """The lean where complaint and praise are nearly as likely, and `complaints` of those rows are complaints."""
    odds = np.array([[0.44, 0.5, 0.03, 0.03]] * 200 + [[0.9, 0.06, 0.02, 0.02]] * 200, np.float32)
    truth = np.concatenate([np.arange(200) < 200 * complaints, np.ones(200, bool)])
    return float(fitting._lean(odds, truth, ["short"] * truth.size))


def test_complaints_count_for_more_while_enough_of_them_are_complaints() -> None:
    assert leaning(0.8) == 2.0
    assert leaning(0.4) == 1.1, "from 1.14 on the first two hundred would be called complaints, 0.7 of all right"


def test_nothing_leans_where_complaints_are_not_sure_as_it_is() -> None:
    odds = np.array([[0.6, 0.3, 0.05, 0.05]] * 10, np.float32)
    assert fitting._lean(odds, np.zeros(10, bool), ["short"] * 10) == 1.0
    assert fitting._lean(odds[:, [1, 0, 2, 3]], np.zeros(10, bool), ["short"] * 10) == 1.0


def test_a_switch_gets_the_threshold_with_the_best_f1() -> None:
    scores, truth = np.array([0.9, 0.8, 0.3, 0.2, 0.1], np.float32), np.array([True, True, True, False, False])
    assert 0.2 < fitting._best_f1(scores, truth) <= 0.31


def test_mockery_is_named_only_where_enough_are_right() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.3, 0.3, 0.3, 0.2], np.float32)
    truth = np.array([True, True, False, True, False, False, True, True])
    assert 0.3 < fitting._precise(scores, truth, 0.75) <= 0.6
    assert fitting._precise(scores, ~truth, 1.0) == 0.95


def test_the_bench_counts_posts_and_compares_ways_on_the_same_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benching, "_pipelines", lambda lines, threads: {"slow": lambda: 1})
    found = benching.bench(posts=20, threads=(1, 2), seconds=0.05)
    assert {(s.way, s.threads) for s in found.speeds} == {
        (way, n) for way in ("classify", "graph alone", "slow") for n in (1, 2)
    }
    rate = {(s.way, s.threads): s.posts_per_second for s in found.speeds}
    assert found.ratios["classify / graph alone, threads 2"] == pytest.approx(
        rate["classify", 2] / rate["graph alone", 2], abs=0.01
    )
    assert found.posts == 20
    assert found.cold.posts == 12
    assert found.cold.cpu_seconds > 0
