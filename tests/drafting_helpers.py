"""An invented brand and short ways to ask for a draft, for the drafting tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from models import Brand, Fact, HoldingLine, Judgement, Platform
from models.brand import Address
from responders.drafting import Drafted, Drafter, Memory, Request, ResponderSettings
from responders.drafting.build import build_drafter

NOW = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)

FACTS = [
    Fact(id="iade", text="iade süresi teslimden itibaren 14 gün", url="ornekmarka.com/iade", lang="tr"),
    Fact(id="returns", text="returns are open for 14 days after delivery", url="ornekmarka.com/iade", lang="en"),
    Fact(id="kampanya", text="kargo 20 Kasım'a kadar ücretsiz", until=date(2026, 11, 20), lang="tr"),
    Fact(
        id="magaza", text="Kadıköy mağazası her gün 10:00-22:00 açık", words=["mağaza kaçta", "mağaza açık"], lang="tr"
    ),
]


def brand(address: Address = "sen", **changes: Any) -> Brand:
    """Örnek Marka."""
    known: dict[str, Any] = {
        "key": "ornek",
        "name": "Örnek Marka",
        "inflected": {"loc": "Örnek Marka'da", "dat": "Örnek Marka'ya"},
        "handles": ["ornekmarka"],
        "address_tr": address,
        "competitors": ["Rakipler"],
        "domains": ["ornekmarka.com"],
        "facts": FACTS,
        "product_words": ["mont", "kulaklık", "jacket", "headphones"],
        "holding_line": HoldingLine(tr="Sorunu biliyoruz, üzerinde çalışıyoruz.", en="We know and we're on it."),
        "platforms": {"reddit": Platform(account="ornekmarka"), "x": Platform(account="ornekmarka")},
    }
    return Brand(**(known | changes))


def judged(label: str = "complaint", topic: str = "shipping", lang: str = "tr", **changes: Any) -> Judgement:
    """A judgement; topic "general" means none."""
    known: dict[str, Any] = {
        "label": label,
        "confidence": 0.95,
        "sentiment": {"complaint": "negative", "praise": "positive"}.get(label, "neutral"),
        "topics": () if topic == "general" else (topic,),
        "lang": lang,
    }
    return Judgement(**(known | changes))


def asked(text: str, judgement: Judgement | None = None, **changes: Any) -> Request:
    """A request on X."""
    known: dict[str, Any] = {"brand": brand(), "platform": "x", "now": NOW, "author_handle": "biri"}
    return Request(text=text, judgement=judgement or judged(), **(known | changes))


@cache
def template() -> Drafter:
    """The shipped template mode; it keeps nothing between drafts but its words."""
    return build_drafter(ResponderSettings())


def drafted(text: str, judgement: Judgement | None = None, **changes: Any) -> Drafted:
    """One draft by the shipped templates."""
    return template().draft(asked(text, judgement, **changes))


def remembered(*recent: str, **changes: Any) -> Memory:
    """A memory with these replies, newest first."""
    return Memory(recent=recent, **changes)
