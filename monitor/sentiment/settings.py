"""A model folder's config.json: how texts become numbers, and how the model's numbers become a judgement."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT = "samimi-ngrams"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Hashing(_Frozen):
    """Which n-grams are counted, into how many buckets (2**bits)."""

    bits: int = 17
    chars: tuple[int, int] = (2, 5)
    words: int = 3

    @property
    def buckets(self) -> int:
        """How many there are."""
        return 1 << self.bits


class Wording(_Frozen):
    """How many pieces a word can have (2**bits), how many classes and cues there are, and how many words are read."""

    bits: int = 15
    class_bits: int = 11
    longest: int = 400

    @property
    def buckets(self) -> int:
        """How many pieces there are."""
        return 1 << self.bits

    @property
    def meanings(self) -> int:
        """How many classes and cues there are."""
        return 1 << self.class_bits


class Deciding(_Frozen):
    """Fitted on the dev split, never on test."""

    temperature: float = Field(default=1.0, gt=0)
    """Divides the label logits, so that confidence is the share that is right."""
    lean: float = 1.0
    """How many times a complaint's probability counts when the label is chosen; confidence is said without it."""
    doubt: float = 0.5
    """From this expected cost of the label (decide.COSTS) a person labels it."""
    urgent: float = 0.5
    """p(high) from which a mention is urgent."""
    escalate: float = 0.5
    """p(any kind) from which a mention goes to a person without a draft."""
    named: float = 0.05
    """The same where the text names the harm in so many words (alarms.py)."""
    ring: float = 0.9
    """p(any kind) from which it is urgent too."""
    switches: dict[str, float] = {}
    """Probability from which each yes-or-no head says yes; 0.5 where missing."""


class Settings(_Frozen):
    """The whole file."""

    format: Literal["samimi-ngrams"] = "samimi-ngrams"
    name: str = "samimi-judge"
    hashing: Hashing = Hashing()
    wording: Wording = Wording()
    deciding: Deciding = Deciding()
    made: dict[str, str | int | float] = Field(default_factory=dict)
    """How it was trained: seeds, passes, corpus size. For people; nothing reads it."""

    @classmethod
    def load(cls, folder: Path) -> Settings:
        """Reads `folder`/config.json; FileNotFoundError or ValidationError where it is not ours."""
        return cls.model_validate_json((folder / "config.json").read_text(encoding="utf-8"))

    def save(self, folder: Path) -> None:
        """Writes `folder`/config.json."""
        (folder / "config.json").write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
