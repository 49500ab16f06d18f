"""The scripted day: enough of it, varied, in order, and nothing in it that the other rooms could not carry."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, time
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

import sandbox.day
from models.brand import Brand
from responders.guards import Context, check, level_of
from sandbox.day import BRANDS, CONFIG, Post, load

DAY = load()
BY_ID = {post.id: post for post in DAY}


@pytest.fixture(scope="module")
def brands() -> dict[str, Brand]:
    given: dict[str, Any] = yaml.safe_load(CONFIG.read_text("utf-8"))["brands"]
    return {key: Brand(key=key, **block) for key, block in given.items()}


def share(of: Counter[Any], key: str) -> float:
    return of[key] / of.total()


def test_the_day_is_long_and_mixed_enough() -> None:
    assert len(DAY) >= 110
    languages, platforms = Counter(post.lang for post in DAY), Counter(post.platform for post in DAY)
    assert 0.55 <= share(languages, "tr") <= 0.65
    assert 0.30 <= share(languages, "en") <= 0.40
    assert {"de", "ar", "az", "ru"} <= set(languages)
    assert 0.50 <= share(platforms, "x") <= 0.60
    assert 0.15 <= share(platforms, "reddit") <= 0.25
    assert min(Counter(post.brand for post in DAY).values()) >= 25


def test_it_runs_from_eight_to_ten_with_its_peak_at_noon() -> None:
    assert all(time(8) <= post.at < time(22) for post in DAY)
    assert [post.at for post in DAY] == sorted(post.at for post in DAY)
    hours = Counter(post.at.hour for post in DAY)
    assert hours.most_common(1)[0][0] == 12
    assert hours[19] + hours[20] > hours[17] + hours[18] - 2, "the evening has its own rise"


def test_ids_texts_and_people_are_distinct() -> None:
    assert len(BY_ID) == len(DAY)
    texts = Counter(post.text for post in DAY if post.text != "@ornekmarka")
    assert set(texts.values()) == {1}
    assert len({post.handle for post in DAY}) > 0.9 * len(DAY)


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def test_no_two_posts_share_a_skeleton() -> None:
    """Three-word runs in common, handles aside, are the mark of a filled-in pattern."""
    runs = {post.id: shingles(re.sub(r"@[\w.]+", "", post.text)) for post in DAY}
    alike = [
        (one, other)
        for one, other in combinations(runs, 2)
        if len(runs[one] & runs[other]) > 0.2 * max(1, min(len(runs[one]), len(runs[other])))
    ]
    assert alike == []


def test_every_kind_of_trouble_is_there() -> None:
    assert {post.danger for post in DAY if post.act == "escalate"} >= {
        "legal", "injury", "self_harm", "fraud", "data", "minor", "press", "safety",
    }  # fmt: skip
    assert {post.reason for post in DAY if post.act == "skip"} == {"spam", "troll", "not_us", "no_need"}
    for trait in ("quotes_us", "deleted_at", "answered_at", "after_reply_to", "reply_to", "images"):
        assert any(getattr(post, trait) for post in DAY), trait
    assert any(len(post.text) > 600 for post in DAY if post.platform == "reddit")
    assert any(post.text.startswith("@") and " " not in post.text and post.images for post in DAY), "only a picture"


def test_one_author_writes_three_times_in_ten_minutes() -> None:
    by_author: dict[str, list[int]] = {}
    for post in DAY:
        by_author.setdefault(post.handle, []).append(post.minute)
    assert any(len(at) >= 3 and at[2] - at[0] <= 10 for at in by_author.values())


def test_what_the_team_does_is_complete() -> None:
    for post in DAY:
        assert bool(post.to) == (post.act == "edit"), post.id
        assert (post.reason is not None) == (post.act == "skip"), post.id
        assert (post.danger is not None) == (post.act == "escalate"), post.id
        assert bool(post.answer) == (post.answered_at is not None), post.id


def test_what_is_answered_came_before() -> None:
    for post in DAY:
        for earlier in filter(None, (post.reply_to, post.after_reply_to)):
            before = BY_ID[earlier]
            assert before.at < post.at, post.id
            assert (before.brand, before.platform) == (post.brand, post.platform), post.id
        if post.after_reply_to:
            assert BY_ID[post.after_reply_to].act in ("approve", "edit"), "there is an answer to answer"
            assert BY_ID[post.after_reply_to].handle == post.handle
        for later in filter(None, (post.deleted_at, post.answered_at)):
            assert later > post.at


def test_being_called_by_handle_is_what_the_text_says(brands: dict[str, Brand]) -> None:
    for post in DAY:
        account = brands[post.brand].platforms[post.platform].account
        called = re.search(rf"@{re.escape(account)}(?![\w.]*\w)", post.text) is not None
        assert called == post.summoned or post.after_reply_to, post.id


def test_names_the_platforms_would_take() -> None:
    rules = {
        "x": r"\w{4,15}",
        "reddit": r"[\w-]{3,20}",
        "bluesky": r"[a-z0-9-]+\.test",
        "mastodon": r"\w{1,30}",
    }
    for post in DAY:
        assert re.fullmatch(rules[post.platform], post.handle, re.ASCII), post.handle
        assert bool(post.channel) == (post.platform == "reddit"), post.id
        assert post.title or post.reply_to or post.platform != "reddit", post.id
        assert not (post.title and post.reply_to), post.id


def test_posts_and_answers_fit_their_platform() -> None:
    most = {"x": 280, "bluesky": 300, "mastodon": 500, "reddit": 10_000}
    for post in DAY:
        assert len(post.text) <= most[post.platform], post.id
        assert len(post.to) <= most[post.platform], post.id


def test_answers_on_reddit_say_who_is_talking(brands: dict[str, Brand]) -> None:
    for post in DAY:
        if post.platform == "reddit" and post.to:
            line = brands[post.brand].platforms["reddit"].disclosure
            assert line is not None
            said = line.tr if post.lang == "tr" else line.en
            assert post.to.startswith(str(said).rstrip(".")), post.id


def test_answers_stay_clear_of_what_is_never_written() -> None:
    never = r"https?://|@|#|—|\b(0\d{3}|\+90)|\biade edeceğiz|\btelafi|\ben kısa sürede|\bwe apologi[sz]e|\brefund you"
    for post in DAY:
        assert not re.search(never, post.to, re.IGNORECASE), post.id
        assert post.to.count("!") <= 1, post.id


def test_no_answer_of_the_team_would_be_held_back(brands: dict[str, Brand]) -> None:
    """What the guards call red cannot be approved, so the team would not write it."""
    for post in DAY:
        if post.to and post.lang in ("tr", "en"):
            told = Context(
                brand=brands[post.brand],
                platform=post.platform,
                lang=post.lang,
                mention=f"{post.title} {post.text}",
                author_handle=post.handle,
                today=date(2026, 11, 19),
            )
            flags = check(post.to, told)
            assert level_of(flags) != "red", (post.id, flags)


def test_the_brands_are_whole(brands: dict[str, Brand]) -> None:
    assert tuple(brands) == BRANDS
    for brand in brands.values():
        assert set(brand.inflected) == {"dat", "gen", "loc", "abl", "acc"}
        assert all(form.startswith(brand.name + "'") for form in brand.inflected.values())
        assert set(brand.platforms) == {"x", "reddit", "bluesky", "mastodon"}
        assert brand.platforms["x"].x_ai_approval is not None
        assert brand.platforms["reddit"].disclosure is not None
        assert all((brand.competitors, brand.domains, brand.contacts))
        assert {fact.lang for fact in brand.facts} == {"tr", "en"}
        assert all(step.tr_sen and step.tr_siz and step.en for step in brand.steps)
    facts = [fact for brand in brands.values() for fact in brand.facts]
    day = date(2026, 11, 19)
    assert any(fact.until and fact.until < day for fact in facts), "one is out of date"
    assert any(fact.until and fact.until >= day for fact in facts)


def test_channels_are_those_the_brand_reads(brands: dict[str, Brand]) -> None:
    for post in DAY:
        if post.channel:
            assert post.channel in brands[post.brand].platforms["reddit"].channels, post.id


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"id": "a"', "ornek.jsonl:1:"),
        ('{"id":"a","at":"08:00","act":"approve"}', "missing"),
        ('{"id":"a","at":"8 gibi","act":"approve"}', "does not match format"),
        ('{"id":"a","at":"08:00","act":"dans"}', "act is one of"),
        ('{"id":"a","at":"08:00","act":"approve","colour":"red"}', "unknown keys"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, why: str) -> None:
    (tmp_path / "ornek.jsonl").write_text(line, "utf-8")
    monkeypatch.setattr(sandbox.day, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(ValueError, match=re.escape(why)):
        load()


def test_a_post_knows_its_minute() -> None:
    post = Post("a", time(9, 5), "ornek", "x", "h", "n", "t", "approve")
    assert post.minute == 545
