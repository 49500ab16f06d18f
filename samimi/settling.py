"""What became of a try to post, written into the row: each outcome one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col

from models import Brand, Database, Mention, OwnReply, Posted, Reply
from models.claims import release
from models.errors import CredentialsRefused, CreditsOut, Duplicate, PlatformError, RateLimited
from models.transitions import move
from responders.desk.send_words import TO_MEND
from responders.publishers import Publisher
from samimi import ledger
from samimi.health import Health
from samimi.notice_words import to_mend, told, why
from samimi.prices import Prices

TRIES = 5
LOOKS = 2
"""How often `find` must see nothing before a lost attempt is repeated."""
LOOKS_IN_THE_DARK = 6
"""How often `find` may fail before a person is asked."""

DELETE_AGAIN = timedelta(minutes=5)


class Settlement:
    """Moves a reply to where its last try left it, and tells who must hear of it."""

    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        health: Health,
        prices: Prices,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._brands = brands
        self._health = health
        self._prices = prices
        self._now = now

    def posted(self, reply: Reply, posted: Posted, expect: str) -> None:
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
            again = told(self._brands, row.brand, "posting_again", platform=row.platform)
            self._health.over(session, _fault_key(row), now, again)

    def to_hand(self, reply: Reply, publisher: Publisher, error: PlatformError) -> None:
        """The platform wants a person's own hand: the card gets the composer's link."""
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            mention = session.get_one(Mention, row.mention_id)
            mention.summoned = False  # the platform's word counts, not our guess
            session.add(mention)
            route = publisher.route(mention, row.text)
            now = self._now()
            changes: dict[str, Any] = {"by_hand_url": route.url, "by_hand_reason": error.detail, "by_hand_at": now}
            move(session, row, "by_hand", expect=["sending"], next_at=None, **changes)
            release(row)
            session.add(row)

    def unclear(self, reply: Reply, publisher: Publisher, error: PlatformError) -> None:
        """Stay `sending`; look once the platform has had time to show the post."""
        kind = "duplicate" if isinstance(error, Duplicate) else "unknown"
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            row.last_error, row.next_at = f"{kind}: {error.detail}", self._now() + publisher.read_lag
            release(row)
            session.add(row)

    def try_later(self, reply: Reply, error: PlatformError, expect: str) -> None:
        """Nothing was posted: back to `held`, or to a person after the last try.

        What waits for the operator, for hours or days, says nothing of the reply and uses up no try.
        """
        now = self._now()
        lasting = isinstance(error, CredentialsRefused | CreditsOut)
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            if expect == "sending":
                move(session, row, "held", expect=["sending"])
                row.attempts -= lasting  # the intent has counted it
            else:
                row.attempts += not lasting
            row.last_error, row.next_at = TO_MEND * lasting + error.detail, _next_try(error, row.attempts, now)
            release(row)
            session.add(row)
            session.flush()
            if lasting:
                detail = why(self._brands, row.brand, error)
                text = told(self._brands, row.brand, "posting", platform=row.platform, detail=detail)
                says = to_mend(self._brands, row.brand, error)
                self._health.begin(session, _fault_key(row), text, now, row.brand, says=says)
        if row.attempts >= TRIES and not lasting:
            self.failed(row, error.detail)

    def mended(self) -> None:
        """What waits for the operator is due now."""
        now = self._now()
        waits = (col(Reply.state) == "held", col(Reply.last_error).startswith(TO_MEND), col(Reply.next_at) > now)
        with self._database.transaction() as session:
            session.exec(update(Reply).where(*waits).values(next_at=now))

    def failed(self, reply: Reply, detail: str) -> None:
        now = self._now()
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            if row.state == "held":  # the last try ended before the platform was reached
                move(session, row, "sending")
            move(session, row, "failed", next_at=None, last_error=detail)
            release(row)
            session.add(row)
            text = told(self._brands, row.brand, "refused", platform=row.platform, detail=detail)
            self._health.say_once(session, f"reply {row.id} failed {row.attempts}", text, now, row.brand)

    def put_off(self, reply: Reply, until: datetime) -> None:
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            if row.state == "held":
                row.next_at = until
            release(row)
            session.add(row)

    def look_again(self, reply: Reply, publisher: Publisher, detail: str, enough: int) -> None:
        now = self._now()
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            row.looks += 1
            row.next_at = now + max(publisher.read_lag, timedelta(seconds=5)) * 2 ** min(row.looks, 8)
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
                text = told(self._brands, row.brand, "unsure", platform=row.platform)
                self._health.say_once(session, f"reply {row.id} unsure {row.attempts}", text, now, row.brand)

    def deletion(self, reply: Reply, error: str | None) -> None:
        """A reply a lead wanted down is gone, or stays to be tried again; failing twice in a row is told."""
        now = self._now()
        with self._database.transaction() as session:
            row = session.get_one(Reply, reply.id)
            words = {"platform": row.platform, "n": row.mention_id}
            if error is None:
                row.deleted_at = now
                # a reply that is gone no longer answers anything
                session.exec(delete(OwnReply).where(col(OwnReply.native_id) == (row.native_id or "")))
                gone = told(self._brands, row.brand, "deleted", **words)
                self._health.over(session, f"deleting {row.id}", now, gone)
            else:
                row.delete_wanted_at = now + DELETE_AGAIN
                if row.last_error is not None:
                    text = told(self._brands, row.brand, "not_deleted", detail=error, **words)
                    self._health.begin(session, f"deleting {row.id}", text, now, row.brand)
            row.last_error = error
            release(row)
            session.add(row)

    def note_calls(self, reply: Reply, publisher: Publisher) -> None:
        with self._database.transaction() as session:
            calls = publisher.take_calls()
            ledger.record(session, self._prices, reply.brand, reply.platform, calls, self._now())


def _fault_key(reply: Reply) -> str:
    return f"posting {reply.platform}/{reply.brand}"


def _next_try(error: PlatformError, attempts: int, now: datetime) -> datetime:
    if isinstance(error, RateLimited) and error.retry_at is not None:
        return max(error.retry_at, now + timedelta(seconds=1))
    if isinstance(error, CredentialsRefused | CreditsOut):
        return now + timedelta(hours=1)
    return now + timedelta(minutes=min(2 ** max(attempts - 1, 0), 60))
