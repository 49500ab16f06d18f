"""After a reply: thanks end it, a new complaint is a new card with the exchange on it, silence is silence."""

from __future__ import annotations

from typing import Any

import pytest

from models import Database, Judgement, Mention
from responders.desk.cards import render
from responders.desk.case import load_case
from responders.desk.roles import READER
from responders.drafting import Drafted
from samimi.thread_words import read
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.loop import REPLY, Loop

PLATFORMS = ["bluesky", "mastodon", "reddit", "x"]
NAMES = {"mastodon": "@papatya ", "x": "@papatya "}
"""Where an answer is heard of by being named in it, as those platforms' own apps see to."""


@pytest.fixture(params=PLATFORMS)
def loop(request: pytest.FixtureRequest, sandbox: Sandbox, database: Database, clock: Clock) -> Loop:
    return Loop(request.param, sandbox, database, clock)


@pytest.fixture
def town(sandbox: Sandbox, database: Database, clock: Clock) -> Loop:
    return Loop("bluesky", sandbox, database, clock)


def answered(loop: Loop, text: str, author: str = "ayse") -> Mention:
    """Our reply is out and somebody writes under it; what becomes of that."""
    reply = loop.replied()
    assert reply.native_id is not None
    found = loop.answers(reply.native_id, NAMES.get(loop.platform, "") + text, author)
    assert found is not None, "the answer was not heard"
    return found


def shown(loop: Loop, mention: Mention) -> str:
    with loop.database.reading() as session:
        case = load_case(session, loop.office, READER, mention.id)
        assert case is not None
        return render(case).text


def test_thanks_resolve_the_mention_and_ask_nobody(loop: Loop) -> None:
    thanks = answered(loop, "teşekkürler, hallettik")
    first = loop.mentions()[0]
    assert (thanks.state, thanks.closed_reason, thanks.follows) == ("closed", "thanked", first.id)
    assert loop.card(thanks) is None
    assert loop.reply(first).outcome == "thanked"
    assert loop.reply(first).outcome_at == loop.clock()
    assert len(loop.drafter.requests) == 1


def test_who_still_complains_comes_back_as_a_card_with_what_was_said(loop: Loop) -> None:
    angry = answered(loop, "hâlâ gelmedi, iki gün daha geçti")
    first = loop.mentions()[0]
    assert (angry.state, angry.follows) == ("drafted", first.id)
    assert loop.reply(first).outcome == "angry"
    text = shown(loop, angry)
    assert "Yazışma sürüyor" in text
    assert "kargom 5 gündür gelmedi" in text
    assert REPLY in text
    assert f"😠 yazar hâlâ şikâyetçi → #{angry.id}" in shown(loop, first)


def test_on_mastodon_an_answer_without_our_name_comes_back_too(
    sandbox: Sandbox, database: Database, clock: Clock
) -> None:
    loop = Loop("mastodon", sandbox, database, clock)
    reply = loop.replied()
    assert reply.native_id is not None
    angry = loop.answers(reply.native_id, "hâlâ gelmedi, iki gün daha geçti")
    assert angry is not None, "the answer was not heard"
    assert (angry.state, angry.follows) == ("drafted", loop.mentions()[0].id)
    assert loop.reply(reply).outcome == "angry"
    assert "Yazışma sürüyor" in shown(loop, angry)


def test_somebody_else_in_the_thread_is_no_answer(loop: Loop) -> None:
    other = answered(loop, "bende de aynı sorun var", author="tom")
    first = loop.mentions()[0]
    assert other.follows is None
    assert loop.reply(first).outcome is None


def test_an_answer_is_about_us_whatever_words_it_uses(town: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = town.judge.judge
    monkeypatch.setattr(town.judge, "judge", lambda texts: [_elsewhere(one) for one in judged(texts)])
    reply = town.replied()
    assert reply.native_id is not None
    found = town.answers(reply.native_id, "hâlâ yok")
    assert found is not None
    assert (found.state, found.about_brand) == ("drafted", True)


def _elsewhere(judgement: Judgement) -> Judgement:
    """As the judge says of a text that names nobody; the first post names us and is told by its label."""
    return judgement.model_copy(update={"about_brand": judgement.label == "complaint"})


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [
        ("tamam, bekliyorum", "closed", "nothing_to_answer"),
        ("DM'den yazdım", "escalated", None),
        ("peki iade ne zaman?", "drafted", None),
    ],
)
def test_what_else_an_author_may_say(town: Loop, text: str, state: str, reason: str | None) -> None:
    found = answered(town, text)
    assert (found.state, found.closed_reason) == (state, reason)
    assert town.reply(town.mentions()[0]).outcome == "answered"
    if state == "escalated":
        assert found.care_reason == "author_answered"
        assert found.level_of_care is None, "anybody may look"
        assert "yazar yanıt verdi" in shown(town, found)


def test_a_nod_does_not_hide_thanks_or_anger_and_the_last_of_these_stands(town: Loop) -> None:
    first = town.replied()
    outcomes = []
    for text in ("hâlâ yok", "tamam", "teşekkürler, geldi", "tamam", "bu kez de kutusu kırık"):
        assert first.native_id is not None
        town.answers(first.native_id, text)
        outcomes.append(town.reply(first).outcome)
    assert outcomes == ["angry", "angry", "thanked", "thanked", "angry"]


def test_thanks_after_a_complaint_that_still_waits_leave_the_card_to_a_person_without_an_apology(town: Loop) -> None:
    reply = town.replied()
    assert reply.native_id is not None
    angry = town.answers(reply.native_id, "hâlâ yok")
    assert angry is not None
    town.answers(reply.native_id, "teşekkürler, şimdi geldi")
    row = town.fresh(angry)
    assert (row.state, row.care_reason, row.level_of_care) == ("escalated", "author_thanked", None)
    assert [draft.state for draft in town.drafts(angry)] == ["superseded"]
    assert "yazar sonunda teşekkür etti" in shown(town, angry)
    assert town.reply(reply).outcome == "thanked"


def test_after_a_week_nobody_is_waiting_for_an_answer(town: Loop) -> None:
    reply = town.replied()
    town.clock.forward(days=6, hours=23)
    assert town.following.tick() == 0
    town.clock.forward(hours=2)
    assert town.following.tick() == 1
    assert town.following.tick() == 0
    assert town.reply(reply).outcome == "silent"
    assert reply.native_id is not None
    late = town.answers(reply.native_id, "hâlâ yok")
    assert late is not None
    assert late.follows is None
    assert town.reply(reply).outcome == "silent"


def test_silence_is_not_noted_of_a_reply_that_was_taken_down(town: Loop) -> None:
    reply = town.replied()
    town.press(town.mentions()[0], "delete_really")
    town.outbox.tick()
    town.clock.forward(days=8)
    assert town.following.tick() == 0
    assert town.reply(reply).outcome is None


def test_a_third_reply_in_one_exchange_is_a_leads_and_is_not_dropped(town: Loop) -> None:
    reply = town.replied()
    town.drafter.draft = lambda request: Drafted("no_reply", ("thread_limit",))  # type: ignore[method-assign]
    assert reply.native_id is not None
    found = town.answers(reply.native_id, "hâlâ yok")
    assert found is not None
    assert (found.state, found.care_reason, found.level_of_care) == ("escalated", "thread_limit", "lead")
    stranger = town.heard("kargom yok", author="tom")
    assert (stranger.state, stranger.closed_reason) == ("closed", "thread_limit"), (
        "a rule may close what we never answered"
    )


def test_who_asks_us_to_stop_is_heard_before_their_thanks(town: Loop) -> None:
    found = answered(town, "teşekkürler ama bana bir daha yazmayın")
    assert (found.state, found.closed_reason) != ("closed", "thanked")
    assert len(town.drafter.requests) == 2, "the drafter decides, which knows these words"


PRAISE: dict[str, Any] = {"label": "praise", "confidence": 0.9, "sentiment": "positive"}
COMPLAINT: dict[str, Any] = {"label": "complaint", "confidence": 0.6, "sentiment": "negative"}
OTHER: dict[str, Any] = {"label": "other", "confidence": 0.8, "sentiment": "neutral"}
QUESTION: dict[str, Any] = {"label": "question", "confidence": 0.9, "sentiment": "neutral"}


@pytest.mark.parametrize(
    ("text", "judged", "said"),
    [
        ("teşekkürler, hallettik", PRAISE, "thanked"),
        ("sağ olun", PRAISE, "thanked"),
        ("Sağolun 🙏", PRAISE, "thanked"),
        ("sorun çözüldü", COMPLAINT, "thanked"),
        ("all sorted, cheers", PRAISE, "thanked"),
        ("Thank you!", COMPLAINT, "thanked"),
        ("harikasınız", PRAISE, "thanked"),
        ("teşekkürler ama hâlâ gelmedi", COMPLAINT, "angry"),
        ("teşekkürler, hâlâ yok", PRAISE, "asked"),
        ("Thanks but the refund still hasn't arrived", COMPLAINT, "angry"),
        ("thanks for nothing", {**PRAISE, "sarcastic": True}, "angry"),
        ("avukatımla görüşün, teşekkürler", {**PRAISE, "escalate": "legal"}, "angry"),
        ("teşekkürler, peki para ne zaman yatar?", QUESTION, "asked"),
        ("kimse dönmedi", COMPLAINT, "angry"),
        ("DM attım", OTHER, "told"),
        ("mailden yazdım şimdi", COMPLAINT, "told"),
        ("sent you a DM", COMPLAINT, "told"),
        ("just DMed you my order number", COMPLAINT, "told"),
        ("DM attım ama cevap yok", COMPLAINT, "angry"),
        ("tamam", OTHER, "agreed"),
        ("ok, will do", OTHER, "agreed"),
        ("iade ne kadar sürer?", QUESTION, "asked"),
        ("bakarız", OTHER, "asked"),
    ],
)
def test_an_answer_is_read_as_an_answer(text: str, judged: dict[str, Any], said: str) -> None:
    assert read(text, Judgement.model_validate(judged)) == said
