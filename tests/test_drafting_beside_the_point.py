"""The words of one trouble in a mention about another: a case of every topic beats the topic's own."""

from __future__ import annotations

import pytest

from models import Fact
from responders.drafting import Drafted, Memory
from responders.drafting.facts import answer
from responders.drafting.reading import in_doubt
from tests.drafting_helpers import asked, brand, drafted, judged

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
    ("collection", "tr", "app", "tek tıkla iptal diyorsunuz ama aboneliği iptal edemiyorum"),
    ("collection", "tr", "shipping", "teslimat noktası bakkal, bakkal kapalı"),
    ("collection", "en", "shipping", "no click and collect option at checkout"),
    ("collection", "en", "product", "in-store collection of summer dresses is not great"),
    ("indoors", "en", "product", "heating pad from your shop stopped"),
    ("indoors", "en", "product", "air conditioner from your store leaks"),
    ("indoors", "en", "product", "AC adapter from your store died"),
    ("indoors", "tr", "product", "klima takıldı ama içeride su damlatıyor"),
    ("code_used", "en", "product", "the bag has clearly been used and all you offer is a £5 voucher"),
    ("code_used", "en", "product", "You sent me boots that have been used, a 10% code won't fix that"),
    ("accused", "en", "price", "prices as criminal as ever"),
    ("accused", "en", "price", "feels like criminal pricing"),
    ("never_joined", "en", "payment", "charged me twice and I did not ask for two"),
    ("never_joined", "en", "payment", "charged me for 3 bottles of wine I didn't ask for"),
    ("two_places", "en", "price", "cheaper in the corner shop than here"),
    ("two_places", "en", "price", "your store is less tidy and prices in the shop more than silly"),
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
    ("collection", "tr", "shipping", "tıkla gel al siparişim hazır değilmiş"),
    ("collection", "tr", "shipping", "teslimat noktasına gittim paket yok dediler"),
    ("collection", "en", "shipping", "click and collect said ready, nobody could find it"),
    ("indoors", "en", "product", "the air con in your Leeds shop is broken, like an oven"),
    ("indoors", "tr", "product", "mağazanızda klima çalışmıyor, bayılacaktık"),
    ("code_used", "en", "payment", "my voucher says already used but I never used it"),
    ("code_used", "en", "payment", "it says already redeemed, and that voucher is new"),
    ("accused", "en", "support", "your guard followed me around like a thief"),
    ("accused", "en", "support", "your self checkout accused me of stealing a bag"),
    ("never_joined", "en", "payment", "you've charged me for a membership I never signed up for"),
    ("two_places", "en", "price", "why is the same lamp cheaper on your website than in the shop"),
    ("two_places", "en", "price", "this lamp is cheaper in your branch than on the app"),
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


def test_who_was_accused_in_writing_is_asked_for_no_branch() -> None:
    for counter in range(9):
        text = "live chat accused me of lying about the missing parcel"
        own = brand(facts=[])
        said = drafted(text, judged("complaint", "support", "en"), brand=own, memory=Memory(counter=counter)).text
        assert "looked at" not in said
        assert "branch" not in said


@pytest.mark.parametrize(
    ("lang", "text", "never"),
    [
        ("tr", "tek tıkla iptal oluyor mu", "teslim"),
        ("en", "Are price tags removed if I send it as a present?", "happened"),
    ],
)
def test_a_question_is_not_taken_for_another(lang: str, text: str, never: str) -> None:
    assert never not in drafted(text, judged("question", "general", lang), brand=brand(facts=[])).text


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "iki günden sonra elime ulaştı, çok teşekkürler"),
        ("tr", "O günden sonra geldiğim tek kuaför, bayılıyorum"),
        ("en", "We came back after the wedding and you remembered us, lovely"),
    ],
)
def test_who_is_happy_after_a_day_is_not_put_in_doubt(lang: str, text: str) -> None:
    assert not in_doubt(asked(text, judged("praise", "general", lang)))


@pytest.mark.parametrize("text", ["bayramdan sonra geldi, sağ olun", "doğum gününden sonra elime ulaştı, bravo"])
def test_what_came_after_the_day_it_was_for_is_in_doubt(text: str) -> None:
    assert in_doubt(asked(text, judged("praise", "shipping", "tr")))


@pytest.mark.parametrize(
    ("topic", "text"),
    [("payment", "kupon kodum geçmiyor ödemede"), ("payment", "kodum kullanılmış görünüyor, bugün geldi bana")],
)
def test_a_code_is_not_to_be_written_in_so_many_words(topic: str, text: str) -> None:
    for counter in range(9):
        own = brand(facts=[])
        said = drafted(text, judged("complaint", topic, "tr"), brand=own, memory=Memory(counter=counter)).text
        assert "yazmadan" not in said


_RETURNS = [
    Fact(id="iade", text="iade süresi teslimden itibaren 14 gün", words=["iade"], lang="tr"),
    Fact(id="returns", text="returns are open for 14 days after delivery", words=["returns"], lang="en"),
]


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("tr", "iade alıyor musunuz?", True),
        ("tr", "iade kabul ediyor musunuz?", True),
        ("tr", "iade süresi kaç gün?", True),
        ("en", "do you accept returns?", True),
        ("tr", "iade ne kadar sürer?", False),
        ("tr", "iade ne kadar sürecek?", False),
        ("tr", "iademi ne zaman alırım?", False),
        ("en", "how long do returns take?", False),
    ],
)
def test_the_window_answers_whether_we_take_returns_not_how_long_they_take(lang: str, text: str, found: bool) -> None:
    assert (answer(text, brand(facts=_RETURNS), lang, None) is not None) is found
