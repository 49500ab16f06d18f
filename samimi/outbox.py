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
from datetime import datetime

import structlog
from sqlalchemy import ColumnElement, tuple_
from sqlmodel import Session, col, select

from models import Brand, Database, Mention, Pause, Reply, Route
from models.claims import LEASE, claim
from models.errors import (
    CredentialsRefused,
    Duplicate,
    LostRace,
    NotSummoned,
    Permanent,
    PlatformError,
    Temporary,
    Unknown,
)
from models.mention import IMPORTED
from models.transitions import move
from monitor.collectors import Collector
from responders.publishers import Publisher
from samimi.edits import Edits
from samimi.health import Health
from samimi.last_look import Stop, last_look, pace, still_stands
from samimi.prices import Prices
from samimi.settling import LOOKS, LOOKS_IN_THE_DARK, Settlement

log = structlog.get_logger()

BATCH = 8

Key = tuple[str, str]


@dataclass(frozen=True)
class Door:
    """Both sides of one brand's account on one platform."""

    publisher: Publisher
    collector: Collector | None

    def route(self, mention: Mention, text: str) -> Route:
        """How an answer may go: the publisher's word, but by hand to a post whose id we do not know."""
        if mention.native_id.startswith(IMPORTED):
            why = "imported: samimi import was not told its id; answer under the post itself"
            return Route("by_hand", why, mention.url)
        return self.publisher.route(mention, text)


class Outbox:
    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        doors: Mapping[Key, Door],
        *,
        health: Health,
        prices: Prices,
        worker: str,
        now: Callable[[], datetime],
        edits: Edits | None = None,
    ) -> None:
        self._database = database
        self._brands = brands
        self._doors = doors
        self._prices = prices
        self._edits = edits
        self._settle = Settlement(database, brands, health, prices, now)
        self._worker = worker
        self._now = now

    def begin(self) -> None:
        """At the start: a reply held by refused credentials or spent credits is tried at once, for that is what a
        restart after a mend is for. A rate limit is waited out all the same."""
        self._settle.mended()

    def tick(self) -> int:
        """Look for what is unclear, then send what is due; returns how many replies moved."""
        claimed = self._claim()
        unclear = [reply for reply in claimed if reply.state != "held"]
        for reply in unclear:
            self._look(reply)
        sent = sum(self._send(reply) for reply in claimed if reply.state == "held")
        deleted = [self._delete(reply) for reply in self._claim_deletions()]
        return len(unclear) + sent + len(deleted)

    def _claim(self) -> list[Reply]:
        now = self._now()
        with self._database.transaction() as session:
            where = [
                col(Reply.state).in_(("held", "sending", "unsure")),
                col(Reply.next_at) <= now,
                # A pause holds what has not left; looking whether a lost one is there only reads.
                (col(Reply.state) != "held") | col(Reply.brand).in_(self._running(session)),
                self._has_door(),
            ]
            return claim(session, Reply, where, worker=self._worker, now=now, limit=BATCH, order=col(Reply.next_at))

    def _claim_deletions(self) -> list[Reply]:
        wanted = [col(Reply.delete_wanted_at) <= self._now(), col(Reply.deleted_at).is_(None), self._has_door()]
        with self._database.transaction() as session:
            return claim(session, Reply, wanted, worker=self._worker, now=self._now(), limit=4)

    def _has_door(self) -> ColumnElement[bool]:
        """A platform taken out of config.yaml keeps its rows; samimi/stranded.py tells of them."""
        return tuple_(col(Reply.brand), col(Reply.platform)).in_(list(self._doors))

    def _running(self, session: Session) -> list[str]:
        """The brands whose replies may go out (I9)."""
        paused = set(session.exec(select(Pause.brand)).all())
        return [] if "*" in paused else [key for key in self._brands if key not in paused]

    # ── sending ──────────────────────────────────────────────────────────────────────────────────────

    def _send(self, reply: Reply) -> int:
        door = self._doors[(reply.brand, reply.platform)]
        wait = self._pace(reply)
        if wait is not None:
            self._settle.put_off(reply, wait)
            return 0
        try:
            if door.collector is not None:
                last_look(self._database, self._prices, door.collector, reply, self._now())
            self._intend(reply, door)
        except Stop as stop:
            self._stop(reply, stop)
            return 1
        except PlatformError as error:
            self._settle.try_later(reply, error, "held")
            return 0
        except LostRace:
            return 0
        except Exception as error:
            # Nothing has left yet, and one reply that breaks a client or a guard must not keep the others (I4).
            log.exception("last look failed", reply=reply.id, error=type(error).__name__)
            self._settle.try_later(reply, Temporary(type(error).__name__), "held")
            return 0
        self._post(reply, door)
        return 1

    def _stop(self, reply: Reply, stop: Stop) -> None:
        """A post that was edited gets its card back, with a draft for what it says now."""
        try:
            if self._edits is not None and stop.edited is not None:
                self._edits.take_in(reply.mention_id, stop.edited)
                return
        except LostRace:
            return  # somebody was faster; the next tick sees what they did
        except Exception as error:
            # Whatever one text does to a judge must not stop the others (I4); the reply does not go either way.
            log.exception("edit not taken in", reply=reply.id, error=type(error).__name__)
        stop.carry_out(self._database, reply, self._now())

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
            self._settle.to_hand(reply, door.publisher, error)
        except (Unknown, Duplicate) as error:
            self._settle.unclear(reply, door.publisher, error)
        except (Temporary, CredentialsRefused) as error:
            self._settle.try_later(reply, error, "sending")
        except Permanent as error:
            self._settle.failed(reply, error.detail)
        except Exception as error:
            # The platform may have it: what we do not understand is treated as a lost answer.
            log.exception("posting failed", reply=reply.id, error=type(error).__name__)
            self._settle.unclear(reply, door.publisher, Unknown(type(error).__name__))
        else:
            self._settle.posted(reply, posted, "sending")
        self._settle.note_calls(reply, door.publisher)

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────

    def _look(self, reply: Reply) -> Reply:
        """Has a lost attempt been posted? Never repeat before `find` has seen nothing twice."""
        door = self._doors[(reply.brand, reply.platform)]
        try:
            found = door.publisher.find(reply)
        except PlatformError as error:
            self._settle.look_again(reply, door.publisher, error.detail, LOOKS_IN_THE_DARK)
        except Exception as error:
            # What we do not understand tells nothing of the post: look again, in the end a person decides.
            log.exception("looking failed", reply=reply.id, error=type(error).__name__)
            self._settle.look_again(reply, door.publisher, type(error).__name__, LOOKS_IN_THE_DARK)
        else:
            if found is not None:
                self._settle.posted(reply, found, reply.state)
            else:
                self._settle.look_again(reply, door.publisher, reply.last_error or "unknown: not there", LOOKS)
        self._settle.note_calls(reply, door.publisher)
        return reply

    def _delete(self, reply: Reply) -> Reply:
        door = self._doors[(reply.brand, reply.platform)]
        error: str | None = None
        try:
            door.publisher.delete(reply)
        except PlatformError as refused:
            error = refused.detail
        except Exception as odd:
            # Whatever a client library does must not stop the others (I4); deleting twice does no harm.
            log.exception("deleting failed", reply=reply.id, error=type(odd).__name__)
            error = type(odd).__name__
        self._settle.deletion(reply, error)
        self._settle.note_calls(reply, door.publisher)
        return reply
