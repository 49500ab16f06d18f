"""The words of one trouble in a mention about another: a case of every topic beats the topic's own."""

from __future__ import annotations

import pytest

from responders.drafting import Drafted
from tests.drafting_helpers import brand, drafted, judged

BESIDE = [
    ("accused", "tr", "payment", "hırsız mısınız siz, benden iki kez para çektiniz, beni de oyalıyorsunuz"),
    ("accused", "tr", "payment", "bana sormadan hırsız gibi kartımdan para çekmişsiniz"),
    ("accused", "tr", "price", "hırsız gibi bizi soyuyorsunuz"),
    ("accused", "tr", "product", "kulaklık çalıyormuş gibi görünüyor ama bana ses gelmiyor"),
    ("accused", "tr", "support", "telefon çalıyor gibi ama açan yok, bize dönen yok"),
    ("address", "en", "shipping", "courier took my parcel to the wrong address"),
    ("address", "en", "shipping", "driver put my package through the wrong door number again"),
    ("address", "en", "shipping", "parcel turned up at the wrong address, neighbour kept it"),
    (
        "address",
        "en",
        "shipping",
        "emailed you please change address. They say impossible. Eleven days later parcel still not sent",
    ),
    ("address", "tr", "shipping", "adresimi değiştirin diye yazdım, siparişi yine eski eve götürmüşler"),
    ("address", "tr", "shipping", "siparişte yanlış adres yazmışım, değiştirin dedim değiştirmediniz"),
    ("tag_left", "tr", "returns", "hediye gelen elbiseyi değiştirmek istedim, etiketi hâlâ üstünde, almadılar"),
    ("tag_left", "tr", "price", "hediye alacaktım üstünde 300 lira fiyat yazıyor kasada 450 çektiler"),
    ("tag_left", "en", "returns", "tried to return a birthday present, price tag still on, and you refused"),
    ("fitting_room", "tr", "product", "kabin boy valizin kilidi ilk gün kırıldı"),
    ("fitting_room", "tr", "product", "duş kabini aldık kapının kilidi tutmuyor"),
    ("fitting_room", "tr", "general", "atm kabininin kapısı arkamdan kilitlendi açılmıyor"),
    ("fitting_room", "en", "general", "queue for the fitting rooms was out the door"),
]
"""The case a reply must not take, the language, the judged topic, the mention."""
TO_THE_POINT = [
    ("accused", "tr", "support", "mağazanızda bana hırsız muamelesi yapıldı"),
    ("accused", "tr", "general", "hırsız mıyım ben, güvenlik çantamı arattı"),
    ("address", "en", "shipping", "I put the wrong address on my order, help"),
    ("address", "en", "shipping", "need to change the address on my order"),
    ("address", "tr", "shipping", "siparişte yanlış adres girmişim"),
    ("tag_left", "en", "shipping", "price tag still on the birthday present you wrapped"),
    ("tag_left", "tr", "product", "hediye paketinde fiyat etiketi duruyordu"),
    ("fitting_room", "en", "general", "fitting rooms have no locks, awful"),
    ("fitting_room", "tr", "general", "deneme kabininin perdesi kapanmıyordu"),
    ("fitting_room", "tr", "general", "kabin perdesi kapanmıyor, düşünün artık"),
]


def _complaint(text: str, lang: str, topic: str) -> Drafted:
    return drafted(text, judged("complaint", topic, lang), brand=brand(facts=[]))


@pytest.mark.parametrize(("case", "lang", "topic", "text"), BESIDE)
def test_a_case_is_not_read_into_another_trouble(case: str, lang: str, topic: str, text: str) -> None:
    assert f"case:{case}" not in _complaint(text, lang, topic).reasons


@pytest.mark.parametrize(("case", "lang", "topic", "text"), TO_THE_POINT)
def test_a_case_is_read_where_it_is_told(case: str, lang: str, topic: str, text: str) -> None:
    assert f"case:{case}" in _complaint(text, lang, topic).reasons


@pytest.mark.parametrize(("lang", "first", "second"), [("tr", "sipariş", "mağaza"), ("en", "order number", "shop")])
def test_a_tag_left_on_in_a_shop_has_no_order(lang: str, first: str, second: str) -> None:
    text = {"tr": "hediye paketinde fiyat etiketi duruyordu", "en": "you left the price tag on the gift"}[lang]
    said = _complaint(text, lang, "price").text.lower()
    assert first in said
    assert second in said


def test_who_was_walked_in_on_goes_to_a_person() -> None:
    draft = _complaint("a member of your staff walked in on me in the changing room", "en", "general")
    assert (draft.decision, draft.reasons) == ("escalate", ("safety",))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("45 dakika hatta bir saat bekledim kargom yine gelmedi", "shipping"),
        ("20 dakika hatta yarım saat bekledik, yemek soğuktu", "general"),
        ("45 dakikadır hattayım, müzik ezberledim", "support"),
        ("30 dakika hatta bekledim, açan olmadı", "support"),
    ],
)
def test_hatta_is_a_telephone_line_only_where_somebody_hangs_on_it(text: str, topic: str) -> None:
    assert f"topic:{topic}" in _complaint(text, "tr", "general").reasons
