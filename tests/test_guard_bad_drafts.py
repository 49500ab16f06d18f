"""Claims nobody recorded, blame, faults owned up to, properties nobody stated; and plain words that are none of it."""

from __future__ import annotations

import pytest

from models import Fact
from responders.guards import Context, check, level_of
from tests.guard_cases import BRAND


def level(lang: str, draft: str, mention: str = "", facts: tuple[str, ...] = ()) -> str:
    told = [Fact(id=f"f{at}", text=text) for at, text in enumerate(facts)]
    brand = BRAND.model_copy(update={"facts": told})
    return level_of(check(draft, Context(brand=brand, platform="x", lang=lang, mention=mention)))


@pytest.mark.parametrize(
    ("lang", "draft"),
    [
        ("en", "Just checked your order and it's sitting in Leeds."),
        ("en", "Already looked into your return, all good."),
        ("en", "Our boots never leak, so it must be how you wore them."),
        ("en", "That one's on your bank, not us."),
        ("en", "Nobody forced you to buy it."),
        ("en", "Honestly, just shop elsewhere."),
        ("en", "The bag is real leather."),
        ("tr", "Siparişin iptal olmuş görünüyor."),
        ("tr", "Bankan kaynaklı bir durum, bizlik bir şey yok."),
        ("tr", "Haklısın, o parti ürünlerde sıkıntı vardı."),
        ("tr", "Bu ürün cildine iyi gelir."),
        ("tr", "Bu çanta gerçek deri."),
        ("tr", "Beğenmiyorsan alma o zaman."),
        ("tr", "Biraz sabırlı olmayı öğrensen keşke."),
    ],
)
def test_it_is_not_green(lang: str, draft: str) -> None:
    assert level(lang, draft) != "green"


@pytest.mark.parametrize(
    ("lang", "draft", "mention"),
    [
        ("en", "DM us and we'll take a look.", ""),
        ("en", "DM us the order number and what you should have got.", "third time the wrong thing"),
        ("en", "Sorry you had to shop elsewhere.", "had to go to another shop"),
        ("en", "DM us the order number so we can see where it's sitting.", "where is it"),
        ("en", "Is it real leather? Let's check what the label says.", "is it leather"),
        ("tr", "Siparişin nerede görünüyor, DM'den numarasını yaz, bakalım.", "siparişim nerede"),
        ("tr", "Gerçek deri mi, etikette ne yazdığına bakalım.", "deri mi"),
    ],
)
def test_plain_words_stay_green(lang: str, draft: str, mention: str) -> None:
    assert level(lang, draft, mention) == "green"


def test_a_fact_may_say_what_a_thing_is_made_of() -> None:
    assert level("en", "The bag is real leather.", facts=("The bag is real leather",)) == "green"
    assert level("tr", "Bu çanta gerçek deri.", facts=("Bu çanta gerçek deri",)) == "green"


def test_regret_is_no_admission() -> None:
    flags = check("Ayıp etmişiz gibi hissettirdi, haklısın.", Context(brand=BRAND, platform="x", lang="tr"))
    assert "red" not in {flag.level for flag in flags}
