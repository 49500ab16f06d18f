"""The `responder:` section of config.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["template", "hybrid", "free"]


class _Strict(BaseModel):
    """Unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Price(_Strict):
    """US dollars per million tokens."""

    input: Annotated[float, Field(ge=0)]
    output: Annotated[float, Field(ge=0)]


class LlmSettings(_Strict):
    """Which model writes. The key comes from the environment: SAMIMI_LLM_KEY."""

    provider: Literal["openai", "anthropic", "google", "openai_compatible"] = "openai_compatible"
    """openai_compatible: Ollama, vLLM, llama.cpp and the like, found at `base_url`."""
    model: str
    base_url: str | None = None
    timeout: Annotated[float, Field(gt=0, le=60)] = 12.0
    """Seconds per call; a draft takes two calls at most."""
    daily_requests: Annotated[int, Field(ge=0)] = 500
    """Calls per brand and day, in the brand's time zone."""
    daily_usd: Annotated[float, Field(ge=0)] = 1.0
    """Dollars per brand and day by `prices`; a model without a price costs nothing."""
    prices: dict[str, Price] = {}
    """By model name. No price is built in: they change, and a wrong one is worse than none."""


class ResponderSettings(_Strict):
    """How replies are drafted."""

    mode: Mode = "template"
    modes: dict[str, Mode] = {}
    """A mode of its own for a brand, by its key."""
    templates: dict[str, Path] = {}
    """A folder of its own for a brand, by its key: replies/<topic>/<tr|en>.yaml in it go before the built-in ones."""
    llm: LlmSettings | None = None
