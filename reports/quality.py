"""How good the drafts and the judge were, measured by what people changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein
from scipy.stats import binomtest
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models import Decision, Draft, Mention
from reports.spans import Span
from reports.wording import LEAST_FOR_PERCENT

LIGHT = 0.25
"""Up to a quarter of the letters changed is a light edit."""
_SIGNATURE = re.compile(r"\s*\^\w{1,20}\s*$")


@dataclass(frozen=True, slots=True)
class Drafts:
    """What became of the machine's drafts that people decided about within a span."""

    as_is: int
    light: int
    heavy: int
    rejected: int

    @property
    def decided(self) -> int:
        return self.as_is + self.light + self.heavy + self.rejected

    def shares(self) -> dict[str, float]:
        """Each part of the decided ones, 0 to 1; nothing where none was decided."""
        parts = {"as_is": self.as_is, "light": self.light, "heavy": self.heavy, "rejected": self.rejected}
        return {name: count / self.decided for name, count in parts.items()} if self.decided else {}


@dataclass(frozen=True, slots=True)
class Judged:
    """Posts of one language that a person dealt with, and those whose label the person corrected."""

    seen: int
    corrected: int

    @property
    def right(self) -> int:
        """Labels that stood."""
        return self.seen - self.corrected

    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the share that was right, 0 to 1; None below ten posts."""
        if self.seen < LEAST_FOR_PERCENT:
            return None
        low, high = binomtest(self.right, self.seen).proportion_ci(0.95, method="wilson")
        return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Second:
    """Posts with a second opinion that a person dealt with, and those whose label is now what it said."""

    seen: int
    agreed: int


def drafts(session: Session, brand: str, within: Span) -> Drafts:
    """Each approved text beside the last machine draft before it, signature left out; and the rejected ones."""
    decided = (
        col(Draft.brand) == brand,
        col(Draft.decided_at) >= within.start,
        col(Draft.decided_at) < within.end,
    )
    count = select(func.count()).where(*decided)
    approved = col(Draft.state) == "approved"
    untouched = session.connection().execute(count.where(approved, col(Draft.editor).is_(None))).scalar_one()
    rejected = session.connection().execute(count.where(col(Draft.state) == "rejected")).scalar_one()
    machine = aliased(Draft)
    last = (
        select(func.max(col(machine.version)))
        .where(
            col(machine.mention_id) == col(Draft.mention_id),
            col(machine.version) < col(Draft.version),
            col(machine.editor).is_(None),
        )
        .correlate(Draft)
        .scalar_subquery()
    )
    before = aliased(Draft)
    edited = (
        select(col(before.text), col(Draft.text))
        .join(before, and_(col(before.mention_id) == col(Draft.mention_id), col(before.version) == last))
        .where(*decided, approved, col(Draft.editor).is_not(None))
    )
    changes = [change(old, new) for old, new in session.connection().execute(edited)]
    light = sum(0 < part <= LIGHT for part in changes)
    heavy = sum(part > LIGHT for part in changes)
    return Drafts(untouched + len(changes) - light - heavy, light, heavy, rejected)


def change(draft: str, approved: str) -> float:
    """Share of the letters changed, 0 to 1: normalised Levenshtein distance without signatures like "^EK"."""
    return Levenshtein.normalized_distance(_SIGNATURE.sub("", draft), _SIGNATURE.sub("", approved))


def judge(session: Session, brand: str, within: Span) -> Mapping[str, Judged]:
    """By language, for the posts written within the span. A person who let a label stand agreed with it.

    Where a second opinion moved the label and a person let that stand, the judge was wrong.
    """
    moved = (col(Mention.judged_by) == "person") | col(Mention.second_label).is_not(None)
    corrected = and_(moved, col(Mention.label) != col(Mention.judged_label))
    query = (
        select(col(Mention.lang), func.count(), func.count().filter(corrected))
        .where(
            col(Mention.brand) == brand,
            col(Mention.created_at) >= within.start,
            col(Mention.created_at) < within.end,
            col(Mention.lang).is_not(None),
            _dealt_with(),
        )
        .group_by(col(Mention.lang))
        .order_by(col(Mention.lang))
    )
    rows = session.connection().execute(query)
    return {str(lang): Judged(int(count), int(wrong)) for lang, count, wrong in rows}


def second(session: Session, brand: str, within: Span) -> Second:
    """How the second opinions of the posts written within the span fared with people; the judge's are apart."""
    agreed = col(Mention.second_label) == col(Mention.label)
    query = select(func.count(), func.count().filter(agreed)).where(
        col(Mention.brand) == brand,
        col(Mention.created_at) >= within.start,
        col(Mention.created_at) < within.end,
        col(Mention.second_label).is_not(None),
        _dealt_with(),
    )
    seen, alike = session.connection().execute(query).one()
    return Second(int(seen), int(alike))


def _dealt_with() -> ColumnElement[bool]:
    """Whether a person decided about the mention or relabelled it."""
    by_person = (col(Decision.mention_id) == col(Mention.id), col(Decision.actor) != 0)
    seen = select(func.min(col(Decision.id))).where(*by_person).correlate(Mention).scalar_subquery().is_not(None)
    return seen | (col(Mention.judged_by) == "person")
