"""Claims of ingredients, allergies, pregnancy, children and safety: only a fact may make them."""

from __future__ import annotations

from typing import Any

import pytest

from models import Fact
from responders.guards import check
from tests.drafting_helpers import asked, brand, judged
from tests.guard_cases import BRAND, context
from tests.llm_helpers import drafter_with


def levels(lang: str, text: str, **more: Any) -> set[str]:
    """The levels of the objections to what is stated."""
    return {flag.level for flag in check(text, context(lang, **more)) if flag.name == "facts"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "Hamileyken de güvenli, içiniz ferah olsun."),
        ("tr", "Gebeler için sakıncası yok."),
        ("tr", "Emzirenler rahatlıkla kullanabilir."),
        ("tr", "Yenidoğanlara da uygundur."),
        ("tr", "Yer fıstığı içermiyor."),
        ("tr", "Bunda fındık yok, afiyet olsun."),
        ("tr", "Evet, tamamen laktozsuz."),
        ("tr", "İçeriğinde yumurta bulunmuyor."),
        ("tr", "Kavanozda susam var, içinde ceviz yok."),
        ("tr", "Alerjisi olanlar da yiyebilir."),
        ("tr", "Cildinde alerji yapmıyor."),
        ("en", "Yes, it's fine during pregnancy."),
        ("en", "Breastfeeding mums can use it too."),
        ("en", "Suitable for newborns as well."),
        ("en", "It's nut-free, dig in."),
        ("en", "There’s no gluten in the dough."),
        ("en", "It contains no sesame."),
        ("en", "Eggs are not used in this one."),
        ("en", "Safe for anyone with a nut allergy."),
        ("en", "It doesn't cause allergic reactions."),
    ],
)
def test_what_may_harm_whoever_believes_it_is_refused(lang: str, text: str) -> None:
    assert "red" in levels(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "Çocuklara da uygun."),
        ("tr", "Oyuncaklarımız zararsız."),
        ("tr", "Bu kremin yan etkisi yok."),
        ("tr", "Egzamaya iyi geliyor."),
        ("tr", "Bunlar vegan."),
        ("tr", "Kediler için güvenli."),
        ("en", "It's suitable for children of that age."),
        ("en", "The charger is safe."),
        ("en", "This helps with migraines."),
        ("en", "They're halal."),
        ("en", "No side effects there."),
        ("en", "Okay for diabetics too."),
    ],
)
def test_other_claims_of_health_need_a_second_look(lang: str, text: str) -> None:
    assert levels(lang, text) or {flag.level for flag in check(text, context(lang))} & {"red", "amber"}
    assert levels(lang, text) == {"amber"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "Minik bebeğine hoş geldin diyoruz, ne güzel haber."),
        ("tr", "Bebek arabasının gelmemesi can sıkıcı."),
        ("tr", "Fındık içerip içermediğini etiketten öğrenelim."),
        ("tr", "Hamilelikte uygun mu diye sorman çok yerinde."),
        ("tr", "Çocukların odası için aldığın halının sökülmesi üzücü."),
        ("tr", "Cevizli kekin ezik gelmesi tadını kaçırmış."),
        ("tr", "Süt kutusunun patlaması can sıkıcı."),
        ("tr", "Senin için uygun olan bir saatte DM'den yaz."),
        ("en", "Good luck with the baby!"),
        ("en", "Let us check if it's safe for pregnant women."),
        ("en", "Whether it contains nuts is on the label."),
        ("en", "No milk in the order is a rotten start to the morning."),
        ("en", "A pram turning up without wheels is no fun with a newborn."),
        ("en", "Glad the kids are having a great time."),
        ("en", "It's safe to say that was a long wait."),
        ("en", "Nuts about it, are you?"),
    ],
)
def test_words_of_health_that_claim_nothing_pass(lang: str, text: str) -> None:
    assert levels(lang, text) == set()


@pytest.mark.parametrize(
    ("lang", "fact", "backed", "contrary"),
    [
        ("tr", "Krem hamileler için uygundur", "Hamileler için uygun.", "Hamileler için uygun değil."),
        ("tr", "Bademli kek gluten içermez, fındık içerir", "Fındık içeriyor.", "Fındık içermiyor."),
        ("en", "The bar is gluten free but contains peanuts", "It's gluten-free.", "It contains no peanuts."),
    ],
)
def test_a_fact_may_say_so_and_not_its_contrary(lang: str, fact: str, backed: str, contrary: str) -> None:
    known = BRAND.model_copy(update={"facts": [Fact(id="f", text=fact)]})
    assert levels(lang, backed, brand=known) == set()
    assert "red" in levels(lang, contrary, brand=known)


@pytest.mark.parametrize(
    ("lang", "ack", "mention"),
    [
        ("tr", "Güzel soru, gebeler için de güvenli", "bu krem hamilelikte güvenli mi"),
        ("en", "Fair question, there are no peanuts in it", "are there peanuts in this bar"),
    ],
)
def test_a_model_that_claims_it_is_never_green(lang: str, ack: str, mention: str) -> None:
    drafter, _ = drafter_with(lambda n, steps, told: {"ack": ack, "step": steps[0], "language": lang})
    draft = drafter.draft(asked(mention, judged("question", "product", lang), brand=brand()))
    assert ack not in draft.text
