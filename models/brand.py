"""A brand as config.yaml describes it: names, voice, facts, accounts, calendar. Plain pydantic, no tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from models.calendar import Calendar
from models.judgement import Topic

Address = Literal["sen", "siz"]


class Strict(BaseModel):
    """Unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(Strict):
    """Something a reply may state. Out of date after `until` (inclusive)."""

    id: str
    text: str
    url: str | None = None
    until: date | None = None
    words: list[str] = []
    """Words of a question this fact answers; empty: matched on its own text."""
    lang: Literal["tr", "en"] | None = None
    """The language `text` is written in; None: either."""

    @classmethod
    def numbered(cls, given: Sequence[Fact | str]) -> list[Fact]:
        """Facts, of which some are but their text: those are known by their place."""
        return [fact if isinstance(fact, Fact) else cls(id=str(n), text=fact) for n, fact in enumerate(given)]


class Step(Strict):
    """An approved sentence that says what happens next: the only place a commitment may stand."""

    id: str
    tr_sen: str | None = None
    tr_siz: str | None = None
    en: str | None = None
    topics: list[Literal[Topic, "general"]] = []
    """Topics of replies it suits; empty: all."""
    promise_hours: Annotated[float, Field(gt=0)] | None = None
    """Working hours within which what it promises is to be done; None: its words say whether it promises at all."""

    @model_validator(mode="after")
    def _says_something(self) -> Step:
        if not (self.tr_sen or self.tr_siz or self.en):
            raise ValueError("says nothing; write tr_sen, tr_siz or en")
        return self


class HoldingLine(Strict):
    """What may be said in a crisis: approved word for word."""

    tr: str | None = None
    en: str | None = None


class AiApproval(Strict):
    """X's prior approval of AI-assisted replies: when it came and where it is filed."""

    on: date = Field(alias="date")
    ref: str


def _bare(value: object) -> object:
    """A handle as searches need it: people write it with @ or u/."""
    return value.strip().lstrip("@").removeprefix("/").removeprefix("u/") if isinstance(value, str) else value


Handle = Annotated[str, BeforeValidator(_bare), Field(min_length=1)]


class Platform(Strict):
    """One platform for one brand. The key in config.yaml is the file name under collectors/."""

    account: Handle
    """Our handle there; an @ or u/ before it is taken off."""
    account_id: str | None = None
    """Our account's native id, where the platform needs it (X); looked up when missing."""
    post: Literal["by_hand", "api"] | None = None
    """None: by_hand on X and Reddit, api elsewhere."""
    since: date | None = None
    """Read from here on the first run; None: from now."""
    every_minutes: Annotated[int, Field(ge=1)] = 5
    search: list[str] = []
    """Queries beside our own mentions; empty: the brand's names, but on Mastodon none: few servers can search."""
    channels: list[str] = []
    """Subreddits and the like; empty: everywhere."""
    base_url: Annotated[str, Field(pattern=r"^https?://[^\s/]")] | None = None
    """The server, for platforms people host (Mastodon, Bluesky)."""
    x_ai_approval: AiApproval | None = None
    hourly_cap: Annotated[int, Field(ge=1)] = 20
    disclosure: HoldingLine | None = None
    """The line that says who is talking (Reddit); part of the draft, never added later."""


class Brand(Strict):
    """Everything the bot may know and say of one brand."""

    key: str = ""
    """Its key in config.yaml: letters a-z, digits and _."""
    name: str
    spellings: list[str] = []
    """Further ways people write it, without suffixes; the name itself always counts."""
    inflected: dict[str, str] = {}
    """Turkish forms (dat, gen, loc, abl, acc): searched for on X and Reddit; Reddit's built-in disclosure takes loc."""
    handles: list[Handle] = []
    context_words: list[str] = []
    """Words that make an ordinary-looking word the brand (for brands that are also words)."""
    other_meanings: list[str] = []
    """Words that make it something else."""
    languages: Annotated[list[Literal["tr", "en"]], Field(min_length=1)] = ["tr", "en"]
    chat_language: Literal["tr", "en"] = "tr"
    address_tr: Address = "sen"
    mirror_siz: bool = True
    name_use: Literal["first", "none"] = "first"
    signature: Literal["initials", "firstname", "none"] = "initials"
    competitors: list[str] = []
    facts: list[Fact] = []
    domains: list[str] = []
    contacts: list[str] = []
    steps: list[Step] = []
    holding_line: HoldingLine | None = None
    product_words: list[str] = []
    """Product words a reply may take up from a mention."""
    couriers: list[str] = []
    cities: list[str] = []
    calendar: Calendar = Calendar()
    target_minutes: Annotated[int, Field(ge=1)] = 60
    """Response-time target in working minutes."""
    budget: Annotated[float, Field(gt=0)] | None = None
    """Dollars a month for the platforms' APIs; ahead of its pace the bot reads less, step by step. Replies go on."""
    platforms: dict[str, Platform] = {}

    @property
    def names(self) -> list[str]:
        """The name and its spellings, longest first."""
        return sorted({self.name, *self.spellings}, key=len, reverse=True)

    def account(self, platform: str) -> str:
        """Our handle on `platform`; empty where we have none."""
        found = self.platforms.get(platform)
        return found.account if found else ""
