"""How much of a draft people keep, and rules that repeated edits suggest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responders.drafting import Memory
from responders.drafting.edits import LIGHT, TIMES, Edit, Outcome, Rule, proposals, rates
from responders.guards.reading import squeeze
from tests.drafting_helpers import drafted, judged

DRAFT = "Selam Ayşe, 5 gündür beklemek can sıkıcı, haklısın :) Sipariş numaranı DM'den yolla, bakalım!"


@pytest.mark.parametrize(
    ("final", "signature", "size"),
    [
        (DRAFT, "", "as_is"),
        (DRAFT + " ^EK", " ^EK", "as_is"),
        (DRAFT.replace(" :)", "."), "", "light"),
        ("Merhaba, sipariş numaranız nedir?", "", "heavy"),
        ("", "", "heavy"),
    ],
)
def test_sizes(final: str, signature: str, size: str) -> None:
    assert Edit(DRAFT, final, signature).size == size


def test_the_border_between_light_and_heavy() -> None:
    assert Edit("a" * 100, "a" * 75 + "b" * 25).distance == LIGHT
    assert Edit("a" * 100, "a" * 75 + "b" * 25).size == "light"
    assert Edit("a" * 100, "a" * 74 + "b" * 26).size == "heavy"


@given(st.text(max_size=80), st.text(max_size=80))
def test_distance_is_a_share_and_zero_only_for_the_same(draft: str, final: str) -> None:
    edit = Edit(draft, final)
    assert 0.0 <= edit.distance <= 1.0
    assert (edit.size == "as_is") is (draft == final)


def test_rates_per_key() -> None:
    key = ("tr", "shipping", "template", "p@1")
    outcomes = [
        Outcome(key, Edit("abc", "abc"), 5.0),
        Outcome(key, Edit("abcdefgh", "abcdefgx"), 15.0),
        Outcome(key, Edit("abc", "xyz"), 10.0, regretted=True),
        Outcome(key, None),
        Outcome(("en",), Edit("a", "a")),
    ]
    found = rates(outcomes)[key]
    assert (found.drafts, found.as_is, found.light, found.heavy, found.rejected, found.regretted) == (4, 1, 1, 1, 1, 1)
    assert found.median_seconds == 10.0
    assert found.p90_seconds == pytest.approx(14.0)
    assert rates(outcomes)[("en",)].median_seconds is None


def test_an_edit_that_repeats_becomes_a_question() -> None:
    edits = [Edit(DRAFT, DRAFT.replace(" :)", "."))] * TIMES
    (found,) = proposals(edits)
    assert found.rule == Rule("no_emoji")
    assert found.times == TIMES
    assert found.question("en") == "You removed the emoji 4 times. Make it a rule?"
    assert found.question("tr") == "Emojiyi 4 kez çıkardın. Kural olsun mu?"


def test_three_times_is_not_enough_and_an_answered_question_is_not_asked_again() -> None:
    edits = [Edit(DRAFT, DRAFT.replace(" :)", "."))] * TIMES
    assert proposals(edits[1:]) == []
    assert proposals(edits, known=["no_emoji"]) == []


@pytest.mark.parametrize(
    ("final", "kind"),
    [
        (DRAFT.removeprefix("Selam Ayşe, "), "no_greeting"),
        (DRAFT.replace("!", "."), "no_exclaim"),
        ("5 gündür beklemek can sıkıcı :) Numaranı DM'den yolla!", "shorter"),
        ("Selam Ayşe, 5 gündür beklemek can sıkıcı, haklısın :)", "without"),
    ],
)
def test_what_can_be_proposed(final: str, kind: str) -> None:
    kinds = {p.rule.kind for p in proposals([Edit(DRAFT, final)] * TIMES)}
    assert kind in kinds


def test_a_rewrite_proposes_nothing() -> None:
    assert proposals([Edit(DRAFT, "Buradayız, telefonla konuşalım mı?")] * 10) == []


def test_an_agreed_rule_changes_the_drafts() -> None:
    praised, memories = "üstüme tam oldu, çok sevdim", [Memory(counter=n) for n in range(16)]
    plain = [drafted(praised, judged("praise", "product"), memory=memory).text for memory in memories]
    assert any(text.endswith("kullan!") for text in plain)
    assert any(text.endswith("Güle güle kullan.") for text in plain)
    for memory in memories:
        calm = drafted(praised, judged("praise", "product"), rules=("no_exclaim",), memory=memory)
        bare = drafted("5 gündür yok", author_name="Ayşe", rules=("no_greeting",), memory=memory)
        rule = Rule("without", squeeze("Güle güle kullan."))
        without = drafted(praised, judged("praise", "product"), rules=(rule.id,), memory=memory)
        assert "!" not in calm.text
        assert "Ayşe" not in bare.text
        assert "Güle güle" not in without.text
