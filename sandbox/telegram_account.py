"""Bot API methods about the bot itself: who it is, its command menu, its webhook, the taps it must answer."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.telegram_updates import Updates
from sandbox.telegram_wire import Params, Refused
from sandbox.telegram_world import Chat, Person, Wire, World

# Telegram does not publish when a tap grows too old to be answered.
ANSWERED_WITHIN = timedelta(minutes=10)
_TOAST = 200


@dataclass
class Tap:
    """A press on a button, until the bot has answered it."""

    id: str
    at: datetime
    answer: Wire | None = None


class Account:
    """State that belongs to the bot, not to a chat."""

    def __init__(self, world: World, updates: Updates, now: Callable[[], datetime]) -> None:
        self._world, self._updates, self._now = world, updates, now
        self._tap_ids = itertools.count(4_382_000_000_001)
        self.taps: dict[str, Tap] = {}
        self.commands: dict[tuple[str, str], list[Wire]] = {}
        self.webhook = ""
        self.methods: dict[str, Callable[[Params], Any]] = {
            "getme": self.get_me,
            "answercallbackquery": self.answer,
            "setmycommands": self.set_commands,
            "getmycommands": lambda params: self.commands.get(_scope(params), []),
            "deletemycommands": lambda params: self.commands.pop(_scope(params), None) is not None or True,
            "setwebhook": self.set_webhook,
            "deletewebhook": self.delete_webhook,
            "getwebhookinfo": self.webhook_info,
            "getfile": self.get_file,
        }

    def get_me(self, _: Params) -> Wire:
        reads_all = not self._world.privacy
        abilities = {
            "can_join_groups": True,
            "can_read_all_group_messages": reads_all,
            "supports_inline_queries": False,
        }
        return {**self._world.bot.wire(), **abilities}

    def tap(self, chat: Chat, message: Wire, person: Person, data: str) -> str:
        """Queue a callback query and give its id."""
        made = Tap(str(next(self._tap_ids)), self._now())
        self.taps[made.id] = made
        body = {"id": made.id, "from": person.wire(), "message": message, "chat_instance": str(chat.id), "data": data}
        self._updates.add("callback_query", body)
        return made.id

    def answer(self, params: Params) -> bool:
        tap = self.taps.get(params.text("callback_query_id"))
        if tap is None or tap.answer is not None or self._now() - tap.at > ANSWERED_WITHIN:
            raise Refused(400, "query is too old and response timeout expired or query ID is invalid")
        if len(params.text("text")) > _TOAST:
            raise Refused(400, "MESSAGE_TOO_LONG")
        tap.answer = {"text": params.text("text"), "alert": params.flag("show_alert")}
        return True

    def set_commands(self, params: Params) -> bool:
        commands = params.data("commands")
        if not isinstance(commands, list) or len(commands) > 100:
            raise Refused(400, "BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            # Only a-z, 0-9 and _: a Turkish letter in a command is refused.
            if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
                raise Refused(400, "BOT_COMMAND_INVALID")
            if not 1 <= len(str(command.get("description", ""))) <= 256:
                raise Refused(400, "BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_scope(params)] = commands
        return True

    def set_webhook(self, params: Params) -> bool:
        url = params.text("url")
        if url and not url.startswith("https://"):
            raise Refused(400, "bad webhook: An HTTPS URL must be provided for webhook")
        self._updates.allow(params)
        self._drop(params)
        self.webhook = url
        return True

    def delete_webhook(self, params: Params) -> bool:
        self._drop(params)
        self.webhook = ""
        return True

    def webhook_info(self, _: Params) -> Wire:
        waiting = self._updates.pending()
        return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": waiting}

    def get_file(self, params: Params) -> Wire:
        file_id = params.text("file_id")
        if file_id not in self._world.files:
            raise Refused(400, "wrong file_id or the file is temporarily unavailable")
        size = len(self._world.files[file_id])
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, "file_path": f"files/{file_id}"}

    def _drop(self, params: Params) -> None:
        if params.flag("drop_pending_updates"):
            self._updates.drop()


def _scope(params: Params) -> tuple[str, str]:
    scope = params.data("scope") or {"type": "default"}
    return ":".join(str(value) for value in scope.values()), params.text("language_code")
