"""Batches: every text once, with others of its length, and never more memory than a bound."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.sentiment.batching import MOST, by_size

LETTERS = 4000


@given(st.lists(st.integers(min_value=0, max_value=9000), max_size=200))
def test_every_text_once_and_the_lengths_rise(sizes: list[int]) -> None:
    places = [place for batch in by_size(sizes) for place in batch]
    assert sorted(places) == list(range(len(sizes)))
    assert [sizes[place] for place in places] == sorted(sizes)


@given(st.lists(st.integers(min_value=0, max_value=9000), max_size=200))
def test_a_batch_is_bounded_in_texts_and_in_letters(sizes: list[int]) -> None:
    for batch in by_size(sizes):
        assert 1 <= len(batch) <= MOST
        assert len(batch) == 1 or len(batch) * max(sizes[place] for place in batch) <= LETTERS


def test_short_posts_fill_a_batch_and_a_letter_has_one_to_itself() -> None:
    assert [len(batch) for batch in by_size([40] * 70 + [5000])] == [32, 32, 6, 1]


def test_posts_of_one_length_stay_in_their_order() -> None:
    assert by_size([7, 7, 3]) == [[2, 0, 1]]


def test_no_text_no_batch() -> None:
    assert by_size([]) == []
