"""Brand names in real spelling: suffixes, missing letters, handles, hashtags; and the words that only look alike."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.matching import find, find_rivals
from models import Brand, Platform

NANE = Brand(name="Nane", handles=["@nanekozmetik"], competitors=["Papatya", "Yıldırım Kargo"])
KARGO = Brand(name="Yıldırım Kargo", spellings=["Yıldırım"])


def words(text: str, brand: Brand) -> list[str]:
    return [text[s.start : s.end] for s in find(text, brand)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nane'nin kremi harika", ["Nane'nin"]),
        ("NANE’YE sordum", ["NANE’YE"]),
        ("naneden aldım, naneyi severim", ["naneden", "naneyi"]),
        ("nane", ["nane"]),
        ("#nanerezaleti ve #Nane", ["#nanerezaleti", "#Nane"]),
        ("@nanekozmetik nerede kaldı", ["@nanekozmetik"]),
        ("r/nane başlığı", ["r/nane"]),
        ("nane!!! nane?", ["nane", "nane"]),
    ],
)
def test_names_are_found_where_they_stand(text: str, found: list[str]) -> None:
    assert words(text, NANE) == found


@pytest.mark.parametrize(
    "text", ["banane", "naneruhu şişesi", "ananem", "http://x/anane", "@nane_severim", "@baska nen"]
)
def test_lookalikes_are_not_found(text: str) -> None:
    assert words(text, NANE) == []


@pytest.mark.parametrize(
    "text",
    [
        "yıldırımkargo",
        "YILDIRIM KARGO'DA",
        "yildirim kargonun",
        "Yıldırım'ın",
        "yıldırıma",
        "YILDIRIMKARGODAN",
        "yıldırım-kargo",
    ],
)
def test_two_word_names_and_undotted_letters(text: str) -> None:
    assert words(f"dün {text} yazdım", KARGO) == [text]


def test_a_softened_last_letter() -> None:
    assert words("ocağı yaktım, ocaktan memnunum, Ocak'ta", Brand(name="Ocak")) == ["ocağı", "ocaktan", "Ocak'ta"]


def test_a_short_name_takes_suffixes_only_after_an_apostrophe() -> None:
    ada = Brand(name="Ada")
    assert words("Ada'ya gittim, Adana'ya değil, adam da adaya gelmedi", ada) == ["Ada'ya"]


def test_english_plural_and_genitive() -> None:
    assert words("my gingers, Ginger's soles, gingerbread", Brand(name="Ginger")) == ["gingers", "Ginger's"]


def test_without_a_configured_handle_one_that_begins_with_the_name_counts() -> None:
    assert words("@parcelbee_uk where is it", Brand(name="Parcelbee")) == ["@parcelbee_uk"]


def test_accounts_and_hosts_count_as_handles() -> None:
    brand = Brand(name="Tide", platforms={"bluesky": Platform(account="tidelaundry.bsky.social")})
    assert words("@tidelaundry.bsky.social and @tidelaundry@mastodon.example", brand) == [
        "@tidelaundry.bsky.social",
        "@tidelaundry@mastodon.example",
    ]


def test_kinds() -> None:
    assert [s.kind for s in find("@nanekozmetik nane #nane", NANE)] == ["handle", "name", "hashtag"]


def test_rivals_are_found_the_same_way_and_are_not_the_brand() -> None:
    text = "papatyadan aldım, yıldırımkargo getirdi"
    assert [text[s.start : s.end] for s in find_rivals(text, NANE)] == ["papatyadan", "yıldırımkargo"]
    assert find(text, NANE) == []


def test_decomposed_letters_are_the_same_letters() -> None:
    text = unicodedata.normalize("NFD", "Çiçek'e yazdım")
    assert [text[s.start : s.end] for s in find(text, Brand(name="Çiçek"))] == [unicodedata.normalize("NFD", "Çiçek'e")]


def test_letters_in_two_parts_bend_a_name_and_are_no_end_of_a_word() -> None:
    bent = unicodedata.normalize("NFD", "köprüdeki söğüdü kestiler")
    assert [unicodedata.normalize("NFC", word) for word in words(bent, Brand(name="Söğüt"))] == ["söğüdü"]
    assert words(unicodedata.normalize("NFD", "neler yaşadım"), Brand(name="Adım")) == []


def test_a_name_of_signs_matches_nothing() -> None:
    assert find("... --- ...", Brand(name="...")) == []


@given(st.text(max_size=80))
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = find(f"{text} nane {text}", NANE)
    assert all(0 <= s.start < s.end <= 2 * len(text) + 6 for s in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))
