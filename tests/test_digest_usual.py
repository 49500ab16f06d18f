"""The digest: what is usual, and how the day is held against it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest

from models import Database, Digest
from reports import render_json, usual
from reports.days import Days
from reports.digest import Facts, build
from reports.render_text import render
from tests.digest_days import ISTANBUL, NOW
from tests.digest_facts import DAY, answered, mention


def test_days_of_a_kind_leave_out_the_other_kind_and_go_past_holidays() -> None:
    calendar = ISTANBUL.calendar
    days = usual.same_kind(calendar, date(2026, 5, 20), date(2026, 5, 20), date(2026, 1, 1))
    assert days == [date(2026, 5, day) for day in (18, 15, 14, 13, 12, 11, 8)]  # the 19th is a public holiday
    weekend = usual.same_kind(calendar, date(2026, 5, 17), date(2026, 5, 16), date(2026, 1, 1))
    assert weekend == [date(2026, 5, day) for day in (10, 9, 3, 2, 1)] + [date(2026, 4, 26), date(2026, 4, 25)]
    assert usual.same_kind(calendar, date(2026, 5, 20), date(2026, 5, 20), date(2026, 5, 14)) == days[:3]


@pytest.mark.parametrize(
    ("value", "word"), [(0, "low"), (90, "low"), (91, "normal"), (119, "normal"), (121, "high"), (140, "very_high")]
)
def test_the_word_for_a_value(value: int, word: str) -> None:
    found = usual.of_count([104, 105, 105, 105, 110, 106, 98])
    assert found is not None
    assert (found.median, round(found.sigma, 2)) == (105, 10.25)  # chance alone spreads wider than these days did
    found = usual.Usual(105, 7.2)
    assert found.word(value) == word


def test_the_spread_is_the_days_own_where_it_is_wider_than_chance() -> None:
    found = usual.of_count([10, 60, 20, 40, 30, 55, 15])
    assert found is not None
    assert found.median == 30
    assert found.sigma == pytest.approx(1.4826 * 15)


def test_equal_quiet_days_do_not_make_two_posts_very_high() -> None:
    quiet = usual.of_count([0, 0, 0, 0, 0, 0, 0])
    assert quiet is not None
    assert [quiet.word(n) for n in (0, 2, 3, 5)] == ["normal", "normal", "high", "very_high"]
    assert usual.of_count([4, 4]) is None


def test_a_span_is_measured_against_the_sum_of_its_days() -> None:
    numbers = {date(2026, 5, day): float(day) for day in range(1, 8)}
    days = list(numbers)
    found = usual.of_span([days, days], numbers.__getitem__)
    one = usual.of_count(list(numbers.values()))
    assert found is not None
    assert one is not None
    assert found.median == 2 * one.median
    assert found.sigma == pytest.approx(one.sigma * 2**0.5)
    assert usual.of_span([days, []], numbers.__getitem__) is None


def test_usual_values_are_medians_of_the_last_seven_working_days(filled: Database, facts: Facts) -> None:
    days = [date(2026, 5, day) for day in (14, 13, 12, 11, 8, 7, 6)]
    with filled.reading() as session:
        past = [build(session, ISTANBUL, day, day, NOW) for day in days]
    assert facts.usual["mentions"].median == median(one.counts.mentions for one in past)
    assert facts.usual["negative"].median == median(one.counts.negative for one in past)
    assert facts.usual["shipping"].median == median(one.counts.topics["shipping"] for one in past)
    kept = [one.answers.kept / one.answers.due for one in past if one.answers.due]
    assert facts.usual_kept is not None
    assert facts.usual_kept.median == pytest.approx(median(kept))


def test_what_is_below_the_fold_has_usual_values_of_the_same_days(filled: Database, facts: Facts) -> None:
    days = [date(2026, 5, day) for day in (14, 13, 12, 11, 8, 7, 6)]
    with filled.reading() as session:
        past = [build(session, ISTANBUL, day, day, NOW) for day in days]
        mornings = {day: Days(session, ISTANBUL, NOW, NOW - facts.span.end).early(day) for day in days}
    for name in ("posted_by_api", "posted_by_hand", "then_thanked", "then_silent"):
        assert facts.usual[name].median == median(getattr(one.done, name) for one in past), name
    assert facts.usual["off_topic"].median == median(one.counts.heard - one.counts.mentions for one in past)
    assert facts.usual_all_hours is not None
    known = [early.all_hours.median for early in mornings.values() if early.all_hours.median is not None]
    assert facts.usual_all_hours.median == median(known)
    decided = [one.drafts for one in past if one.drafts.decided]
    assert facts.usual_drafts["as_is"].median == median(one.as_is / one.decided for one in decided)
    stood = [one.judge["tr"].right / one.judge["tr"].seen for one in past if "tr" in one.judge]
    assert facts.usual_judge["tr"].median == median(stood)
    city, _ = next(iter(facts.named.cities.items()))
    assert facts.usual_named["cities"][city].median == median(one.named.cities.get(city, 0) for one in past)


def test_what_was_closed_later_does_not_make_a_past_day_busier(database: Database) -> None:
    """Every day a post is closed on the evening itself and another two days later."""
    with database.transaction() as session:
        for day in range(1, 16):
            for hours, wait in ((0, 8), (1, 50)):
                at = datetime(2026, 5, day, 7 + hours, tzinfo=UTC)
                row = mention(session, at, state="closed")
                row.closed_at, row.care_reason = at + timedelta(hours=wait), "unsure"
    with database.reading() as session:
        found = build(session, ISTANBUL, DAY, DAY, datetime(2026, 5, 16, 6, tzinfo=UTC))
    assert found.usual["skipped"].median == 1


def test_what_was_answered_is_held_against_what_was_answered_as_long_after_a_past_day(database: Database) -> None:
    """Each morning one reply is out and another comes at noon: the morning's digest must not call that slow."""
    with database.transaction() as session:
        for day in range(1, 16):
            for minutes, wait in ((0, 30), (60, 26 * 60)):
                at = datetime(2026, 5, day, 7, tzinfo=UTC) + timedelta(minutes=minutes)
                answered(session, at, at + timedelta(minutes=wait))
    morning = datetime(2026, 5, 16, 6, tzinfo=UTC)
    with database.reading() as session:
        found = build(session, ISTANBUL, DAY, DAY, morning)
        later = build(session, ISTANBUL, DAY, DAY, morning + timedelta(days=1))
    assert (found.usual["answered"].median, later.usual["answered"].median) == (1, 2)
    assert found.usual_first is not None
    assert later.usual_first is not None
    assert found.usual_first.median == 30
    assert later.usual_first.median > 30


def test_the_usual_shares_spread_is_at_least_a_binomials() -> None:
    found = usual.of_shares([1.0, 1.0, 1.0, 0.9, 1.0], 10)
    assert found is not None
    assert found.median == 1
    assert found.sigma == pytest.approx((11 / 12 * 1 / 12 / 10) ** 0.5)
    assert [found.word(share) for share in (1.0, 0.9, 0.8)] == ["normal", "normal", "low"]
    wide = usual.of_shares([0.1, 0.5, 0.9], 1000)
    assert wide is not None
    assert wide.sigma == pytest.approx(1.4826 * 0.4)
    assert usual.of_shares([0.5, 0.5], 10) is None


def test_the_usual_reply_times_spread_is_at_least_a_medians_of_exponential_times() -> None:
    found = usual.of_medians([30.0, 30.0, 30.0], 25)
    assert found is not None
    assert found.median == 30
    assert found.sigma == pytest.approx(30 / 0.6931 / 5, rel=1e-3)
    assert [found.word(minutes) for minutes in (30, 50, 75, 10)] == ["normal", "high", "very_high", "low"]
    assert usual.of_medians([30.0], 25) is None
    quick = usual.of_medians([0.0, 1.0, 0.0], 25)
    assert quick is not None
    assert [quick.word(minutes) for minutes in (0, 4, 8, 30)] == ["normal", "normal", "high", "very_high"]


def _morning(brand: str, day: date, waited: int | None) -> Digest:
    return Digest(brand=brand, day=day, first_day=day, last_day=day, due_at=NOW, waiting=waited)


def test_what_waits_is_held_against_the_last_mornings_messages(database: Database) -> None:
    with database.transaction() as session:
        for day, waited in enumerate((99, 5, 6, 7, 8, 9, 10, 11), start=4):
            session.add(_morning("ornek", date(2026, 5, day), waited))
        session.add(_morning("ornek", date(2026, 5, 12), None))
        session.add(_morning("ornek", NOW.date(), 500))
        session.add(_morning("muster", date(2026, 5, 12), 500))
        for minutes in range(20):
            mention(session, datetime(2026, 5, 14, 15, minutes, tzinfo=UTC), state="escalated")
    with database.reading() as session:
        found = build(session, ISTANBUL, DAY, DAY, NOW)
    assert found.usual_waiting is not None
    assert found.usual_waiting.median == 8
    assert "Bekleyen 20 (genelde 8) ↑↑ çok yüksek · " in render(found, "tr", html=False)
    assert "Waiting 20 (usually 8) ↑↑ very high · " in render(found, "en", html=False)


def test_answered_target_and_first_reply_stand_beside_their_usual_values(facts: Facts) -> None:
    spread = replace(facts.answers.working, count=20, median=77.0, p90=385.0)
    slow = replace(
        facts,
        counts=replace(facts.counts, answered=9, eligible=43),
        answers=replace(facts.answers, working=spread, due=20, kept=7),
        usual={**facts.usual, "answered": usual.Usual(24, 5)},
        usual_kept=usual.Usual(0.9, 0.1),
        usual_first=usual.Usual(28, 6),
    )
    text = render(slow, "tr", html=False)
    assert "Yanıtlanan 9/43 (genelde 24) ↓ düşük · 1 sa içinde %35 (genelde %90) ↓ düşük" in text
    assert "İlk yanıt ortanca 1 sa 17 dk (genelde 28 dk) ↑↑ çok yavaş, %90'ı 6 sa 25 dk içinde" in text
    english = render(slow, "en", html=False)
    assert "First reply median 1 h 17 min (usually 28 min) ↑↑ very slow, 90% within 6 h 25 min" in english
    told = json.loads(render_json.render(slow))
    assert (told["words"]["kept"], told["words"]["first"], told["words"]["answered"]) == ("low", "very_high", "low")


def test_the_history_is_the_fortnight_that_ends_with_the_span(filled: Database, facts: Facts) -> None:
    assert [one.day for one in facts.history] == [DAY - timedelta(days=back) for back in range(13, -1, -1)]
    assert facts.history[-1].counts == facts.counts
    assert facts.band[-1] == facts.usual["mentions"]


def test_the_first_day_of_listening_is_no_whole_day_to_compare_with(database: Database) -> None:
    with database.transaction() as session:
        mention(session, datetime(2026, 5, 11, 15, tzinfo=UTC))
    with database.reading() as session:
        found = build(session, ISTANBUL, date(2026, 5, 14), date(2026, 5, 14), NOW)
        assert found.usual == {}
        later = build(session, ISTANBUL, DAY, DAY, NOW)
    assert later.usual["mentions"].median == 0


def test_a_weekend_is_one_digest_of_its_days_together(filled: Database) -> None:
    first, last = date(2026, 5, 15), date(2026, 5, 17)
    with filled.reading() as session:
        whole = build(session, ISTANBUL, first, last, NOW)
        days = [build(session, ISTANBUL, first + timedelta(days=n), first + timedelta(days=n), NOW) for n in range(3)]
    assert whole.counts.mentions == sum(one.counts.mentions for one in days)
    assert whole.outbox.posted_by_api == sum(one.outbox.posted_by_api for one in days)
    assert whole.drafts.decided == sum(one.drafts.decided for one in days)
