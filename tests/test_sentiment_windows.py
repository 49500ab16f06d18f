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
def test_windows_are_the_text_cut_and_nothing_else(text: str) -> None:
    found = windows(text)
    assert "".join(found) == text
    assert len(found) == 1 or all(len(window) <= 240 for window in found)
    assert (len(found) == 1) == (len(text) <= WHOLE)


def test_a_window_ends_where_a_sentence_or_a_word_does() -> None:
    assert all(window.endswith((".", "\n")) for window in windows(STORY)[:-1])
    assert all(window.endswith(" ") for window in windows("kargo gelmedi " * 60)[:-1])
    assert all(100 < len(window) <= 240 for window in windows("a" * 2000))


def test_no_crumb_comes_last() -> None:
    assert all(len(windows(("b" * 9 + " ") * n)[-1]) > 100 for n in range(53, 200))


def test_reading_ends_somewhere() -> None:
    assert len(windows("kargo gelmedi. " * 10_000)) == 40


def test_one_grievance_among_praise_is_heard_and_the_label_less_sure() -> None:
    praise, grievance = row(label=("praise", 4.0)), row(label=("complaint", 4.0))
    found = together(np.stack([praise, praise, grievance, praise]))[columns("label")]
    assert found.argmax() == LABELS.index("complaint")
    assert found.max() < 4.0
    assert together(np.stack([praise, praise]))[columns("label")].argmax() == LABELS.index("praise")


def test_harm_counts_where_it_is_gravest() -> None:
    calm = row(urgency=("low", 3.0), escalate=(None, 5.0))
    grave = row(urgency=("high", 3.0), escalate=("injury", 5.0))
    found = together(np.stack([calm, grave, calm]))
    assert found[columns("urgency")].argmax() == URGENCIES.index("high")
    assert found[columns("escalate")].argmax() == ESCALATES.index("injury")


def test_a_topic_counts_where_it_is_plainest_and_mockery_only_as_a_whole() -> None:
    found = together(np.stack([row(switches=("returns", 2.0)), row(switches=("sarcastic", 2.0))]))[columns("switches")]
    assert found[SWITCHES.index("returns")] == pytest.approx(2.0)
    assert found[SWITCHES.index("sarcastic")] == pytest.approx(1.0)


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
