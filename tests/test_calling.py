"""A line of input calls a brand as people write it."""

from __future__ import annotations

import pytest

from language.calling import by_name, called, called_or_first
from models import Brand

YUVA = Brand(key="yuva", name="Yuva Ev", spellings=["yuvaev"])
SUT = Brand(key="sut", name="İnci Süt")
BRANDS = {"yuva": YUVA, "sut": SUT}


@pytest.mark.parametrize(
    ("name", "brand"),
    [("yuva", YUVA), ("YUVA EV", YUVA), (" yuvaev ", YUVA), ("inci sut", SUT), ("İNCİ SÜT", SUT), ("Sut", SUT)],
)
def test_by_key_name_and_spelling_whatever_the_letters(name: str, brand: Brand) -> None:
    assert called(name, by_name(BRANDS)) is brand
    assert called_or_first(name, BRANDS) is brand


def test_an_unknown_brand_is_known_by_its_name_alone() -> None:
    assert called(" Başka ", by_name(BRANDS)) == Brand(name="Başka")


def test_a_key_goes_before_a_name() -> None:
    other = Brand(key="b", name="Sut")
    assert called("sut", by_name({**BRANDS, "b": other})) is SUT


def test_a_line_that_calls_none_means_the_first() -> None:
    assert called_or_first(None, BRANDS) is YUVA
    assert called_or_first(None, {}).name == "Samimi"
