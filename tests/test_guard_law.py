"""A reply neither sends a customer to law nor says how law would end; words that only look like it pass."""

from __future__ import annotations

import pytest

from models import Fact
from responders.guards import check
from tests.guard_cases import BRAND, context


def refused(lang: str, text: str) -> bool:
    """Whether a word of law is red."""
    return any(flag.level == "red" and flag.name == "legal_admission" for flag in check(text, context(lang)))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "İstersen tüketici mahkemesine gidebilirsin."),
        ("tr", "Hakem heyetine başvurmanı öneririz."),
        ("tr", "Bir avukata danışsan iyi olur."),
        ("tr", "Kurye firmasını dava edebilirsiniz."),
        ("tr", "Bu durumda manevi tazminat kazanırsın."),
        ("tr", "Tazminat talep edebilirsiniz."),
        ("tr", "Yasal haklarını sonuna kadar kullan."),
        ("tr", "Kanunen paranı vermek zorundalar."),
        ("tr", "Mahkeme seni haklı bulur."),
        ("tr", "CİMER'e yazabilirsiniz."),
        ("en", "You can always sue them."),
        ("en", "Just take the driver to court."),
        ("en", "We'd speak to a solicitor first."),
        ("en", "You would win damages for that."),
        ("en", "Try the ombudsman instead."),
        ("en", "Any judge would side with you."),
        ("en", "Small claims is quick these days."),
        ("en", "Legally, they owe you that."),
        ("en", "You could file a lawsuit."),
        ("en", "You've got a strong case here."),
    ],
)
def test_law_is_not_our_advice(lang: str, text: str) -> None:
    assert refused(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "Avukatlık sınavından önce gelen kahve iyi gelmiş."),
        ("tr", "Hakkını araman çok doğal, dinliyoruz."),
        ("tr", "O dizideki mahkeme sahnesi bizi de güldürdü."),
        ("tr", "Notere kadar yürümüşsün, yorucu olmuş."),
        ("tr", "Sipariş numaranı DM'den yazabilirsin."),
        ("en", "Hi Sue, that's a long wait."),
        ("en", "A cracked phone case is a let-down."),
        ("en", "New shoes on the tennis court, lovely."),
        ("en", "In that case, DM us the order number."),
        ("en", "The judges at the bake-off have taste."),
        ("en", "A charging cable that quits is annoying."),
    ],
)
def test_words_that_only_look_like_law_pass(lang: str, text: str) -> None:
    assert not refused(lang, text)


def test_a_fact_may_name_the_way() -> None:
    fact = Fact(id="hakem", text="Uyuşmazlıkta tüketici hakem heyetine başvurulabilir")
    brand = BRAND.model_copy(update={"facts": [fact]})
    assert check(f"{fact.text}.", context("tr", brand=brand)) == []
