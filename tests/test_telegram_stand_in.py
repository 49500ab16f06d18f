"""The Telegram stand-in, spoken to by the real python-telegram-bot: what it carries out and what it refuses."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from PIL import Image
from telegram import (
    Bot,
    BotCommand,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from sandbox.faults import Fault
from sandbox.server import Sandbox
from sandbox.telegram import StandIn
from tests.conftest import Clock

ELIF, CAN, STRANGER = 11, 12, 13


@pytest.fixture
def telegram(sandbox: Sandbox) -> StandIn:
    """Elif and Can have accounts; a stranger too."""
    stand_in: StandIn = sandbox["telegram"]
    stand_in.user(ELIF, "Elif", "Kaya", "elifk")
    stand_in.user(CAN, "Can", language_code="en")
    stand_in.user(STRANGER, "Yabancı")
    return stand_in


@pytest.fixture
def desk(telegram: StandIn) -> int:
    """A group of two with the bot as administrator, as the desk wants it."""
    return telegram.group("Sosyal", [ELIF, CAN], bot_admin=True)


def make_bot(sandbox: Sandbox, token: str) -> Bot:
    base = sandbox.address + "/telegram"
    return Bot(token, base_url=base + "/bot", base_file_url=base + "/file/bot")


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


async def refused(call: Any, error: type[TelegramError] = BadRequest) -> str:
    with pytest.raises(error) as caught:
        await call
    return caught.value.message


async def updates(bot: Bot, **more: Any) -> tuple[Update, ...]:
    """What waits, confirmed."""
    came = await bot.get_updates(timeout=0, **more)
    if came:
        await bot.get_updates(offset=came[-1].update_id + 1, timeout=0)
    return came


async def polling(telegram: StandIn) -> None:
    """Until a long poll waits at the server."""
    async with asyncio.timeout(10):
        while telegram._updates._poller is None:
            await asyncio.sleep(0)


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


# replies, topics


async def test_a_reply_needs_its_message(telegram: StandIn, desk: int, bot: Bot) -> None:
    card = await bot.send_message(desk, "kart bir")
    answer = await bot.send_message(desk, "not", reply_parameters=ReplyParameters(card.message_id, quote="bir"))
    assert isinstance(answer.reply_to_message, Message)
    assert answer.reply_to_message.message_id == card.message_id
    lost = bot.send_message(desk, "x", reply_parameters=ReplyParameters(99))
    assert await refused(lost) == "Message to be replied not found"
    other = bot.send_message(desk, "x", reply_parameters=ReplyParameters(card.message_id, quote="iki"))
    assert await refused(other) == "Quote_text_invalid"
    kept = await bot.send_message(
        desk, "x", reply_parameters=ReplyParameters(99, allow_sending_without_reply=True), reply_markup=ForceReply()
    )
    assert kept.reply_to_message is None
    assert telegram.messages(desk)[-1]["force_reply"]


async def test_topics_of_a_forum(telegram: StandIn, bot: Bot) -> None:
    forum = telegram.group("Sosyal", [ELIF], forum=True, bot_admin=True)
    topic = await bot.create_forum_topic(forum, "🚨 Kriz")
    sent = await bot.send_message(forum, "kart", message_thread_id=topic.message_thread_id)
    assert (sent.is_topic_message, sent.message_thread_id) == (True, topic.message_thread_id)
    telegram.message(forum, ELIF, "bakıyorum", thread=topic.message_thread_id)
    telegram.message(forum, ELIF, "düzeltme", reply_to=sent.message_id)
    plain, reply = (update.message for update in await updates(bot) if update.message)
    assert plain.reply_to_message
    assert plain.reply_to_message.forum_topic_created
    assert reply.message_thread_id == topic.message_thread_id
    assert await refused(bot.send_message(forum, "x", message_thread_id=77)) == "Message thread not found"
    assert telegram.topics(forum) == {"🚨 Kriz": topic.message_thread_id}


async def test_topics_need_a_forum_and_an_administrator(telegram: StandIn, desk: int, bot: Bot) -> None:
    assert "not a forum" in await refused(bot.create_forum_topic(desk, "x"))
    forum = telegram.group("F", [ELIF], forum=True)
    assert "Not enough rights" in await refused(bot.create_forum_topic(forum, "x"))
    telegram.promote(forum)
    assert await refused(bot.create_forum_topic(forum, "x" * 129)) == "Topic_title_invalid"


# changing what was sent


async def test_an_edit_keeps_history_and_takes_the_keyboard_away(telegram: StandIn, desk: int, bot: Bot) -> None:
    button = keys([InlineKeyboardButton("Onayla", callback_data="a")])
    card = await bot.send_message(desk, "v1", reply_markup=button)
    same = bot.edit_message_text("v1", desk, card.message_id, reply_markup=button)
    assert (await refused(same)).startswith("Message is not modified")
    await bot.edit_message_text("v2", desk, card.message_id)
    now = telegram.messages(desk)[-1]
    assert (now["text"], now["buttons"], now["edited"]) == ("v2", [], True)
    assert [before["text"] for before in now["history"]] == ["v1"]
    await bot.edit_message_reply_markup(desk, card.message_id, reply_markup=button)
    assert telegram.messages(desk)[-1]["buttons"][0][0]["label"] == "Onayla"


async def test_only_own_messages_that_exist_can_be_edited(telegram: StandIn, desk: int, bot: Bot) -> None:
    theirs = telegram.message(desk, ELIF, "benim")
    assert await refused(bot.edit_message_text("x", desk, theirs)) == "Message can't be edited"
    assert await refused(bot.edit_message_text("x", desk, 99)) == "Message to edit not found"
    card = await bot.send_message(desk, "kart")
    assert "no caption" in await refused(bot.edit_message_caption(desk, card.message_id, caption="x"))
    await bot.delete_message(desk, card.message_id)
    assert await refused(bot.edit_message_text("x", desk, card.message_id)) == "Message to edit not found"
    assert await refused(bot.delete_message(desk, card.message_id)) == "Message to delete not found"


async def test_deleting_ends_after_48_hours(telegram: StandIn, desk: int, bot: Bot, clock: Clock) -> None:
    card = await bot.send_message(desk, "kart")
    clock.forward(hours=49)
    assert "can't be deleted" in await refused(bot.delete_message(desk, card.message_id))
    plain = telegram.group("G", [ELIF])
    theirs = telegram.message(plain, ELIF, "benim")
    assert await refused(bot.delete_message(plain, theirs)) == "Message can't be deleted"


# files


async def test_photo_caption_and_download(telegram: StandIn, desk: int, bot: Bot) -> None:
    sent = await bot.send_photo(desk, picture(), caption="<b>Özet</b>", parse_mode="HTML")
    assert (sent.photo[0].width, sent.photo[0].height, sent.caption) == (40, 30, "Özet")
    file = await bot.get_file(sent.photo[0].file_id)
    assert bytes(await file.download_as_bytearray()) == picture()
    again = await bot.send_photo(desk, sent.photo[0].file_id)
    assert again.photo[0].file_id == sent.photo[0].file_id
    await bot.edit_message_caption(desk, sent.message_id, caption="Yeni")
    assert telegram.messages(desk)[0]["text"] == "Yeni"
    assert "no text" in await refused(bot.edit_message_text("x", desk, sent.message_id))


async def test_what_is_no_photo(desk: int, bot: Bot) -> None:
    assert await refused(bot.send_photo(desk, b"metin")) == "Image_process_failed"
    assert await refused(bot.send_photo(desk, picture(900, 30))) == "Photo_invalid_dimensions"
    assert "wrong file identifier" in (await refused(bot.send_photo(desk, "yok"))).lower()
    assert "caption is too long" in await refused(bot.send_photo(desk, picture(), caption="a" * 1025))
    assert "wrong file_id" in (await refused(bot.get_file("yok"))).lower()


async def test_document_and_album(telegram: StandIn, desk: int, bot: Bot) -> None:
    sent = await bot.send_document(desk, "a;b\n1;2".encode("utf-16"), filename="denetim.csv")
    assert sent.document is not None
    assert sent.document.file_name == "denetim.csv"
    album = await bot.send_media_group(desk, [InputMediaPhoto(picture(), caption="1"), InputMediaPhoto(picture())])
    assert len({part.media_group_id for part in album}) == 1
    assert album[0].caption == "1"
    assert "from 2 to 10" in await refused(bot.send_media_group(desk, [InputMediaPhoto(picture())]))


# chats


async def test_reading_a_chat(telegram: StandIn, desk: int, bot: Bot) -> None:
    assert (await bot.get_chat(desk)).title == "Sosyal"
    assert (await bot.get_chat_member(desk, ELIF)).status == "creator"
    assert (await bot.get_chat_member(desk, CAN)).status == "member"
    telegram.leave(desk, CAN)
    assert (await bot.get_chat_member(desk, CAN)).status == "left"
    assert await refused(bot.get_chat_member(desk, STRANGER)) == "Member not found"
    admins = await bot.get_chat_administrators(desk)
    assert {admin.user.first_name for admin in admins} == {"Elif", "Samimi"}
    assert await bot.get_chat_member_count(desk) == 2
    telegram.start(ELIF)
    assert "no administrators" in await refused(bot.get_chat_administrators(ELIF))


async def test_pins_need_rights_and_are_shown(telegram: StandIn, desk: int, bot: Bot) -> None:
    first, second = [(await bot.send_message(desk, text)).message_id for text in ("bir", "iki")]
    await bot.pin_chat_message(desk, first)
    await bot.pin_chat_message(desk, second)
    pinned = (await bot.get_chat(desk)).pinned_message
    assert pinned is not None
    assert pinned.message_id == second
    await bot.unpin_chat_message(desk, second)
    assert [message["id"] for message in telegram.messages(desk) if message["pinned"]] == [first]
    await bot.unpin_chat_message(desk)
    assert not any(message["pinned"] for message in telegram.messages(desk))
    assert await refused(bot.pin_chat_message(desk, 99)) == "Message to pin not found"
    plain = telegram.group("G", [ELIF])
    card = await bot.send_message(plain, "kart")
    assert "Not enough rights" in await refused(bot.pin_chat_message(plain, card.message_id))


async def test_reactions_and_actions(telegram: StandIn, desk: int, bot: Bot) -> None:
    card = await bot.send_message(desk, "kart")
    await bot.set_message_reaction(desk, card.message_id, "👍")
    assert telegram.messages(desk)[-1]["reactions"] == ["👍"]
    assert await refused(bot.set_message_reaction(desk, card.message_id, "🧿")) == "Reaction_invalid"
    await bot.set_message_reaction(desk, card.message_id)
    assert telegram.messages(desk)[-1]["reactions"] == []
    await bot.send_chat_action(desk, "typing")
    assert "wrong parameter action" in (await refused(bot.send_chat_action(desk, "dans"))).lower()


async def test_command_menu_per_language(telegram: StandIn, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("durdur", "Gönderimi durdur")])
    await bot.set_my_commands([BotCommand("pause", "Pause sending")], language_code="en")
    assert [command.command for command in await bot.get_my_commands(language_code="en")] == ["pause"]
    assert telegram.menu()[0]["command"] == "durdur"
    assert await refused(bot.set_my_commands([("sıradaki", "x")])) == "Bot_command_invalid"
    assert await refused(bot.set_my_commands([("siradaki", "")])) == "Bot_command_description_invalid"
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


async def test_a_webhook_stops_polling(bot: Bot) -> None:
    assert "https" in await refused(bot.set_webhook("http://kapi.example"))
    await bot.set_webhook("https://kapi.example/x", secret_token="abc")
    assert (await bot.get_webhook_info()).url == "https://kapi.example/x"
    assert "webhook is active" in await refused(bot.get_updates(timeout=0), Conflict)
    await bot.delete_webhook()
    assert await bot.get_updates(timeout=0) == ()


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
