"""Enough words, never twice the same: every piece clean, 400 replies per topic, 300 mentions in a row."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import islice, pairwise
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import TOPICS
from models.judgement import Kind
from prompts import Library
from responders.drafting import Memory, text_hash
from responders.drafting.composer import Composer
from responders.drafting.pieces import Shape, topic_of
from responders.drafting.pools import Pool
from responders.drafting.template import Search
from responders.drafting.variation import Candidate, Recall, clash, opening, ranked, spread
from responders.guards.reading import squeeze
from responders.guards.repeat import MOST_ALIKE, similarity
from tests.drafting_helpers import asked, brand, drafted, judged, template

MENTIONS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "drafting" / "mentions.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
KINDS: tuple[Kind, ...] = ("complaint", "praise", "question", "sarcasm")
DETAILED = {"tr": "5 gündür mont için 40 dk hatta bekledim", "en": "5 days of waiting for the jacket, 40 min on hold"}


def _search(topic: str, form: str, kind: Kind) -> Search:
    lang = "en" if form == "en" else "tr"
    judgement = judged("complaint" if kind == "sarcasm" else kind, topic, lang, sarcastic=kind == "sarcasm")
    speaker = brand("siz" if form == "siz" else "sen", mirror_siz=False, facts=[])
    request = asked(DETAILED[lang], judgement, brand=speaker, author_name="Muhammed" if lang == "tr" else "Christopher")
    return Search(Composer(request, Library()))


def _pools_of(search: Search, shape: Shape) -> list[Pool]:
    """The pools of every case of a shape, as if the mention matched it."""
    found: list[Pool] = []
    for case in [None, *shape.cases]:
        alone = shape.model_copy(update={"cases": [case.model_copy(update={"when": ["."]})] if case else []})
        found += Search(_WithShape(search.composer.request, search.composer.library, alone)).composer.pools()
    return found


class _WithShape(Composer):
    """A composer with a shape put in."""

    def __init__(self, request: Any, library: Library, shape: Shape) -> None:
        super().__init__(request, library)
        self.__dict__["shape"] = shape


@pytest.mark.parametrize("form", ["sen", "siz", "en"])
@pytest.mark.parametrize("topic", [*TOPICS, "general"])
def test_four_hundred_different_replies_per_topic_and_form(topic: str, form: str) -> None:
    texts: set[str] = set()
    for kind in KINDS:
        search = _search(topic, form, kind)
        for pool in search.composer.pools():
            texts.update(candidate.text for candidate in islice(search.combinations(pool), 240))
    assert len({text_hash(text) for text in texts}) >= 400
    assert max(map(len, texts)) <= 220


@pytest.mark.parametrize("form", ["sen", "siz", "en"])
@pytest.mark.parametrize("topic", [*TOPICS, "general"])
def test_every_lead_and_tail_is_clean_somewhere(topic: str, form: str) -> None:
    """Every piece of every case goes past the guards at least once, in the form it will be sent in."""
    checked = 0
    for kind in KINDS:
        search = _search(topic, form, kind)
        shape = topic_of(search.composer.library.replies(topic, "en" if form == "en" else "tr")).shape(kind)
        for pool in _pools_of(search, shape):
            for candidate in islice(search.combinations(pool), max(len(pool.leads), 3)):
                checked += 1
                assert len(candidate.text) <= 220, candidate.text
                assert not search.flags(candidate), (candidate.text, search.flags(candidate))
    assert checked >= 60


def test_three_hundred_mentions_in_a_row() -> None:
    """The bar of the template mode: 0 red, at most 15 % amber, no repeat, nothing too close to the last twenty."""
    rows = list(MENTIONS)
    random.Random(20261119).shuffle(rows)
    used: set[str] = set()
    recent: list[str] = []
    counters: Counter[tuple[str, str, str]] = Counter()
    levels: Counter[str] = Counter()
    highest = 0.0
    for row in rows:
        judgement = judged(row["label"], row["topic"], row["lang"], sarcastic=row["sarcastic"])
        key = (row["lang"], row["topic"], judgement.kind or "")
        memory = Memory(frozenset(used), tuple(recent[:20]), counter=counters[key])
        draft = template().draft(
            asked(
                row["text"],
                judgement,
                brand=brand(row["address"]),
                platform=row["platform"],
                author_name=row["author_name"],
                memory=memory,
            )
        )
        assert draft.decision == "draft", (row, draft.reasons)
        counters[key] += 1
        levels[draft.level] += 1
        assert text_hash(draft.text) not in used
        highest = max([highest, *(similarity(squeeze(draft.text), squeeze(other)) for other in recent[:20])])
        used.add(text_hash(draft.text))
        recent.insert(0, draft.text)
    assert len(rows) == 300
    assert levels["red"] == 0
    assert levels["amber"] <= 45, levels
    assert highest < MOST_ALIKE


def test_the_mentions_are_spread() -> None:
    assert Counter(row["lang"] for row in MENTIONS)["en"] >= 100
    assert {row["topic"] for row in MENTIONS} == {*TOPICS, "general"}
    assert {row["platform"] for row in MENTIONS} == {"x", "reddit", "bluesky", "mastodon"}
    assert Counter(row["address"] for row in MENTIONS)["siz"] >= 50
    assert len({row["text"] for row in MENTIONS}) == 300


def test_one_topic_forty_times_in_a_row_never_repeats() -> None:
    """The same complaint again and again: a delivery strike."""
    used: set[str] = set()
    recent: list[str] = []
    for counter in range(40):
        memory = Memory(frozenset(used), tuple(recent[:20]), counter=counter)
        draft = drafted("kargom hâlâ gelmedi", memory=memory)
        assert draft.level != "red"
        assert text_hash(draft.text) not in used
        if recent:
            assert opening(squeeze(draft.text)) != opening(squeeze(recent[0]))
        used.add(text_hash(draft.text))
        recent.insert(0, draft.text)


def test_an_author_is_not_told_the_same_thing_twice() -> None:
    first = drafted("kargom hâlâ gelmedi")
    again = drafted("kargom hâlâ gelmedi", memory=Memory(pieces_for_author=frozenset(first.made["pieces"])))
    assert first.made["pieces"][0] != again.made["pieces"][0]


@settings(deadline=None)
@given(st.lists(st.integers(1, 8), min_size=1, max_size=4))
def test_spread_visits_every_combination_once(sizes: list[int]) -> None:
    total = prod(sizes)
    seen = {spread(n, sizes) for n in range(total)}
    assert len(seen) == total
    assert all(0 <= index < size for indices in seen for index, size in zip(indices, sizes, strict=True))
    assert spread(total, sizes) == spread(0, sizes)


def test_spread_moves_every_index_at_every_step() -> None:
    steps = [spread(n, [5, 9, 7, 20]) for n in range(100)]
    moved = [sum(a != b for a, b in zip(one, two, strict=True)) for one, two in pairwise(steps)]
    assert min(moved) >= 3


def test_used_texts_never_come_back_and_the_rest_is_tolerated_in_order() -> None:
    texts = ["Selam, bir iki üç dört beş.", "Böyle olmaz hiç iyi değil bu.", "Merhaba, altı yedi sekiz dokuz on."]
    recall = Recall(Memory(frozenset({text_hash(texts[1])}), recent=[texts[0]]), ())
    ordered = [c.text for c in ranked([Candidate(text) for text in texts], recall)]
    assert ordered == [texts[2], texts[0]]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("hevesin böyle sönmesi", "hevesi kırar, üzgünüz.", True),
        ("kargo beklemek", "can sıkıcı, haklısın.", False),
        ("a long wait", "a waiting game", True),
    ],
)
def test_pieces_that_say_the_same_word_do_not_stand_side_by_side(one: str, other: str, found: bool) -> None:
    assert clash(one, other) is found
