"""What the model says of a post: its heads, the meaning and place of every number in its output."""

from __future__ import annotations

from typing import get_args

from models.judgement import TOPICS, Escalate, Label, Sentiment, Urgency

LABELS: tuple[Label, ...] = get_args(Label)
SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
ESCALATES: tuple[Escalate | None, ...] = (None, *get_args(Escalate))
SWITCHES: tuple[str, ...] = ("sarcastic", "about_brand", *TOPICS)
"""Yes-or-no questions, each on its own."""

SIZES: dict[str, int] = {
    "label": len(LABELS),
    "sentiment": len(SENTIMENTS),
    "urgency": len(URGENCIES),
    "escalate": len(ESCALATES),
    "switches": len(SWITCHES),
}
WIDTH = sum(SIZES.values())


def columns(head: str) -> slice:
    """Where `head` stands in the output."""
    names = list(SIZES)
    start = sum(SIZES[name] for name in names[: names.index(head)])
    return slice(start, start + SIZES[head])
