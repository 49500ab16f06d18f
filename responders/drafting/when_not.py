"""When not to reply: the cases where a draft does harm or nothing, each with its reason code.

The judge's `escalate` goes first; the patterns here are a net under it for wording that must never get a draft.
They run over folded text (language.folding.fold).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from language.folding import fold
from language.matching import find_rivals
from responders.drafting.request import Request
from responders.drafting.signs import BESIDE_STOP, DANGER, DRAW, INSULT, PROBLEM, REPORTED_STOP, SPAM, STOP

MOST_REPLIES = 2
"""Our replies in one public thread; a third one is a quarrel."""

_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#][\w.@-]+")
_BESIDE = 3
"""Words beside a wish to be left alone, without those of thanks and asking; with more of them it is about something."""
_SHORT = 8
"""Words; a longer insult usually carries a problem and is answered as the complaint it is."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no draft."""

    decision: Literal["no_reply", "escalate"]
    reason: str


def refusal(request: Request) -> Refusal | None:
    """Why this mention gets no draft; None where it gets one.

    Danger goes before everything, even before an opt-out: a person must see it, and nobody is answered by it.
    """
    return _danger(request) or _our_side(request) or _their_side(request)


def _danger(request: Request) -> Refusal | None:
    judgement = request.judgement
    if judgement.escalate is not None:
        return Refusal("escalate", judgement.escalate)
    folded = fold(request.text)
    for code, pattern in DANGER.items():
        if (judgement.about_brand or code == "self_harm") and pattern.search(folded):
            return Refusal("escalate", code)
    return None


def _our_side(request: Request) -> Refusal | None:
    """Reasons that lie in what was before: an opt-out, a long thread, a declared crisis."""
    if request.opted_out:
        return Refusal("no_reply", "opted_out")
    if request.judgement.about_brand and STOP.search(_NOISE.sub(" ", fold(request.text))):
        return Refusal("no_reply", "asked_to_stop") if _is_said_to_us(request) else Refusal("escalate", "maybe_stop")
    if request.thread_replies >= MOST_REPLIES:
        return Refusal("no_reply", "thread_limit")
    return Refusal("escalate", "crisis") if request.crisis else None


def _is_said_to_us(request: Request) -> bool:
    """Whether a wish to be left alone is the whole post and its addressee is plain: it silences us for good.

    A complaint is never silenced by a wording; of it, and of a wish inside praise or chatter, a person decides.
    """
    if request.judgement.label == "complaint" or not (request.summoned or request.thread_replies):
        return False
    folded = _NOISE.sub(" ", fold(request.text))
    left = [word for word in re.findall(r"\w+", STOP.sub(" ", folded)) if not BESIDE_STOP.fullmatch(word)]
    return len(left) <= _BESIDE and not REPORTED_STOP.search(folded)


def _their_side(request: Request) -> Refusal | None:
    """Reasons that lie in the post."""
    judgement, brand = request.judgement, request.brand
    folded = _NOISE.sub(" ", fold(request.text))
    if _is_spam(request, folded):
        return Refusal("no_reply", "spam")
    if not judgement.about_brand:
        return Refusal("no_reply", "rival_talk" if find_rivals(request.text, brand) else "not_about_brand")
    if not re.search(r"\w", folded):
        return Refusal("escalate", "no_text")
    if judgement.lang == "other" or judgement.lang not in brand.languages:
        return Refusal("escalate", "language")
    if _is_rival_talk(request):
        return Refusal("no_reply", "rival_talk")
    if _is_troll(request, folded):
        return Refusal("no_reply", "troll")
    return Refusal("no_reply", "nothing_to_answer") if judgement.kind is None else None


def _is_spam(request: Request, folded: str) -> bool:
    if request.judgement.label == "complaint":
        return False
    link_only = "http" in request.text and len(folded.split()) < 3
    draw = request.judgement.label == "other" and DRAW.search(folded) is not None
    return SPAM.search(folded) is not None or link_only or draw


def _is_rival_talk(request: Request) -> bool:
    """A comparison where we were not asked. A complaint that names a rival is our customer's: that one is answered."""
    if not request.brand.competitors or not find_rivals(request.text, request.brand):
        return False
    label = request.judgement.label
    return label == "other" or (label == "question" and not request.summoned)


def _is_troll(request: Request, folded: str) -> bool:
    if INSULT.search(folded) is None or request.judgement.label not in ("complaint", "other"):
        return False
    return not request.judgement.topics and len(folded.split()) <= _SHORT and PROBLEM.search(folded) is None


def needs_lead(request: Request) -> bool:
    """Whether a customer of ours says a rival serves better: the draft goes to a lead and names nobody."""
    return request.judgement.label == "complaint" and bool(find_rivals(request.text, request.brand))
