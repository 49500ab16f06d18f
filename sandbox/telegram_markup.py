"""Keyboards under messages, checked as Telegram's server checks them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram_wire import Params, Refused

_ACTIONS = ("callback_data", "url", "copy_text", "web_app", "login_url", "switch_inline_query", "pay")
_STYLES = ("primary", "success", "danger")
_MOST_BUTTONS = 100
Markup = dict[str, Any]


def markup(params: Params) -> Markup | None:
    """The reply_markup of a call, cleaned; None when there is none or it is empty.

    Raises Refused for a keyboard Telegram would not show.
    """
    given = params.data("reply_markup")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise Refused(400, "object expected as reply markup")
    if "inline_keyboard" not in given:
        return given or None
    rows = [[_button(button) for button in row] for row in given["inline_keyboard"]]
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise Refused(400, "reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _button(given: Any) -> Markup:
    if not isinstance(given, dict) or not str(given.get("text", "")).strip():
        raise Refused(400, 'can\'t parse inline keyboard button: field "text" must be a non-empty string')
    actions = [name for name in _ACTIONS if name in given]
    if len(actions) != 1:
        raise Refused(400, "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if given.get("style", "primary") not in _STYLES:
        raise Refused(400, "can't parse inline keyboard button: unknown button style")
    if actions[0] not in _CHECKS:
        raise Refused(400, "BUTTON_TYPE_INVALID")
    _CHECKS[actions[0]](given[actions[0]])
    return given


def _data(data: Any) -> None:
    # Bytes, not letters: 33 "ş" are 66 bytes.
    if not 1 <= len(str(data).encode()) <= 64:
        raise Refused(400, "BUTTON_DATA_INVALID")


def _url(url: Any) -> None:
    parts = urlsplit(str(url))
    web = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    if not web and parts.scheme not in ("tg", "mailto"):
        raise Refused(400, f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _copy(copied: Any) -> None:
    if not isinstance(copied, dict) or not 1 <= len(str(copied.get("text", ""))) <= 256:
        raise Refused(400, "BUTTON_COPY_TEXT_INVALID")


_CHECKS = {"callback_data": _data, "url": _url, "copy_text": _copy}
