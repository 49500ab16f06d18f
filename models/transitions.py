"""The only place a state changes: compare-and-set, so that of two movers exactly one wins.

mention  new ─► judged ─► drafted ⇄ escalated ─► closed(reason)
draft    open ─► approved | rejected | superseded | lapsed;   approved ─► superseded
reply    held ─► sending ─► posted | failed | unsure | by_hand | held
         held ─► by_hand | cancelled;   unsure ─► posted | held | cancelled
         failed ─► held | cancelled | by_hand;   by_hand ─► posted_by_hand | cancelled
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, SQLModel, col, select

from models.desk import Card
from models.draft import Draft
from models.errors import LostRace
from models.mention import Mention
from models.reply import Reply

_MOVES: dict[type[SQLModel], dict[str, set[str]]] = {
    Mention: {
        "new": {"judged", "closed"},
        "judged": {"drafted", "closed", "escalated"},
        "drafted": {"closed", "drafted", "escalated"},
        "escalated": {"closed", "drafted"},
        "closed": {"drafted", "judged"},
    },
    Draft: {
        "open": {"approved", "rejected", "superseded", "lapsed"},
        "approved": {"superseded"},
    },
    Reply: {
        "held": {"sending", "by_hand", "cancelled"},
        "sending": {"posted", "failed", "unsure", "by_hand", "held"},
        "unsure": {"posted", "held", "cancelled"},
        "failed": {"held", "cancelled", "by_hand"},
        "by_hand": {"posted_by_hand", "cancelled"},
    },
}


def move(
    session: Session,
    row: Mention | Draft | Reply,
    to: str,
    *,
    expect: Collection[str] = (),
    also: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Move `row` to state `to`, setting `changes`, if it is in one of `expect` (default: the row's own state).

    `also` are further columns that must still hold these values (a draft's version, a lease's holder).
    A closed mention is put off no longer. The row object is refreshed. Raises LostRace with the state found; ValueError
    for a move not drawn above.
    """
    table = type(row)
    expected = set(expect) or {row.state}
    for state in expected:
        if to not in _MOVES[table].get(state, set()):
            raise ValueError(f"a {table.__name__.lower()} does not go from {state} to {to}")
    where = [col(table.id) == row.id, col(table.state).in_(expected)]
    where += [getattr(table, name) == value for name, value in (also or {}).items()]
    if isinstance(row, Mention) and to == "closed":
        changes.setdefault("snoozed_until", None)
    done = session.exec(update(table).where(*where).values(state=to, **changes))
    if done.rowcount != 1:
        found = session.exec(select(table.state).where(col(table.id) == row.id)).one_or_none()
        raise LostRace(table.__name__.lower(), found)
    session.refresh(row)
    mark_stale(session, row.id if isinstance(row, Mention) else row.mention_id)


def mark_stale(session: Session, mention_id: int) -> None:
    """The mention's card no longer shows what is: the desk must edit it."""
    session.exec(update(Card).where(col(Card.mention_id) == mention_id).values(stale=True))
