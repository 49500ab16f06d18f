"""What the Telegram stand-in remembers: people, chats, messages, and how the Bot API writes them down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sandbox.telegram_entities import Entity
from sandbox.telegram_wire import Refused

Wire = dict[str, Any]
Kind = Literal["private", "group", "supergroup"]


@dataclass
class Person:
    """Somebody with a Telegram account. `started`: has opened the private chat with the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    started: bool = False
    blocked: bool = False

    def wire(self) -> Wire:
        named = {
            name: value
            for name in ("last_name", "username", "language_code")
            if (value := getattr(self, name)) is not None
        }
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name, **named}


@dataclass
class Message:
    """A message as it stands now; `history` holds what it was before each edit."""

    id: int
    sender: Person
    at: datetime
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    markup: Wire | None = None
    media: Wire = field(default_factory=dict)
    """photo or document; then `text` is the caption."""
    service: Wire = field(default_factory=dict)
    reply_to: int | None = None
    thread: int | None = None
    album: str | None = None
    edited: datetime | None = None
    silent: bool = False
    reactions: dict[int, str] = field(default_factory=dict)
    history: list[Wire] = field(default_factory=list)

    def keep(self, at: datetime) -> None:
        """Put the present state into the history and mark the message as edited."""
        self.history.append({"text": self.text, "markup": self.markup, "at": (self.edited or self.at).isoformat()})
        self.edited = at


@dataclass
class Chat:
    """A chat; a private one has its person's id."""

    id: int
    kind: Kind
    title: str = ""
    forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    """Person id → creator, administrator, member, left, kicked. The bot is one of them."""
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    moved_to: int | None = None
    lacks: set[str] = field(default_factory=set)
    """Rights the bot does not have although it is administrator."""
    last_id: int = 0

    @property
    def group(self) -> bool:
        return self.kind != "private"

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def wire(self, other: Person | None = None) -> Wire:
        """`other` is the person of a private chat."""
        if other is not None and not self.group:
            named = {name: value for name, value in other.wire().items() if name.endswith("name")}
            return {"id": self.id, "type": self.kind, **named}
        return {"id": self.id, "type": self.kind, "title": self.title, **({"is_forum": True} if self.forum else {})}


class World:
    """Everybody and everything, looked up as the Bot API would."""

    def __init__(self, bot: Person) -> None:
        self.bot = bot
        self.people: dict[int, Person] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, bytes] = {}
        self.privacy = True
        """Privacy mode: in groups the bot sees commands, replies to it and taps."""

    def chat(self, chat_id: int) -> Chat:
        """Raises KeyError for the side channel's mistakes."""
        return self.chats[chat_id]

    def reachable(self, given: str) -> Chat:
        """The chat a bot may write to. Raises Refused: unknown, moved, kicked, blocked, never started."""
        chat = self.known(given)
        if chat.moved_to is not None:
            reason = "group chat was upgraded to a supergroup chat"
            raise Refused(400, reason, migrate_to_chat_id=chat.moved_to)
        if chat.group and chat.members.get(self.bot.id) in ("kicked", "left", None):
            raise Refused(403, f"bot was kicked from the {chat.kind} chat")
        person = self.people.get(chat.id)
        if person is not None and person.blocked:
            raise Refused(403, "bot was blocked by the user")
        return chat

    def writable(self, given: str) -> Chat:
        """The chat a bot may send to. Raises Refused, also where the group has muted it."""
        chat = self.reachable(given)
        if chat.members.get(self.bot.id) == "restricted":
            raise Refused(400, "not enough rights to send text messages to the chat")
        return chat

    def known(self, given: str) -> Chat:
        if not given:
            raise Refused(400, "chat_id is empty")
        number = int(given) if given.lstrip("-").isdigit() else 0
        if number in self.chats:
            return self.chats[number]
        if number in self.people and number != self.bot.id:
            raise Refused(403, "bot can't initiate conversation with a user")
        raise Refused(400, "chat not found")

    def is_admin(self, chat: Chat) -> bool:
        return chat.members.get(self.bot.id) in ("administrator", "creator")

    def may(self, chat: Chat, right: str) -> bool:
        """Whether the bot has this administrator's right."""
        return self.is_admin(chat) and right not in chat.lacks

    def wire(self, chat: Chat, message: Message, deep: bool = True) -> Wire:
        """A message as an update or a result carries it."""
        made: Wire = {
            "message_id": message.id,
            "from": message.sender.wire(),
            "chat": chat.wire(self.people.get(chat.id)),
            "date": int(message.at.timestamp()),
            **message.media,
            **message.service,
        }
        body = ("caption", "caption_entities") if message.media else ("text", "entities")
        made |= {name: value for name, value in zip(body, (message.text, message.entities), strict=True) if value}
        if message.thread is not None:
            made |= {"message_thread_id": message.thread, "is_topic_message": True}
        if message.edited is not None:
            made["edit_date"] = int(message.edited.timestamp())
        if message.album is not None:
            made["media_group_id"] = message.album
        if message.markup and "inline_keyboard" in message.markup:
            made["reply_markup"] = message.markup
        replied = chat.messages.get(message.reply_to or 0)
        if deep and replied is not None:
            made["reply_to_message"] = self.wire(chat, replied, deep=False)
        return made


def view(chat: Chat, message: Message) -> Wire:
    """A message for people who look on: tests, the page."""
    rows = (message.markup or {}).get("inline_keyboard", [])
    return {
        "id": message.id,
        "from": message.sender.first_name,
        "from_id": message.sender.id,
        "bot": message.sender.is_bot,
        "at": message.at.isoformat(),
        "text": message.text,
        "entities": message.entities,
        "buttons": [[_key(key) for key in row] for row in rows],
        "force_reply": bool((message.markup or {}).get("force_reply")),
        "media": message.media,
        "service": message.service,
        "album": message.album,
        "reply_to": message.reply_to,
        "thread": message.thread,
        "edited": message.edited is not None,
        "silent": message.silent,
        "pinned": message.id in chat.pinned,
        "reactions": list(message.reactions.values()),
        "history": message.history,
    }


def _key(key: Wire) -> Wire:
    made = {"label": key["text"], "style": key.get("style", ""), "data": key.get("callback_data")}
    return made | {"url": key.get("url"), "copy": (key.get("copy_text") or {}).get("text")}
