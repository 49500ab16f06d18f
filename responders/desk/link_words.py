"""The warning on a card whose draft carries a link that its platform bills for."""

from __future__ import annotations

from responders.desk.card_words import platform_name
from responders.desk.case import Case

_WORDS = (
    "💸 Bağlantı bu yanıtı {platform} üzerinde {times} kat pahalı yapar: {with_link} $, bağlantısız {without} $",
    "💸 The link makes this reply {times} times dearer on {platform}: ${with_link} instead of ${without}",
)


def link_lines(case: Case) -> list[str]:
    """Empty where there is no link, no price, or a person posts it."""
    ask = case.office.hooks.link_price
    found = ask(case.mention, case.draft.text) if ask is not None and case.draft is not None else None
    if found is None or not found[0]:
        return []
    turkish = case.brand.chat_language == "tr"
    without, with_link = (f"{usd:.2f}".replace(".", "," if turkish else ".") for usd in found)
    values = {"times": round(found[1] / found[0]), "platform": platform_name(case.mention.platform)}
    return [_WORDS[0 if turkish else 1].format(without=without, with_link=with_link, **values)]
