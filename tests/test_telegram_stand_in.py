"""The Telegram stand-in, spoken to by the real python-telegram-bot: who may speak, texts and keyboards."""

from __future__ import annotations

import httpx
import pytest
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
)
from telegram.error import ChatMigrated, Forbidden, InvalidToken, TelegramError

from sandbox.server import Sandbox
from sandbox.telegram import StandIn
from tests.telegram_talk import CAN, ELIF, bot, desk, keys, make_bot, refused, telegram, updates

__all__ = ["bot", "desk", "telegram"]


# who may speak


async def test_the_bot_knows_itself_and_a_wrong_token_is_refused(sandbox: Sandbox, bot: Bot) -> None:
    assert (await bot.get_me()).username == "samimi_demo_bot"
    with pytest.raises(InvalidToken):
        async with make_bot(sandbox, "1:wrong"):
            pass


async def test_an_unknown_method_is_not_found(sandbox: Sandbox, bot: Bot) -> None:
    assert "not found" in (await refused(bot.do_api_request("sendSmoke"), TelegramError)).lower()


async def test_a_private_chat_opens_only_by_start_and_closes_by_block(telegram: StandIn, bot: Bot) -> None:
    assert "initiate" in await refused(bot.send_message(ELIF, "selam"), Forbidden)
    telegram.start(ELIF)
    assert (await bot.send_message(ELIF, "selam")).chat.first_name == "Elif"
    telegram.block(ELIF)
    assert "blocked" in await refused(bot.send_message(ELIF, "selam"), Forbidden)
    telegram.start(ELIF)
    await bot.send_message(ELIF, "hoş geldin")


async def test_a_kicked_bot_and_an_unknown_chat(telegram: StandIn, desk: int, bot: Bot) -> None:
    telegram.kick(desk)
    assert "kicked" in await refused(bot.send_message(desk, "selam"), Forbidden)
    assert await refused(bot.send_message(-5, "selam")) == "Chat not found"


async def test_a_migrated_group_tells_its_new_id(telegram: StandIn, bot: Bot) -> None:
    old = telegram.group("Sosyal", [ELIF], kind="group")
    new = telegram.migrate(old, forum=True)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(old, "selam")
    assert caught.value.new_chat_id == new
    await bot.send_message(new, "selam")
    notes = [update.message for update in await updates(bot) if update.message]
    assert [note.migrate_to_chat_id or note.migrate_from_chat_id for note in notes] == [new, old]


# text


async def test_html_becomes_entities_at_utf16_offsets(desk: int, bot: Bot) -> None:
    sent = await bot.send_message(desk, "🟢 <b>KARGO</b> &lt;3 <i>ş<u>ç</u></i>", parse_mode="HTML")
    assert sent.text == "🟢 KARGO <3 şç"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [
        ("bold", 3, 5),
        ("italic", 12, 2),
        ("underline", 13, 1),
    ]
    assert sent.parse_entity(sent.entities[0]) == "KARGO"


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ("<s>x</s>", "strikethrough"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<code>x</code>", "code"),
        ('<pre><code class="language-py">x</code></pre>', "pre"),
        ('<a href="https://ornekmarka.example/iade">x</a>', "text_link"),
    ],
)
async def test_every_tag_of_the_desk(desk: int, bot: Bot, html: str, kind: str) -> None:
    sent = await bot.send_message(desk, html, parse_mode="HTML")
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [(kind, 0, 1)]


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<b>açık", 'can\'t find end tag corresponding to start tag "b"'),
        ("<p>x</p>", 'unsupported start tag "p" at byte offset 0'),
        ("ş <font>x</font>", 'unsupported start tag "font" at byte offset 3'),
        ("3 <5", "unclosed start tag at byte offset 2"),
        ("x</b>", "unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "unclosed end tag at byte offset 4"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "can't nest blockquote"),
        ('<span class="x">a</span>', 'tag "span" must have class "tg-spoiler"'),
    ],
)
async def test_broken_html_is_refused(desk: int, bot: Bot, html: str, why: str) -> None:
    said = await refused(bot.send_message(desk, html, parse_mode="HTML"))
    assert said.lower().startswith("can't parse entities: " + why.lower())


async def test_without_parse_mode_tags_are_letters_and_links_are_found(desk: int, bot: Bot) -> None:
    sent = await bot.send_message(desk, " <b>x</b> bit.ly.com/a @elifk /durdur a@b.example #iade \n")
    assert sent.text == "<b>x</b> bit.ly.com/a @elifk /durdur a@b.example #iade"
    assert {sent.parse_entity(e): e.type for e in sent.entities} == {
        "bit.ly.com/a": "url",
        "@elifk": "mention",
        "/durdur": "bot_command",
        "a@b.example": "email",
        "#iade": "hashtag",
    }


async def test_length_is_measured_after_the_tags_are_gone(desk: int, bot: Bot) -> None:
    await bot.send_message(desk, f"<b>{'ş' * 4096}</b>", parse_mode="HTML")
    assert await refused(bot.send_message(desk, "ş" * 4097)) == "Message is too long"
    assert await refused(bot.send_message(desk, "🟢" * 2049)) == "Message is too long"
    assert await refused(bot.send_message(desk, "<b> </b>", parse_mode="HTML")) == "Message text is empty"
    assert await refused(bot.send_message(desk, "x", parse_mode="Markdown")) == "Unsupported parse_mode"


# keyboards


async def test_buttons_of_every_kind_the_desk_uses(telegram: StandIn, desk: int, bot: Bot) -> None:
    approve = InlineKeyboardButton("✅ Onayla", callback_data="a" * 64, api_kwargs={"style": "success"})
    copy = InlineKeyboardButton("Kopyala", copy_text=CopyTextButton("Selam Ayşe"))
    opened = InlineKeyboardButton("X'te aç", url="https://x.com/intent/post?text=a")
    sent = await bot.send_message(desk, "kart", reply_markup=keys([approve, copy], [opened]))
    assert sent.reply_markup is not None
    shown = telegram.messages(desk)[-1]["buttons"]
    assert [[key["label"] for key in row] for row in shown] == [["✅ Onayla", "Kopyala"], ["X'te aç"]]
    assert shown[0][0]["style"] == "success"
    assert telegram.tap(desk, sent.message_id, ELIF, "Kopyala") == {"copied": "Selam Ayşe"}
    assert telegram.tap(desk, sent.message_id, ELIF, "X'te aç") == {"url": "https://x.com/intent/post?text=a"}
    with pytest.raises(ValueError, match="no button"):
        telegram.tap(desk, sent.message_id, ELIF, "Sil")


@pytest.mark.parametrize(
    ("button", "why"),
    [
        (InlineKeyboardButton("x", callback_data="ş" * 33), "Button_data_invalid"),
        (InlineKeyboardButton("x", url="localhost/x"), "invalid: Wrong HTTP URL"),
        (InlineKeyboardButton("x", url="http://localhost:8080/x"), "invalid: Wrong HTTP URL"),
        (InlineKeyboardButton("x", copy_text=CopyTextButton("a" * 257)), "Button_copy_text_invalid"),
        (InlineKeyboardButton("x"), "text buttons are unallowed"),
        (InlineKeyboardButton(" ", callback_data="a"), "must be a non-empty string"),
        (InlineKeyboardButton("x", callback_data="a", api_kwargs={"style": "pink"}), "unknown button style"),
        (InlineKeyboardButton("x", pay=True), "Button_type_invalid"),
    ],
)
async def test_a_bad_button_is_refused(desk: int, bot: Bot, button: InlineKeyboardButton, why: str) -> None:
    assert why.lower() in (await refused(bot.send_message(desk, "kart", reply_markup=keys([button])))).lower()


async def test_a_hundred_buttons_at_most(desk: int, bot: Bot) -> None:
    row = [InlineKeyboardButton(str(n), callback_data=str(n)) for n in range(101)]
    await bot.send_message(desk, "x", reply_markup=keys(row[:100]))
    assert "too long" in await refused(bot.send_message(desk, "x", reply_markup=keys(row)))


# the wire itself


async def test_the_side_channel_over_http(sandbox: Sandbox, telegram: StandIn, desk: int) -> None:
    async with httpx.AsyncClient(base_url=sandbox.address) as client:
        body = {"chat": desk, "user": CAN, "text": "selam"}
        made = (await client.post("/sim/telegram/message", json=body)).json()["result"]
        shown = (await client.post("/sim/telegram/messages", json={"chat": desk})).json()["result"]
    assert shown[-1]["id"] == made
    assert shown[-1]["text"] == "selam"


async def test_parameters_may_come_as_json_or_query(sandbox: Sandbox, telegram: StandIn, desk: int) -> None:
    base = f"{sandbox.address}/telegram/bot{telegram.token}"
    async with httpx.AsyncClient() as client:
        by_json = await client.post(f"{base}/sendMessage", json={"chat_id": desk, "text": "a"})
        by_query = await client.get(f"{base}/sendmessage", params={"chat_id": desk, "text": "b"})
        broken = await client.post(f"{base}/sendMessage", data={"chat_id": desk, "text": "c", "reply_markup": "{"})
        no_number = await client.post(f"{base}/deleteMessage", data={"chat_id": desk, "message_id": "x"})
    assert by_json.json()["ok"]
    assert by_query.json()["ok"]
    assert broken.json() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: can't parse reply_markup: the JSON object is broken",
    }
    assert no_number.status_code == 400
