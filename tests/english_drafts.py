"""English drafts of nine counters in a row, for tests of what a mention is answered with."""

from __future__ import annotations

from responders.drafting import Drafted, Memory
from tests.drafting_helpers import brand, drafted, judged

ROUNDS = 9


def texts(text: str, label: str, topic: str = "general", name: str = "Kumo Goods", **changes: object) -> list[str]:
    """The replies, every one of them green."""
    drafts = _drafts(text, label, topic, name, **changes)
    assert {(draft.decision, draft.level) for draft in drafts} == {("draft", "green")}
    return [draft.text for draft in drafts]


def case(text: str, label: str, topic: str = "general", name: str = "Kumo Goods") -> str:
    """The case a draft takes, "" for general words."""
    return _reason("case:", _drafts(text, label, topic, name))


def spoken_of(text: str, topic: str) -> str:
    """The topic a complaint is answered about where `topic` was judged."""
    return _reason("topic:", _drafts(text, "complaint", topic, "Kumo Goods"))


def _drafts(text: str, label: str, topic: str, name: str, **changes: object) -> list[Drafted]:
    judgement = judged(label, topic, "en", **changes)
    asked_of = brand(name=name, facts=[])
    return [drafted(text, judgement, brand=asked_of, memory=Memory(counter=n)) for n in range(ROUNDS)]


def _reason(kind: str, drafts: list[Drafted]) -> str:
    reasons = drafts[0].reasons
    return next((reason.removeprefix(kind) for reason in reasons if reason.startswith(kind)), "")
