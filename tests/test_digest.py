"""The digest: how numbers are written, its other renderings, a hand-made day, what came of the replies."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from models import Brand, Database
from reports import mail, render_html, render_json, wording
from reports.afterwards import Afterwards
from reports.digest import Facts, build
from reports.facts import Spread
from reports.headline import headline
from reports.lines import lines
from reports.missed import Outage
from reports.quality import Drafts, Judged
from reports.render_text import digest_text, render
from reports.usual import Usual
from tests.digest_days import ISTANBUL, NOW
from tests.digest_facts import DAY, answered, calm, mention


@pytest.mark.parametrize(
    ("value", "turkish", "english"),
    [(0, "0", "0"), (1234, "1.234", "1,234"), (2.5, "2,5", "2.5"), (12000.0, "12.000", "12,000")],
)  # fmt: skip
def test_counts(value: float, turkish: str, english: str) -> None:
    assert (wording.count(value, "tr"), wording.count(value, "en")) == (turkish, english)


@pytest.mark.parametrize(
    ("minutes", "turkish", "english"),
    [(0, "0 dk", "0 min"), (59.4, "59 dk", "59 min"), (60, "1 sa", "1 h"), (110, "1 sa 50 dk", "1 h 50 min"),
     (2879, "47 sa 59 dk", "47 h 59 min"), (2880, "2 g", "2 d"), (3000, "2 g 2 sa", "2 d 2 h")],
)  # fmt: skip
def test_durations(minutes: float, turkish: str, english: str) -> None:
    assert (wording.duration(minutes, "tr"), wording.duration(minutes, "en")) == (turkish, english)


def test_money_percentages_and_names() -> None:
    assert wording.dollars(1234.5, "tr") == "1.234 $"
    assert wording.dollars(0.0007, "en") == "$0.0007"
    assert wording.dollars(12.4, "tr") == "12,40 $"
    assert wording.percent(3, 9, "tr") is None
    assert (wording.percent(3, 10, "tr"), wording.percent(3, 10, "en")) == ("%30", "30%")
    assert wording.name("\u202eZey\nnep\u200b ") == "Zey nep"
    assert len(wording.name("a" * 80)) == 24
    assert wording.reason("no_reply_needed", "tr") == "yanıt gerekmiyor"
    assert wording.reason("new_reason", "en") == "new reason"


def test_json_holds_the_same_numbers_and_no_authors_name(facts: Facts) -> None:
    found = json.loads(render_json.render(facts))
    assert found["brand"] == "ornek"
    assert found["counts"]["mentions"] == facts.counts.mentions
    assert found["counts"]["topics"] == facts.counts.topics
    assert found["answers"]["working"]["median"] == facts.answers.working.median
    assert found["span"]["first_day"] == "2026-05-15"
    assert found["usual"]["mentions"]["median"] == facts.usual["mentions"].median
    assert found["words"]["mentions"] == facts.usual["mentions"].word(facts.counts.mentions)
    assert len(found["history"]) == 14
    assert len(found["ambassadors"]) == len(facts.ambassadors) > 0
    assert "Kişi" not in render_json.render(facts)


def test_json_holds_the_words_of_what_is_below_the_fold(facts: Facts) -> None:
    told = replace(
        facts,
        answers=replace(facts.answers, all_hours=Spread(4, 60.0, 130.0)),
        usual_all_hours=Usual(10.0, 5.0),
        drafts=Drafts(as_is=9, light=1, heavy=0, rejected=0),
        usual_drafts={"as_is": Usual(0.5, 0.1)},
        judge={"tr": Judged(20, 10), "en": Judged(3, 0)},
        usual_judge={"tr": Usual(0.9, 0.1)},
        usual_kept=None,
    )
    words = json.loads(render_json.render(told))["words"]
    below = {name: word for name, word in words.items() if name not in facts.usual}
    assert below == {"all_hours": "very_high", "drafts: as_is": "high", "judge: tr": "low"}


def test_the_page_says_what_the_text_says_and_escapes_it(facts: Facts) -> None:
    page = render_html.render(facts, "tr", image="cid:x")
    assert '<html lang="tr">' in page
    assert "<h1>📊 Örnek &lt;Marka&gt; · 15 May Cum</h1>" in page
    assert "<b>" not in page
    assert 'src="cid:x"' in page
    assert f"Söz edilme {facts.counts.mentions}" in page
    assert "data:image/png;base64,iVBOR" in render_html.render(facts, "en")


def test_the_mail_carries_text_page_and_picture(facts: Facts) -> None:
    sent = mail.message(facts, "tr", "Samimi <samimi@example.com>", ["a@example.com", "b@example.com"])
    assert sent["To"] == "a@example.com, b@example.com"
    assert sent["Subject"] == "📊 Örnek <Marka> · 15 May Cum"
    assert sent["Message-ID"] == "<samimi.ornek.20260515-20260515.tr@example.com>"
    kinds = [part.get_content_type() for part in sent.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    plain = sent.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().strip() == render(facts, "tr", html=False)
    assert b"Subject: " in sent.as_bytes()
    with pytest.raises(ValueError, match="linefeed"):
        mail.message(facts, "tr", "samimi@example.com", ["a@example.com\nBcc: everyone@example.com"])


def test_a_week_is_rendered_from_the_same_facts(filled: Database) -> None:
    text = digest_text(filled, ISTANBUL, date(2026, 5, 11), NOW, "en", last_day=date(2026, 5, 17), html=False)
    assert text.startswith("📊 Örnek <Marka> · week · Mon 11 May – Sun 17 May")
    with filled.reading() as session:
        week = build(session, ISTANBUL, date(2026, 5, 11), date(2026, 5, 17), NOW)
    assert f"Mentions {week.counts.mentions} (usually " in text


def test_a_hand_made_answer_is_counted_as_its_rows_say(database: Database) -> None:
    at = datetime(2026, 5, 15, 7, tzinfo=UTC)  # 10:00, an hour after opening
    with database.transaction() as session:
        answered(session, at, at + timedelta(minutes=42))
    text = digest_text(database, ISTANBUL, DAY, NOW, "tr", html=False)
    assert "Yanıtlanan 1/1 · 1 sa içinde 1/1" in text
    assert "İlk yanıt ortanca 42 dk, %90'ı 42 dk içinde" in text
    assert "Yayınlanan: otomatik 1 · elle 0" in text


def test_brands_do_not_see_each_others_rows(database: Database) -> None:
    with database.transaction() as session:
        mention(session, datetime(2026, 5, 15, 7, tzinfo=UTC))
    other = Brand(key="baska", name="Başka")
    assert "kimse bizden söz etmedi" in digest_text(database, other, DAY, NOW, "tr")


def _after(facts: Facts, **numbers: int) -> Facts:
    return replace(facts, afterwards=Afterwards(**numbers), unread={}, usual={})


@pytest.mark.parametrize(
    ("language", "folded", "shown"),
    [
        ("tr", "Yanıttan sonra: teşekkür 5 · hâlâ kızgın 2 · yazdı 1 · sessiz 9",
         "🤝 Tutulmayan söz 2 · tutulan 3 · süren 1"),
        ("en", "After our replies: thanks 5 · still angry 2 · wrote on 1 · silent 9",
         "🤝 Promises broken 2 · kept 3 · open 1"),
    ],
)  # fmt: skip
def test_what_authors_did_next_and_what_became_of_promises(
    facts: Facts, language: wording.Language, folded: str, shown: str
) -> None:
    after = _after(facts, thanked=5, angry=2, answered=1, silent=9, kept=3, broken=2, due=1)
    said = {line.text: line.folded for line in lines(after, language)}
    assert (said[folded], said[shown]) == (True, False)
    kept = {line.text: line.folded for line in lines(_after(facts, kept=3, due=1), language)}
    words = {"tr": "Verilen sözler: tutulan 3 · süren 1", "en": "Promises: kept 3 · open 1"}
    assert kept[words[language]] is True
    quiet = [line.text for line in lines(_after(facts), language)]
    assert not [text for text in quiet if text.startswith(("🤝", "Yanıttan", "After", "Verilen", "Promises"))]


def test_broken_promises_come_before_everything_but_safety_and_doubt(facts: Facts) -> None:
    calm_day = calm(facts)
    assert (
        headline(replace(calm_day, afterwards=Afterwards(broken=1)), "en")
        == "1 promise of ours was not kept; ask the owners."
    )
    broken = replace(calm_day, afterwards=Afterwards(broken=3), outages=[Outage("x", 300, True)])
    assert headline(broken, "tr") == "Verdiğimiz 3 söz tutulmadı; sahipleriyle konuşun."


def test_what_the_budget_left_unread_is_among_what_was_missed(facts: Facts) -> None:
    text = render(replace(facts, unread={"x": 1240}), "tr", html=False)
    assert "x 1.240 gönderi okunmadı (bütçe)" in text
    assert "x 1,240 posts not read (budget)" in render(replace(facts, unread={"x": 1240}), "en", html=False)


def test_outcomes_promises_and_unread_posts_are_in_the_json(facts: Facts) -> None:
    told = json.loads(render_json.render(replace(_after(facts, thanked=5, kept=2), unread={"x": 7})))
    assert (told["afterwards"]["thanked"], told["afterwards"]["kept"], told["unread"]) == (5, 2, {"x": 7})
