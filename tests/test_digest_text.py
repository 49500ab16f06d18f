"""The digest's text: every line, and the first sentence."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from language.reasons import REASONS
from models import Database, Incident, PostCount
from reports import usual, wording
from reports.afterwards import Afterwards
from reports.digest import Facts, build
from reports.facts import Spread
from reports.headline import headline
from reports.incidents import Summary
from reports.lines import lines
from reports.missed import Outage
from reports.quality import Drafts, Judged
from reports.render_text import digest_text, render
from reports.usuals import NUMBERS
from reports.words import KINDS
from tests.digest_days import BERLIN, ISTANBUL, NOW
from tests.digest_facts import DAY, calm, mention

_NO_WORDS: dict[str, dict[str, usual.Usual]] = {kind: {} for kind in KINDS}


def test_a_day_with_nothing_says_so_in_one_line(database: Database) -> None:
    assert digest_text(database, ISTANBUL, DAY, NOW, "tr") == (
        "📊 Örnek &lt;Marka&gt; · 15 May Cum: kimse bizden söz etmedi, bekleyen iş yok."
    )
    assert digest_text(database, BERLIN, DAY, NOW, "en", html=False) == (
        "📊 Muster · Fri 15 May: nobody mentioned us, nothing waits."
    )


def test_a_silent_day_with_something_waiting_is_no_day_with_nothing(database: Database) -> None:
    with database.transaction() as session:
        mention(session, datetime(2026, 5, 11, 15, tzinfo=UTC), state="escalated")
    text = digest_text(database, ISTANBUL, DAY, NOW, "en", html=False)
    assert "Waiting 1 · overdue 1 · oldest 9 d" in text
    assert "Answered 0/0" in text


def test_a_day_whose_posts_were_not_read_is_no_day_nobody_mentioned_us(database: Database) -> None:
    with database.transaction() as session:
        hour = datetime(2026, 5, 15, 9, tzinfo=UTC)
        session.add(PostCount(brand="ornek", platform="x", hour=hour, posts=240, stream="search"))
    text = digest_text(database, ISTANBUL, DAY, NOW, "tr", html=False)
    assert "kimse bizden söz etmedi" not in text
    assert "⚠️ Eksikler: x 240 gönderi okunmadı" in text


@pytest.mark.parametrize(
    "had",
    [
        {"late": 2},
        {"undrafted": {"llm": 1}},
        {"afterwards": Afterwards(broken=1)},
        {"afterwards": Afterwards(due=1)},
        {"incidents": [Summary(1, "shipping", NOW - timedelta(hours=9), None, 12, 9, 0)]},
    ],
)
def test_a_day_with_anything_owed_or_going_on_is_no_day_with_nothing(database: Database, had: dict[str, Any]) -> None:
    with database.reading() as session:
        nothing = build(session, ISTANBUL, DAY, DAY, NOW)
    assert len(lines(nothing, "tr")) == 1
    assert len(lines(replace(nothing, **had), "tr")) > 1


def test_the_text_says_the_facts_numbers(facts: Facts) -> None:
    text = render(facts, "tr", html=False).splitlines()
    assert text[0] == "📊 Örnek <Marka> · 15 May Cum"
    heard = facts.counts
    expected = f"Söz edilme {heard.mentions} (genelde {wording.count(facts.usual['mentions'].median, 'tr')}) "
    assert text[2].startswith(expected)
    assert any(line.startswith(f"Yanıtlanan {heard.answered}/{heard.eligible} (genelde ") for line in text)
    assert any(line.startswith(f"Bekleyen {facts.waiting.count} · geciken {facts.waiting.overdue}") for line in text)
    assert any(f"elle yayınlanmayı bekleyen {facts.outbox.by_hand_open}" in line for line in text)


def test_both_languages_say_the_same_numbers_line_by_line(facts: Facts) -> None:
    turkish, english = (lines(facts, language)[2:] for language in ("tr", "en"))
    assert [line.list_of for line in turkish] == [line.list_of for line in english]
    for one, other in zip(turkish, english, strict=True):
        numbers = [sorted(re.findall(r"\d+", line.text)) for line in (one, other)]
        assert numbers[0] == numbers[1], (one.text, other.text)


COLUMNS, ROWS, FOLDED_ROWS = 38, 24, 3
"""Of a Telegram message on a phone 390 points wide; a closed expandable quotation shows three rows."""


def _rows(line: str) -> int:
    return len(textwrap.wrap(line, COLUMNS)) or 1


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_busy_days_message_fits_one_phone_screen(facts: Facts, language: wording.Language) -> None:
    busy = replace(
        facts,
        outages=[Outage("mastodon", 1330, True), Outage("reddit", 130, False)],
        counts=replace(facts.counts, heard=99_900, mentions=98_765, topics=dict.fromkeys(facts.counts.topics, 12_345)),
        waiting=replace(facts.waiting, count=1234, overdue=1200),
        late=120,
        outbox=replace(facts.outbox, unsure=21, failed=13, by_hand_open=238),
        incidents=[Summary(n, "shipping", facts.span.start, facts.span.end, 1234, 900, 321) for n in range(5)],
        usual={name: usual.Usual(12_345, 9) for name in facts.usual},
        unread={"x": 1240},
        answers=replace(facts.answers, working=replace(facts.answers.working, count=40, median=187.0, p90=999.0)),
        usual_first=usual.Usual(128, 30),
        usual_waiting=usual.Usual(1205, 9),
    )
    said = lines(busy, language)
    screen, folded = ([line.text for line in said if line.folded == below] for below in (False, True))
    assert sum(map(_rows, screen)) + FOLDED_ROWS <= ROWS
    assert len(folded) >= 6
    whole = {line.text for line in lines(replace(busy, incidents=[], unread={}, outages=[]), language)[2:]}
    assert whole <= {*screen, *folded} | {text for text in whole if text.startswith("⚠️")}
    text = render(busy, language)
    assert len(text) < 4096
    assert text.count("<blockquote expandable>") == text.count("</blockquote>") == 1
    assert text.endswith("</blockquote>")


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_day_on_which_everything_went_wrong_fits_one_phone_screen_too(
    facts: Facts, language: wording.Language
) -> None:
    down = [Outage(name, 1330 + at, at < 2) for at, name in enumerate(("mastodon", "reddit", "bluesky", "x"))]
    worst = replace(
        facts,
        outages=down,
        counts=replace(facts.counts, heard=99_900, mentions=98_765, topics=dict.fromkeys(facts.counts.topics, 12_345)),
        answers=replace(facts.answers, due=5000, kept=4000),
        waiting=replace(facts.waiting, count=1234, overdue=1200),
        late=120,
        outbox=replace(facts.outbox, unsure=21, failed=13),
        incidents=[Summary(n, "app", facts.span.start, facts.span.end, 1234, 900, 321) for n in range(5)],
        usual={name: usual.Usual(12_345, 9) for name in facts.usual},
        unread={"x": 12_400, "reddit": 120, "bluesky": 30, "mastodon": 44},
        usual_waiting=usual.Usual(1205, 9),
        afterwards=replace(facts.afterwards, broken=12, kept=33, due=41),
    )
    said = lines(worst, language)
    screen = [line.text for line in said if not line.folded]
    assert sum(map(_rows, screen)) + FOLDED_ROWS <= ROWS
    missed = [line.text for line in said if line.text.startswith("⚠️")]
    assert len(missed) == 2, "half of it went below the fold"
    parts = [part.strip(" …") for text in missed for part in text.partition(": ")[2].split(" · ")]
    assert [part.split()[0] for part in parts[:4]] == [one.platform for one in down]
    assert len(parts) == 4 + 3 + 4 + 1, "nothing is left out"


def test_a_day_that_fits_keeps_all_that_was_missed_on_the_screen(facts: Facts) -> None:
    quiet = replace(facts, outages=[], unread={"x": 7, "reddit": 2}, late=3)
    (missed,) = [line for line in lines(quiet, "tr") if line.text.startswith("⚠️")]
    assert not missed.folded
    assert "…" not in missed.text


def test_strangers_and_brands_names_are_escaped(facts: Facts) -> None:
    text = render(facts, "tr")
    assert "Örnek &lt;Marka&gt;" in text
    assert "&lt;b&gt;" in text  # an author calls themselves "Kişi 1 <b>"
    assert set(re.findall(r"<[^>]*>", text)) == {"<b>", "</b>", "<blockquote expandable>", "</blockquote>"}


def test_no_percentages_below_ten(facts: Facts) -> None:
    few = replace(facts, counts=replace(facts.counts, mentions=9), answers=replace(facts.answers, due=9, kept=4))
    few = replace(few, drafts=replace(facts.drafts, as_is=4, light=2, heavy=2, rejected=1), judge={"tr": Judged(9, 3)})
    few = replace(few, named=replace(facts.named, rivals={"Rakipoğlu": 2}))
    assert "%" not in render(few, "tr", html=False)
    assert "4/9" in render(few, "tr", html=False)
    many = replace(facts, drafts=replace(facts.drafts, as_is=5, light=3, heavy=2, rejected=0), usual_drafts={})
    assert "Taslaklar 10: aynen %50 · az düzeltilen %30 · çok düzeltilen %20 · ret %0" in render(many, "tr", html=False)


def test_rivals_stand_beside_how_much_was_said_altogether(facts: Facts) -> None:
    named = replace(facts.named, rivals={"Rakipoğlu": 9, "A & B": 3})
    many = replace(facts, counts=replace(facts.counts, mentions=66), named=named, usual_named=_NO_WORDS)
    assert "Adı geçen rakip (66 gönderide): Rakipoğlu 9 (%14), A & B 3 (%5)" in render(many, "tr", html=False)
    assert "Rivals named (in 66 posts): Rakipoğlu 9 (14%), A & B 3 (5%)" in render(many, "en", html=False)
    few = replace(many, counts=replace(facts.counts, mentions=9))
    assert "Rivals named (in 9 posts): Rakipoğlu 9, A & B 3\n" in render(few, "en", html=False)
    assert "A &amp; B 3 (%5)" in render(many, "tr")


def test_the_judges_card_says_how_many_labels_stood_and_how_sure_that_is(facts: Facts) -> None:
    """Wilson's interval of 12 in 20 is 0.387 to 0.781 (Newcombe's formula by hand)."""
    told = replace(facts, judge={"en": Judged(9, 5), "tr": Judged(20, 8)}, usual_judge={})
    (line,) = [line for line in lines(told, "tr") if line.text.startswith("Doğru etiket")]
    assert line.text == "Doğru etiket (%95 aralıkla): EN 4/9 · TR 12/20 (%39–%78)"
    assert line.folded
    assert "Labels right (95% interval): EN 4/9 · TR 12/20 (39%–78%)" in render(told, "en", html=False)
    few = replace(facts, judge={"en": Judged(9, 5)})
    assert "\nLabels right: EN 4/9\n" in render(few, "en", html=False)


@pytest.mark.parametrize(("right", "seen"), [(0, 10), (7, 10), (10, 10), (12, 20), (990, 1000)])
def test_the_interval_is_wilsons(right: int, seen: int) -> None:
    found = Judged(seen, seen - right).interval()
    z, p = 1.959964, right / seen
    middle, half = p + z**2 / (2 * seen), z * (p * (1 - p) / seen + z**2 / (4 * seen**2)) ** 0.5
    assert found == pytest.approx([(middle + s * half) / (1 + z**2 / seen) for s in (-1, 1)], abs=1e-6)
    assert Judged(9, 0).interval() is None


def test_what_was_missed_is_said_with_its_reason(facts: Facts) -> None:
    outages = [Outage("reddit", 130, True), Outage("x", 25, False)]
    missed = replace(facts, outages=outages, unread={}, late=3, outbox=replace(facts.outbox, unsure=2, failed=1))
    text = render(missed, "tr", html=False)
    assert "Eksikler: reddit 2 sa 10 dk duyulmadı (sürüyor) · x 25 dk duyulmadı · belirsiz yanıt 2" in text
    assert "belirsiz yanıt 2 · gönderilemeyen 1" in text
    assert "geç gelen gönderi 3\n" in text
    assert "reddit 2 h 10 min not heard (ongoing)" in render(missed, "en", html=False)


def test_an_incident_of_the_day_is_told_with_its_end(filled: Database) -> None:
    opened = datetime(2026, 5, 15, 8, 30, tzinfo=UTC)
    with filled.transaction() as session:
        session.add(
            Incident(id=1, brand="ornek", series="shipping", opened_at=opened, closed_at=opened + timedelta(hours=5))
        )
    assert "🚨 11:30 kargo: gönderi 0 · yanıtlanan 0 · 5 sa sürdü, kapandı" in digest_text(
        filled, ISTANBUL, DAY, NOW, "tr"
    )
    with filled.transaction() as session:
        session.delete(session.get_one(Incident, 1))


def test_a_usual_day_is_called_usual(facts: Facts) -> None:
    assert headline(calm(facts), "tr") == "Her şey olağan seyrinde."
    assert headline(calm(facts), "en") == "Everything is as usual."
    assert "kıyaslayacak" in headline(replace(calm(facts), usual={}), "tr")


@pytest.mark.parametrize(
    ("topic", "turkish", "english"),
    [
        ("shipping", "Kargo şikâyeti her zamankinin 3 katı.", "Delivery complaints are 3 times the usual."),
        ("returns", "İade şikâyeti her zamankinin 3 katı.", "Returns complaints are 3 times the usual."),
        ("support", "Müşteri hizmetleri şikâyeti her zamankinin 3 katı.", "Support complaints are 3 times the usual."),
    ],
)
def test_a_topic_that_rose_is_the_headline(facts: Facts, topic: str, turkish: str, english: str) -> None:
    calm_day = calm(facts)
    risen = replace(calm_day, counts=replace(calm_day.counts, topics={**calm_day.counts.topics, topic: 12}))
    assert headline(risen, "tr") == turkish
    assert headline(risen, "en") == english


def test_the_city_is_named_only_where_half_of_the_complaints_name_it(facts: Facts) -> None:
    calm_day = calm(facts)
    risen = replace(calm_day, counts=replace(calm_day.counts, topics={**calm_day.counts.topics, "shipping": 12}))

    def with_cities(**cities: int) -> Facts:
        return replace(risen, named=replace(facts.named, cities_by_topic={"shipping": cities}))

    assert headline(with_cities(İzmir=6, Muş=2), "tr").endswith("katı; çoğunda geçen şehir: İzmir.")
    assert headline(with_cities(İzmir=6), "en").endswith("; most of them name İzmir.")
    assert "İzmir" not in headline(with_cities(İzmir=5), "tr")


def test_the_weightiest_thing_comes_first(facts: Facts) -> None:
    calm_day = calm(facts)
    steps = [
        replace(calm_day, answers=replace(calm_day.answers, due=10, kept=7)),
        replace(calm_day, waiting=replace(calm_day.waiting, overdue=2)),
        replace(calm_day, counts=replace(calm_day.counts, sentiments={**calm_day.counts.sentiments, "negative": 14})),
        replace(calm_day, counts=replace(calm_day.counts, topics={**calm_day.counts.topics, "app": 14})),
        replace(calm_day, outages=[Outage("x", 200, True)]),
        replace(calm_day, outbox=replace(calm_day.outbox, unsure=1)),
        replace(calm_day, counts=replace(calm_day.counts, safety=9)),
    ]
    parts = ["yavaşladı", "hedef süreyi aştı", "Olumsuz", "Uygulama", "x 3 sa 20 dk süredir", "belirsiz", "güvenlik"]
    for step, part in zip(steps, parts, strict=True):
        assert part in headline(step, "tr")
    together = replace(steps[-1], waiting=steps[1].waiting, outages=steps[4].outages)
    assert "güvenlik" in headline(together, "tr")
    for step in steps:
        assert headline(step, "en") != headline(calm_day, "en")


def test_what_is_below_the_fold_stands_beside_its_usual_value_too(facts: Facts) -> None:
    """Every kind of number: a time, counts of words, of outcomes, of what went out, shares of drafts and of labels."""
    named = replace(facts.named, cities={"İzmir": 9}, products={}, couriers={}, rivals={"Rakipoğlu": 9})
    told = replace(
        facts,
        counts=replace(facts.counts, mentions=66, heard=70),
        named=named,
        outbox=replace(facts.outbox, posted_by_api=20, posted_by_hand=0, by_hand_open=0),
        afterwards=Afterwards(thanked=3),
        skipped={"spam": 9},
        drafts=Drafts(as_is=9, light=1, heavy=0, rejected=0),
        judge={"tr": Judged(20, 10), "other": Judged(2, 0)},
        usual={name: usual.Usual(4, 2) for name in NUMBERS},
        answers=replace(facts.answers, all_hours=Spread(4, 60.0, 130.0)),
        usual_all_hours=usual.Usual(10.0, 5.0),
        usual_named=_NO_WORDS | {"cities": {"İzmir": usual.Usual(4, 2)}, "rivals": {"Rakipoğlu": usual.Usual(8, 3)}},
        usual_drafts={"as_is": usual.Usual(0.5, 0.1), "light": usual.Usual(0.2, 0.2)},
        usual_judge={"tr": usual.Usual(0.9, 0.1), "other": usual.Usual(0.9, 0.1)},
    )
    below = [line.text for line in lines(told, "tr") if line.folded]
    for text in (
        "İlk yanıt, tüm saatler 1 sa (genelde 10 dk) ↑↑ çok yavaş, %90'ı 2 sa 10 dk içinde",
        "Şehir: İzmir 9 (genelde 4) ↑ yüksek",
        "Adı geçen rakip (66 gönderide): Rakipoğlu 9 (genelde 8) normal (%14)",
        "Yanıttan sonra: teşekkür 3 (genelde 4) normal · hâlâ kızgın 0 (genelde 4) normal"
        " · yazdı 0 (genelde 4) normal · sessiz 0 (genelde 4) normal",
        "Yayınlanan: otomatik 20 (genelde 4) ↑↑ çok yüksek · elle 0 (genelde 4) normal",
        "Yanıtsız 9 (genelde 4) ↑ yüksek: spam 9 · konu dışı 4 (genelde 4) normal",
        "Taslaklar 10: aynen %90 (genelde %50) ↑ yüksek · az düzeltilen %10 (genelde %20) normal"
        " · çok düzeltilen %0 · ret %0",
        "Doğru etiket (%95 aralıkla): TR 10/20 (%30–%70) (genelde %90) ↓ düşük · diğer diller 2/2",
    ):
        assert text in below


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("tr", "Taslaksız 7: hukuk/güvenlik 4, model emin değil 2, sebep yok 1"),
        ("en", "Without a draft 7: legal/safety 4, the model is not sure 2, no reason 1"),
    ],
)
def test_what_has_no_draft_says_why(facts: Facts, language: wording.Language, said: str) -> None:
    without = replace(facts, undrafted={"injury": 3, "unsure": 2, "legal": 1, "": 1})
    assert {line.text: line.folded for line in lines(without, language)}[said] is True
    assert ("taslaksız 7" if language == "tr" else "without a draft 7") in render(without, language, html=False)
    assert "aslaksız" not in render(replace(facts, undrafted={}), "tr", html=False)


def test_every_reason_a_post_goes_to_a_person_for_has_its_words_in_both_languages() -> None:
    assert all(all(words) for words in REASONS.values())
    assert (wording.care("unsure", "tr"), wording.care("unsure", "en")) == REASONS["unsure"]
    assert (wording.care("", "tr"), wording.care("", "en")) == ("sebep yok", "no reason")
    assert wording.care("a_new_one", "tr") == "a new one"
