"""Buttons, and the signed data they carry: 37 of Telegram's 64 bytes.

"1" + base64url(action u8, mention u64, draft version u16, expiry u32, HMAC-SHA256[:12] over these and the chat).
A button is visible to everyone in the group: the signature says that we made it, never that the presser may.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

LIFE = timedelta(hours=48)
COPY_LIMIT = 256
"""Telegram's, for what a button may put on the clipboard."""
_BODY = struct.Struct(">BQHI")
_MAC = 12

# A code is the position: append, never reorder, or the buttons already out mean something else.
ACTIONS: tuple[str, ...] = (
    "main", "approve", "overrule", "confirm", "edit", "another", "skip", "more", "work", "undo",
    "skip_spam", "skip_not_about_us", "skip_no_reply_needed", "skip_solved_elsewhere", "reopen",
    "posted_by_hand", "retry", "by_hand", "give_up", "there", "not_there",
    "tone", "tone_shorter", "tone_warmer", "tone_address", "tone_no_emoji",
    "snooze", "snooze_30_min", "snooze_2_h", "snooze_tomorrow", "snooze_shift", "wake",
    "claim", "release", "escalate", "history", "label", "label_complaint", "label_praise", "label_question",
    "label_other", "mute", "example", "delete", "delete_really", "hand_over", "case", "case_dm", "case_solved",
    "case_unsolved", "bulk_approve", "escalate_legal", "escalate_safety", "escalate_press", "escalate_difficult",
    "grant", "refuse", "bulk_arm", "rule_agree", "rule_refuse", "promise_kept", "promise_later", "promise_broken",
    "digest_list", "digest_others", "digest_take", "digest_approve", "digest_bring",
    "incident_own", "incident_ready", "incident_agree", "incident_close",
    "pass_on", "pass_on_1", "pass_on_2", "pass_on_3", "escalate_undo",
)  # fmt: skip
_CODES = {name: code for code, name in enumerate(ACTIONS)}


class BadButton(Exception):
    """Data that is not ours for this chat ("forged"), or too old ("expired")."""

    def __init__(self, why: Literal["forged", "expired"]) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button that is ours says."""

    action: str
    mention_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Button:
    """A button before it is signed: it acts, opens `url`, or puts `copy` on the clipboard."""

    label: str
    action: str = ""
    url: str = ""
    copy: str = ""
    style: str | None = None


class Signer:
    """Makes and opens button data with the desk's secret."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise ValueError("the desk's signing secret needs at least 16 bytes")
        self._secret = secret

    def sign(self, pressed: Pressed, chat_id: int, now: datetime) -> str:
        expires = int((now + LIFE).timestamp())
        body = _BODY.pack(_CODES[pressed.action], pressed.mention_id, pressed.version, expires)
        return "1" + base64.urlsafe_b64encode(body + self._mac(body, chat_id)).decode()

    def open(self, data: str, chat_id: int, now: datetime) -> Pressed:
        """Raises BadButton."""
        try:
            raw = base64.b64decode(data[1:], altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadButton("forged") from error
        body, mac = raw[: _BODY.size], raw[_BODY.size :]
        if data[:1] != "1" or len(raw) != _BODY.size + _MAC or not hmac.compare_digest(mac, self._mac(body, chat_id)):
            raise BadButton("forged")
        code, mention_id, version, expires = _BODY.unpack(body)
        if now.timestamp() >= expires:
            raise BadButton("expired")
        if code >= len(ACTIONS):
            raise BadButton("forged")
        return Pressed(ACTIONS[code], mention_id, version)

    def keyboard(
        self, rows: Sequence[Sequence[Button]], mention_id: int, version: int, chat_id: int, now: datetime
    ) -> InlineKeyboardMarkup:
        """The rows with their data signed for this chat."""
        return InlineKeyboardMarkup(
            [[self._button(button, mention_id, version, chat_id, now) for button in row] for row in rows]
        )

    def _button(
        self, button: Button, mention_id: int, version: int, chat_id: int, now: datetime
    ) -> InlineKeyboardButton:
        if button.url:
            return InlineKeyboardButton(button.label, url=button.url)
        if button.copy:
            return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy))
        data = self.sign(Pressed(button.action, mention_id, version), chat_id, now)
        return InlineKeyboardButton(button.label, callback_data=data, style=button.style)

    def _mac(self, body: bytes, chat_id: int) -> bytes:
        return hmac.new(self._secret, body + struct.pack(">q", chat_id), hashlib.sha256).digest()[:_MAC]
