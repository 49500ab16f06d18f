"""The digest: what is usual, what is said of it, and its renderings."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest
from sqlmodel import Session

from models import Author, Brand, Database, Digest, Draft, Incident, Mention, Reply
from reports import mail, render_html, render_json, usual, wording
from reports.afterwards import Afterwards
from reports.digest import Facts, build
from reports.headline import headline
from reports.incidents import Summary
from reports.lines import lines
from reports.missed import Outage
from reports.quality import Judged
from reports.render_text import digest_text, render
from tests.digest_days import BERLIN, ISTANBUL, NOW, fill

DAY = date(2026, 5, 15)
"""A Friday."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('digest') / 'days.db'}")
    database.migrate()
    fill(database, seed=2, a_day=14)
    yield database
    database.dispose()


@pytest.fixture
def facts(filled: Database) -> Iterator[Facts]:
    with filled.reading() as session:
        yield build(session, ISTANBUL, DAY, DAY, NOW)


# --- what is usual


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


def test_what_was_answered_is_held_against_what_was_answered_as_long_after_a_past_day(database: Database) -> None:
    """Each morning one reply is out and another comes at noon: the morning's digest must not call that slow."""
    with database.transaction() as session:
        for day in range(1, 16):
            for minutes, wait in ((0, 30), (60, 26 * 60)):
                at = datetime(2026, 5, day, 7, tzinfo=UTC) + timedelta(minutes=minutes)
                _answered(session, at, at + timedelta(minutes=wait))
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
            _mention(session, datetime(2026, 5, 14, 15, minutes, tzinfo=UTC), state="escalated")
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
    assert "İlk yanıt ortanca 1 sa 17 dk (genelde 28 dk) ↑↑ çok yavaş, p90 6 sa 25 dk" in text
    assert "First reply median 1 h 17 min (usually 28 min) ↑↑ very slow, p90" in render(slow, "en", html=False)
    told = json.loads(render_json.render(slow))
    assert (told["words"]["kept"], told["words"]["first"], told["words"]["answered"]) == ("low", "very_high", "low")


def test_the_history_is_the_fortnight_that_ends_with_the_span(filled: Database, facts: Facts) -> None:
    assert [one.day for one in facts.history] == [DAY - timedelta(days=back) for back in range(13, -1, -1)]
    assert facts.history[-1].counts == facts.counts
    assert facts.band[-1] == facts.usual["mentions"]


def test_the_first_day_of_listening_is_no_whole_day_to_compare_with(database: Database) -> None:
    with database.transaction() as session:
        _mention(session, datetime(2026, 5, 11, 15, tzinfo=UTC))
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


# --- the text


def _mention(session: Session, at: datetime, state: str = "new") -> Mention:
    author = Author(brand="ornek", platform="x", native_id=f"{at}", handle="h", first_seen=at)
    session.add(author)
    session.flush()
    mention = Mention(
        brand="ornek", platform="x", native_id=f"{at}", root_id="r", author_id=author.id, text="", created_at=at,
        received_at=at, state=state,
    )  # fmt: skip
    session.add(mention)
    session.flush()
    return mention


def _answered(session: Session, at: datetime, posted_at: datetime) -> None:
    mention = _mention(session, at, state="closed")
    draft = Draft(mention_id=mention.id, brand="ornek", version=1, text="x", lang="tr", created_at=at)
    session.add(draft)
    session.flush()
    session.add(
        Reply(
            draft_id=draft.id, mention_id=mention.id, brand="ornek", platform="x", account="a", target_id="t",
            thread_id="t", text="x", version=1, approval_hash="", key=f"k{mention.id}", approved_by=1, approved_at=at,
            state="posted", posted_at=posted_at,
        )
    )  # fmt: skip


def test_a_day_with_nothing_says_so_in_one_line(database: Database) -> None:
    assert digest_text(database, ISTANBUL, DAY, NOW, "tr") == (
        "📊 Örnek &lt;Marka&gt; · 15 May Cum: kimse bizden söz etmedi, bekleyen iş yok."
    )
    assert digest_text(database, BERLIN, DAY, NOW, "en", html=False) == (
        "📊 Muster · Fri 15 May: nobody mentioned us, nothing waits."
    )


def test_a_silent_day_with_something_waiting_is_no_day_with_nothing(database: Database) -> None:
    with database.transaction() as session:
        _mention(session, datetime(2026, 5, 11, 15, tzinfo=UTC), state="escalated")
    text = digest_text(database, ISTANBUL, DAY, NOW, "en", html=False)
    assert "Waiting 1 · overdue 1 · oldest 9 d" in text
    assert "Answered 0/0" in text


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
    many = replace(facts, drafts=replace(facts.drafts, as_is=5, light=3, heavy=2, rejected=0))
    assert "aynen %50 · az düzeltilen %30 · çok düzeltilen %20 · ret %0" in render(many, "tr", html=False)


def test_rivals_stand_beside_how_much_was_said_altogether(facts: Facts) -> None:
    named = replace(facts.named, rivals={"Rakipoğlu": 9, "A & B": 3})
    many = replace(facts, counts=replace(facts.counts, mentions=66), named=named)
    assert "Adı geçen rakip (66 gönderide): Rakipoğlu 9 (%14), A & B 3 (%5)" in render(many, "tr", html=False)
    assert "Rivals named (in 66 posts): Rakipoğlu 9 (14%), A & B 3 (5%)" in render(many, "en", html=False)
    few = replace(many, counts=replace(facts.counts, mentions=9))
    assert "Rivals named (in 9 posts): Rakipoğlu 9, A & B 3\n" in render(few, "en", html=False)
    assert "A &amp; B 3 (%5)" in render(many, "tr")


def test_the_judges_card_says_how_many_labels_stood_and_how_sure_that_is(facts: Facts) -> None:
    """Wilson's interval of 12 in 20 is 0.387 to 0.781 (Newcombe's formula by hand)."""
    told = replace(facts, judge={"en": Judged(9, 5), "tr": Judged(20, 8)})
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
    assert "Eksikler: reddit 2 sa 10 dk duyulmadı (sürüyor) · x 25 dk duyulmadı · geç gelen gönderi 3" in text
    assert "belirsiz yanıt 2 · gönderilemeyen 1" in text
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


# --- the first sentence


def _calm(facts: Facts) -> Facts:
    """The same day with nothing to say of it."""
    counts = replace(
        facts.counts, safety=0, mentions=20, topics=dict.fromkeys(facts.counts.topics, 1),
        sentiments={"negative": 4, "neutral": 8, "positive": 8},
    )  # fmt: skip
    return replace(
        facts,
        counts=counts,
        outages=[],
        outbox=replace(facts.outbox, unsure=0),
        waiting=replace(facts.waiting, overdue=0),
        answers=replace(facts.answers, due=10, kept=9),
        usual={name: usual.Usual(4, 2) for name in (*facts.counts.topics, "mentions", "negative", "safety")},
        usual_kept=usual.Usual(0.9, 0.05),
    )


def test_a_usual_day_is_called_usual(facts: Facts) -> None:
    assert headline(_calm(facts), "tr") == "Her şey olağan seyrinde."
    assert headline(_calm(facts), "en") == "Everything is as usual."
    assert "kıyaslayacak" in headline(replace(_calm(facts), usual={}), "tr")


@pytest.mark.parametrize(
    ("topic", "turkish", "english"),
    [
        ("shipping", "Kargo şikâyeti her zamankinin 3 katı.", "Delivery complaints are 3 times the usual."),
        ("returns", "İade şikâyeti her zamankinin 3 katı.", "Returns complaints are 3 times the usual."),
        ("support", "Müşteri hizmetleri şikâyeti her zamankinin 3 katı.", "Support complaints are 3 times the usual."),
    ],
)
def test_a_topic_that_rose_is_the_headline(facts: Facts, topic: str, turkish: str, english: str) -> None:
    calm = _calm(facts)
    risen = replace(calm, counts=replace(calm.counts, topics={**calm.counts.topics, topic: 12}))
    assert headline(risen, "tr") == turkish
    assert headline(risen, "en") == english


def test_the_city_is_named_only_where_half_of_the_complaints_name_it(facts: Facts) -> None:
    calm = _calm(facts)
    risen = replace(calm, counts=replace(calm.counts, topics={**calm.counts.topics, "shipping": 12}))

    def with_cities(**cities: int) -> Facts:
        return replace(risen, named=replace(facts.named, cities_by_topic={"shipping": cities}))

    assert headline(with_cities(İzmir=6, Muş=2), "tr").endswith("katı; çoğunda geçen şehir: İzmir.")
    assert headline(with_cities(İzmir=6), "en").endswith("; most of them name İzmir.")
    assert "İzmir" not in headline(with_cities(İzmir=5), "tr")


def test_the_weightiest_thing_comes_first(facts: Facts) -> None:
    calm = _calm(facts)
    steps = [
        replace(calm, answers=replace(calm.answers, due=10, kept=7)),
        replace(calm, waiting=replace(calm.waiting, overdue=2)),
        replace(calm, counts=replace(calm.counts, sentiments={**calm.counts.sentiments, "negative": 14})),
        replace(calm, counts=replace(calm.counts, topics={**calm.counts.topics, "app": 14})),
        replace(calm, outages=[Outage("x", 200, True)]),
        replace(calm, outbox=replace(calm.outbox, unsure=1)),
        replace(calm, counts=replace(calm.counts, safety=9)),
    ]
    parts = ["yavaşladı", "hedef süreyi aştı", "Olumsuz", "Uygulama", "x 3 sa 20 dk süredir", "belirsiz", "güvenlik"]
    for step, part in zip(steps, parts, strict=True):
        assert part in headline(step, "tr")
    together = replace(steps[-1], waiting=steps[1].waiting, outages=steps[4].outages)
    assert "güvenlik" in headline(together, "tr")
    for step in steps:
        assert headline(step, "en") != headline(calm, "en")


# --- how numbers are written


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


# --- the other renderings


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


# --- beside the simulation: a hand-made day


def test_a_hand_made_answer_is_counted_as_its_rows_say(database: Database) -> None:
    at = datetime(2026, 5, 15, 7, tzinfo=UTC)  # 10:00, an hour after opening
    with database.transaction() as session:
        _answered(session, at, at + timedelta(minutes=42))
    text = digest_text(database, ISTANBUL, DAY, NOW, "tr", html=False)
    assert "Yanıtlanan 1/1 · 1 sa içinde 1/1" in text
    assert "İlk yanıt ortanca 42 dk, p90 42 dk" in text
    assert "Yayınlanan: API 1 · elle 0" in text


def test_brands_do_not_see_each_others_rows(database: Database) -> None:
    with database.transaction() as session:
        _mention(session, datetime(2026, 5, 15, 7, tzinfo=UTC))
    other = Brand(key="baska", name="Başka")
    assert "kimse bizden söz etmedi" in digest_text(database, other, DAY, NOW, "tr")


# --- what came of it


def _after(facts: Facts, **numbers: int) -> Facts:
    return replace(facts, afterwards=Afterwards(**numbers), unread={})


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
    calm = _calm(facts)
    assert (
        headline(replace(calm, afterwards=Afterwards(broken=1)), "en")
        == "1 promise of ours was not kept; ask the owners."
    )
    broken = replace(calm, afterwards=Afterwards(broken=3), outages=[Outage("x", 300, True)])
    assert headline(broken, "tr") == "Verdiğimiz 3 söz tutulmadı; sahipleriyle konuşun."


def test_what_the_budget_left_unread_is_among_what_was_missed(facts: Facts) -> None:
    text = render(replace(facts, unread={"x": 1240}), "tr", html=False)
    assert "x 1.240 gönderi okunmadı (bütçe)" in text
    assert "x 1,240 posts not read (budget)" in render(replace(facts, unread={"x": 1240}), "en", html=False)


def test_outcomes_promises_and_unread_posts_are_in_the_json(facts: Facts) -> None:
    told = json.loads(render_json.render(replace(_after(facts, thanked=5, kept=2), unread={"x": 7})))
    assert (told["afterwards"]["thanked"], told["afterwards"]["kept"], told["unread"]) == (5, 2, {"x": 7})
