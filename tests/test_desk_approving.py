"""Approving: one transaction, one winner, bound to the exact text; roles, guards, claims, the record."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from models import Database, Platform, Reply, Route, approval_hash
from responders import guards
from responders.desk.approving import reply_key
from responders.desk.case import Outcome
from responders.desk.settings import Language
from responders.desk.texts import toast
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


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("tr", "Bu gönderiye yanıt verilemez: platformu config.yaml'da yok ya da yalnızca okunuyor."),
        ("en", "This post cannot be answered: its platform is not in config.yaml or is only read."),
    ],
)
def test_why_a_post_is_only_read_is_told_as_a_sentence(language: Language, sentence: str) -> None:
    said = toast(language, "never", reason="read_only")
    assert said.startswith(sentence)
    assert len(said) <= 200  # as much as Telegram shows over a button
    assert toast(language, "never", reason="locked").endswith("locked")


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


def test_the_real_guards_take_a_signed_reply_and_refuse_a_strange_link(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "check", guards.check)
    good = table.mention(reply="Selam Ayşe, sipariş numaranı DM'den yollarsan paketin nerede takıldığına bakalım.")
    assert table.press(ELIF, "approve", good).key == "approved"
    bad = table.mention("başka", author="Veli")
    assert table.edit(ELIF, bad, "Selam Veli, şuradan bakabilirsin: https://bit.ly/3abc").key == "edited_red"
    assert table.press(ELIF, "overrule", bad, 2).key == "blocked"
    near_limit = "Selam Ayşe, " + "sipariş numaranı DM'den yollarsan bakalım. " * 7
    long = table.mention(author="Can")
    assert table.edit(ELIF, long, near_limit[:278] + "m").key == "edited_red"
    assert "çok uzun" in table.shown(long).text
