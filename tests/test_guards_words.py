"""The guards that read words: what the context changes, and what is exempt."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from models import Brand, Fact, HoldingLine
from responders.guards import Context, Flag, check, level_of
from responders.guards.address import form_of
from responders.guards.repeat import similarity
from tests.guard_cases import BRAND, context
from tests.guard_recall import Recall, recall, report

REFUND = "İadeni onaylayıp tutarı kartına geri gönderiyoruz."


def only(name: str, found: list[Flag]) -> list[Flag]:
    """The flags of one guard."""
    return [flag for flag in found if flag.name == name]


def test_an_approved_step_may_promise_word_for_word_and_only_so() -> None:
    assert only("promise", check(f"Haklısın. {REFUND}", context())) == []
    changed = check("Haklısın. İadeni onaylayıp tutarı bugün kartına geri gönderiyoruz.", context())
    assert [flag.level for flag in only("promise", changed)][:1] == ["red"]


def test_the_holding_line_and_approved_lines_are_exempt_too() -> None:
    line = "Uygulamadaki sorunu biliyoruz, üzerinde çalışıyoruz, yarına düzelecek."
    assert only("promise", check(line, context()))
    brand = BRAND.model_copy(update={"holding_line": HoldingLine(tr=line)})
    assert only("promise", check(line, context(brand=brand))) == []
    assert only("promise", check(line, context(approved_lines=[line]))) == []


def test_what_nobody_approved_is_checked_more_strictly() -> None:
    draft = "Ekibimiz konuyla ilgileniyor, takipteyiz."
    assert {flag.level for flag in only("promise", check(draft, context()))} == {"amber"}
    assert only("promise", check(draft, context(free_spans=[]))) == []
    found = only("promise", check(draft, context(free_spans=[(0, 8)])))
    assert [(flag.start, flag.end) for flag in found] == [(0, 8)]


def test_an_explicit_promise_is_red_even_outside_free_text() -> None:
    found = only("promise", check("Paranı yarın hesabına yatıracağız.", context(free_spans=[])))
    assert {flag.level for flag in found} == {"red"}


def test_what_a_fact_states_is_no_promise() -> None:
    draft = "Tutar 14 gün içinde kartına yatar."
    assert "red" in {flag.level for flag in only("promise", check(draft, context()))}
    brand = BRAND.model_copy(update={"facts": [Fact(id="f", text="İade tutarı 14 gün içinde karta yatar")]})
    assert only("promise", check(draft, context(brand=brand))) == []
    late = BRAND.model_copy(update={"facts": [Fact(id="f", text=brand.facts[0].text, until=date(2026, 11, 19))]})
    assert only("promise", check(draft, context(brand=late)))


def test_a_word_the_customer_brought_up_is_no_commitment() -> None:
    assert only("promise", check("That voucher, does it fail at checkout?", context("en")))
    assert only("promise", check("That voucher, does it fail at checkout?", context("en", "voucher fails"))) == []


def test_the_customers_promise_does_not_make_ours_harmless() -> None:
    found = check("Göndereceğiz, yarın elinde olacak.", context("tr", "yarın göndereceğiz, elinde olacak dediniz"))
    assert "red" in {flag.level for flag in only("promise", found)}


@pytest.mark.parametrize(
    ("lang", "draft"),
    [
        ("tr", "Hata bizde."),
        ("tr", "HATA BİZDE"),
        ("tr", "hata  tamamen\nbizde"),
        ("en", "It’s our fault"),
        ("en", "OUR FAULT"),
        ("en", "our  fault"),
    ],
)
def test_an_admission_is_red_however_it_is_typed(lang: str, draft: str) -> None:
    assert "red" in {flag.level for flag in only("legal_admission", check(draft, context(lang)))}


def test_the_address_follows_the_reply_then_the_brand_then_the_customer() -> None:
    siz, sen = "Sipariş numaranızı DM'den yazarsanız bakalım.", "Sipariş numaranı DM'den yollarsan bakalım."
    assert only("address", check(siz, context())) != []
    assert only("address", check(siz, context(address="siz"))) == []
    assert only("address", check(sen, context(address="siz"))) != []
    assert only("address", check(siz, context("tr", "neden göndermediniz"))) == []
    strict = BRAND.model_copy(update={"mirror_siz": False})
    assert only("address", check(siz, context("tr", "neden göndermediniz", brand=strict))) != []
    formal = BRAND.model_copy(update={"address_tr": "siz"})
    assert only("address", check(siz, context(brand=formal))) == []
    assert only("address", check(sen, context(brand=formal))) != []
    assert only("address", check(siz, context("en"))) == []


def test_the_form_of_a_text_is_known_or_not() -> None:
    assert form_of("haklisin, yollarsan bakalim") == "sen"
    assert form_of("haklisiniz, yollarsaniz bakalim") == "siz"
    assert form_of("haklisin, yollarsaniz bakalim") is None
    assert form_of("bakalim") is None


def test_the_emoji_quota_is_the_kinds() -> None:
    assert only("boilerplate", check("Haklısın 😊", context(kind="complaint"))) != []
    assert only("boilerplate", check("Sevindik 😊", context(kind="praise"))) == []
    assert only("boilerplate", check("Sevindik 😊", context())) == []
    assert len(only("boilerplate", check("Sevindik 😊😊👨‍👩‍👧", context(kind="praise")))) == 2


def test_an_expired_number_is_a_number_from_nowhere() -> None:
    draft = "Yaz indirimi %40 diyor sayfa."
    assert only("facts", check(draft, context(today=date(2026, 8, 31)))) == []
    assert [flag.level for flag in only("facts", check(draft, context(today=date(2026, 9, 1))))] == ["red"]


def test_numbers_in_words_and_invented_pages_are_for_a_person_to_judge() -> None:
    assert [f.level for f in only("facts", check("Beş hafta sürer.", context()))] == ["amber"]
    assert [f.level for f in only("facts", check("Bak: ornekmarka.com/uydurma", context()))] == ["amber"]


def test_an_order_number_in_public_is_amber_a_secret_is_red_even_in_private() -> None:
    assert [f.level for f in only("pii_request", check("Sipariş numaranı yazar mısın?", context()))] == ["amber"]
    secret = only("pii_request", check("Kart numaranı DM'den yaz.", context()))
    assert {flag.level for flag in secret} == {"red"}


def test_a_street_address_a_fact_gives_may_be_said() -> None:
    draft = "Mağazamız Lale Sokak No 12 adresinde."
    assert only("pii_echo", check(draft, context()))
    brand = BRAND.model_copy(update={"facts": [Fact(id="m", text="Mağaza: Lale Sokak No 12, Kadıköy")]})
    assert only("pii_echo", check(draft, context(brand=brand))) == []


def test_a_rival_within_the_brands_own_name_is_the_brand() -> None:
    brand = Brand(name="Bolca Ev", competitors=["Bolca"])
    assert only("competitor", check("Bolca Ev'de çalışıyorum.", context(brand=brand))) == []
    assert only("competitor", check("Bolca'da var.", context(brand=brand)))


def test_repetition_looks_at_twenty_replies_and_skips_approved_lines() -> None:
    draft = "Bütün gün evde bekleyip o notu görmek insanı kızdırır."
    others = [f"{letter * 30} bambaşka bir yanıt" for letter in "abcdefghijklmnopqrst"]
    assert only("repeat", check(draft, context(recent=[*others[:19], draft])))
    assert only("repeat", check(draft, context(recent=[*others, draft]))) == []
    assert only("repeat", check(REFUND, context(recent=[REFUND]))) == []
    assert only("repeat", check(draft, context(recent=[draft], approved_lines=[draft]))) == []


def test_similarity_is_that_of_four_grams() -> None:
    assert similarity("abcdefgh", "abcdefgh") == 1
    assert similarity("abcde", "bcdef") == pytest.approx(1 / 3)
    assert similarity("abc", "abc") == 0


def test_a_clean_reply_has_no_flags_and_a_bad_one_names_everything() -> None:
    assert check("Haklısın, beklemek can sıkıcı. Sipariş numaranı DM'den yollarsan bakalım.", context()) == []
    draft = "Değerli müşterimiz salak kurye, hata bizde, paranızı yarın iade edeceğiz: bit.ly/x @biri 0532 111 22 33"
    found = check(draft, Context(BRAND, "x", "tr"))
    assert level_of(found) == "red"
    wanted = {"boilerplate", "profanity", "legal_admission", "promise", "link", "handle", "phone", "address"}
    assert wanted <= {flag.name for flag in found}


ROWS = [
    {"id": "1", "lang": "tr", "draft": "Hata bizde.", "mention": "", "expects": "legal_admission"},
    {"id": "2", "lang": "tr", "draft": "Haklısın.", "mention": "", "expects": "legal_admission"},
    {"id": "3", "lang": "en", "draft": "We'll look after this soon.", "mention": "", "expects": "promise"},
]


def test_recall_counts_what_was_caught(tmp_path: Path) -> None:
    found = recall(ROWS)
    assert found["legal_admission tr"] == Recall(caught=1, red=1, warned=1, of=2)
    assert found["promise en"].caught == 1
    assert found["all"].of == 3
    low, high = Recall(5, 5, 5, 10).interval()
    assert (round(low, 3), round(high, 3)) == (0.237, 0.763)
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    assert "legal_admission tr       caught 1/2 50%" in report(file)
