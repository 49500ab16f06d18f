"""Bot API methods that write: send, edit, delete."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, UnidentifiedImageError

from sandbox.telegram_entities import Entity, parse, units
from sandbox.telegram_limits import Limits
from sandbox.telegram_markup import markup
from sandbox.telegram_wire import Params, Refused, Upload
from sandbox.telegram_world import Chat, Message, Wire, World

# Counted here in UTF-16 units, the stricter of the two readings of "characters after entities parsing".
TEXT, CAPTION = 4096, 1024
PHOTO_BYTES, FILE_BYTES = 10 * 2**20, 50 * 2**20
_DELETABLE = timedelta(hours=48)


class Messages:
    """Checks first, counts against the limits next, writes last."""

    def __init__(self, world: World, limits: Limits, now: Callable[[], datetime]) -> None:
        self._world, self._limits, self._now = world, limits, now
        self._file_ids = itertools.count(1)
        self.methods: dict[str, Callable[[Params], Any]] = {
            "sendmessage": self.send_message,
            "sendphoto": self.send_photo,
            "senddocument": self.send_document,
            "sendmediagroup": self.send_media_group,
            "editmessagetext": self.edit_text,
            "editmessagecaption": self.edit_caption,
            "editmessagereplymarkup": self.edit_markup,
            "deletemessage": self.delete,
        }

    def send_message(self, params: Params) -> Wire:
        text, entities = _text(params)
        return self._send(params, [Message(0, self._world.bot, self._now(), text, entities, markup(params))])[0]

    def send_photo(self, params: Params) -> Wire:
        return self._send(params, [self._with_media(params, self._photo(params, params.text("photo") or "photo"))])[0]

    def send_document(self, params: Params) -> Wire:
        media = self._document(params, params.text("document") or "document")
        return self._send(params, [self._with_media(params, media)])[0]

    def send_media_group(self, params: Params) -> list[Wire]:
        items = params.data("media")
        if not isinstance(items, list) or not 2 <= len(items) <= 10:
            raise Refused(400, "there must be from 2 to 10 media in the album")
        made = [self._album_part(params, item) for item in items]
        album = str(next(self._file_ids))
        for message in made:
            message.album = album
        return self._send(params, made)

    def edit_text(self, params: Params) -> Wire:
        chat, message = self._own(params)
        if message.media:
            raise Refused(400, "there is no text in the message to edit")
        text, entities = _text(params)
        return self._edit(chat, message, text, entities, markup(params))

    def edit_caption(self, params: Params) -> Wire:
        chat, message = self._own(params)
        if not message.media:
            raise Refused(400, "there is no caption in the message to edit")
        text, entities = _caption(params)
        return self._edit(chat, message, text, entities, markup(params))

    def edit_markup(self, params: Params) -> Wire:
        chat, message = self._own(params)
        return self._edit(chat, message, message.text, message.entities, markup(params))

    def delete(self, params: Params) -> bool:
        chat = self._world.reachable(params.text("chat_id"))
        message = chat.messages.get(params.number("message_id") or 0)
        if message is None:
            raise Refused(400, "message to delete not found")
        own = message.sender.id == self._world.bot.id
        if self._now() - message.at > _DELETABLE or not (own or self._world.is_admin(chat) or not chat.group):
            raise Refused(400, "message can't be deleted for everyone" if own else "message can't be deleted")
        del chat.messages[message.id]
        chat.pinned = [pinned for pinned in chat.pinned if pinned != message.id]
        return True

    def _send(self, params: Params, messages: list[Message]) -> list[Wire]:
        chat = self._world.writable(params.text("chat_id"))
        thread, reply_to = _place(chat, params)
        self._limits.spend(chat.id, chat.group, len(messages))
        for message in messages:
            message.id = chat.next_id()
            message.thread, message.reply_to = thread, reply_to
            message.silent = params.flag("disable_notification")
            chat.messages[message.id] = message
        return [self._world.wire(chat, message) for message in messages]

    def _own(self, params: Params) -> tuple[Chat, Message]:
        chat = self._world.reachable(params.text("chat_id"))
        message = chat.messages.get(params.number("message_id") or 0)
        if message is None:
            raise Refused(400, "message to edit not found")
        if message.sender.id != self._world.bot.id or message.service:
            raise Refused(400, "message can't be edited")
        return chat, message

    def _edit(self, chat: Chat, message: Message, text: str, entities: list[Entity], keys: Wire | None) -> Wire:
        # An edit without reply_markup takes the keyboard away.
        if (message.text, message.entities, message.markup) == (text, entities, keys):
            raise Refused(
                400,
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message",
            )
        self._limits.spend(chat.id, chat.group)
        message.keep(self._now())
        message.text, message.entities, message.markup = text, entities, keys
        return self._world.wire(chat, message)

    def _with_media(self, params: Params, media: Wire) -> Message:
        text, entities = _caption(params)
        return Message(0, self._world.bot, self._now(), text, entities, markup(params), media)

    def _album_part(self, params: Params, item: Wire) -> Message:
        source = str(item.get("media", ""))
        kinds = {"photo": self._photo, "document": self._document}
        if item.get("type") not in kinds:
            raise Refused(400, "can't parse InputMedia: this type is not spoken here")
        text, entities = _caption(Params({**item, "caption_entities": ""}))
        return Message(0, self._world.bot, self._now(), text, entities, media=kinds[item["type"]](params, source))

    def _photo(self, params: Params, source: str) -> Wire:
        file_id, upload = self._file(params, source, PHOTO_BYTES)
        try:
            width, height = Image.open(io.BytesIO(upload.content)).size
        except UnidentifiedImageError as error:
            raise Refused(400, "IMAGE_PROCESS_FAILED") from error
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise Refused(400, "PHOTO_INVALID_DIMENSIONS")
        size = {"file_id": file_id, "file_unique_id": f"u{file_id}", "width": width, "height": height}
        return {"photo": [{**size, "file_size": len(upload.content)}]}

    def _document(self, params: Params, source: str) -> Wire:
        file_id, upload = self._file(params, source, FILE_BYTES)
        named = {"file_name": upload.name, "mime_type": upload.mime, "file_size": len(upload.content)}
        return {"document": {"file_id": file_id, "file_unique_id": f"u{file_id}", **named}}

    def _file(self, params: Params, source: str, most: int) -> tuple[str, Upload]:
        """A file sent along, or one already here by its id."""
        if source in self._world.files:
            return source, Upload("file", "application/octet-stream", self._world.files[source])
        upload = params.files.get(source.removeprefix("attach://"))
        if upload is None:
            raise Refused(400, "wrong file identifier/HTTP URL specified")
        if not upload.content:
            raise Refused(400, "file must be non-empty")
        if len(upload.content) > most:
            raise Refused(413, "Request Entity Too Large")
        file_id = f"AgACstandin{next(self._file_ids):06d}"
        self._world.files[file_id] = upload.content
        return file_id, upload


def _text(params: Params) -> tuple[str, list[Entity]]:
    text, entities = parse(params.text("text"), params.text("parse_mode"), params.data("entities"))
    if not text:
        raise Refused(400, "message text is empty")
    if units(text) > TEXT:
        raise Refused(400, "message is too long")
    return text, entities


def _caption(params: Params) -> tuple[str, list[Entity]]:
    text, entities = parse(params.text("caption"), params.text("parse_mode"), params.data("caption_entities"))
    if units(text) > CAPTION:
        raise Refused(400, "message caption is too long")
    return text, entities


def _place(chat: Chat, params: Params) -> tuple[int | None, int | None]:
    """Topic and answered message of a new message."""
    thread = params.number("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise Refused(400, "message thread not found")
    reply = params.data("reply_parameters") or {}
    if not reply:
        return thread, None
    answered = chat.messages.get(int(reply.get("message_id", 0)))
    if answered is None and not reply.get("allow_sending_without_reply"):
        raise Refused(400, "message to be replied not found")
    if answered is not None and str(reply.get("quote", "")) not in answered.text:
        raise Refused(400, "QUOTE_TEXT_INVALID")
    return (thread or (answered.thread if answered else None)), (answered.id if answered else None)
