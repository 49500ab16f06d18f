"""Praise that is none: rudeness, harm and scorn get no cheerful thanks; what only sounds like it does."""

from __future__ import annotations

import pytest

from responders.drafting.reading import in_doubt
from tests.drafting_helpers import asked, drafted, judged


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "kasadaki görevli babamı azarladı, adam ağlayarak döndü"),
        ("tr", "kurye zile asılıp nöbetten çıkmış eşimi uyandırdı"),
        ("tr", "kargocu kapıyı yumrukladı, bebek uyandı"),
        ("tr", "satıcı yüzümüze bağırdı herkesin içinde"),
        ("tr", "bu paraya bu kumaş mı, anneannem daha iyi dikerdi"),
        ("tr", "eskisi on yıl gitti, sizinki bir ay dayanmadı"),
        ("tr", "görevli kızımla alay etti"),
        ("en", "your manager yelled at my gran"),
        ("en", "courier hammered on the door and woke the twins"),
        ("en", "my sister left in tears"),
        ("en", "the old pair lasted a decade, yours didn't last a winter"),
        ("en", "couldn't be happier with how badly you pack"),
        ("en", "a toddler could stitch it better"),
        ("en", "do not buy from here, ask me why"),
    ],
)
def test_nobody_is_thanked_for_rudeness_or_scorn(lang: str, text: str) -> None:
    praise = judged("praise", "product", lang)
    assert in_doubt(asked(text, praise))
    assert "case:doubt" in drafted(text, praise).reasons


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("tr", "sevinçten bağırdı kızım paketi açınca"),
        ("tr", "kurye bebeği uyandırmadan bıraktı, sağ olsun"),
        ("tr", "annem görünce ağladı, çok teşekkürler"),
        ("tr", "bu fiyata bu kumaş, helal olsun"),
        ("tr", "gözü kapalı tavsiye ederim"),
        ("en", "happy tears when she opened it"),
        ("en", "driver left it without waking the baby, what a star"),
        ("en", "the smell of that coffee woke me up, heaven"),
        ("en", "my nan could not knit better herself"),
        ("en", "love how slowly this candle burns"),
        ("en", "dad's boots lasted thirty years and mine look good too"),
    ],
)
def test_what_only_sounds_like_it_is_thanked(lang: str, text: str) -> None:
    assert not in_doubt(asked(text, judged("praise", "product", lang)))


@pytest.mark.parametrize(
    ("text", "lang", "case"),
    [
        ("kurye üçüncü katta oturuyor sanki", "tr", "courier"),
        ("indirim dediğiniz neydi, öğrendik", "tr", "price"),
        ("the courier found our parcel a home", "en", "courier"),
        ("it lasted till lunch", "en", "lasting"),
        ("so it was on sale then", "en", "price"),
    ],
)
def test_a_case_of_praise_needs_a_good_word(text: str, lang: str, case: str) -> None:
    assert f"case:{case}" not in drafted(text, judged("praise", "product", lang)).reasons


@pytest.mark.parametrize(
    ("text", "lang", "case"),
    [
        ("kurye arkadaş çok nazikti", "tr", "courier"),
        ("fiyatı da çok uygun, bayıldım", "tr", "price"),
        ("the courier brought a parcel up the stairs with a smile", "en", "courier"),
        ("outlasted two others, best jacket ever", "en", "lasting"),
        ("got it on sale, love it", "en", "price"),
    ],
)
def test_with_a_good_word_it_is_taken_up(text: str, lang: str, case: str) -> None:
    assert f"case:{case}" in drafted(text, judged("praise", "product", lang)).reasons
