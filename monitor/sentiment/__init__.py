"""Text to judgement: the Classifier interface, the shipped model, the Hub route, the score card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from models import Brand, Judgement


class Text(BaseModel):
    """What the judge may see of a post."""

    model_config = ConfigDict(frozen=True)

    text: str
    brand: Brand
    lang_hint: str | None = None
    platform: str = ""
    author_name: str = ""


class Classifier(Protocol):
    """Loaded once, used from several threads."""

    name: str

    def judge(self, texts: Sequence[Text]) -> list[Judgement]:
        """One judgement per text, in the same order. Never raises for what a text contains."""
        ...
