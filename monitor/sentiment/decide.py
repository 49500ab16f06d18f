"""From the model's numbers to a judgement: calibrated, with the thresholds of its config, free of contradictions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from language.folding import fold
from models import TOPICS, Judgement
from models.judgement import Escalate, Label, Lang, Sentiment, Urgency
from monitor.sentiment.alarms import alarm, signs
from monitor.sentiment.heads import ESCALATES, LABELS, SWITCHES, columns
from monitor.sentiment.settings import Deciding

Floats = NDArray[np.float32]
_SENTIMENT: dict[Label, Sentiment] = {"complaint": "negative", "praise": "positive"}
"""In the labelling guide the label settles it: 915 of 158,619 corpus lines say otherwise."""
COMPLAINT = LABELS.index("complaint")
LEANS = 240
"""Characters up to which a complaint counts more. Of 490 longer posts of dev 12 in 100 that are called complaints are
none where it counts once, 17 where it counts twice; of their complaints 4 and 2 in 100 are missed (macro-F1 0.869 and
0.843)."""
COSTS = np.ones((len(LABELS), len(LABELS)), np.float32) - np.eye(len(LABELS), dtype=np.float32)
"""What a wrong label costs, truth × said: cheerful thanks for a complaint count twice, a complaint taken for chatter
and closed unseen three times (Elkan, 2001, "The foundations of cost-sensitive learning")."""
COSTS[COMPLAINT, LABELS.index("praise")] = 2
COSTS[COMPLAINT, LABELS.index("other")] = 3


def softmax(logits: Floats) -> Floats:
    """Along the last axis."""
    grown = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True), np.float32)


def sigmoid(logits: Floats) -> Floats:
    """Element by element."""
    return np.asarray(np.exp(-np.logaddexp(0, -logits)), np.float32)


def label_odds(logits: Floats, deciding: Deciding) -> Floats:
    """Calibrated probabilities of the four labels."""
    return softmax(logits[..., columns("label")] / deciding.temperature)


def leaning(texts: Sequence[str], lean: float) -> Floats:
    """How many times a complaint counts, per text: `lean`, but once in a post that says enough by itself."""
    return np.array([lean if len(text) <= LEANS else 1.0 for text in texts], np.float32)


def chosen(odds: Floats, lean: Floats | float) -> NDArray[np.int64]:
    """Per row the place of the label that is said: the likeliest, where a complaint counts `lean` times (per row)."""
    counts = np.ones_like(odds)
    counts[..., COMPLAINT] = lean
    return np.asarray((odds * counts).argmax(axis=-1))


def doubt(odds: Floats) -> Floats:
    """Per label the expected cost of saying it, 0 to 3."""
    return np.asarray(odds @ COSTS, np.float32)


def decide(
    logits: Floats,
    texts: Sequence[str],
    langs: Sequence[Lang],
    deciding: Deciding,
    name: str,
    odds: Floats | None = None,
) -> list[Judgement]:
    """A judgement per row of the model's numbers; `odds` of the labels, text × label, where another model gave them.

    A post in another language, without a letter, or with a word of harm beside praise or chatter is never sure, so
    nobody closes it unseen.
    """
    lean = leaning(texts, deciding.lean if odds is None else 1.0)
    odds = label_odds(logits, deciding) if odds is None else odds
    likely = [softmax(logits[:, columns(head)]) for head in ("urgency", "escalate")]
    switches = sigmoid(logits[:, columns("switches")])
    tables: tuple[NDArray[Any], ...] = (chosen(odds, lean), odds, doubt(odds), switches, *likely)
    rows = zip(*(table.tolist() for table in tables), strict=True)
    posts = zip(rows, texts, langs, strict=True)
    return [_judgement(_Likely(*row), text, lang, deciding, name) for row, text, lang in posts]


class _Likely(NamedTuple):
    """The place of one post's label, its probabilities and the cost of each label, in the order of heads.py; plain
    numbers, as many small arrays would take longer than the graph."""

    said: int
    labels: list[float]
    doubts: list[float]
    switches: list[float]
    urgency: list[float]
    escalate: list[float]


def _judgement(likely: _Likely, text: str, lang: Lang, deciding: Deciding, name: str) -> Judgement:
    said = zip(SWITCHES, likely.switches, strict=True)
    on = {key: value >= deciding.switches.get(key, 0.5) for key, value in said}
    best = LABELS[likely.said]
    if not on["about_brand"] and best != "other":
        on["about_brand"] = likely.labels[likely.said] >= likely.labels[LABELS.index("other")] + 0.2
    label = best if on["about_brand"] and text.strip() else "other"
    place = LABELS.index(label)
    folded = fold(text)
    named = alarm(folded)
    escalate = _escalate(likely.escalate, named, deciding)
    return Judgement(
        label=label,
        confidence=round(likely.labels[place], 4),
        sentiment=_SENTIMENT.get(label, "neutral"),
        topics=tuple(topic for topic in TOPICS if on[topic]),
        urgency=_urgency(likely, escalate, deciding),
        escalate=escalate,
        sarcastic=on["sarcastic"] and label in ("complaint", "praise"),
        about_brand=on["about_brand"],
        lang=lang,
        unsure=likely.doubts[place] >= deciding.doubt or lang == "other" or _needs_eyes(text, folded, label, named),
        model=name,
    )


def _needs_eyes(text: str, folded: str, label: Label, named: Escalate | None) -> bool:
    """Faces alone say little; and whoever may be in danger is neither thanked nor passed over by a machine."""
    if not any(map(str.isalnum, text)):
        return True
    hints = signs(folded)
    return "self_harm" in hints or (label in ("praise", "other") and bool(hints or named))


def _escalate(odds: list[float], named: Escalate | None, deciding: Deciding) -> Escalate | None:
    """`named` in so many words asks less of the model; a person in danger asks nothing."""
    grave = 1 - odds[0]
    if named == "self_harm" or (named and grave >= deciding.named):
        return named
    return ESCALATES[odds.index(max(odds[1:]), 1)] if grave >= deciding.escalate else None


def _urgency(likely: _Likely, escalate: Escalate | None, deciding: Deciding) -> Urgency:
    """Urgent wakes somebody, so it asks for more than escalation does; danger to a life asks for nothing more."""
    low, normal, high = likely.urgency
    if escalate == "self_harm" or high >= deciding.urgent or 1 - likely.escalate[0] >= deciding.ring:
        return "high"
    return "normal" if escalate or normal > low else "low"
