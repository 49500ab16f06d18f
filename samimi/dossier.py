"""What a platform wants to know before it approves an app: what we collect, who approves, samples, rates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import col, func, select

from language.masking import mask
from models import Database, Decision, Mention, Reply
from samimi.config import Config
from samimi.owed import WATCHED

SAMPLE = 20
PERIOD = timedelta(days=30)


def lines(config: Config, database: Database, now: datetime) -> Iterator[str]:
    """Markdown, personal data masked; figures of the last 30 days."""
    since = now - PERIOD
    yield "# How replies come about"
    yield ""
    yield "Every reply is read and approved by a named person before it is posted; nothing is posted automatically."
    yield f"An approval covers one exact text, account and post. Texts are kept {config.retention.days} days."
    yield (
        f"For {WATCHED.days} days after it was written a post is looked at once a day, and one deleted on the platform "
        f"is deleted here within 24 hours; one deleted later is kept until its {config.retention.days} days are over."
    )
    yield "Whoever writes 'stop' is not written to again."
    for brand in config.brands.values():
        yield ""
        yield f"## {brand.name}"
        for name, platform in sorted(brand.platforms.items()):
            approval = platform.x_ai_approval
            recorded = f", approval {approval.ref} of {approval.on}" if approval else ""
            way = platform.post or "default"
            most = f"at most {platform.hourly_cap} replies an hour"
            yield f"- {name}: @{platform.account}, {most}, posting: {way}{recorded}"
        yield from _rates(database, brand.key, since)
        yield from _samples(database, brand.key)


def _rates(database: Database, brand: str, since: datetime) -> Iterator[str]:
    with database.reading() as session:
        collected = session.exec(select(func.count()).where(Mention.brand == brand, Mention.received_at >= since)).one()
        posted = session.exec(select(func.count()).where(Reply.brand == brand, col(Reply.posted_at) >= since)).one()
        actions = session.exec(
            select(Decision.action, func.count())
            .where(Decision.brand == brand, Decision.at >= since, Decision.actor != 0)
            .group_by(Decision.action)
        ).all()
    yield f"- last 30 days: {collected} posts read, {posted} replies posted"
    yield "- decisions by people: " + (", ".join(f"{action} {count}" for action, count in sorted(actions)) or "none")


def _samples(database: Database, brand: str) -> Iterator[str]:
    query = (
        select(Mention.text, Reply.text, Reply.posted_at)
        .join(Mention, col(Mention.id) == Reply.mention_id)
        .where(Reply.brand == brand, col(Reply.posted_at).is_not(None), Mention.text != "")
        .order_by(col(Reply.posted_at).desc())
        .limit(SAMPLE)
    )
    with database.reading() as session:
        rows = session.exec(query).all()
    for mention, reply, posted_at in rows:
        yield f"- {posted_at:%Y-%m-%d}: “{mask(mention)}” → “{mask(reply)}”"
