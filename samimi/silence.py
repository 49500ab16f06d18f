"""Is a source silent for longer than usual? By its own history, hour by hour, working days and days off apart.

Time is measured in the posts that usually come in it: a night in which none ever comes does not count. A silence is
unusual once it has swallowed half as many again as the longest one of the last weeks did, and never before a handful.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from models import Brand, Calendar, Mention, Source

LOOK_BACK = timedelta(days=28)
LEAST_HISTORY = timedelta(days=7)
LEAST_POSTS = 20
"""With fewer posts nothing is usual."""
LEAST_SWALLOWED = 7.0
"""Posts that usually would have come; by chance alone, one silence in a thousand gets so long."""
LONGER = 1.5

_TEXT = {
    "tr": "{platform} ({brand}): {hours} saattir yeni gönderi gelmedi; bu saatlerde bu kadar uzun sürmezdi",
    "en": "{platform} ({brand}): no new post for {hours} hours; it never takes that long at these hours",
}
_OVER = {
    "tr": "{platform} ({brand}): gönderiler yeniden geliyor",
    "en": "{platform} ({brand}): posts are coming in again",
}


def unusual(session: Session, source: Source, brand: Brand, now: datetime) -> str | None:
    """What to tell the admins of a source that answers but brings nothing; None while that is usual."""
    began = max(now - LOOK_BACK, source.created_at or now)
    ours = (Mention.brand == source.brand, Mention.platform == source.platform)
    query = select(Mention.created_at).where(*ours, Mention.created_at >= began).order_by(col(Mention.created_at))
    posts = list(session.exec(query).all())
    if not is_unusual(posts, began, now, brand.calendar):
        return None
    hours = round((now - posts[-1]).total_seconds() / 3600)
    return _TEXT[brand.chat_language].format(platform=source.platform, brand=brand.name, hours=max(hours, 1))


def ended(source: Source, brand: Brand) -> str:
    return _OVER[brand.chat_language].format(platform=source.platform, brand=brand.name)


def is_unusual(posts: Sequence[datetime], began: datetime, now: datetime, calendar: Calendar) -> bool:
    """`posts`: when the source's posts since `began` were made, oldest first."""
    if len(posts) < LEAST_POSTS or now - began < LEAST_HISTORY:
        return False
    edges, usual = _usual(posts, began, now, calendar)
    stamps = [at.timestamp() for at in (*posts, now)]
    swallowed = np.diff(np.interp(stamps, edges, usual))
    longest = float(max(swallowed[:-1], default=0.0))
    return float(swallowed[-1]) > max(LEAST_SWALLOWED, LONGER * longest)


def _usual(
    posts: Sequence[datetime], began: datetime, now: datetime, calendar: Calendar
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Hour by hour from `began` to `now`: the instants, and how many posts usually came until each."""
    count = int((now - began) / timedelta(hours=1)) + 1
    hours = [began + timedelta(hours=n) for n in range(count)]
    kinds = [_kind(at, calendar) for at in hours]
    seen, there = Counter(kinds), Counter(_kind(at, calendar) for at in posts)
    rates = [there[kind] / seen[kind] for kind in kinds]
    edges = np.array([at.timestamp() for at in [*hours, hours[-1] + timedelta(hours=1)]])
    return edges, np.concatenate(([0.0], np.cumsum(rates)))


def _kind(at: datetime, calendar: Calendar) -> tuple[bool, int]:
    """Whether the team works that day, and the local hour."""
    local = calendar.local(at)
    return calendar.is_working_day(local.date()), local.hour
