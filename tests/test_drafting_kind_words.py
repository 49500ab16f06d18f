"""Loss and barriers get words of their own before any fact; plain thanks are never scolded."""

from __future__ import annotations

import pytest

from tests.drafting_helpers import drafted, judged


@pytest.mark.parametrize(
    ("lang", "text", "label", "case"),
    [
        ("tr", "annem vefat etti, siparişi nasıl iptal ederim?", "question", "grief"),
        ("en", "he passed before he could wear them. can I return them?", "question", "grief"),
        ("en", "my mum died, how do I cancel her order?", "question", "grief"),
        ("tr", "işitme engelliyim, telefonla nasıl arayayım", "question", "access"),
        ("tr", "görme engelliyim, uygulamanız ekran okuyucuyla çalışmıyor", "complaint", "access"),
        ("en", "I'm deaf and you keep telling me to phone", "complaint", "access"),
        ("en", "wheelchair user here, the ramp at your shop is blocked", "complaint", "access"),
    ],
)
def test_loss_and_barriers_get_their_own_words(lang: str, text: str, label: str, case: str) -> None:
    draft = drafted(text, judged(label, "returns", lang))
    assert f"case:{case}" in draft.reasons
    assert draft.level == "green"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "she passed her exam in your shoes, can I return the other pair?"),
        ("en", "I'm blind to fashion, which jacket is warm?"),
        ("tr", "engelli otoparkınız var mı"),
    ],
)
def test_what_only_sounds_like_them_does_not(lang: str, text: str) -> None:
    reasons = drafted(text, judged("question", "general", lang)).reasons
    assert not {"case:grief", "case:access"} & set(reasons)


@pytest.mark.parametrize(
    ("lang", "text", "doubtful"),
    [
        ("tr", "kargo, paket, ürün hepsi on numara. Devamı gelecek", True),
        ("tr", "her şey için sağ olun, iade de tamamlandı, konu kapandı", True),
        ("en", "delivery, packaging, jacket, all spot on", True),
        ("tr", "on numara hizmet, kargo hâlâ yok", False),
        ("en", "spot on as ever, still waiting", False),
    ],
)
def test_plain_thanks_are_not_taken_for_scorn(lang: str, text: str, doubtful: bool) -> None:
    scorn = judged("complaint", "shipping", lang, sarcastic=True)
    assert ("case:doubt" in drafted(text, scorn).reasons) is doubtful
