"""What may not be asked for in private either, whatever stands beside it; keeping something back asks for nothing."""

from __future__ import annotations

import pytest

from responders.guards import check
from tests.guard_cases import context


def levels(lang: str, draft: str) -> set[str]:
    return {flag.level for flag in check(draft, context(lang=lang)) if flag.name == "pii_request"}


@pytest.mark.parametrize(
    ("lang", "draft"),
    [
        ("en", "DM us your date of birth and postcode."),
        ("en", "Pop your postcode and date of birth in a DM."),
        ("en", "Can you DM your full address?"),
        ("en", "Message us your home address so we can look."),
        ("en", "Leave your number in a DM."),
        ("en", "Drop your mobile in a DM."),
        ("en", "No card details here please, DM us your card number."),
        ("tr", "DM'den telefonunu yazar mısın?"),
        ("tr", "Telefon numaranızı DM'den iletir misiniz?"),
        ("tr", "E-posta adresini ve doğum tarihini DM'den yaz."),
    ],
)
def test_birth_home_and_telephone_are_never_asked_for(lang: str, draft: str) -> None:
    assert "red" in levels(lang, draft)


@pytest.mark.parametrize(
    ("lang", "draft"),
    [
        ("en", "No card details here please, just the order number by DM."),
        ("en", "DM us your order number, not your address."),
        ("en", "DM us the return number and a photo of the label."),
        ("tr", "DM'den yalnızca sipariş numaranı yaz, adres yazmana gerek yok."),
        ("tr", "Telefonunun modelini DM'den yazar mısın?"),
    ],
)
def test_what_keeps_data_back_stays_green(lang: str, draft: str) -> None:
    assert levels(lang, draft) == set()
