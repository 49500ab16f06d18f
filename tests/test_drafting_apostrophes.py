"""A phone writes "can’t" where a keyboard writes "can't": the same danger, the same draft, the same name."""

from __future__ import annotations

import pytest

from language.folding import fold, fold_aligned
from language.matching import find
from models import Brand
from monitor.sentiment.alarms import alarm
from tests.drafting_helpers import drafted, judged


@pytest.mark.parametrize("apostrophe", "'’‘`´")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("my son couldn't breathe after eating your nut bar", "injury"),
        ("I can't breathe properly since the cream", "injury"),
        ("I'm 13 and I bought this with my mum's card", "minor"),
        ("I'm only 12 and paid with dad's card", "minor"),
    ],
)
def test_a_phones_apostrophe_hides_no_danger(text: str, reason: str, apostrophe: str) -> None:
    found = drafted(text.replace("'", apostrophe), judged("complaint", "product", "en"))
    assert (found.decision, found.reasons) == ("escalate", (reason,))


@pytest.mark.parametrize("apostrophe", "’‘`´")
@pytest.mark.parametrize(
    ("text", "lang", "label", "topic"),
    [
        ("I'm deaf and your line is phone only", "en", "complaint", "support"),
        ("the kettle won't turn on", "en", "complaint", "product"),
        ("app won't open", "en", "complaint", "app"),
        ("please don't contact me again", "en", "other", "general"),
        ("didn't even come with the dip, missing from the box", "en", "complaint", "product"),
        ("what's included, and what's the price?", "en", "question", "price"),
        ("5 days and the driver hasn't come", "en", "complaint", "shipping"),
        ("Örnek Marka'dan aldığım mont'un fermuarı koptu", "tr", "complaint", "product"),
        ("Pazartesi'den beri kargo gelmedi, 5 gün oldu", "tr", "complaint", "shipping"),
        ("Örnek Marka'nın kulaklık'ı harika", "tr", "praise", "product"),
    ],
)
def test_a_phones_apostrophe_changes_no_draft(text: str, lang: str, label: str, topic: str, apostrophe: str) -> None:
    judgement = judged(label, topic, lang)
    assert drafted(text.replace("'", apostrophe), judgement) == drafted(text, judgement)


def test_the_alarm_hears_a_phones_apostrophe() -> None:
    assert alarm(fold("I can’t go on living")) == alarm(fold("I can't go on living")) == "self_harm"


def test_spans_are_looked_for_in_the_text_as_written() -> None:
    assert fold_aligned("Ada’ya İade") == "ada’ya iade"
    assert fold("Ada’ya İade") == "ada'ya iade"


@pytest.mark.parametrize("name", ["Oda'm", "Oda’m"])
@pytest.mark.parametrize("text", ["Oda'm kargosu geldi", "Oda’m kargosu geldi"])
def test_a_name_with_an_apostrophe_is_found_in_either_spelling(name: str, text: str) -> None:
    assert [(span.start, span.end) for span in find(text, Brand(name=name))] == [(0, 5)]
