"""Replies people approved for similar posts: what a model may learn the tone from, and which pieces are liked.

The rows themselves are searched, on folded text, so that what is deleted or forgotten is gone from here too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from language.folding import fold
from language.masking import mask
from models import Brand, Database, Draft, Mention, Reply
from responders.drafting.edits import REWRITTEN, Edit
from responders.drafting.outcomes import machine_drafts
from responders.drafting.request import Request

NEAREST = 3
PER_AUTHOR = 5
KEPT = timedelta(days=180)
"""X forbids training on its posts; looking up our own approved replies for half a year is not training."""
SETTLED = timedelta(hours=24)
"""A reply counts once it has stood this long without being deleted."""
CONSIDERED = 400
_PREFIX = 5
"""Letters of a word that are searched for: Turkish suffixes come after them."""
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True)
class Example:
    """A post (personal data masked) and the reply a person approved for it."""

    id: int
    mention: str
    reply: str
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Like:
    """What examples are looked up for."""

    brand: Brand
    text: str
    lang: str
    kind: str
    topic: str


def like(request: Request, lang: str) -> Like:
    """What to look up examples by for this request."""
    kind, topic = request.judgement.kind or "complaint", request.judgement.topic
    return Like(request.brand, request.text, lang, kind, topic)


class Examples(Protocol):
    """Where approved replies come from. Never raises for what a text contains."""

    def nearest(self, like: Like, now: datetime) -> list[Example]:
        """At most NEAREST, the best first: same brand, language and kind, then topic, then wording."""
        ...


class NoExamples:
    """A brand on its first day."""

    def nearest(self, like: Like, now: datetime) -> list[Example]:
        """None."""
        return []


class ApprovedReplies:
    """The brand's own posted replies of the last half year in the database, SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def nearest(self, like: Like, now: datetime) -> list[Example]:
        """See Examples. Left out: deleted replies, ones not a day old, suspected injections, rewritten drafts."""
        with self._database.reading() as session:
            rows = _candidates(session, like, now)
            scores = self._scores(session, [fold(mention.text) for _, mention, _ in rows], fold(like.text))
        ranked = sorted(range(len(rows)), key=lambda at: _rank(rows[at], like, scores.get(at, 0.0)), reverse=True)
        return [_example(*rows[at]) for at in ranked if scores.get(at, 0.0) > 0 or like.topic in _topics(rows[at][1])][
            :NEAREST
        ]

    def _scores(self, session: Session, folded: Sequence[str], query: str) -> dict[int, float]:
        """Index of each text that shares a word with the query → how well it matches, higher is better."""
        prefixes = sorted({word[:_PREFIX] for word in _WORD.findall(query)})
        if not prefixes or not folded:
            return {}
        return (_sqlite if self._database.is_sqlite else _postgres)(session, folded, prefixes)


def _rank(row: tuple[Reply, Mention, Draft], like: Like, score: float) -> tuple[bool, bool, float]:
    """The topic first, then what a person marked as an example (⭐), then the wording."""
    _, mention, draft = row
    return like.topic in _topics(mention), bool(draft.made.get("example")), score


def _candidates(session: Session, like: Like, now: datetime) -> list[tuple[Reply, Mention, Draft]]:
    found = session.exec(
        select(Reply, Mention, Draft)
        .where(
            Reply.mention_id == Mention.id,
            Reply.draft_id == Draft.id,
            Reply.brand == like.brand.key,
            Reply.lang == like.lang,
            Mention.label == ("complaint" if like.kind == "sarcasm" else like.kind),
            col(Mention.sarcastic) == (like.kind == "sarcasm"),
            col(Reply.state).in_(["posted", "posted_by_hand"]),
            col(Reply.deleted_at).is_(None),
            col(Reply.posted_at) > now - KEPT,
            col(Reply.posted_at) <= now - SETTLED,
        )
        .order_by(col(Reply.posted_at).desc())
        .limit(CONSIDERED)
    ).all()
    machine = machine_drafts(session, {mention.id for _, mention, _ in found})
    seen: Counter[int] = Counter()
    kept = []
    for reply, mention, draft in found:
        if "injection" in draft.reasons or _rewritten(draft, machine.get(mention.id, [])):
            continue
        seen[mention.author_id] += 1
        if seen[mention.author_id] <= PER_AUTHOR:
            kept.append((reply, mention, draft))
    return kept


def _rewritten(sent: Draft, machine: Sequence[Draft]) -> bool:
    """Whether a person wrote something else altogether: their own words teach nothing about the machine's."""
    return sent.editor is not None and bool(machine) and Edit(machine[-1].text, sent.text).distance > REWRITTEN


def _topics(mention: Mention) -> list[str]:
    return list(mention.topics) or ["general"]


def _example(reply: Reply, mention: Mention, draft: Draft) -> Example:
    pieces = tuple(str(piece) for piece in draft.made.get("pieces", []))
    return Example(reply.id, mask(mention.text), reply.text, pieces)


def _sqlite(session: Session, folded: Sequence[str], prefixes: Sequence[str]) -> dict[int, float]:
    """BM25 by FTS5 over a table that lives for this one search."""
    session.execute(sql("create virtual table if not exists temp.nearby using fts5(body)"))
    session.execute(sql("delete from temp.nearby"))
    rows: list[dict[str, Any]] = [{"id": at + 1, "body": body} for at, body in enumerate(folded)]
    session.execute(sql("insert into temp.nearby (rowid, body) values (:id, :body)"), rows)
    query = " OR ".join(f"{prefix}*" for prefix in prefixes)
    found = session.execute(
        sql("select rowid, -bm25(nearby) from temp.nearby where nearby match :query"), {"query": query}
    )
    return {int(row[0]) - 1: float(row[1]) for row in found}


def _postgres(session: Session, folded: Sequence[str], prefixes: Sequence[str]) -> dict[int, float]:
    """ts_rank over the 'simple' configuration: the folding is ours, so nothing may stem twice."""
    found = session.execute(
        sql(
            "select at, ts_rank(to_tsvector('simple', body), query) "
            "from unnest(cast(:bodies as text[])) with ordinality as given(body, at), "
            "to_tsquery('simple', :query) as query where to_tsvector('simple', body) @@ query"
        ),
        {"bodies": list(folded), "query": " | ".join(f"{prefix}:*" for prefix in prefixes)},
    )
    return {int(row[0]) - 1: float(row[1]) for row in found}
