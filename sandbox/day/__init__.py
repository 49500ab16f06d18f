"""One scripted day of four invented brands: who writes what, when, and what a good team would do about it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime, time
from pathlib import Path
from typing import Any, Literal, get_args

BRANDS = ("ornek", "cinar", "mavikablo", "zilcal")
CONFIG = Path(__file__).parent / "config.yaml"
"""The `brands:` block of the day."""

Act = Literal["approve", "edit", "skip", "escalate"]
Reason = Literal["spam", "troll", "not_us", "no_need"]
Danger = Literal["legal", "injury", "self_harm", "fraud", "data", "minor", "press", "safety"]


@dataclass(frozen=True)
class Post:
    """One line of the script. Times are local, HH:MM."""

    id: str
    at: time
    brand: str
    platform: Literal["x", "reddit", "bluesky", "mastodon"]
    handle: str
    name: str
    text: str
    act: Act
    """What a good team does with it."""
    followers: int = 50
    lang: str = "tr"
    """ISO 639-1, as a reader would say."""
    summoned: bool = False
    """The brand's account is called by its real @handle, not only by name."""
    to: str = ""
    """edit: the text to post instead."""
    reason: Reason | None = None
    """skip: why."""
    danger: Danger | None = None
    """escalate: why."""
    images: int = 0
    title: str = ""
    """Reddit: the submission's title; empty: a comment under `reply_to`, or under somebody's thread."""
    channel: str = ""
    """Reddit: the subreddit."""
    reply_to: str | None = None
    """Answers an earlier line."""
    after_reply_to: str | None = None
    """Comes after our answer to that line, under our answer if there is one."""
    quotes_us: bool = False
    """Quotes a post of ours."""
    deleted_at: time | None = None
    """The author takes it down."""
    answered_at: time | None = None
    """Somebody of the team answers with the platform's own app."""
    answer: str = ""
    """…with this text."""

    @property
    def minute(self) -> int:
        """Minutes since midnight."""
        return self.at.hour * 60 + self.at.minute


def load() -> list[Post]:
    """The day in order of time. Raises ValueError with file and line for a line that cannot be read."""
    posts = [post for brand in BRANDS for post in _read(brand)]
    return sorted(posts, key=lambda post: (post.at, post.id))


def _read(brand: str) -> list[Post]:
    path = Path(__file__).parent / f"{brand}.jsonl"
    made = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            made.append(_post(brand, json.loads(line)))
        except (TypeError, ValueError) as error:
            raise ValueError(f"{path.name}:{number}: {error}") from error
    return made


def _post(brand: str, given: dict[str, Any]) -> Post:
    times = ("at", "deleted_at", "answered_at")
    given = {name: _time(value) if name in times else value for name, value in given.items()}
    unknown = given.keys() - {known.name for known in fields(Post)}
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    if given.get("act") not in get_args(Act):
        raise ValueError(f"act is one of {get_args(Act)}")
    return Post(brand=brand, **given)


def _time(text: str) -> time:
    return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  a wall clock's hour, no instant
