"""What `samimi check` asks of Telegram: the token, privacy mode, and in each chat whether the bot may do its work."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberRestricted, User
from telegram.error import BadRequest, ChatMigrated, Forbidden

from models import Database
from responders.desk.chats import chat_for
from responders.desk.roles import admins_of, find_person
from samimi.config import Config


@dataclass(frozen=True)
class Line:
    """A finding. `advice`: nothing is broken, but something works less well than it could."""

    ok: bool
    text: str
    advice: bool = False


def advice(text: str) -> Line:
    return Line(True, text, advice=True)


async def telegram_lines(bot: Bot, config: Config, database: Database) -> AsyncIterator[Line]:
    """A line for every finding. Raises TelegramError where Telegram refuses the token or does not answer."""
    async with bot:
        me = await bot.get_me()
        yield Line(True, f"telegram: @{me.username}")
        if (await bot.get_webhook_info()).url:
            yield Line(False, "telegram: a web hook is set, so nothing can be polled; mend: call deleteWebhook once")
        if me.can_read_all_group_messages:
            yield advice(
                "telegram: privacy mode is off: the bot reads whatever is written, it needs only commands, replies "
                "and taps; mend: @BotFather → /setprivacy → Enable, then add the bot to its groups again"
            )
        places = _chats(config, database)
        for chat_id, brands in places.items():
            async for line in _chat(bot, me, chat_id, brands):
                yield line
        for line in _unbound(config, places):
            yield line
        async for line in _people(bot, config, database):
            yield line


def _chats(config: Config, database: Database) -> dict[int, list[str]]:
    """Chats with the brands whose cards go there."""
    found: dict[int, list[str]] = {}
    with database.reading() as session:
        for key in config.brands:
            chat_id = chat_for(session, config.desk, key)
            if chat_id is not None:
                found.setdefault(chat_id, []).append(key)
    return found


def _unbound(config: Config, places: dict[int, list[str]]) -> list[Line]:
    bound = {key for keys in places.values() for key in keys}
    missing = [key for key in config.brands if key not in bound]
    if not missing:
        return []
    return [advice(f"telegram: no chat yet for {', '.join(missing)}; `samimi connect telegram` binds one")]


async def _chat(bot: Bot, me: User, chat_id: int, brands: Sequence[str]) -> AsyncIterator[Line]:
    """Is the bot there, may it write, pin, and open topics where the chat is a forum?"""
    place = f"telegram chat {chat_id} ({', '.join(brands)})"
    try:
        chat = await bot.get_chat(chat_id)
        member = await bot.get_chat_member(chat_id, me.id)
    except ChatMigrated as moved:
        yield advice(f"{place}: the group has a new id, {moved.new_chat_id}; `samimi run` follows it by itself")
        return
    except (BadRequest, Forbidden):
        yield Line(False, f"{place}: the bot is not in it; mend: add @{me.username} to the group, or bind another one")
        return
    if not _may_write(member, chat):
        yield Line(False, f"{place}: the bot may not write; mend: give it the right to send messages")
        return
    role = "administrator" if member.status == ChatMember.ADMINISTRATOR else "member"
    yield Line(True, f"{place}: “{chat.title or 'private'}”, the bot is {role} and may write")
    for line in _wishes(place, member, chat):
        yield line


def _may_write(member: ChatMember, chat: ChatFullInfo) -> bool:
    if chat.type == ChatFullInfo.PRIVATE:
        return True
    if member.status in (ChatMember.LEFT, ChatMember.BANNED):
        return False
    if isinstance(member, ChatMemberRestricted):
        return member.can_send_messages
    everyone = chat.permissions is None or chat.permissions.can_send_messages is not False
    return everyone or member.status == ChatMember.ADMINISTRATOR


def _wishes(place: str, member: ChatMember, chat: ChatFullInfo) -> list[Line]:
    """What the desk does without if it must."""
    if chat.type == ChatFullInfo.PRIVATE:
        return []
    lines = []
    admin = member if isinstance(member, ChatMemberAdministrator) else None
    everyone = chat.permissions is not None and bool(chat.permissions.can_pin_messages)
    if not (everyone or (admin is not None and admin.can_pin_messages)):
        lines.append(_wish(place, "the counter is not pinned", "Pin messages"))
    if chat.is_forum and not (admin is not None and admin.can_manage_topics):
        lines.append(_wish(place, "no topics are opened, cards go to General", "Manage topics"))
    return lines


def _wish(place: str, effect: str, right: str) -> Line:
    return advice(f"{place}: {effect}; mend: make the bot administrator with the right “{right}”")


async def _people(bot: Bot, config: Config, database: Database) -> AsyncIterator[Line]:
    """Whoever is to be rung in private must have opened the bot's private chat: Telegram lets no bot write first."""
    with database.reading() as session:
        wanted = sorted({*config.desk.rota.values(), *admins_of(session, config.desk)})
        names = {user: person.name for user in wanted if (person := find_person(session, config.desk, user))}
    if not names:
        yield advice("telegram: nobody is admin yet; `samimi connect telegram` gives the first role")
    for user in wanted:
        try:
            await bot.get_chat(user)
        except (BadRequest, Forbidden):
            name = names.get(user, str(user))
            yield advice(f"telegram: {name} cannot be reached in private; mend: open the bot and press Start")
