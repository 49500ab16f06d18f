"""From settings to a drafter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models import Brand
from prompts import BUILT_IN, Library
from responders.drafting.budget import Breaker, Budget, Now, Spent
from responders.drafting.examples import Examples, NoExamples
from responders.drafting.request import Drafted, Drafter, Request
from responders.drafting.settings import LlmSettings, Mode, ResponderSettings
from responders.drafting.template import TemplateDrafter

if TYPE_CHECKING:
    from responders.drafting.llm import Llm, MakeModel


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Modes:
    """Each brand in its own mode."""

    mode_of: Callable[[Brand], Mode]
    drafters: dict[Mode, Drafter]

    def draft(self, request: Request) -> Drafted:
        """See Drafter."""
        return self.drafters[self.mode_of(request.brand)].draft(request)


def build_drafter(
    settings: ResponderSettings,
    prompts_dir: Path | None = None,
    *,
    key: str = "",
    now: Now = utc_now,
    examples: Examples | None = None,
    spent: Spent | None = None,
    make_model: MakeModel | None = None,
    llm: Llm | None = None,
) -> Drafter:
    """The drafter `settings` describe. `prompts_dir` replaces the built-in words.

    `key` is the model's API key, `spent` what a brand's day has cost before this process started, `make_model`
    another way to open a model than the settings', `llm` one that others ask too, so that there is one budget.
    Raises ValueError where a mode needs a model and none is named.
    """
    words = libraries(settings, prompts_dir)
    template = TemplateDrafter(words, examples)
    modes = {settings.mode, *settings.modes.values()}
    if modes == {"template"}:
        return template
    if settings.llm is None:
        raise ValueError("responder.llm is needed for the modes hybrid and free")
    from responders.drafting.free import FreeDrafter
    from responders.drafting.hybrid import HybridDrafter

    known = examples or NoExamples()
    llm = llm or build_llm(settings.llm, key=key, now=now, spent=spent, make_model=make_model)
    hybrid = HybridDrafter(llm, template, words, known)
    drafters: dict[Mode, Drafter] = {
        "template": template,
        "hybrid": hybrid,
        "free": FreeDrafter(llm, template, hybrid, words, known),
    }
    return Modes(lambda brand: settings.modes.get(brand.key, settings.mode), drafters)


def build_llm(
    settings: LlmSettings,
    *,
    key: str = "",
    now: Now = utc_now,
    spent: Spent | None = None,
    make_model: MakeModel | None = None,
) -> Llm:
    """The model `settings` name, with its budget and breaker. Raises ValueError where they do not fit together."""
    from responders.drafting.llm import Llm, maker

    return Llm(settings, Budget(settings, now, spent), Breaker(now), make_model or maker(settings, key))


def libraries(settings: ResponderSettings, prompts_dir: Path | None) -> Callable[[Brand], Library]:
    """A brand's words: its own folder first, read once each."""
    base = prompts_dir or BUILT_IN
    made: dict[str, Library] = {"": Library(base)}
    for key, folder in settings.templates.items():
        made[key] = Library(folder, base)
    return lambda brand: made.get(brand.key, made[""])
