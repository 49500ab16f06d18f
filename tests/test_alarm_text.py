"""What an alarm says, and the calendar that raises what it expects."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from models import Brand
from reports import alarm_text, incidents
from reports.hours import Loud, Reading
from reports.settings import AlarmSettings, Campaign

BRAND = Brand(key="ornek", name="Örnek Marka")
NOW = datetime(2026, 9, 17, 9, 4, tzinfo=UTC)
QUIET = AlarmSettings(campaigns=[])
HOURS = [timedelta(hours=n) for n in range(9)]


def test_the_alarm_shows_its_evidence_in_both_languages() -> None:
    reading = Reading(
        "shipping", NOW - timedelta(hours=1, minutes=4), NOW.replace(minute=0), 9, 7, 2.25, 4e-7, 28, True, False
    )
    turkish = alarm_text.alarm(reading, BRAND, QUIET, "tr").splitlines()
    assert turkish[0] == "🚨 Örnek Marka · 11:00–12:00 · kargo"
    assert turkish[1] == "9 gönderi, 7 kişi (bu saatte genelde 2,2)."
    assert "milyonda bir" in turkish[2]
    english = alarm_text.alarm(reading, BRAND, QUIET, "en").splitlines()
    assert english[1] == "9 posts by 7 people (usually 2.2 at this hour)."
    assert "last 28 days" in english[2]
    assert len(turkish) == len(english) == 3
    longer = replace(reading, start=NOW.replace(minute=0) - HOURS[3])
    assert "(bu saatlerde genelde 2,2)" in alarm_text.alarm(longer, BRAND, QUIET, "tr")
    assert "(usually 2.2 in these hours)" in alarm_text.alarm(longer, BRAND, QUIET, "en")


def test_the_alarm_says_when_it_knows_little_and_when_a_campaign_runs() -> None:
    reading = Reading("app", NOW - HOURS[1], NOW, 9, 7, 2.0, 0.004, 5, True, False)
    campaign = AlarmSettings(campaigns=[Campaign(name="indirim", first="09-17", times=2.5)])
    turkish = alarm_text.alarm(reading, BRAND, campaign, "tr")
    assert "iki haftalık geçmiş yok" in turkish
    assert "Rastlantı" not in turkish
    assert turkish.endswith("beklenti 2,5 kat.")
    assert alarm_text.alarm(reading, BRAND, campaign, "en").endswith("2.5 times as much expected.")


def test_the_all_clear_sums_the_incident_up() -> None:
    done = incidents.Summary(1, "shipping", NOW - timedelta(hours=4, minutes=10), NOW, 41, 29, 33)
    assert alarm_text.all_clear(done, BRAND, "tr") == (
        "✅ Örnek Marka · kargo: son üç saat olağan. 41 gönderi, 29 kişi, 33 yanıt, 4 sa 10 dk sürdü."
    )
    assert "41 posts by 29 people, 33 answered, over 4 h 10 min." in alarm_text.all_clear(done, BRAND, "en")


def test_a_loud_post_is_told_without_its_text() -> None:
    assert alarm_text.loud(Loud(1, "followers", 61_500), BRAND, "tr") == (
        "🚨 Örnek Marka · çok takipçili hesap (61.500 takipçi): tek gönderi, hemen bakın."
    )
    assert "words of self-harm: one post" in alarm_text.loud(Loud(1, "self_harm", 61_500), BRAND, "en")


@pytest.mark.parametrize(
    ("campaign", "inside", "outside"),
    [
        (Campaign(name="a", first="11-09", last="11-12", times=2), date(2026, 11, 11), date(2026, 11, 13)),
        (Campaign(name="b", first="11-24", times=2), date(2027, 11, 24), date(2027, 11, 25)),
        (Campaign(name="c", first="12-20", last="01-03", times=2), date(2027, 1, 2), date(2027, 1, 4)),
        (Campaign(name="d", weeks=[47], times=2), date(2026, 11, 20), date(2026, 11, 23)),
    ],
)
def test_which_days_a_campaign_covers(campaign: Campaign, inside: date, outside: date) -> None:
    assert campaign.covers(inside)
    assert not campaign.covers(outside)


@pytest.mark.parametrize(
    "fields", [{}, {"first": "11-31"}, {"first": "11-11", "weeks": [3]}, {"weeks": [54]}, {"first": "1111"}]
)
def test_a_campaign_that_says_no_day_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Campaign.model_validate({"name": "x", "times": 2, **fields})


def test_the_shipped_calendar_knows_the_days_of_turkish_retail() -> None:
    settings = AlarmSettings()
    assert settings.times(date(2026, 11, 11)) == 2.0
    assert settings.times(date(2026, 11, 24)) == 2.0  # also in week 48
    assert settings.times(date(2026, 12, 24)) == 1.3
    assert settings.times(date(2026, 9, 17)) == 1.0
