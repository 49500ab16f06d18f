"""What a drafter is asked and what it answers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from language.folding import fold
from models import Brand, Judgement
from responders.guards import Flag, Level

Verdict = Literal["draft", "no_reply", "escalate"]
Tone = Literal["shorter", "warmer", "sen", "siz", "no_emoji"]


@dataclass(frozen=True, slots=True)
class Memory:
    """What a drafter must not repeat, read from the database by the caller."""

    used_hashes: frozenset[str] = frozenset()
    """`text_hash` of the brand's machine drafts of the last 180 days."""
    recent: Sequence[str] = ()
    """The brand's last published replies and open drafts, newest first."""
    pieces_for_author: frozenset[str] = frozenset()
    """Ids of template pieces this author has been sent."""
    counter: int = 0
    """How many drafts the brand has had in this language, topic and kind: the starting point for variation."""


@dataclass(frozen=True, slots=True)
class Request:
    """One mention to answer."""

    brand: Brand
    platform: str
    text: str
    judgement: Judgement
    author_name: str = ""
    author_handle: str = ""
    now: datetime | None = None
    thread_replies: int = 0
    """Replies of ours already in this thread."""
    opted_out: bool = False
    summoned: bool = True
    memory: Memory = Memory()
    tone: Tone | None = None
    avoid: Sequence[str] = ()
    """Texts of earlier versions: another draft must differ from them."""
    crisis: bool = False
    """An incident is declared for the brand: no drafts, only its holding line."""
    rules: Sequence[str] = ()
    """Ids of the rules a lead has agreed to (responders.drafting.edits.Rule.id)."""
    limit: int | None = None
    """The instance's own length limit (Mastodon), where it is known."""
    quoted: str = ""
    """The post the author quotes, if any: data like the mention itself."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a drafter made of a request."""

    decision: Verdict
    reasons: tuple[str, ...] = ()
    """Codes for the card, e.g. "spam", "legal", "opted_out", "topic:shipping", "fallback:timeout"."""
    text: str = ""
    lang: str = "tr"
    address: str | None = None
    level: Level = "green"
    flags: tuple[Flag, ...] = ()
    spans: tuple[tuple[int, int, str], ...] = ()
    """(start, end, "free" | "approved") over `text`."""
    mode: str = "template"
    prompt: str = ""
    made: dict[str, Any] = field(default_factory=dict)
    holding_line: bool = False
    """The text is the brand's approved line, word for word."""


class Drafter(Protocol):
    """Synchronous; used from several threads; keeps nothing between calls but its budget."""

    def draft(self, request: Request) -> Drafted:
        """Never raises for what a mention contains; an LLM's failure falls back to the template mode."""
        ...


def text_hash(text: str) -> str:
    """sha256 of the folded text with spaces squeezed: two texts a reader would call the same are the same."""
    return hashlib.sha256(" ".join(fold(text).split()).encode()).hexdigest()


def wants(request: Request, what: str) -> bool:
    """Whether the tone asked for or an agreed rule says so: shorter, no_emoji, no_greeting, no_exclaim."""
    return request.tone == what or what in request.rules
