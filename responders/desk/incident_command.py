"""/olay: the cards of open incidents, brought to the end of the chat."""

from __future__ import annotations

from responders.desk.asking import Answer, Asked
from responders.desk.incident_deeds import cards_again
from responders.desk.incident_words import say


def incidents(asked: Asked) -> Answer:
    """For approvers; the cards follow as messages of their own."""
    brands = asked.with_role("approver")
    if not brands:
        return Answer(asked.say("no_role"))
    coming = cards_again(asked.session, asked.office, brands)
    return Answer(say(asked.language, "cards_come" if coming else "none_open", n=coming))
