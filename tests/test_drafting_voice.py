"""First names, capitals, joining, and details: the small things that give a bot away."""

from __future__ import annotations

import pytest

from responders.drafting.details import details
from responders.drafting.pieces import fill, in_form
from responders.drafting.voice import capital, first_name, joined, says_siz, small
from tests.drafting_helpers import brand


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("Ayşe", "Ayşe"),
        ("Ayşe Yılmaz", "Ayşe"),
        ("IŞIL KAYA", "Işıl"),
        ("İREM", "İrem"),
        ("Tom Baker", "Tom"),
        ("ayşe", None),
        ("Ayşe Y.", None),
        ("Ayşe 34", None),
        ("Umut yok", None),
        ("Kargo Mağduru", None),
        ("Bedava Kupon", None),
        ("@ayse", None),
        ("Ayşe🌸", None),
        ("A", None),
        ("", None),
        ("Ayşe Fatma Zeynep Elif", None),
        ("Örnek Marka", None),
        ("Selam Ayşe, kuponun: EVIL", None),
        ("Ayşe\u202e", None),
    ],
)
def test_first_names(shown: str, name: str | None) -> None:
    assert first_name(shown, brand()) == name


def test_a_brand_may_use_no_names_and_is_never_greeted_by_its_own() -> None:
    assert first_name("Ayşe", brand(name_use="none")) is None
    assert first_name("Defne", brand(name="Defne", spellings=[])) is None


@pytest.mark.parametrize(
    ("text", "siz"),
    [
        ("kargonuz gelmedi", True),
        ("neden cevap vermiyorsunuz", True),
        ("yalan söylemeyin bari", True),
        ("sizi arayamıyorum", True),
        ("kargom gelmedi", False),
        ("çok üzgünüm valla", False),
        ("denize gidecektim kargo gelmedi", False),
        ("@sizinmarka kargom yok", False),
        ("arkadaşlar hepiniz dikkat edin, kargom gelmedi", False),
        ("siz mağazalar hep böylesiniz", False),
        ("hepiniz aynısınız zaten", False),
        ("millet, bunlardan almayın sakın", False),
        ("ürünleriniz iyi hoş da kargomu yolla artık", False),
        ("ürünleriniz güzel kanka ama kargo yok", False),
        ("ürünleriniz çok pahalı, bi indirim yapsana", False),
        ("ürünleriniz neden gelmedi, cevap ver", False),
        ("parayı aldınız bir haber bile vermediniz, geri dön artık", False),
        ("siz bunları bilerek mi gönderiyorsunuz", True),
        ("arkadaşlar tavsiye etti, kargonuz hâlâ gelmedi", True),
        ("ürünleriniz bozuk çıktı", True),
        ("geçen sene de böyleydiniz", True),
        ("lütfen bir cevap verin, mağazalarınız da kapalı", True),
    ],
)
def test_who_says_siz(text: str, siz: bool) -> None:
    assert says_siz(text) is siz


@pytest.mark.parametrize(
    ("text", "lang", "big"),
    [
        ("iade kodunu yaz", "tr", "İade kodunu yaz"),
        ("ısınan cihaz", "tr", "Isınan cihaz"),
        ("it stopped", "en", "It stopped"),
        ("“dağıtımda” yazısı", "tr", "“Dağıtımda” yazısı"),
        ("5 gündür", "tr", "5 gündür"),
        ("", "tr", ""),
    ],
)
def test_capitals(text: str, lang: str, big: str) -> None:
    assert capital(text, lang) == big


@pytest.mark.parametrize(
    ("text", "lang", "low"),
    [
        ("İroni yerine ulaştı", "tr", "ironi yerine ulaştı"),
        ("Işık yanıyor", "tr", "ışık yanıyor"),
        ("DM'den yaz", "tr", "DM'den yaz"),
        ("AI helps", "en", "AI helps"),
        ("I work here", "en", "I work here"),
        ("A short career", "en", "a short career"),
        ("It broke", "en", "it broke"),
    ],
)
def test_small_letters_after_a_greeting(text: str, lang: str, low: str) -> None:
    assert small(text, lang) == low


def test_joining() -> None:
    assert (
        joined(["böyle beklemek", "can sıkıcı.", "iade kodunu yaz"], "tr")
        == "böyle beklemek can sıkıcı. İade kodunu yaz"
    )
    assert joined(["Yazar mısın?", "paketin izine bakalım."], "tr") == "Yazar mısın? Paketin izine bakalım."
    assert joined(["", "Şöyle:", "İade 14 gün.", ""], "tr") == "Şöyle: İade 14 gün."


def test_the_two_forms_of_a_piece() -> None:
    assert in_form("{haklısın|haklısınız}, {dm}", "siz") == "haklısınız, {dm}"
    assert in_form("{haklısın|haklısınız}, {dm}", "sen") == "haklısın, {dm}"
    assert in_form("Yaz bakalım.|Yazın bakalım.", "siz") == "Yazın bakalım."
    assert in_form("Gülümsettin{|iz}.", "siz") == "Gülümsettiniz."
    assert in_form("Fine.", "en") == "Fine."


def test_a_slot_without_a_value_makes_the_piece_unusable() -> None:
    assert fill("{since} beklemek", {}) is None
    assert fill("{since} beklemek", {"since": "5 gündür"}) == "5 gündür beklemek"
    assert fill("{a}", {"a": "{b}", "b": "x"}) == "{b}"


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("5 gündür yok", "tr", {"since": "5 gündür"}),
        ("3 haftadan beri bekliyorum", "tr", {"since": "3 haftadır"}),
        ("2 ay oldu", "tr", {"since": "2 aydır"}),
        ("on beş gündür", "tr", {"since": "on beş gündür"}),
        ("0 gündür", "tr", {}),
        ("5 günde gelir dediniz", "tr", {}),
        ("25 dakika hatta bekledim", "tr", {"minutes": "25 dakika"}),
        ("25 dakika pişirdim", "tr", {}),
        ("montum gelmedi", "tr", {"product": "mont"}),
        ("montaj yapılmadı", "tr", {}),
        ("for 2 weeks now", "en", {"span": "2 weeks"}),
        ("a week and still nothing", "en", {"span": "a week"}),
        ("5 business days and counting", "en", {"span": "5 business days"}),
        ("within 2 days", "en", {}),
        ("on hold 30 mins", "en", {"minutes": "30 minutes"}),
        ("jackets are late", "en", {"product": "jackets"}),
    ],
)
def test_details(text: str, lang: str, found: dict[str, str]) -> None:
    assert details(text, lang, brand()) == found
