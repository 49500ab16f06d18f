"""The only caller of a publisher: an approved reply is posted once, or a person is asked (I1, I2, I4, I9).

    held ─► last look ─► intent committed ─► post ─┬─ answer  ─► posted
                └─ gone, answered, paused, changed ├─ refused ─► held (later) | failed | by_hand
                                                   └─ unknown ─► wait out the read lag ─► find
    find ─┬─ there            ─► posted
          ├─ not there, twice ─► held
          └─ cannot tell      ─► unsure: a person decides

A crash after the intent leaves the row `sending` with a lease that ends: the next worker looks before it acts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlmodel import Session, col, select

from models import Brand, Database, Mention, Pause, Posted, Reply
from models.claims import LEASE, claim, release
from models.errors import (
    CredentialsRefused,
    CreditsOut,
    Duplicate,
    LostRace,
    NotSummoned,
    Permanent,
    PlatformError,
    RateLimited,
    Temporary,
    Unknown,
)
from models.transitions import move
from monitor.collectors import Collector
from responders.publishers import Publisher
from samimi import ledger
from samimi.health import Health
from samimi.last_look import Stop, last_look, pace, still_stands

log = structlog.get_logger()

TRIES = 5
LOOKS = 2
"""How often `find` must see nothing before a lost attempt is repeated."""
LOOKS_IN_THE_DARK = 6
"""How often `find` may fail before a person is asked."""

Key = tuple[str, str]


@dataclass(frozen=True)
class Door:
    """Both sides of one brand's account on one platform."""

    publisher: Publisher
    collector: Collector | None


class Outbox:
    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        doors: Mapping[Key, Door],
        *,
        health: Health,
        prices: ledger.Prices,
        worker: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._brands = brands
        self._doors = doors
        self._health = health
        self._prices = prices
        self._worker = worker
        self._now = now

    def tick(self) -> int:
        """Look for what is unclear, then send what is due; returns how many replies moved."""
        looked = [self._look(reply) for reply in self._claim("sending")]
        looked += [self._look(reply) for reply in self._claim("unsure")]
        sent = 0
        for reply in self._claim("held"):
            sent += self._send(reply)
        deleted = [self._delete(reply) for reply in self._claim_deletions()]
        return len(looked) + sent + len(deleted)

    def _claim(self, state: str) -> list[Reply]:
        now = self._now()
        with self._database.transaction() as session:
            where = [col(Reply.state) == state, col(Reply.next_at) <= now, col(Reply.brand).in_(self._running(session))]
            rows = claim(session, Reply, where, worker=self._worker, now=now, limit=8, order=col(Reply.next_at))
        return [row for row in rows if (row.brand, row.platform) in self._doors]

    def _claim_deletions(self) -> list[Reply]:
        wanted = [col(Reply.delete_wanted_at) <= self._now(), col(Reply.deleted_at).is_(None)]
        with self._database.transaction() as session:
            return claim(session, Reply, wanted, worker=self._worker, now=self._now(), limit=4)

    def _running(self, session: Session) -> list[str]:
        """The brands whose replies may go out (I9)."""
        paused = set(session.exec(select(Pause.brand)).all())
        return [] if "*" in paused else [key for key in self._brands if key not in paused]

    # ── sending ──────────────────────────────────────────────────────────────────────────────────────

    def _send(self, reply: Reply) -> int:
        door = self._doors[(reply.brand, reply.platform)]
        wait = self._pace(reply)
        if wait is not None:
            self._put_off(reply, wait)
            return 0
        try:
            if door.collector is not None:
                last_look(self._database, self._prices, door.collector, reply, self._now())
            self._intend(reply, door)
        except Stop as stop:
            stop.carry_out(self._database, reply, self._now())
            return 1
        except PlatformError as error:
            self._try_later(reply, error, "held")
            return 0
        except LostRace:
            return 0
        self._post(reply, door)
        return 1

    def _pace(self, reply: Reply) -> datetime | None:
        cap = self._brands[reply.brand].platforms[reply.platform].hourly_cap
        with self._database.reading() as session:
            return pace(session, reply, cap, self._now())

    def _intend(self, reply: Reply, door: Door) -> None:
        """Check everything once more and commit the intent, in one transaction; Stop when it may not go."""
        now = self._now()
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            if row.brand not in self._running(session):
                raise LostRace("reply", "paused")
            still_stands(session, row, self._brands[row.brand], door.publisher, now)
            move(
                session,
                row,
                "sending",
                expect=["held"],
                also={"leased_by": self._worker, "approval_hash": reply.approval_hash, "text": reply.text},
                attempts=row.attempts + 1,
                attempted_at=now,
                looks=0,
                next_at=now + door.publisher.read_lag,
                leased_until=now + LEASE,
            )
        reply.attempts, reply.attempted_at = row.attempts, now

    def _post(self, reply: Reply, door: Door) -> None:
        try:
            posted = door.publisher.post(reply)
        except NotSummoned as error:
            self._to_hand(reply, door, error)
        except (Unknown, Duplicate) as error:
            self._unclear(reply, error)
        except (Temporary, CredentialsRefused) as error:
            self._try_later(reply, error, "sending")
        except Permanent as error:
            self._fail(reply, error.detail)
        except Exception as error:
            # The platform may have it: what we do not understand is treated as a lost answer.
            log.exception("posting failed", reply=reply.id, error=type(error).__name__)
            self._unclear(reply, Unknown(type(error).__name__))
        else:
            self._record(reply, posted, "sending")
        self._note_calls(reply, door)

    def _record(self, reply: Reply, posted: Posted, expect: str) -> None:
        now = self._now()
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            changes: dict[str, Any] = {
                "native_id": posted.native_id,
                "url": posted.url,
                "posted_at": now,
                "confirmed_at": now,
            }
            move(session, row, "posted", expect=[expect], next_at=None, last_error=None, **changes)
            release(row)
            session.add(row)
            mention = session.get_one(Mention, row.mention_id)
            if mention.state != "closed":
                move(session, mention, "closed", closed_reason="answered", closed_at=now)
            ledger.record(session, self._prices, row.brand, row.platform, posted.calls, now)
            self._health.over(session, _fault_key(row), now)

    # ── what went wrong ──────────────────────────────────────────────────────────────────────────────

    def _to_hand(self, reply: Reply, door: Door, error: PlatformError) -> None:
        """The platform wants a person's own hand: the card gets the composer's link."""
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            mention = session.get_one(Mention, row.mention_id)
            mention.summoned = False  # the platform's word counts, not our guess
            session.add(mention)
            route = door.publisher.route(mention, row.text)
            now = self._now()
            changes: dict[str, Any] = {"by_hand_url": route.url, "by_hand_reason": error.detail, "by_hand_at": now}
            move(session, row, "by_hand", expect=["sending"], next_at=None, **changes)
            release(row)
            session.add(row)

    def _unclear(self, reply: Reply, error: PlatformError) -> None:
        """Stay `sending`; look once the platform has had time to show the post."""
        lag = self._doors[(reply.brand, reply.platform)].publisher.read_lag
        kind = "duplicate" if isinstance(error, Duplicate) else "unknown"
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            row.last_error, row.next_at = f"{kind}: {error.detail}", self._now() + lag
            release(row)
            session.add(row)

    def _try_later(self, reply: Reply, error: PlatformError, expect: str) -> None:
        """Nothing was posted: back to `held`, or to a person after the last try."""
        now = self._now()
        lasting = isinstance(error, CredentialsRefused | CreditsOut)
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            if expect == "sending":
                move(session, row, "held", expect=["sending"])
            else:
                row.attempts += 1
            row.last_error, row.next_at = error.detail, _next_try(error, row.attempts, now)
            release(row)
            session.add(row)
            session.flush()
            if lasting:
                text = f"{row.platform} ({row.brand}): {error.detail}"
                self._health.begin(session, _fault_key(row), text, now, row.brand)
        if row.attempts >= TRIES and not lasting:
            self._fail(row, error.detail)

    def _fail(self, reply: Reply, detail: str) -> None:
        now = self._now()
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            if row.state == "held":  # the last try ended before the platform was reached
                move(session, row, "sending")
            move(session, row, "failed", next_at=None, last_error=detail)
            release(row)
            session.add(row)
            text = f"{row.platform} ({row.brand}): a reply was refused: {detail}"
            self._health.say_once(session, f"reply {row.id} failed {row.attempts}", text, now, row.brand)

    def _put_off(self, reply: Reply, until: datetime) -> None:
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            if row.state == "held":
                row.next_at = until
            release(row)
            session.add(row)

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────

    def _look(self, reply: Reply) -> Reply:
        """Has a lost attempt been posted? Never repeat before `find` has seen nothing twice."""
        door = self._doors[(reply.brand, reply.platform)]
        try:
            found = door.publisher.find(reply)
        except PlatformError as error:
            self._look_again(reply, error.detail, LOOKS_IN_THE_DARK)
        else:
            if found is not None:
                self._record(reply, found, reply.state)
            else:
                self._look_again(reply, reply.last_error or "unknown: not there", LOOKS)
        self._note_calls(reply, door)
        return reply

    def _look_again(self, reply: Reply, detail: str, enough: int) -> None:
        now = self._now()
        lag = self._doors[(reply.brand, reply.platform)].publisher.read_lag
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            row.looks += 1
            row.next_at = now + max(lag, timedelta(seconds=5)) * 2 ** min(row.looks, 8)
            release(row)
            session.add(row)
            session.flush()
            if row.state != "sending" or row.looks < enough:
                return
            sure = enough == LOOKS and not detail.startswith("duplicate") and row.attempts < TRIES
            if sure:
                move(session, row, "held", next_at=now, last_error=detail)
            else:
                move(session, row, "unsure", last_error=detail)
                text = f"{row.platform} ({row.brand}): it is not known whether a reply was posted; its card asks"
                self._health.say_once(session, f"reply {row.id} unsure {row.attempts}", text, now, row.brand)

    def _delete(self, reply: Reply) -> Reply:
        door = self._doors[(reply.brand, reply.platform)]
        error: str | None = None
        try:
            door.publisher.delete(reply)
        except PlatformError as refused:
            error = refused.detail
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            row.last_error = error
            row.deleted_at = None if error else self._now()
            row.delete_wanted_at = self._now() + timedelta(minutes=5) if error else row.delete_wanted_at
            release(row)
            session.add(row)
        self._note_calls(reply, door)
        return reply

    def _note_calls(self, reply: Reply, door: Door) -> None:
        with self._database.transaction() as session:
            calls = door.publisher.take_calls()
            ledger.record(session, self._prices, reply.brand, reply.platform, calls, self._now())


def _fault_key(reply: Reply) -> str:
    return f"posting {reply.platform}/{reply.brand}"


def _next_try(error: PlatformError, attempts: int, now: datetime) -> datetime:
    if isinstance(error, RateLimited) and error.retry_at is not None:
        return max(error.retry_at, now + timedelta(seconds=1))
    if isinstance(error, CredentialsRefused | CreditsOut):
        return now + timedelta(hours=1)
    return now + timedelta(minutes=min(2 ** max(attempts - 1, 0), 60))
