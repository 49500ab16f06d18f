"""Temperature and thresholds, fitted on held-back examples that the network has not learnt from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from monitor.sentiment.corpus import Example
from monitor.sentiment.decide import COMPLAINT, chosen, doubt, label_odds, leaning, sigmoid, softmax
from monitor.sentiment.heads import LABELS, SWITCHES, columns
from monitor.sentiment.settings import Deciding

Floats = NDArray[np.float32]
Truth = NDArray[np.bool_]
UNSURE_SHARE = 0.11
"""At most this share of mentions is labelled by a person because a wrong label would cost most there; signs of harm
beside praise and chatter (decide.py) bring one or two in a hundred more."""
FALSE_ALARMS = 1 / 500
"""Urgent rings people at night: at most one ordinary mention in 300 may. The networks that ship have learnt from dev
too and are surer of themselves than those fitted here: four judges fitted to one in 300 rang for 4 or 5 in 1,000, and
four fitted to one in 450 for 3 or 4."""
NEEDLESS = 0.02
"""At most this share of ordinary mentions goes to a person as if it were grave."""
COMPLAINTS_RIGHT = 0.855
"""A complaint missed is worse than one too many: its probability counts for more as long as so many of those that are
called complaints are complaints."""
SURE_OF_MOCKERY = 0.4
"""Precision asked of the sarcastic switch, of which better is not to be had often enough to matter. Whether a reply
jokes is therefore never decided by it alone."""


def fit(logits: Floats, examples: Sequence[Example]) -> Deciding:
    """The settings that suit `examples` best."""
    gold = np.array([LABELS.index(example.label) for example in examples])
    deciding = Deciding(temperature=_temperature(logits, gold))
    odds = label_odds(logits, deciding)
    texts = [example.text for example in examples]
    lean = _lean(odds, gold == COMPLAINT, texts)
    doubts = np.sort(doubt(odds)[np.arange(gold.size), chosen(odds, leaning(texts, lean))])[::-1]
    grave = 1 - softmax(logits[:, columns("escalate")])[:, 0]
    urgent = np.array([example.urgency == "high" for example in examples])
    return deciding.model_copy(
        update={
            "lean": lean,
            "doubt": round(float(doubts[int(UNSURE_SHARE * doubts.size)]), 4),
            **_bell(softmax(logits[:, columns("urgency")])[:, 2], grave, urgent),
            "escalate": _rare(grave, urgent, NEEDLESS),
            "switches": _switches(logits, examples),
        }
    )


def _temperature(logits: Floats, gold: NDArray[np.int64]) -> float:
    """Least negative log-likelihood."""

    def cost(log_temperature: float) -> float:
        odds = label_odds(logits, Deciding(temperature=float(np.exp(log_temperature))))
        return float(-np.log(odds[np.arange(gold.size), gold] + 1e-9).mean())

    found = minimize_scalar(cost, bounds=(-2.0, 2.0), method="bounded")
    return round(float(np.exp(found.x)), 3)


def _lean(odds: Floats, truth: Truth, texts: Sequence[str]) -> float:
    """The most of the steps up to which COMPLAINTS_RIGHT holds; 1 where it never does."""
    for lean in np.arange(2.0, 1.0, -0.05):
        said = chosen(odds, leaning(texts, float(lean))) == COMPLAINT
        if truth[said].sum() >= COMPLAINTS_RIGHT * max(1, said.sum()):
            return round(float(lean), 2)
    return 1.0


def _bell(urgency: Floats, grave: Floats, truth: Truth) -> dict[str, float]:
    """Either score rings: both get the same share of ordinary mentions, the most at which FALSE_ALARMS of them ring.

    The two mostly err on the same mentions, so that half for each would leave part of it unused.
    """
    pairs = (
        (_rare(urgency, truth, share), _rare(grave, truth, share)) for share in np.linspace(1, 0.5, 11) * FALSE_ALARMS
    )
    kept = ((a, b) for a, b in pairs if ((urgency >= a) | (grave >= b))[~truth].sum() <= FALSE_ALARMS * (~truth).sum())
    urgent, ring = next(kept, (1.0, 1.0))
    return {"urgent": urgent, "ring": ring}


def _rare(scores: Floats, truth: Truth, share: float) -> float:
    """The lowest threshold that at most `share` of the ordinary reach."""
    ordinary = np.sort(scores[~truth])[::-1]
    allowed = int(share * ordinary.size)
    return round(float(np.clip(ordinary[allowed] + 1e-4, 0.05, 1.0)), 6) if ordinary.size else 0.5


def _switches(logits: Floats, examples: Sequence[Example]) -> dict[str, float]:
    odds = sigmoid(logits[:, columns("switches")])
    found = {}
    for place, name in enumerate(SWITCHES):
        truth = np.array([_says(example, name) for example in examples])
        if name == "sarcastic":
            found[name] = _precise(odds[:, place], truth, SURE_OF_MOCKERY)
        elif name == "about_brand":
            found[name] = _best_f1(1 - odds[:, place], ~truth, flipped=True)
        else:
            found[name] = _best_f1(odds[:, place], truth)
    return found


def _says(example: Example, name: str) -> bool:
    return bool(getattr(example, name)) if name in ("sarcastic", "about_brand") else name in example.topics


def _precise(scores: Floats, truth: Truth, precision: float) -> float:
    """The lowest threshold above which `precision` of the scores are right; 0.95 where there is none."""
    steps = np.arange(0.05, 0.96, 0.01)
    said = scores[None, :] >= steps[:, None]
    right = (said & truth).sum(axis=1) >= precision * np.maximum(said.sum(axis=1), 1)
    return round(float(steps[int(right.argmax())]), 3) if right.any() else 0.95


def _best_f1(scores: Floats, truth: Truth, *, flipped: bool = False) -> float:
    """The threshold with the best F1; `flipped` where the scores are those of "no"."""
    steps = np.arange(0.05, 0.96, 0.01)
    said = scores[None, :] >= steps[:, None]
    hits = (said & truth).sum(axis=1)
    f1 = 2 * hits / np.maximum(said.sum(axis=1) + truth.sum(), 1)
    best = float(steps[int(f1.argmax())])
    return round(1 - best if flipped else best, 3)
