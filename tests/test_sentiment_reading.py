"""What the model is shown of a post: signs for the brand, cues, word classes, and never a brand's own word."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Brand
from models.judgement import Escalate
from monitor.sentiment.alarms import alarm, forms, signs
from monitor.sentiment.classes import classes, phrase_classes
from monitor.sentiment.hashing import grams
from monitor.sentiment.reading import Reading, read
from monitor.sentiment.settings import Hashing

NANE = Brand(name="Nane", handles=["nanekozmetik"], competitors=["Papatya"])


def shown(text: str, lang: str = "tr") -> Reading:
    return read(text, NANE, lang)


def test_brand_rival_handles_and_links_become_signs() -> None:
    body = shown("@nanekozmetik Nane'den aldım, papatyadan iyi. @ayse bak https://x.example/1 #nanerezalet").body
    assert body.split() == ["H", "B", "aldim,", "R", "iyi.", "A", "bak", "U", "G"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kargom NEREDE kaldı", "kargom nerede kaldi"),
        ("çooook kötüüü", "cok kotu"),
        ("3 gün", "9 gün"),
        ("nane’den iyi", "nane'den iyi"),
    ],
)
def test_two_ways_to_write_one_thing_read_alike(one: str, other: str) -> None:
    assert shown(one).body == shown(other).body


def test_two_brands_read_alike() -> None:
    assert read("Nane'nin kremi bozuk", NANE, "tr") == read("Defne'nin kremi bozuk", Brand(name="Defne"), "tr")


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("kremi bozuk", "Znobrand"),
        ("Nane'nin kremi", "Zbapostrophe"),
        ("bugün nane çayı", "Zblower"),
        ("neden açmıyorsunuz Nane?", "Zblast"),
        ("KARGOM NEREDE KALDI", "Zshout"),
        ("çoooook", "Zstretch"),
        ("var mı?", "Zaskend"),
        ("bravo 🙄", "ZEirony"),
        ("avukatımla görüştüm", "Zalarmlegal"),
    ],
)
def test_cues(text: str, cue: str) -> None:
    assert cue in shown(text).cues.split()


def test_a_very_long_post_is_read_in_part() -> None:
    assert len(shown("kargo " * 10_000).body) < 2_000


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("kurye tehdit etti", "tr", ["ship", "courier", "threat"]),
        ("soggy", "en", ["dirty", "untasty"]),
        ("kargom gelmedi", "tr", ["late"]),
        ("never again", "en", ["regret", "leave"]),
        ("delivery rezalet", "tr", ["ship", "bad"]),
        ("the driver's van", "en", ["ship", "courier", "ship"]),
        ("cheers...late", "en", ["thanks", "late"]),
        ("zxqw", "tr", []),
    ],
)
def test_words_are_told_by_what_they_are_about(text: str, lang: str, found: list[str]) -> None:
    assert classes(text, lang) == found


def test_every_digit_is_a_nought_in_the_lists_as_in_the_text() -> None:
    assert "great" in classes(shown("10 numara ürün").body, "tr")


def test_short_words_are_not_lent_between_languages() -> None:
    assert classes("size", "en") != []
    assert classes("size", "tr") == [], "to you"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("gelmedi almiyor olmaz gelmemis bakmayan almayin almayiz sormadan almam gelmesin", "not"),
        ("aldim gittik bekliyorum alacagim bakiyoruz", "me"),
        ("iadesiz ilgisizlik", "without"),
        ("geldimi olurmu varmi geliyormu mi misiniz", "mi"),
    ],
)
def test_turkish_endings_count_as_words(words: str, kind: str) -> None:
    assert not [word for word in words.split() if kind not in classes(word, "tr")]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("ama zaman tamam hemen yemek demek emek", "not"),
        ("artik yardim egitim mantik plastik adim", "me"),
        ("siz size sizin", "without"),
        ("kargomu paketimi kendimi resmi sistemi", "mi"),
    ],
)
def test_words_that_only_look_like_an_ending_have_none(words: str, kind: str) -> None:
    assert not [word for word in words.split() if kind in classes(word, "tr")]


def test_every_word_of_a_post_gets_the_classes_of_its_phrase() -> None:
    found = phrase_classes(["well", "never", "again"], "en")
    assert found[0] == ()
    assert "regret" in found[1] == found[2]


def test_a_phrase_wins_over_its_words_and_a_stem_never_swallows_the_next_word() -> None:
    assert classes("bir daha asla almam", "tr")[0] == "regret"
    assert "threat" in classes("kurye tehdit", "tr")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("artik yasamak istemiyorum", "self_harm"),
        ("avukatima verdim", "legal"),
        ("kartimdan bilgim disinda 3 cekim yapilmis", "fraud"),
        ("baskasinin siparis bilgileri cikti", "data"),
        ("merhaba, bir gazetede muhabirim, yorum almak isterim", "press"),
        ("kremden sonra yuzum sisti kabardi", "injury"),
        ("sarj aleti alev aldi", "safety"),
        ("i'm a journalist writing about this", "press"),
        ("the kettle caught fire", "safety"),
        ("three stitches in my thumb", "injury"),
        ("someone else's address is on my account", "data"),
    ],
)
def test_alarms(text: str, kind: str) -> None:
    assert alarm(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "gulmekten oldum",
        "meraktan oldum",
        "bu latte to die for",
        "dying of laughter",
        "kalp krizi gecirecektim indirimden",
    ],
)
def test_harmless_lookalikes(text: str) -> None:
    assert alarm(text) is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("my dentist said the crown is lost, and the plug is smoking", ["injury", "safety"]),
        ("kurye gece mesaj atti, yalniz misin diye", ["safety"]),
        ("adima kredi cekilmis, avukatla konusacagim", ["fraud", "legal"]),
        ("not my charge", ["fraud"]),
        ("the shop was lovely", []),
        ("kargom geldi cok guzel", []),
    ],
)
def test_signs_of_harm_are_told_by_kind_and_shown_as_cues(text: str, kinds: list[str]) -> None:
    assert signs(text) == kinds
    assert [f"Zsign{kind}" for kind in kinds] == [
        cue for cue in shown(text).cues.split() if cue[5:] and cue[:5] == "Zsign"
    ]


def test_every_kind_has_signs_and_every_form_can_be_reached_through_its_literals() -> None:
    assert {form.kind for form in forms() if form.sort == "sign"} == set(get_args(Escalate))
    assert all(form.literals and all(form.literals) for form in forms())
    assert all(regex.compile(form.pattern) for form in forms())


HASHING = Hashing(bits=12)


def test_grams_of_a_text_do_not_depend_on_its_neighbours() -> None:
    readings = [shown(t) for t in ("kargom nerede", "", "çok iyi çok iyi", "a", "Nane!")]
    together = grams(readings, HASHING)
    for place, reading in enumerate(readings):
        alone, mine = grams([reading], HASHING), together.rows == place
        assert np.array_equal(alone.buckets, together.buckets[mine])
        assert np.array_equal(alone.weights, together.weights[mine])


def test_counts_weigh_by_their_logarithm() -> None:
    once, thrice = (grams([Reading(f" {'x ' * n}", "")], Hashing(chars=(2, 1), words=1)) for n in (1, 3))
    assert thrice.weights == pytest.approx(once.weights + np.log(3))


def test_ngrams_stay_inside_words() -> None:
    one = grams([Reading(" ab cd ", "")], Hashing(chars=(2, 3), words=0))
    assert one.buckets.size == len({" a", "ab", "b ", " c", "cd", "d ", " ab", "ab ", " cd", "cd "})


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_becomes_numbers_within_bounds(texts: list[str]) -> None:
    found = grams([shown(text) for text in texts], HASHING)
    assert found.texts == len(texts)
    assert ((found.buckets >= 0) & (found.buckets < HASHING.buckets)).all()
    assert (np.diff(found.rows) >= 0).all()
