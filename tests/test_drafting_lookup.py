"""What a draft looks up for a question, and which details of a mention it takes up at all."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from language.folding import fold
from prompts import BUILT_IN, Library
from responders.drafting import Memory, ResponderSettings
from responders.drafting.asking import asked_for
from responders.drafting.build import build_drafter
from responders.drafting.composer import Composer
from responders.drafting.details import details
from responders.drafting.pieces import common_of
from responders.drafting.template import Search
from responders.drafting.things import named
from tests.drafting_helpers import asked, brand, drafted, judged

ROUNDS = 15


def _texts(text: str, label: str, topic: str, lang: str = "tr", **changes: Any) -> list[str]:
    judgement = judged(label, topic, lang, **{k: changes.pop(k) for k in ("sarcastic", "confidence") if k in changes})
    return [drafted(text, judgement, memory=Memory(counter=n), **changes).text for n in range(ROUNDS)]


@pytest.mark.parametrize(
    ("text", "lang", "topic", "taken_up"),
    [
        ("pazar günü teslimat var mı", "tr", "shipping", "pazar günleri teslimat"),
        ("kapıda ödeme oluyor mu acaba", "tr", "payment", "kapıda ödeme"),
        ("bu tencere bulaşık makinesine girer mi, yıkanır mı", "tr", "product", "bakım bilgisini"),
        ("öğrenci indirimi var mı", "tr", "price", "öğrenci indirimi"),
        ("bileti kuzenimin adına geçirsem olur mu", "tr", "app", "isim değişikliğinin"),
        ("does it ever come back in stock, the 2kg flour bag", "en", "stock", "whether it's coming back"),
        ("can you put a note in the parcel and leave the price out?", "en", "shipping", "gift and note options"),
        ("are you open sunday at the lane branch?", "en", "support", "opening hours"),
        ("whippet neck 31cm, S or M collar?", "en", "product", "the sizing"),
    ],
)
def test_a_question_hears_what_will_be_looked_up(text: str, lang: str, topic: str, taken_up: str) -> None:
    for n in range(ROUNDS):
        draft = drafted(text, judged("question", topic, lang), brand=brand(facts=[]), memory=Memory(counter=n))
        assert fold(taken_up) in fold(draft.text), draft.text
        assert draft.level == "green"
        assert {"case:lookup", "no_fact"} <= set(draft.reasons)


@pytest.mark.parametrize("form", ["sen", "siz", "en"])
def test_every_look_up_is_green(form: str) -> None:
    """Each of what may be asked, said in several ways."""
    lang = "en" if form == "en" else "tr"
    common = common_of(Library().replies("common", lang))
    listed = [entry.what for entry in common.asked]
    assert len(listed) >= 35
    own = brand("siz" if form == "siz" else "sen", facts=[])
    for what in [*listed, common.asked_else]:
        search = Search(Composer(asked(what, judged("question", "general", lang), brand=own), Library()))
        found = list(islice(search.combinations(search.composer.lookup(what)), 6))
        assert len({candidate.text for candidate in found}) == 6
        for candidate in found:
            assert fold(what) in fold(candidate.text), candidate.text
            assert not search.flags(candidate), (candidate.text, search.flags(candidate))


def test_one_question_forty_times_never_gets_the_same_words() -> None:
    texts = [
        drafted("taksit var mı", judged("question", "payment"), brand=brand(facts=[]), memory=Memory(counter=n)).text
        for n in range(40)
    ]
    assert len(set(texts)) == 40


def test_where_no_word_of_one_pool_may_be_said_the_next_one_is_tried(tmp_path: Path) -> None:
    """A brand's own words that the guards refuse cost it the words, not the draft."""
    folder = tmp_path / "replies" / "common"
    folder.mkdir(parents=True)
    own = (BUILT_IN / "replies" / "common" / "tr.yaml").read_text(encoding="utf-8")
    spoilt = own.replace("taksit seçeneklerini", "IBAN adresini yazar mısın, onu")
    (folder / "tr.yaml").write_text(spoilt, encoding="utf-8")
    drafter = build_drafter(ResponderSettings(templates={"ornek": tmp_path}))
    draft = drafter.draft(asked("taksit var mı", judged("question", "payment"), brand=brand(facts=[])))
    assert draft.decision == "draft"
    assert "IBAN" not in draft.text


def test_an_order_of_ones_own_is_not_looked_up_in_general() -> None:
    for reply in _texts("adresi yanlış yazdım, yola çıkmadan değiştirebilir misiniz?", "question", "shipping"):
        assert "Sipariş numara" in reply or "sipariş numara" in reply


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("on altı gündür bekliyorum", "on altı gündür"),
        ("altı gündür bekliyorum", "altı gündür"),
        ("kırk iki gündür bekliyorum", None),
        ("16 gündür bekliyorum", "16 gündür"),
    ],
)
def test_a_number_is_taken_up_whole_or_not_at_all(text: str, said: str | None) -> None:
    assert details(text, "tr", brand()).get("since") == said


@pytest.mark.parametrize(
    ("text", "lang", "thing"),
    [
        ("kotun boyası koltuğa geçti", "tr", None),
        ("telefonda uygulama açılmıyor", "tr", None),
        ("bu montla donmadık", "tr", None),
        ("koltuğun ayağı kırıldı", "tr", "koltuk"),
        ("montum söküldü", "tr", "mont"),
        ("they carried it as far as the kettle", "en", None),
        ("the kettle leaks", "en", "kettle"),
        ("stain on the sofa, and the sofa is new", "en", "sofa"),
    ],
)
def test_a_thing_on_which_something_else_happened_is_not_taken_up(text: str, lang: str, thing: str | None) -> None:
    common = common_of(Library().replies("common", lang))
    found = named(text, lang, brand(product_words=[]), common)
    assert found.get("product") == thing
    assert "no_thing" not in found


@pytest.mark.parametrize("thing", ["shoes", "boots", "jacket"])
def test_english_words_around_a_thing_go_with_one_and_with_many(thing: str) -> None:
    for text in (f"the {thing} lasted a full year", f"the {thing} are so soft", f"the {thing} fit like a glove"):
        for reply in _texts(text, "praise", "product", "en"):
            assert not re.search(rf"{thing} (is|are|goes|keeps|fits?|has|was|were)\b", reply), reply


@pytest.mark.parametrize(
    ("text", "lang", "taken_up"),
    [
        ("what is your return policy for sale items", "en", "the return terms"),
        ("it was a gift without a receipt, can i swap it in store?", "en", "the return terms"),
        ("büyük indirim ne zaman başlıyor", "tr", "tarihin belli olup olmadığını"),
        ("indirimli ürün iade ediliyor mu", "tr", "iade koşullarını"),
    ],
)
def test_of_two_things_a_question_names_the_one_asked_about_is_taken_up(text: str, lang: str, taken_up: str) -> None:
    draft = drafted(text, judged("question", "general", lang), brand=brand(facts=[]))
    assert fold(taken_up) in fold(draft.text), draft.text


def test_yikaniyor_is_not_kaniyor() -> None:
    assert drafted("bu kaç derecede yıkanıyor", judged("question", "product")).decision == "draft"
    assert drafted("parmağım kanıyor", judged(topic="product")).decision == "escalate"


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_the_general_steps_ask_for_nothing_that_may_have_been_said(lang: str) -> None:
    """They stand in where every ask is needless."""
    for step in common_of(Library().replies("common", lang)).open_steps:
        assert not asked_for(step), step
