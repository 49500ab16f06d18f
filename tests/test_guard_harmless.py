"""What the guards make of replies a person might send, and of bad ones in manners the lists did not know."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest

from responders.guards import check, level_of
from responders.guards.address import form_of
from responders.guards.flag import Level
from tests.guard_cases import FOLDER, context
from tests.guard_recall import recall


class Good(NamedTuple):
    """A harmless reply and what it answers."""

    lang: str
    text: str
    mention: str


def _harmless() -> list[Good]:
    lines = (FOLDER / "harmless.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line and not line.startswith("#"):
            lang, _, rest = line.partition(" | ")
            text, _, mention = rest.partition(" || ")
            found.append(Good(lang, text, mention))
    return found


HARMLESS = _harmless()


def _level(good: Good) -> Level:
    address = None if good.lang == "en" else "siz" if form_of(good.text.lower()) == "siz" else "sen"
    return level_of(check(good.text, context(good.lang, good.mention, kind=None, address=address)))


@pytest.mark.parametrize("good", HARMLESS, ids=lambda good: good.text[:40])
def test_no_harmless_reply_is_refused(good: Good) -> None:
    assert _level(good) != "red", check(good.text, context(good.lang, good.mention))


def test_few_harmless_replies_need_a_second_tap() -> None:
    assert len(HARMLESS) == 80
    assert sum(_level(good) == "amber" for good in HARMLESS) <= 12


def test_the_third_set_stays_caught() -> None:
    """The lists were widened with these in sight: this holds what was won and measures nothing."""
    lines = (FOLDER / "paraphrases_3.jsonl").read_text(encoding="utf-8").splitlines()
    found = recall(json.loads(line) for line in lines)["all"]
    assert found.of == 120
    assert found.caught >= 108


@pytest.mark.parametrize(
    ("text", "lang", "level"),
    [
        ("Mondays are always busy in there", "en", "amber"),
        ("It was a Monday after all", "en", "amber"),
        ("It lands Monday", "en", "red"),
        ("Maalesef elimizde kesin bir tarih yok, uydurmak da istemeyiz.", "tr", "amber"),
        ("Merhaba, siparis numaranizi DM kutumuza yazarsaniz birlikte bakalim", "tr", "red"),
        ("Kutuyu kimse kontrol etmemiş", "tr", "amber"),
        ("Takip ekranı bir gün geriden geliyor", "tr", "green"),
        ("Bir gün içinde geliyor", "tr", "red"),
        ("Send us the voucher code by DM", "en", "amber"),
        ("Send you a voucher", "en", "red"),
    ],
)
def test_the_line_between_harmless_and_not(text: str, lang: str, level: str) -> None:
    mention = "bir gün bekledim" if "gün" in text else ""
    flags = [flag for flag in check(text, context(lang, mention)) if flag.name != "address"]
    assert level_of(flags) == level, flags
