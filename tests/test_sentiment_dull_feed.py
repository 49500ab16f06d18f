"""Most of a feed is the middle of a conversation: when to ring, a number, thanks, a flat review, a bank's everyday."""

from __future__ import annotations

import pytest

from models import Brand, Judgement
from monitor.sentiment import Text
from monitor.sentiment.loading import load

NANE = Brand(name="Nane", handles=["nane"])
LOGISTICS = """
@nane yarın dokuzdan sonra arayabilirsiniz
@nane dm'den yazdım
@nane akşam üstü müsait olurum
@nane tekrar yolladım
@nane Bornova şubesi
@nane 0000 000 00 00
@nane tamam bekliyorum
@nane evet o sipariş
@nane telefonum açık
@nane I'm free after five
@nane sent you a DM just now
@nane it's the Bristol one
@nane ok, will do
@nane order number ends 4410
""".strip().splitlines()
EVERYDAY = """
@nane kredi kartım üç haftadır elime geçmedi
@nane atm arızalı, para çekemiyoruz
@nane dilekçe verdim, cevap yok
@nane hesap işletim ücreti kesmişsiniz
@nane şifre mesajı geç geliyor
@nane hesabımı kapatın dedim hâlâ açık
@nane my new card still hasn't come
@nane you took a fee for an account I closed
@nane cash machine out of order again
@nane the code arrives after the page has timed out
""".strip().splitlines()
FLAT = """
Nane: parasını hak etmiyor
Nane: geç geldi, kalitesi de vasat
Nane: ikinci gün bozuldu, iade ettim
Nane: paketleme çok kötü
Nane: not worth the money
Nane: broke in a week, sending it back
Nane: came late and the box was crushed
""".strip().splitlines()
POLITE = """
@nane ilginize teşekkürler ama sorunum çözülmedi
@nane yarım saattir müzik dinliyorum, iyi çalışmalar
@nane thanks a lot for cancelling my flight
@nane that's fine, I just won't book with you again
@nane I'd say thank you but nobody helped
@nane you have my number, nobody has called
""".strip().splitlines()


def _judged(texts: list[str]) -> list[tuple[str, Judgement]]:
    return list(zip(texts, load().judge([Text(text=text, brand=NANE) for text in texts]), strict=True))


@pytest.fixture(scope="module")
def logistics() -> list[tuple[str, Judgement]]:
    return _judged(LOGISTICS)


def test_when_to_ring_and_a_number_are_no_complaint(logistics: list[tuple[str, Judgement]]) -> None:
    assert [text for text, said in logistics if said.label == "complaint" and not said.unsure] == []


def test_most_of_them_are_not_asked_about_either(logistics: list[tuple[str, Judgement]]) -> None:
    assert sum(said.label == "other" and not said.unsure for _, said in logistics) >= 10


def test_an_everyday_trouble_of_a_bank_is_a_complaint_and_neither_grave_nor_urgent() -> None:
    found = _judged(EVERYDAY)
    assert [text for text, said in found if said.label not in ("complaint", "question")] == []
    assert [text for text, said in found if said.urgency == "high" or said.escalate] == []


def test_a_flat_review_after_the_brand_and_a_colon_is_never_closed_unseen() -> None:
    found = _judged(FLAT)
    assert [text for text, said in found if said.label != "complaint" and not said.unsure] == []


def test_a_polite_word_hides_a_grievance_once_in_six_at_most() -> None:
    found = _judged(POLITE)
    assert sum(said.label in ("praise", "other") and not said.unsure for _, said in found) <= 1
