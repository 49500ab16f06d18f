"""A name that is also an ordinary word: the team's own words say which is meant."""

from __future__ import annotations

import numpy as np
import pytest

from language.matching import stands
from models import Brand
from monitor.sentiment import Text
from monitor.sentiment.brand_words import weigh
from monitor.sentiment.heads import LABELS, SWITCHES, WIDTH, columns
from monitor.sentiment.shipped import Shipped

NANE = Brand(
    name="Nane",
    handles=["nanekoz"],
    context_words=["kargo", "sipariş", "kurye"],
    other_meanings=["çay", "yaprak", "saksı"],
)
PLAIN = Brand(name="Nane", handles=["nanekoz"])
ABOUT = columns("switches").start + SWITCHES.index("about_brand")
OTHER = columns("label").start + LABELS.index("other")


def moved(text: str, brand: Brand = NANE, before: float = 0.0) -> tuple[float, float]:
    """How far the odds of "about the brand", `before` in nats, and of "other" are moved."""
    logits = np.zeros((1, WIDTH), np.float32)
    logits[0, ABOUT] = before
    weigh(logits, [Text(text=text, brand=brand)])
    return float(logits[0, ABOUT]) - before, float(logits[0, OTHER])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nanenin kargosu nerede", (2.0, -0.566)),
        ("SİPARİŞİM gelmedi nane", (2.0, -0.566)),
        ("nane çayı içtim", (-2.0, 1.434)),
        ("nane yapraklari soldu", (-2.0, 1.434)),
        ("nane çayı sipariş ettim", (0.0, 0.0)),
        ("nane bugün gelmedi", (0.0, 0.0)),
        ("@nanekoz çay hediyesi için teşekkürler", (0.0, 0.0)),
    ],
)
def test_the_odds_move_by_the_words_that_stand(text: str, expected: tuple[float, float]) -> None:
    assert moved(text) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(("text", "doubtful"), [("nanenin kargosu", -4.0), ("nane çayı", 0.0)])
def test_other_moves_only_as_far_as_it_was_in_doubt_that_the_brand_is_meant(text: str, doubtful: float) -> None:
    """Neutral talk that is plainly about the brand is no complaint because it names a parcel."""
    assert abs(moved(text, before=6.0)[1]) < 0.02
    assert abs(moved(text, before=doubtful)[1]) > 1.0


def test_without_such_words_nothing_moves() -> None:
    assert moved("nane çayı kargosu", PLAIN) == (0.0, 0.0)


@pytest.mark.parametrize(("text", "there"), [("çayı", True), ("çayır", False), ("koçay", False), ("Çaylar da", True)])
def test_a_short_word_takes_suffixes_and_is_no_part_of_another(text: str, there: bool) -> None:
    assert stands(text, ["çay"]) is there


def test_the_judge_reads_them() -> None:
    judge = Shipped()
    post = "nane yaprakları solmuş"
    with_words, without = (judge.answers([Text(text=post, brand=brand)], ["tr"])[0] for brand in (NANE, PLAIN))
    assert with_words[ABOUT] == pytest.approx(without[ABOUT] - 2.0, abs=1e-4)
    (said,) = judge.judge([Text(text=post, brand=NANE)])
    assert not said.about_brand
