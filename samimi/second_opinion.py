"""A language model's reading of mentions the judge is unsure of: off unless sentiment.second_opinion says so.

It may raise urgency and escalation and name another label; it never lowers what the judge or an alarm phrase set,
never makes a mention sure, and nothing it moved is closed without a person. Any failure leaves the first judgement.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, func, select

from models import TOPICS, Brand, Judgement, Mention
from models.judgement import Escalate, Label, Sentiment, Topic, Urgency
from prompts import Library
from responders.drafting import Drafted
from responders.drafting.llm import Failed, Llm
from responders.drafting.suspicion import suspicious
from responders.drafting.telling import marked, marker

log = structlog.get_logger()

PATIENCE = 45.0
"""Seconds of a batch after which the mentions left keep their first judgement: nobody waits for a slow model."""
_URGENCIES: tuple[Urgency, ...] = ("low", "normal", "high")
_SENTIMENT: dict[Label, Sentiment] = {"complaint": "negative", "praise": "positive"}
"""As in the labelling guide: the label settles it."""
_CLOSED_BY_READING = {"spam", "rival_talk", "troll", "nothing_to_answer", "not_about_brand", "thanked"}


class Answer(BaseModel):
    """The closed schema: nothing a post could make a model write out."""

    model_config = ConfigDict(extra="forbid")

    label: Label
    sentiment: Sentiment
    topics: list[Topic] = Field(max_length=len(TOPICS))
    urgency: Urgency
    escalate: Literal["none", Escalate]


@dataclass(frozen=True)
class Opinion:
    """What to store: the judgement as it stands now, what the second reader said, and what asking took."""

    first: Judgement
    judgement: Judgement
    at: datetime
    requests: int
    usd: float
    by: str | None = None
    label: Label | None = None

    def write(self, mention: Mention) -> None:
        """Onto a row whose judgement is stored already; the judge's own label stays the one it answers for."""
        mention.judged_label = self.first.label
        mention.second_by, mention.second_label, mention.second_at = self.by, self.label, self.at
        mention.second_requests, mention.second_usd = self.requests, self.usd


class SecondOpinion:
    """Asks the model of `responder.llm`, within the budget it shares with the drafts. Keeps nothing."""

    def __init__(self, llm: Llm, now: Callable[[], datetime], library: Library | None = None) -> None:
        self._llm, self._now, self._library = llm, now, library or Library()

    def wanted(self, mention: Mention, judgement: Judgement) -> bool:
        """Unsure, in a language there is a prompt for, and not trying to give orders to a machine."""
        readable = judgement.lang != "other" and bool(mention.text.strip())
        return judgement.unsure and readable and not suspicious(mention.text)

    def ask(self, brand: Brand, mention: Mention, first: Judgement) -> Opinion:
        """Up to two calls, up to the model's time limit each. Never raises."""
        try:
            return self._asked(brand, mention, first)
        except Failed as failure:
            log.warning("no second opinion", mention=mention.id, reason=failure.reason)
            made = failure.made
            requests, usd = int(made.get("requests", 0)), float(made.get("cost_usd", 0.0))
            return Opinion(first, first, self._now(), requests, usd)
        except Exception as error:  # noqa: BLE001  # whatever it is, the judge has spoken already; the text stays out of the log
            log.error("second opinion broke", mention=mention.id, error=type(error).__name__)
            return Opinion(first, first, self._now(), 0, 0.0)

    def _asked(self, brand: Brand, mention: Mention, first: Judgement) -> Opinion:
        sign, tag = marker(), f"post-{secrets.token_hex(4)}"
        prompt = self._library.prompt("second", first.lang)
        post = f"<{tag}>\n{marked(mention.text, sign)}\n</{tag}>"
        instructions = prompt.render(brand=brand.name, marker=sign)
        written = self._llm.write(brand, Answer, instructions, post, _no_objection)
        by = f"{written.model} {prompt.ref}"
        told = weighed(first, written.output)
        return Opinion(first, told, self._now(), written.requests, written.cost_usd, by, written.output.label)


def _no_objection(_: Answer) -> str:
    """The schema says all there is to say of an answer."""
    return ""


def weighed(first: Judgement, second: Answer) -> Judgement:
    """The first judgement with what the second may change. "other" changes no label: no model talks a post away."""
    moved: dict[str, Any] = {
        "urgency": max(first.urgency, second.urgency, key=_URGENCIES.index),
        "escalate": first.escalate or (None if second.escalate == "none" else second.escalate),
    }
    if second.label != "other":
        moved |= {
            "label": second.label,
            "sentiment": _SENTIMENT.get(second.label, second.sentiment),
            "topics": tuple(topic for topic in TOPICS if topic in second.topics) or first.topics,
            "sarcastic": first.sarcastic and second.label in ("complaint", "praise"),
            "about_brand": True,
        }
    return first.model_copy(update=moved)


def never_talked_away(mention: Mention, drafted: Drafted) -> Drafted:
    """What would be closed only because a model named another label goes to a person."""
    moved = mention.second_label is not None and mention.label != mention.judged_label
    by_model = moved and mention.judged_by != "person"
    if not by_model or drafted.decision != "no_reply" or not _CLOSED_BY_READING & set(drafted.reasons):
        return drafted
    return replace(drafted, decision="escalate", reasons=("unsure",))


def spent(session: Session, brand: str, since: datetime) -> tuple[int, float]:
    """Calls and dollars of the brand's second opinions since `since`, the failed ones included."""
    sums = select(func.sum(Mention.second_requests), func.sum(Mention.second_usd))
    calls, usd = session.exec(sums.where(Mention.brand == brand, col(Mention.second_at) >= since)).one()
    return int(calls or 0), float(usd or 0.0)
