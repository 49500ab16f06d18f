"""What became of drafts: kept, edited, rejected, regretted, how long people took. `samimi export --what drafts`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from models import Database
from responders.drafting.edits import rates
from responders.drafting.outcomes import outcomes

LOOK_BACK = timedelta(days=90)
"""Older decisions say little about today's prompts."""
KEY = ("lang", "topic", "mode", "prompt")


def rows(database: Database, brands: Iterable[str], now: datetime) -> Iterator[dict[str, Any]]:
    """One per brand, language, topic, mode and prompt of the last 90 days: counts, and seconds to the decision."""
    for brand in brands:
        with database.reading() as session:
            decided = outcomes(session, brand, now - LOOK_BACK, now)
        for key, figures in sorted(rates(decided).items()):
            yield {"brand": brand, **dict(zip(KEY, key, strict=True)), **asdict(figures)}
