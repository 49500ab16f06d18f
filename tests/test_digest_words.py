"""Products, couriers, rivals and cities that posts name, with their suffixes."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import Database
from reports import words
from reports.spans import span
from tests.digest_days import BERLIN, FIRST, ISTANBUL, LAST
from tests.digest_raw import IN, Raw, bounds


def test_named_words_are_counted_with_their_suffixes(filled: Database) -> None:
    raw = Raw(Path(str(filled.url.database)))
    within = span(ISTANBUL.calendar, FIRST, LAST)
    start, end = bounds(ISTANBUL, FIRST, LAST)
    sql = f"select count(*) from mention m where {IN} and m.about_brand and m.text like ?"
    complaint = f"{sql} and m.label = 'complaint'"
    with filled.reading() as session:
        found = words.named(session, ISTANBUL, within)
    key = ("ornek", start, end)
    assert found.couriers == {"Hızlı Kargo": raw.one(complaint, *key, "Hızlı Kargo%")}
    assert found.products == {"fincan": raw.one(complaint, *key, "fincan%")}
    assert found.rivals == {"Rakipoğlu": raw.one(sql, *key, "Rakipoğlu%")}
    izmir = raw.one(complaint, *key, "%İzmir%") + raw.one(complaint, *key, "#izmir%")
    assert found.cities == {"İzmir": izmir, "Zonguldak": raw.one(complaint, *key, "Zonguldağa%")}
    topics = f"""select count(*) from mention m, json_each(m.topics) j where {IN} and m.about_brand
                 and m.label = 'complaint' and m.text like 'Zonguldağa%' and j.value = 'app'"""
    assert found.cities_by_topic["app"]["Zonguldak"] == raw.one(topics, *key)


@pytest.mark.parametrize(
    ("word", "text", "is_named"),
    [
        ("fincan", "Fincanım kırıldı", True),
        ("fincan", "fincanlarımdan biri", True),
        ("tabak", "TABAĞIMI kırmışlar", True),
        ("kahve makinesi", "kahve makinemizden duman çıktı", False),
        ("kahve makinesi", "kahve makinesinin düğmesi", True),
        ("İzmir", "izmir'e gelmedi", True),
        ("İzmir", "İZMİRDEN yazıyorum", True),
        ("Ada", "Adana şubesi", False),
        ("ada", "adam gibi iş yapın", False),
    ],
)  # fmt: skip
def test_which_texts_name_a_word(word: str, text: str, is_named: bool) -> None:
    assert bool(words.hits(text, [word])) == is_named


def test_a_brand_without_word_lists_counts_no_words(filled: Database) -> None:
    with filled.reading() as session:
        assert not words.named(session, BERLIN, span(BERLIN.calendar, FIRST, LAST)).cities_by_topic
