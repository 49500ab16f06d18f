"""A brand's chat with its alarm: the desk's room, the loops of the alarm and of its incidents, on the owned clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from models import Database, Incident
from reports.settings import AlarmSettings
from responders.desk.case import Redraft
from responders.desk.desk import Desk
from responders.desk.settings import DeskSettings
from responders.guards import Context, Flag
from samimi.alarms import Alarms
from samimi.incident_voice import IncidentVoice
from samimi.incidents import Incidents
from sandbox.server import Sandbox
from tests.conftest import Clock
from tests.desk_room import SECRET, Room, open_room
from tests.desk_table import brand

QUIET = AlarmSettings(campaigns=[])


@dataclass
class Watch:
    """The room and its alarm."""

    room: Room
    voice: IncidentVoice
    settings: AlarmSettings
    redraft: Redraft | None = None
    """Who makes drafts anew; None: the table's stand-in."""

    def alarms(self, worker: str = "one") -> Alarms:
        table, clock = self.room.table, self.room.clock
        return Alarms(table.database, table.brands, self.settings, self.voice, worker=worker, now=clock)

    def incidents(self, redraft: Redraft | None = None) -> Incidents:
        table = self.room.table
        made = redraft or self.redraft or table.redraft
        return Incidents(table.database, table.brands, self.voice, made, self.room.clock)

    def complaints(self, count: int, minutes_ago: int = 30, topic: str = "shipping", **fields: Any) -> list[int]:
        """Posts of different people, a minute apart."""
        first = self.room.clock() - timedelta(minutes=minutes_ago)
        table = self.room.table
        return [
            table.mention(
                f"kargom yok {table.count}", author=f"Kişi {table.count}", created_at=first + timedelta(minutes=n),
                topics=[topic], **fields,
            )
            for n in range(count)
        ]  # fmt: skip

    def said(self) -> list[str]:
        """The alarm's messages, oldest first."""
        return [entry["text"] for entry in self.room.said() if entry["text"].startswith(("🚨", "✅"))]

    def card(self, incident_id: int = 1) -> dict[str, Any]:
        shown = self.incident(incident_id).message_id
        (message,) = [entry for entry in self.room.said() if entry["id"] == shown]
        return message

    def labels(self, incident_id: int = 1) -> list[str]:
        return [key["label"] for row in self.card(incident_id)["buttons"] for key in row]

    def incident(self, incident_id: int = 1) -> Incident:
        with self.room.table.database.reading() as session:
            return session.get_one(Incident, incident_id)

    async def tap(self, user: int, label: str, incident_id: int = 1) -> str:
        """Tap the card, let the app edit it; gives the toast."""
        room = self.room
        query = room.telegram.tap(room.chat, self.card(incident_id)["id"], user, label)["query"]
        await room.desk.receive(0)
        await self.settle()
        return str(room.telegram.toast(query)["text"])

    async def reply(self, user: int, text: str, incident_id: int = 1) -> str:
        """Answer the card; gives what the bot said to that."""
        room = self.room
        written = room.telegram.message(room.chat, user, text, self.card(incident_id)["id"])
        await room.desk.receive(0)
        await self.settle()
        return next(str(entry["text"]) for entry in room.said() if entry["reply_to"] == written)

    async def settle(self) -> None:
        await self.room.settle(3)
        await self.incidents().tick()


@contextmanager
def open_watch(
    sandbox: Sandbox,
    database: Database,
    clock: Clock,
    language: Literal["tr", "en"] = "tr",
    settings: AlarmSettings = QUIET,
    check: Callable[[str, Context], Sequence[Flag]] | None = None,
    **changes: Any,
) -> Iterator[Watch]:
    """10:06 on Thursday, so that 09:00 to 10:00 is the hour looked at."""
    clock.forward(minutes=6, seconds=30)
    with open_room(sandbox, database, clock) as room:
        if check is not None:
            room.table.check = check  # type: ignore[method-assign, assignment]
        room.table.brands = {"ornek": brand(chat_language=language, **changes)}
        given = (database, room.table.brands, DeskSettings(**room.table.settings), room.bot, SECRET, clock)
        room.desk = Desk(*given, room.table.hooks)
        yield Watch(room, IncidentVoice(database, room.table.brands, settings, room.desk, clock), settings)
