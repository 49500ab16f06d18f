"""Every number of a digest, recomputed from the raw rows by other SQL, over ninety simulated days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import median

import numpy as np
import pytest
from sqlmodel import Session

from models import TOPICS, Brand, Database
from reports import facts, missed, money, people, quality
from reports.afterwards import afterwards
from reports.spans import Span, span
from reports.unread import unread
from tests.digest_days import BRANDS, FIRST, ISTANBUL, LAST, NOW, fill
from tests.digest_raw import IN, Raw, bounds, stored

DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Raw]]:
    path = tmp_path_factory.mktemp("days") / "days.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    fill(database)
    raw = Raw(path)
    yield database, raw
    raw.connection.close()
    database.dispose()


@pytest.fixture
def session(filled: tuple[Database, Raw]) -> Iterator[Session]:
    with filled[0].reading() as opened:
        yield opened


@pytest.fixture
def raw(filled: tuple[Database, Raw]) -> Raw:
    return filled[1]


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def every_day() -> Iterator[tuple[Brand, Span, str, str]]:
    for brand in BRANDS:
        for day in DAYS:
            yield brand, span(brand.calendar, day, day), *bounds(brand, day, day)


STANDS = "exists (select 1 from reply r where r.mention_id = m.id and r.state in ('posted', 'posted_by_hand'))"
DRAFTED = "m.id in (select mention_id from draft)"
CARED = f"(m.state = 'drafted' or m.state = 'escalated' or m.care_reason is not null or {DRAFTED})"


def test_counts_of_every_day_equal_the_raw_rows(session: Session, raw: Raw) -> None:
    total = 0
    for brand, within, start, end in every_day():
        found = facts.counts(session, brand.key, within.start, within.end)
        key = (brand.key, start, end)
        about = f"select count(*) from mention m where {IN} and m.about_brand = 1"
        assert found.heard == raw.one(f"select count(*) from mention m where {IN}", *key)
        assert found.mentions == raw.one(about, *key)
        for label, value in found.labels.items():
            assert value == raw.one(f"{about} and m.label = ?", *key, label)
        for sentiment, value in found.sentiments.items():
            assert value == raw.one(f"{about} and m.sentiment = ?", *key, sentiment)
        assert found.safety == raw.one(f"{about} and m.escalate is not null", *key)
        assert found.eligible == raw.one(f"select count(*) from mention m where {IN} and {CARED}", *key)
        assert found.drafted == raw.one(f"select count(*) from mention m where {IN} and {DRAFTED}", *key)
        assert found.answered == raw.one(f"select count(*) from mention m where {IN} and {STANDS}", *key)
        total += found.heard
    assert total > 1000


def test_topics_of_every_day_equal_the_unfolded_lists(session: Session, raw: Raw) -> None:
    sql = f"""select j.value, count(*) from mention m, json_each(m.topics) j
              where {IN} and m.about_brand = 1 and m.label = 'complaint' group by 1"""
    for brand, within, start, end in every_day():
        found = facts.counts(session, brand.key, within.start, within.end).topics
        assert {topic: n for topic, n in found.items() if n} == dict(raw(sql, brand.key, start, end))
        assert set(found) == set(TOPICS)


def test_response_times_equal_a_minute_by_minute_walk(session: Session, raw: Raw) -> None:
    done_sql = f"""select m.created_at, min(r.posted_at) from mention m, reply r
                   where r.mention_id = m.id and r.state like 'posted%' and {IN} group by m.id"""
    open_sql = f"select m.created_at from mention m where {IN} and m.state in ('drafted','escalated') and not {STANDS}"
    for brand, within, start, end in every_day():
        found = facts.answers(session, brand, within.start, within.end, NOW)
        done = [(_read(a), _read(b)) for a, b in raw(done_sql, brand.key, start, end)]
        worked = [brand.calendar.working_minutes(a, b) for a, b in done]
        late = [a for (a,) in raw(open_sql, brand.key, start, end)]
        late = [a for a in late if brand.calendar.working_minutes(_read(a), NOW) > brand.target_minutes]
        assert found.due == len(done) + len(late)
        assert found.kept == sum(m <= brand.target_minutes for m in worked)
        assert found.working.count == found.all_hours.count == len(done)
        if done:
            assert found.working.median == pytest.approx(median(worked))
            assert found.all_hours.median == pytest.approx(median((b - a).total_seconds() / 60 for a, b in done))
            assert found.working.p90 == pytest.approx(np.quantile(worked, 0.9))


def test_what_had_been_answered_by_a_moment_equals_the_raw_rows(session: Session, raw: Raw) -> None:
    sql = f"""select m.created_at, min(r.posted_at) p from mention m, reply r
              where r.mention_id = m.id and r.state like 'posted%' and {IN} group by m.id having p <= ?"""
    fewer = 0
    for brand, within, start, end in every_day():
        then = within.end + timedelta(hours=9)
        whole, found = facts.answers_and_early(session, brand, within.start, within.end, NOW, then)
        done = [(_read(a), _read(b)) for a, b in raw(sql, brand.key, start, end, stored(then))]
        worked = [brand.calendar.working_minutes(a, b) for a, b in done]
        whole_time = [(b - a).total_seconds() / 60 for a, b in done]
        assert found.working.count == found.all_hours.count == len(done)
        assert found.working.median == (pytest.approx(median(worked)) if done else None)
        assert found.all_hours.median == (pytest.approx(median(whole_time)) if done else None)
        assert whole == facts.answers(session, brand, within.start, within.end, NOW)
        fewer += found.working.count < whole.working.count
    assert fewer > 5


def test_waiting_equals_the_raw_rows(session: Session, raw: Raw) -> None:
    sql = f"""select m.created_at, m.id from mention m
              where m.brand = ? and m.state in ('drafted', 'escalated') and not {STANDS} order by m.created_at"""
    for brand in BRANDS:
        rows = raw(sql, brand.key)
        found = facts.waiting(session, brand, NOW)
        late = [r for r in rows if brand.calendar.working_minutes(_read(r[0]), NOW) > brand.target_minutes]
        assert (found.count, found.overdue, found.oldest_at) == (len(rows), len(late), _read(rows[0][0]))
        urgent = raw(sql.replace("order by", "and m.escalate is not null order by"), brand.key)
        assert found.first == tuple(id_ for _, id_ in [*urgent, *(r for r in rows if r not in urgent)][:5])


def test_what_went_out_equals_the_raw_rows(session: Session, raw: Raw) -> None:
    sent = "select count(*) from reply where brand = ? and state = ? and posted_at >= ? and posted_at < ?"
    stuck = "select count(*) from reply where brand = ? and state = ?"
    total = 0
    for brand, within, start, end in every_day():
        found = facts.outbox(session, brand.key, within)
        assert found.posted_by_api == raw.one(sent, brand.key, "posted", start, end)
        assert found.posted_by_hand == raw.one(sent, brand.key, "posted_by_hand", start, end)
        assert found.by_hand_open == raw.one(stuck, brand.key, "by_hand")
        assert found.unsure == raw.one(stuck, brand.key, "unsure")
        assert found.failed == raw.one(stuck, brand.key, "failed")
        total += found.posted_by_api + found.posted_by_hand
    assert total == raw.one("select count(*) from reply where posted_at is not null and posted_at < ?", end)


def test_skipped_and_late_equal_the_raw_rows(session: Session, raw: Raw) -> None:
    skipped = f"""select coalesce(m.closed_reason, ''), count(*) from mention m
                  where {IN} and m.state = 'closed' and {CARED} and not {STANDS} group by 1"""
    late = """select count(*) from mention where brand = ? and created_at < ? and received_at >= ?
              and received_at < ? and julianday(?) - julianday(created_at) <= 7"""
    for brand, within, start, end in every_day():
        assert facts.skipped(session, brand.key, within) == dict(raw(skipped, brand.key, start, end))
        assert facts.late(session, brand.key, within) == raw.one(late, brand.key, start, start, end, start)


def test_what_has_no_draft_equals_the_raw_rows(session: Session, raw: Raw) -> None:
    bare = f"""select coalesce(m.care_reason, ''), count(*) from mention m
               where {IN} and {CARED} and m.id not in (select mention_id from draft) group by 1"""
    seen = 0
    for brand, within, start, end in every_day():
        found = facts.undrafted(session, brand.key, within)
        counts = facts.counts(session, brand.key, within.start, within.end)
        assert found == dict(raw(bare, brand.key, start, end))
        assert sum(found.values()) == counts.eligible - counts.drafted
        seen += sum(found.values())
    assert seen > 10


def test_money_equals_the_raw_rows(session: Session, raw: Raw) -> None:
    for brand, within, _, end in every_day():
        month = (_read(end) - timedelta(microseconds=1)).strftime("%Y-%m-01")
        found = money.money(session, brand.key, within)
        paid = "select coalesce(sum(micro_usd), 0) / 1e6 from apicall where brand = ? and at >= ? and at < ?"
        made = """select coalesce(sum(json_extract(made, '$.cost_usd')), 0) from draft
                  where brand = ? and created_at >= ? and created_at < ?"""
        assert found.platforms == pytest.approx(raw.one(paid, brand.key, month, end))
        assert found.drafting == pytest.approx(raw.one(made, brand.key, month, end))
        assert found.forecast >= found.spent
        assert found.month.isoformat() == month


def test_the_forecast_goes_on_at_the_last_weeks_pace(session: Session, raw: Raw) -> None:
    within = span(ISTANBUL.calendar, date(2026, 4, 10), date(2026, 4, 10))
    end = datetime(2026, 4, 10, 21, tzinfo=UTC)
    week = raw.one(
        "select sum(micro_usd) / 1e6 from apicall where brand = 'ornek' and at >= ? and at < ?",
        stored(end - timedelta(days=7)), stored(end),
    ) + raw.one(
        """select sum(json_extract(made, '$.cost_usd')) from draft
           where brand = 'ornek' and created_at >= ? and created_at < ?""",
        stored(end - timedelta(days=7)), stored(end),
    )  # fmt: skip
    found = money.money(session, "ornek", within)
    assert found.forecast == pytest.approx(found.spent + week / 7 * (20 + 3 / 24))


def test_draft_quality_equals_a_reading_of_the_versions(session: Session, raw: Raw) -> None:
    sql = """select state, editor, text, (select text from draft o where o.mention_id = d.mention_id and o.version = 1)
             from draft d where brand = ? and decided_at >= ? and decided_at < ?"""
    for brand, within, start, end in every_day():
        tally = {"as_is": 0, "light": 0, "heavy": 0, "rejected": 0}
        for state, editor, text, first in raw(sql, brand.key, start, end):
            if state == "rejected":
                tally["rejected"] += 1
            elif state == "approved":
                tally["as_is" if editor is None else "light" if text.startswith("Merhaba") and first else "heavy"] += 1
        found = quality.drafts(session, brand.key, within)
        assert {name: getattr(found, name) for name in tally} == tally


def test_the_judges_card_equals_the_raw_rows(session: Session, raw: Raw) -> None:
    sql = f"""select m.lang, count(*), sum(m.judged_by = 'person' and m.label is not m.judged_label) from mention m
              where {IN} and m.lang is not null
              and (m.judged_by = 'person' or m.id in (select mention_id from decision where actor <> 0)) group by 1"""
    for brand, within, start, end in every_day():
        found = quality.judge(session, brand.key, within)
        assert {(lang, c.seen, c.corrected) for lang, c in found.items()} == set(raw(sql, brand.key, start, end))


def test_outcomes_and_promises_equal_the_raw_rows(session: Session, raw: Raw) -> None:
    outcome = "select count(*) from reply where brand = ? and outcome = ? and outcome_at >= ? and outcome_at < ?"
    promise = "select count(*) from promise where brand = ? and state = ? and due_at >= ? and due_at < ?"
    seen = dict.fromkeys(("thanked", "angry", "answered", "silent", "kept", "broken", "due"), 0)
    for brand, within, start, end in every_day():
        found = afterwards(session, brand.key, within.start, within.end)
        for name in ("thanked", "angry", "answered", "silent"):
            assert getattr(found, name) == raw.one(outcome, brand.key, name, start, end)
        for name, state in (("kept", "kept"), ("broken", "broken"), ("due", "open")):
            assert getattr(found, name) == raw.one(promise, brand.key, state, start, end)
        seen = {name: number + getattr(found, name) for name, number in seen.items()}
    assert min(seen.values()) > 10, seen


def test_posts_left_unread_equal_the_raw_rows(session: Session, raw: Raw) -> None:
    """An hour's posts beyond those we have, over all streams of a platform; an hour that has more makes up for none."""
    sql = """select platform, sum(missing) from (
               select c.platform, max(0, sum(c.posts) - (
                 select count(*) from mention m where m.brand = c.brand and m.platform = c.platform
                 and strftime('%Y-%m-%d %H', m.created_at) = strftime('%Y-%m-%d %H', c.hour))) missing
               from postcount c where c.brand = ? and c.hour >= ? and c.hour < ? group by c.platform, c.hour)
             group by 1 having sum(missing) > 0"""
    posts = 0
    for brand, within, start, end in every_day():
        found = unread(session, brand.key, within)
        assert found == dict(raw(sql, brand.key, start, end))
        posts += sum(found.values())
    assert posts > 100


def test_ambassadors_equal_the_raw_rows_and_leave_out_who_opted_out(session: Session, raw: Raw) -> None:
    sql = """select a.id, count(*) n from mention m join author a on a.id = m.author_id
             where m.brand = ? and m.label = 'praise' and m.about_brand and m.created_at >= ? and m.created_at < ?
             and not a.opted_out and not a.muted group by 1 having n >= 3 order by n desc, a.id limit 3"""
    some = 0
    for brand, within, _, end in every_day():
        start = stored(_read(end) - timedelta(days=30))
        found = people.ambassadors(session, brand.key, within.end)
        assert [(one.author_id, one.praises) for one in found] == raw(sql, brand.key, start, end)
        some += len(found)
    assert some > 50


def test_outages_equal_the_notices_cut_to_the_span(session: Session, raw: Raw) -> None:
    sql = "select began_at, over_at from notice where key = ? and began_at < ? and over_at > ?"
    seen = 0
    for brand, within, start, end in every_day():
        cut = [(min(over, end), max(began, start)) for began, over in raw(sql, f"source x/{brand.key}", end, start)]
        minutes = sum((_read(over) - _read(began)).total_seconds() / 60 for over, began in cut)
        found = missed.outages(session, brand.key, within, NOW)
        assert [(o.platform, o.minutes, o.still) for o in found] == ([("x", minutes, False)] if cut else [])
        seen += len(found)
    assert seen > 10
