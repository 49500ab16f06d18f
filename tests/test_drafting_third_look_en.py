"""English questions and losses a reviewer read: what each must be told, and what must not reach a case."""

from __future__ import annotations

import re

import pytest

from tests.english_drafts import case, spoken_of, texts

PRIVATE = r"[Pp]rivate|not in the open"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("got an issue w my line pls call 0000", "general"),
        ("could someone give me a ring about my bill please", "payment"),
        ("when am I due an upgrade?", "general"),
        ("can you link our two bookings", "general"),
        ("forgot master password. is there any way back in", "app"),
        ("can you move my appointment to Thursday", "general"),
        ("why has my card been declined", "payment"),
        ("pls unlock my account", "general"),
    ],
)
def test_what_is_somebodys_own_is_looked_at_in_private(text: str, topic: str) -> None:
    for reply in texts(text, "question", topic):
        assert re.search(PRIVATE, reply), reply
        assert "right here" not in reply


@pytest.mark.parametrize(
    "text",
    [
        "can you add a dark mode",
        "how do I cancel my policy",
        "how do I reset it, I forgot my password",
        "can you recommend me a tent",
        "can you change the colour of my mug for me",
        "am I eligible for the student discount",
        "could you call it tea bread instead",
        "will you update the blue one",
        "when is my local shop open",
    ],
)
def test_what_anybody_may_know_is_not_sent_to_a_private_message(text: str) -> None:
    assert case(text, "question") != "yours"
