"""After the first decision: undoing, editing, skipping, posting by hand, failed and unsure replies, deleting."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from models import Database, Route
from responders.desk.case import Outcome
from tests.conftest import Clock
from tests.desk_table import ELIF, MERT, TOM, Table


@pytest.fixture
def table(database: Database, clock: Clock) -> Table:
    return Table(database, clock)


def test_by_hand_waits_for_the_person_and_never_for_the_outbox(table: Table) -> None:
    table.way = Route("by_hand", reason="not summoned", url="https://x.com/intent/tweet?in_reply_to=1")
    mention = table.mention()
    assert table.press(ELIF, "approve", mention).key == "approved_by_hand"
    (reply,) = table.replies()
    assert (reply.state, reply.next_at, reply.by_hand_reason) == ("by_hand", None, "not summoned")
    table.clock.forward(minutes=2)
    assert table.press(ELIF, "posted_by_hand", mention).ok
    (reply,) = table.replies()
    assert (reply.state, reply.posted_at) == ("posted_by_hand", table.clock())
    assert table.case(mention).mention.closed_reason == "answered"
    assert not table.press(MERT, "posted_by_hand", mention).ok


def test_undo_cancels_the_reply_and_asks_for_a_fresh_approval(table: Table) -> None:
    mention = table.mention()
    table.press(ELIF, "approve", mention)
    assert table.press(MERT, "undo", mention).ok
    assert [reply.state for reply in table.replies()] == ["cancelled"]
    case = table.case(mention)
    assert case.draft is not None
    assert (case.draft.version, case.draft.state, case.mention.state) == (2, "open", "drafted")
    assert table.press(ELIF, "approve", mention, 1).key == "old_button"
    assert table.press(ELIF, "approve", mention, 2).ok


@pytest.mark.parametrize("state", ["sending", "posted", "unsure"])
def test_what_is_on_its_way_cannot_be_undone_or_edited(table: Table, state: str) -> None:
    mention = table.mention()
    table.press(ELIF, "approve", mention)
    table.change(table.replies()[0], state=state)
    assert not table.press(ELIF, "undo", mention).ok
    assert not table.edit(ELIF, mention, "Başka bir metin.").ok
    assert [reply.state for reply in table.replies()] == [state]
    assert table.case(mention).version == 1


def test_i1_an_edit_after_approval_voids_it(table: Table) -> None:
    mention = table.mention()
    table.press(ELIF, "approve", mention)
    assert table.edit(MERT, mention, "Selam Ayşe, bakıyoruz.").key == "edited_green"
    (reply,) = table.replies()
    assert reply.state == "cancelled"
    case = table.case(mention)
    assert case.draft is not None
    assert (case.draft.version, case.draft.state, case.draft.mode, case.draft.editor) == (2, "open", "person", MERT)
    assert table.press(ELIF, "approve", mention, 2).ok
    assert [reply.state for reply in table.replies()] == ["cancelled", "held"]


def test_a_guards_objection_keeps_the_persons_text(table: Table) -> None:
    mention = table.mention()
    text = "Selam, şuradan bak: http://kotu.example\nOlur mu?"
    assert table.edit(MERT, mention, text).key == "edited_red"
    draft = table.case(mention).draft
    assert draft is not None
    assert (draft.text, draft.level, draft.flags[0]["name"]) == (text, "red", "link")
    assert "http://kotu.example" in table.shown(mention).text


def test_the_persons_own_mark_is_not_signed_twice(table: Table) -> None:
    mention = table.mention()
    table.edit(ELIF, mention, "  Selam Ayşe, bakıyoruz. ^EK ")
    table.press(ELIF, "approve", mention, 2)
    assert table.replies()[0].text == "Selam Ayşe, bakıyoruz. ^EK"


def test_a_message_delivered_twice_makes_one_version(table: Table) -> None:
    mention = table.mention()
    table.edit(ELIF, mention, "Selam Ayşe, bakıyoruz.")
    assert table.edit(ELIF, mention, "Selam Ayşe, bakıyoruz.").key == "same_text"
    assert table.case(mention).version == 2


@pytest.mark.parametrize("text", ["", "   ", "a" * 3001])
def test_an_empty_or_endless_text_is_refused(table: Table, text: str) -> None:
    mention = table.mention()
    assert table.edit(ELIF, mention, text).key == "text_length"
    assert table.case(mention).version == 1


def test_a_person_may_write_where_no_draft_was_made(table: Table) -> None:
    mention = table.mention(reply=None, level_of_care="lead", care_reason="legal")
    assert table.edit(ELIF, mention, "Merhaba, sizi aramak isteriz.").ok
    assert table.case(mention).mention.state == "drafted"
    assert table.press(ELIF, "approve", mention, 1).ok


def test_skip_closes_with_one_of_four_reasons_and_can_be_taken_back(table: Table) -> None:
    mention = table.mention()
    assert table.press(MERT, "skip_no_reply_needed", mention).ok
    case = table.case(mention)
    assert case.draft is not None
    assert (case.mention.state, case.mention.closed_reason, case.draft.state) == (
        "closed",
        "no_reply_needed",
        "rejected",
    )
    assert not table.press(ELIF, "approve", mention).ok
    assert table.press(ELIF, "reopen", mention).ok
    assert table.case(mention).version == 2
    assert table.press(ELIF, "approve", mention, 2).ok


def test_what_was_answered_is_not_reopened(table: Table) -> None:
    mention = table.mention()
    table.press(ELIF, "approve", mention)
    table.change(table.case(mention).mention, state="closed", closed_reason="answered")
    assert not table.press(ELIF, "reopen", mention).ok


def test_a_failed_reply_goes_again_or_by_hand_or_back(table: Table) -> None:
    for action, state in (("retry", "held"), ("by_hand", "by_hand"), ("undo", "cancelled")):
        mention = table.mention()
        table.press(ELIF, "approve", mention)
        table.change(table.replies()[-1], state="failed", attempts=5)
        assert table.press(MERT, action, mention).ok
        assert table.replies()[-1].state == state


def test_an_unsure_reply_is_for_a_person_to_settle(table: Table) -> None:
    for action, state in (("there", "posted"), ("not_there", "held"), ("give_up", "cancelled")):
        mention = table.mention()
        table.press(ELIF, "approve", mention)
        table.change(table.replies()[-1], state="unsure", attempted_at=table.clock())
        assert not table.press(MERT, "undo", mention).ok
        assert table.press(MERT, action, mention).ok
        assert table.replies()[-1].state == state


def test_deleting_is_a_leads_and_is_asked_for_once(table: Table) -> None:
    mention = table.mention()
    table.press(ELIF, "approve", mention)
    table.change(table.replies()[0], state="posted", posted_at=table.clock())
    assert table.press(MERT, "delete_really", mention).key == "needs_role"
    assert table.press(ELIF, "delete_really", mention).ok
    assert table.replies()[0].delete_wanted_at == table.clock()
    assert not table.press(ELIF, "delete_really", mention).ok


def test_two_new_versions_at_once_make_one(table: Table) -> None:
    mention = table.mention()
    start = threading.Barrier(2)

    def write(user: int) -> Outcome:
        start.wait()
        return table.edit(user, mention, f"Selam Ayşe, {user} bakıyor.")

    with ThreadPoolExecutor(2) as people:
        outcomes = list(people.map(write, (ELIF, TOM)))
    versions = table.case(mention).version
    assert versions == 1 + sum(outcome.ok for outcome in outcomes)
    assert any(outcome.ok for outcome in outcomes)
