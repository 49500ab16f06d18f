"""Links, contacts, handles, length and leaks: the edges the word cases do not reach."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Fact
from responders.guards import Flag, check
from responders.guards.length import measured
from responders.guards.links import spans
from responders.guards.x_text import linked, weighted
from tests.guard_cases import BRAND, context


def only(name: str, found: list[Flag]) -> list[Flag]:
    """The flags of one guard."""
    return [flag for flag in found if flag.name == name]


def test_a_flag_points_at_exactly_the_link() -> None:
    draft = "İyi günler 😀 paket geldi.ve açıldı"
    [flag] = only("link", check(draft, context()))
    assert draft[flag.start : flag.end] == "geldi.ve"


def test_a_fact_that_is_out_of_date_no_longer_allows_its_link() -> None:
    draft = "Koşullar burada: kampanya.ornekmarka.net/bahar"
    assert only("link", check(draft, context(today=date(2026, 8, 31)))) == []
    assert only("link", check(draft, context(today=date(2026, 9, 1))))
    assert only("link", check(draft, context(today=None))) == []


def test_a_domain_written_with_a_path_allows_only_that_path() -> None:
    brand = BRAND.model_copy(update={"domains": ["instagram.com/ornekmarka"]})
    assert only("link", check("Bak: instagram.com/ornekmarka", context(brand=brand))) == []
    assert only("link", check("Bak: instagram.com/ornekmarka/reel", context(brand=brand))) == []
    assert only("link", check("Bak: instagram.com/ornekmarkasahte", context(brand=brand)))
    assert only("link", check("Bak: instagram.com", context(brand=brand)))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120))
def test_every_link_x_would_make_is_seen(draft: str) -> None:
    seen = spans(draft)
    for start, end in linked(draft):
        assert any(a < end and start < b for a, b in seen)


@pytest.mark.parametrize("tld", ["com", "ve", "de", "me", "biz", "la", "im", "net", "com.tr", "shop", "az"])
def test_a_missing_space_before_an_ending_that_is_a_domain_is_a_link(tld: str) -> None:
    assert only("link", check(f"Kargon dün geldi.{tld} biz de sevindik", context()))


def test_the_rules_of_x_load_without_setuptools() -> None:
    code = (
        "import sys; sys.modules['setuptools'] = None; sys.modules['pkg_resources'] = None\n"
        "from responders.guards.x_text import weighted; print(weighted('ğ👍'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["3"]


X_LONG = ["ğ" * 281, "👍" * 141, "a" * 257 + " https://ornekmarka.com/" + "x" * 90, "şöyle " * 47, "日" * 141]
X_FITS = ["ğ" * 280, "👍" * 140, "a" * 256 + " https://ornekmarka.com/" + "x" * 90, "şöyle " * 46, "日" * 140]


@pytest.mark.parametrize(
    ("platform", "draft", "limit"),
    [("x", draft, None) for draft in X_LONG]
    + [("bluesky", text, None) for text in ("ğ" * 301, "👨‍👩‍👧" * 301, "a" * 301, "é" * 301, "👨‍👩‍👧‍👦" * 121)]
    + [("mastodon", "ğ" * n, limit) for n, limit in ((501, None), (1001, 1000), (301, 300), (502, 501), (5001, 5000))]
    + [("mastodon", "https://ornekmarka.com/" + "x" * 900 + " " + "a" * 477, None)]
    + [("reddit", "ğ" * 10_001, None), ("reddit", "a b" * 3334, None)]
    + [("threads", "a" * 501, None), ("instagram", "a" * 501, None), ("", "a" * 501, None)]
    + [("x", piece * (281 // len(piece) + 1), None) for piece in ("haklısın ", "sorry ", "İADE ", "kargo, ", "paket; ")]
    + [("bluesky", piece * (301 // len(piece) + 1), None) for piece in ("haklısın ", "sorry ", "İADE ", "kargo, ")]
    + [("mastodon", piece * (501 // len(piece) + 1), None) for piece in ("haklısın ", "sorry ", "İADE ", "kargo, ")]
    + [("reddit", piece * (10_001 // len(piece) + 1), None) for piece in ("haklısın ", "sorry ", "İADE ", "kargo, ")]
    + [("mastodon", "@a@b.example " + "ğ" * 498, None), ("x", "a" * 270 + " geldi.ve", None)],
)
def test_what_a_platform_would_cut_is_too_long(platform: str, draft: str, limit: int | None) -> None:
    [flag] = only("too_long", check(draft, context("tr", "", platform, limit=limit)))
    assert (flag.level, flag.end) == ("red", len(draft))
    assert 0 <= flag.start < flag.end


@pytest.mark.parametrize(
    ("platform", "draft", "limit"),
    [("x", draft, None) for draft in X_FITS]
    + [("bluesky", text, None) for text in ("ğ" * 300, "👨‍👩‍👧" * 166, "a" * 300, "é" * 300, "👨‍👩‍👧‍👦" * 120)]
    + [("mastodon", "ğ" * n, limit) for n, limit in ((500, None), (1000, 1000), (300, 300), (501, 501), (5000, 5000))]
    + [("mastodon", "https://ornekmarka.com/" + "x" * 900 + " " + "a" * 476, None)]
    + [("reddit", "ğ" * 10_000, None), ("reddit", "a b" * 3333, None)]
    + [("threads", "a" * 500, None), ("instagram", "a" * 500, None), ("", "a" * 500, None)]
    + [("x", piece * (280 // len(piece)), None) for piece in ("haklısın ", "sorry ", "İADE ", "kargo, ", "paket; ")]
    + [("bluesky", piece * (300 // len(piece)), None) for piece in ("haklısın ", "sorry ", "İADE ", "kargo, ")]
    + [("mastodon", piece * (500 // len(piece)), None) for piece in ("haklısın ", "sorry ", "İADE ", "kargo, ")]
    + [("reddit", piece * (10_000 // len(piece)), None) for piece in ("haklısın ", "sorry ", "İADE ", "kargo, ")]
    + [("mastodon", "@a@b.example " + "ğ" * 497, None), ("x", "a" * 256 + " geldi.ve", None)],
)
def test_what_a_platform_takes_is_not_too_long(platform: str, draft: str, limit: int | None) -> None:
    assert only("too_long", check(draft, context("tr", "", platform, limit=limit))) == []


def test_each_platform_counts_its_own_way() -> None:
    draft = "👨‍👩‍👧 https://ornekmarka.com/iade/kosullari/uzun"
    assert measured(draft, "x")[0] == 2 + 1 + 23
    assert measured(draft, "bluesky")[0] == 1 + 1 + len("https://ornekmarka.com/iade/kosullari/uzun")
    assert measured(draft, "mastodon")[0] == 1 + 1 + 23
    assert measured(draft, "reddit")[0] == len(draft)
    assert weighted("ıİğüşöç") == 7


def test_bytes_count_on_bluesky_where_graphemes_do_not() -> None:
    used, allowed, _ = measured("👨‍👩‍👧‍👦" * 121, "bluesky")
    assert (used, allowed) == (121 * 25, 3000)


@pytest.mark.parametrize(
    ("mention", "names"), [("numaram 0532 111 22 33", {"phone", "pii_echo"}), ("numaram kayıtlı", {"phone"})]
)
def test_a_number_taken_from_the_mention_is_an_echo_too(mention: str, names: set[str]) -> None:
    found = check("0532 111 22 33 doğru mu?", context("tr", mention))
    assert {flag.name for flag in found if flag.level == "red"} >= names


def test_a_number_from_a_fact_may_be_said() -> None:
    brand = BRAND.model_copy(update={"facts": [Fact(id="no", text="Ürün kodu 4821337")]})
    assert only("pii_echo", check("Ürün kodu 4821337, etikette yazar", context(brand=brand))) == []
    assert check("Ürün kodu 4821338, etikette yazar", context(brand=brand))


def test_letters_in_pieces_are_pointed_out() -> None:
    draft = "Üzgünüz, çok beklettik mi?"
    assert only("leak", check(draft, context())) == []
    assert [flag.level for flag in only("leak", check(unicodedata.normalize("NFD", draft), context()))] == ["red"]


@pytest.mark.parametrize("code", [0x200B, 0x200E, 0x202E, 0x2066, 0xFEFF, 0xAD, 0xE0041, 0xE000, 0x3164, 0x7, 0x2060])
def test_an_invisible_character_is_red_at_its_place(code: int) -> None:
    draft = "Haklısın," + chr(code) + " bakalım"
    hits = [flag for flag in only("leak", check(draft, context())) if f"U+{code:04X}" in flag.detail]
    assert [(flag.level, flag.start, flag.end) for flag in hits] == [("red", 9, 10)]


def test_markup_is_for_reddit_only() -> None:
    assert [f.level for f in only("leak", check("**Haklısın**, bakalım", context()))] == ["amber"]
    assert only("leak", check("**Haklısın**, bakalım", context(platform="reddit"))) == []


def test_lines_may_end_as_on_any_system() -> None:
    assert only("leak", check("Haklısın, üzgünüz.\r\nHangi model?\nBakalım.", context())) == []
