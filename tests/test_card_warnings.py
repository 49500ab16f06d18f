"""Warnings on a card: what a link costs, and why a reply could not be sent."""

from __future__ import annotations

from typing import Any

import pytest

from models import Database, Mention, Route
from responders.desk.case import Hooks, Office
from responders.desk.send_words import ALIKE, GUARDS, TO_MEND
from samimi.link_price import link_price
from samimi.outbox import Door
from samimi.prices import Prices
from tests.conftest import Clock
from tests.desk_table import MERT, Table, brand
from tests.platform_fakes import FakePublisher

LINKED = "Selam Ayşe, adımlar burada: ornekmarka.com/iade"
PLAIN = "Selam Ayşe, sipariş numaranı DM'den yollar mısın?"


class Priced(Table):
    """A desk that knows what links cost."""

    publisher: FakePublisher

    @property
    def hooks(self) -> Hooks:
        doors = {("ornek", name): Door(self.publisher, None) for name in ("x", "bluesky")}
        given = vars(super().hooks)
        return Hooks(**{**given, "link_price": link_price(doors, Prices())})


@pytest.fixture
def table(database: Database, clock: Clock) -> Priced:
    made = Priced(database, clock)
    made.publisher = FakePublisher()
    return made


def text_of(table: Table, **fields: Any) -> str:
    return table.shown(table.mention(**fields)).text


def test_a_link_that_makes_a_reply_twenty_times_dearer_is_said_on_the_card(table: Priced) -> None:
    assert "💸 Bağlantı bu yanıtı X üzerinde 20 kat pahalı yapar: 0,20 $, bağlantısız 0,01 $" in text_of(
        table, reply=LINKED
    )


def test_in_english(table: Priced) -> None:
    table.brands["ornek"] = brand(chat_language="en")
    assert "💸 The link makes this reply 20 times dearer on X: $0.20 instead of $0.01" in text_of(table, reply=LINKED)


def test_nothing_is_said_where_it_makes_no_difference(table: Priced) -> None:
    assert "💸" not in text_of(table, reply=PLAIN)
    assert "💸" not in text_of(table, reply=LINKED, platform="bluesky", native_id="b1")
    table.publisher.way = Route("by_hand", "by_hand_configured: x", "https://x.com/intent/tweet")
    assert "💸" not in text_of(table, reply=LINKED, native_id="n9")
    assert "💸" not in text_of(table, reply=None, native_id="n10")


def test_after_the_decision_it_is_said_no_more(table: Priced) -> None:
    mention = table.mention(reply=LINKED)
    table.brands["ornek"] = brand(domains=["ornekmarka.com"])
    assert table.press(MERT, "approve", mention).ok
    assert "💸" not in table.shown(mention).text


def test_the_prices_are_those_of_config(table: Priced) -> None:
    doors = {("ornek", "x"): Door(table.publisher, None)}
    mention = Mention(
        brand="ornek", platform="x", native_id="1", author_id=1, text="", created_at=table.clock(),
        received_at=table.clock(), root_id="1", summoned=True,
    )  # fmt: skip
    thirteen = Prices.model_validate(
        {"usd": {"x": {"summoned_reply": 0.015, "summoned_reply_with_url": 0.20, "create": 0.5}}}
    )
    assert link_price(doors, thirteen)(mention, LINKED) == (0.015, 0.20)
    assert link_price({}, thirteen)(mention, LINKED) is None
    mention.platform = "mastodon"
    free = {("ornek", "mastodon"): Door(table.publisher, None)}
    assert link_price(free, thirteen)(mention, LINKED) is None


@pytest.mark.parametrize(
    ("error", "turkish", "english"),
    [
        (
            ALIKE + "72%",
            "bu hesap yakında neredeyse aynı yanıtı verdi (%72)",
            "just posted nearly the same reply (72%)",
        ),
        (
            GUARDS + "link, pii_echo",
            "Neden: bağlantı listede değil, kişisel bilgiyi",
            "Why: link not on the list, repeats",
        ),
        (TO_MEND + "401 refused", "Neden: 401 refused", "Why: 401 refused"),
        ("403 Forbidden <b>", "Neden: 403 Forbidden &lt;b&gt;", "Why: 403 Forbidden &lt;b&gt;"),
    ],
)
def test_a_failed_card_says_why(table: Priced, error: str, turkish: str, english: str) -> None:
    mention = table.mention()
    table.press(MERT, "approve", mention)
    (reply,) = table.replies()
    table.change(reply, state="failed", last_error=error)
    assert turkish in table.shown(mention).text
    table.brands["ornek"] = brand(chat_language="en")
    assert english in table.shown(mention).text


def test_without_a_reason_there_is_no_line(table: Priced) -> None:
    mention = table.mention()
    table.press(MERT, "approve", mention)
    (reply,) = table.replies()
    table.change(reply, state="failed", last_error=None)
    assert "Neden:" not in table.shown(mention).text


def test_an_office_without_prices_says_nothing(database: Database, clock: Clock) -> None:
    table = Table(database, clock)
    assert isinstance(table.office, Office)
    assert "💸" not in text_of(table, reply=LINKED)
