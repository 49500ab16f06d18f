"""What goes wrong about a purchase beside the goods: the shop's air, a place to change, a tag left on, a used code."""

from __future__ import annotations

import re

import pytest

from prompts import Library
from responders.drafting import Memory
from responders.drafting.pieces import topic_of
from tests.drafting_helpers import brand, drafted, judged

ROUNDS = 9


def _texts(text: str, lang: str, label: str, topic: str) -> list[str]:
    own = brand("siz" if "niz" in text else "sen", facts=[])
    drafts = [drafted(text, judged(label, topic, lang), brand=own, memory=Memory(counter=n)) for n in range(ROUNDS)]
    assert {draft.level for draft in drafts} == {"green"}
    return [draft.text for draft in drafts]


@pytest.mark.parametrize(
    ("text", "lang", "topic", "said", "never"),
    [
        ("the air con in your Leeds shop is broken, like an oven", "en", "product", "air|temperature", "photo|order"),
        ("mağazanızda klima çalışmıyor, bayılacaktık", "tr", "product", "[İi]çeri", "[Kk]limanın (yarı|böyle)|ipariş"),
        ("sent this as a gift, you left the price tag on it", "en", "price", "gift", "figure|price did you see"),
        ("hediye paketinde fiyat etiketi duruyordu", "tr", "price", "[Hh]ediye", "bu fiyatı|beklendiği"),
        ("wrong postcode on my order, need it changed", "en", "general", "address", "trouble like this"),
        ("siparişte adresi yanlış yazmışım değiştiremiyorum", "tr", "general", "[Aa]dres", "hayal kırıklığı"),
        ("my voucher says already used but I never used it", "en", "returns", "used", "trouble like this"),
        ("kod kullanılmış görünüyor, bugün geldi bana", "tr", "app", "ullanılmış", "hangi ekranda"),
        ("click and collect said ready, nobody could find it", "en", "shipping", "collect", "delivery"),
        ("mağazadan teslim seçtim hazır dediniz gittim yok dediler", "tr", "shipping", "teslim|almaya", "[Gg]önderi"),
        ("fitting rooms have no locks, really uncomfortable", "en", "product", "chang", "trouble like this"),
        ("deneme kabininin kilidi bozuktu", "tr", "product", "değiştirirken", "hayal kırıklığı|ipariş"),
    ],
)
def test_a_complaint_is_answered_about_what_it_tells(text: str, lang: str, topic: str, said: str, never: str) -> None:
    for reply in _texts(text, lang, "complaint", topic):
        assert re.search(said, reply), reply
        assert not re.search(never, reply), reply


@pytest.mark.parametrize(
    ("text", "lang", "topic", "case"),
    [
        ("klimam iki haftada bozuldu servis gelmiyor", "tr", "product", "indoors"),
        ("the wedding dress still has its tag on, price was fine", "en", "price", "tag_left"),
        ("courier keeps going to the wrong address with my parcel", "en", "shipping", "address"),
        ("gift card says zero, it's never been used", "en", "payment", "code_used"),
        ("her hafta kurye gel al diyor, gidip alıyorum bekletiyor", "tr", "shipping", "collection"),
        ("a man filmed over the fitting room door", "en", "general", "fitting_room"),
    ],
)
def test_the_new_cases_do_not_fire_beside_the_point(text: str, lang: str, topic: str, case: str) -> None:
    draft = drafted(text, judged("complaint", topic, lang), brand=brand(facts=[]))
    assert f"case:{case}" not in draft.reasons


@pytest.mark.parametrize(
    ("text", "lang", "said"),
    [
        ("is click and collect free and how long do you hold it?", "en", "click and collect"),
        ("mağazadan teslim almada ürünü kaç gün bekletiyorsunuz?", "tr", "ağazadan teslim alma"),
        ("gel al hizmetiniz Bursa'da var mı", "tr", "ağazadan teslim alma"),
        ("price tag still on the birthday present you wrapped?", "en", "price tag"),
    ],
)
def test_a_question_on_collecting_or_a_tag_is_named(text: str, lang: str, said: str) -> None:
    for reply in _texts(text, lang, "question", "shipping" if "price" not in text else "price"):
        assert said in reply, reply
        assert not re.search("order number|sipariş numara|current price", reply), reply


def test_nobody_is_asked_for_a_code_in_turkish_either() -> None:
    payment = topic_of(Library().replies("payment", "tr"))
    cases = [*payment.complaint.cases, *payment.question.cases]
    lines = [line for case in cases if case.id.startswith("co") for line in [*(case.asks or ()), *(case.tails or ())]]
    asking = [line for line in lines if re.search(r"\bkodu\b", line, re.IGNORECASE)]
    assert asking
    assert all(re.search("[Kk]od[^ ]* yazmadan|kampanyanın kodu", line) for line in asking), asking
