"""From numbers to a judgement: thresholds hold, and no judgement contradicts itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import Judgement
from models.judgement import Lang
from monitor.sentiment.decide import chosen, decide, doubt, label_odds, leaning, sigmoid
from monitor.sentiment.heads import ESCALATES, LABELS, SWITCHES, WIDTH, columns
from monitor.sentiment.settings import Deciding


def logits(**heads: dict[str, float]) -> np.ndarray:
    """All zero but for what is named: logits(label={"praise": 3})."""
    row = np.zeros(WIDTH, np.float32)
    names = {"label": LABELS, "escalate": ESCALATES, "switches": SWITCHES, "urgency": ("low", "normal", "high")}
    for head, values in heads.items():
        for name, value in values.items():
            wanted = None if name == "none" else name
            row[columns(head)][names[head].index(wanted)] = value
    return row


CALM = {"none": 9.0}


def said(
    text: str = "nane", lang: Lang = "tr", deciding: Deciding | None = None, **heads: dict[str, float]
) -> Judgement:
    heads.setdefault("escalate", CALM)
    (found,) = decide(logits(**heads)[None], [text], [lang], deciding or Deciding(), "m")
    return found


def test_no_number_is_too_large_for_a_probability() -> None:
    assert sigmoid(np.array([-200, 0, 200], np.float32)) == pytest.approx([0, 0.5, 1])


def test_confidence_is_calibrated_by_the_temperature() -> None:
    sharp, soft = (said(label={"praise": 3}, deciding=Deciding(temperature=t)).confidence for t in (1.0, 3.0))
    assert sharp > soft > 0.25


def test_from_the_cost_of_the_threshold_a_person_labels_it() -> None:
    assert said(label={"praise": 0.5}, deciding=Deciding(doubt=0.4)).unsure
    assert not said(label={"praise": 5}, deciding=Deciding(doubt=0.4)).unsure


@pytest.mark.parametrize(("mistaken", "doubted"), [("praise", True), ("other", True), ("question", False)])
def test_a_complaint_taken_for_praise_or_chatter_is_doubted_sooner(mistaken: str, doubted: bool) -> None:
    found = said(label={mistaken: 3.0, "complaint": 1.2}, deciding=Deciding(doubt=0.25))
    assert (found.label, found.unsure) == (mistaken, doubted)


def test_what_may_be_praise_is_no_less_a_complaint() -> None:
    assert not said(label={"complaint": 3.0, "praise": 1.2}, deciding=Deciding(doubt=0.25)).unsure


def test_a_complaint_nearly_as_likely_as_praise_is_said_and_its_confidence_is_its_own() -> None:
    close: dict[str, float] = {"praise": 1.0, "complaint": 0.9}
    plain, leaning = (said(label=close, deciding=Deciding(lean=lean)) for lean in (1.0, 1.2))
    assert (plain.label, leaning.label) == ("praise", "complaint")
    assert leaning.confidence < plain.confidence
    assert said(label={"praise": 1.5, "complaint": 0.9}, deciding=Deciding(lean=1.2)).label == "praise"


def test_a_long_post_says_enough_and_does_not_lean() -> None:
    row = logits(label={"praise": 1.0, "complaint": 0.9}, escalate=CALM, switches={"about_brand": 3.0})[None]
    texts = ["nane " * 20, "nane " * 100]
    found = [decide(row, [text], ["tr"], Deciding(lean=1.5), "nane")[0].label for text in texts]
    assert found == ["complaint", "praise"]
    assert leaning(texts, 1.5).tolist() == [1.5, 1.0]


def test_the_lean_is_the_shipped_models_own_and_not_another_ones() -> None:
    odds = np.array([[0.3, 0.4, 0.2, 0.1]], np.float32)
    row = logits(escalate=CALM, switches={"about_brand": 3.0})[None]
    (found,) = decide(row, ["nane"], ["tr"], Deciding(lean=1.5), "hub", odds)
    assert found.label == "praise"
    assert chosen(odds, 1.5).tolist() == [LABELS.index("complaint")]


def test_doubt_is_what_a_label_would_cost_on_average() -> None:
    assert doubt(np.array([0.5, 0.3, 0.1, 0.1], np.float32)) == pytest.approx([0.5, 1.2, 0.9, 1.9])


@pytest.mark.parametrize(("text", "lang"), [("wo ist mein paket", "other"), ("  ", "tr")])
def test_another_language_and_nothing_to_read_are_never_sure(text: str, lang: Lang) -> None:
    assert said(text, lang, label={"praise": 20}).unsure


def test_what_is_not_about_the_brand_is_other() -> None:
    found = said(label={"complaint": 0.3}, switches={"about_brand": -9})
    assert (found.label, found.about_brand, found.sentiment) == ("other", False, "neutral")


def test_a_sure_complaint_outweighs_doubts_about_relevance() -> None:
    assert said(label={"complaint": 9}, switches={"about_brand": -1}).about_brand


def test_escalation_asks_less_than_the_bell() -> None:
    deciding = Deciding(escalate=0.4, ring=0.99)
    quiet = said(escalate={"fraud": 2.0}, deciding=deciding)
    assert (quiet.escalate, quiet.urgency) == ("fraud", "normal")
    loud = said(escalate={"fraud": 12.0}, deciding=deciding)
    assert (loud.escalate, loud.urgency) == ("fraud", "high")


def test_harm_named_in_so_many_words_asks_less_of_the_model() -> None:
    doubtful = {"none": 1.5}
    assert said("kargom gelmedi", escalate=doubtful, deciding=Deciding(escalate=0.9)).escalate is None
    assert said("avukatıma verdim", escalate=doubtful, deciding=Deciding(escalate=0.9)).escalate == "legal"
    assert said("avukatıma verdim", escalate=CALM, deciding=Deciding(escalate=0.9)).escalate is None


def test_a_person_in_danger_is_never_left_to_the_model() -> None:
    found = said("artık yaşamak istemiyorum", escalate={"none": 30.0})
    assert (found.escalate, found.urgency) == ("self_harm", "high")


def test_urgency_has_a_threshold_of_its_own() -> None:
    assert said(urgency={"high": 3}, deciding=Deciding(urgent=0.5)).urgency == "high"
    assert said(urgency={"high": 3, "normal": 1}, deciding=Deciding(urgent=0.99)).urgency == "normal"


def test_topics_come_in_the_vocabularys_order() -> None:
    assert said(switches={"price": 3, "shipping": 3, "app": -3, "about_brand": 5}).topics[0] == "shipping"


@given(arrays(np.float32, WIDTH, elements=st.floats(-30, 30, width=32)), st.sampled_from(["tr", "en", "other"]))
def test_no_judgement_contradicts_itself(row: np.ndarray, lang: Lang) -> None:
    (found,) = decide(row[None], ["nane kargo"], [lang], Deciding(), "m")
    assert found.about_brand or found.label == "other"
    assert {"complaint": "negative", "praise": "positive"}.get(found.label, "neutral") == found.sentiment
    assert not found.sarcastic or found.label in ("complaint", "praise")
    assert 0 <= found.confidence <= 1
    assert label_odds(row, Deciding()).sum() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "çocuklarım bensiz daha rahat eder",
        "kendimi köprüden atacağım",
        "bileklerimi keseceğim",
        "ölmek istiyom",
        "I will commit suicide",
        "I'm going to take my own life",
        "i'll hang myself tonight",
        "going to kill my self",
    ],
)
def test_a_life_in_danger_rings_whatever_the_model_thinks(text: str) -> None:
    found = said(text, label={"praise": 9.0})
    assert (found.escalate, found.urgency) == ("self_harm", "high")
    assert found.unsure


@pytest.mark.parametrize(
    "text", ["bu gece son gecem olacak", "bu borçla yaşayamam", "kms you took my rent", "overdose tonight i swear"]
)
def test_what_may_mean_a_life_in_danger_is_never_sure(text: str) -> None:
    assert said(text, label={"complaint": 9.0}).unsure


@pytest.mark.parametrize(("label", "unsure"), [("praise", True), ("other", True), ("complaint", False)])
def test_a_sign_of_harm_beside_praise_or_chatter_is_for_a_person(label: str, unsure: bool) -> None:
    assert said("bavulda fare zehri gibi bir toz vardı", label={label: 9.0}).unsure is unsure


@pytest.mark.parametrize("text", ["😡😡😡", "???", "…"])
def test_faces_and_marks_alone_are_never_sure(text: str) -> None:
    assert said(text, label={"question": 9.0}).unsure


def test_nothing_to_read_is_no_complaint() -> None:
    found = said("  ", label={"complaint": 9.0})
    assert (found.label, found.sentiment, found.unsure) == ("other", "neutral", True)


def test_a_plate_licked_clean_is_praise() -> None:
    assert not said("kızım tabağı yaladı yuttu", label={"praise": 9.0}).unsure
