"""`samimi check`: a line for everything that must be right before the bot is left alone."""

from __future__ import annotations

import asyncio
import importlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, TelegramError

from models import Brand, Platform
from models.errors import ConfigError, CredentialsRefused, CreditsOut, PlatformError, RateLimited, Temporary
from responders.guards.address import other_form
from samimi import platforms
from samimi.checking_chats import Line, advice, telegram_lines
from samimi.clock import utc_now
from samimi.config import Config, load
from samimi.opening import database_of
from samimi.secrets import Secrets, masked
from samimi.service_mail import digest_mailer, service_mail
from samimi.starter import NOTES
from samimi.wiring import installation_key, load_judge, sandbox_address, telegram_bot

ROOMS = ("language", "models", "monitor", "prompts", "reports", "responders", "sandbox")


def check(path: Path) -> Iterator[Line]:
    """One line per finding; config first, since the rest rests on it."""
    yield from packages()
    try:
        config = load(path)
    except ConfigError as error:
        yield from (Line(False, line) for line in str(error).splitlines())
        return
    yield Line(True, f"{path}: {len(config.brands)} brand(s): {', '.join(config.brands)}")
    secrets = Secrets.read(path.parent)
    yield from _of(lambda: (installation_key(secrets), "SAMIMI_KEY is set")[1])
    yield from _of(lambda: _model(config))
    yield _drafts(config, secrets)
    for brand in config.brands.values():
        yield from _forms(brand)
    yield from _mail(config, secrets)
    yield from _database(path, config)
    for brand in config.brands.values():
        for name in brand.platforms:
            yield from _platform(brand, name, secrets)
    yield from _telegram(path, config, secrets)


def packages() -> Iterator[Line]:
    """`models` and `monitor` are short names: another package of that name would shadow ours."""
    root = Path(__file__).resolve().parent.parent
    for room in ROOMS:
        found = Path(str(importlib.import_module(room).__file__)).resolve().parent.parent
        if found != root:
            yield Line(False, f"the package {room!r} comes from {found}, not from {root}: take the other one away")


def _of(make: Callable[[], str]) -> Iterator[Line]:
    try:
        yield Line(True, make())
    except ConfigError as error:
        yield from (Line(False, line) for line in str(error).splitlines())


def _model(config: Config) -> str:
    return f"judge: {load_judge(config.sentiment).name}"


def _drafts(config: Config, secrets: Secrets) -> Line:
    """The model itself is not asked: a question costs money."""
    modes, llm = {config.responder.mode, *config.responder.modes.values()}, config.responder.llm
    drafts = f"drafts: {', '.join(sorted(modes))}"
    if llm is None:
        return Line(True, drafts)
    if llm.provider != "openai_compatible" and not secrets.get("llm_key"):
        return Line(False, f"{drafts}; SAMIMI_LLM_KEY is missing; write it into .env or the environment")
    return Line(True, f"{drafts}; {llm.provider} {llm.model}, at most ${llm.daily_usd:g} a brand and day")


def _forms(brand: Brand) -> Iterator[Line]:
    """Turkish facts that say sen where the brand says siz, or the other way round: a reply would mix both."""
    for fact in brand.facts:
        if form := other_form(fact.text, fact.lang, brand.address_tr):
            yield advice(
                f"brands.{brand.key}.facts {fact.id!r} says {form}, address_tr is {brand.address_tr}; "
                f"mend: write it with {brand.address_tr}, or without either"
            )


def _mail(config: Config, secrets: Secrets) -> Iterator[Line]:
    """What `run` will send with; no server is called."""
    for what, make in (("the digest", digest_mailer), ("customer service", service_mail)):
        try:
            if make(config, secrets) is not None:
                yield Line(True, f"mail: {what} goes out by e-mail")
        except ConfigError as error:
            yield Line(False, f"mail: {error}")


def _database(path: Path, config: Config) -> Iterator[Line]:
    try:
        database = database_of(path, config.database.url)
    except ConfigError as error:
        yield Line(False, f"database: {error}")
        return
    shown = database.url.render_as_string(hide_password=True)
    try:
        database.migrate()
        yield Line(True, f"database: {shown}")
    except SQLAlchemyError as error:
        yield Line(
            False, f"database: {shown} cannot be opened ({type(error).__name__}); is the server up, the URL right?"
        )
    finally:
        database.dispose()


def _platform(brand: Brand, name: str, secrets: Secrets) -> Iterator[Line]:
    place = f"{name} ({brand.key})"
    try:
        reader = platforms.collector(brand, name, secrets, sandbox_address(os.environ), utc_now)
        writer = platforms.publisher(brand, name, secrets, sandbox_address(os.environ), utc_now)
        reader.read(None, 1)
    except ConfigError as error:
        yield from (Line(False, f"{place}: {line}") for line in str(error).splitlines())
    except PlatformError as error:
        yield Line(False, f"{place}: {_refused(error, brand, name, secrets)}")
    else:
        way = "reads only" if writer is None else f"posting: {_posting(name, brand.platforms[name])}"
        yield Line(True, f"{place}: reads as @{brand.platforms[name].account}; {way}")


def _posting(name: str, settings: Platform) -> str:
    """X lets nothing assisted out by API that it has not approved: `api` alone changes nothing there."""
    if name == "x" and settings.post == "api" and settings.x_ai_approval is None:
        return "by hand (x_ai_approval is missing)"
    return settings.post or "default"


def _refused(error: PlatformError, brand: Brand, platform: str, secrets: Secrets) -> str:
    """The platform's own words, and what to do where they are about us."""
    if isinstance(error, CredentialsRefused):
        where = secrets.places(platform, brand.key, platforms.secret_names(platform))
        source = NOTES.get(platform, "its developer pages")
        account = brand.platforms[platform].account
        return (
            f"the credentials are refused ({error.detail}); unless @{account} is locked, the app lacks a permission or "
            f"this machine's clock is wrong: are they @{account}'s? Copy {where} anew, from: {source}"
        )
    if isinstance(error, CreditsOut):
        return f"the credit is spent ({error.detail}); buy more in the platform's developer console"
    if isinstance(error, RateLimited):
        return f"asked too often ({error.detail}); check again in a quarter of an hour"
    if isinstance(error, Temporary):
        return f"no usable answer ({error.detail}); is it up, and reachable from here?"
    return error.detail


def _telegram(path: Path, config: Config, secrets: Secrets) -> Iterator[Line]:
    try:
        token = secrets.one("telegram_token")
    except ConfigError as error:
        yield Line(False, str(error))
        return
    try:
        yield from asyncio.run(_asked(path, config, token))
    except InvalidToken:
        yield Line(False, f"telegram: the token {masked(token)} was refused; mend: ask @BotFather for the right one")
    except TelegramError as error:
        yield Line(False, f"telegram: no answer ({type(error).__name__}); is api.telegram.org reachable from here?")
    except SQLAlchemyError as error:
        yield Line(False, f"telegram: the chats could not be read from the database ({type(error).__name__})")
    except ConfigError:  # told under "database"
        yield Line(False, "telegram: the chats could not be read from the database")


async def _asked(path: Path, config: Config, token: str) -> list[Line]:
    database = database_of(path, config.database.url)
    try:
        bot = telegram_bot(token, sandbox_address(os.environ))
        return [line async for line in telegram_lines(bot, config, database)]
    finally:
        database.dispose()
