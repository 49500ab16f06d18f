"""Replies and deletions of a platform that config.yaml names no longer: left as they are, and told of once.

They go on by themselves when the platform is back: the outbox claims only what has a door. Meanwhile a person can close
them on their cards, so an attempt that nobody can look for any more is put to one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy import tuple_
from sqlmodel import Session, col, or_, select

from models import Brand, Database, Notice, Reply
from models.claims import LEASE
from models.transitions import move
from samimi.health import Health
from samimi.notice_words import told

Key = tuple[str, str]

_PREFIX = "stranded "
_SHOWN = 10


class Stranded:
    """`doors`: the brands' platforms there are, as (brand, platform)."""

    def __init__(
        self, database: Database, brands: Mapping[str, Brand], doors: Collection[Key], health: Health,
        now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._database = database
        self._brands = brands
        self._doors = doors
        self._health = health
        self._now = now

    def tick(self) -> None:
        """One notice per lost platform while it has work left, and one when it has none any more."""
        with self._database.transaction() as session:
            lost: dict[Key, list[Reply]] = {}
            for reply in _without(session, self._doors):
                lost.setdefault((reply.brand, reply.platform), []).append(reply)
                self._ask(session, reply)
            for place, replies in lost.items():
                self._health.begin(session, _name(place), self._text(place, replies), self._now(), place[0])
            self._end(session, {_name(place) for place in lost})

    def _ask(self, session: Session, reply: Reply) -> None:
        """Was it posted? A card that can be tapped asks (I2), once no worker that knows the platform has looked."""
        now = self._now()
        overdue = reply.next_at is not None and reply.next_at <= now - LEASE
        free = reply.leased_until is None or reply.leased_until <= now
        if reply.state == "sending" and overdue and free and reply.brand in self._brands:
            move(session, reply, "unsure")

    def _text(self, place: Key, replies: list[Reply]) -> str:
        wanted = sum(reply.delete_wanted_at is not None for reply in replies)
        numbers = [f"#{reply.mention_id}" for reply in replies]
        cards = ", ".join(numbers[:_SHOWN]) + (" …" if len(numbers) > _SHOWN else "")
        counts = {"replies": len(replies) - wanted, "deletions": wanted, "cards": cards}
        key = "stranded" if place[0] in self._brands else "stranded_brand"
        return told(self._brands, place[0], key, platform=place[1], **counts)

    def _end(self, session: Session, still: Collection[str]) -> None:
        query = select(Notice.key).where(col(Notice.key).startswith(_PREFIX), col(Notice.over_at).is_(None))
        for key in session.exec(query).all():
            if key not in still:
                platform, brand = key.removeprefix(_PREFIX).split("/")
                text = told(self._brands, brand, "not_stranded", platform=platform)
                self._health.over(session, key, self._now(), text)


def _without(session: Session, doors: Collection[Key]) -> list[Reply]:
    """What only the outbox can bring to an end and has no door; locked, so that of two workers one tells of it."""
    going = col(Reply.state).in_(("held", "sending", "unsure"))
    deleting = col(Reply.delete_wanted_at).is_not(None) & col(Reply.deleted_at).is_(None)
    lost = tuple_(col(Reply.brand), col(Reply.platform)).not_in(list(doors))
    query = select(Reply).where(or_(going, deleting), lost).order_by(col(Reply.id))
    return list(session.exec(query.with_for_update()).all())


def _name(place: Key) -> str:
    return f"{_PREFIX}{place[1]}/{place[0]}"
