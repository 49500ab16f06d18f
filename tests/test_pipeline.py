"""From a stored mention to a card: what is drafted, what goes to a person, what is closed and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models import AddedFact, Author, Card, Database, Draft, Judgement, Mention, StyleRule
from monitor.sentiment import Text
from responders.drafting import Drafted, Request, text_hash
from responders.guards import Flag
from samimi.forgetting import Forgetter
from samimi.pipeline import BATCH, TRIES, Pipeline
from tests.conftest import Clock
from tests.platform_fakes import a_brand


@dataclass
class FakeJudge:
    name: str = "fake@1"
    says: dict[str, Any] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)
    hints: list[str | None] = field(default_factory=list)

    def judge(self, texts: Sequence[Text]) -> list[Judgement]:
        self.batches.append(len(texts))
        self.hints += [text.lang_hint for text in texts]
        if any("poison" in text.text for text in texts):
            raise RuntimeError("boom")
        base = {"label": "complaint", "confidence": 0.9, "sentiment": "negative", "topics": ("shipping",)}
        return [Judgement.model_validate({**base, **self.says}) for _ in texts]


@dataclass
class FakeDrafter:
    result: Drafted | Exception = field(
        default_factory=lambda: Drafted(
            "draft", ("topic:shipping",), "Selam, bakalım.", flags=(Flag("boilerplate", "amber"),), level="amber",
            spans=((0, 6, "free"), (6, 15, "approved")), prompt="replies@1+abc", made={"pieces": ["a1"]},
        )
    )  # fmt: skip
    requests: list[Request] = field(default_factory=list)

    def draft(self, request: Request) -> Drafted:
        self.requests.append(request)
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


@dataclass
class Bench:
    database: Database
    clock: Clock
    judge: FakeJudge = field(default_factory=FakeJudge)
    drafter: FakeDrafter = field(default_factory=FakeDrafter)

    def __post_init__(self) -> None:
        self.forgetter = Forgetter(b"k" * 32)
        self.pipeline = Pipeline(
            self.database,
            {"ornek": a_brand()},
            self.judge,
            self.drafter,
            opt_out=self.forgetter.opt_out,
            worker="one",
            now=self.clock,
        )

    def heard(self, count: int = 1, **columns: Any) -> None:
        """Posts of one author, an hour apart: far enough to be answered one by one."""
        with self.database.transaction() as session:
            author = session.exec(select(Author)).first() or Author(
                brand="ornek", platform="town", native_id="a", handle="ayse", name="Ayşe", first_seen=self.clock()
            )
            session.add(author)
            session.flush()
            known = len(session.exec(select(Mention.id)).all())
            for n in range(known, known + count):
                fields = {
                    "brand": "ornek", "platform": "town", "native_id": f"p{n}", "author_id": author.id,
                    "text": "kargom nerede", "created_at": self.clock() - timedelta(hours=n),
                    "received_at": self.clock(), "root_id": f"p{n}", "next_at": self.clock(), "summoned": True,
                }  # fmt: skip
                session.add(Mention(**{**fields, **columns}))

    def mention(self, mention_id: int = 1) -> Mention:
        with self.database.reading() as session:
            return session.get_one(Mention, mention_id)

    def drafts(self) -> list[Draft]:
        with self.database.reading() as session:
            return list(session.exec(select(Draft).order_by(col(Draft.version))).all())

    def cards(self) -> list[Card]:
        with self.database.reading() as session:
            return list(session.exec(select(Card)).all())


@pytest.fixture
def bench(database: Database, clock: Clock) -> Bench:
    return Bench(database, clock)


def test_a_mention_becomes_a_draft_and_a_card(bench: Bench) -> None:
    bench.heard()
    bench.pipeline.tick()
    mention, (draft,), (card,) = bench.mention(), bench.drafts(), bench.cards()
    assert (mention.state, mention.label, mention.topics) == ("drafted", "complaint", ["shipping"])
    assert (mention.judged_by, mention.judged_label) == ("fake@1", "complaint")
    assert (draft.version, draft.state, draft.level) == (1, "open", "amber")
    assert draft.flags[0]["name"] == "boilerplate"
    assert draft.spans == [{"start": 0, "end": 6, "kind": "free"}, {"start": 6, "end": 15, "kind": "approved"}]
    assert draft.folded_hash == text_hash("Selam, bakalım.")
    assert card.stale
    assert card.mention_id == mention.id


def test_the_drafter_is_told_all_it_needs(bench: Bench) -> None:
    bench.heard()
    bench.pipeline.tick()
    (request,) = bench.drafter.requests
    assert (request.author_name, request.author_handle, request.platform) == ("Ayşe", "ayse", "town")
    assert request.judgement.label == "complaint"
    assert request.now == bench.clock()


def test_a_post_of_two_words_is_taken_for_the_language_its_author_wrote_last(bench: Bench) -> None:
    bench.judge.says = {"lang": "en"}
    bench.heard(text="still waiting for my parcel")
    bench.pipeline.tick()
    bench.heard(text="👍")
    bench.heard(text="tamam", lang_hint="tr")
    bench.pipeline.tick()
    assert bench.judge.hints == [None, "en", "tr"]


def test_an_agreed_rule_and_the_instances_limit_reach_the_drafter(bench: Bench) -> None:
    with bench.database.transaction() as session:
        session.add(StyleRule(brand="ornek", rule="no_emoji", times=4, asked_at=bench.clock(), agreed=True))
        session.add(StyleRule(brand="ornek", rule="shorter", times=4, asked_at=bench.clock(), agreed=False))
        session.add(StyleRule(brand="baska", rule="no_greeting", times=4, asked_at=bench.clock(), agreed=True))
    bench.heard(ref={"max_characters": "640"})
    bench.heard()
    bench.pipeline.tick()
    assert {request.rules for request in bench.drafter.requests} == {("no_emoji",)}
    assert {request.limit for request in bench.drafter.requests} == {640, None}


def test_a_second_draft_remembers_the_first(bench: Bench) -> None:
    bench.heard(2)
    bench.pipeline.tick()
    second = bench.drafter.requests[1].memory
    assert text_hash("Selam, bakalım.") in second.used_hashes
    assert second.recent == ["Selam, bakalım."]
    assert second.pieces_for_author == frozenset({"a1"})
    assert second.counter == 1


def test_mentions_are_judged_in_batches_and_none_is_left(bench: Bench) -> None:
    bench.heard(BATCH + 5)
    while bench.pipeline.tick():
        pass
    assert bench.judge.batches == [BATCH, 5]
    assert len(bench.cards()) == BATCH + 5


@pytest.mark.parametrize(
    ("judgement", "columns", "state", "reason"),
    [
        ({"lang": "other"}, {}, "escalated", "language"),
        ({"lang": "other", "label": "other", "about_brand": False}, {}, "escalated", "language"),
        ({}, {"text": "", "images": 2}, "escalated", "picture_only"),
        ({"about_brand": False, "label": "other"}, {}, "closed", "not_about_brand"),
        ({"about_brand": False, "label": "other", "unsure": True}, {}, "escalated", "unsure"),
        ({"about_brand": False, "escalate": "injury"}, {}, "drafted", None),
    ],
)
def test_what_is_decided_before_any_drafter(
    bench: Bench, judgement: dict[str, Any], columns: dict[str, Any], state: str, reason: str | None
) -> None:
    bench.judge.says = judgement
    bench.heard(**columns)
    bench.pipeline.tick()
    mention = bench.mention()
    assert mention.state == state
    assert (mention.closed_reason or mention.care_reason) == reason
    assert len(bench.cards()) == (state != "closed")


def test_a_muted_author_makes_no_card(bench: Bench) -> None:
    bench.heard()
    with bench.database.transaction() as session:
        session.get_one(Author, 1).muted = True
    bench.pipeline.tick()
    assert (bench.mention().state, bench.mention().closed_reason) == ("closed", "muted")


def test_no_reply_closes_with_the_drafters_reason(bench: Bench) -> None:
    bench.drafter.result = Drafted("no_reply", ("topic:price", "spam"))
    bench.heard()
    bench.pipeline.tick()
    assert (bench.mention().state, bench.mention().closed_reason) == ("closed", "spam")
    assert bench.cards() == []


def test_an_escalation_is_a_leads_card_without_a_draft(bench: Bench) -> None:
    bench.drafter.result = Drafted("escalate", ("legal",))
    bench.heard()
    bench.pipeline.tick()
    mention = bench.mention()
    assert (mention.state, mention.level_of_care, mention.care_reason) == ("escalated", "lead", "legal")
    assert bench.drafts() == []
    assert len(bench.cards()) == 1


def test_an_escalation_may_carry_the_approved_holding_line(bench: Bench) -> None:
    bench.drafter.result = Drafted("escalate", ("safety",), "Sorunu biliyoruz.", holding_line=True)
    bench.heard()
    bench.pipeline.tick()
    assert bench.mention().state == "escalated"
    assert [draft.text for draft in bench.drafts()] == ["Sorunu biliyoruz."]


def test_i4_a_drafter_that_fails_stops_no_other_mention_and_ends_with_a_person(bench: Bench) -> None:
    bench.drafter.result = RuntimeError("boom")
    bench.heard()
    for _ in range(TRIES):
        bench.pipeline.tick()
        bench.clock.forward(minutes=60)
    mention = bench.mention()
    assert (mention.state, mention.care_reason, mention.last_error) == ("escalated", "no_draft", "RuntimeError")
    assert len(bench.cards()) == 1


def test_i4_a_text_no_judge_can_read_stops_no_other_and_ends_with_a_person(bench: Bench) -> None:
    bench.heard(text="poison")
    bench.heard(3)
    bench.pipeline.tick()
    assert (bench.mention(1).state, bench.mention(1).attempts) == ("new", 1)
    assert [bench.mention(n).state for n in (2, 3, 4)] == ["drafted"] * 3
    for _ in range(TRIES):
        bench.clock.forward(minutes=60)
        bench.pipeline.tick()
    mention = bench.mention(1)
    assert (mention.state, mention.care_reason, mention.last_error) == ("escalated", "no_draft", "RuntimeError")
    assert (mention.label, mention.unsure, mention.judged_by) == ("other", True, "none")
    assert mention.id in [card.mention_id for card in bench.cards()]


def test_i4_between_tries_there_is_a_pause(bench: Bench) -> None:
    bench.drafter.result = RuntimeError("boom")
    bench.heard()
    for _ in range(10):
        bench.pipeline.tick()
    assert len(bench.drafter.requests) == 1


def test_another_draft_supersedes_the_open_one(bench: Bench) -> None:
    bench.heard()
    bench.pipeline.tick()
    bench.drafter.result = Drafted("draft", (), "Merhaba, bir bakalım.")
    assert bench.pipeline.redraft(1, "shorter", by=7) == 2
    assert [(draft.version, draft.state) for draft in bench.drafts()] == [(1, "superseded"), (2, "open")]
    assert bench.drafter.requests[-1].tone == "shorter"
    assert bench.drafter.requests[-1].avoid == ["Selam, bakalım."]


def test_a_fact_a_lead_added_in_the_chat_reaches_the_drafter(bench: Bench) -> None:
    with bench.database.transaction() as session:
        text = "Mağazalar pazar günü de açık."
        session.add(AddedFact(brand="ornek", text=text, added_by=101, added_at=bench.clock()))
    bench.heard()
    bench.pipeline.tick()
    assert "Mağazalar pazar günü de açık." in [fact.text for fact in bench.drafter.requests[0].brand.facts]


def test_a_complaint_that_may_ask_us_to_stop_waits_for_a_person_and_silences_nobody(bench: Bench) -> None:
    bench.drafter.result = Drafted("escalate", ("maybe_stop",))
    bench.heard()
    bench.pipeline.tick()
    assert (bench.mention().state, bench.mention().level_of_care) == ("escalated", None)
    with bench.database.reading() as session:
        assert not session.get_one(Author, 1).opted_out


def test_i10_who_asks_us_to_stop_is_remembered_for_good(bench: Bench) -> None:
    bench.drafter.result = Drafted("no_reply", ("asked_to_stop",))
    bench.heard()
    bench.pipeline.tick()
    with bench.database.reading() as session:
        assert session.get_one(Author, 1).opted_out
        assert bench.forgetter.has_opted_out(session, "town", "ayse")
    bench.heard()
    bench.drafter.result = Drafted("draft", (), "Selam, bakalım.")
    bench.pipeline.tick()
    assert bench.drafter.requests[-1].opted_out
