"""A brand's chat with its digest: the desk's room, its lists, and the real channels on the owned clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time
from typing import Any, Literal

from models import Brand, Bulletin, Database
from responders.desk.desk import Desk
from responders.desk.settings import DeskSettings
from samimi import channels
from samimi.digests import Digests
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import SECRET, Room, open_room
from tests.desk_table import brand


@dataclass
class Mornings:
    """The room and who sends digests to it."""

    room: Room
    source: channels.Source

    def digests(self, worker: str = "one", further: Mapping[str, channels.Channel[Bulletin]] | None = None) -> Digests:
        ways: dict[str, channels.Channel[Bulletin]] = {
            "picture": channels.Picture(self.source, self.room.desk),
            "chat": channels.Chat(self.source, self.room.desk),
            **(further or {}),
        }
        morning = channels.Morning(self.source, self.room.desk)
        source = self.source
        return Digests(source.database, source.brands, time(9), morning, ways, worker=worker, now=source.now)

    def shown(self) -> list[dict[str, Any]]:
        """What the bot has said in the group."""
        return self.room.said()

    def under(self, message_id: int) -> dict[str, Any]:
        """The last thing said in reply to a message."""
        return [entry for entry in self.shown() if entry["reply_to"] == message_id][-1]

    def labels(self, message: dict[str, Any]) -> list[str]:
        return [key["label"] for row in message["buttons"] for key in row]

    async def tap(self, user: int, message_id: int, label: str) -> str:
        """Tap a button of any message by its label; gives the toast."""
        room = self.room
        query = room.telegram.tap(room.chat, message_id, user, label)["query"]
        await room.desk.receive(0)
        await room.settle(3)
        return str(room.telegram.toast(query)["text"])


@contextmanager
def open_mornings(
    sandbox: Sandbox, database: Database, clock: Clock, language: Literal["tr", "en"] = "tr", **changes: Any
) -> Iterator[Mornings]:
    with open_room(sandbox, database, clock) as room:
        brands: dict[str, Brand] = {"ornek": brand(chat_language=language, **changes)}
        room.table.brands = brands
        settings = DeskSettings(**room.table.settings)
        lists = channels.lists_of(brands)
        room.desk = Desk(database, brands, settings, room.bot, SECRET, clock, room.table.hooks, lists=lists)
        yield Mornings(room, channels.Source(database, brands, clock))
