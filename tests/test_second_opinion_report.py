"""How people and the second opinion agree: counted by hand, and shown apart from the judge only where there is one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from models import Author, Database, Decision, Mention
from reports import quality
from reports.digest import build
from reports.render_json import as_dict
from reports.render_text import render
from reports.spans import span
from tests.digest_days import ISTANBUL

DAY = date(2026, 5, 15)
AT = datetime(2026, 5, 15, 9, 0, tzinfo=UTC)
NOW = AT + timedelta(days=1)
WITHIN = span(ISTANBUL.calendar, DAY, DAY)


def _mentions(session: Session, *rows: dict[str, Any]) -> None:
    """Each: columns of a mention; `decided` is whose decision stands behind it (0: nobody's)."""
    author = Author(brand=ISTANBUL.key, platform="x", native_id="a", handle="a", name="A", first_seen=AT)
    session.add(author)
    session.flush()
    for n, row in enumerate(rows):
        decided = row.pop("decided", 0)
        fields = {
            "brand": ISTANBUL.key, "platform": "x", "native_id": f"m{n}", "root_id": f"m{n}", "author_id": author.id,
            "text": "kargo", "created_at": AT, "received_at": AT, "label": "complaint", "judged_label": "complaint",
            "judged_by": "m@1", "sentiment": "negative", "lang": "tr",
        }  # fmt: skip
        mention = Mention(**{**fields, **row})
        session.add(mention)
        session.flush()
        session.add(Decision(brand=ISTANBUL.key, mention_id=mention.id, actor=decided, action="claim", at=AT))


def test_agreement_is_counted_where_a_person_dealt_with_the_post(database: Database) -> None:
    with database.transaction() as session:
        _mentions(
            session,
            {"second_label": "complaint", "decided": 7},  # let stand
            {"second_label": "other", "decided": 7},  # the label the second opinion did not want was let stand
            {"second_label": "praise", "label": "praise", "decided": 7},  # it moved the label, and that was let stand
            {"second_label": "praise", "label": "question", "judged_by": "person"},  # it moved it, and a person again
            {"second_label": "praise", "label": "praise", "judged_by": "person"},  # a person did as it said
            {"second_label": "complaint"},  # nobody looked
            {"second_label": "complaint", "decided": 7, "created_at": AT - timedelta(days=2)},  # another day
            {"second_label": "complaint", "decided": 7, "brand": "other"},
            {"decided": 7},  # no second opinion
            {"label": "praise", "judged_by": "person"},  # nor here: the judge's own matter
        )
    with database.reading() as session:
        assert quality.second(session, ISTANBUL.key, WITHIN) == quality.Second(seen=5, agreed=3)
        # Wrong: moved and let stand, twice relabelled after it, once without it.
        assert quality.judge(session, ISTANBUL.key, WITHIN) == {"tr": quality.Judged(seen=7, corrected=4)}


@pytest.mark.parametrize(
    ("language", "line"), [("tr", "İkinci görüş, insanla aynı: 1/2"), ("en", "Second opinion, same as people: 1/2")]
)
def test_the_digest_shows_it_where_there_is_one(database: Database, language: Any, line: str) -> None:
    with database.transaction() as session:
        _mentions(session, {"second_label": "complaint", "decided": 7}, {"second_label": "praise", "decided": 7})
    with database.reading() as session:
        facts = build(session, ISTANBUL, DAY, DAY, NOW)
    assert line in render(facts, language, html=False)
    assert as_dict(facts)["second"] == {"seen": 2, "agreed": 1}


def test_without_one_the_digest_is_silent(database: Database) -> None:
    with database.transaction() as session:
        _mentions(session, {"decided": 7})
    with database.reading() as session:
        facts = build(session, ISTANBUL, DAY, DAY, NOW)
    assert "kinci görüş" not in render(facts, "tr", html=False)
    assert "econd opinion" not in render(facts, "en", html=False)
