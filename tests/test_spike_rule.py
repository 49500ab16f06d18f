"""The alarm's rule, and what it is worth on simulated years."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from reports import bench_spikes, spikes
from reports.bench_spikes import RULES, Score, report, score

# --- the rule


def test_the_tail_is_the_negative_binomials() -> None:
    mean, variance = np.array([4.0]), np.array([12.0])
    size = 4.0**2 / (12 - 4)
    drawn = stats.nbinom.rvs(size, size / (size + 4), size=400_000, random_state=7)
    assert drawn.mean() == pytest.approx(4, rel=0.02)
    assert drawn.var() == pytest.approx(12, rel=0.03)
    for count in (0, 3, 9, 15):
        found = spikes.tail(np.array([float(count)]), mean, variance)[0]
        assert found == pytest.approx((drawn >= count).mean(), abs=0.002)


def _past(values: list[float]) -> spikes.Floats:
    """One row of 28 days with three values each."""
    return np.array(values).reshape(1, 28, 3)


def test_what_was_a_spike_is_left_out_of_what_is_usual() -> None:
    quiet = [5.0, 7.0] * 40
    mean, variance = spikes.usual(_past([*quiet, 900.0, 60.0, 45.0, 900.0]))
    assert mean[0] == pytest.approx(6)
    assert variance[0] == pytest.approx(6 + 36 / 4)


def test_no_usual_day_is_left_out() -> None:
    drawn = stats.nbinom.rvs(6, 6 / 16, size=(400, 28, 3), random_state=5).astype(float)
    mean, variance = spikes.usual(drawn)
    assert mean.mean() == pytest.approx(10, rel=0.02)
    assert variance.mean() == pytest.approx(10 + 100 / 4, rel=0.05), "the floor: wider than these really are"


def test_restless_hours_widen_the_variance_and_a_rising_morning_does_not() -> None:
    rising = np.tile([2.0, 20.0, 38.0], (1, 28, 1))
    mean, variance = spikes.usual(rising)
    assert (mean[0], variance[0]) == (pytest.approx(20), pytest.approx(20 + 400 / 4))
    restless = _past([0.0, 20.0] * 42)
    mean, variance = spikes.usual(restless)
    assert mean[0] == pytest.approx(10)
    assert variance[0] == pytest.approx(84 * 100 / 81)


def test_clumps_even_out_over_longer_spans() -> None:
    for hours in (1, 2, 3):
        assert spikes.usual(_past([12.0] * 84), hours)[1][0] == pytest.approx(12 + 144 / 4 / hours)


def test_the_spans_are_the_last_hour_two_and_three_against_their_own_past() -> None:
    counts = np.array([[4.0, 3.0, 2.0]])
    near = np.stack([np.full((28, 3), value) for value in (2.0, 1.0, 0.5)])[None]
    sums, mean, p = spikes.chances(counts, near)
    assert sums.tolist() == [[4, 7, 9]]
    assert mean[0] == pytest.approx([2, 3, 3.5])
    expected = [spikes.tail(sums[:, at], *spikes.usual(_past([mean[0, at]] * 84), at + 1))[0] for at in range(3)]
    assert p[0] == pytest.approx(expected)


def test_a_series_that_was_never_heard_still_has_a_usual_value() -> None:
    mean, variance = spikes.usual(np.zeros((1, 28, 3)))
    assert 0 < mean[0] < 0.02
    assert spikes.tail(np.array([5.0]), mean, variance)[0] < 1e-6


@pytest.mark.parametrize(
    ("counts", "authors", "p", "rings"),
    [
        ((9, 10, 11), (9, 9, 9), (5e-5, 0.5, 0.5), [True, False, False]),
        ((4, 10, 11), (4, 9, 9), (5e-5, 0.5, 0.5), [False] * 3),  # too few posts
        ((9, 10, 11), (2, 9, 9), (5e-5, 0.5, 0.5), [False] * 3),  # one angry person
        ((9, 10, 11), (3, 9, 9), (5e-5, 0.5, 0.5), [True, False, False]),
        ((9, 10, 11), (9, 9, 9), (7e-5, 0.5, 0.5), [False] * 3),
        ((3, 6, 9), (3, 5, 7), (0.01, 2e-4, 5e-5), [False, False, True]),  # slow, or at night
        ((3, 60, 90), (3, 50, 70), (0.06, 1e-9, 1e-9), [False] * 3),  # the spike is over
    ],
)
def test_when_a_span_rings(
    counts: tuple[int, ...], authors: tuple[int, ...], p: tuple[float, ...], rings: list[bool]
) -> None:
    found = spikes.fires(*(np.array([row]) for row in (counts, authors, p)))
    assert found.tolist() == [rings]


@pytest.mark.parametrize(
    ("count", "authors", "mean", "rings"),
    [(8, 3, 1.0, True), (7, 7, 1.0, False), (29, 9, 10.0, False), (30, 9, 10.0, True), (30, 2, 1.0, False)],
)
def test_the_rough_rule_of_the_first_fortnight(count: int, authors: int, mean: float, rings: bool) -> None:
    assert spikes.fires_young(np.array([count]), np.array([authors]), np.array([mean])).tolist() == [rings]


# --- a simulated year


@pytest.mark.parametrize("a_day", [200, 1500])
def test_on_a_year_of_traffic_the_alarm_is_quiet_and_hears_sixfold_spikes(a_day: int) -> None:
    years = [{one.rule: one for one in score(a_day, 6.0, 365, seed)} for seed in range(1, 7)]
    ours = [year["this alarm"] for year in years]
    assert np.mean([one.false_a_week for one in ours]) <= 0.05
    assert np.mean([one.recall for one in ours]) >= 0.95
    assert np.mean([one.delay for one in ours]) < 90
    for other in ("Poisson", "mean + 3σ of 24 h", "EWMA", "MAD z > 4"):
        assert min(year[other].false_a_week for year in years) > 0.5


def test_spikes_that_begin_at_night_are_heard_too() -> None:
    years = [score(200, 6.0, 365, seed, any_hour=True) for seed in range(1, 5)]
    ours, single = ([year[at] for year in years] for at in (0, 1))
    assert (ours[0].rule, single[0].rule) == ("this alarm", "negative binomial, one hour")
    heard, before = (float(np.mean([one.recall for one in years_of])) for years_of in (ours, single))
    assert heard > max(0.88, before)
    assert np.mean([one.delay for one in ours]) < 90


def test_on_restless_traffic_the_alarm_hears_more_than_the_rule_it_grew_from_and_rings_no_oftener() -> None:
    years = [score(1500, 6.0, 365, seed, any_hour=True, restless=True) for seed in (1, 2)]
    ours, single = ([year[at] for year in years] for at in (0, 1))
    assert np.mean([one.false_a_week for one in ours]) <= np.mean([one.false_a_week for one in single])
    assert np.mean([one.recall for one in ours]) > np.mean([one.recall for one in single])


def test_restless_hours_resemble_their_neighbours_and_spread_as_the_others_do() -> None:
    restless, other = (
        bench_spikes._rate(1500, 2000, np.random.default_rng(3), kind).reshape(-1, 4).sum(axis=1)
        for kind in (True, False)
    )
    day, week = bench_spikes._DAY / bench_spikes._DAY.sum(), bench_spikes._WEEK[np.arange(2000) % 7]
    shape = np.outer(week, day).ravel() * 1500
    moods, rolls = restless / shape, other / shape
    assert (moods.mean(), moods.var()) == (pytest.approx(1, rel=0.02), pytest.approx(1 / 6, rel=0.05))
    assert (rolls.mean(), rolls.var()) == (pytest.approx(1, rel=0.02), pytest.approx(1 / 6, rel=0.05))
    assert np.corrcoef(moods[1:], moods[:-1])[0, 1] > 0.5 > abs(np.corrcoef(rolls[1:], rolls[:-1])[0, 1])


def test_on_little_traffic_the_alarm_stays_quiet_and_hears_tenfold_spikes() -> None:
    ours = score(40, 10.0, 365, 3)[0]
    assert ours.rule == next(iter(RULES)) == "this alarm"
    assert ours.false_a_week <= 0.05
    assert ours.recall > 0.85


def test_the_report_has_a_row_for_each_rule_and_volume() -> None:
    scores = [Score("a", 40, times, 0.25, times / 10, 60.4) for times in (6.0, 3.0)] + [Score("b", 40, 3.0, 1, 0, 1)]
    head, _, first, second = report(scores).splitlines()
    assert head == "| posts a day | rule | false alarms a week | recall ×3 | recall ×6 | delay ×3 | delay ×6 |"
    assert first == "| 40 | a | 0.25 | 0.30 | 0.60 | 60 min | 60 min |"
    assert second == "| 40 | b | 1.00 | 0.00 | 1 min |"
