"""Questions: only from facts in date, with their link; else a question back that promises nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models import Fact
from responders.drafting import Memory
from responders.drafting.facts import answer
from samimi.config import load
from tests.drafting_helpers import FACTS, brand, drafted, judged

TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("text", "lang", "fact"),
    [
        ("Merhaba, açılmış ürünü iade edebiliyor muyuz, süresi ne kadar?", "tr", "iade"),
        ("iadeyi kaç gün içinde yapmam lazım", "tr", "iade"),
        ("Kadıköy'deki mağaza açık mı pazar günü", "tr", "magaza"),
        ("mağaza kaçta kapanıyor", "tr", "magaza"),
        ("kargo ücretsiz mi hâlâ", "tr", "kampanya"),
        ("how many days do I have for returns?", "en", "returns"),
    ],
)
def test_the_fact_that_answers(text: str, lang: str, fact: str) -> None:
    found = answer(text, brand(), lang, TODAY)
    assert found is not None
    assert found.fact.id == fact


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("kargom nerede kaldı?", "tr"),
        ("montun M bedeni gelecek mi?", "tr"),
        ("iade kargosunu kim ödüyor?", "tr"),
        ("taksit var mı?", "tr"),
        ("is the jacket waterproof?", "en"),
        ("where is my parcel?", "en"),
        ("", "tr"),
    ],
)
def test_no_fact_rather_than_a_wrong_one(text: str, lang: str) -> None:
    assert answer(text, brand(), lang, TODAY) is None


ONE_WORD = [
    Fact(id="iade", text="Teslim aldığın günden itibaren 14 gün içinde iade başlatabilirsin.", words=["iade"]),
    Fact(id="returns", text="You can start a return within 14 days of delivery.", words=["return", "returns"]),
    Fact(id="garanti", text="Bütün cihazlarda 2 yıl garanti var, fatura yeterli.", words=["garanti", "fatura"]),
]


@pytest.mark.parametrize(
    ("text", "lang", "fact"),
    [
        ("iade kaç gün", "tr", "iade"),
        ("iade edebilir miyim?", "tr", "iade"),
        ("merhaba iadeyi kaç gün içinde yapmam lazım", "tr", "iade"),
        ("how long do I have to return?", "en", "returns"),
        ("can I return it?", "en", "returns"),
        ("do you take returns?", "en", "returns"),
        ("garanti kaç yıl?", "tr", "garanti"),
        ("fatura olmadan garanti geçerli mi", "tr", "garanti"),
    ],
)
def test_a_single_word_answers_who_asks_about_nothing_else(text: str, lang: str, fact: str) -> None:
    found = answer(text, brand(facts=ONE_WORD), lang, TODAY)
    assert found is not None
    assert found.fact.id == fact


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("iade kargo ücreti kaç", "tr"),
        ("iade ettiğim ürün neden gelmedi", "tr"),
        ("iade kodunu nereden alıyoruz?", "tr"),
        ("iade nereye?", "tr"),
        ("if I return, where does it go?", "en"),
        ("do I need the box for returns?", "en"),
        ("is return postage free?", "en"),
        ("does the return label take two addresses?", "en"),
        ("garanti belgem kayboldu ne yapmalıyım", "tr"),
    ],
)
def test_a_single_word_answers_nothing_that_points_elsewhere(text: str, lang: str) -> None:
    assert answer(text, brand(facts=ONE_WORD), lang, TODAY) is None


def test_the_examples_of_the_starter_answer_what_they_say_and_no_more() -> None:
    known = load(Path("config.yaml")).brands["ornek"]
    assert answer("iade süresi kaç gün?", known, "tr", TODAY) is not None
    assert answer("what's your return policy?", known, "en", TODAY) is not None
    assert answer("geri göndermek için koli şart mı?", known, "tr", TODAY) is None
    assert answer("how many days before the locker sends it back?", known, "en", TODAY) is None


def test_until_is_inclusive_and_then_it_is_over() -> None:
    text = "kargo ücretsiz mi hâlâ"
    assert answer(text, brand(), "tr", date(2026, 11, 20)) is not None
    assert answer(text, brand(), "tr", date(2026, 11, 21)) is None


def test_the_day_is_the_brands_own() -> None:
    """22:00 UTC on the last day is already the next day in Istanbul."""
    late = drafted("kargo ücretsiz mi", judged("question"), now=datetime(2026, 11, 20, 22, 0, tzinfo=UTC))
    early = drafted("kargo ücretsiz mi", judged("question"), now=datetime(2026, 11, 20, 20, 0, tzinfo=UTC))
    assert "fact:kampanya" in early.reasons
    assert not any(reason.startswith("fact:") for reason in late.reasons)


def test_a_fact_in_the_other_language_is_not_used() -> None:
    turkish = [Fact(id="iade", text="iade süresi teslimden itibaren 14 gün")]
    assert answer("iade süresi kaç gün", brand(facts=turkish), "tr", TODAY) is not None
    assert answer("iade süresi please", brand(facts=turkish), "en", TODAY) is None


def test_a_fact_that_is_only_a_link_goes_with_its_fellow() -> None:
    bare = [Fact(id="1", text="iade süresi teslimden itibaren 14 gün"), Fact(id="2", text="ornekmarka.com/iade")]
    found = answer("iade süresi ne kadar?", brand(facts=bare), "tr", TODAY)
    assert found is not None
    assert (found.fact.id, found.url) == ("1", "ornekmarka.com/iade")


def test_the_draft_states_the_fact_and_its_link() -> None:
    draft = drafted("iade süresi kaç gün?", judged("question", "returns"))
    assert "teslimden itibaren 14 gün" in draft.text
    assert "ornekmarka.com/iade" in draft.text
    assert "fact:iade" in draft.reasons
    assert draft.made["facts"] == ["iade"]
    assert draft.level == "green"


def test_every_way_of_putting_a_fact_is_clean_and_different() -> None:
    texts = set()
    for counter in range(30):
        draft = drafted("iade süresi kaç gün?", judged("question", "returns"), memory=Memory(counter=counter))
        assert draft.level == "green", draft.text
        assert "14 gün" in draft.text
        texts.add(draft.text)
    assert len(texts) >= 20


@pytest.mark.parametrize(
    ("text", "lang", "fact"),
    [
        ("return policy?", "en", Fact(id="r", text="You can start a return within 14 days.", words=["return policy"])),
        ("iade süresi?", "tr", Fact(id="i", text="İade 14 gün içinde başlatılabiliyor.", words=["iade süresi"])),
        ("mağaza açık mı?", "tr", Fact(id="k", text="Kadıköy mağazası her gün açık.", words=["mağaza açık"])),
    ],
)
def test_a_fact_with_a_capital_never_follows_a_comma(text: str, lang: str, fact: Fact) -> None:
    for counter in range(30):
        memory = Memory(counter=counter)
        draft = drafted(text, judged("question", "general", lang), memory=memory, brand=brand(facts=[fact]))
        assert fact.text in draft.text
        assert f", {fact.text}" not in draft.text


def test_a_link_that_is_not_allowed_is_left_out() -> None:
    facts = [FACTS[0].model_copy(update={"url": "elsewhere.example/iade"})]
    draft = drafted("iade süresi kaç gün?", judged("question", "returns"), brand=brand(facts=facts, domains=[]))
    assert draft.level != "red"
    assert "14 gün" in draft.text


def test_without_a_fact_one_question_or_a_look_and_no_number() -> None:
    for topic in ("shipping", "returns", "stock", "payment", "product", "support", "app", "price", "general"):
        for lang, text in (
            ("tr", "bu konuda bilgi alabilir miyim acaba"),
            ("en", "could anyone tell me something on this"),
        ):
            draft = drafted(text, judged("question", topic, lang), brand=brand(facts=[]))
            assert draft.level == "green", draft.text
            assert draft.text.count("?") <= 1
            assert not re.search(r"\d|http", draft.text)
            assert "no_fact" in draft.reasons
