"""How many posts there were, hour by hour, for the price of one post a question: what X tells of the unread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import tweepy

from models import Call, Counted
from monitor.collectors import _x_streams as streams
from monitor.collectors._x_client import as_app, told_apart
from monitor.collectors._x_streams import COUNTED, Position

EVERY = timedelta(hours=12)
"""Between two counts; one covers all hours since the last, a week at most."""
_WEEK = timedelta(days=7) - timedelta(hours=1)
_HOUR = timedelta(hours=1)


def count(
    places: dict[str, Position],
    client: tweepy.Client,
    queries: Mapping[str, str],
    now: datetime,
    calls: list[Call],
    *,
    last: bool,
) -> list[Counted]:
    """The whole hours since the last count, once EVERY has passed or, with `last`, once an hour has.

    `queries`: stream → what to count; each question is added to `calls`. Raises PlatformError; then nothing is passed.
    """
    until = _hour(now - timedelta(minutes=1))
    since = max(_hour(streams.at(places[COUNTED].since + 1)), _hour(now) - _WEEK)
    if until - since < (_HOUR if last else EVERY):
        return []
    counted: list[Counted] = []
    with told_apart():
        ask = as_app(client).get_recent_tweets_count
        for stream, query in queries.items():
            body = ask(query, start_time=since, end_time=until, granularity="hour")
            calls.append(Call("GET /2/tweets/counts/recent", "count"))
            counted += [_counted(stream, entry) for entry in body.get("data", [])]
    places[COUNTED] = Position(streams.before(until))
    return counted


def _counted(stream: str, entry: Mapping[str, Any]) -> Counted:
    posts = entry["tweet_count"] if "tweet_count" in entry else entry["post_count"]
    return Counted(stream, _hour(datetime.fromisoformat(entry["start"])), int(posts))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
