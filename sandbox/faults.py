"""Faults on order: the next matching requests are refused, delayed, or answered by hanging up."""

from __future__ import annotations

import json
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any, Literal

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


@dataclass
class Fault:
    """`path` is a glob such as /x/2/tweets; `times` requests are hit.

    answer      the given status, body (text as it is, anything else as JSON) and headers, the request not carried out
    stall       no answer until the caller gives up, the request not carried out
    hang_up     the connection is cut, the request not carried out
    lose_answer the request is carried out, then the connection is cut: the caller cannot know
    """

    path: str
    kind: Literal["answer", "stall", "hang_up", "lose_answer"]
    method: str = "*"
    times: int = 1
    status: int = 503
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Faults:
    """The faults still to come, and the ASGI layer that plays them."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []
        """Method and path of every request, faulty or not."""
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The first fault that hits this request, used up by one."""
        with self._lock:
            for fault in self._waiting:
                if fault.method in ("*", method) and fnmatch(path, fault.path):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None

    def around(self, app: App) -> App:
        """`app` with the faults in front of it."""

        async def faulty(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
            fault = None
            if scope["type"] == "http":
                self.seen.append((scope["method"], scope["path"]))
                fault = self.take(scope["method"], scope["path"])
            if fault is None:
                await app(scope, receive, send)
            elif fault.kind == "answer":
                await _answer(fault, receive, send)
            elif fault.kind == "stall":
                await _until_gone(receive)
            else:
                if fault.kind == "lose_answer":
                    await app(scope, receive, _nowhere)
                # uvicorn's `send` is a method of its request cycle, which holds the socket's transport.
                send.__self__.transport.abort()  # type: ignore[attr-defined]
                await _until_gone(receive)

        return faulty


async def _answer(fault: Fault, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    text = fault.body if isinstance(fault.body, str) else json.dumps({} if fault.body is None else fault.body)
    headers = {"content-type": "application/json", **fault.headers}
    wire = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": fault.status, "headers": wire})
    await send({"type": "http.response.body", "body": text.encode()})


async def _nowhere(message: Message) -> None:
    """Swallow the answer."""


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
