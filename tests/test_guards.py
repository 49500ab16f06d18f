"""The guards on hand-written cases, on the seed replies, and on anything Hypothesis can think of."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Fact
from responders.guards import Context, Flag, check, level_of
from tests.guard_cases import BRAND, FOLDER, Case, cases, context

NAMES = {
    "promise", "link", "phone", "email", "pii_request", "pii_echo", "handle", "too_long", "profanity",
    "language_mismatch", "competitor", "legal_admission", "boilerplate", "leak", "repeat", "facts", "address",
}  # fmt: skip
"""The public vocabulary: people script against it."""

GUARDS = {
    "link": {"link"},
    "email": {"email"},
    "phone": {"phone", "pii_echo"},
    "handle": {"handle"},
    "leak": {"leak"},
    "profanity": {"profanity"},
    "competitor": {"competitor"},
    "pii_request": {"pii_request"},
    "pii_echo": {"pii_echo", "email"},
    "language_mismatch": {"language_mismatch"},
    "address": {"address"},
    "boilerplate": {"boilerplate"},
    "facts": {"facts"},
    "repeat": {"repeat"},
    "promise": {"promise"},
    "legal_admission": {"legal_admission"},
}
ALL = [(guard, case) for guard in GUARDS for case in cases(guard)]


def flags_of(guard: str, case: Case, **more: Any) -> list[Flag]:
    """The objections of one guard to one case; what stands for the mention is for `repeat` the reply before."""
    other = {"recent": [case.mention]} if guard == "repeat" else {"mention": case.mention}
    found = check(case.draft, context(case.lang, **other, **more))
    return [flag for flag in found if flag.name in GUARDS[guard]]


@pytest.mark.parametrize("guard", GUARDS)
def test_every_guard_has_forty_cases_of_each_sort_in_both_languages(guard: str) -> None:
    known = cases(guard)
    assert sum(case.bad for case in known) >= 40
    assert sum(not case.bad for case in known) >= 40
    assert guard == "address" or {case.lang for case in known} == {"tr", "en"}
    assert len(set(known)) == len(known)


@pytest.mark.parametrize(("guard", "case"), [pair for pair in ALL if pair[1].bad])
def test_bad_replies_are_caught(guard: str, case: Case) -> None:
    found = flags_of(guard, case)
    assert found
    assert all(0 <= flag.start < flag.end <= len(case.draft) for flag in found)


@pytest.mark.parametrize(("guard", "case"), [pair for pair in ALL if not pair[1].bad])
def test_near_misses_are_let_through(guard: str, case: Case) -> None:
    assert flags_of(guard, case) == []


def seeds() -> list[dict[str, Any]]:
    """Thirty replies a good team would send, each with its mention and the facts it rests on."""
    return [json.loads(line) for line in (FOLDER / "seeds.jsonl").read_text(encoding="utf-8").splitlines()]


def seed_context(seed: dict[str, Any]) -> Context:
    """The seeds were written for a brand with these facts and no others."""
    facts = [Fact(id=str(n), text=text) for n, text in enumerate(seed.get("facts", []))]
    brand = BRAND.model_copy(update={"facts": facts})
    return context(
        seed["lang"], seed["mention"], seed["platform"], brand=brand, kind=seed["kind"], address=seed.get("address")
    )


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: str(seed["id"]))
def test_no_seed_reply_is_red(seed: dict[str, Any]) -> None:
    found = check(seed["reply"], seed_context(seed))
    assert [flag for flag in found if flag.level == "red"] == []


def test_at_most_a_quarter_of_the_seed_replies_is_amber() -> None:
    levels = [level_of(check(seed["reply"], seed_context(seed))) for seed in seeds()]
    assert len(levels) == 30
    assert levels.count("amber") <= 7


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=350), st.sampled_from(["tr", "en"]), st.text(max_size=80))
def test_no_text_makes_a_guard_fail_and_spans_stay_inside(draft: str, lang: str, mention: str) -> None:
    for flag in check(draft, context(lang, mention, recent=[mention, draft[::-1]])):
        assert flag.name in NAMES
        assert flag.level in {"amber", "red"}
        assert 0 <= flag.start <= flag.end <= len(draft)


PIECES = st.sampled_from(
    [
        *("geldi.ve", " @biri ", "0532", " 111 ", "22 33", "destek", "@", "ornek", ".", "com", "{{", "}}", "İ", "ı"),
        *("ß", "ﬁ", "👨‍👩‍👧", "e\u0301", "\u200b", " yarın ", "iade", " yapacağız", "hata ", "bizde", "our fault"),
        *(" we'll ", "refund", "'den", "!", "…", "\n", "**", "#", "r/", "salak", "https://", "Karşı Moda", "%40"),
        *(" 14 gün ", "siz", "sin", " "),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["x", "bluesky", "mastodon", "reddit", "threads"]))
def test_no_mix_of_suspicious_pieces_makes_a_guard_fail(draft: str, platform: str) -> None:
    for flag in check(draft, context("tr", draft[::2], platform)):
        assert 0 <= flag.start <= flag.end <= len(draft)


def test_the_same_reply_gets_the_same_objections_and_none_twice() -> None:
    draft = "Selam @biri, 0532 111 22 33'ü ara, hata bizde. geldi.ve 0532 111 22 33"
    first, second = check(draft, context()), check(draft, context())
    assert first == second
    assert len(set(first)) == len(first)


@pytest.mark.parametrize(
    ("draft", "asks"),
    [
        ("destek@ornekmarka.com adresine yaz, bakalım.", False),
        ("destek@ornekmarka.com adresimize yaz, bakalım.", False),
        ("destek@ornekmarka.com.biz adresine yaz, bakalım.", True),
        ("destek@ornekmarka.com adresine e-posta adresini yaz.", True),
        ("destek@ornekmarka.com yazdık, adresini yaz.", True),
    ],
)
def test_the_brands_own_address_is_no_request_for_the_customers(draft: str, asks: bool) -> None:
    found = {flag.name for flag in check(draft, Context(brand=BRAND, platform="x", lang="tr"))}
    assert ("pii_request" in found) is asks


@pytest.mark.parametrize(
    ("draft", "lang", "level"),
    [
        ("DM'den doğum tarihini yaz, bakalım.", "tr", "red"),
        ("IBAN'ını DM'den ilet, bakalım.", "tr", "red"),
        ("Özelden adresini yaz, bakalım.", "tr", "red"),
        ("DM'den açık adresini yaz, bakalım.", "tr", "red"),
        ("Send your date of birth by DM.", "en", "red"),
        ("Send us your address in a DM.", "en", "red"),
        ("Sipariş numaranı DM'den yaz, bakalım.", "tr", "green"),
        ("DM'den telefon numaranı yaz, bakalım.", "tr", "red"),
        ("Teslimat adresini DM'den yaz, bakalım.", "tr", "red"),
        ("DM'den mail adresini yaz, bakalım.", "tr", "green"),
        ("DM'den e-posta adresini yaz, bakalım.", "tr", "green"),
        ("Send us your order number by DM.", "en", "green"),
        ("Send us your email address in a DM.", "en", "green"),
        ("Adresini DM'den bile yazma, herkes görmesin.", "tr", "green"),
    ],
)
def test_some_things_are_not_asked_for_in_private_either(draft: str, lang: str, level: str) -> None:
    flags = check(draft, Context(brand=BRAND, platform="x", lang=lang))
    assert level_of([flag for flag in flags if flag.name == "pii_request"]) == level


@pytest.mark.parametrize(
    ("draft", "promises"),
    [
        ("Hediye Evi bunu okudu.", False),
        ("Bu hediye bizden.", True),
        ("Ayrıntısı burada: ornekmarka.com/ucretsiz-kargo", False),
        ("Ayrıntısı burada: ornekmarka.com/ucretsiz-iade", True),
    ],
)
def test_the_brands_name_and_a_facts_page_are_no_promise(draft: str, promises: bool) -> None:
    fact = Fact(id="sayfa", text="Sayfamız", url="https://ornekmarka.com/ucretsiz-kargo")
    brand = BRAND.model_copy(update={"name": "Hediye Evi", "facts": [fact]})
    found = {flag.name for flag in check(draft, Context(brand=brand, platform="x", lang="tr"))}
    assert ("promise" in found) is promises


def test_the_worst_objection_is_the_level() -> None:
    assert level_of([]) == "green"
    assert level_of([Flag("repeat", "amber")]) == "amber"
    assert level_of([Flag("repeat", "amber"), Flag("link", "red")]) == "red"
