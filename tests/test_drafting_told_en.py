"""English complaints a reviewer read: no time, price or number beside the point, and none asked that was told."""

from __future__ import annotations

import re

import pytest

from responders.drafting.asking import gives_a_number
from responders.drafting.details import details
from tests.drafting_helpers import brand
from tests.english_drafts import case, texts


@pytest.mark.parametrize(
    "text",
    [
        "your man stood in my hall for 2 hours",
        "they've been at our house for 6 hours and left a mess",
        "lasted for 3 weeks",
        "worked for two days then nothing",
        "salesman sat in my dad's house for 4 hours and wouldn't leave till he signed. He's 81.",
    ],
)
@pytest.mark.parametrize("topic", ["support", "product", "shipping"])
def test_a_time_that_is_no_wait_is_not_named_as_one(text: str, topic: str) -> None:
    assert not any(re.search(r"(hours|days|weeks) (of|without)", reply) for reply in texts(text, "complaint", topic))


@pytest.mark.parametrize(
    ("text", "topic", "span"),
    [
        ("5 hours without power and no update", "support", None),
        ("12 days without a phone", "product", "12 days"),
        ("waiting for 5 hours on your support line", "support", "5 hours"),
        ("been on hold to support for 5 hours", "support", None),
        ("waited for two weeks and still no parcel", "shipping", "two weeks"),
    ],
)
def test_a_wait_is_still_named(text: str, topic: str, span: str | None) -> None:
    assert details(text, "en", brand())["span"] == (span or "5 hours")
    assert span is None or any(span in reply for reply in texts(text, "complaint", topic))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("salesman sat in my dad's house for 4 hours and wouldn't leave till he signed. He's 81.", "pressed"),
        ("your rep pressured my mum into signing for windows", "pressed"),
        ("luggage don't arrive since 4 days and nobody answer, wedding tomorrow", "luggage"),
        ("you lost our suitcases between two flights", "luggage"),
    ],
)
def test_pressure_and_lost_luggage_have_their_words(text: str, found: str) -> None:
    assert case(text, "complaint", "support", "AeroPacifica") == found
    assert texts(text, "complaint", "support", "AeroPacifica")


@pytest.mark.parametrize(
    "text",
    [
        "my kids wouldn't leave the playground, your stand sold out of ice cream",
        "I won't go back until you fix the heating",
        "your rep refused to help",
        "the suitcase zip broke, still looks awful",
        "the suitcase I ordered never arrived",
        "lost my bag of crisps in your machine",
    ],
)
def test_who_was_not_pressed_and_lost_no_luggage_is_told_of_neither(text: str) -> None:
    assert case(text, "complaint", "support") not in ("pressed", "luggage")


@pytest.mark.parametrize(
    "text", ["topped up £50 and it never went on my card", "topped up £20 and it's gone", "top up £10 failed twice"]
)
def test_money_topped_up_is_no_price_rise(text: str) -> None:
    for topic in ("payment", "price", "general"):
        assert not any(re.search("old price|going up|before", reply) for reply in texts(text, "complaint", topic))


@pytest.mark.parametrize("text", ["rent up £50 this year", "renewal gone up £120 in a year"])
def test_a_price_that_rose_is_still_one(text: str) -> None:
    assert re.match("hike|rise", case(text, "complaint", "price"))


@pytest.mark.parametrize(
    "text",
    [
        "Ref number is in your DMs. Can someone please reply, order still not here",
        "I DM'd you 3 days ago with the order number, nobody has replied",
        "my order no is in your inbox since Friday",
        "messaged you twice with my details and the parcel is still lost",
    ],
)
def test_who_has_written_already_is_not_asked_to(text: str) -> None:
    for reply in texts(text, "complaint", "shipping"):
        assert re.search("number you gave|that number|That number", reply), reply
        assert "DM us" not in reply


@pytest.mark.parametrize(
    "text", ["should I DM you my order number?", "the number in the app is wrong", "it's in the details on your app"]
)
def test_a_number_nobody_gave_is_not_taken_as_given(text: str) -> None:
    assert not gives_a_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "$8 for a flat white now. yeah nah",
        "two scoops £7.80, what a joke of a price",
        "£4.50 for a croissant",
        "12 quid for chips",
    ],
)
def test_a_price_that_was_told_is_not_asked_for(text: str) -> None:
    assert not any(re.search("price you saw|[Ww]hat price", reply) for reply in texts(text, "complaint", "price"))


@pytest.mark.parametrize("text", ["so expensive now", "way too expensive since version 2.1.30"])
def test_a_price_nobody_told_is_asked_for(text: str) -> None:
    assert any(re.search("price you saw|[Ww]hat price", reply) for reply in texts(text, "complaint", "price"))


@pytest.mark.parametrize(
    "text",
    ["free gift missing from order over £50", "two items missing from my order", "the dip was missing from the bag"],
)
def test_what_is_missing_from_an_order_is_looked_up_by_it(text: str) -> None:
    for topic in ("price", "product", "general"):
        assert case(text, "complaint", topic) == "short"
        assert not any(re.search(r"\bprice|figure", reply) for reply in texts(text, "complaint", topic))


@pytest.mark.parametrize("text", ["missing from the photo is the bow", "something's missing from this town"])
def test_what_was_never_in_a_parcel_is_not_missing_from_it(text: str) -> None:
    assert case(text, "complaint", "price") != "short"


@pytest.mark.parametrize(
    "text",
    [
        "item is different of the photo and the seller don't answer. I want to return, how I do?",
        "I want to return it but there's no button",
        "how do I send this back, it's a return from hell",
    ],
)
def test_who_has_sent_nothing_back_has_no_return_number(text: str) -> None:
    assert not any("the return number" in reply for reply in texts(text, "complaint", "returns"))


@pytest.mark.parametrize("text", ["returned it 3 weeks ago, nothing", "I want my return of the jacket sorted"])
def test_who_has_sent_it_back_is_asked_for_the_return_number(text: str) -> None:
    assert any("return number" in reply for reply in texts(text, "complaint", "returns"))


@pytest.mark.parametrize(
    "text",
    [
        "took the day off, nobody turned up, no text",
        "meant to collect the faulty one today. Took a day's holiday. Nobody came",
        "nobody came to fix it, third time",
        "nobody turned up to read the meter",
    ],
)
def test_who_waited_in_for_nobody_is_told_so(text: str) -> None:
    assert case(text, "complaint", "support") == "no_show"


@pytest.mark.parametrize(
    "text",
    [
        "nobody came to my party because the invites never arrived",
        "no one came to help at the till",
        "nobody came to take our order, sat there an hour",
    ],
)
def test_who_waited_elsewhere_is_told_of_no_door(text: str) -> None:
    assert case(text, "complaint", "support") != "no_show"
