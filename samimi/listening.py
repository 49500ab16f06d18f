"""Poll the platforms: a page's mentions, its calls and the cursor that passed them, in one transaction (I3).

due sources ─► lease ─► collector.read ─► store page + cursor ─► again while there is more
                              └─ any error ─► the failure stays in the source's row, next try later (I4)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import tuple_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import Author, Brand, Counted, Database, Mention, Page, Post, PostCount, Source
from models.claims import claim, release
from models.errors import CredentialsRefused, CreditsOut, PlatformError, RateLimited
from monitor.collectors import Collector, Thrifty
from samimi import budget, ledger, silence
from samimi.forgetting import Forgetter
from samimi.health import Health
from samimi.notice_words import to_mend, told, why
from samimi.prices import Prices

log = structlog.get_logger()

PAGE = 100
PAGES_A_TICK = 20
"""Bounds one source's share of a tick; the rest follows in the next."""
SLOWEST = timedelta(hours=1)
LIMITED = timedelta(minutes=15)
"""The longest a platform's rate limit holds: X's window (docs.x.com, rate limits); the others' are shorter."""
TROUBLES = 3
"""So many reads in a row must bring trouble with a part of a source before somebody hears of it."""
REFUSED = "credentials refused: renew them in .env and start the bot anew; `samimi check` names them"
LISTEN_FOR_SILENCE = timedelta(minutes=15)

Key = tuple[str, str]
"""(brand key, platform)"""


class Listener:
    """Reads every configured source when it is due."""

    def __init__(
        self,
        database: Database,
        brands: Mapping[str, Brand],
        collectors: Mapping[Key, Collector],
        *,
        forgetter: Forgetter,
        health: Health,
        prices: Prices,
        worker: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._brands = brands
        self._collectors = collectors
        self._forgetter = forgetter
        self._health = health
        self._prices = prices
        self._worker = worker
        self._now = now
        self._troubles: dict[int, int] = {}
        """Source id → reads in a row of which a part failed."""
        self._silence_at: dict[int, datetime] = {}

    def add_sources(self) -> None:
        """At the start: a row for each configured source that has none.

        One that waits long after a failure (refused credentials, spent credits) is read at once: that is what a restart
        after a mend is for. A rate limit is waited out all the same.
        """
        known = self._known()
        with self._database.transaction() as session:
            late = select(Source).where(Source.failures > 0, col(Source.next_at) > self._now() + LIMITED)
            for row in session.exec(late).all():
                row.next_at = self._now()
                session.add(row)
        for brand, platform in (key for key in self._collectors if key not in known):
            row = Source(brand=brand, platform=platform, next_at=self._now(), created_at=self._now())
            try:
                with self._database.transaction() as session:
                    session.add(row)
            except IntegrityError:
                pass  # a worker that started at the same moment was first

    def _known(self) -> set[Key]:
        with self._database.reading() as session:
            return {(row.brand, row.platform) for row in session.exec(select(Source)).all()}

    def tick(self) -> int:
        """Read what is due; returns how many new mentions were stored."""
        with self._database.transaction() as session:
            # A platform taken out of config.yaml keeps its row as it is, for its return or for a worker that knows it.
            known = tuple_(col(Source.brand), col(Source.platform)).in_(list(self._collectors))
            where = [col(Source.next_at) <= self._now(), known]
            due = claim(session, Source, where, worker=self._worker, now=self._now(), limit=8)
        return sum(self._poll(source) for source in due)

    def _poll(self, source: Source) -> int:
        collector, stored = self._collectors[(source.brand, source.platform)], 0
        try:
            for added in self._read(source, collector):
                stored += added
        except PlatformError as error:
            self._fail(source, error)
        except Exception as error:
            # Whatever one source does to us must not silence the others (I4); the text stays out of the log.
            log.exception("source failed", brand=source.brand, platform=source.platform)
            self._fail(source, PlatformError(self._told(source, "unforeseen", error=type(error).__name__)))
        return stored

    def _read(self, source: Source, collector: Collector) -> Iterator[int]:
        """Pages until there is no more: how many new mentions each of them brought."""
        stored, collector.begin = 0, source.created_at
        if isinstance(collector, Thrifty):
            with self._database.transaction() as session:
                brand = self._brands[source.brand]
                collector.reach = budget.reach(session, self._health, self._prices, brand, self._now())
        for _ in range(PAGES_A_TICK):
            page = collector.read(source.cursor, PAGE)
            added = self._store(source, page)
            stored += added
            yield added
            if not page.more:
                break
        every = self._brands[source.brand].platforms[source.platform].every_minutes
        self._finish(source, self._now() if page.more else self._now() + timedelta(minutes=every))
        self._tell_trouble(source, page.trouble)
        self._mind_silence(source, stored, thrifty=isinstance(collector, Thrifty) and collector.reach != "full")

    def _store(self, source: Source, page: Page) -> int:
        now = self._now()
        with self._database.transaction() as session:
            row = session.get_one(Source, source.id)
            known = _known_ids(session, source, [post.native_id for post in page.posts])
            fresh = [post for post in _once(page.posts) if post.native_id not in known]
            added = sum(self._add(session, source, post, now) for post in fresh)
            row.cursor = source.cursor = page.cursor
            if added:
                row.last_post_at = now
            session.add(row)
            ledger.record(session, self._prices, source.brand, source.platform, page.calls, now)
            _keep_counts(session, source, page.counted)
        return added

    def _add(self, session: Session, source: Source, post: Post, now: datetime) -> int:
        if self._forgetter.is_kept_out(session, source.platform, post.author.handle, post.native_id):
            return 0
        author = self._author(session, source, post, now)
        session.add(
            Mention(
                brand=source.brand,
                platform=source.platform,
                native_id=post.native_id,
                author_id=author.id,
                text=post.text,
                url=post.url,
                created_at=post.created_at,
                received_at=now,
                parent_id=post.parent_id,
                root_id=post.root_id or post.native_id,
                summoned=post.summoned,
                images=post.images,
                lang_hint=post.lang,
                ref=post.ref,
                next_at=now,
                checked_at=now,
            )
        )
        return 1

    def _author(self, session: Session, source: Source, post: Post, now: datetime) -> Author:
        same = (Author.brand == source.brand, Author.platform == source.platform)
        author = session.exec(select(Author).where(*same, Author.native_id == post.author.native_id)).first()
        if author is None:
            opted_out = self._forgetter.has_opted_out(session, source.platform, post.author.handle)
            author = Author(
                brand=source.brand,
                platform=source.platform,
                native_id=post.author.native_id,
                handle=post.author.handle,
                first_seen=now,
                opted_out=opted_out,
            )
        author.handle, author.name = post.author.handle, post.author.name
        if post.author.followers is not None:
            author.followers = post.author.followers
        session.add(author)
        session.flush()
        return author

    def _finish(self, source: Source, next_at: datetime) -> None:
        now = self._now()
        with self._database.transaction() as session:
            row = session.get_one(Source, source.id)
            row.next_at, row.failures, row.last_error, row.last_ok_at = next_at, 0, None, now
            release(row)
            session.add(row)
            self._health.over(session, _fault_key(source), now, self._told(source, "reading_again"))

    def _fail(self, source: Source, error: PlatformError) -> None:
        now = self._now()
        what = REFUSED if isinstance(error, CredentialsRefused) else "source failed"
        log.warning(what, brand=source.brand, platform=source.platform, error=error.detail)
        with self._database.transaction() as session:
            row = session.get_one(Source, source.id)
            row.failures += 1
            row.last_error = error.detail
            row.next_at = _next_try(error, row.failures, now)
            release(row)
            session.add(row)
            if row.failures >= 3 or isinstance(error, CredentialsRefused | CreditsOut):
                text = self._told(source, "reading", detail=why(self._brands, source.brand, error))
                says = to_mend(self._brands, source.brand, error)
                self._health.begin(session, _fault_key(source), text, now, source.brand, says=says)

    def _told(self, source: Source, key: str, **values: object) -> str:
        return told(self._brands, source.brand, key, platform=source.platform, **values)

    def _tell_trouble(self, source: Source, trouble: str | None) -> None:
        """A search that fails for good slows no mention, but somebody must hear of it."""
        now, key = self._now(), f"part of {_fault_key(source)}"
        self._troubles[source.id] = self._troubles.get(source.id, 0) + 1 if trouble else 0
        if trouble:
            log.warning("part of a source failed", brand=source.brand, platform=source.platform, error=trouble)
        with self._database.transaction() as session:
            if not trouble:
                self._health.over(session, key, now, self._told(source, "part_again"))
            elif self._troubles[source.id] >= TROUBLES:
                text = self._told(source, "part", detail=trouble)
                self._health.begin(session, key, text, now, source.brand)

    def _mind_silence(self, source: Source, stored: int, *, thrifty: bool) -> None:
        """One message when a source that answers brings nothing for longer than usual, one when it does again."""
        now, key, brand = self._now(), f"silence of {_fault_key(source)}", self._brands[source.brand]
        if not stored and (thrifty or now < self._silence_at.get(source.id, now)):
            return
        self._silence_at[source.id] = now + LISTEN_FOR_SILENCE
        with self._database.transaction() as session:
            if stored:
                self._health.over(session, key, now, silence.ended(source, brand))
            elif text := silence.unusual(session, source, brand, now):
                self._health.begin(session, key, text, now, source.brand)


def _keep_counts(session: Session, source: Source, counted: list[Counted]) -> None:
    """An hour counted again replaces what was counted before."""
    for one in counted:
        same = (PostCount.stream == one.stream, PostCount.hour == one.hour)
        ours = (PostCount.brand == source.brand, PostCount.platform == source.platform)
        row = session.exec(select(PostCount).where(*ours, *same)).first() or PostCount(
            brand=source.brand, platform=source.platform, stream=one.stream, hour=one.hour, posts=0
        )
        row.posts = one.posts
        session.add(row)


def _known_ids(session: Session, source: Source, ids: list[str]) -> set[str]:
    ours = (Mention.brand == source.brand, Mention.platform == source.platform)
    return set(session.exec(select(Mention.native_id).where(*ours, col(Mention.native_id).in_(ids))).all())


def _once(posts: list[Post]) -> list[Post]:
    return list({post.native_id: post for post in posts}.values())


def _fault_key(source: Source) -> str:
    return f"source {source.platform}/{source.brand}"


def _next_try(error: PlatformError, failures: int, now: datetime) -> datetime:
    """When the platform said, else after 1, 2, 4 … minutes, an hour at most."""
    if isinstance(error, RateLimited) and error.retry_at is not None:
        return max(error.retry_at, now + timedelta(seconds=1))
    if isinstance(error, CredentialsRefused | CreditsOut):
        return now + SLOWEST
    return now + min(timedelta(minutes=2 ** min(failures - 1, 10)), SLOWEST)
