"""What a model is told of a stranger's text: cleaned, personal data masked, marked as data, never a command."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from responders.drafting.cleaning import clean, datamark
from responders.drafting.examples import Example
from responders.drafting.request import Request
from responders.drafting.suspicion import suspicious

__all__ = ["marked", "marker", "post_of", "shown", "under_suspicion"]


def marker() -> str:
    """A sign no author can guess, new for every draft."""
    return f"^{secrets.token_hex(3)}^"


def under_suspicion(request: Request) -> bool:
    """Whether anything a stranger wrote here tries to give orders. It only forces the template mode."""
    return any(suspicious(text) for text in (request.text, request.author_name, request.quoted) if text)


def marked(text: str, sign: str) -> str:
    """Cleaned and masked, words separated by `sign`."""
    return datamark(clean(text), sign)


def post_of(request: Request, sign: str) -> str:
    """The post between tags of its own. The author's name is not told: a greeting is added by code."""
    tag = f"post-{secrets.token_hex(4)}"
    parts = [f"<{tag}>", marked(request.text, sign), f"</{tag}>"]
    if request.quoted:
        parts += [f"<{tag}-quoted>", marked(request.quoted, sign), f"</{tag}-quoted>"]
    return "\n".join(parts)


def shown(examples: Sequence[Example], sign: str) -> list[tuple[str, str]]:
    """Examples as the prompt wants them: both sides are data."""
    return [(marked(example.mention, sign), marked(example.reply, sign)) for example in examples]
