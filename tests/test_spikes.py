"""The alarm's readings from the records, and incidents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from models import Author, Brand, Calendar, Database, Draft, Incident, Mention, Reply
from reports import incidents
from reports.hours import Reading, loud, survey
from reports.incidents import Close, Open, Ring, decide
from reports.settings import AlarmSettings, Campaign

BRAND = Brand(key="ornek", name="Örnek Marka")
NOW = datetime(2026, 9, 17, 9, 4, tzinfo=UTC)
"""12:04 in Istanbul: the hour looked at is 11:00 to 12:00."""
QUIET = AlarmSettings(campaigns=[])
HOURS = [timedelta(hours=n) for n in range(9)]


# --- readings from the records


def _fill(database: Database, hours: dict[datetime, int], authors: int = 50, escalate: str | None = None) -> None:
    """`hours`: the start of an hour → how many complaints about delivery were written in it."""
    with database.transaction() as session:
        rows = [
            Author(brand="ornek", platform="x", native_id=f"a{n}{escalate}", handle=f"u{n}", first_seen=NOW)
            for n in range(authors)
        ]
        session.add_all(rows)
        session.flush()
        for start, count in hours.items():
            for n in range(count):
                at = start + timedelta(minutes=n * 59 / count)
                session.add(
                    Mention(
                        brand="ornek", platform="x", native_id=f"{start}{n}{escalate}", root_id="r", text="kargo",
                        author_id=rows[n % authors].id, created_at=at, received_at=at, state="drafted",
                        label="complaint", sentiment="negative", topics=["shipping"], escalate=escalate,
                    )
                )  # fmt: skip


def _month(count: int, days: int = 28) -> dict[datetime, int]:
    """`count` posts in each hour from 9 to 13 of the past days."""
    first = NOW.replace(minute=0)
    return {first - timedelta(days=day, hours=back): count for day in range(1, days + 1) for back in range(-1, 5)}


def _read(database: Database, settings: AlarmSettings = QUIET, now: datetime = NOW) -> dict[str, Reading]:
    with database.reading() as session:
        return {one.series: one for one in survey(session, BRAND, settings, now)}


def test_an_unusual_hour_rings_for_its_topic_and_for_all_that_is_negative(database: Database) -> None:
    _fill(database, _month(2) | {NOW - timedelta(hours=1, minutes=4): 20})
    read = _read(database)
    shipping = read["shipping"]
    assert (shipping.count, shipping.authors, shipping.days, shipping.usual) == (20, 20, 28, 2.0)
    assert (shipping.start, shipping.end) == (NOW.replace(hour=8, minute=0), NOW.replace(minute=0))
    assert {series for series, one in read.items() if one.fires} == {"shipping", "negative"}
    assert len(shipping.mentions) == 20
    assert not shipping.calm
    assert read["returns"].calm


def test_a_usual_hour_rings_for_nothing(database: Database) -> None:
    _fill(database, _month(6) | {NOW - timedelta(hours=1, minutes=4): 9})
    assert not [one for one in _read(database).values() if one.fires]


def test_one_person_writing_twenty_times_rings_for_nothing(database: Database) -> None:
    _fill(database, _month(2) | {NOW - timedelta(hours=1, minutes=4): 20}, authors=2)
    read = _read(database)["shipping"]
    assert (read.count, read.authors, read.fires) == (20, 2, False)


def test_in_the_first_fortnight_the_rough_rule_holds(database: Database) -> None:
    _fill(database, _month(2, days=6) | {NOW - timedelta(hours=1, minutes=4): 9})
    read = _read(database)["shipping"]
    assert read.days == 6
    assert read.fires


def test_a_slow_spike_rings_for_the_three_hours_it_took(database: Database) -> None:
    first = NOW.replace(minute=0)
    slow = {first - timedelta(hours=1): 2, first - timedelta(hours=2): 3, first - timedelta(hours=3): 4}
    seldom = {at: 1 for at in _month(1) if (at.day + at.hour) % 5 == 0}
    _fill(database, seldom | slow)
    read = _read(database)["shipping"]
    assert read.fires
    assert (read.start, read.end) == (first - timedelta(hours=3), first)
    assert (read.count, read.authors, len(read.mentions)) == (9, 4, 9)


def test_once_the_last_hour_is_usual_nothing_rings_any_more(database: Database) -> None:
    first = NOW.replace(minute=0)
    _fill(database, _month(2) | {first - timedelta(hours=1): 3, first - timedelta(hours=2): 30})
    read = _read(database)["shipping"]
    assert (read.fires, read.count, read.start) == (False, 3, first - timedelta(hours=1))


def test_a_campaign_raises_what_is_usual(database: Database) -> None:
    _fill(database, _month(4) | {NOW - timedelta(hours=1, minutes=4): 30})
    assert _read(database)["shipping"].fires
    campaign = AlarmSettings(campaigns=[Campaign(name="indirim", first="09-17", times=4)])
    raised = _read(database, campaign)["shipping"]
    assert raised.usual == pytest.approx(16)
    assert not raised.fires


def test_past_campaign_days_do_not_raise_what_is_usual_today(database: Database) -> None:
    _fill(database, _month(8) | {NOW - timedelta(hours=1, minutes=4): 8})
    campaign = AlarmSettings(campaigns=[Campaign(name="indirim", first="08-01", last="09-16", times=4)])
    assert _read(database, campaign)["shipping"].usual == pytest.approx(2)


def test_the_same_hour_stays_the_same_when_the_clock_changes(database: Database) -> None:
    berlin = Brand(key="ornek", name="Muster", calendar=Calendar(timezone="Europe/Berlin", holidays="DE"))
    now = datetime(2026, 4, 2, 8, 5, tzinfo=UTC)  # 10:05, four days after the change
    winter = {datetime(2026, 3, day, 8, tzinfo=UTC): 9 for day in range(5, 29)}  # 9:00 to 10:00 in winter
    summer = {datetime(2026, 3, day, 7, tzinfo=UTC): 9 for day in (29, 30, 31)}  # the same, in summer
    _fill(database, winter | summer | {datetime(2026, 4, 1, 7, tzinfo=UTC): 9})
    with database.reading() as session:
        read = {one.series: one for one in survey(session, berlin, QUIET, now)}["shipping"]
    assert read.usual == pytest.approx(28 * 9 / 84)


def test_some_posts_are_told_at_once_whatever_the_counts(database: Database) -> None:
    hour = {NOW - timedelta(minutes=30): 1}
    _fill(database, hour, escalate="self_harm")
    _fill(database, hour, escalate="legal")
    with database.transaction() as session:
        famous = Author(brand="ornek", platform="x", native_id="f", handle="f", followers=60_000, first_seen=NOW)
        session.add(famous)
        session.flush()
        for n, sentiment in enumerate(["negative", "positive"]):
            at = NOW - timedelta(minutes=20)
            session.add(
                Mention(
                    brand="ornek", platform="x", native_id=f"f{n}", root_id="r", author_id=famous.id, text="",
                    created_at=at, received_at=at, sentiment=sentiment,
                )
            )  # fmt: skip
    with database.reading() as session:
        found = loud(session, BRAND, NOW - timedelta(hours=1), NOW)
        assert [(one.reason, one.followers) for one in found] == [("self_harm", None), ("followers", 60_000)]
        assert loud(session, BRAND, NOW, NOW + timedelta(hours=1)) == []


# --- incidents


def _reading(series: str, ids: range, *, fires: bool = True, calm: bool = False) -> Reading:
    told = tuple(ids) if fires else ()
    return Reading(series, NOW - HOURS[1], NOW, len(ids), len(ids), 1.0, 1e-9, 28, fires, calm, told)


def _incident(series: str, opened: timedelta, told: timedelta, closed: timedelta | None = None) -> Incident:
    return Incident(
        id=1, brand="ornek", series=series, opened_at=NOW - opened, last_alarm_at=NOW - told,
        closed_at=NOW - closed if closed else None,
    )  # fmt: skip


def test_one_event_opens_one_incident_under_its_most_telling_name() -> None:
    readings = [_reading("negative", range(12)), _reading("support", range(4)), _reading("shipping", range(9))]
    assert decide(readings, [], {}, QUIET, NOW) == [Open(readings[2])]


def test_two_events_open_two_incidents_and_safety_comes_first() -> None:
    readings = [_reading("negative", range(20)), _reading("app", range(9)), _reading("safety", range(9, 15))]
    assert decide(readings, [], {}, QUIET, NOW) == [Open(readings[2]), Open(readings[1])]


def test_many_negative_posts_about_nothing_in_particular_are_an_incident_too() -> None:
    readings = [_reading("negative", range(12)), _reading("app", range(2), fires=False)]
    assert decide(readings, [], {}, QUIET, NOW) == [Open(readings[0])]


def test_an_incident_rings_again_only_after_the_cooldown() -> None:
    reading = _reading("app", range(9))
    assert decide([reading], [_incident("app", HOURS[2], HOURS[2])], {1: []}, QUIET, NOW) == []
    assert decide([reading], [_incident("app", HOURS[4], HOURS[3])], {1: []}, QUIET, NOW) == [Ring(1, reading)]
    patient = AlarmSettings(cooldown_hours=8)
    assert decide([reading], [_incident("app", HOURS[4], HOURS[3])], {1: []}, patient, NOW) == []


def test_a_closed_incident_does_not_reopen_within_the_cooldown() -> None:
    reading = _reading("app", range(9))
    assert decide([reading], [_incident("app", HOURS[6], HOURS[2], HOURS[1])], {}, QUIET, NOW) == []
    assert decide([reading], [_incident("app", HOURS[8], HOURS[5], HOURS[1])], {}, QUIET, NOW) == [Open(reading)]


def test_three_calm_hours_close_an_incident() -> None:
    calm = _reading("app", range(1), fires=False, calm=True)
    busy = _reading("app", range(3), fires=False)
    assert decide([calm], [_incident("app", HOURS[4], HOURS[4])], {1: []}, QUIET, NOW) == [Close(1, NOW)]
    assert decide([calm], [_incident("app", HOURS[2], HOURS[2])], {1: []}, QUIET, NOW) == []
    assert decide([busy], [_incident("app", HOURS[4], HOURS[4])], {1: []}, QUIET, NOW) == []


def test_what_belongs_to_an_open_incident_opens_no_second_one() -> None:
    later = _reading("negative", range(10))
    assert decide([later], [_incident("app", HOURS[1], HOURS[1])], {1: range(6)}, QUIET, NOW) == []
    assert decide([later], [_incident("app", HOURS[1], HOURS[1])], {1: range(3)}, QUIET, NOW) == [Open(later)]


def test_an_incident_gathers_its_posts_once_and_counts_them(database: Database) -> None:
    _fill(database, {NOW - timedelta(hours=1): 6, NOW - timedelta(hours=5): 4}, authors=4)
    with database.transaction() as session:
        incident = Incident(brand="ornek", series="shipping", opened_at=NOW)
        session.add(incident)
        session.flush()
        ids = incidents.members(session, "ornek", "shipping", NOW, NOW)
        assert len(ids) == 6
        for id_ in ids:
            mention = session.get_one(Mention, id_)
            mention.incident_id = incident.id
        session.flush()
        assert incidents.members(session, "ornek", "shipping", NOW, NOW) == []
        session.add(
            Reply(
                draft_id=_draft(session, ids[0]), mention_id=ids[0], brand="ornek", platform="x", account="a",
                target_id="t", thread_id="t", text="", version=1, approval_hash="", key="", approved_by=1,
                approved_at=NOW, state="posted",
            )
        )  # fmt: skip
        session.flush()
        found = incidents.summary(session, incident)
        assert (found.posts, found.authors, found.answered) == (6, 4, 1)
        assert incidents.during(session, "ornek", NOW - HOURS[1], NOW) == []
        assert incidents.during(session, "ornek", NOW, NOW + HOURS[1]) == [found]


def _draft(session: Session, mention_id: int) -> int:
    draft = Draft(mention_id=mention_id, brand="ornek", version=1, text="", lang="tr", created_at=NOW)
    session.add(draft)
    session.flush()
    return draft.id
