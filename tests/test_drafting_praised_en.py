"""English praise and questions a reviewer read: what is thanked for, and what is looked up."""

from __future__ import annotations

import re

import pytest

from prompts.loader import BUILT_IN
from tests.english_drafts import case, texts


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Have you got any of the nasal spray in stock?", "whether we have it"),
        ("is the oat milk in stock at the moment", "whether we have it"),
        ("do you still make the blue one?", "whether we have it"),
        ("is the helmet included in the price?", "what's included"),
        ("how do I pay a parking fine", "the steps"),
        ("when is it back in stock", "whether it's coming back"),
        ("is there parking at the hall", "the parking there"),
        ("will it fit a double bed", "whether it works with that"),
    ],
)
def test_what_is_looked_up_is_what_was_asked(text: str, what: str) -> None:
    assert any(re.search(what, reply) for reply in texts(text, "question"))


@pytest.mark.parametrize("text", ["can you fit a tow bar on Saturday", "winter tyres, can you fit them this week"])
def test_a_fitter_is_not_asked_whether_it_works_with_that(text: str) -> None:
    for topic in ("general", "product"):
        assert not any("works with that" in reply for reply in texts(text, "question", topic))
        assert case(text, "question", topic) != "works_with"


def test_a_permit_is_no_parking_space() -> None:
    assert not any("parking there" in reply for reply in texts("how do I renew my parking permit", "question"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Superfast delivery, received within 1 day. Thank you so much team", "fast"),
        ("arrived next day, thanks team", "fast"),
        ("your team sorted my refund, thank you", "staff"),
        ("great team on the desk, so kind", "staff"),
    ],
)
def test_praise_is_taken_up_for_what_it_praises(text: str, found: str) -> None:
    assert case(text, "praise") == found


def test_a_quick_reply_is_not_yet_a_thing_sorted() -> None:
    assert not any("sorted" in reply for reply in texts("thanks for the quick reply", "praise", "support"))


@pytest.mark.parametrize(
    "text",
    ["tea still warm at home time, love this mug", "coffee still hot after 6 hours", "best flask, soup still steaming"],
)
def test_what_keeps_tea_warm_was_not_eaten(text: str) -> None:
    assert case(text, "praise", "product") != "taste"


@pytest.mark.parametrize("text", ["curry still hot when it got here", "carrots that taste of carrots, yum"])
def test_a_good_meal_is_still_one(text: str) -> None:
    assert case(text, "praise", "product") == "taste"
    assert not any("bite" in reply for reply in texts(text, "praise", "product"))


@pytest.mark.parametrize(
    "text",
    [
        "these pens are so smooth",
        "these sheets are so smooth",
        "gin is very smooth",
        "loving the new car so smooth to drive",
    ],
)
def test_what_is_smooth_went_to_no_plan(text: str) -> None:
    assert case(text, "praise", "product") != "smooth"


@pytest.mark.parametrize(
    "text", ["very smooth flight to Accra", "the move went so smoothly", "smooth checkout, delivery ran smoothly"]
)
def test_what_went_smoothly_is_said_to_have(text: str) -> None:
    assert case(text, "praise") == "smooth"


@pytest.mark.parametrize(
    "text", ["I want a refund not a voucher. You cancelled, not me", "offered a voucher instead of my money"]
)
def test_who_wants_money_and_got_a_voucher_is_told_so(text: str) -> None:
    for reply in texts(text, "complaint"):
        assert re.search("voucher|refund", reply), reply
        assert "why it was cancelled" not in reply


@pytest.mark.parametrize("text", ["the voucher didn't work", "refund came, not a penny short, but took a month"])
def test_other_trouble_with_vouchers_and_refunds_is_not_that(text: str) -> None:
    assert case(text, "complaint", "returns") != "voucher"


def test_no_lead_of_a_complaint_reads_as_translated() -> None:
    for path in sorted(BUILT_IN.glob("replies/*/en.yaml")):
        found = re.findall(r'- "(?:it (?:not|\w+ing)|that \w+ing)\b.*', path.read_text(encoding="utf-8"))
        assert found == [], path
