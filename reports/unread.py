"""How many posts were counted but not read, because the budget did not reach."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from models import Mention, PostCount
from reports.spans import Span


def unread(session: Session, brand: str, within: Span) -> dict[str, int]:
    """By platform: posts counted in the span's hours beyond those we have. Platforms with none are left out."""
    counted = _counted(session, brand, within)
    found: Counter[str] = Counter()
    for (platform, hour), posts in counted.items():
        found[platform] += max(posts - _read(session, brand, platform, hour), 0)
    return {platform: posts for platform, posts in found.items() if posts}


def _counted(session: Session, brand: str, within: Span) -> dict[tuple[str, datetime], int]:
    hour = col(PostCount.hour)
    query = (
        select(col(PostCount.platform), hour, func.sum(PostCount.posts))
        .where(col(PostCount.brand) == brand, hour >= within.start, hour < within.end)
        .group_by(col(PostCount.platform), hour)
    )
    return {(platform, at): int(posts) for platform, at, posts in session.connection().execute(query)}


def _read(session: Session, brand: str, platform: str, hour: datetime) -> int:
    created = col(Mention.created_at)
    ours = (col(Mention.brand) == brand, col(Mention.platform) == platform)
    query = select(func.count()).where(*ours, created >= hour, created < hour + timedelta(hours=1))
    return int(session.connection().execute(query).scalar_one())
