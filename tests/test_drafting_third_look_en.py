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


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("which iron tablets don't upset your stomach", "product"),
        ("are magnesium tablets ok with my blood pressure meds?", "general"),
        ("can I take these vitamins together", "general"),
        ("do the zinc tablets upset your stomach", "product"),
        ("any side effects with the herbal one?", "product"),
    ],
)
def test_a_question_of_health_is_a_pharmacists_to_answer(text: str, topic: str) -> None:
    for reply in texts(text, "question", topic):
        assert "pharmacist" in reply
        assert not re.search("care (advice|notes)|right here", reply), reply


@pytest.mark.parametrize(
    "text",
    [
        "which tablet is ok for drawing",
        "does it need ironing",
        "is the iron gate in stock",
        "does the pill organiser close safely, is it ok to take on a plane",
        "is the blood pressure monitor back in stock",
        "can my two tablets charge together",
    ],
)
def test_what_only_sounds_like_medicine_gets_no_pharmacist(text: str) -> None:
    assert not any("pharmacist" in reply for reply in texts(text, "question", "product"))


def test_ironing_is_a_matter_of_care_and_an_iron_gate_is_not() -> None:
    assert any("care" in reply for reply in texts("does it need ironing", "question"))
    for text in ("is the iron gate in stock", "how tall is the cast iron stove", "which iron tablets do you sell"):
        assert not any("care advice" in reply for reply in texts(text, "question"))


@pytest.mark.parametrize(
    "text",
    [
        "I have now told five people she is dead. The sixth letter came today addressed to her",
        "I've told you my wife is dead. Stop ringing for her",
        "lost my dad's ashes in your hold",
        "miscarriage last week and you emailed me a baby club offer",
        "our dog died and you keep sending puppy food offers",
    ],
)
@pytest.mark.parametrize("sarcastic", [False, True])
def test_a_loss_is_met_as_one(text: str, sarcastic: bool) -> None:
    for reply in texts(text, "complaint", "support", sarcastic=sarcastic):
        assert re.search("loss|at a time like that|No joke|no laughing matter|must be hard|on top of it all", reply), (
            reply
        )
        assert "saint" not in reply


@pytest.mark.parametrize(
    "text",
    [
        "he is dead to me after that finale",
        "my dad was dead chuffed till the handle came off",
        "the phone is dead",
        "she's dead good at her job but your chat never answers",
        "told him the price and my dad is dead 😂",
        "a miscarriage of justice, charged twice",
        "your app lost the ashes stream",
    ],
)
def test_what_only_sounds_like_a_loss_gets_no_condolence(text: str) -> None:
    assert case(text, "complaint", "support") != "grief"


def test_who_asks_after_a_death_is_met_so() -> None:
    replies = texts("my husband is dead and I can't cancel his order, what do I do", "question")
    assert all("sorry" in reply for reply in replies)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("all toilets locked, 3 hour journey, pregnant. Awful", "general"),
        ("the toilets were locked the whole way", "general"),
        ("booked a window, got the toilets", "general"),
        ("no power for ten days, complaint given, no lineman came", "general"),
        ("phone keeps restarting by itself", "product"),
        ("support never replied", "support"),
        ("worst service ever", "support"),
        ("3 hrs on hold", "support"),
        ("asked your agents twice and they passed me on", "support"),
        ("nobody answers my emails", "support"),
    ],
)
def test_asking_for_help_is_said_of_who_asked(text: str, topic: str) -> None:
    assert spoken_of(text, "support") == topic
    if topic == "general":
        assert not any(re.search("help|push this hard|chase", reply) for reply in texts(text, "complaint", "support"))


def test_nobody_in_distress_is_told_of_saints() -> None:
    assert not any("saint" in reply for reply in texts("your support is no help", "complaint", "support"))
