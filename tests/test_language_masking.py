"""Personal data is masked; prices, dates and company lines are not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.masking import TOKENS, find_personal, is_iban, is_tckn, mask, passes_luhn


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ara beni 0532 111 22 33", "ara beni [TELEFON]"),
        ("+90 (532) 111-22-33", "[TELEFON]"),
        ("5321112233 ten yazın", "[TELEFON] ten yazın"),
        ("0212 555 44 33", "[TELEFON]"),
        ("call +44 7911 123456 please", "call [TELEFON] please"),
        ("07911 123456", "[TELEFON]"),
        ("(555) 123-4567", "[TELEFON]"),
        ("٠٥٣٢١١١٢٢٣٣", "[TELEFON]"),
        ("ali.veli@ornek.com'a yazdım", "[EPOSTA]'a yazdım"),
        ("ali (at) ornek.com.tr", "[EPOSTA]"),
        ("TC 10000000146", "TC [TCKN]"),
        ("tr33 0006 1005 1978 6457 8413 26 hesabım", "[IBAN] hesabım"),
        ("GB82 WEST 1234 5698 7654 32", "[IBAN]"),
        ("kartım 4111 1111 1111 1111", "kartım [KART]"),
        ("4111111111111111", "[KART]"),
        ("sipariş no: 48291734 gelmedi", "sipariş no: [SIPARIS_NO] gelmedi"),
        ("Siparişim ABC-12345", "Siparişim [SIPARIS_NO]"),
        ("order 4429118 is late", "order [SIPARIS_NO] is late"),
        ("takip no 1Z999AA10123456784", "takip no [SIPARIS_NO]"),
        ("#4829173", "#[SIPARIS_NO]"),
        ("982734981723 nerede", "[SIPARIS_NO] nerede"),
        ("Gül Mah. Lale Sok. No: 12 D:3 Kadıköy", "[ADRES] Kadıköy"),
        ("12 Elm Street, Leeds LS1 4AB", "[ADRES], Leeds LS1 4AB"),
    ],
)
def test_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "2026'da 1500 TL verdim, 12.500,00 istiyorlar",
        "11.11.2026 10:30 randevum",
        "3 ay 2 kez 36 bin lira",
        "0850 222 33 44 açmıyor",
        "444 1 234 meşgul",
        "hesabım 2024'te açıldı",
        "order since 2019 and never late",
        "mahalle çok güzel, sokakta kedi var",
        "#black2026 indirimi",
        "kargo 3 gündür yok",
        "1.250.000.000 lira",
    ],
)
def test_left_alone(text: str) -> None:
    assert mask(text) == text


def test_find_personal_names_the_kind_and_the_place() -> None:
    text = "Ben Ayşe, 0532 111 22 33, ayse@ornek.com"
    assert [(s.kind, text[s.start : s.end]) for s in find_personal(text)] == [
        ("phone", "0532 111 22 33"),
        ("email", "ayse@ornek.com"),
    ]


def test_checksums_tell_numbers_apart() -> None:
    assert is_tckn("10000000146")
    assert not is_tckn("10000000147")
    assert not is_tckn("00000000000")
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111112")
    assert is_iban("GB82WEST12345698765432")
    assert not is_iban("GB82WEST12345698765433")
    assert is_iban("TR33 0006 1005 1978 6457 8413 27"), "a slip in a Turkish IBAN is still somebody's account"


@given(st.text(max_size=120))
def test_masking_twice_is_masking_once_and_spans_never_overlap(text: str) -> None:
    spans = find_personal(text)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert all(s.kind in TOKENS for s in spans)
    assert mask(mask(text)) == mask(text)


@given(st.integers(min_value=5_000_000_000, max_value=5_999_999_999), st.sampled_from(["", "0", "+90 ", "0090"]))
def test_no_turkish_mobile_number_survives(number: int, prefix: str) -> None:
    assert str(number) not in mask(f"numaram {prefix}{number} acil")


_RUNS = ["a", "1", "ab1-", "1 ", "a.", "a@", "mah ", "caddesi ", "order-", "siparis", "12 a ", "05 ", "tr12", "a\u0301"]


@pytest.mark.parametrize("run", _RUNS)
def test_an_unbroken_text_of_a_hundred_thousand_letters_is_masked(run: str) -> None:
    """Patterns that look back for every letter never end on these."""
    masked = mask(run * (100_000 // len(run)) + "\nali@ornek.com")
    assert masked.endswith("[EPOSTA]")


def test_a_mailbox_that_follows_another_without_a_gap_is_masked_too() -> None:
    assert "veli" not in mask("ali@ornek.com,veli@ornek.com")
    assert mask("x@a.co y@b.co") == "[EPOSTA] [EPOSTA]"
