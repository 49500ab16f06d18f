"""The side channel of the Telegram stand-in: what people do in their apps, and what goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sandbox.telegram_account import Account
from sandbox.telegram_entities import Entity, cut, parse
from sandbox.telegram_rooms import member
from sandbox.telegram_updates import Updates
from sandbox.telegram_world import Chat, Kind, Message, Person, Wire, World, view

BOT_ID = 7_000_000_001


class Side:
    """Every method may be called from any thread, or as POST /sim/telegram/<method> with a JSON object."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.RLock()
        self._world = World(Person(BOT_ID, "Samimi", username="samimi_demo_bot", is_bot=True))
        self._updates = Updates(now)
        self._account = Account(self._world, self._updates, now)
        self._log: list[Wire] = []
        self._down_until: datetime | None = None
        self._version = 0
        self.token = f"{BOT_ID}:AAsandbox-bot-token-loopback-only-00"

    def use_token(self, token: str) -> None:
        """From now on only this bot token is right."""
        self.token = token

    def user(
        self, id: int, first_name: str, last_name: str | None = None, username: str | None = None,
        language_code: str = "tr",
    ) -> int:  # fmt: skip
        """A person gets an account. They have not opened the bot's private chat yet: see `start`."""
        with self._changing():
            self._world.people[id] = Person(id, first_name, last_name, username, language_code)
            return id

    def group(
        self, title: str, members: list[int], kind: Kind = "supergroup", forum: bool = False, bot_admin: bool = False
    ) -> int:
        """The first member makes a group and adds the bot; gives the chat's id.

        A bot that is no administrator has privacy mode on: it sees commands, replies to it and taps, nothing else.
        """
        with self._changing():
            chat = self._new_group(title, kind, forum)
            chat.members |= dict.fromkeys(members, "member")
            chat.members[members[0]] = "creator"
            self._set_bot(chat, "administrator" if bot_admin else "member", self._world.people[members[0]])
            return chat.id

    def join(self, chat: int, user: int) -> None:
        with self._changing():
            self._world.chat(chat).members[user] = "member"

    def leave(self, chat: int, user: int) -> None:
        with self._changing():
            self._world.chat(chat).members[user] = "left"

    def start(self, user: int, payload: str = "") -> int:
        """The person presses Start in the private chat."""
        with self._changing():
            person = self._world.people[user]
            person.started, person.blocked = True, False
            if user not in self._world.chats:
                self._world.chats[user] = Chat(user, "private", members={user: "member", BOT_ID: "member"})
            return self.message(user, user, f"/start {payload}".strip())

    def message(self, chat: int, user: int, text: str, reply_to: int | None = None, thread: int | None = None) -> int:
        """A person writes; gives the message's id. `reply_to` is the message they answer, `thread` the topic."""
        with self._changing():
            room = self._room(chat, user)
            if reply_to is not None and thread is None:
                thread = room.messages[reply_to].thread
            plain, entities = parse(text, "")
            made = Message(room.next_id(), self._world.people[user], self._now(), plain, entities, thread=thread)
            # In a topic Telegram calls every message a reply to the one that opened the topic.
            made.reply_to = reply_to if reply_to is not None else thread
            room.messages[made.id] = made
            if self._seen(room, made):
                self._updates.add("message", self._world.wire(room, made))
            return made.id

    def edit(self, chat: int, user: int, message_id: int, text: str) -> None:
        """A person edits their own message."""
        with self._changing():
            room = self._room(chat, user)
            message = room.messages[message_id]
            if message.sender.id != user:
                raise ValueError("only its writer can edit a message")
            message.keep(self._now())
            message.text, message.entities = parse(text, "")
            if self._seen(room, message):
                self._updates.add("edited_message", self._world.wire(room, message))

    def tap(self, chat: int, message_id: int, user: int, button: str) -> Wire:
        """A person taps the button with this label or data.

        {"query": id} for a callback (see `toast`), {"url": …} or {"copied": …} for the others, which the bot
        never hears of. Raises ValueError when the message has no such button.
        """
        with self._changing():
            message = self._room(chat, user).messages[message_id]
            rows = (message.markup or {}).get("inline_keyboard", [])
            found = [key for row in rows for key in row if button in (key["text"], key.get("callback_data"))]
            if not found:
                raise ValueError(f"message {message_id} has no button {button!r}")
            if "url" in found[0]:
                return {"url": found[0]["url"]}
            if "copy_text" in found[0]:
                return {"copied": found[0]["copy_text"]["text"]}
            return self.press(chat, message_id, user, found[0]["callback_data"])

    def press(self, chat: int, message_id: int, user: int, data: str) -> Wire:
        """A tap with any data: an old button still on somebody's screen, or a forged one. {"query": id}."""
        with self._changing():
            room = self._room(chat, user)
            message = room.messages.get(message_id)
            body = (
                self._world.wire(room, message)
                if message is not None
                else {"chat": room.wire(self._world.people.get(chat)), "message_id": message_id, "date": 0}
            )
            return {"query": self._account.tap(room, body, self._world.people[user], data)}

    def toast(self, query: str) -> Wire | None:
        """What the bot answered to a tap: {"text", "alert"}; None until it has."""
        return self._account.taps[query].answer

    def react(self, chat: int, message_id: int, user: int, emoji: str) -> None:
        """A person reacts. Only an administrator bot that asked for message_reaction hears of it."""
        with self._changing():
            room = self._room(chat, user)
            message = room.messages[message_id]
            before = message.reactions.get(user)
            message.reactions[user] = emoji
            old, new = ([{"type": "emoji", "emoji": mark}] if mark else [] for mark in (before, emoji))
            if not room.group or self._world.is_admin(room):
                person = self._world.people[user].wire()
                body = {"chat": room.wire(), "message_id": message_id, "user": person, "date": self._stamp()}
                self._updates.add("message_reaction", body | {"old_reaction": old, "new_reaction": new})

    def promote(self, chat: int, without: Sequence[str] = ()) -> None:
        """The bot becomes administrator, `without` these rights (can_pin_messages, can_manage_topics, …)."""
        with self._changing():
            self._world.chat(chat).lacks = set(without)
            self._set_bot(self._world.chat(chat), "administrator")

    def mute(self, chat: int) -> None:
        """The group's owner takes the bot's right to write."""
        with self._changing():
            self._set_bot(self._world.chat(chat), "restricted")

    def privacy(self, on: bool) -> None:
        """@BotFather → /setprivacy."""
        with self._changing():
            self._world.privacy = on

    def kick(self, chat: int) -> None:
        """The bot is thrown out of the group."""
        with self._changing():
            self._set_bot(self._world.chat(chat), "kicked")

    def block(self, user: int) -> None:
        """The person blocks the bot; `start` lifts it."""
        with self._changing():
            self._world.people[user].blocked = True
            self._set_bot(self._world.chat(user), "kicked", self._world.people[user])

    def migrate(self, chat: int, forum: bool = False) -> int:
        """The group becomes a supergroup (topics switched on); gives its new id. Writes to the old one are refused."""
        with self._changing():
            old = self._world.chat(chat)
            new = self._new_group(old.title, "supergroup", forum)
            new.members, old.moved_to = dict(old.members), new.id
            for room, note in ((old, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": old.id})):
                self._service(room, note)
            return new.id

    def go_down(self, seconds: float) -> None:
        """Telegram answers 502 to everything for so long on the shared clock; 0 brings it back."""
        self._down_until = self._now() + timedelta(seconds=seconds)

    def messages(self, chat: int) -> list[Wire]:
        """The chat as it stands, oldest first, each message with what it was before its edits."""
        with self._lock:
            room = self._world.chat(chat)
            return [view(room, message) for message in room.messages.values()]

    def topics(self, chat: int) -> dict[str, int]:
        """Topic ids by name."""
        return {name: thread for thread, name in self._world.chat(chat).topics.items()}

    def menu(self, language_code: str = "") -> list[Wire]:
        """The bot's command menu of a language."""
        return self._account.commands.get(("default", language_code), [])

    def sent_log(self) -> list[Wire]:
        """Every Bot API call but getUpdates, in order: at, method, chat_id, text, ok, code, message_id."""
        with self._lock:
            return [dict(entry) for entry in self._log]

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._version

    @property
    def bot_name(self) -> str:
        return self._world.bot.first_name

    def locked(self, look: Callable[[], Wire]) -> Wire:
        """`look` at one moment, nothing changing meanwhile."""
        with self._lock:
            return look()

    def people(self) -> list[Person]:
        """Everybody with an account, the bot included."""
        return list(self._world.people.values())

    def rooms_of(self, user: int) -> list[Chat]:
        """The chats a person is in, moved ones left out."""
        gone = (None, "left", "kicked")
        chats = self._world.chats.values()
        return [chat for chat in chats if chat.members.get(user) not in gone and chat.moved_to is None]

    def file(self, file_id: str) -> bytes | None:
        return self._world.files.get(file_id)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One change at a time; the page learns of it by the version."""
        with self._lock:
            yield
            self._version += 1

    def _stamp(self) -> int:
        return int(self._now().timestamp())

    def _room(self, chat: int, user: int) -> Chat:
        room = self._world.chat(chat)
        if room.members.get(user) in (None, "left", "kicked"):
            raise ValueError(f"{user} is not in chat {chat}")
        return room

    def _seen(self, chat: Chat, message: Message) -> bool:
        """What privacy mode lets through."""
        if not chat.group or self._world.is_admin(chat) or not self._world.privacy:
            return True
        answered = chat.messages.get(message.reply_to or 0)
        if answered is not None and answered.sender.id == BOT_ID and not answered.service:
            return True
        return any(_for_us(message.text, entity, self._world.bot.username or "") for entity in message.entities)

    def _new_group(self, title: str, kind: Kind, forum: bool) -> Chat:
        number = 1_000_000_001 + len(self._world.chats)
        made = Chat(-1_000_000_000_000 - number if kind == "supergroup" else -number, kind, title, forum)
        self._world.chats[made.id] = made
        return made

    def _set_bot(self, chat: Chat, status: str, by: Person | None = None) -> None:
        before, bot = chat.members.get(BOT_ID, "left"), self._world.bot
        if chat.group:
            chat.members[BOT_ID] = status
        change = {"old_chat_member": member(bot, before), "new_chat_member": member(bot, status)}
        actor = by or self._world.people[next(who for who in chat.members if who != BOT_ID)]
        body = {"chat": chat.wire(self._world.people.get(chat.id)), "from": actor.wire(), "date": self._stamp()}
        self._updates.add("my_chat_member", body | change)

    def _service(self, chat: Chat, note: Wire) -> None:
        owner = next(self._world.people[who] for who in chat.members if who != BOT_ID)
        made = Message(chat.next_id(), owner, self._now(), service=note)
        chat.messages[made.id] = made
        self._updates.add("message", self._world.wire(chat, made))


def _for_us(text: str, entity: Entity, username: str) -> bool:
    """A command for everybody or for this bot."""
    if entity["type"] != "bot_command":
        return False
    _, _, addressed = cut(text, entity).partition("@")
    return addressed.lower() in ("", username.lower())
