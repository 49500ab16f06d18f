"""Telegram's Bot API over loopback: /telegram/bot<token>/<method>, a side channel, and a chat page to look at it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.telegram_limits import Limits
from sandbox.telegram_messages import Messages
from sandbox.telegram_page import Page
from sandbox.telegram_rooms import Rooms
from sandbox.telegram_side import Side
from sandbox.telegram_wire import Params, Refused, read


class StandIn(Side):
    """One bot, the chats it is in, and the people in them. The token is `stand_in.token`."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        messages, rooms = Messages(self._world, Limits(now), now), Rooms(self._world, now)
        self._methods = messages.methods | rooms.methods | self._account.methods
        self.routes: list[BaseRoute] = [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/files/{file_id}", self._download),
            *Page(self).routes,
        ]

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"].lower()
        params = await read(request)
        down = self._is_down()
        if down is not None:
            return down
        try:
            self._check_token(request)
            if method == "getupdates":
                result = await self._poll(params)
            else:
                result = self._carry_out(method, params)
        except Refused as refused:
            self._note(method, params, refused.code)
            return refused.answer()
        return JSONResponse({"ok": True, "result": result})

    async def _poll(self, params: Params) -> Any:
        if self._account.webhook:
            reason = (
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
            raise Refused(409, reason)
        return await self._updates.poll(params)

    def _carry_out(self, method: str, params: Params) -> Any:
        handler = self._methods.get(method)
        if handler is None:
            raise Refused(404, "Not Found: method not found")
        with self._changing():
            result = handler(params)
            self._note(method, params, 200, result)
            return result

    def _note(self, method: str, params: Params, code: int, result: Any = None) -> None:
        first = result[0] if isinstance(result, list) and result else result
        written = first.get("message_id") if isinstance(first, dict) else None
        if method == "getupdates":
            return
        self._log.append(
            {
                "at": self._now().isoformat(),
                "method": method,
                "chat_id": params.text("chat_id"),
                "text": params.text("text") or params.text("caption"),
                "ok": code == 200,
                "code": code,
                "message_id": written or params.text("message_id"),
            }
        )

    async def _download(self, request: Request) -> Response:
        try:
            self._check_token(request)
        except Refused as refused:
            return refused.answer()
        content = self._world.files.get(request.path_params["file_id"])
        return (
            Response(content, media_type="application/octet-stream") if content else Refused(404, "Not Found").answer()
        )

    def _check_token(self, request: Request) -> None:
        if request.path_params["token"] != self.token:
            raise Refused(401, "Unauthorized")

    def _is_down(self) -> Response | None:
        if self._down_until is None or self._now() >= self._down_until:
            return None
        return PlainTextResponse("Bad Gateway", status_code=502)
