"""Approving, refusing, undoing, editing: one transaction each, one winner, bound to the exact text."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from models import Database, Platform, Reply, Route, approval_hash
from responders.desk.approving import reply_key
from responders.desk.case import Outcome
from responders.guards import Context, Flag
from tests.conftest import Clock
from tests.desk_table import ELIF, IZEL, MERT, STRANGER, TOM, Table, brand


@pytest.fixture
def table(database: Database, clock: Clock) -> Table:
    return Table(database, clock)


def test_i1_an_approval_is_bound_to_the_signed_text_the_account_the_target_and_the_version(table: Table) -> None:
    mention = table.mention("nerede?", "Selam Ayşe, bakalım.")
    assert table.press(ELIF, "approve", mention).key == "approved"
    (reply,) = table.replies()
    assert reply.text == "Selam Ayşe, bakalım. ^EK"
    assert (reply.state, reply.account, reply.target_id, reply.version) == ("held", "ornekmarka", "n1", 1)
    assert reply.approval_hash == approval_hash(
        platform="x", account="ornekmarka", target_id="n1", version=1, text="Selam Ayşe, bakalım. ^EK"
    )
    assert (reply.next_at - table.clock()).total_seconds() == 30  # type: ignore[operator]
    (decision,) = table.decisions()
    assert (decision.actor, decision.action, decision.text_hash) == (ELIF, "approve", reply.approval_hash)


@pytest.mark.parametrize(
    ("signature", "ending"), [("initials", "bakalım. ^EK"), ("firstname", "bakalım. ^Elif"), ("none", "bakalım.")]
)
def test_the_signature_is_the_real_approvers_as_the_brand_wishes(table: Table, signature: str, ending: str) -> None:
    table.brands = {"ornek": brand(signature=signature)}
    table.press(ELIF, "approve", table.mention(reply="Selam, bakalım."))
    assert table.replies()[0].text == f"Selam, {ending}"


def test_i2_two_people_approve_at_once_and_exactly_one_wins(table: Table) -> None:
    for _ in range(10):
        mention = table.mention()
        outcomes = _both_tap(table, mention)
        won = [user for user, outcome in outcomes if outcome.ok]
        (lost,) = [outcome for _, outcome in outcomes if not outcome.ok]
        assert len(won) == 1
        assert lost.key == "lost_race"
        assert lost.values["name"] == {ELIF: "Elif", MERT: "Mert"}[won[0]]
        assert [reply.approved_by for reply in table.replies() if reply.mention_id == mention] == won


def _both_tap(table: Table, mention: int) -> list[tuple[int, Outcome]]:
    start = threading.Barrier(2)

    def tap(user: int) -> tuple[int, Outcome]:
        start.wait()
        return user, table.press(user, "approve", mention)

    with ThreadPoolExecutor(2) as people:
        return list(people.map(tap, (ELIF, MERT)))


def test_i2_a_second_tap_by_the_same_person_changes_nothing_and_says_when(table: Table) -> None:
    mention = table.mention()
    table.press(ELIF, "approve", mention)
    table.clock.forward(seconds=12)
    outcome = table.press(ELIF, "approve", mention)
    assert (outcome.ok, outcome.key) == (False, "lost_race")
    assert outcome.values == {"name": "Elif", "action": "approve", "ago": 12}
    assert len(table.replies()) == 1
    assert len(table.decisions("approve")) == 1


@pytest.mark.parametrize(("user", "key"), [(STRANGER, "stranger"), (IZEL, "needs_role")])
@pytest.mark.parametrize("action", ["approve", "overrule", "skip_spam", "edit", "another", "more", "claim", "mute"])
def test_i6_without_the_role_nothing_happens(table: Table, user: int, key: str, action: str) -> None:
    mention = table.mention()
    before = table.case(mention)
    assert table.press(user, action, mention).key == key
    after = table.case(mention)
    assert (after.mention, after.draft, after.card) == (before.mention, before.draft, before.card)
    assert table.replies() == []
    assert table.decisions() == []


def test_i6_a_role_for_one_brand_says_nothing_about_another(table: Table) -> None:
    table.brands["baska"] = brand(key="baska", name="Başka")
    mention = table.mention(brand="baska")
    assert table.press(MERT, "approve", mention).key == "stranger"
    assert table.press(TOM, "approve", mention).ok


@pytest.mark.parametrize("care", [{"escalate": "legal"}, {"level_of_care": "lead"}, {"escalate": "self_harm"}])
def test_i6_what_is_sensitive_is_a_leads(table: Table, care: dict[str, Any]) -> None:
    mention = table.mention(**care)
    assert table.press(MERT, "approve", mention).key == "needs_role"
    assert table.edit(MERT, mention, "Selam.").key == "needs_role"
    assert table.press(ELIF, "approve", mention).ok


def test_an_old_version_cannot_be_approved(table: Table) -> None:
    mention = table.mention()
    table.edit(MERT, mention, "Selam Ayşe, bakıyoruz.")
    assert table.press(MERT, "approve", mention, version=1).key == "old_button"
    assert table.press(MERT, "approve", mention, version=2).ok
    assert table.replies()[0].text == "Selam Ayşe, bakıyoruz. ^MA"


def test_amber_takes_a_second_press_that_knows_the_objection(table: Table) -> None:
    mention = table.mention(reply="Selam, bugün bakalım.")
    first = table.press(ELIF, "approve", mention)
    assert (first.ok, first.key) == (False, "look_again")
    assert "söz veriyor (bugün)" in table.shown(mention).text
    assert table.replies() == []
    assert table.press(ELIF, "overrule", mention).ok
    assert table.decisions("approve")[0].overruled == ["promise"]


def test_an_objection_nobody_has_seen_is_never_overruled(table: Table) -> None:
    mention = table.mention(reply="Selam, bugün bakalım.", draft={"level": "amber", "flags": []})
    assert table.press(ELIF, "overrule", mention).key == "look_again"
    assert table.replies() == []


def test_red_cannot_be_approved_by_anybody(table: Table) -> None:
    mention = table.mention(reply="Selam, http://kotu.example")
    for action in ("approve", "overrule", "overrule"):
        assert table.press(ELIF, action, mention).key == "blocked"
    assert table.replies() == []
    kept = table.mention(draft={"level": "red", "flags": [{"name": "leak", "level": "red", "start": 0, "end": 4}]})
    assert table.press(ELIF, "overrule", kept).key == "blocked"


def test_the_guards_see_the_text_with_its_signature(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def check(text: str, context: Context) -> Sequence[Flag]:
        seen.append(text)
        return []

    monkeypatch.setattr(table, "check", check)
    table.press(ELIF, "approve", table.mention(reply="Selam Ayşe, bakalım."))
    assert seen == ["Selam Ayşe, bakalım. ^EK"]


def test_with_four_eyes_the_writer_does_not_overrule_alone(table: Table) -> None:
    table.settings["four_eyes"] = True
    mention = table.mention()
    table.edit(MERT, mention, "Selam, bugün bakıyoruz.")
    assert table.press(MERT, "overrule", mention, 2).key == "four_eyes"
    assert table.press(ELIF, "overrule", mention, 2).ok


def test_a_post_that_may_not_be_answered_is_refused_with_its_reason(table: Table) -> None:
    table.way = Route("never", reason="locked")
    outcome = table.press(ELIF, "approve", table.mention())
    assert (outcome.key, outcome.values) == ("never", {"reason": "locked"})
    assert table.replies() == []


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


def test_a_claim_keeps_others_off_but_never_a_lead(table: Table) -> None:
    mention = table.mention()
    table.press(MERT, "edit", mention)
    assert table.press(TOM, "approve", mention).key == "claimed_by"
    assert table.edit(TOM, mention, "Hi.").key == "claimed_by"
    table.clock.forward(minutes=6)
    assert table.press(TOM, "claim", mention).ok
    assert table.press(MERT, "approve", mention).key == "claimed_by"
    assert table.press(ELIF, "approve", mention).ok


def test_the_key_chosen_at_approval_is_the_platforms_own_kind(table: Table, clock: Clock) -> None:
    table.brands = {"ornek": brand(platforms={"bluesky": Platform(account="ornekmarka.com")})}
    table.press(ELIF, "approve", table.mention(platform="bluesky"))
    key = table.replies()[0].key
    assert len(key) == 13
    assert key[0] in "234567abcdefghij"
    assert set(key) <= set("234567abcdefghijklmnopqrstuvwxyz")
    early = reply_key("bluesky", clock())
    clock.forward(seconds=1)
    assert early < reply_key("bluesky", clock())
    assert len(reply_key("mastodon", clock())) == 36


def test_i8_every_decision_is_chained_and_holds_no_text(table: Table) -> None:
    mention = table.mention("gizli metin", "Selam Ayşe, bakalım.")
    table.edit(MERT, mention, "Selam Ayşe, gizli yanıt.")
    table.press(ELIF, "approve", mention, 2)
    table.press(ELIF, "undo", mention, 2)
    table.press(ELIF, "skip_spam", mention, 3)
    rows = table.decisions()
    assert [row.action for row in rows] == ["edit", "approve", "undo", "skip"]
    assert [row.previous for row in rows] == ["", *[row.digest for row in rows[:-1]]]
    assert not any("gizli" in row.model_dump_json() for row in rows)


def test_one_mention_has_one_live_reply(table: Table) -> None:
    mention = table.mention()
    table.press(ELIF, "approve", mention)
    (reply,) = table.replies()
    with table.database.transaction() as session:
        draft = table.case(mention).draft
        assert draft is not None
        draft.state = "open"
        session.merge(draft)
    assert table.press(MERT, "approve", mention).key == "lost_race"
    assert table.replies() == [reply]
    assert isinstance(reply, Reply)
