"""The hybrid mode: a model writes one acknowledgement and picks an approved step; commitments are unwritable."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from language.folding import fold
from models import Brand
from prompts import Library
from responders.drafting.composer import Composer
from responders.drafting.examples import Example, Examples, like
from responders.drafting.finish import flags_of, refused
from responders.drafting.hearing import is_plain_question
from responders.drafting.llm import Failed, Llm
from responders.drafting.request import Drafted, Drafter, Request
from responders.drafting.telling import marker, post_of, shown, under_suspicion
from responders.drafting.voice import joined
from responders.drafting.when_not import Refusal, refusal
from responders.guards import level_of

ACKNOWLEDGEMENT = 140
"""Characters a model may write."""
COPIED = 4
"""Words in a row that are taken for copying a post: the words are a stranger's then. A day count is shorter."""
LEAKED = 6
"""Words in a row that are taken for a leak of the prompt, which shares short turns of phrase with good replies."""
_WORD = re.compile(r"[^\W_]+")
Risk = Literal["legal", "safety", "self_harm", "minor", "pii", "injection", "crisis", "troll", "sarcasm"]
_TO_A_PERSON: tuple[Risk, ...] = ("self_harm", "safety", "minor", "legal")


class Answer(BaseModel):
    """What every mode's model says beside its words."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["draft", "no_reply", "escalate"]
    language: Literal["tr", "en"]
    risk: list[Risk] = Field(max_length=9)
    rationale: str = Field(max_length=200)
    confidence: float = Field(ge=0, le=1)


@dataclass(frozen=True)
class Rendered:
    """A text and which part of it the model wrote."""

    text: str
    free: tuple[int, int]


class HybridDrafter:
    """Falls back to the template mode, and says why, whenever the model fails or may not be asked."""

    def __init__(self, llm: Llm, template: Drafter, library_of: Callable[[Brand], Library], examples: Examples) -> None:
        self._llm, self._template, self._library_of, self._examples = llm, template, library_of, examples

    def draft(self, request: Request) -> Drafted:
        """See Drafter. Who asks what writes here is told by people's words, never by a model's."""
        library = self._library_of(request.brand)
        if is_plain_question(request, library):
            return self._template.draft(request)
        found = refusal(request)
        if found is not None:
            return refused(request, found)
        if under_suspicion(request):
            return fallen_back(self._template, request, "suspicion")
        try:
            return self._drafted(request)
        except Failed as failure:
            return fallen_back(self._template, request, failure.reason, failure.made)

    def _drafted(self, request: Request) -> Drafted:
        composer = Composer(request, self._library_of(request.brand))
        steps = dict(composer.step_choices())
        sign = marker()
        prompt = composer.library.prompt("hybrid", composer.lang)
        liked = self._examples.nearest(like(request, composer.lang), request.now) if request.now else []
        values: dict[str, Any] = {
            **told(request, composer, sign),
            "steps": list(steps.items()),
            "examples": shown(liked, sign),
        }
        instructions = prompt.render(**values)
        written = self._llm.write(
            request.brand,
            answer_type(list(steps)),
            instructions,
            post_of(request, sign),
            lambda answer: objection(request, composer, render(composer, answer, steps), answer, instructions, liked),
        )
        answer: Any = written.output
        if (stopped := to_a_person(request, answer)) is not None:
            return stopped
        if answer.decision != "draft":
            return fallen_back(self._template, request, f"model_says_{answer.decision}", written.made())
        made = {
            **written.made(),
            "examples": [e.id for e in liked],
            "pieces": [answer.step],
            "rationale": answer.rationale,
        }
        return finished(request, composer, render(composer, answer, steps), "hybrid", prompt.ref, made)


def answer_type(steps: Sequence[str]) -> type[Answer]:
    """The answer's schema with this brand's steps as the only ones there are."""
    choices: Any = Literal[tuple(steps)]
    return create_model(
        "Reply",
        __base__=Answer,
        ack=(str, Field(min_length=3, max_length=ACKNOWLEDGEMENT)),
        step=(choices, ...),
    )


def told(request: Request, composer: Composer, sign: str) -> dict[str, Any]:
    """The variables both modes' prompts share."""
    values: dict[str, Any] = {
        "brand": request.brand.name,
        "kind": request.judgement.kind,
        "topic": request.judgement.topic,
        "marker": sign,
    }
    return values | ({"address": composer.address} if composer.lang == "tr" else {})


def render(composer: Composer, answer: Any, steps: dict[str, str]) -> Rendered:
    """Greeting, the model's words as a sentence, the approved step."""
    ack = " ".join(answer.ack.split())
    ack = ack if ack[-1:] in ".!?…" else f"{ack}."
    text = composer.opened(composer.greeting, joined([ack, steps[answer.step]], composer.lang))
    start = len(text) - len(joined([ack, steps[answer.step]], composer.lang))
    return Rendered(text, (start, start + len(ack)))


def objection(
    request: Request,
    composer: Composer,
    rendered: Rendered,
    answer: Answer,
    prompt: str,
    examples: Sequence[Example],
) -> str:
    """What the model should mend, by the guards' names only; empty for an answer that will do."""
    if answer.decision != "draft":
        return ""
    if answer.language != composer.lang:
        return f"Write in {'Turkish' if composer.lang == 'tr' else 'English'}."
    words = rendered.text[slice(*rendered.free)]
    strangers = [request.text, request.quoted, request.author_name, *(example.mention for example in examples)]
    if parrots(words, [*strangers, *(example.reply for example in examples)]) or parrots(words, [prompt], LEAKED):
        return "Use your own words: do not copy the post, the examples or these instructions."
    flags = flags_of(request, rendered.text, composer.lang, composer.address, [rendered.free], composer.lines)
    red = sorted({flag.name for flag in flags if flag.level == "red"})
    return f"Not allowed here: {', '.join(red)}. Say it without." if red else ""


def parrots(words: str, told: Sequence[str], run: int = COPIED) -> bool:
    """Whether `run` words in a row of what a model says, or all of it where it is shorter, stand in what it read."""
    length = max(1, min(run, len(_WORD.findall(words))))
    return any(_runs(words, length) & _runs(text, length) for text in told)


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = _WORD.findall(fold(text))
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def to_a_person(request: Request, answer: Answer) -> Drafted | None:
    """A model may send a mention to a person, never away from one."""
    for risk in _TO_A_PERSON:
        if risk in answer.risk:
            return refused(request, Refusal("escalate", risk))
    return refused(request, Refusal("escalate", "model")) if answer.decision == "escalate" else None


def finished(
    request: Request, composer: Composer, rendered: Rendered, mode: str, prompt: str, made: dict[str, Any]
) -> Drafted:
    """The draft with its flags; which words are free and which approved."""
    start, end = rendered.free
    spans = [(0, start, "approved"), (start, end, "free"), (end, len(rendered.text), "approved")]
    flags = flags_of(request, rendered.text, composer.lang, composer.address, [rendered.free], composer.lines)
    return Drafted(
        "draft",
        composer.reasons(),
        rendered.text,
        composer.lang,
        composer.address,
        level_of(flags),
        flags,
        tuple(span for span in spans if span[0] < span[1]),
        mode=mode,
        prompt=prompt,
        made=made,
    )


def fallen_back(template: Drafter, request: Request, reason: str, asked: dict[str, Any] | None = None) -> Drafted:
    """The template's draft, which says that a model should have written it, and what asking it (`asked`) took."""
    draft = template.draft(request)
    made = {**draft.made, **(asked or {}), "fallback": reason}
    return replace(draft, reasons=(*draft.reasons, f"fallback:{reason}"), made=made)
