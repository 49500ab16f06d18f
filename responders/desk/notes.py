"""Short messages beside the cards: answers to commands and edits, notices to admins. Paced like everything else."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest as Refused
from telegram.error import ChatMigrated, NetworkError, RetryAfter, TelegramError

from responders.desk.pacing import Pacing
from responders.desk.sending import as_delta
from responders.desk.splitting import pieces

log = structlog.get_logger()

LONGEST = 4000
KEPT = 200
"""Answers waiting for Telegram; older ones give way: whoever asked asks again."""


@dataclass(frozen=True, slots=True)
class Note:
    """HTML for one chat."""

    chat_id: int
    text: str
    thread_id: int | None = None
    reply_to: int | None = None
    markup: InlineKeyboardMarkup | None = None
    silent: bool = False
    """Rings nobody's phone: what only whoever asked waits for."""
    about: tuple[int, ...] = ()
    """Mentions whose words, or whose author's name, the text shows."""


class Notes:
    """Answers that wait for their turn."""

    def __init__(self, bot: Bot, pacing: Pacing, keep: Callable[[int, int, Sequence[int]], None]) -> None:
        """`keep` is told the chat, the message and the mentions of what shows a mention's words (emptying.py)."""
        self._bot = bot
        self._pacing = pacing
        self._keep = keep
        self._waiting: deque[Note] = deque(maxlen=KEPT)

    def add(self, note: Note) -> None:
        """A text too long for one message goes out in several; the last has the buttons."""
        *before, last = pieces(note.text, LONGEST)
        self._waiting.extend(replace(note, text=text, markup=None) for text in before)
        self._waiting.append(replace(note, text=last))

    async def send_due(self) -> int:
        """Those whose chat is free; the others keep their order. Returns how many went."""
        sent = 0
        for _ in range(len(self._waiting)):
            note = self._waiting.popleft()
            if not self._pacing.is_ready(note.chat_id):
                self._waiting.append(note)
                continue
            sent += await self._send(note)
        return sent

    async def say(self, note: Note) -> int:
        """Send at once; the message's id. Raises TelegramError."""
        self._pacing.spend(note.chat_id)
        reply = ReplyParameters(note.reply_to, allow_sending_without_reply=True) if note.reply_to else None
        made = await self._bot.send_message(
            note.chat_id,
            pieces(note.text, LONGEST)[0],
            parse_mode=ParseMode.HTML,
            message_thread_id=note.thread_id,
            reply_parameters=reply,
            disable_notification=note.silent,
            reply_markup=note.markup,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        if note.about:
            await asyncio.to_thread(self._keep, note.chat_id, made.message_id, note.about)
        return made.message_id

    async def _send(self, note: Note) -> int:
        try:
            await self.say(note)
        except RetryAfter as error:
            self._pacing.hold(note.chat_id, as_delta(error))
            self._waiting.append(note)
        except (Refused, ChatMigrated):
            log.warning("answer refused", chat=note.chat_id)
        except NetworkError:
            self._pacing.down()
            self._waiting.append(note)
        except TelegramError as error:
            log.warning("answer lost", chat=note.chat_id, error=type(error).__name__)
        else:
            return 1
        return 0
