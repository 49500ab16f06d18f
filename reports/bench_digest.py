"""What a digest costs over millions of stored mentions, and whether it stays the same as history grows.

The rows are made inside the database: brands of equal traffic, two years of it at the full size, one post in five
with a draft, one in seven of these answered, most of them with what came of it. Numbers come from multiplying row
numbers, so that every run is the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, literal_column, select, text
from sqlmodel import SQLModel

from models import Author, Brand, Database, Draft, Mention, Reply
from reports.digest import build
from reports.render_text import render

BRANDS = 4
DAYS = 730
AUTHORS = 5000
END = datetime(2026, 11, 20, tzinfo=UTC)
"""Midnight after the last stored day; digests are asked for at 9 in Istanbul."""
NOW = END + timedelta(hours=6)
_CHUNK = 500_000
_REPLY = "Selam, paketine birlikte bakalım."


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one digest: the first after opening the database anew, and the median of the next ones."""

    mentions: int
    days: int
    posts_that_day: int
    first: float
    median: float


def measure(database: Database, mentions: int, parts: int = 4, tell: Callable[[str], None] = print) -> list[Cost]:
    """Store `mentions` in `parts` steps, the newest days first, and time a digest after each. The database must be
    migrated and empty; on SQLite ten million take about 6 GB of disk.
    """
    a_day = max(mentions // (BRANDS * DAYS), 1)
    costs = []
    for part in range(parts):
        first, last = DAYS * part // parts, DAYS * (part + 1) // parts
        _store(database, first * a_day * BRANDS, last * a_day * BRANDS, a_day)
        costs.append(_time(database, last * a_day * BRANDS, last))
        tell(f"{costs[-1].mentions:>11,} mentions: first {costs[-1].first:.3f} s, then {costs[-1].median:.3f} s")
    return costs


def _time(database: Database, mentions: int, days: int) -> Cost:
    # Every complaint names the product: its texts of all usual days are searched for it.
    brand = Brand(key="b0", name="B0", target_minutes=60, product_words=["kargo"], cities=["İzmir", "Ankara", "Bursa"])
    day = (END - timedelta(days=1)).date()
    database.dispose()
    seconds, posts = [], 0
    for _ in range(6):
        begun = time.perf_counter()
        with database.reading() as session:
            facts = build(session, brand, day, day, NOW)
        render(facts, "tr")
        seconds.append(time.perf_counter() - begun)
        posts = facts.counts.heard
    return Cost(mentions, days, posts, seconds[0], sorted(seconds[1:])[2])


def _store(database: Database, first: int, last: int, a_day: int) -> None:
    """Rows `first` to `last` (exclusive) of every table."""
    for start in range(first, last, _CHUNK):
        with database.engine.begin() as connection:
            if database.is_sqlite:
                connection.execute(text("pragma cache_size = -500000"))  # filling only: 2 MB would thrash
            sql = _Sql(connection, a_day)
            for table, columns, where in _tables(sql):
                made: Any = select(*map(literal_column, columns.values()))
                made = made.select_from(sql.series).where(text(where))
                # What the tables hold beyond these columns gets its default.
                insert = table.__table__.insert().from_select(list(columns), made)  # type: ignore[attr-defined]
                connection.execute(insert, {"first": start, "last": min(start + _CHUNK, last)})
    if not database.is_sqlite:
        # PostgreSQL does this by itself within minutes; SQLite never does, so its plans must be good without.
        with database.engine.begin() as connection:
            connection.execute(text("analyze"))


class _Sql:
    """What the two engines spell differently. Row i goes back in time from the last second before END."""

    def __init__(self, connection: Connection, a_day: int) -> None:
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._epoch = f"cast({END.timestamp():.0f} - 1 - i * {86_400 / (a_day * BRANDS)!r} as bigint)"
        self.series = text(_SQLITE_SERIES if self._is_sqlite else _POSTGRES_SERIES)

    def at(self, plus: str = "0") -> str:
        """The row's instant, `plus` seconds later."""
        if self._is_sqlite:
            return f"strftime('%Y-%m-%d %H:%M:%S.000000', {self._epoch} + {plus}, 'unixepoch')"
        return f"to_timestamp({self._epoch} + {plus})"

    def json(self, value: str) -> str:
        return f"'{value}'" if self._is_sqlite else f"cast('{value}' as json)"


_SQLITE_SERIES = """(with recursive n(i) as (select :first union all select i + 1 from n where i + 1 < :last)
    select i, (i * 2654435761) % 1000003 as h from n) as s"""
_POSTGRES_SERIES = """(select i, (i * 2654435761) % 1000003 as h
    from generate_series(cast(:first as bigint), cast(:last as bigint) - 1) as g(i)) as s"""


def _tables(sql: _Sql) -> list[tuple[type[SQLModel], dict[str, str], str]]:
    """Table, column → expression over i and the well-mixed h, and which rows there are."""
    brand = f"'b' || (i % {BRANDS})"
    one, two = sql.json('["shipping"]'), sql.json('["returns", "app"]')
    author = {"id": "i + 1", "brand": brand, "platform": "'x'", "native_id": "'a' || i", "handle": "'u' || i"}
    mention = {
        "id": "i + 1", "brand": brand, "platform": "'x'", "native_id": "'m' || i", "root_id": "'m' || i",
        "author_id": f"1 + h % {AUTHORS}", "text": "'kargom hala gelmedi, kaç gündür bekliyorum ' || i",
        "url": "'https://x.example/' || i", "created_at": sql.at(), "received_at": sql.at("60"),
        "state": "case when h % 5 = 0 and h % 7 > 0 and h % 500 = 0 then 'drafted' else 'closed' end",
        "label": "case h % 5 when 0 then 'complaint' when 1 then 'praise' when 2 then 'question' else 'other' end",
        "sentiment": "case h % 5 when 0 then 'negative' when 1 then 'positive' else 'neutral' end",
        "topics": f"case h % 3 when 0 then {one} else {two} end",
        "lang": "case h % 3 when 0 then 'en' else 'tr' end", "judged_label": "'complaint'", "judged_by": "'m1'",
    }  # fmt: skip
    draft = {
        "id": "i + 1", "mention_id": "i + 1", "brand": brand, "version": "1", "lang": "'tr'", "text": f"'{_REPLY}'",
        "state": "case when h % 7 = 0 then 'approved' else 'lapsed' end", "folded_hash": "'h' || i",
        "created_at": sql.at("60"), "decided_at": sql.at("120"),
    }  # fmt: skip
    reply = {
        "id": "i + 1", "draft_id": "i + 1", "mention_id": "i + 1", "brand": brand, "platform": "'x'", "account": "'a'",
        "target_id": "'m' || i", "thread_id": "'m' || i", "text": f"'{_REPLY}'", "version": "1", "key": "'k' || i",
        "approval_hash": "'h'", "approved_by": "7", "approved_at": sql.at("120"), "state": "'posted'",
        "posted_at": sql.at("300 + h % 20000"),
        "outcome": "case h % 4 when 0 then 'thanked' when 1 then 'angry' when 2 then 'silent' end",
        "outcome_at": f"case h % 4 when 2 then {sql.at('604800')} when 3 then null else {sql.at('25000')} end",
    }  # fmt: skip
    return [
        (Author, author | {"first_seen": sql.at()}, f"i < {AUTHORS}"),
        (Mention, mention, "i >= 0"),
        (Draft, draft, "h % 5 = 0"),
        (Reply, reply, "h % 35 = 0"),
    ]
