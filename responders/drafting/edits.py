"""What people change: how much of a draft they keep, and edits that repeat often enough to be a rule."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from responders.guards.reading import sentences_of, squeeze

LIGHT = 0.25
"""Normalised Levenshtein distance up to which an edit is light; a vendor's guide says 0.40, we are stricter."""
REWRITTEN = 0.60
"""Beyond this the text is the person's own: no example for the template or the model."""
TIMES = 4
"""How often an edit must repeat before it is proposed as a rule."""

Size = Literal["as_is", "light", "heavy"]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """A draft and what was sent in its place. `signature` (such as " ^EK") is no edit."""

    draft: str
    final: str
    signature: str = ""

    @property
    def sent(self) -> str:
        """The final text without the signature."""
        return self.final.removesuffix(self.signature).rstrip() if self.signature else self.final

    @property
    def distance(self) -> float:
        """0 (the same) to 1 (nothing in common)."""
        return float(Levenshtein.normalized_distance(self.draft, self.sent))

    @property
    def size(self) -> Size:
        return "as_is" if self.draft == self.sent else "light" if self.distance <= LIGHT else "heavy"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one draft. `key` groups: language, topic, mode, prompt, …"""

    key: Key
    edit: Edit | None
    """None: it was rejected."""
    seconds: float | None = None
    """From the card to the decision."""
    regretted: bool = False
    """Deleted or corrected after sending, or the author was angrier within a day."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts, and the times in seconds; a rate is count / drafts, and means little below ten drafts."""

    drafts: int
    as_is: int
    light: int
    heavy: int
    rejected: int
    regretted: int
    median_seconds: float | None
    p90_seconds: float | None


def rates(outcomes: Iterable[Outcome]) -> dict[Key, Rates]:
    """Per key."""
    groups: dict[Key, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.key].append(outcome)
    return {key: _rates(group) for key, group in groups.items()}


def _rates(group: Sequence[Outcome]) -> Rates:
    sizes = Counter(outcome.edit.size if outcome.edit else "rejected" for outcome in group)
    times = sorted(outcome.seconds for outcome in group if outcome.seconds is not None)
    return Rates(
        drafts=len(group),
        as_is=sizes["as_is"],
        light=sizes["light"],
        heavy=sizes["heavy"],
        rejected=sizes["rejected"],
        regretted=sum(outcome.regretted for outcome in group),
        median_seconds=_quantile(times, 0.5),
        p90_seconds=_quantile(times, 0.9),
    )


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    """Linear between neighbours; None without values."""
    if not ordered:
        return None
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


RuleKind = Literal["no_emoji", "no_greeting", "no_exclaim", "shorter", "without"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that edits suggest; active only once a lead has agreed. `words` is what "without" leaves out."""

    kind: RuleKind
    words: str = ""

    @property
    def id(self) -> str:
        """What an agreement is stored under, and `Request.rules` names."""
        return f"{self.kind}:{self.words}" if self.words else self.kind


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule and how often people made that edit."""

    rule: Rule
    times: int

    def question(self, lang: str) -> str:
        """What to ask a lead, in their language."""
        said = _QUESTIONS[self.rule.kind][lang == "tr"]
        return said.format(times=self.times, words=self.rule.words)


_QUESTIONS: dict[RuleKind, tuple[str, str]] = {
    "no_emoji": (
        "You removed the emoji {times} times. Make it a rule?",
        "Emojiyi {times} kez çıkardın. Kural olsun mu?",
    ),
    "no_greeting": (
        "You removed the greeting {times} times. Make it a rule?",
        "Selamı {times} kez çıkardın. Kural olsun mu?",
    ),
    "no_exclaim": (
        "You removed the exclamation mark {times} times. Make it a rule?",
        "Ünlemi {times} kez çıkardın. Kural olsun mu?",
    ),
    "shorter": (
        "You shortened the draft by a third {times} times. Draft shorter from now on?",
        "Taslağı {times} kez üçte bir kısalttın. Bundan sonra daha kısa yazayım mı?",
    ),
    "without": (
        "You removed “{words}” {times} times. Stop using it?",
        "“{words}” cümlesini {times} kez çıkardın. Artık kullanmayayım mı?",
    ),
}
_EMOJI = re.compile(r"[\U0001f300-\U0001faff\u2600-\u27bf]|(?<!\w)[:;]-?[)D]")
_GREETING = re.compile(r"^(?:selam|merhaba|merhabalar|hi|hey|hello)\b[^,.!?]{0,25},", re.IGNORECASE)


def proposals(edits: Iterable[Edit], known: Iterable[str] = (), times: int = TIMES) -> list[Proposal]:
    """Edits that repeat, the most frequent first. `known` are ids of rules agreed to or turned down already."""
    counted = Counter(rule for edit in edits for rule in _rules_in(edit))
    settled = set(known)
    return [Proposal(rule, n) for rule, n in counted.most_common() if n >= times and rule.id not in settled]


def _rules_in(edit: Edit) -> set[Rule]:
    """The rules one edit speaks for; a rewrite speaks for none, it says too much at once."""
    if edit.size == "as_is" or edit.distance > REWRITTEN:
        return set()
    found = {Rule(kind) for kind, gone in _GONE.items() if gone(edit.draft, edit.sent)}
    kept = set(_sentences(edit.sent))
    return found | {Rule("without", line) for line in _sentences(edit.draft) if _is_gone(line, kept)}


_GONE: dict[RuleKind, Callable[[str, str], bool]] = {
    "no_emoji": lambda draft, sent: bool(_EMOJI.search(draft)) and not _EMOJI.search(sent),
    "no_greeting": lambda draft, sent: bool(_GREETING.search(draft)) and not _GREETING.search(sent),
    "no_exclaim": lambda draft, sent: "!" in draft and "!" not in sent,
    "shorter": lambda draft, sent: len(sent) <= 2 * len(draft) / 3,
}


def _sentences(text: str) -> list[str]:
    bare = _GREETING.sub("", _EMOJI.sub(".", text))
    return [squeeze(bare[a:b]) for a, b in sentences_of(bare)]


def _is_gone(line: str, kept: set[str]) -> bool:
    """Removed, not reworded: nothing like it is left."""
    return bool(line) and all(Levenshtein.normalized_similarity(line, other) < 0.5 for other in kept)
