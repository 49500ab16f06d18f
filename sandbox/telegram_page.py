"""The chat page: Telegram as a visitor of the demo sees it, in the browser, on the stand-in's own state."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.telegram_render import render
from sandbox.telegram_side import BOT_ID, Side
from sandbox.telegram_world import Chat, Wire

_SHOWN = 150
_HERE = Path(__file__).parent / "page"


class Page:
    """GET /telegram/chat, and the few JSON calls it makes."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self.routes: list[BaseRoute] = [
            Route("/chat", self._show),
            Route("/page/state", self._state),
            Route("/page/message", self._message, methods=["POST"]),
            Route("/page/tap", self._tap, methods=["POST"]),
            Route("/page/toast/{query}", self._toast),
            Route("/page/file/{file_id}", self._file),
        ]

    async def _show(self, _: Request) -> HTMLResponse:
        """One page, nothing loaded from elsewhere."""
        nonce = secrets.token_urlsafe(16)
        page = (_HERE / "chat.html").read_text("utf-8")
        for part in ("chat.css", "chat.js", "published.js"):
            page = page.replace(f"/*{part}*/", (_HERE / part).read_text("utf-8"))
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self' data:; "
            "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        headers = {"content-security-policy": policy, "cache-control": "no-store"}
        return HTMLResponse(page.replace("NONCE", nonce), headers=headers)

    async def _state(self, request: Request) -> JSONResponse:
        """Everything one person sees; only the version when nothing changed since `since`."""
        query = request.query_params
        version = self._side.version
        if query.get("since") == str(version):
            return JSONResponse({"version": version})
        return JSONResponse(self._side.locked(lambda: self._whole(int(query.get("user") or 0))))

    async def _message(self, request: Request) -> JSONResponse:
        given = await _json(request)
        if given["chat"] == given["user"] and given["text"].strip() == "/start":
            return _done(lambda: self._side.start(given["user"]))
        wanted = {name: given.get(name) for name in ("chat", "user", "text", "reply_to", "thread")}
        return _done(lambda: self._side.message(**wanted))

    async def _tap(self, request: Request) -> JSONResponse:
        given = await _json(request)
        return _done(lambda: self._side.press(given["chat"], given["message"], given["user"], given["data"]))

    async def _toast(self, request: Request) -> JSONResponse:
        return _done(lambda: self._side.toast(request.path_params["query"]))

    async def _file(self, request: Request) -> Response:
        content = self._side.file(request.path_params["file_id"])
        if content is None:
            return Response(status_code=404)
        # The kind is ours to say, not the uploader's: nothing but pictures is shown.
        kind = "image/png" if content.startswith(b"\x89PNG") else "application/octet-stream"
        kind = "image/jpeg" if content.startswith(b"\xff\xd8") else kind
        return Response(content, media_type=kind, headers={"x-content-type-options": "nosniff"})

    def _whole(self, user: int) -> Wire:
        people = [person for person in self._side.people() if person.id != BOT_ID]
        chosen = next((person for person in people if person.id == user), people[0] if people else None)
        who = chosen.id if chosen else 0
        return {
            "version": self._side.version,
            "user": who,
            "people": [person.wire() for person in people],
            "menu": self._side.menu(chosen.language_code or "") or self._side.menu() if chosen else [],
            "bot": self._side.bot_name,
            "chats": [self._chat(chat) for chat in self._side.rooms_of(who)],
        }

    def _chat(self, chat: Chat) -> Wire:
        shown = [_dress(message) for message in self._side.messages(chat.id)[-_SHOWN:]]
        return {
            "id": chat.id,
            "title": chat.title or self._side.bot_name,
            "private": not chat.group,
            "members": len([status for status in chat.members.values() if status not in ("kicked", "left")]),
            "topics": [{"id": thread, "name": name} for thread, name in chat.topics.items()],
            "forum": chat.forum,
            "pinned": chat.pinned[-1] if chat.pinned else None,
            "messages": shown,
        }


def _dress(message: Wire) -> Wire:
    """A message for the page: its text as safe HTML, its file by address."""
    media = message["media"]
    photo = media["photo"][-1]["file_id"] if "photo" in media else None
    document = media.get("document", {}).get("file_name")
    dropped = ("entities", "history", "media")
    kept = {name: value for name, value in message.items() if name not in dropped}
    return kept | {"html": render(message["text"], message["entities"]), "photo": photo, "document": document}


async def _json(request: Request) -> Any:
    """Only JSON is taken: another site's form cannot send that without asking first."""
    if request.headers.get("content-type") != "application/json":
        raise HTTPException(415, "application/json expected")
    return await request.json()


def _done(act: Callable[[], Any]) -> JSONResponse:
    """A mistake of the visitor is told, not raised."""
    try:
        return JSONResponse({"result": act()})
    except (ValueError, KeyError) as error:
        return JSONResponse({"error": str(error)}, status_code=400)
