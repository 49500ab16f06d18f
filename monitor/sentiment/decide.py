"""From the model's numbers to a judgement: calibrated, with the thresholds of its config, free of contradictions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from language.folding import fold
from models import TOPICS, Judgement
from models.judgement import Escalate, Label, Lang, Sentiment, Urgency
from monitor.sentiment.alarms import alarm
from monitor.sentiment.heads import ESCALATES, LABELS, SWITCHES, URGENCIES, columns
from monitor.sentiment.settings import Deciding

Floats = NDArray[np.float32]
_SENTIMENT: dict[Label, Sentiment] = {"complaint": "negative", "praise": "positive"}
"""In the labelling guide the label settles it: 42 of 9,170 corpus lines say otherwise."""
COSTS = np.ones((len(LABELS), len(LABELS)), np.float32) - np.eye(len(LABELS), dtype=np.float32)
"""What a wrong label costs, truth × said: cheerful thanks for a complaint count twice, a complaint taken for chatter
and closed unseen three times (Elkan, 2001, "The foundations of cost-sensitive learning")."""
COSTS[LABELS.index("complaint"), LABELS.index("praise")] = 2
COSTS[LABELS.index("complaint"), LABELS.index("other")] = 3


def softmax(logits: Floats) -> Floats:
    """Along the last axis."""
    grown = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True), np.float32)


def sigmoid(logits: Floats) -> Floats:
    """Element by element."""
    return np.asarray(np.exp(-np.logaddexp(0, -logits)), np.float32)


def label_odds(logits: Floats, deciding: Deciding) -> Floats:
    """Calibrated probabilities of the four labels."""
    return softmax(logits[..., columns("label")] / deciding.temperature + np.array(deciding.lean, np.float32))


def doubt(odds: Floats) -> Floats:
    """Per label the expected cost of saying it, 0 to 3."""
    return np.asarray(odds @ COSTS, np.float32)


def decide(
    logits: Floats, text: str, lang: Lang, deciding: Deciding, name: str, odds: Floats | None = None
) -> Judgement:
    """One text's judgement; `odds` of the labels where another model gave them.

    A post in another language, or with nothing to read, is never sure, so nobody closes it unseen.
    """
    odds = label_odds(logits, deciding) if odds is None else odds
    switches = dict(zip(SWITCHES, sigmoid(logits[columns("switches")]), strict=True))
    on = {key: bool(value >= deciding.switches.get(key, 0.5)) for key, value in switches.items()}
    best = LABELS[int(odds.argmax())]
    if not on["about_brand"] and best != "other":
        on["about_brand"] = bool(odds.max() >= odds[LABELS.index("other")] + 0.2)
    label = best if on["about_brand"] else "other"
    place = LABELS.index(label)
    escalate = _escalate(logits, alarm(fold(text)), deciding)
    return Judgement(
        label=label,
        confidence=round(float(odds[place]), 4),
        sentiment=_SENTIMENT.get(label, "neutral"),
        topics=tuple(topic for topic in TOPICS if on[topic]),
        urgency=_urgency(logits, escalate, deciding),
        escalate=escalate,
        sarcastic=on["sarcastic"] and label in ("complaint", "praise"),
        about_brand=on["about_brand"],
        lang=lang,
        unsure=lang == "other" or bool(doubt(odds)[place] >= deciding.doubt) or not text.strip(),
        model=name,
    )


def _escalate(logits: Floats, named: Escalate | None, deciding: Deciding) -> Escalate | None:
    """`named` in so many words asks less of the model; a person in danger asks nothing."""
    odds = softmax(logits[columns("escalate")])
    likely = float(1 - odds[0])
    if named == "self_harm" or (named and likely >= deciding.named):
        return named
    return ESCALATES[1 + int(odds[1:].argmax())] if likely >= deciding.escalate else None


def _urgency(logits: Floats, escalate: Escalate | None, deciding: Deciding) -> Urgency:
    """Urgent wakes somebody, so it asks for more than escalation does; danger to a life asks for nothing more."""
    odds = softmax(logits[columns("urgency")])
    grave = 1 - softmax(logits[columns("escalate")])[0]
    if escalate == "self_harm" or odds[2] >= deciding.urgent or grave >= deciding.ring:
        return "high"
    return "normal" if escalate else URGENCIES[int(odds[:2].argmax())]
