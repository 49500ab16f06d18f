"""Bot API methods about a chat: who is in it, what is pinned, its topics, reactions."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sandbox.telegram_wire import Params, Refused
from sandbox.telegram_world import Chat, Message, Person, Wire, World

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
# Part of the reactions Telegram knows; the desk's marks are among them.
_REACTIONS = set(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)
_RIGHTS = [
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_topics",
]  # fmt: skip
_MEMBERS_RIGHTS = [
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
    "can_react_to_messages", "can_edit_tag",
]  # fmt: skip
_GIFTS = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]


class Rooms:
    """Reading a chat is free; changing it needs the bot to be its administrator."""

    def __init__(self, world: World, now: Callable[[], datetime]) -> None:
        self._world, self._now = world, now
        self.methods: dict[str, Callable[[Params], Any]] = {
            "getchat": self.get_chat,
            "getchatmember": self.get_member,
            "getchatadministrators": self.administrators,
            "getchatmembercount": lambda params: len(self._present(self._chat(params))),
            "pinchatmessage": self.pin,
            "unpinchatmessage": self.unpin,
            "createforumtopic": self.create_topic,
            "setmessagereaction": self.react,
            "sendchataction": self.action,
        }

    def get_chat(self, params: Params) -> Wire:
        chat = self._chat(params)
        made = chat.wire(self._world.people.get(chat.id))
        made |= {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(_GIFTS, True)}
        if chat.pinned:
            made["pinned_message"] = self._world.wire(chat, chat.messages[chat.pinned[-1]])
        return made

    def get_member(self, params: Params) -> Wire:
        chat = self._chat(params)
        person = self._world.people.get(params.number("user_id") or 0)
        if person is None or person.id not in chat.members:
            raise Refused(400, "member not found")
        return member(person, chat.members[person.id], chat.lacks)

    def administrators(self, params: Params) -> list[Wire]:
        chat = self._chat(params)
        if not chat.group:
            raise Refused(400, "there are no administrators in the private chat")
        leading = {who: status for who, status in chat.members.items() if status in ("creator", "administrator")}
        return [member(self._world.people[who], status) for who, status in leading.items()]

    def pin(self, params: Params) -> bool:
        chat, message = self._message(params, "message to pin not found", "can_pin_messages")
        if chat.pinned[-1:] == [message.id]:
            return True
        chat.pinned = [*(pinned for pinned in chat.pinned if pinned != message.id), message.id]
        self._service(chat, {"pinned_message": self._world.wire(chat, message, deep=False)}, message.thread)
        return True

    def unpin(self, params: Params) -> bool:
        chat = self._chat(params)
        if not params.text("message_id"):
            chat.pinned = chat.pinned[:-1]
            return True
        chat, message = self._message(params, "message to unpin not found", "can_pin_messages")
        chat.pinned = [pinned for pinned in chat.pinned if pinned != message.id]
        return True

    def create_topic(self, params: Params) -> Wire:
        chat, name = self._chat(params), params.text("name").strip()
        if not chat.forum:
            raise Refused(400, "the chat is not a forum")
        if not self._world.may(chat, "can_manage_topics"):
            raise Refused(400, "not enough rights to create a topic")
        if not 1 <= len(name) <= 128:
            raise Refused(400, "TOPIC_TITLE_INVALID")
        colour = params.number("icon_color") or 7322096
        message = self._service(chat, {"forum_topic_created": {"name": name, "icon_color": colour}})
        message.thread = message.id
        chat.topics[message.id] = name
        return {"message_thread_id": message.id, "name": name, "icon_color": colour}

    def react(self, params: Params) -> bool:
        _, message = self._message(params, "message to react not found")
        wanted = params.data("reaction") or []
        emoji = [str(reaction.get("emoji", "")).strip("\ufe0f") for reaction in wanted]
        if len(emoji) > 1 or any(not one or one not in _REACTIONS for one in emoji):
            raise Refused(400, "REACTION_INVALID")
        message.reactions.pop(self._world.bot.id, None)
        if emoji:
            message.reactions[self._world.bot.id] = emoji[0]
        return True

    def action(self, params: Params) -> bool:
        self._chat(params)
        if params.text("action") not in _ACTIONS:
            raise Refused(400, "wrong parameter action in request")
        return True

    def _chat(self, params: Params) -> Chat:
        return self._world.reachable(params.text("chat_id"))

    def _present(self, chat: Chat) -> list[int]:
        return [who for who, status in chat.members.items() if status not in ("kicked", "left")]

    def _message(self, params: Params, missing: str, right: str = "") -> tuple[Chat, Message]:
        chat = self._chat(params)
        message = chat.messages.get(params.number("message_id") or 0)
        if message is None:
            raise Refused(400, missing)
        if right and chat.group and not self._world.may(chat, right):
            raise Refused(400, "not enough rights to manage pinned messages in the chat")
        return chat, message

    def _service(self, chat: Chat, service: Wire, thread: int | None = None) -> Message:
        made = Message(chat.next_id(), self._world.bot, self._now(), service=service, thread=thread)
        chat.messages[made.id] = made
        return made


def member(person: Person, status: str, lacks: Collection[str] = ()) -> Wire:
    """A ChatMember object."""
    made: Wire = {"user": person.wire(), "status": status}
    if status == "administrator":
        made |= {right: right not in ("can_be_edited", "is_anonymous", *lacks) for right in _RIGHTS}
    if status == "restricted":
        made |= {"is_member": True, "until_date": 0, **dict.fromkeys(_MEMBERS_RIGHTS, False)}
    if status == "creator":
        made["is_anonymous"] = False
    if status == "kicked":
        made["until_date"] = 0
    return made
