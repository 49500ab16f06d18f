"""What no single key of the config can see about the language model: who needs it, where it is, what it costs."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

from pydantic import ValidationError

from responders.drafting.settings import LlmSettings, ResponderSettings
from samimi.extras import how_to_install
from samimi.marked_yaml import Loc, Marked

Fault = tuple[int, str]
_FREE_OF_CHARGE = "openai_compatible"
"""A model of one's own has no price; every other provider sends a bill."""


def llm_faults(marked: Marked) -> list[Fault]:
    """Line and mend of each; nothing where the section itself is broken, which is told elsewhere."""
    try:
        responder = ResponderSettings.model_validate(marked.data.get("responder") or {})
    except ValidationError:
        return []
    faults = _of(responder.llm) if responder.llm else _wanted(marked, responder)
    return [(marked.line(loc), f"{'.'.join(map(str, loc))}: {mend}") for loc, mend in faults]


def _wanted(marked: Marked, responder: ResponderSettings) -> Iterator[tuple[Loc, str]]:
    """Who asks for a model that is not named."""
    sentiment = marked.data.get("sentiment")
    if isinstance(sentiment, dict) and sentiment.get("second_opinion") is True:
        yield ("sentiment", "second_opinion"), "needs a model; write responder.llm"
    if responder.mode != "template":
        yield ("responder", "mode"), f"{responder.mode} needs a model; write responder.llm, or template"
    for brand, mode in responder.modes.items():
        if mode != "template":
            yield ("responder", "modes", brand), f"{mode} needs a model; write responder.llm, or template"


def _of(llm: LlmSettings) -> Iterator[tuple[Loc, str]]:
    if llm.provider == _FREE_OF_CHARGE and not llm.base_url:
        yield ("responder", "llm"), "base_url is missing; write where the model answers, http://127.0.0.1:11434/v1 say"
    if llm.provider != _FREE_OF_CHARGE and llm.model not in llm.prices:
        yield (
            ("responder", "llm", "prices"),
            f"no price for {llm.model}, so daily_usd could not hold; write {llm.model}: {{input: …, output: …}} "
            "in dollars per million tokens",
        )
    if importlib.util.find_spec("pydantic_ai") is None:
        yield ("responder", "llm"), f"a package is missing; {how_to_install('llm')}"
