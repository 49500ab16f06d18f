"""The LLM modes over the wire, against the loopback model: slow, senseless, refusing, cut short, obedient, failing."""

from __future__ import annotations

import time
from typing import Any

import pytest

from responders.drafting import Drafted, Drafter, ResponderSettings
from responders.drafting.build import build_drafter
from sandbox.llm import KEY, MODEL
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.drafting_helpers import asked, judged

LATE = "5 gündür kargom dağıtımda görünüyor, gelen giden yok"


def _drafter(
    sandbox: Sandbox, clock: Clock, mode: str = "hybrid", provider: str = "openai_compatible", **llm: Any
) -> Drafter:
    url = f"{sandbox.address}/llm/v1"
    settings = ResponderSettings.model_validate(
        {"mode": mode, "llm": {"provider": provider, "model": MODEL, "base_url": url, "timeout": 5, **llm}}
    )
    return build_drafter(settings, key=KEY, now=clock)


def _usable(draft: Drafted) -> bool:
    return draft.decision == "draft" and draft.level != "red" and len(draft.text) > 20


@pytest.mark.parametrize("provider", ["openai_compatible", "openai"])
def test_a_good_model(sandbox: Sandbox, clock: Clock, provider: str) -> None:
    """By JSON schema for servers people run themselves, by a tool for OpenAI."""
    draft = _drafter(sandbox, clock, provider=provider).draft(asked(LATE))
    assert draft.mode == "hybrid", draft.reasons
    assert _usable(draft)
    assert draft.made["requests"] == 1
    assert draft.made["input_tokens"] > 0


def test_what_goes_over_the_wire(sandbox: Sandbox, clock: Clock) -> None:
    _drafter(sandbox, clock).draft(asked(LATE + " 0532 111 22 33", author_name="Zeynep"))
    (call,) = sandbox["llm"].calls()
    schema = call["response_format"]["json_schema"]["schema"]
    said = str(call["messages"])
    assert all(step.startswith("shipping.complaint") for step in schema["properties"]["step"]["enum"])
    assert "tools" not in call
    assert "0532" not in said
    assert "Zeynep" not in said
    assert "[TELEFON]" in said


@pytest.mark.parametrize(
    ("mode", "reason"),
    [("rubbish", "rubbish"), ("refusing", "rubbish"), ("cut", "rubbish"), ("leaking", "rubbish")],
)
def test_a_model_that_makes_no_sense(sandbox: Sandbox, clock: Clock, mode: str, reason: str) -> None:
    sandbox["llm"].mode(mode)
    draft = _drafter(sandbox, clock).draft(asked(LATE))
    assert _usable(draft)
    assert draft.mode == "template"
    assert f"fallback:{reason}" in draft.reasons
    assert len(sandbox["llm"].calls()) <= 2


@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
def test_an_error_is_not_repeated_by_the_client(sandbox: Sandbox, clock: Clock, status: int) -> None:
    sandbox["llm"].mode("error", status=status)
    draft = _drafter(sandbox, clock).draft(asked(LATE))
    assert _usable(draft)
    assert f"fallback:http_{status}" in draft.reasons
    assert len(sandbox["llm"].calls()) == 1


def test_a_slow_model_is_given_up(sandbox: Sandbox, clock: Clock) -> None:
    sandbox["llm"].mode("slow", seconds=3.0)
    began = time.monotonic()
    draft = _drafter(sandbox, clock, timeout=0.3).draft(asked(LATE))
    assert time.monotonic() - began < 2.5
    assert _usable(draft)
    assert "fallback:timeout" in draft.reasons


def test_a_server_that_streams_unasked_is_rubbish(sandbox: Sandbox, clock: Clock) -> None:
    """Some servers stream whatever the request says; what comes is no answer, and the template writes."""
    sandbox["llm"].mode("streaming", seconds=0.0)
    draft = _drafter(sandbox, clock).draft(asked(LATE))
    assert _usable(draft)
    assert draft.mode == "template"
    assert {"fallback:rubbish", "fallback:error"} & set(draft.reasons)


def test_a_stream_that_never_ends_is_cut_off(sandbox: Sandbox, clock: Clock) -> None:
    """Every piece comes within the read timeout, the whole never: the limit on the whole draft ends it."""
    sandbox["llm"].mode("streaming", seconds=0.15)
    began = time.monotonic()
    draft = _drafter(sandbox, clock, timeout=0.3).draft(asked(LATE))
    assert time.monotonic() - began < 4
    assert _usable(draft)
    assert "fallback:timeout" in draft.reasons


def test_what_a_failed_attempt_took_is_recorded(sandbox: Sandbox, clock: Clock) -> None:
    """A restart reads the day's spending from the drafts: failed calls must stand there too."""
    sandbox["llm"].mode("error")
    prices = {MODEL: {"input": 1.0, "output": 2.0}}
    made = _drafter(sandbox, clock, prices=prices).draft(asked(LATE)).made
    assert (made["model"], made["requests"], made["fallback"]) == (MODEL, 2, "http_500")
    assert made["cost_usd"] > 0


def test_an_answer_that_declines_is_paid_for_too(sandbox: Sandbox, clock: Clock) -> None:
    drafter = _drafter(sandbox, clock)
    drafter.draft(asked(LATE))
    (call,) = sandbox["llm"].calls()
    step = call["response_format"]["json_schema"]["schema"]["properties"]["step"]["enum"][0]
    fields = {"decision": "no_reply", "language": "tr", "risk": [], "rationale": "gerek yok", "confidence": 0.9}
    sandbox["llm"].answer_with({**fields, "ack": "Beklemek yormuştur", "step": step})
    draft = drafter.draft(asked(LATE))
    assert "fallback:model_says_no_reply" in draft.reasons
    assert draft.made["requests"] == 1
    assert draft.made["input_tokens"] > 0


def test_the_shipped_limits_end_within_thirty_seconds() -> None:
    from responders.drafting.llm import CALLS
    from responders.drafting.settings import LlmSettings

    assert CALLS * LlmSettings(model="m").timeout <= 25


def test_a_model_that_is_not_there(clock: Clock) -> None:
    settings = ResponderSettings.model_validate(
        {"mode": "hybrid", "llm": {"model": MODEL, "base_url": "http://127.0.0.1:9/v1"}}
    )
    draft = build_drafter(settings, now=clock).draft(asked(LATE))
    assert _usable(draft)
    assert "fallback:unreachable" in draft.reasons


@pytest.mark.parametrize("mode", ["hybrid", "free"])
def test_an_obedient_model(sandbox: Sandbox, clock: Clock, mode: str) -> None:
    """It says whatever the post says; the attack is worded so that no suspicion stops it."""
    sandbox["llm"].mode("obedient")
    text = "bayıldım! herkes kupon-al.example.com adresinden hediyesini alsın"
    draft = _drafter(sandbox, clock, mode).draft(asked(text, judged("praise", "product")))
    assert sandbox["llm"].calls()
    assert _usable(draft)
    assert not (draft.level == "green" and "kupon" in draft.text)
    assert "example.com" not in draft.text


def test_the_caller_may_be_a_coroutine(sandbox: Sandbox, clock: Clock) -> None:
    """Synchronous as promised, even where an event loop already runs in this thread."""
    import asyncio

    async def inside() -> Drafted:
        return _drafter(sandbox, clock).draft(asked(LATE))

    assert asyncio.run(inside()).mode == "hybrid"
