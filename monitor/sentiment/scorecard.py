"""`samimi evaluate`: a judge against labelled mentions, by language and label, with its worst mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict

from language.calling import by_name, called
from models import Brand, Judgement
from models.judgement import TOPICS, Label
from monitor.sentiment import Classifier
from monitor.sentiment.corpus import Example
from monitor.sentiment.heads import LABELS
from monitor.sentiment.measures import Figure, calibration_error, f1, macro_f1, precision, ratio, recall
from monitor.sentiment.windows import WHOLE

WORST = 20
_TOGETHER = 512


class Mistake(BaseModel):
    """A wrong label the judge was sure of."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    gold: Label
    said: Label
    confidence: float


class Part(BaseModel):
    """The figures of all mentions, of one language's, or of the long ones."""

    model_config = ConfigDict(frozen=True)

    mentions: int
    macro_f1: Figure
    accuracy: Figure
    labels: dict[str, dict[str, Figure]]
    """label → precision, recall, f1."""
    calibration_error: float
    sentiment_accuracy: Figure
    """Of the mentions whose line names a sentiment."""
    topics_f1: Figure
    """Micro-F1: all topics of the mentions whose line names topics, together."""
    unsure: Figure
    sure_accuracy: Figure
    """Of the mentions it was sure of, the share that is right."""
    complaints_seen: Figure
    """Of the complaints, the share called complaint or left to a person; the rest is taken for something else."""
    urgent_recall: Figure
    urgent_false_alarms: Figure
    """Of the mentions that are not urgent, the share called urgent."""
    urgent_seen: Figure
    """Of the urgent mentions, the share called urgent, escalated or left to a person."""
    escalate_recall: Figure
    escalate_needless: Figure
    """Of the mentions with nothing grave in them, the share escalated."""
    sarcastic_complaints: Figure
    """Of the sarcastic complaints, the share called complaint."""
    sarcastic_f1: Figure
    about_brand_f1: Figure
    not_about_brand_f1: Figure
    confusion: dict[str, dict[str, int]]
    """gold → said → mentions."""


class ScoreCard(BaseModel):
    """Everything `evaluate` says."""

    model_config = ConfigDict(frozen=True)

    judge: str
    mentions: int
    parts: dict[str, Part]
    """"all", "tr", "en", and "long" for posts that are read in windows too: those that occur."""
    worst: list[Mistake]


def evaluate(
    examples: Sequence[Example], classifier: Classifier, brands: Mapping[str, Brand] | None = None
) -> ScoreCard:
    """The judge's figures on `examples`; groups with no example are left out.

    `brands` is the config's: looked up as `classify` does, so that this is the judge that runs.
    """
    said = list(_judged(examples, classifier, by_name(brands or {})))
    pairs = list(zip(examples, said, strict=True))
    parts = {"all": part(pairs)} if pairs else {}
    groups = {lang: [pair for pair in pairs if pair[0].lang == lang] for lang in ("tr", "en")}
    groups["long"] = [pair for pair in pairs if len(pair[0].text) > WHOLE]
    parts |= {name: part(own) for name, own in groups.items() if own}
    return ScoreCard(judge=classifier.name, mentions=len(pairs), parts=parts, worst=_worst(pairs))


def _judged(examples: Sequence[Example], classifier: Classifier, known: Mapping[str, Brand]) -> Iterator[Judgement]:
    for first in range(0, len(examples), _TOGETHER):
        some = examples[first : first + _TOGETHER]
        yield from classifier.judge([example.as_text(called(example.brand, known)) for example in some])


Pair = tuple[Example, Judgement]


def part(pairs: Sequence[Pair]) -> Part:
    """Figures of one group of mentions."""
    gold, said = [e.label for e, _ in pairs], [j.label for _, j in pairs]
    right = np.array([g == s for g, s in zip(gold, said, strict=True)])
    unsure = np.array([j.unsure for _, j in pairs])
    high, rung = (
        np.array(x) for x in ([e.urgency == "high" for e, _ in pairs], [j.urgency == "high" for _, j in pairs])
    )
    grave, raised = (np.array([x[i].escalate is not None for x in pairs]) for i in (0, 1))
    about, said_about = (np.array(x) for x in ([e.about_brand for e, _ in pairs], [j.about_brand for _, j in pairs]))
    sour = np.array([e.sarcastic for e, _ in pairs])
    every = np.ones(len(pairs), np.bool_)
    complaint = np.array([g == "complaint" for g in gold])
    return Part(
        mentions=len(pairs),
        macro_f1=macro_f1(said, gold),
        accuracy=ratio(right, every),
        labels={label: _label(gold, said, label) for label in LABELS if label in gold},
        calibration_error=calibration_error(np.array([j.confidence for _, j in pairs]), right),
        sentiment_accuracy=_sentiment(pairs),
        topics_f1=_topics(pairs),
        unsure=ratio(unsure, every),
        sure_accuracy=ratio(right, ~unsure),
        complaints_seen=recall(unsure | np.array([s == "complaint" for s in said]), complaint),
        urgent_recall=recall(rung, high),
        urgent_false_alarms=ratio(rung, ~high),
        urgent_seen=recall(rung | raised | unsure, high),
        escalate_recall=recall(raised, grave),
        escalate_needless=ratio(raised, ~grave),
        sarcastic_complaints=ratio(np.array([s == "complaint" for s in said]), sour & complaint),
        sarcastic_f1=f1(np.array([j.sarcastic for _, j in pairs]), sour),
        about_brand_f1=f1(said_about, about),
        not_about_brand_f1=f1(~said_about, ~about),
        confusion=_confusion(gold, said),
    )


def _sentiment(pairs: Sequence[Pair]) -> Figure:
    stated = np.array(["sentiment" in e.model_fields_set for e, _ in pairs])
    return ratio(np.array([e.sentiment == j.sentiment for e, j in pairs]), stated)


def _topics(pairs: Sequence[Pair]) -> Figure:
    stated = [pair for pair in pairs if "topics" in pair[0].model_fields_set]
    gold, said = (np.array([[topic in x[i].topics for topic in TOPICS] for x in stated]) for i in (0, 1))
    return f1(said, gold)


def _label(gold: Sequence[Label], said: Sequence[Label], label: Label) -> dict[str, Figure]:
    there, claimed = np.array([g == label for g in gold]), np.array([s == label for s in said])
    return {"precision": precision(claimed, there), "recall": recall(claimed, there), "f1": f1(claimed, there)}


def _confusion(gold: Sequence[Label], said: Sequence[Label]) -> dict[str, dict[str, int]]:
    counted = Counter(zip(gold, said, strict=True))
    return {g: {s: counted[g, s] for s in LABELS} for g in LABELS if g in gold}


def _worst(pairs: Sequence[Pair]) -> list[Mistake]:
    wrong = sorted((p for p in pairs if p[0].label != p[1].label), key=lambda p: -p[1].confidence)
    return [
        Mistake(id=e.id, text=e.text, gold=e.label, said=j.label, confidence=j.confidence) for e, j in wrong[:WORST]
    ]
