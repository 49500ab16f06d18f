"""A post as a row of words: pieces, classes, order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models import Brand
from monitor.sentiment.reading import Reading, read
from monitor.sentiment.settings import Wording
from monitor.sentiment.wording import words

SMALL = Wording(bits=12, class_bits=9, longest=6)
NANE = Brand(name="Nane")


def reading(body: str, lang: str = "tr") -> Reading:
    return Reading(f" {body} ", f" Zlang{lang} ")


def pieces_of(body: str, lang: str = "tr") -> set[int]:
    found = words([reading(body, lang)], SMALL)
    return set(found.pieces[found.order[0, 0]].tolist()) - {0}


def test_every_word_stands_once_and_the_order_finds_it_again() -> None:
    found = words([reading("kargo geldi kargo"), reading("geldi")], SMALL)
    assert found.pieces.shape[0] == 2
    assert found.order.tolist() == [[0, 1, 0], [1, 0, 0]]
    assert found.lengths.tolist() == [3, 1]


def test_words_that_share_letters_share_pieces() -> None:
    shared = pieces_of("kargom") & pieces_of("kargonuz")
    assert shared, "<ka, kar, arg, rgo, <kar …"
    assert not pieces_of("kargom") & pieces_of("zil")


def test_words_that_share_a_class_share_it_between_languages() -> None:
    first, second = (words([reading(word, lang)], SMALL) for word, lang in (("bozuk", "tr"), ("faulty", "en")))
    assert set(first.classes[0]) & set(second.classes[0]) - {0}


def test_a_phrase_s_classes_count_for_each_of_its_words() -> None:
    never, alone = (words([reading(body, "en")], SMALL) for body in ("never again", "again"))
    first, second = (set(never.classes[never.order[0, at]]) - {0} for at in (0, 1))
    assert first & second, "regret"
    assert not first & set(alone.classes[0])


def test_the_brands_sign_has_no_letters_of_its_own() -> None:
    found = words([read("Nane geldi", NANE, "tr")], SMALL)
    assert np.count_nonzero(found.pieces[found.order[0, 0]]) == 1


def test_a_long_post_is_read_to_its_limit_and_an_empty_one_as_a_full_stop() -> None:
    found = words([reading("bir iki uc dort bes alti yedi sekiz"), Reading("  ", " Zlangtr ")], SMALL)
    assert found.lengths.tolist() == [6, 1]
    assert np.count_nonzero(found.pieces[found.order[1, 0]]) > 0


def test_no_texts_make_an_empty_batch() -> None:
    assert words([], SMALL).lengths.size == 0


@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_any_text_gives_inputs_the_tables_can_be_asked_for(texts: list[str]) -> None:
    found = words([read(text, NANE, "tr") for text in texts], SMALL)
    for values, most in ((found.pieces, SMALL.buckets), (found.classes, SMALL.meanings), (found.cues, SMALL.meanings)):
        assert values.min() >= 0
        assert values.max() < most
    assert found.order.max() < found.pieces.shape[0]
    assert (found.lengths >= 1).all()
    assert (np.count_nonzero(found.pieces, axis=1) >= 1).all(), "a mean of nothing would be no number"
