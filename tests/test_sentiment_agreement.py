"""Agreement of two readers: by hand on small cases, then on the second pass that ships."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from monitor.sentiment.agreement import (
    Agreement,
    UrgencyReading,
    agreement,
    agreements,
    read_second_pass,
    read_urgency_pass,
    urgency_agreement,
)
from monitor.sentiment.corpus import FOLDER, Example, read_examples


def test_kappa_of_a_table_worked_out_by_hand() -> None:
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed 0.7, expected 0.5 * 0.6 + 0.5 * 0.4 = 0.5.
    first = ["y"] * 25 + ["n"] * 25
    second = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert agreement(first, second) == Agreement(of=50, raw=0.7, kappa=0.4)


def test_agreeing_no_more_than_chance_is_nought_and_less_is_below() -> None:
    assert agreement("ynyn", "yynn").kappa == 0.0
    assert agreement("yn", "ny").kappa == -1.0


def test_readers_who_never_vary_agree_wholly() -> None:
    assert agreement([None] * 3, [None] * 3) == Agreement(of=3, raw=1.0, kappa=1.0)


def test_nothing_or_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing was read twice"):
        agreement([], [])
    with pytest.raises(ValueError, match="zip"):
        agreement("yn", "y")


def _line(**changed: object) -> str:
    reading = {
        "id": "a1", "label": "praise", "sentiment": "positive", "topics": ["shipping"], "urgency": "low",
        "about_brand": True, "sarcastic": False, "escalate": None,
    }  # fmt: skip
    return Example(text="x", brand="Nane", **{**reading, **changed}).model_dump_json(  # type: ignore[arg-type]
        include=set(reading)
    )


def test_fields_and_topics_are_counted_apart(tmp_path: Path) -> None:
    file = tmp_path / "second.jsonl"
    file.write_text(_line() + "\n" + _line(id="a2", label="complaint", topics=["price"]) + "\n", encoding="utf-8")
    first = {e.id: e for e in (Example.model_validate_json(line[:-1] + ',"text":"x","brand":"Nane"}')
                               for line in (_line(), _line(id="a2", topics=["shipping", "price"])))}  # fmt: skip
    found = agreements(first, read_second_pass(file))
    assert found["label"].raw == 0.5
    assert found["sentiment"].raw == 1.0
    assert found["topic: shipping"].raw == 0.5
    assert found["topic: price"].raw == 1.0
    with pytest.raises(KeyError):
        agreements({}, read_second_pass(file))


def test_topics_count_only_where_the_second_reader_was_asked_for_them(tmp_path: Path) -> None:
    file = tmp_path / "second.jsonl"
    bare = _line(id="a2").replace('"topics":["shipping"],', "")
    first = {id: Example(id=id, text="x", brand="Nane", label="praise", topics=("shipping",)) for id in ("a1", "a2")}
    file.write_text(_line() + "\n" + bare + "\n", encoding="utf-8")
    found = agreements(first, read_second_pass(file))
    assert (found["label"].of, found["topic: shipping"].of) == (2, 1)
    file.write_text(bare, encoding="utf-8")
    assert not [name for name in agreements(first, read_second_pass(file)) if name.startswith("topic")]


def test_a_corrected_line_still_counts_as_the_disagreement_it_was(tmp_path: Path) -> None:
    file = tmp_path / "second.jsonl"
    file.write_text(_line()[:-1] + ',"first":{"label":"other"}}', encoding="utf-8")
    first = {"a1": Example.model_validate_json(_line()[:-1] + ',"text":"x","brand":"Nane"}')}
    assert agreements(first, read_second_pass(file))["label"].raw == 0.0


def test_a_line_that_is_no_reading_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "second.jsonl"
    file.write_text(_line(label="complaint").replace("complaint", "anger"), encoding="utf-8")
    with pytest.raises(ValidationError, match="label"):
        read_second_pass(file)


def test_the_second_pass_covers_3399_lines_of_the_corpus_and_both_languages() -> None:
    corpus = {example.id: example for example in read_examples(FOLDER)}
    second = read_second_pass()
    assert len({reading.id for reading in second}) == len(second) == 3399
    assert {corpus[reading.id].lang for reading in second} == {"tr", "en"}
    assert all(getattr(corpus[r.id], name) == getattr(r, name) for r in second for name in r.first), "as settled"
    found = agreements(corpus, second)
    assert found["label"].kappa > 0.9
    assert {each.of for name, each in found.items() if not name.startswith("topic")} == {3399}
    assert {each.of for name, each in found.items() if name.startswith("topic")} == {600}


def test_urgency_is_compared_as_yes_or_no() -> None:
    plain = Example(id="", text="x", brand="Nane", label="complaint")
    first = {name: plain.model_copy(update={"urgency": "high" if name in "ad" else "low"}) for name in "abcd"}
    readings = [UrgencyReading(id=name, urgent=name in "ab") for name in "abcd"]
    assert urgency_agreement(first, readings) == Agreement(of=4, raw=0.5, kappa=0.0)
    with pytest.raises(KeyError):
        urgency_agreement({}, readings)


def test_every_line_of_dev_and_test_was_read_again_for_urgency() -> None:
    measured = {e.id: e for e in read_examples(FOLDER) if e.split != "train"}
    readings = read_urgency_pass()
    assert {reading.id for reading in readings} == measured.keys()
    assert len(readings) == len(measured)
    assert urgency_agreement(measured, readings).kappa > 0.9


def test_a_line_with_another_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "urgency.jsonl"
    file.write_text('{"id": "a", "urgent": true, "text": "x"}\n', encoding="utf-8")
    with pytest.raises(ValidationError, match="text"):
        read_urgency_pass(file)
