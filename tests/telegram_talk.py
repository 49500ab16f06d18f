"""Talking to the Telegram stand-in with python-telegram-bot: its people, its bot, what tests ask again and again."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
from PIL import Image
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, TelegramError

from sandbox.server import Sandbox
from sandbox.telegram import StandIn

ELIF, CAN, STRANGER = 11, 12, 13


def people(sandbox: Sandbox) -> StandIn:
    """Elif and Can have accounts; a stranger too."""
    stand_in: StandIn = sandbox["telegram"]
    stand_in.user(ELIF, "Elif", "Kaya", "elifk")
    stand_in.user(CAN, "Can", language_code="en")
    stand_in.user(STRANGER, "Yabancı")
    return stand_in


def make_bot(sandbox: Sandbox, token: str) -> Bot:
    base = sandbox.address + "/telegram"
    return Bot(token, base_url=base + "/bot", base_file_url=base + "/file/bot")


@pytest.fixture
def telegram(sandbox: Sandbox) -> StandIn:
    return people(sandbox)


@pytest.fixture
def desk(telegram: StandIn) -> int:
    """A group of two with the bot as administrator, as the desk wants it."""
    return telegram.group("Sosyal", [ELIF, CAN], bot_admin=True)


@pytest.fixture
async def bot(sandbox: Sandbox, telegram: StandIn, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with make_bot(sandbox, telegram.token) as made:
        yield made


def keys(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def picture(width: int = 40, height: int = 30) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


async def refused(call: Awaitable[Any], error: type[TelegramError] = BadRequest) -> str:
    """What Telegram said."""
    with pytest.raises(error) as caught:
        await call
    return caught.value.message


async def updates(bot: Bot) -> tuple[Update, ...]:
    """What waits, confirmed."""
    came = await bot.get_updates(timeout=0)
    if came:
        await bot.get_updates(offset=came[-1].update_id + 1, timeout=0)
    return came


async def polling(telegram: StandIn) -> None:
    """Until a long poll waits at the server."""
    async with asyncio.timeout(10):
        while telegram._updates._poller is None:
            await asyncio.sleep(0)
