"""English drafts name the trouble a mention tells of and ask for the one thing that is missing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from prompts import Library
from responders.drafting import Memory
from responders.drafting.pieces import shared_of, topic_of
from responders.drafting.reading import in_doubt
from tests.drafting_helpers import asked, brand, drafted, judged

ROUNDS = 15


def _texts(text: str, label: str, topic: str, **changes: Any) -> list[str]:
    judgement = judged(label, topic, "en", **changes)
    own = brand(facts=[])
    drafts = [drafted(text, judgement, brand=own, memory=Memory(counter=n)) for n in range(ROUNDS)]
    assert all(draft.level == "green" for draft in drafts)
    return [draft.text for draft in drafts]


@pytest.mark.parametrize(
    ("text", "label", "topic", "named", "never"),
    [
        ("why is the delivery fee so high", "complaint", "shipping", "fee|delivery", "order number|which order"),
        ("why is the delivery fee so high", "question", "shipping", "fee", "order number|which order"),
        ("£6.99 for delivery, are you joking", "complaint", "price", "delivery", "order number|DM"),
        ("left side of the headphones died after a week", "complaint", "product", "one side", "patchy"),
        ("right earbud stopped working after 3 days", "complaint", "product", "one side", "patchy"),
        ("never ordering from you again", "complaint", "product", "sorry", "coming to this|order number"),
        ("went up by 40% since last month, why", "complaint", "price", "price|paying", "DM"),
        ("went up by 40% since last month, why", "complaint", "general", "price|paying", "DM"),
        ("gift card won't apply to my basket", "complaint", "app", "gift card", "DM"),
        ("gift card won't apply to my basket", "complaint", "payment", "gift card", "DM"),
        ("return label never arrived", "complaint", "returns", "label", "form|won't even start"),
        ("just get me a real person instead of this bot", "complaint", "support", "person|somebody real", "AI drafts"),
        ("does the price include a kidney", "question", "price", "(looking at|is it|after)", "current price"),
        ("feel completely let down by you lot", "complaint", "general", "sorry", "fair enough"),
        ("error message every time I search", "complaint", "app", "search|instead of results", "DM"),
        ("error message every time I search", "complaint", "general", "search|instead of results", "DM"),
        ("how do I contact you?", "question", "support", "DM", "right contact"),
        ("the leaflet came today, the bike sold in spring", "complaint", "product", "leaflet|advertised", "photo"),
        ("my promo code says invalid", "complaint", "payment", "code", "DM"),
        ("you sent me a size 8 instead of a 6", "complaint", "general", "order", "when and where"),
    ],
)
def test_the_trouble_is_named_and_what_is_missing_is_asked(
    text: str, label: str, topic: str, named: str, never: str
) -> None:
    for reply in _texts(text, label, topic):
        assert re.search(named, reply, re.IGNORECASE), reply
        assert not re.search(never, reply), reply


@pytest.mark.parametrize(
    ("text", "fired"),
    [
        ("my gift card arrived in the post today", "gift_card"),
        ("the driver left it at number 4", "advertised"),
        ("charged me for delivery and I paid for it twice, still waiting", "delivery_fee"),
        ("kidney beans were off", "price_joke"),
        ("never let me down, but this week the parcel was late", "let_down"),
        ("spoke to a person, she was rude", "person"),
    ],
)
def test_a_case_needs_its_evidence(text: str, fired: str) -> None:
    for topic in ("general", "shipping", "product", "support"):
        assert f"case:{fired}" not in drafted(text, judged("complaint", topic, "en")).reasons


@pytest.mark.parametrize(
    ("text", "label", "topic", "fired"),
    [
        ("the new hob went on in our kitchen and the switch sticks", "complaint", "product", "skin"),
        ("not one plate broken after the whole move", "complaint", "product", "broken"),
        ("spilled it by accident and now the lid sticks", "complaint", "product", "broken"),
        ("the trainer was gone before I'd gone off the treadmill", "complaint", "product", "food"),
        ("our bins were missed twice this month", "complaint", "support", "short"),
        ("card through the door says sorry we missed you", "complaint", "support", "short"),
        ("I missed my connection because of you", "complaint", "general", "short"),
        ("awake since three listening to your fan", "complaint", "product", "grief"),
        ("nurse scanned the wrong wristband", "complaint", "support", "robot"),
        ("I was 31,200th in your queue and then it threw me out", "complaint", "app", "queue"),
        ("who is in charge of the lift here", "complaint", "general", "extra_fee"),
        ("in March I said goodbye to my old teacher, the new one is asleep", "complaint", "support", "leaving"),
        ("you fill in an online form and wait till Friday", "complaint", "price", "price_tag"),
        ("my aunt pronounced the engineer a genius", "complaint", "support", "visit"),
        ("I bought a torch, the battery tray needs a coin", "complaint", "product", "battery"),
        ("handed my purse in with £60 still in it", "praise", "support", "price"),
        ("they took £15 off the fine", "praise", "price", "price"),
        ("she wheeled mum's chair to the window", "praise", "support", "works"),
        ("the swimmers were slower, she looked up again", "praise", "general", "again"),
        ("refreshingly honest on the phone", "praise", "support", "taste"),
        ("nurse stayed until my daughter slept, thank you", "praise", "support", "family"),
        ("answered before I'd finished my packed lunch", "praise", "support", "packing"),
        ("came out in ten minutes and freed the lift", "praise", "support", "fast"),
        ("the bus driver waved my gran across", "praise", "general", "courier"),
        ("you can get at the drain hole with a straw, still floods", "complaint", "product", "broken"),
        ("the lid could be easier to lift", "praise", "product", "easy"),
        ("the ladder finally reaches the back gutter", "praise", "product", "back"),
        ("brought nan's syringe driver at dawn, she was easier after", "praise", "support", "driver"),
        ("is bleeding a radiator a job for you or for me?", "question", "general", "job"),
        ("is the robot meant to dock itself at night?", "question", "product", "robot"),
    ],
)
def test_a_word_that_only_looks_like_the_evidence_is_none(text: str, label: str, topic: str, fired: str) -> None:
    for near in (topic, "general", "product"):
        assert f"case:{fired}" not in drafted(text, judged(label, near, "en")).reasons


@pytest.mark.parametrize(
    ("text", "label", "topic", "fired"),
    [
        ("came out in a rash where the strap sits", "complaint", "product", "skin"),
        ("the handle cracked on day two", "complaint", "product", "broken"),
        ("shelf kit is missing two screws", "complaint", "product", "part"),
        ("rider forgot the drinks again, paid for them and all", "complaint", "support", "short"),
        ("an hour in your queue and one till open", "complaint", "general", "queue"),
        ("a £6 booking fee for what", "complaint", "general", "extra_fee"),
        ("no engineer came, second morning off work", "complaint", "support", "visit"),
        ("worth every penny", "praise", "product", "price"),
        ("all nine bowls packed in straw, came in one piece", "praise", "product", "packing"),
        ("always come back here for the bread", "praise", "general", "again"),
        ("bus driver waited for my gran", "praise", "general", "driver"),
        ("courier brought it up four flights", "praise", "product", "courier"),
        ("my dog loves it, asleep in it now", "praise", "product", "pet"),
    ],
)
def test_the_evidence_itself_still_counts(text: str, label: str, topic: str, fired: str) -> None:
    assert f"case:{fired}" in drafted(text, judged(label, topic, "en")).reasons


@pytest.mark.parametrize(
    ("text", "topic", "name"),
    [
        ("your driver closed the doors on my nan", "shipping", "Redmoor Buses"),
        ("two weeks and no refund for the cancelled gig", "returns", "Lanternhall Tickets"),
        ("left my coat on the seat, nobody rings back", "product", "Hollin Trains"),
        ("the bin's been missed three weeks now", "shipping", "Ornek"),
        ("driver is on the far bank and the app says two minutes", "shipping", "Quickcab"),
        ("landlord says the boiler is fine, it isn't", "product", "Ornek"),
    ],
)
def test_no_order_is_asked_for_where_nothing_is_sold(text: str, topic: str, name: str) -> None:
    own = brand(facts=[], name=name)
    for n in range(ROUNDS):
        reply = drafted(text, judged("complaint", topic, "en"), brand=own, memory=Memory(counter=n)).text
        assert not re.search("order|return number|bought|parcel|delivery", reply), reply


def test_a_price_rise_with_both_prices_told_is_not_asked_for_them() -> None:
    for reply in _texts("the rent on your storage unit went from £80 to £120", "complaint", "general"):
        assert re.search("price|[Pp]aying", reply), reply
        assert not re.search("old price|before, and|paid before|What is it", reply), reply


def test_nothing_was_waited_for_unless_the_mention_says_so() -> None:
    for reply in _texts("they had my size, made my week", "praise", "product"):
        assert not re.search("wait|hunt|in time|back", reply), reply
    assert any("hunt" in reply for reply in _texts("found it at last, so happy", "praise", "product"))


def test_nobody_is_asked_for_a_code_that_is_worth_money() -> None:
    """No English line asks for a code, not even in private."""
    library = Library()
    shapes = [topic_of(library.replies("payment", "en")), topic_of(library.replies("price", "en"))]
    cases = [case for topic in shapes for kind in (topic.complaint, topic.question) for case in kind.cases]
    shared = shared_of(library.replies("shared", "en"))
    lines = [line for case in [*cases, *shared.complaint] for line in [*(case.asks or ()), *(case.tails or ())]]
    asking = [line for line in lines if re.search(r"\bcode\b", line)]
    assert len(asking) >= 4
    for line in asking:
        assert re.search(
            "not the code|never the code|without the code|keep the .{0,8}code|Keep the code|not the c", line
        )


@pytest.mark.parametrize(
    "text", ["this is a disgrace, honestly", "I feel really let down", "done with you, last time I buy here"]
)
def test_plain_anger_is_never_thanked(text: str) -> None:
    assert in_doubt(asked(text, judged("praise", lang="en")))
    assert not in_doubt(asked("never let me down in ten years", judged("praise", lang="en")))


def test_a_general_complaint_hears_sorry_and_what_we_need() -> None:
    for reply in _texts("really poor", "complaint", "general"):
        assert "sorry" in reply, reply
        assert re.search("what happened", reply), reply
        assert "fair enough" not in reply


@pytest.mark.parametrize(
    "text", ["the app sent my login code to spam", "since I used the app I get spam calls all day"]
)
def test_spam_that_is_no_notification_is_not_answered_about_one(text: str) -> None:
    for reply in _texts(text, "complaint", "app"):
        assert not re.search("buzz|ping|notification|switch off|setting|gone", reply), reply


def test_a_plural_stays_one() -> None:
    own = brand(facts=[], product_words=["boot"])
    for n in range(ROUNDS):
        judgement = judged("complaint", "product", "en")
        reply = drafted("the boots leak", judgement, brand=own, memory=Memory(counter=n)).text
        assert not re.search(r"\bboot\b", reply), reply
    assert any("the boots" in reply for reply in _texts("the boots leak", "complaint", "product"))


def test_what_is_no_fun_is_one_thing() -> None:
    """A lead is the subject of "is no fun at all": no bare plural."""
    plural = re.compile(r"^(?!\w+ing\b)(\w+ )?(notifications|messages|plans|numbers|ads)\b")
    for topic in ("app", "shipping", "general", "payment", "product", "returns", "stock", "support", "price"):
        shape = topic_of(Library().replies(topic, "en")).complaint
        leads = [*shape.leads, *(lead for case in shape.cases for lead in case.leads)]
        assert not [lead for lead in leads if plural.search(lead)]
    shared = shared_of(Library().replies("shared", "en")).complaint
    assert not [lead for case in shared for lead in case.leads if plural.search(lead)]
