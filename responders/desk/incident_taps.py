"""Presses on an incident's card, and replies to it: a reply proposes the line for all."""

from __future__ import annotations

import asyncio
from functools import partial

from sqlmodel import select
from telegram import CallbackQuery, Message

from models import Database, Incident
from responders.desk import incident_deeds
from responders.desk.buttons import Pressed
from responders.desk.card_words import word
from responders.desk.case import Office, Outcome
from responders.desk.deciding import language_of
from responders.desk.incident_words import say
from responders.desk.notes import Note, Notes
from responders.desk.quoting import own
from responders.desk.roles import find_person
from responders.desk.settings import Language
from responders.desk.texts import toast

ACTIONS = ("incident_own", "incident_ready", "incident_agree", "incident_close")
_OURS = ("line_kept", "line_warned", "line_blocked", "line_language", "line_length")


class IncidentTaps:
    """The card itself is edited by the app's next round (samimi/incidents.py)."""

    def __init__(self, database: Database, office: Office, notes: Notes) -> None:
        self._database = database
        self._office = office
        self._notes = notes

    async def handle(self, query: CallbackQuery, user_id: int, pressed: Pressed) -> Outcome:
        given = (self._database, self._office, user_id, pressed.mention_id)
        if pressed.action == "incident_agree":
            return await asyncio.to_thread(incident_deeds.agree, *given, pressed.version)
        deeds = {
            "incident_own": incident_deeds.own,
            "incident_ready": incident_deeds.ready,
            "incident_close": incident_deeds.close,
        }
        outcome = await asyncio.to_thread(deeds[pressed.action], *given)
        if outcome.key in _OURS:  # it says more than a toast holds
            message = query.message if isinstance(query.message, Message) else None
            if message is not None:
                self._answer(message, self._language(pressed.mention_id), outcome)
            return Outcome("ok", ok=outcome.ok)
        return outcome

    async def reply(self, message: Message) -> bool:
        """Whether the message answers an incident's card; then its text is the proposal. A stranger's is none."""
        replied, user, text = message.reply_to_message, message.from_user, message.text
        if replied is None or user is None or user.is_bot or not text or text.startswith("/"):
            return False
        incident_id = await asyncio.to_thread(self._incident_of, message.chat.id, replied.message_id, user.id)
        if incident_id is None:
            return False
        language = await asyncio.to_thread(language_of, self._database, self._office, user.id, user.language_code)
        work = partial(incident_deeds.propose, self._database, self._office, user.id, incident_id, text)
        self._answer(message, language, await asyncio.to_thread(work))
        return True

    def _answer(self, message: Message, language: Language, outcome: Outcome) -> None:
        if outcome.key in _OURS:
            named = outcome.values.get("flags", [])
            values = outcome.values | {"flags": ", ".join(word(language, "flag", name) for name in named)}
            text = say(language, outcome.key, **values)
        else:
            text = toast(language, outcome.key, **outcome.values)
        thread = message.message_thread_id if message.is_topic_message else None
        self._notes.add(Note(message.chat.id, own(text), thread, message.message_id, silent=True))

    def _incident_of(self, chat_id: int, message_id: int, user_id: int) -> int | None:
        with self._database.reading() as session:
            if find_person(session, self._office.settings, user_id) is None:
                return None
            same = (Incident.chat_id == chat_id, Incident.message_id == message_id)
            return session.exec(select(Incident.id).where(*same)).first()

    def _language(self, incident_id: int) -> Language:
        with self._database.reading() as session:
            brand = session.get_one(Incident, incident_id).brand
        return self._office.brands[brand].chat_language
