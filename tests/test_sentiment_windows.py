"""A long post is read window by window, and what matters most in any of them counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Brand
from monitor.sentiment import Text
from monitor.sentiment.heads import ESCALATES, LABELS, SWITCHES, URGENCIES, WIDTH, columns
from monitor.sentiment.shipped import Shipped
from monitor.sentiment.windows import WHOLE, together, windows

LONGEST = 350

STORY = (
    "We moved into the new place in March and really needed an oven. The shop was lovely and helped us choose one. "
    "Delivery came on time, two polite lads carried it up. I baked bread every weekend and the children loved it. "
    "My neighbour bought the same one and she is delighted with it too. The door closes softly and it cleans easily. "
    "It heats up fast and the timer is simple to set. My mother said it was the best present of all for the house. "
    "We told everybody at work about it and two of them went to the same shop on the Saturday after that. "
)
FIRE = "Last night it caught fire by itself, the curtain went up and my hand is burnt. The fire brigade came. "
REFUND = "Yesterday it died. Nobody answers the phone, ten days and no engineer. I want my money back. "


def row(**heads: tuple[str | None, float]) -> np.ndarray:
    """All zero but one number per head: row(label=("praise", 3.0))."""
    found = np.zeros(WIDTH, np.float32)
    names = {"label": LABELS, "urgency": URGENCIES, "escalate": ESCALATES, "switches": SWITCHES}
    for head, (name, value) in heads.items():
        found[columns(head)][names[head].index(name)] = value
    return found


@given(st.text(alphabet="ab. \n!ş", max_size=3000))
def test_the_text_itself_and_where_it_is_long_its_pieces(text: str) -> None:
    whole, *pieces = windows(text)
    assert whole == text
    assert bool(pieces) == (len(text) > WHOLE)
    assert "".join(pieces) == (text if pieces else "")
    assert all(len(piece) <= LONGEST for piece in pieces)


def test_a_window_ends_where_a_sentence_or_a_word_does() -> None:
    assert all(window.endswith((".", "\n")) for window in windows(STORY)[1:-1])
    assert all(window.endswith(" ") for window in windows("kargo gelmedi " * 60)[1:-1])
    assert all(LONGEST / 2 < len(window) <= LONGEST for window in windows("a" * 2000)[1:])


def test_no_crumb_comes_last() -> None:
    assert all(len(windows(("b" * 9 + " ") * n)[-1]) > 100 for n in range(53, 200))


def test_reading_ends_somewhere() -> None:
    assert len(windows("kargo gelmedi. " * 10_000)) == 41


def test_a_short_post_is_its_one_row() -> None:
    only = row(label=("praise", 4.0))
    assert (together(only[None]) == only).all()


def test_the_whole_says_what_the_post_is() -> None:
    question = row(label=("question", 3.0))
    found = together(np.stack([question, *[row(label=("other", 9.0))] * 4, row(label=("complaint", 1.5))]))
    assert (found[columns("label")] == question[columns("label")]).all()


@pytest.mark.parametrize("label", ["praise", "question", "other"])
def test_one_window_that_plainly_complains_makes_the_label_doubtful(label: str) -> None:
    plain = row(label=(label, 8.0))
    found = together(np.stack([plain, plain, row(label=("complaint", 3.0)), plain]))[columns("label")]
    assert found.argmax() == LABELS.index(label)
    assert found[LABELS.index("complaint")] == pytest.approx(7.5)


def test_a_complaint_stays_as_sure_as_it_is() -> None:
    complaint = row(label=("complaint", 6.0))
    assert (together(np.stack([complaint, complaint]))[columns("label")] == complaint[columns("label")]).all()


def test_harm_counts_where_it_is_gravest() -> None:
    calm = row(urgency=("low", 2.0), escalate=(None, 2.0))
    grave = row(urgency=("high", 5.0), escalate=("injury", 5.0))
    found = together(np.stack([calm, calm, grave, calm]))
    assert found[columns("urgency")].argmax() == URGENCIES.index("high")
    assert found[columns("urgency")].max() == pytest.approx(2.5)
    assert found[columns("escalate")].argmax() == ESCALATES.index("injury")


def test_a_window_alone_does_not_outweigh_a_whole_that_is_plainly_calm() -> None:
    calm, startling = row(urgency=("low", 5.0)), row(urgency=("high", 3.0))
    assert together(np.stack([calm, startling, calm]))[columns("urgency")].argmax() == URGENCIES.index("low")


@pytest.fixture(scope="module")
def judge() -> Shipped:
    return Shipped()


@pytest.mark.parametrize("times", [1, 2, 4])
def test_the_last_sentence_of_a_long_post_is_not_drowned(judge: Shipped, times: int) -> None:
    oven = Brand(name="Ovenly")
    texts = [STORY * times + end for end in ("", FIRE, REFUND)]
    pleasant, fire, refund = judge.judge([Text(text=text, brand=oven) for text in texts])
    assert pleasant.label == "praise"
    assert fire.escalate is not None
    assert refund.label == "complaint" or refund.unsure


def test_long_and_short_posts_keep_their_places(judge: Shipped) -> None:
    texts = ["kargom gelmedi, rezalet", STORY + FIRE, "bayıldım, teşekkürler", STORY, "iade nasıl yapılır?"]
    together_, alone = (
        judge.judge([Text(text=text, brand=Brand(name="Nane")) for text in texts]),
        [judge.judge([Text(text=text, brand=Brand(name="Nane"))])[0] for text in texts],
    )
    assert [each.label for each in together_] == [each.label for each in alone]
    assert [each.escalate for each in together_] == [each.escalate for each in alone]
