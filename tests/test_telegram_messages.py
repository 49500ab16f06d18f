"""The Telegram stand-in: replies, topics, edits, files and chats through the real python-telegram-bot."""

from __future__ import annotations

from telegram import (
    Bot,
    BotCommand,
    ForceReply,
    InlineKeyboardButton,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)
from telegram.error import Conflict

from sandbox.telegram import StandIn
from tests.conftest import Clock
from tests.telegram_talk import (
    CAN,
    ELIF,
    STRANGER,
    bot,
    desk,
    keys,
    picture,
    refused,
    telegram,
    updates,
)

__all__ = ["bot", "desk", "telegram"]


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
