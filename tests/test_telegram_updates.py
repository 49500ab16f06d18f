"""The Telegram stand-in: limits, outages, updates and taps through the real python-telegram-bot."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    Update,
)
from telegram.error import Conflict, NetworkError, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from sandbox.faults import Fault
from sandbox.server import Sandbox
from sandbox.telegram import StandIn
from tests.conftest import Clock
from tests.telegram_talk import (
    CAN,
    ELIF,
    STRANGER,
    bot,
    desk,
    keys,
    make_bot,
    polling,
    refused,
    telegram,
    updates,
)

__all__ = ["bot", "desk", "telegram"]


# limits and trouble


async def test_twenty_a_minute_in_a_group_edits_included(desk: int, bot: Bot, clock: Clock) -> None:
    card = await bot.send_message(desk, "0")
    for number in range(1, 20):
        clock.forward(seconds=1)
        await bot.edit_message_text(str(number), desk, card.message_id)
    clock.forward(seconds=1)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(desk, "21")
    assert caught.value.retry_after == timedelta(seconds=40)
    clock.forward(seconds=40)
    await bot.send_message(desk, "21")


async def test_ten_in_ten_seconds_in_one_chat(telegram: StandIn, bot: Bot, clock: Clock) -> None:
    telegram.start(ELIF)
    for number in range(10):
        await bot.send_message(ELIF, str(number))
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ELIF, "10")
    assert caught.value.retry_after == timedelta(seconds=10)
    clock.forward(seconds=10)
    await bot.send_message(ELIF, "10")


async def test_thirty_a_second_over_all(telegram: StandIn, bot: Bot, clock: Clock) -> None:
    for person in (ELIF, CAN, STRANGER):
        telegram.start(person)
        for number in range(10):
            await bot.send_message(person, str(number))
    other = telegram.group("G", [ELIF])
    with pytest.raises(RetryAfter):
        await bot.send_message(other, "31")
    clock.forward(seconds=1)
    await bot.send_message(other, "31")


async def test_an_outage_and_its_end(telegram: StandIn, desk: int, bot: Bot, clock: Clock) -> None:
    telegram.go_down(3600)
    assert "Bad Gateway" in await refused(bot.send_message(desk, "x"), NetworkError)
    clock.forward(hours=1)
    await bot.send_message(desk, "x")


async def test_a_lost_answer_leaves_the_message_sent(sandbox: Sandbox, telegram: StandIn, desk: int, bot: Bot) -> None:
    sandbox.faults.add(Fault("/telegram/bot*/sendMessage", "lose_answer"))
    with pytest.raises(NetworkError):
        await bot.send_message(desk, "kart")
    assert [message["text"] for message in telegram.messages(desk)] == ["kart"]


async def test_the_log_tells_what_was_carried_out_and_what_refused(telegram: StandIn, desk: int, bot: Bot) -> None:
    await bot.send_message(desk, "kart")
    await refused(bot.send_message(desk, ""))
    entries = [(entry["method"], entry["ok"], entry["code"]) for entry in telegram.sent_log()]
    assert entries[-2:] == [("sendmessage", True, 200), ("sendmessage", False, 400)]


# updates


async def test_updates_stay_until_confirmed(telegram: StandIn, desk: int, bot: Bot) -> None:
    await updates(bot)
    telegram.message(desk, ELIF, "bir")
    telegram.message(desk, ELIF, "iki")
    first = await bot.get_updates(timeout=0)
    assert [update.message.text for update in first if update.message] == ["bir", "iki"]
    assert await bot.get_updates(timeout=0) == first
    rest = await bot.get_updates(offset=first[0].update_id + 1, timeout=0, limit=5)
    assert rest == first[1:]
    telegram.message(desk, ELIF, "üç")
    assert [u.message.text for u in await bot.get_updates(offset=-1, timeout=0) if u.message] == ["üç"]
    assert len(await bot.get_updates(timeout=0)) == 1


async def test_a_long_poll_wakes_when_something_comes(telegram: StandIn, desk: int, bot: Bot) -> None:
    await updates(bot)
    waiting = asyncio.create_task(bot.get_updates(timeout=30))
    await polling(telegram)
    telegram.message(desk, ELIF, "selam")
    (came,) = await asyncio.wait_for(waiting, 10)
    assert came.effective_user
    assert came.effective_user.first_name == "Elif"


async def test_the_second_poller_throws_the_first_out(sandbox: Sandbox, telegram: StandIn, bot: Bot) -> None:
    await updates(bot)
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await polling(telegram)
    async with make_bot(sandbox, telegram.token) as second:
        assert await second.get_updates(timeout=0) == ()
    assert "other getUpdates" in await refused(first, Conflict)


async def test_people_on_many_threads_are_all_heard_once(telegram: StandIn, desk: int, bot: Bot) -> None:
    await updates(bot)
    texts = {f"{thread}-{number}" for thread in range(8) for number in range(25)}

    def talk(thread: int) -> None:
        for number in range(25):
            telegram.message(desk, ELIF, f"{thread}-{number}")

    talking = asyncio.gather(*(asyncio.to_thread(talk, thread) for thread in range(8)))
    heard: list[str] = []
    offset = 0
    async with asyncio.timeout(20):
        while len(heard) < len(texts):
            came = await bot.get_updates(offset=offset, timeout=5)
            heard += [str(update.message.text) for update in came if update.message]
            offset = came[-1].update_id + 1 if came else offset
    await talking
    assert len(heard) == len(texts)
    assert set(heard) == texts


async def test_updates_are_kept_a_day(telegram: StandIn, desk: int, bot: Bot, clock: Clock) -> None:
    telegram.message(desk, ELIF, "dün")
    clock.forward(hours=25)
    assert await bot.get_updates(timeout=0) == ()


async def test_allowed_updates_are_remembered(telegram: StandIn, desk: int, bot: Bot) -> None:
    card = await bot.send_message(desk, "kart")
    await updates(bot)
    telegram.react(desk, card.message_id, ELIF, "👍")
    assert await updates(bot) == (), "reactions come only when asked for"
    await bot.get_updates(timeout=0, allowed_updates=["message_reaction"])
    telegram.react(desk, card.message_id, ELIF, "🔥")
    telegram.message(desk, ELIF, "selam")
    (came,) = await updates(bot)
    assert came.message_reaction
    assert came.message_reaction.new_reaction[0].to_dict()["emoji"] == "🔥"


async def test_privacy_mode_hides_what_is_not_for_the_bot(telegram: StandIn, bot: Bot) -> None:
    group = telegram.group("G", [ELIF, CAN])
    card = await bot.send_message(group, "kart")
    await updates(bot)
    talk = telegram.message(group, ELIF, "öğlen ne yiyoruz")
    telegram.message(group, CAN, "köfte", reply_to=talk)
    telegram.message(group, CAN, "/durdur@other_bot")
    telegram.message(group, CAN, "/durdur")
    telegram.message(group, CAN, "/durum@Samimi_Demo_Bot hepsi")
    telegram.message(group, ELIF, "Selam Ayşe", reply_to=card.message_id)
    seen = [update.message.text for update in await updates(bot) if update.message]
    assert seen == ["/durdur", "/durum@Samimi_Demo_Bot hepsi", "Selam Ayşe"]
    telegram.promote(group)
    telegram.message(group, ELIF, "artık duyuyor")
    assert [u.message.text for u in await updates(bot) if u.message] == ["artık duyuyor"]


async def test_an_edited_command_comes_again(telegram: StandIn, desk: int, bot: Bot) -> None:
    written = telegram.message(desk, ELIF, "/durdr")
    await updates(bot)
    telegram.edit(desk, ELIF, written, "/durdur")
    (came,) = await updates(bot)
    assert came.edited_message
    assert came.edited_message.text == "/durdur"
    with pytest.raises(ValueError, match="only its writer"):
        telegram.edit(desk, CAN, written, "x")
    with pytest.raises(ValueError, match="not in chat"):
        telegram.message(desk, STRANGER, "ben de varım")


async def test_joining_and_being_thrown_out_is_told(telegram: StandIn, bot: Bot) -> None:
    group = telegram.group("G", [ELIF])
    telegram.join(group, STRANGER)
    telegram.message(group, STRANGER, "/katil")
    telegram.kick(group)
    came = await updates(bot)
    changes = [update.my_chat_member.new_chat_member.status for update in came if update.my_chat_member]
    assert changes == ["member", "kicked"]


# taps


async def test_a_tap_is_answered_once_and_in_time(telegram: StandIn, desk: int, bot: Bot, clock: Clock) -> None:
    card = await bot.send_message(
        desk, "kart", reply_markup=keys([InlineKeyboardButton("Onayla", callback_data="a:1")])
    )
    await updates(bot)
    query = telegram.tap(desk, card.message_id, ELIF, "Onayla")["query"]
    assert telegram.toast(query) is None
    (came,) = await updates(bot)
    assert came.callback_query is not None
    assert (came.callback_query.data, came.callback_query.from_user.id) == ("a:1", ELIF)
    await came.callback_query.answer("Onaylandı", show_alert=True)
    assert telegram.toast(query) == {"text": "Onaylandı", "alert": True}
    assert "too old" in await refused(came.callback_query.answer("yine"))
    assert "too old" in await refused(bot.answer_callback_query("123"))
    late = telegram.tap(desk, card.message_id, CAN, "a:1")["query"]
    assert "Message_too_long" in await refused(bot.answer_callback_query(late, "a" * 201))
    clock.forward(hours=1)
    assert "too old" in await refused(bot.answer_callback_query(late))


async def test_a_tap_on_a_deleted_card_and_a_forged_one(telegram: StandIn, desk: int, bot: Bot) -> None:
    card = await bot.send_message(desk, "kart")
    await bot.delete_message(desk, card.message_id)
    await updates(bot)
    telegram.press(desk, card.message_id, CAN, "uydurma")
    (came,) = await updates(bot)
    assert came.callback_query
    assert came.callback_query.message
    assert not came.callback_query.message.is_accessible
    assert came.callback_query.data == "uydurma"


async def test_a_whole_application_polls_and_answers(sandbox: Sandbox, telegram: StandIn, desk: int) -> None:
    """PTB's own Application, Updater and handlers against the stand-in."""
    done = asyncio.Event()

    async def start(update: Update, context: Any) -> None:
        button = keys([InlineKeyboardButton("Onayla", callback_data="a")])
        await update.effective_message.reply_html("<b>kart</b>", reply_markup=button)  # type: ignore[union-attr]
        telegram.tap(desk, telegram.messages(desk)[-1]["id"], ELIF, "Onayla")

    async def tapped(update: Update, context: Any) -> None:
        await update.callback_query.answer("tamam")  # type: ignore[union-attr]
        await update.callback_query.edit_message_text("bitti")  # type: ignore[union-attr]
        done.set()

    app = Application.builder().bot(make_bot(sandbox, telegram.token)).build()
    app.add_handler(CommandHandler("siradaki", start))
    app.add_handler(CallbackQueryHandler(tapped))
    telegram.message(desk, ELIF, "/siradaki")
    async with app:
        await app.start()
        await app.updater.start_polling(timeout=5, poll_interval=0)  # type: ignore[union-attr]
        await asyncio.wait_for(done.wait(), 20)
        await app.updater.stop()  # type: ignore[union-attr]
        await app.stop()
    assert telegram.messages(desk)[-1]["text"] == "bitti"
