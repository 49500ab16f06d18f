"""Prompt evaluation: cases with expectations, against any drafter. `samimi evaluate --drafts CASES.yaml`.

- id: late-1
  text: "@ornekmarka 5 gündür kargom yok"
  label: complaint            # praise, question; default complaint
  topic: shipping             # default none
  lang: tr                    # default tr
  expect:
    decision: draft           # draft, no_reply, escalate
    reasons: [legal]          # each must be among the draft's reasons
    mentions: ["5 gündür"]    # each must stand in the reply, letters folded
    without: ["iade"]         # none may
    address: sen
    most: 220                 # characters
    questions: 1              # at most
    level: green              # or better
    mode: hybrid
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from language.folding import fold
from models import Brand, Fact, Judgement
from models.brand import Address
from models.judgement import Escalate, Label, Lang, Sentiment, Topic
from responders.drafting.request import Drafted, Drafter, Memory, Request, Verdict, text_hash
from responders.guards import Level

_LEVELS: tuple[Level, ...] = ("green", "amber", "red")
_SENTIMENT: dict[Label, Sentiment] = {"complaint": "negative", "praise": "positive"}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Expected(_Strict):
    """What a draft must be like; what is not named is not looked at."""

    decision: Verdict = "draft"
    reasons: list[str] = []
    mentions: list[str] = []
    without: list[str] = []
    address: Address | None = None
    most: int | None = None
    questions: int | None = None
    level: Level = "amber"
    mode: Literal["template", "hybrid", "free"] | None = None


class Case(_Strict):
    """A mention with its judgement, so that only the drafting is measured."""

    id: str
    text: str
    label: Label = "complaint"
    topic: Topic | None = None
    lang: Lang = "tr"
    sarcastic: bool = False
    escalate: Escalate | None = None
    platform: str = "x"
    author_name: str = ""
    address: Address | None = None
    facts: list[Fact] | None = None
    expect: Expected = Expected()


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case. No faults: it passed."""

    case: Case
    draft: Drafted
    faults: tuple[str, ...]


def read_cases(path: Path) -> list[Case]:
    """The cases of a YAML file. Raises ValueError naming file and case."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: {error}") from error
    if not isinstance(raw, list):
        raise ValueError(f"{path}: not a list of cases")
    cases = []
    for number, row in enumerate(raw, 1):
        try:
            cases.append(Case.model_validate(row))
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise ValueError(f"{path}: case {number}: {where}: {first['msg']}") from error
    return cases


def evaluate_cases(cases: Iterable[Case], drafter: Drafter, brand: Brand, now: datetime) -> list[Result]:
    """Every case drafted in turn, as one brand's day: earlier replies are remembered."""
    results: list[Result] = []
    said: list[str] = []
    for case in cases:
        draft = drafter.draft(_request(case, brand, now, said))
        results.append(Result(case, draft, tuple(_faults(case.expect, draft))))
        if draft.decision == "draft":
            said.insert(0, draft.text)
    return results


def report(results: list[Result]) -> str:
    """A line per failed case with what was wrong, then the count by mode."""
    lines = [f"✗ {r.case.id}: {'; '.join(r.faults)}\n  {r.draft.text or r.draft.reasons}" for r in results if r.faults]
    modes = sorted({r.draft.mode for r in results})
    for mode in modes:
        rows = [r for r in results if r.draft.mode == mode]
        lines.append(f"{mode}: {sum(not r.faults for r in rows)} of {len(rows)} as expected")
    return "\n".join(lines)


def _request(case: Case, brand: Brand, now: datetime, said: list[str]) -> Request:
    changes: dict[str, Any] = {"address_tr": case.address, "mirror_siz": False} if case.address else {}
    changes |= {"facts": case.facts} if case.facts is not None else {}
    judgement = Judgement(
        label=case.label,
        confidence=1.0,
        sentiment=_SENTIMENT.get(case.label, "neutral"),
        topics=(case.topic,) if case.topic else (),
        lang=case.lang,
        sarcastic=case.sarcastic,
        escalate=case.escalate,
    )
    memory = Memory(frozenset(map(text_hash, said)), said[:20], counter=len(said))
    speaker = brand.model_copy(update=changes)
    return Request(speaker, case.platform, case.text, judgement, case.author_name, now=now, memory=memory)


def _faults(expected: Expected, draft: Drafted) -> Iterable[str]:
    """In words, what is not as expected."""
    if draft.decision != expected.decision:
        yield f"{draft.decision} instead of {expected.decision}"
    yield from (f"no reason {code}" for code in expected.reasons if code not in draft.reasons)
    folded = fold(draft.text)
    yield from (f"does not say “{words}”" for words in expected.mentions if fold(words) not in folded)
    yield from (f"says “{words}”" for words in expected.without if fold(words) in folded)
    if expected.address and draft.address != expected.address:
        yield f"says {draft.address}"
    if expected.most is not None and len(draft.text) > expected.most:
        yield f"{len(draft.text)} characters"
    if expected.questions is not None and draft.text.count("?") > expected.questions:
        yield f"{draft.text.count('?')} questions"
    if _LEVELS.index(draft.level) > _LEVELS.index(expected.level):
        yield f"{draft.level}: {', '.join(flag.name for flag in draft.flags)}"
    if expected.mode and draft.mode != expected.mode:
        yield f"written by {draft.mode}"
