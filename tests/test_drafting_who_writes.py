"""Who asks what writes here is told, whatever the judge made of the question; machines we sell are no such question."""

from __future__ import annotations

import pytest

from tests.drafting_helpers import drafted, judged


@pytest.mark.parametrize("label", ["complaint", "praise", "other", "question"])
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "@ornekmarka chatgpt mi yazıyor bunları"),
        ("tr", "bu cevapları yapay zeka mı yazıyor"),
        ("tr", "robot var mı"),
        ("tr", "karşımda robot mu var ya hep aynı cümle"),
        ("tr", "bot musunuz yoksa orada gerçekten biri var mı"),
        ("tr", "bu yanıtları bir insan mı veriyor"),
        ("tr", "iade sorularına cevap veren yapay zeka mı?"),
        ("en", "@ornekmarka is anyone actually human on this account"),
        ("en", "are these replies written by a machine?"),
        ("en", "do you lot use ChatGPT"),
        ("en", "is this a person or a script"),
        ("en", "is there anybody real there?"),
        ("en", "am I talking to a computer about my return"),
    ],
)
def test_it_is_answered_truthfully_whatever_the_label(lang: str, text: str, label: str) -> None:
    draft = drafted(text, judged(label, "returns", lang))
    assert "case:robot" in draft.reasons
    assert ("AI" if lang == "en" else "yapay zekâ") in draft.text


@pytest.mark.parametrize(
    ("lang", "text", "label"),
    [
        ("tr", "bot mu alsam ayakkabı mı", "question"),
        ("tr", "mutfak robotu bozuk geldi", "complaint"),
        ("tr", "robot süpürge var mı mağazada", "question"),
        ("tr", "botlarım çok rahat, teşekkürler", "praise"),
        ("en", "is the jumper machine washable", "question"),
        ("en", "is this real leather", "question"),
        ("en", "the robot vacuum stopped after a week", "complaint"),
        ("en", "so nice to get a real person, thank you", "praise"),
        ("en", "is this a robot toy", "question"),
    ],
)
def test_other_machines_are_no_such_question(lang: str, text: str, label: str) -> None:
    assert "case:robot" not in drafted(text, judged(label, "product", lang)).reasons


def test_a_long_complaint_that_asks_it_too_keeps_its_label() -> None:
    text = (
        "bot musunuz, üç haftadır iadem yok, iki mont gönderdim, kargo teslim etti, telefonu açan yok, paramı istiyorum"
    )
    assert "kind:complaint" in drafted(text + " artık, kimse de aramadı", judged(topic="returns")).reasons
