"""What a link makes of a reply's price: X bills a post that carries one many times over."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from models import Mention
from responders.guards.x_text import linked
from samimi.outbox import Door, Key
from samimi.prices import Prices

_KINDS = (("summoned_reply", "summoned_reply_with_url"), ("create", "create_with_url"))
"""Resources of the price table without and with a link; the first pair that a platform prices counts."""


def link_price(doors: Mapping[Key, Door], prices: Prices) -> Callable[[Mention, str], tuple[float, float] | None]:
    """(dollars without, dollars with) for a reply with a link that goes through a priced API; else None."""

    def price(mention: Mention, text: str) -> tuple[float, float] | None:
        door = doors.get((mention.brand, mention.platform))
        table = prices.usd.get(mention.platform, {})
        if door is None or not linked(text) or door.route(mention, text).way != "api":
            return None
        found = next(((table[a], table[b]) for a, b in _KINDS if a in table and b in table), None)
        return found if found is not None and found[1] > found[0] else None

    return price
