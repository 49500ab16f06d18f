"""Questions a judge may miss: a short mention that asks what writes here is a question, whatever its label."""

from __future__ import annotations

import re
from dataclasses import replace

from language.folding import fold
from prompts import Library
from responders.drafting.pieces import shared_of
from responders.drafting.request import Request

_SHORT = 18
"""Words; a longer mention has more to say than the question in it."""
_HANDLE = re.compile(r"@[\w.@-]+")


def heard(request: Request, library: Library) -> Request:
    """`request` as the question it is, where it is one of those."""
    if not is_plain_question(request, library):
        return request
    judgement = request.judgement.model_copy(update={"label": "question", "sarcastic": False, "unsure": False})
    return replace(request, judgement=judgement)


def is_plain_question(request: Request, library: Library) -> bool:
    """Whether a mention of few words asks what no label may hide."""
    lang, text = request.judgement.lang, _HANDLE.sub(" ", request.text)
    if lang not in ("tr", "en") or len(text.split()) > _SHORT:
        return False
    folded = fold(text)
    cases = shared_of(library.replies("shared", lang)).question
    return any(case.whatever_label and case.fits(folded) for case in cases)
