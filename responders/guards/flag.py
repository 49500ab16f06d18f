"""What a guard says (Flag) and what it is told (Context)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from models import Brand

Level = Literal["green", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Flag:
    """One objection. `start`/`end` are offsets into the reply in code points (0, 0: the whole text)."""

    name: str
    level: Level
    start: int = 0
    end: int = 0
    detail: str = ""
    """What was found, for the reviewer, in plain words; may quote the reply, never the mention's data."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a reply is checked against."""

    brand: Brand
    platform: str
    lang: str
    """The language the reply should be in: tr or en."""
    mention: str = ""
    author_handle: str = ""
    today: date | None = None
    """For facts' `until`; None: every fact counts."""
    recent: Sequence[str] = ()
    """The brand's last published replies and open drafts, newest first (at most 20)."""
    free_spans: Sequence[tuple[int, int]] | None = None
    """Parts of the reply nobody approved beforehand; None: all of it is free text (a person's or a model's)."""
    kind: str | None = None
    """complaint, praise, question or sarcasm: sets the emoji quota."""
    limit: int | None = None
    """The instance's own length limit (Mastodon), where it is known."""
    address: str | None = None
    """sen or siz for this reply; None: the brand's."""
    approved_lines: Sequence[str] = field(default_factory=tuple)
    """Approved lines, word for word: exempt from `repeat`."""


def level_of(flags: Sequence[Flag]) -> Level:
    """The worst level among `flags`."""
    levels = {flag.level for flag in flags}
    return "red" if "red" in levels else "amber" if "amber" in levels else "green"
