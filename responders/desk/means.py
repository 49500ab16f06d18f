"""What every part of the desk that talks in the chats works with."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Bot

from models import Database
from responders.desk.buttons import Signer
from responders.desk.case import Office
from responders.desk.notes import Notes
from responders.desk.pacing import Pacing


@dataclass(frozen=True, slots=True)
class Means:
    """One of each per desk: whoever sends by a pacing of his own breaks Telegram's limits."""

    database: Database
    office: Office
    bot: Bot
    signer: Signer
    pacing: Pacing
    notes: Notes


class Part:
    """A part of the desk, with its means at hand."""

    def __init__(self, means: Means) -> None:
        self._database = means.database
        self._office = means.office
        self._bot = means.bot
        self._signer = means.signer
        self._pacing = means.pacing
        self._notes = means.notes
