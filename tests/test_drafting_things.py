"""What a reply may take up of a mention and what it may still ask: listed forms, evidence, nothing asked twice."""

from __future__ import annotations

import re

import pytest

from prompts import Library
from responders.drafting import Memory
from responders.drafting.pieces import Case, common_of, shared_of
from responders.drafting.things import conditions, named
from tests.drafting_helpers import asked, brand, drafted, judged, template


def _forms(bare: str, genitive: str, accusative: str) -> dict[str, str]:
    return {"product": bare, "product_gen": genitive, "product_acc": accusative}


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("Pantolonumun dikişi söküldü", "tr", _forms("pantolon", "pantolonun", "pantolonu")),
        ("aldığım bardağı çok sevdim", "tr", _forms("bardak", "bardağın", "bardağı")),
        ("kolyeler ışıl ışıl", "tr", {"product": "kolye", "product_gen": "kolyenin", "product_acc": "kolyeyi"}),
        ("SALEP efsane", "tr", {"treat": "salep", "treat_gen": "salebin", "treat_acc": "salebi"}),
        ("the boots let water in", "en", {"product": "boots"}),
        ("two mugs, both chipped", "en", {"product": "mugs"}),
        ("best feta in town", "en", {"treat": "feta"}),
        ("kargom nerede kaldı", "tr", {"no_thing": ""}),
        ("where is my parcel", "en", {"no_thing": ""}),
        ("masa değil montaj sorunu", "tr", {"no_thing": ""}),
        ("kemer koptu, pantolonu tutarak yürüdüm", "tr", {}),
        ("telefon kılıfı sarardı", "tr", {}),
        ("kahve ikram ettiler, dinlendik", "tr", {}),
        ("ekmek alırken fark ettim", "tr", {}),
        ("takım elbise dar geldi", "tr", _forms("takım elbise", "takım elbisenin", "takım elbiseyi")),
        ("kitaplık kitap koyunca eğildi", "tr", _forms("kitaplık", "kitaplığın", "kitaplığı")),
        ("washing machine ate my dress", "en", {}),
        ("sounds like the band's in a wardrobe. a small wardrobe", "en", {}),
        ("made it for my nonna. she's lit a candle for me", "en", {}),
        ("it was a bottle of water. I'd got it out of the fridge myself", "en", {}),
        ("looks like a lamp from the seventies", "en", {}),
        ("ordered a lamp, it came in two halves", "en", {"product": "lamp"}),
        ("it's a lovely little lamp", "en", {"product": "lamp"}),
        ("lamp still going strong", "en", {"product": "lamp"}),
        ("this blanket has my name on it now", "en", {"product": "blanket"}),
        ("took her shoes off and cut her foot", "en", {}),
        ("could hear the coat go on before I'd finished", "en", {}),
        ("keeps the wardrobe dry and me wet", "en", {}),
        ("rang the phone number on the back", "en", {}),
    ],
)  # fmt: skip
def test_the_one_thing_a_mention_names(text: str, lang: str, found: dict[str, str]) -> None:
    common = common_of(Library().replies("common", lang))
    assert named(text, lang, brand(), common) == found


def test_a_brand_called_like_a_thing_is_not_one() -> None:
    common = common_of(Library().replies("common", "tr"))
    assert named("Kolye harika", "tr", brand(name="Kolye"), common) == {"no_thing": ""}


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_every_listed_thing_is_found_in_its_own_forms(lang: str) -> None:
    """A wrong suffix would be the loudest sign of a machine: what is listed must at least be recognised."""
    common = common_of(Library().replies("common", lang))
    rows = [row.split(", ") for row in [*common.things, *common.treats]]
    assert len(rows) >= 90
    for forms in rows:
        assert len(forms) == (3 if lang == "tr" else 1), forms
        for form in forms:
            assert forms[0] in named(f"{form} hakkında" if lang == "tr" else form, lang, brand(), common).values()


@pytest.mark.parametrize(
    ("text", "unsaid"),
    [
        ("Almanya'ya gönderiyor musunuz", {"no_country"}),
        ("iPhone 13'te açılmıyor", {"no_device"}),
        ("fotoğrafını DM'den yolladım", {"no_photo"}),
        ("42 numara kaldı mı", {"no_size"}),
        ("yeni telefonun şarjı bitiyor", {"no_duration"}),
        ("Ankara'da şubeniz nerede", {"no_city"}),
        ("I already sent photos", {"no_photo"}),
    ],
)
def test_what_is_said_is_not_asked_again(text: str, unsaid: set[str]) -> None:
    every = {"no_country", "no_device", "no_photo", "no_size", "no_duration", "no_city"}
    assert every - conditions(text).keys() == unsaid


def test_a_country_that_is_named_is_not_asked_for() -> None:
    for n in range(12):
        text = drafted("Almanya'ya gönderim var mı?", judged("question"), memory=Memory(counter=n)).text
        assert not re.search(r"[Hh]angi ülke|ülkeyi", text), text


def test_a_photo_that_was_sent_is_not_asked_for() -> None:
    for n in range(12):
        said = "fermuar ilk gün koptu, fotoğrafını DM'den yolladım"
        assert "otoğraf" not in drafted(said, judged(topic="product"), memory=Memory(counter=n)).text


def test_the_card_warning_stands_only_where_a_card_or_an_account_is_spoken_of() -> None:
    texts = {
        said: {drafted(said, judged(topic="payment"), memory=Memory(counter=n)).text for n in range(15)}
        for said in ("kartımdan iki kere çekim yapılmış", "kupon bir türlü olmadı ya")
    }
    warned = {said: any("bilgisi yazmadan" in text for text in found) for said, found in texts.items()}
    assert list(warned.values()) == [True, False]


@pytest.mark.parametrize(
    ("when", "also", "unless", "fits"),
    [
        (["kurye"], [], [], True),
        (["kurye"], ["kibar"], [], True),
        (["kurye"], ["hizli"], [], False),
        (["kurye"], [], ["tesekkur"], False),
        (["sofor"], ["kibar"], [], False),
    ],
)
def test_a_case_needs_its_evidence(when: list[str], also: list[str], unless: list[str], fits: bool) -> None:
    case = Case(id="x", when=when, also=also, unless=unless, leads=["a"])
    assert case.fits("kurye cok kibardi tesekkurler") is fits


@pytest.mark.parametrize(
    ("text", "topic", "lang", "case"),
    [
        ("paketleyenin eline sağlık, vazo çiziksiz geldi", "product", "tr", "packing"),
        ("kurye arkadaş yağmurda kapıya kadar getirdi", "product", "tr", "courier"),
        ("bağımlısı oldum, hepsi sizin suçunuz", "price", "tr", "mock"),
        ("yıllardır aynı marka", "product", "tr", "years"),
        ("el yazısı not çıktı içinden", "shipping", "tr", "card"),
        ("yanlış gelmişti, hemen yenisini yolladılar", "product", "tr", "mended"),
        ("arrived the next morning", "product", "en", "fast"),
        ("the driver was so kind to my nan", "product", "en", "driver"),
        ("the driver carried it up to the door for my nan", "product", "en", "courier"),
        ("your fault I have no money left, everything is too pretty", "price", "en", "mock"),
        ("been a customer for years", "general", "en", "years"),
        ("zero complaints. plums were unreal", "product", "en", "taste"),
    ],
)  # fmt: skip
def test_praise_takes_up_what_is_praised_whatever_the_topic(text: str, topic: str, lang: str, case: str) -> None:
    assert f"case:{case}" in drafted(text, judged("praise", topic, lang)).reasons


def test_praise_without_a_sign_is_thanked_without_guessing() -> None:
    guessing = r"kargo|paket|fiyat|bütçe|kalite|lezzet|mağaza|destek|güle güle|afiyet"
    for n in range(30):
        text = drafted("iyi ki varsınız", judged("praise", "product"), memory=Memory(counter=n)).text
        assert not re.search(guessing, text, re.IGNORECASE), text


@pytest.mark.parametrize("lang", ["tr", "en"])
@pytest.mark.parametrize("topic", ["shipping", "returns", "stock", "payment", "product", "support", "app", "price"])
def test_a_question_without_a_fact_always_asks_back_or_names_a_step(topic: str, lang: str) -> None:
    text = "bunu öğrenmek istiyordum" if lang == "tr" else "wondering about this one"
    sign = r"\?|DM|yaz|bak" if lang == "tr" else r"\?|DM|[Tt]ell us|[Dd]rop|reply|answer"
    for n in range(24):
        draft = template().draft(
            asked(text, judged("question", topic, lang), brand=brand(facts=[]), memory=Memory(counter=n))
        )
        last = draft.text.rsplit(". ", 1)[-1]
        assert re.search(sign, draft.text), draft.text
        assert not re.search(r"^(Önce doğrusuna|Yanlış bir|Emin olup|We'd rather|Let's get it right)", last), draft.text


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_every_shared_case_can_be_told_apart(lang: str) -> None:
    shared = shared_of(Library().replies("shared", lang))
    for kind in ("complaint", "praise", "question"):
        ids = [case.id for case in shared.cases(kind)]
        assert len(ids) == len(set(ids)) >= 2
    assert all(len(case.leads) >= 2 for case in [*shared.complaint, *shared.praise, *shared.question])
