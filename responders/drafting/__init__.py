"""Judgement + history + brand voice → draft. Modes: template (offline), hybrid, free.

The app calls `responders.drafting.build`; the names below are light, so that config.yaml can be read without tables.
"""

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
    "text_hash",
]
