"""Take rows nobody else is working on, for a while: a dead worker's rows come back by themselves.

One statement on both engines: PostgreSQL locks what it picks and skips what others hold; SQLite lets one
writer in at a time. (A bare `IN (SELECT … LIMIT n)` can take more than n rows on PostgreSQL.)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from models.digest import Bulletin, Digest
from models.incident import Alert
from models.lease import Lease
from models.mention import Mention
from models.reply import Reply
from models.source import Source

Leased = TypeVar("Leased", Source, Mention, Reply, Digest, Bulletin, Alert)

LEASE = timedelta(minutes=2)
"""Longer than any one call to a platform may take, timeouts and look-ups included."""


def claim(
    session: Session,
    table: type[Leased],
    where: Sequence[ColumnElement[bool]],
    *,
    worker: str,
    now: datetime,
    limit: int,
    order: Any = None,
    lease: timedelta = LEASE,
) -> list[Leased]:
    """Up to `limit` free rows of `table` that match, leased to `worker` until `now + lease`."""
    free = or_(col(table.leased_until).is_(None), col(table.leased_until) < now)
    picked = select(col(table.id)).where(free, *where).limit(limit)
    picked = picked.order_by(order if order is not None else col(table.id)).with_for_update(skip_locked=True)
    chosen = picked.cte("free").prefix_with("MATERIALIZED", dialect="postgresql")
    taken = (
        update(table)
        .where(col(table.id).in_(select(chosen.c.id)))
        .values(leased_by=worker, leased_until=now + lease)
        .returning(table)
    )
    rows = session.scalars(taken, execution_options={"populate_existing": True}).all()
    return sorted(rows, key=lambda row: row.id)


def release(row: SQLModel) -> None:
    """Give a leased row back (committed with the caller's transaction)."""
    row.leased_by = None
    row.leased_until = None


def hold(session: Session, name: str, *, worker: str, now: datetime, lease: timedelta = LEASE) -> bool:
    """Take or keep the singleton `name`; False while another worker holds it."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    until = now + lease
    insert = dialect.insert(Lease).values(name=name, holder=worker, until=until)
    mine = or_(col(Lease.holder) == worker, col(Lease.until) < now)
    upsert = insert.on_conflict_do_update(index_elements=["name"], set_={"holder": worker, "until": until}, where=mine)
    session.exec(upsert)
    holder = session.scalars(select(Lease).where(col(Lease.name) == name)).one()
    session.refresh(holder)
    return holder.holder == worker
