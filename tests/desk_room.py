"""A desk in Telegram for tests: the real library against the stand-in, with people in a group."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot
from telegram.request import HTTPXRequest

from models import Database
from responders.desk.desk import Desk
from responders.desk.settings import DeskSettings
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_table import ADA, ELIF, IZEL, MERT, STRANGER, TOM, Table

SECRET = b"a secret of the desk for tests only"
PEOPLE = {ELIF: "Elif", MERT: "Mert", IZEL: "İzel", TOM: "Tom", ADA: "Ada", STRANGER: "Yabancı"}


@dataclass
class Room:
    """`table` holds the records; `telegram` is what people do in their apps."""

    table: Table
    telegram: Any
    chat: int
    desk: Desk
    bot: Bot
    clock: Clock
    queries: list[str] = field(default_factory=list)

    async def settle(self, seconds: int = 60) -> int:
        """Let the desk send all it wants, a second at a time; returns how many messages and edits went."""
        went = 0
        for _ in range(seconds):
            went += await self.desk.send_due()
            self.clock.forward(seconds=1)
        return went

    def card(self, mention: int) -> dict[str, Any]:
        """The card's message as people see it."""
        row = self.table.case(mention).card
        assert row is not None
        (message,) = [entry for entry in self.telegram.messages(row.chat_id) if entry["id"] == row.message_id]
        return dict(message)

    def said(self, chat: int | None = None) -> list[dict[str, Any]]:
        """What the bot has written, oldest first; its counter left out."""
        messages = self.telegram.messages(chat if chat is not None else self.chat)
        own = [entry for entry in messages if entry["bot"] and not entry["service"]]
        return [entry for entry in own if not entry["text"].startswith("📌")]

    def labels(self, mention: int) -> list[str]:
        return [key["label"] for row in self.card(mention)["buttons"] for key in row]

    async def tap(self, user: int, mention: int, label: str) -> str:
        """Tap by label, let the desk handle it and edit the card; gives the toast."""
        query = self.telegram.tap(self.chat, self.card(mention)["id"], user, label)["query"]
        return await self._toast(query)

    async def press(self, user: int, message_id: int, data: str) -> str:
        """Send any button data from any message, as an old or forged button does."""
        return await self._toast(self.telegram.press(self.chat, message_id, user, data)["query"])

    async def say(self, user: int, text: str, reply_to: int | None = None, chat: int | None = None) -> list[str]:
        """Write in the chat; gives what the bot has said since."""
        where = chat if chat is not None else self.chat
        last = self.telegram.message(where, user, text, reply_to)
        await self.desk.receive(0)
        await self.settle(3)
        return [entry["text"] for entry in self.said(where) if entry["id"] > last]

    async def _toast(self, query: str) -> str:
        await self.desk.receive(0)
        await self.desk.drain()
        await self.settle(3)
        answer = self.telegram.toast(query)
        assert answer is not None
        return str(answer["text"])


@contextmanager
def open_room(sandbox: Sandbox, database: Database, clock: Clock, **settings: Any) -> Iterator[Room]:
    """A group with everybody in it, the stranger too."""
    telegram = sandbox["telegram"]
    for user, name in PEOPLE.items():
        telegram.user(user, name, language_code="en" if user == TOM else "tr")
    chat = telegram.group("Örnek Marka masası", list(PEOPLE))
    table = Table(database, clock)
    table.settings |= {"chat": chat, **settings}
    bot = make_bot(sandbox)
    yield Room(table, telegram, chat, make_desk(table, bot), bot, clock)


def make_bot(sandbox: Sandbox) -> Bot:
    """The library's own client, pointed at the stand-in."""
    return Bot(
        sandbox["telegram"].token,
        base_url=f"{sandbox.address}/telegram/bot",
        base_file_url=f"{sandbox.address}/telegram/file/bot",
        request=HTTPXRequest(connection_pool_size=4),
        get_updates_request=HTTPXRequest(connection_pool_size=1),
    )


def make_desk(table: Table, bot: Bot) -> Desk:
    return Desk(table.database, table.brands, DeskSettings(**table.settings), bot, SECRET, table.clock, table.hooks)
