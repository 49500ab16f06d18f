"""The free mode: a model writes all of it. Praise and small talk only, and always amber; opt-in per brand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pydantic import Field

from models import Brand
from prompts import Library
from responders.drafting.composer import Composer
from responders.drafting.examples import Examples, like
from responders.drafting.finish import refused
from responders.drafting.hearing import is_plain_question
from responders.drafting.hybrid import Answer, Rendered, fallen_back, finished, objection, to_a_person, told
from responders.drafting.llm import Failed, Llm
from responders.drafting.request import Drafted, Drafter, Request
from responders.drafting.telling import marker, post_of, shown, under_suspicion
from responders.drafting.when_not import refusal
from responders.guards import Flag

LIMIT = 180
"""Characters of a free reply: shorter than any platform's limit."""


class FreeAnswer(Answer):
    """What the model says."""

    text: str = Field(min_length=3, max_length=LIMIT)


class FreeDrafter:
    """Anything but praise and small talk goes to `other` (the hybrid mode); failures to the template."""

    def __init__(
        self, llm: Llm, template: Drafter, other: Drafter, library_of: Callable[[Brand], Library], examples: Examples
    ) -> None:
        self._llm, self._template, self._other = llm, template, other
        self._library_of, self._examples = library_of, examples

    def draft(self, request: Request) -> Drafted:
        """See Drafter."""
        if is_plain_question(request, self._library_of(request.brand)):
            return self._template.draft(request)
        found = refusal(request)
        if found is not None:
            return refused(request, found)
        if not is_small_talk(request):
            return self._other.draft(request)
        if under_suspicion(request):
            return fallen_back(self._template, request, "suspicion")
        try:
            return self._drafted(request)
        except Failed as failure:
            return fallen_back(self._template, request, failure.reason, failure.made)

    def _drafted(self, request: Request) -> Drafted:
        composer = Composer(request, self._library_of(request.brand))
        sign = marker()
        prompt = composer.library.prompt("free", composer.lang)
        liked = self._examples.nearest(like(request, composer.lang), request.now) if request.now else []
        values: dict[str, Any] = {**told(request, composer, sign), "limit": LIMIT, "examples": shown(liked, sign)}
        instructions = prompt.render(**values)
        written = self._llm.write(
            request.brand,
            FreeAnswer,
            instructions,
            post_of(request, sign),
            lambda answer: objection(request, composer, _rendered(composer, answer), answer, instructions, liked),
        )
        if (stopped := to_a_person(request, written.output)) is not None:
            return stopped
        if written.output.decision != "draft":
            return fallen_back(self._template, request, f"model_says_{written.output.decision}", written.made())
        made = {**written.made(), "examples": [e.id for e in liked], "rationale": written.output.rationale}
        draft = finished(request, composer, _rendered(composer, written.output), "free", prompt.ref, made)
        return draft if draft.flags else replace(draft, level="amber", flags=(_all_free(draft.text),))


def is_small_talk(request: Request) -> bool:
    """Praise, or a question about nothing in particular that no fact answers."""
    return request.judgement.kind == "praise" or (request.judgement.kind == "question" and not request.judgement.topics)


def _rendered(composer: Composer, answer: FreeAnswer) -> Rendered:
    words = " ".join(answer.text.split())
    text = composer.opened("", words)
    return Rendered(text, (len(text) - len(words), len(text)))


def _all_free(text: str) -> Flag:
    return Flag("free_text", "amber", 0, len(text), "a model wrote all of this")
