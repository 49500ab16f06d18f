"""The words most people really use: no wit, no story, and nothing but them to go by."""

from __future__ import annotations

import pytest

from models import Brand, Judgement
from monitor.sentiment import Text
from monitor.sentiment.loading import load

COMPLAINTS = """
yazıklar olsun size
bir daha sizden alışveriş yapmam
bu markayı almayın, uzak durun
rezalet bir hizmet
hakkımı helal etmiyorum
sizi kınıyorum
böyle firma mı olur
dandik ürün, paranıza yazık
kimseye tavsiye etmiyorum
ilgisizliğinizden bıktım usandım
muhatap bulamıyorum
parasını ödediğim halde ürün yok
BERBAT
cok kotu bi firma pisman oldum
never buying this brand again
I hate this bank
you are the absolute worst
I'm done with you
don't buy these
shame on you
what a joke of a company
zero respect for customers
still waiting for a reply
switching to another provider
you lost a customer today
complete waste of money
AVOID
terrible service, never again
"""
PRAISE = """
harikasınız
çok memnun kaldım, tavsiye ederim
on numara ürün
elinize sağlık
hızlı kargo, özenli paketleme
ilginiz için teşekkürler
iyi ki varsınız
bayıldım
super urun tesekkurler
thank you so much
awesome service
love it
highly recommend
five stars
you guys rock
best app ever
will definitely be back
"""


@pytest.fixture(scope="module")
def judged() -> dict[str, Judgement]:
    texts = [line for block in (COMPLAINTS, PRAISE) for line in block.strip().splitlines()]
    brand = Brand(name="Zeytindalı", languages=["tr", "en"])
    return dict(zip(texts, load().judge([Text(text=text, brand=brand) for text in texts]), strict=True))


@pytest.mark.parametrize("text", COMPLAINTS.strip().splitlines())
def test_a_plain_curse_is_never_thanked_nor_closed_unread(text: str, judged: dict[str, Judgement]) -> None:
    assert judged[text].label in ("complaint", "question") or judged[text].unsure


@pytest.mark.parametrize("text", PRAISE.strip().splitlines())
def test_plain_thanks_are_never_surely_a_complaint(text: str, judged: dict[str, Judgement]) -> None:
    assert judged[text].label != "complaint" or judged[text].unsure


@pytest.mark.parametrize(("label", "block"), [("complaint", COMPLAINTS), ("praise", PRAISE)])
def test_nine_in_ten_of_them_are_called_what_they_are(label: str, block: str, judged: dict[str, Judgement]) -> None:
    texts = block.strip().splitlines()
    assert sum(judged[text].label == label for text in texts) >= 0.9 * len(texts)


@pytest.mark.parametrize("text", [*COMPLAINTS.strip().splitlines(), *PRAISE.strip().splitlines()])
def test_none_of_them_rings(text: str, judged: dict[str, Judgement]) -> None:
    assert judged[text].urgency != "high"
