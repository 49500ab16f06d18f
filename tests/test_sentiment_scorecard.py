"""The score card: every figure can move, the worst mistakes come first, languages are apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import ValidationError

from models import Judgement
from monitor.sentiment import Text
from monitor.sentiment.card import as_markdown, as_text
from monitor.sentiment.corpus import FOLDER, Example, of_split, read_examples
from monitor.sentiment.scorecard import ScoreCard, evaluate


class Table:
    """Says what it was told to say, text by text."""

    name = "table"

    def __init__(self, said: dict[str, Judgement]) -> None:
        self.said = said

    def judge(self, texts: Sequence[Text]) -> list[Judgement]:
        return [self.said[text.text] for text in texts]


def example(name: str, **more: object) -> Example:
    return Example.model_validate({"id": name, "text": name, "brand": "Nane", "label": "complaint", **more})


def judgement(**more: object) -> Judgement:
    return Judgement.model_validate({"label": "complaint", "sentiment": "negative", "confidence": 0.9, **more})


EXAMPLES = [
    example("a", sarcastic=True),
    example("b", urgency="high", escalate="injury"),
    example("c", label="praise", sentiment="positive"),
    example("d", label="other", about_brand=False, lang="en"),
    example("e", label="question", lang="en"),
]
SAID = {
    "a": judgement(label="praise", confidence=0.99),
    "b": judgement(urgency="high", escalate="injury"),
    "c": judgement(label="praise", urgency="high"),
    "d": judgement(label="other", about_brand=False),
    "e": judgement(label="complaint", confidence=0.4, unsure=True),
}


def card() -> ScoreCard:
    return evaluate(EXAMPLES, Table(SAID))


def test_figures_by_hand() -> None:
    every = card().parts["all"]
    assert every.accuracy.value == 0.6
    assert every.urgent_recall.value == 1.0
    assert every.urgent_false_alarms.value == 0.25
    assert every.sarcastic_complaints.value == 0.0
    assert every.not_about_brand_f1.value == 1.0
    assert every.unsure.value == 0.2
    assert (every.complaints_seen.value, every.complaints_seen.of) == (0.5, 2)
    assert (every.urgent_seen.value, every.urgent_seen.of) == (1.0, 1)
    assert every.sure_accuracy.value == 0.75
    assert every.confusion["question"]["complaint"] == 1


def test_long_posts_have_figures_of_their_own_where_there_are_any() -> None:
    assert card().parts.keys() == {"all", "tr", "en"}
    story = "uzun bir hikaye " * 40
    found = evaluate([*EXAMPLES, example(story)], Table({**SAID, story: judgement()}))
    assert found.parts.keys() == {"all", "tr", "en", "long"}
    assert (found.parts["long"].mentions, found.parts["long"].accuracy.value) == (1, 1.0)
    assert "over 520 characters: 1 mentions" in as_text(found)


def test_sentiment_and_topics_are_counted_where_the_lines_name_them() -> None:
    every = evaluate(
        [
            example("a", sentiment="negative", topics=["shipping", "returns"]),
            example("b", sentiment="positive", topics=[]),
            example("c"),
        ],
        Table(
            {"a": judgement(topics=["shipping"]), "b": judgement(topics=["stock"]), "c": judgement(topics=["price"])}
        ),
    ).parts["all"]
    assert (every.sentiment_accuracy.value, every.sentiment_accuracy.of) == (0.5, 2)
    assert (every.topics_f1.value, every.topics_f1.of) == (0.5, 2)
    assert (part := card().parts["all"]).sentiment_accuracy.of == 1
    assert part.topics_f1.of == 0


def test_languages_are_counted_apart_and_absent_ones_left_out() -> None:
    assert {lang: part.mentions for lang, part in card().parts.items()} == {"all": 5, "tr": 3, "en": 2}
    assert set(evaluate(EXAMPLES[:3], Table(SAID)).parts) == {"all", "tr"}


def test_the_surest_mistake_comes_first() -> None:
    assert [m.id for m in card().worst] == ["a", "e"]


def test_no_examples_make_an_empty_card() -> None:
    assert evaluate([], Table({})).parts == {}


def test_text_and_json_say_the_same() -> None:
    words = as_text(card())
    assert "Turkish: 3 mentions" in words
    assert "complaint taken for praise (0.99) a: a" in words
    assert ScoreCard.model_validate_json(card().model_dump_json()) == card()


def test_markdown_puts_synthetic_beside_every_table_and_an_interval_beside_every_figure() -> None:
    lines = as_markdown(card(), "# Card").splitlines()
    heads = [
        line
        for line in lines
        if line.startswith("|") and "---" not in line and ("|" not in lines[lines.index(line) - 1])
    ]
    assert len(heads) == 3
    assert all("synthetic" in head for head in heads)
    assert "| accuracy | 0.600 (" in "\n".join(lines)


def test_a_file_of_labelled_lines_is_read_and_a_bad_one_refused(tmp_path: Path) -> None:
    good = tmp_path / "mine.jsonl"
    good.write_text('{"id":"1","text":"a","brand":"N","label":"praise","more":1}\n\n', encoding="utf-8")
    assert [e.label for e in read_examples(good)] == ["praise"]
    good.write_text('{"id":"1","text":"a","brand":"N","label":"joy"}\n', encoding="utf-8")
    with pytest.raises(ValidationError):
        list(read_examples(good))


def test_no_scenario_straddles_the_split_of_the_corpus() -> None:
    where: dict[str, set[str]] = {}
    for found in read_examples(FOLDER):
        where.setdefault(found.scenario, set()).add(found.split)
    assert all(len(splits) == 1 for splits in where.values())


def test_the_corpus_is_whole_unique_and_in_both_languages() -> None:
    every = list(read_examples(FOLDER))
    assert len({e.id for e in every}) == len(every) >= 9_170
    assert all(len(of_split(every, split)) > 2_500 for split in ("dev", "test"))
    assert all(e.label == "other" for e in every if not e.about_brand)
    assert {e.lang for e in every} == {"tr", "en"}


def test_lines_written_against_the_judges_mistakes_are_never_measured_on() -> None:
    probed = [example for file in FOLDER.glob("*_probed.jsonl") for example in read_examples(file)]
    assert len(probed) > 12_000
    assert {example.split for example in probed} == {"train"}
    told = {example.scenario for example in probed}
    assert not told & {example.scenario for example in of_split(read_examples(FOLDER), "dev", "test")}
