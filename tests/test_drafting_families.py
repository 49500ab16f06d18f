"""What a Turkish reply names and asks, by families of mentions: several wordings each, in both forms of address."""

from __future__ import annotations

import re

import pytest

from language.folding import fold
from responders.drafting import Memory
from tests.drafting_helpers import brand, drafted, judged

ROUNDS = 9


def _texts(text: str, label: str, topic: str, sarcastic: bool = False) -> list[str]:
    """Drafts in turn; folded. Every one must be green."""
    drafts = [
        drafted(
            text,
            judged(label, topic, sarcastic=sarcastic),
            brand=brand("siz" if n % 2 else "sen", facts=[]),
            memory=Memory(counter=n),
        )
        for n in range(ROUNDS)
    ]
    assert {draft.level for draft in drafts} == {"green"}, [d.text for d in drafts if d.level != "green"]
    return [fold(draft.text) for draft in drafts]


@pytest.mark.parametrize(
    ("text", "topic", "named", "asked"),
    [
        ("bu fiyata bu kalite olmaz", "price", "para|fiyat|kalite", "urun|neresi"),
        ("o paraya bu kumaş mı yani, değmez", "product", "para|fiyat|kalite", "urun|neresi"),
        ("fiyatlar el yakıyor", "price", "fiyat", "urun"),
        ("bu fiyata böbrek de dahil mi", "price", "fiyat", "urun"),
        ("geçen ay 400dü şimdi 650, bu nasıl zam", "price", "fiyat|zam", "urun"),
        ("Mağazada başka internette başka fiyat", "price", "fiyat", "magaza|sube"),
        ("sitede 300 mağazada 450, hangisi doğru", "price", "fiyat", "magaza|sube"),
        ("kasada başka fiyat çıktı rafta başka", "price", "kasa", "magaza|sube"),
        ("yeni tasarım berbat olmuş hiçbir şeyi bulamıyorum", "app", "yeni|yerinin|bildig", "neyi|menuyu"),
        ("yeni menü çok karışık, sepeti bulamadım", "general", "yeni|yerinin|bildig", "neyi|menuyu"),
        ("Aradığım rengi bir türlü bulamıyorum", "stock", "reng", "urun"),
        ("38 beden hiç gelmiyor, dalga mı geçiyorsunuz", "stock", "beden", "urun"),
        ("Temsilciniz çok kaba konuştu", "support", "uzgun|uzucu", "gun"),
        ("kasiyer bize çok ters davrandı", "support", "uzgun|uzucu", "magaza"),
        ("Destek talebim iki haftadır açık, kimse bakmamış.", "support", "taleb|talep", "talep numara"),
        ("bekleyen başvurum var, ses yok", "support", "taleb|talep", "talep numara"),
        ("telefonda 25 dakika müzik dinledim", "support", "25 dakika", "konu|neden"),
        ("ürünü geri yolladım ama sistemde hâlâ görünmüyor", "returns", "yolla|gonderil|yola cik", "iade kod"),
        ("Güncelleme harika, artık hiç açılmıyor", "app", "acilma|acamamak|girememek", "surum|model|ekran"),
    ],
)
def test_a_complaint_hears_its_trouble_and_one_question(text: str, topic: str, named: str, asked: str) -> None:
    for said in _texts(text, "complaint", topic):
        assert re.search(named, said), said
        assert re.search(asked, said), said


def test_a_price_gripe_is_not_sent_to_private_messages() -> None:
    for text in ("etikete bakınca yaşlandım", "bu fiyata böbrek de dahil mi"):
        for said in _texts(text, "complaint", "price", sarcastic=True):
            assert "dm'den" not in said


def test_a_colour_nobody_called_sold_out_is_not_sold_out() -> None:
    assert not any("tukendi" in said for said in _texts("Aradığım rengi bir türlü bulamıyorum", "complaint", "stock"))


def test_an_app_that_does_not_open_does_not_close() -> None:
    for said in _texts("bravo, uygulama hiç açılmıyor 👏", "complaint", "app", sarcastic=True):
        assert "kapan" not in said
        assert "acilip" not in said


@pytest.mark.parametrize("text", ["aynı şeyi beşinci kişiye anlatıyorum", "aynı sorunu üç temsilciye anlattım"])
def test_who_has_told_it_often_is_not_asked_to_tell_it_again(text: str) -> None:
    for said in _texts(text, "complaint", "support"):
        assert not re.search("kisaca|iki (satir|cumle)|ayrinti", said), said
        assert "numara" in said, said


@pytest.mark.parametrize(
    ("text", "topic", "said"),
    [
        ("mağazalarda kulaklık kaldı mı", "stock", "kulakligin.*(sehir|sehr)"),
        ("Kadıköy mağazasında bu montun M bedeni var mı", "stock", "montun hangi modelini"),
        ("bu çanta laptop sığar mı", "product", "inc"),
        ("hamileyken kullanılır mı bu krem", "product", "doktor.*eczaci"),
        ("şu lacivert montun M bedeni hiç mi gelmicek ya", "stock", "o bedenin gelip gelmeyecegini"),
        ("iki indirim kodu birlikte kullanılıyor mu", "price", "kodlarin birlikte"),
        ("bir kere yikadigim nevresimi iade edebilir miyim", "returns", "yikanmis urunun iade"),
        ("giydiğim ayakkabıyı iade edebilir miyim", "returns", "kullanilmis urunun iade"),
    ],
)
def test_a_question_is_met_where_it_stands(text: str, topic: str, said: str) -> None:
    for draft in _texts(text, "question", topic):
        assert re.search(said, draft), draft


def test_a_question_about_pets_in_the_shop_is_none_about_its_stock() -> None:
    for draft in _texts("mağazalarınızda evcil hayvan girişi var mı", "question", "general"):
        assert "stog" not in draft


@pytest.mark.parametrize(
    ("text", "topic", "glad"),
    [
        ("indirimde kaptım, cebimi yakmadı", "price", "indirim|ceb|fiyat|zaman"),
        ("aradığım bedeni bulabildim şükür", "stock", "beden"),
        ("sonunda stoklara girdi ve kaptım", "stock", "bulman|yakala|cabuk"),
    ],
)
def test_who_has_found_something_is_told_so(text: str, topic: str, glad: str) -> None:
    for said in _texts(text, "praise", topic):
        assert re.search(glad, said), said
        assert "yeniden kavus" not in said
