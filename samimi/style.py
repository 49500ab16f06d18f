"""Which style rule the team's own edits speak for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from models import Brand
from responders.desk.case import Suggested
from responders.drafting.edits import proposals
from responders.drafting.outcomes import outcomes

LOOK_BACK = timedelta(days=90)
"""Edits older than this say little about today's team."""


def suggest(session: Session, brand: Brand, now: datetime, settled: Sequence[str]) -> Suggested | None:
    """The most frequent edit of the last 90 days that nobody has been asked about; None where none repeats."""
    edits = [outcome.edit for outcome in outcomes(session, brand.key, now - LOOK_BACK, now) if outcome.edit]
    for proposal in proposals(edits, settled):
        return Suggested(proposal.rule.id, proposal.times, proposal.question(brand.chat_language))
    return None
