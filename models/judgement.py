"""What the judge says of one post."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Label = Literal["complaint", "praise", "question", "other"]
Sentiment = Literal["negative", "neutral", "positive"]
Topic = Literal["shipping", "returns", "stock", "payment", "product", "support", "app", "price"]
Urgency = Literal["low", "normal", "high"]
Escalate = Literal["legal", "injury", "self_harm", "fraud", "data", "minor", "press", "safety"]
Lang = Literal["tr", "en", "other"]
Kind = Literal["complaint", "praise", "question", "sarcasm"]

TOPICS: tuple[Topic, ...] = (
    "shipping", "returns", "stock", "payment", "product", "support", "app", "price",
)  # fmt: skip


class Judgement(BaseModel):
    """Calibrated: `confidence` is the probability that `label` is right, 0 to 1."""

    model_config = ConfigDict(frozen=True)

    label: Label
    confidence: float
    sentiment: Sentiment
    topics: tuple[Topic, ...] = ()
    urgency: Urgency = "normal"
    escalate: Escalate | None = None
    sarcastic: bool = False
    about_brand: bool = True
    lang: Lang = "tr"
    unsure: bool = False
    """True where the confidence is below the model's own threshold: a person labels it."""
    model: str = ""

    @property
    def topic(self) -> str:
        """The topic a reply deals with: the first in the vocabulary's order, else "general"."""
        return next((t for t in TOPICS if t in self.topics), "general")

    @property
    def kind(self) -> Kind | None:
        """Which kind of reply suits; None where no reply is due."""
        if self.label == "other":
            return None
        return "sarcasm" if self.sarcastic and self.label == "complaint" else self.label
