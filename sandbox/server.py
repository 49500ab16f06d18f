"""All stand-ins behind one loopback port, served from a thread of this process."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import pkgutil
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from sandbox.faults import Fault, Faults

Now = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """The stand-ins by name: `sandbox["x"].post(...)`. `now` is the clock they share with the app.

    Use as a context manager; `address` is http://127.0.0.1:PORT while it runs.
    """

    def __init__(self, now: Now = utc_now, port: int = 0) -> None:
        self.faults = Faults()
        self._socket = socket.create_server(("127.0.0.1", port))
        # Inherited by every connection; asyncio sets it only where it sees the protocol number, which is 0 here.
        # Without it each answer waits 40 ms for the caller's delayed acknowledgement.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._stand_ins: dict[str, Any] = {name: make(now) for name, make in _stand_ins().items()}
        config = uvicorn.Config(self.faults.around(self._app()), log_level="error", lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="sandbox", daemon=True)

    def __getitem__(self, name: str) -> Any:
        return self._stand_ins[name]

    @property
    def requests(self) -> list[tuple[str, str]]:
        """Method and path of every request so far."""
        return self.faults.seen

    def __enter__(self) -> Sandbox:
        started = threading.Event()
        self._on_start = started
        self._thread.start()
        if not started.wait(20):
            raise RuntimeError("the stand-ins did not start within 20 s")
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._leave.set)
        self._thread.join(timeout=10)
        self._socket.close()

    def _serve(self) -> None:
        async def run() -> None:
            self._loop, self._leave = asyncio.get_running_loop(), asyncio.Event()
            serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
            while not self._server.started and not serving.done():
                await asyncio.sleep(0.005)
            self._on_start.set()
            await self._leave.wait()
            await self._drop(serving)

        asyncio.run(run())

    async def _drop(self, serving: asyncio.Task[None]) -> None:
        """Leave without uvicorn's 0.2 s of courtesy: nobody is waiting for an answer any more."""
        serving.cancel()
        for listening in self._server.servers:
            listening.close()
        for connection in list(self._server.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.wait([serving])

    def _app(self) -> Starlette:
        mounts = [Mount(f"/{name}", routes=made.routes) for name, made in self._stand_ins.items()]
        return Starlette(
            routes=[
                Route("/sim/faults", self._add_fault, methods=["POST"]),
                Route("/sim/{name}/{method}", self._sim, methods=["POST"]),
                *mounts,
            ]
        )

    async def _add_fault(self, request: Request) -> JSONResponse:
        self.faults.add(Fault(**await request.json()))
        return JSONResponse({"ok": True})

    async def _sim(self, request: Request) -> JSONResponse:
        """The side channel: any public method of a stand-in, arguments as a JSON object."""
        name, method = request.path_params["name"], request.path_params["method"]
        found = getattr(self._stand_ins.get(name), method, None)
        if method.startswith("_") or not inspect.ismethod(found):
            return JSONResponse({"error": f"{name} has no {method}"}, status_code=404)
        result = found(**await request.json())
        return JSONResponse({"result": json.loads(json.dumps(result, default=str))})


def _stand_ins() -> dict[str, Callable[[Now], Any]]:
    """Every module here that has a class StandIn, by file name."""
    found = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        made = getattr(importlib.import_module(f"sandbox.{module.name}"), "StandIn", None)
        if made is not None:
            found[module.name] = made
    return found
