"""States change through compare-and-set alone; the loser of a race learns who won."""

from __future__ import annotations

import threading

import pytest
from sqlmodel import Session, select

from models import Author, Card, Database, Decision, Draft, Mention, Reply
from models.decision import digest_of, record
from models.errors import LostRace
from models.transitions import _MOVES, move
from tests.conftest import Clock


def _mention(session: Session, clock: Clock) -> Mention:
    author = Author(brand="b", platform="x", native_id="a", handle="a", first_seen=clock())
    session.add(author)
    session.flush()
    mention = Mention(
        brand="b", platform="x", native_id="p", author_id=author.id, text="t", created_at=clock(),
        received_at=clock(), root_id="p", state="drafted",
    )  # fmt: skip
    session.add(mention)
    session.flush()
    session.add(Card(mention_id=mention.id, brand="b", wanted_at=clock(), stale=False))
    return mention


def _draft(session: Session, clock: Clock) -> Draft:
    draft = Draft(mention_id=_mention(session, clock).id, brand="b", version=1, text="t", lang="tr", created_at=clock())
    session.add(draft)
    session.flush()
    return draft


def test_a_move_marks_the_card_stale(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        move(session, _mention(session, clock), "closed", closed_reason="spam")
    with database.reading() as session:
        mention, card = session.exec(select(Mention)).one(), session.exec(select(Card)).one()
    assert (mention.state, mention.closed_reason, card.stale) == ("closed", "spam", True)


def test_a_move_not_drawn_is_a_mistake(database: Database, clock: Clock) -> None:
    with database.transaction() as session, pytest.raises(ValueError, match="does not go from drafted to new"):
        move(session, _mention(session, clock), "new")


def test_the_loser_learns_the_state_it_lost_to(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        draft_id = _draft(session, clock).id
    with database.transaction() as session:
        mine = session.get_one(Draft, draft_id)
    with database.transaction() as session:
        move(session, session.get_one(Draft, draft_id), "rejected")
    with database.transaction() as session, pytest.raises(LostRace, match="rejected") as lost:
        move(session, session.merge(mine, load=False), "approved")
    assert lost.value.found == "rejected"


def test_a_further_column_must_still_hold(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        draft = _draft(session, clock)
        with pytest.raises(LostRace):
            move(session, draft, "approved", also={"version": 2})
        move(session, draft, "approved", also={"version": 1})


def test_of_many_movers_exactly_one_wins(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        draft_id = _draft(session, clock).id
    wins: list[int] = []

    def approve(person: int) -> None:
        try:
            with database.transaction() as session:
                move(session, session.get_one(Draft, draft_id), "approved", expect=["open"])
        except LostRace:
            return
        wins.append(person)

    threads = [threading.Thread(target=approve, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wins) == 1


def test_every_state_that_is_reached_is_a_state_of_the_table() -> None:
    finals = {
        Mention: set[str](),
        Draft: {"rejected", "superseded", "lapsed"},
        Reply: {"posted", "cancelled", "posted_by_hand"},
    }
    for table, moves in _MOVES.items():
        reached = set().union(*moves.values())
        assert reached <= set(moves) | finals[table]


def test_i8_decisions_are_chained_and_a_change_shows(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        for reason in ("one", "two", "three"):
            record(session, Decision(at=clock(), brand="b", actor=7, action="skip", reason=reason))
    with database.transaction() as session:
        first, second, third = session.exec(select(Decision)).all()
        assert (second.previous, third.previous) == (first.digest, second.digest)
        assert all(digest_of(row) == row.digest for row in (first, second, third))
        second.reason = "forged"
        assert digest_of(second) != second.digest
        session.rollback()
