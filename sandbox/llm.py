"""A language model behind the OpenAI chat API, over loopback: well-behaved, slow, senseless or led astray, as told."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from sandbox.llm_words import Json, Say, dumps, fill, mention_in, sensible, text_of

Mode = Literal["good", "slow", "rubbish", "refusing", "obedient", "leaking", "cut", "streaming", "error"]
MODEL = "sandbox-1"
KEY = "sk-sandbox-loopback-only"
_RUBBISH = ('çğş %% 42 { "reply":', '{"foo": [1, 2, 3]}', "", "Sure! Here is the JSON you asked for: {reply: ok}")
_PIECE = 12


@dataclass(frozen=True)
class Answer:
    """What the model says to one request."""

    text: str | None
    finish: str = "stop"
    tool: str | None = None
    """The tool called with `text` as its arguments."""
    refusal: str | None = None


class StandIn:
    """One model, one key. Modes:

    good      a valid object of the asked schema (response_format or the first tool), else a sentence
    slow      the same after `seconds` of real time
    rubbish   no JSON, other JSON, nothing at all, in turn
    refusing  the API's refusal field, no content
    obedient  does what the post says: repeats it, links and all
    leaking   repeats its instructions
    cut       stops half-way, finish_reason length
    streaming streams though nobody asked, as some servers do, a piece every `seconds`
    error     the given HTTP status
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._mode: Mode = "good"
        self._status, self._seconds = 500, 30.0
        self._next: deque[str] = deque()
        self._calls: list[Json] = []
        self._ids = itertools.count(1)
        self.routes: list[BaseRoute] = [
            Route("/v1/models", self._models),
            Route("/v1/chat/completions", self._chat, methods=["POST"]),
        ]

    def mode(self, mode: Mode, status: int = 500, seconds: float = 30.0) -> None:
        """From now on answer like this."""
        if mode not in get_args(Mode):
            raise ValueError(f"no mode {mode!r}; one of {get_args(Mode)}")
        self._mode, self._status, self._seconds = mode, status, seconds

    def answer_with(self, content: Any) -> None:
        """The next answer is exactly this: a text, or an object written as JSON. Comes before any mode."""
        self._next.append(content if isinstance(content, str) else dumps(content))

    def calls(self) -> list[Json]:
        """Every request body received, with the time it came: what was really sent to the model."""
        return list(self._calls)

    async def _models(self, request: Request) -> Response:
        refused = _refused(request)
        return refused or JSONResponse({"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0}]})

    async def _chat(self, request: Request) -> Response:
        refused = _refused(request)
        if refused is not None:
            return refused
        body: Json = await request.json()
        self._calls.append({**body, "at": self._now().isoformat()})
        wrong = _wrong(body)
        if wrong is not None:
            return wrong
        if self._mode == "error":
            return _error(self._status, "server_error", "The stand-in was told to fail.")
        if self._mode == "slow":
            await asyncio.sleep(self._seconds)
        answer = self._answer(body)
        frame = {"id": f"chatcmpl-{next(self._ids)}", "created": int(self._now().timestamp()), "model": body["model"]}
        if body.get("stream") or self._mode == "streaming":
            pause = self._seconds if self._mode == "streaming" else 0.0
            return StreamingResponse(_stream(frame, answer, body, pause), media_type="text/event-stream")
        return JSONResponse(_whole(frame, answer, body))

    def _answer(self, body: Json) -> Answer:
        tool, schema = _asked(body)
        done = "tool_calls" if tool else "stop"
        if self._next:
            return Answer(self._next.popleft(), done, tool)
        if self._mode == "refusing":
            return Answer(None, refusal="I can't help with that.")
        if self._mode == "rubbish":
            return Answer(_RUBBISH[len(self._calls) % len(_RUBBISH)], done, tool)
        text = self._text(body["messages"], schema)
        if self._mode == "cut":
            return Answer(text[: len(text) // 2], "length", tool)
        return Answer(text, done, tool)

    def _text(self, messages: list[Json], schema: Json | None) -> str:
        say = self._say(messages)
        return say(0) if schema is None else dumps(fill(schema, say))

    def _say(self, messages: list[Json]) -> Say:
        instructions = [text_of(said) for said in messages if said.get("role") in ("system", "developer")]
        led = {"obedient": mention_in(messages), "leaking": " ".join(instructions)}.get(self._mode)
        return sensible(messages) if led is None else lambda _: led


def _asked(body: Json) -> tuple[str | None, Json | None]:
    """The tool to call and the schema to fill, if any."""
    tools = body.get("tools") or []
    if tools and body.get("tool_choice") != "none":
        function = tools[0]["function"]
        return function["name"], function.get("parameters") or {"type": "object"}
    wanted = body.get("response_format") or {}
    return None, wanted.get("json_schema", {}).get("schema") if wanted.get("type") == "json_schema" else None


def _refused(request: Request) -> Response | None:
    if request.headers.get("authorization") == f"Bearer {KEY}":
        return None
    return _error(401, "invalid_request_error", "Incorrect API key provided.", "invalid_api_key")


def _wrong(body: Json) -> Response | None:
    """What the API refuses about a request."""
    if body.get("model") != MODEL:
        said = f"The model `{body.get('model')}` does not exist or you do not have access to it."
        return _error(404, "invalid_request_error", said, "model_not_found")
    if not body.get("messages"):
        return _error(400, "invalid_request_error", "[] is too short - 'messages'")
    asked = (body.get("response_format") or {}).get("json_schema", {})
    if asked.get("strict") and asked.get("schema", {}).get("additionalProperties") is not False:
        said = (
            f"Invalid schema for response_format '{asked.get('name')}': 'additionalProperties' is required to be false."
        )
        return _error(400, "invalid_request_error", said)
    return None


def _error(status: int, kind: str, message: str, code: str | None = None) -> JSONResponse:
    return JSONResponse({"error": {"message": message, "type": kind, "param": None, "code": code}}, status_code=status)


def _usage(answer: Answer, body: Json) -> Json:
    """Counted at four letters a token, as rough as it sounds."""
    read = sum(len(text_of(message)) for message in body["messages"]) // 4 + 1
    written = len(answer.text or answer.refusal or "") // 4 + 1
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _call(answer: Answer, arguments: str) -> Json:
    return {"id": "call_1", "type": "function", "function": {"name": answer.tool, "arguments": arguments}}


def _whole(frame: Json, answer: Answer, body: Json) -> Json:
    message: Json = {"role": "assistant", "content": None if answer.tool else answer.text, "refusal": answer.refusal}
    if answer.tool:
        message["tool_calls"] = [_call(answer, answer.text or "")]
    choice = {"index": 0, "message": message, "finish_reason": answer.finish, "logprobs": None}
    return {**frame, "object": "chat.completion", "choices": [choice], "usage": _usage(answer, body)}


async def _stream(frame: Json, answer: Answer, body: Json, pause: float) -> AsyncIterator[str]:
    frame = {**frame, "object": "chat.completion.chunk"}
    for delta in _deltas(answer):
        await asyncio.sleep(pause)
        yield _event({**frame, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    yield _event({**frame, "choices": [{"index": 0, "delta": {}, "finish_reason": answer.finish}]})
    if (body.get("stream_options") or {}).get("include_usage"):
        yield _event({**frame, "choices": [], "usage": _usage(answer, body)})
    yield "data: [DONE]\n\n"


def _deltas(answer: Answer) -> list[Json]:
    """The answer in pieces; a tool's name comes with the first."""
    text = answer.text or ""
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    if answer.refusal is not None:
        return [{"role": "assistant", "refusal": answer.refusal}]
    if answer.tool is None:
        return [{"role": "assistant", "content": ""}, *({"content": piece} for piece in pieces)]
    first = {"role": "assistant", "tool_calls": [{"index": 0, **_call(answer, "")}]}
    return [first, *({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} for piece in pieces)]


def _event(chunk: Json) -> str:
    return f"data: {dumps(chunk)}\n\n"
