"""Models that answer as told, for the drafting tests: no network, no key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models import Model
from pydantic_ai.models.function import AgentInfo, FunctionModel

from responders.drafting import Drafter, ResponderSettings
from responders.drafting.budget import Now
from responders.drafting.build import build_drafter, utc_now
from responders.drafting.examples import Examples

Say = Callable[[int, list[str], str], dict[str, Any]]
"""(number of the call, ids of the steps offered, everything the model was told) → its answer's fields."""

GOOD: dict[str, Any] = {
    "decision": "draft",
    "language": "tr",
    "risk": [],
    "rationale": "detayı andım",
    "confidence": 0.9,
}


class Talker:
    """A FunctionModel with what it was told. Its answer is GOOD with the fields of `say`."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self.told: list[str] = []

    def _answer(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        (tool,) = info.output_tools
        steps = tool.parameters_json_schema["properties"].get("step", {})
        offered = steps.get("enum") or [steps.get("const")]
        self.told.append(f"{info.instructions}\n{messages}")
        fields = {**GOOD, **self._say(len(self.told), offered, self.told[-1])}
        return ModelResponse([ToolCallPart(tool.name, fields)])

    @asynccontextmanager
    async def make(self) -> AsyncIterator[Model]:
        yield FunctionModel(self._answer)


def drafter_with(
    say: Say, mode: str = "hybrid", now: Now = utc_now, examples: Examples | None = None, **llm: Any
) -> tuple[Drafter, Talker]:
    """A drafter in `mode` whose model answers with `say`."""
    talker = Talker(say)
    settings = ResponderSettings.model_validate({"mode": mode, "llm": {"provider": "openai", "model": "talker", **llm}})
    return build_drafter(settings, now=now, examples=examples, make_model=talker.make), talker
