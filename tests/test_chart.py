"""The picture: its size, its letters, what it says in words, and that its bars are the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import numpy as np
import pytest
from matplotlib import image
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from numpy.typing import NDArray

from models import Database
from reports import chart
from reports.digest import Facts, build
from reports.phrases import PHRASES
from reports.wording import TOPICS
from tests.digest_days import ISTANBUL, NOW, fill

DAY = date(2026, 5, 15)
NEGATIVE, POSITIVE = (0xD5, 0x5E, 0x00), (0x00, 0x72, 0xB2)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('chart') / 'days.db'}")
    database.migrate()
    fill(database, seed=3, a_day=20)
    with database.reading() as session:
        yield build(session, ISTANBUL, DAY, DAY, NOW)
    database.dispose()


def _pixels(png: bytes) -> NDArray[np.uint8]:
    return np.asarray((image.imread(BytesIO(png))[:, :, :3] * 255).round(), dtype=np.uint8)


def _painted(pixels: NDArray[np.uint8], colour: tuple[int, int, int]) -> int:
    return int((np.abs(pixels.astype(int) - colour).max(axis=2) <= 2).sum())


def test_the_picture_is_a_png_for_a_phone_held_upright(facts: Facts) -> None:
    png = chart.draw(facts, "tr")
    assert png.startswith(b"\x89PNG")
    assert _pixels(png).shape == (1350, 1080, 3)
    assert len(png) < 400_000


@pytest.mark.parametrize("name", ["Örnek Marka", "Karadeniz Fındık ve Çay Pazarı", "Ş" * 60])
def test_the_title_ends_before_the_edge_however_long_the_name(facts: Facts, name: str) -> None:
    """Every Monday's picture is of several days."""
    week = replace(facts.span, first_day=date(2026, 5, 15), last_day=date(2026, 5, 17))
    long = replace(facts, span=week, brand=facts.brand.model_copy(update={"name": name}))
    for language in ("tr", "en"):
        head = _pixels(chart.draw(long, language))[:120]
        inked = np.flatnonzero((head < 128).all(axis=2).any(axis=0))
        assert inked.size > 50
        assert inked.max() <= 1080 * 0.96


def test_more_negative_posts_paint_more_of_their_colour(facts: Facts) -> None:
    def with_sentiments(negative: int, positive: int) -> Facts:
        days = [
            replace(one, counts=replace(one.counts, mentions=60, topics={}, sentiments=_split(negative, positive)))
            for one in facts.history
        ]
        none = dict.fromkeys(facts.counts.topics, 0)
        return replace(facts, history=days, band=[None] * 14, counts=replace(facts.counts, topics=none))

    few, many = (_pixels(chart.draw(with_sentiments(*pair), "tr")) for pair in ((10, 40), (40, 10)))
    key = 700  # the legend's own squares
    assert _painted(many, NEGATIVE) - key == pytest.approx(4 * (_painted(few, NEGATIVE) - key), rel=0.05)
    assert _painted(few, POSITIVE) - key == pytest.approx(4 * (_painted(many, POSITIVE) - key), rel=0.05)


def _split(negative: int, positive: int) -> dict[str, int]:
    return {"negative": negative, "neutral": 60 - negative - positive, "positive": positive}


def test_a_brand_with_formula_signs_in_its_name_is_drawn_as_it_is(facts: Facts) -> None:
    odd = replace(facts, brand=ISTANBUL.model_copy(update={"name": "A$AP $ {x} \\frac"}))
    assert chart.draw(odd, "en").startswith(b"\x89PNG")


def test_a_day_without_history_or_complaints_can_be_drawn(facts: Facts) -> None:
    counts = replace(facts.counts, topics=dict.fromkeys(facts.counts.topics, 0), mentions=0)
    empty = replace(
        facts,
        counts=counts,
        usual={},
        band=[None] * 14,
        history=[
            replace(one, counts=replace(counts, sentiments=_split(0, 0) | {"neutral": 0})) for one in facts.history
        ],
    )
    assert _pixels(chart.draw(empty, "tr")).shape == (1350, 1080, 3)
    assert "Şikâyet yok" in chart.alt_text(empty, "tr")


def test_every_letter_the_picture_may_show_is_in_its_font() -> None:
    font = FT2Font(findfont(FontProperties(family="DejaVu Sans")))
    known = set(font.get_charmap())
    words = [*TOPICS["tr"].values(), *TOPICS["en"].values(), *PHRASES["tr"].values(), "■▬ ğüşıöçĞÜŞİÖÇâîû"]
    assert {letter for word in words for letter in word if ord(letter) not in known} == set()


def test_the_caption_says_what_the_picture_shows(facts: Facts) -> None:
    turkish, english = chart.alt_text(facts, "tr"), chart.alt_text(facts, "en")
    assert turkish.startswith(f"Örnek <Marka>, 15 May Cum: {facts.counts.mentions} söz edilme (genelde ")
    assert f"olumsuz {facts.counts.negative}, nötr {facts.counts.sentiments['neutral']}" in turkish
    assert f"negative {facts.counts.negative}, neutral" in english
    top = max(facts.counts.topics.values())
    assert f" {top}" in turkish.split("Şikâyet konuları:")[1]
    assert len(turkish) <= 1024
    assert len(chart.alt_text(replace(facts, brand=ISTANBUL.model_copy(update={"name": "x" * 2000})), "tr")) == 1024
