"""Where reading X stands, stream by stream, and what to search for.

X hands out the newest posts first. A sweep therefore walks down from the newest post to the last one known, and
only a finished sweep moves `since`: one that is stopped in between goes on where it stopped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from models import Brand, Reach
from monitor.collectors._turkish_forms import with_endings

_EPOCH_MS = 1_288_834_974_657
_LONGEST_QUERY = 512
MENTIONS, GAP, COUNTED = "mentions", "gap", "counted"
"""`COUNTED` is no stream: up to there the posts were counted, in a cursor only while not everything is read."""
SELDOM = timedelta(hours=1)
"""Between two searches that only take the newest posts."""
_SETTLED = timedelta(minutes=1)
"""X's search may lag this much; posts older than that are passed over for good."""


@dataclass(frozen=True, slots=True)
class Position:
    """`since`: posts up to this id have been read. The rest describes a sweep that is under way."""

    since: int
    until: int | None = None
    """Posts from this id on have been read in this sweep."""
    top: int | None = None
    """The sweep's newest id: the next `since`."""
    seen: int = 0
    token: str | None = None
    """X's own page token, needed only after an empty page that promises more."""

    @property
    def under_way(self) -> bool:
        return self.until is not None or self.token is not None

    def after(self, ids: Sequence[int], token: str | None) -> Position:
        """The position once a page with these ids has been read; `token` None: it was the last one."""
        top = self.top or max(ids, default=None)
        if token is None:
            return Position(since=max(self.since, top or 0))
        if not ids:
            return replace(self, token=token)
        return Position(self.since, min(ids), top, self.seen + len(ids))


def load(cursor: str | None, start: int, searches: int) -> dict[str, Position]:
    """The positions in a cursor. A stream not in it begins where the oldest one stands, the very first at `start`."""
    known = {name: Position(**fields) for name, fields in json.loads(cursor or "{}").items()}
    begin = Position(since=min((position.since for position in known.values()), default=start))
    names = [MENTIONS, *(f"search{number}" for number in range(searches))]
    places = {name: known.get(name, begin) for name in names}
    return places | {name: known[name] for name in (GAP, COUNTED) if name in known}


def within(places: dict[str, Position], reach: Reach, now: datetime) -> list[str]:
    """The streams to read now. Those out of reach are passed over up to `now`: they are counted, never read later."""
    if reach == "full":
        return [name for name in places if name != COUNTED]
    places.setdefault(COUNTED, Position(before(now - timedelta(hours=1))))  # what came since the last read is in there
    places.pop(GAP, None)
    passed = Position(before(now - _SETTLED))
    if reach == "counts":
        places[MENTIONS] = passed
    if reach in ("mentions", "counts"):
        places |= {name: passed for name in places if name.startswith("search")}
        return [MENTIONS] if reach == "mentions" else []
    due = [name for name in places if name.startswith("search") and at(places[name].since) <= now - SELDOM]
    places |= {name: Position(places[name].since) for name in due}  # a sweep under way is given up
    return [MENTIONS, *due]


def sampled(newest: Sequence[int], now: datetime) -> Position:
    """The position after only the newest posts were taken: what lies below them is passed over."""
    return Position(max([before(now - _SETTLED), *newest]))


def dump(places: dict[str, Position]) -> str:
    return json.dumps({name: asdict(position) for name, position in places.items()})


def before(at: datetime) -> int:
    """The largest id a post made before `at` can have: ids hold milliseconds since X's epoch, shifted."""
    return (max(int(at.timestamp() * 1000) - _EPOCH_MS, 0) << 22) - 1


def at(id: int) -> datetime:
    """When the post with this id was made, to the millisecond."""
    return datetime.fromtimestamp(((id >> 22) + _EPOCH_MS) / 1000, UTC)


def naming(account: str) -> str:
    """The search for posts that name our account."""
    return f"@{account} -is:retweet"


def queries(brand: Brand) -> list[str]:
    """Searches for the brand in words, each within X's 512 characters.

    Posts by our account and posts that name it are left out: the latter come as mentions, at a fifth of the price.
    """
    config = brand.platforms["x"]
    suffix = f" -is:retweet -from:{config.account} -@{config.account}"
    room = _LONGEST_QUERY - len(suffix) - len("()")
    groups: list[str] = []
    for term in config.search or _terms(brand):
        if groups and len(groups[-1]) + len(" OR ") + len(term) <= room:
            groups[-1] += f" OR {term}"
        else:
            groups.append(term)
    # Who quotes us without naming us has asked us in, but does not come as a mention.
    return [*(f"({group}){suffix}" for group in groups), f'url:"{config.account}/status" is:quote{suffix}']


def _terms(brand: Brand) -> list[str]:
    """Names, and inflected forms as people write them without an apostrophe (X matches whole words)."""
    forms = [re.sub("['’]", "", form) for form in brand.inflected.values()]
    endings = [form for name in brand.names for form in with_endings(name)]
    words = dict.fromkeys([*brand.names, *forms, *endings])
    handles = [f"@{handle}" for handle in brand.handles if handle.lower() != brand.account("x").lower()]
    return [_quoted(word) for word in words] + handles


def _quoted(word: str) -> str:
    """A name as X searches for it; anything but a plain word could be read as an operator."""
    return word if re.fullmatch(r"#?\w+", word) else '"{}"'.format(word.replace('"', " "))
