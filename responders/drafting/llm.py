"""One call to a language model: two requests at most, no retries of the client's, every failure by name.

pydantic-ai is imported only when a model is configured (the extra [llm]).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from models import Brand
from responders.drafting.budget import Breaker, Budget
from responders.drafting.settings import LlmSettings

if TYPE_CHECKING:
    from pydantic_ai.models import Model

CALLS = 2
"""Requests per draft: the answer, and one more after an objection."""
MAX_TOKENS = 700
_GRACE = 1.0
"""Seconds beyond the calls' own time limits after which a draft is given up."""

T = TypeVar("T", bound=BaseModel)
MakeModel = Callable[[], "AbstractAsyncContextManager[Model]"]


class Failed(Exception):
    """The model gave nothing usable. `reason` is a short code: timeout, rubbish, budget, breaker, http_503, …

    `made` is what the attempt is charged with, as a draft records it; empty where nothing was asked.
    """

    def __init__(self, reason: str, made: dict[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.reason, self.made = reason, made or {}


@dataclass(frozen=True)
class Written(Generic[T]):
    """A valid answer and what it took."""

    output: T
    model: str
    requests: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    latency_ms: int

    def made(self) -> dict[str, Any]:
        """As a draft records it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "output"}


class Llm:
    """Synchronous and thread-safe. `make_model` opens a model for one draft and closes it after."""

    def __init__(self, settings: LlmSettings, budget: Budget, breaker: Breaker, make_model: MakeModel) -> None:
        self._settings, self._budget, self._breaker, self._make_model = settings, budget, breaker, make_model

    def write(
        self, brand: Brand, output: type[T], instructions: str, post: str, check: Callable[[T], str]
    ) -> Written[T]:
        """An answer of type `output` that `check` has no objection to ("" means none).

        Raises Failed. A failed call is charged as if it had used all it was allowed.
        """
        if not self._breaker.allows():
            raise Failed("breaker")
        if not self._budget.reserve(brand, CALLS):
            raise Failed("budget")
        began = time.monotonic()
        try:
            result = self._run(self._ask(output, instructions, post, check))
        except Exception as error:  # noqa: BLE001  # whatever a client library raises, the template takes over
            self._breaker.failed()
            worst = self._budget.price((len(instructions) + len(post)) * CALLS, MAX_TOKENS * CALLS)
            self._budget.settle(brand, CALLS, CALLS, worst)
            spent = round((time.monotonic() - began) * 1000)
            made = {"model": self._settings.model, "requests": CALLS, "cost_usd": worst, "latency_ms": spent}
            raise Failed(_reason(error), made) from None
        usage = result.usage
        cost = self._budget.price(usage.input_tokens, usage.output_tokens)
        self._breaker.worked()
        self._budget.settle(brand, CALLS, usage.requests, cost)
        spent = round((time.monotonic() - began) * 1000)
        return Written(
            result.output, self._settings.model, usage.requests, usage.input_tokens, usage.output_tokens, cost, spent
        )

    def _run(self, asking: Any) -> Any:
        """Run the coroutine to its end in a thread and event loop of its own, whoever calls."""
        with ThreadPoolExecutor(1, thread_name_prefix="llm") as pool:
            return pool.submit(asyncio.run, asking).result()

    async def _ask(self, output: type[T], instructions: str, post: str, check: Callable[[T], str]) -> Any:
        from pydantic_ai import Agent, ModelRetry, NativeOutput, UsageLimits

        native = self._settings.provider == "openai_compatible"
        async with self._make_model() as model:
            agent: Any = Agent(
                model,
                output_type=NativeOutput(output) if native else output,
                instructions=instructions,
                retries=CALLS - 1,
                model_settings={"timeout": self._settings.timeout, "max_tokens": MAX_TOKENS},
            )

            def no_objection(answer: T) -> T:
                if objection := check(answer):
                    raise ModelRetry(objection)
                return answer

            agent.output_validator(no_objection)
            limit = CALLS * self._settings.timeout + _GRACE
            asking = agent.run(post, usage_limits=UsageLimits(request_limit=CALLS))
            return await asyncio.wait_for(asking, limit)


def _reason(error: BaseException) -> str:
    from pydantic_ai.exceptions import ModelHTTPError, UnexpectedModelBehavior, UsageLimitExceeded

    if isinstance(error, ModelHTTPError):
        return f"http_{error.status_code}"
    if isinstance(error, (UnexpectedModelBehavior, UsageLimitExceeded)):
        return "rubbish"
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, TimeoutError) or "timeout" in type(seen).__name__.lower():
            return "timeout"
        seen = seen.__cause__ or seen.__context__
    return "unreachable" if "connection" in f"{type(error).__name__} {error}".lower() else "error"


def maker(settings: LlmSettings, key: str) -> MakeModel:
    """Opens the model that `settings` name. Raises ValueError at once where they do not fit together."""
    if settings.provider == "openai_compatible" and not settings.base_url:
        raise ValueError("responder.llm.base_url is needed for provider openai_compatible")

    @asynccontextmanager
    async def opened() -> AsyncIterator[Model]:
        import httpx

        async with httpx.AsyncClient(timeout=settings.timeout) as client:
            yield _model(settings, key, client)

    return opened


def _model(settings: LlmSettings, key: str, client: Any) -> Model:
    """The provider's model with its own retries off."""
    if settings.provider == "anthropic":
        from anthropic import AsyncAnthropic
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider

        anthropic = AsyncAnthropic(api_key=key, base_url=settings.base_url, max_retries=0, http_client=client)
        return AnthropicModel(settings.model, provider=AnthropicProvider(anthropic_client=anthropic))
    if settings.provider == "google":
        from pydantic_ai.models.google import GoogleModel
        from pydantic_ai.providers.google import GoogleProvider

        return GoogleModel(settings.model, provider=GoogleProvider(api_key=key, http_client=client))
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    openai = AsyncOpenAI(api_key=key or "none", base_url=settings.base_url, max_retries=0, http_client=client)
    return OpenAIChatModel(settings.model, provider=OpenAIProvider(openai_client=openai))
