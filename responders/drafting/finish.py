"""The last step of every mode: the guards' word on a text, and the answers that carry no draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from responders.drafting.request import Drafted, Request
from responders.drafting.telling import under_suspicion
from responders.drafting.when_not import Refusal
from responders.guards import Context, Flag, check


def flags_of(
    request: Request,
    text: str,
    lang: str,
    address: str | None,
    free: Sequence[tuple[int, int]] = (),
    lines: Sequence[str] = (),
) -> tuple[Flag, ...]:
    """What the guards say of `text` as a reply to `request`. `lines` are approved sentences (facts, a disclosure)."""
    context = Context(
        brand=request.brand,
        platform=request.platform,
        lang=lang,
        mention=request.text,
        author_handle=request.author_handle,
        today=day_of(request),
        recent=request.memory.recent,
        free_spans=free,
        kind=request.judgement.kind,
        limit=request.limit,
        address=address,
        approved_lines=lines,
    )
    return tuple(check(text, context))


def day_of(request: Request) -> date | None:
    """Today where the brand is; None where the request gives no time."""
    return request.now.astimezone(request.brand.calendar.zone).date() if request.now else None


def refused(request: Request, refusal: Refusal) -> Drafted:
    """No draft. In a declared crisis the brand's approved line stands ready, word for word; never otherwise."""
    lang = request.judgement.lang if request.judgement.lang in ("tr", "en") else request.brand.languages[0]
    line = request.brand.holding_line if refusal.reason == "crisis" else None
    text = ((line.tr if lang == "tr" else line.en) or "") if line else ""
    spans = ((0, len(text), "approved"),) if text else ()
    warning = ("injection",) if under_suspicion(request) else ()
    return Drafted(
        refusal.decision,
        (refusal.reason, *warning),
        text,
        lang,
        spans=spans,
        holding_line=bool(text),
    )
