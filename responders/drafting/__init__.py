"""Judgement + history + brand voice → draft. Modes: template (offline), hybrid, free."""

from responders.drafting.build import build_drafter, build_llm
from responders.drafting.request import Drafted, Drafter, Memory, Request, Tone, Verdict, text_hash
from responders.drafting.settings import LlmSettings, Mode, Price, ResponderSettings

__all__ = [
    "Drafted",
    "Drafter",
    "LlmSettings",
    "Memory",
    "Mode",
    "Price",
    "Request",
    "ResponderSettings",
    "Tone",
    "Verdict",
    "build_drafter",
    "build_llm",
    "text_hash",
]
