"""Posts edited or deleted by their authors: cards follow within a day, drafts for other words are void."""

from __future__ import annotations

from typing import Any

import pytest

from models import Database, Judgement, Mention
from responders.desk.deciding import edit as rewrite
from samimi.edits import EDITED
from samimi.owed import RECHECK
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.loop import ELIF, Loop

EDITABLE = ["mastodon", "reddit", "x"]
"""Bluesky knows no editing."""
PLATFORMS = [*EDITABLE, "bluesky"]
NAMED = {"mastodon": "@papatya ", "reddit": "u/PapatyaDestek ", "x": "@papatya "}


@pytest.fixture(params=EDITABLE)
def loop(request: pytest.FixtureRequest, sandbox: Sandbox, database: Database, clock: Clock) -> Loop:
    return Loop(request.param, sandbox, database, clock)


@pytest.fixture
def reddit(sandbox: Sandbox, database: Database, clock: Clock) -> Loop:
    return Loop("reddit", sandbox, database, clock)


def edit(loop: Loop, mention: Mention, text: str) -> None:
    """The author edits the post on the platform."""
    loop.sandbox[loop.platform].edit(mention.native_id, NAMED[loop.platform] + text)


def a_day(loop: Loop) -> None:
    """Upkeep every hour until everything has been looked at again, then the pipeline."""
    for _ in range(int(RECHECK.total_seconds() // 3600) + 1):
        loop.clock.forward(hours=1)
        loop.upkeep.tick()
    loop.pipeline.tick()


def test_within_a_day_the_card_has_the_new_text_and_a_draft_of_the_same_meaning_stands(loop: Loop) -> None:
    mention = loop.heard()
    edit(loop, mention, "kargom 6 gündür gelmedi (düzeltme)")
    a_day(loop)
    row, drafts = loop.fresh(mention), loop.drafts(mention)
    assert "6 gündür" in row.text
    assert (row.state, [draft.state for draft in drafts]) == ("drafted", ["open"])
    card = loop.card(mention)
    assert card is not None
    assert card.stale


def test_another_meaning_voids_the_draft_and_it_is_written_afresh(loop: Loop) -> None:
    mention = loop.heard()
    edit(loop, mention, "geldi, teşekkürler!")
    a_day(loop)
    row, drafts = loop.fresh(mention), loop.drafts(mention)
    assert (row.state, row.label) == ("drafted", "praise")
    assert [draft.state for draft in drafts] == ["superseded", "open"]
    assert "teşekkürler" in loop.drafter.requests[-1].text


def test_an_approval_does_not_outlive_the_words_it_answered(loop: Loop) -> None:
    mention = loop.heard()
    loop.approve(mention)
    edit(loop, mention, "kargom 6 gündür gelmedi (düzeltme)")
    loop.send()
    assert loop.bench.rig.published() == []
    reply, drafts = loop.reply(mention), loop.drafts(mention)
    assert (reply.state, reply.last_error) == ("cancelled", EDITED)
    assert [draft.state for draft in drafts] == ["superseded", "open"]
    assert drafts[1].text == drafts[0].text, "the same words, to be approved afresh"
    assert loop.approve(loop.fresh(mention)).ok
    loop.send()
    assert [text for _, _, text in loop.bench.rig.published()] == [loop.reply(mention).text]


def test_edited_into_another_meaning_just_before_sending_it_is_drafted_afresh(loop: Loop) -> None:
    mention = loop.heard()
    loop.approve(mention)
    edit(loop, mention, "geldi, teşekkürler!")
    loop.send()
    loop.pipeline.tick()
    assert loop.bench.rig.published() == []
    assert [draft.state for draft in loop.drafts(mention)] == ["superseded", "open"]
    assert loop.fresh(mention).label == "praise"


def test_a_reply_in_a_persons_hands_is_taken_back(loop: Loop) -> None:
    config = loop.brand.platforms[loop.platform].model_copy(update={"post": "by_hand"})
    loop.brand = loop.brand.model_copy(update={"platforms": {loop.platform: config}})
    loop.again()
    mention = loop.heard()
    assert loop.approve(mention).key == "approved_by_hand"
    edit(loop, mention, "kargom geldi ama kırık")
    a_day(loop)
    assert loop.reply(mention).state == "cancelled"
    assert [draft.state for draft in loop.drafts(mention)] == ["superseded", "open"]


def test_an_answered_mention_only_gets_its_new_text(reddit: Loop) -> None:
    reply = reddit.replied()
    mention = reddit.mentions()[0]
    edit(reddit, mention, "geldi, teşekkürler!")
    a_day(reddit)
    row = reddit.fresh(mention)
    assert (row.state, row.closed_reason) == ("closed", "answered")
    assert "teşekkürler" in row.text
    assert reddit.reply(reply).state == "posted"


def test_a_reply_that_may_be_on_its_way_is_left_to_the_outbox(reddit: Loop) -> None:
    mention = reddit.heard()
    reddit.approve(mention)
    with reddit.database.transaction() as session:
        row = session.merge(reddit.reply(mention))
        row.state = "unsure"
        session.add(row)
    edit(reddit, mention, "geldi, teşekkürler!")
    a_day(reddit)
    assert [draft.state for draft in reddit.drafts(mention)] == ["approved"]
    assert "teşekkürler" in reddit.fresh(mention).text


def test_an_edit_in_a_burst_is_the_whole_cards_business(reddit: Loop) -> None:
    head = reddit.heard()
    tail = reddit.heard("üstelik kutusu da kırık")
    before = len(reddit.drafts(head))
    edit(reddit, tail, "pardon, kutusu sağlammış; rengi doğru mu?")
    a_day(reddit)
    drafts = reddit.drafts(head)
    assert len(drafts) == before + 1
    assert [draft.state for draft in drafts[-2:]] == ["superseded", "open"]
    assert "sağlammış" in reddit.drafter.requests[-1].text


def test_what_a_person_wrote_is_kept_and_asks_for_a_fresh_approval(reddit: Loop) -> None:
    mention = reddit.heard()
    rewrite(reddit.database, reddit.office, ELIF, mention.id, "Selam, kendi elimle yazdım.")
    edit(reddit, mention, "geldi, teşekkürler!")
    a_day(reddit)
    drafts = reddit.drafts(mention)
    assert (drafts[-1].text, drafts[-1].state) == ("Selam, kendi elimle yazdım.", "open")
    assert drafts[-1].editor == ELIF


@pytest.mark.parametrize("platform", PLATFORMS)
def test_i10_a_deleted_post_is_gone_here_within_a_day(
    platform: str, sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    loop = Loop(platform, sandbox, database, clock)
    mention = loop.heard()
    loop.clock.forward(hours=3)
    loop.bench.rig.delete(mention.native_id)
    deleted_at = loop.clock()
    while loop.fresh(mention).text:
        loop.clock.forward(minutes=30)
        loop.upkeep.tick()
        assert (loop.clock() - deleted_at).total_seconds() <= 24 * 3600
    row = loop.fresh(mention)
    assert (row.state, row.closed_reason) == ("closed", "gone")
    assert row.native_id.startswith("forgotten:")
    assert [draft.text for draft in loop.drafts(mention)] == [""]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_i10_a_deletion_met_just_before_sending_is_erased_within_a_day_too(
    platform: str, sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    loop = Loop(platform, sandbox, database, clock)
    mention = loop.heard()
    loop.clock.forward(hours=12)
    loop.approve(mention)
    loop.bench.rig.delete(mention.native_id)
    deleted_at = loop.clock()
    loop.send()
    assert loop.reply(mention).state == "cancelled"
    assert loop.bench.rig.published() == []
    while loop.fresh(mention).text:
        loop.clock.forward(minutes=30)
        loop.upkeep.tick()
        assert (loop.clock() - deleted_at).total_seconds() <= 24 * 3600


def test_the_judges_word_on_the_new_text_replaces_a_persons_on_the_old(reddit: Loop) -> None:
    mention = reddit.heard()
    reddit.press(mention, "label_question")
    assert reddit.fresh(mention).judged_by == "person"
    edit(reddit, mention, "geldi, teşekkürler!")
    a_day(reddit)
    row = reddit.fresh(mention)
    assert (row.label, row.judged_by, row.judged_label) == ("praise", "rule@1", "praise")


def test_a_second_opinion_was_about_the_old_text_too_but_its_cost_stays(reddit: Loop) -> None:
    mention = reddit.heard()
    with reddit.database.transaction() as session:
        row = session.get_one(Mention, mention.id)
        row.second_by, row.second_label, row.second_requests = "m judge.second@1+abc", "complaint", 2
    edit(reddit, mention, "geldi, teşekkürler!")
    a_day(reddit)
    row = reddit.fresh(mention)
    assert (row.label, row.second_by, row.second_label, row.second_requests) == ("praise", None, None, 2)


def test_a_judge_that_fails_leaves_the_edit_for_the_next_round(reddit: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    mention = reddit.heard()
    edit(reddit, mention, "geldi, teşekkürler!")

    def fails(texts: Any) -> list[Judgement]:
        raise RuntimeError("no memory")

    with monkeypatch.context() as patched:
        patched.setattr(reddit.judge, "judge", fails)
        reddit.clock.forward(hours=21)
        reddit.upkeep.tick()
    assert "teşekkürler" not in reddit.fresh(mention).text
    reddit.upkeep.tick()
    assert "teşekkürler" not in reddit.fresh(mention).text, "not at once: on X every look is paid for"
    reddit.clock.forward(minutes=61)
    reddit.upkeep.tick()
    assert "teşekkürler" in reddit.fresh(mention).text


def test_a_judge_that_fails_just_before_sending_stops_that_reply_alone(
    reddit: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited, other = reddit.heard(), reddit.heard("iade param yatmadı", author="tom")
    reddit.approve(edited)
    reddit.approve(other)
    edit(reddit, edited, "geldi, teşekkürler!")

    def fails(texts: Any) -> list[Judgement]:
        raise RuntimeError("no memory")

    with monkeypatch.context() as patched:
        patched.setattr(reddit.judge, "judge", fails)
        for _ in range(4):
            reddit.send()
    assert [target for _, target, _ in reddit.bench.rig.published()] == [other.native_id]
    assert reddit.reply(edited).state == "cancelled"
