"""Config → live objects: the only place where rooms meet."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from telegram import Bot

from language.masking import mask
from models import Brand, Bulletin, Database, Mention, Route
from models.errors import ConfigError
from monitor.collectors import Collector
from monitor.sentiment import Classifier
from monitor.sentiment.loading import load as load_classifier
from responders.desk.case import Hooks
from responders.desk.desk import Desk
from responders.drafting import Drafter
from responders.drafting.build import build_drafter, build_llm
from responders.drafting.examples import ApprovedReplies
from responders.drafting.llm import Llm
from responders.drafting.outcomes import spent
from responders.guards import check
from responders.publishers import Publisher
from samimi import channels, chat_figures, platforms, telling
from samimi.alarms import Alarms
from samimi.clock import Fast, utc_now
from samimi.config import Config, SentimentSettings, load
from samimi.digests import Digests
from samimi.edits import Edits
from samimi.forgetting import Forgetter
from samimi.health import Health
from samimi.incident_voice import IncidentVoice
from samimi.incidents import Incidents
from samimi.link_price import link_price
from samimi.listening import Listener
from samimi.opening import database_of
from samimi.outbox import Door, Key, Outbox
from samimi.pipeline import Pipeline
from samimi.prices import Prices
from samimi.second_opinion import SecondOpinion
from samimi.second_opinion import spent as spent_on_opinions
from samimi.secrets import Secrets
from samimi.service_mail import digest_mailer, service_mail
from samimi.style import suggest
from samimi.translating import Translator
from samimi.translating import spent as spent_on_translations
from samimi.upkeep import Upkeep

Now = Callable[[], datetime]


@dataclass
class App:
    """Everything `samimi run` puts on a schedule and `samimi demo` steps through."""

    config: Config
    database: Database
    now: Now
    worker: str
    bot: Bot
    listener: Listener
    pipeline: Pipeline
    outbox: Outbox
    upkeep: Upkeep
    desk: Desk
    digests: Digests
    alarms: Alarms
    incidents: Incidents
    translator: Translator | None


def build(path: Path) -> App:
    """The app of a config file and the environment. Raises ConfigError with every fault."""
    config = load(path)
    secrets = Secrets.read(path.parent)
    sandbox = sandbox_address(os.environ)
    clock = os.environ.get("SAMIMI_SANDBOX_CLOCK")
    now = Fast.parse(clock) if clock and sandbox else utc_now
    database = database_of(path, config.database.url)
    return assemble(config, secrets, database, load_judge(config.sentiment), now=now, sandbox=sandbox)


def sandbox_address(environment: Mapping[str, str]) -> str | None:
    """SAMIMI_SANDBOX, if it is set; only the loopback is accepted. Raises ConfigError."""
    address = environment.get("SAMIMI_SANDBOX")
    if not address:
        return None
    host = urlsplit(address).hostname or ""
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback or not address.startswith("http://"):
        raise ConfigError("SAMIMI_SANDBOX must be http://127.0.0.1:PORT; unset it to talk to the real platforms")
    return address.rstrip("/")


def load_judge(wanted: SentimentSettings) -> Classifier:
    """The shipped judge, or the model the config names. Raises ConfigError."""
    return load_classifier(wanted.model, revision=wanted.revision, labels=wanted.labels, threads=wanted.threads)


def assemble(
    config: Config,
    secrets: Secrets,
    database: Database,
    judge: Classifier,
    *,
    now: Now = utc_now,
    sandbox: str | None = None,
) -> App:
    """Build every part and tie them together. Raises ConfigError for missing secrets, all at once."""
    faults: list[str] = []
    key = _or_fault(faults, lambda: installation_key(secrets))
    token = _or_fault(faults, lambda: secrets.one("telegram_token"))
    mail = _or_fault(faults, lambda: service_mail(config, secrets))
    _or_fault(faults, lambda: digest_mailer(config, secrets))
    sides = _sides(config, secrets, sandbox, now, faults)
    if faults or key is None or token is None:
        raise ConfigError("\n".join(dict.fromkeys(faults)))
    doors = {place: Door(publisher, collector) for place, (collector, publisher) in sides.items() if publisher}
    readers = {place: collector for place, (collector, _) in sides.items()}
    worker = f"{socket.gethostname()}:{os.getpid()}"
    brands, prices, health, forgetter = config.brands, config.prices, Health(), Forgetter(key)
    drafter, llm = _drafter(config, secrets, database, now)
    second = SecondOpinion(llm, now) if llm is not None and config.sentiment.second_opinion else None
    pipeline = Pipeline(
        database, brands, judge, drafter, opt_out=forgetter.opt_out, worker=worker, now=now, second=second
    )
    edits = Edits(database, pipeline.judge_again, now)
    bot = telegram_bot(token, sandbox)
    hooks = _hooks(database, brands, doors, pipeline, drafter, forgetter, prices, now)
    desk = Desk(database, brands, config.desk, bot, key, now, hooks, mail, lists=channels.lists_of(brands))
    voice = IncidentVoice(database, brands, config.alarm, desk, now)
    return App(
        config=config,
        database=database,
        now=now,
        worker=worker,
        bot=bot,
        listener=Listener(
            database, brands, readers, forgetter=forgetter, health=health, prices=prices, worker=worker, now=now
        ),
        pipeline=pipeline,
        outbox=Outbox(database, brands, doors, health=health, prices=prices, worker=worker, now=now, edits=edits),
        upkeep=Upkeep(
            database,
            brands,
            doors,
            edits=edits,
            forgetter=forgetter,
            health=health,
            prices=prices,
            retention=timedelta(days=config.retention.days),
            now=now,
        ),
        desk=desk,
        alarms=Alarms(database, brands, config.alarm, voice, worker=worker, now=now),
        incidents=Incidents(database, brands, voice, pipeline.redraft, now),
        translator=Translator(database, brands, llm, now) if llm is not None else None,
        digests=_digests(config, secrets, channels.Source(database, brands, now), desk, worker),
    )


def installation_key(secrets: Secrets) -> bytes:
    """SAMIMI_KEY: signs buttons and keys the hashes of what was forgotten. Raises ConfigError."""
    text = secrets.one("key")
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) < 16:
        raise ConfigError("SAMIMI_KEY must be at least 32 hex digits; `samimi init` writes one into .env")
    return key


def telegram_bot(token: str, sandbox: str | None) -> Bot:
    """A client for Telegram, or for the stand-in."""
    if sandbox is None:
        return Bot(token)
    return Bot(token, base_url=f"{sandbox}/telegram/bot", base_file_url=f"{sandbox}/telegram/file/bot")


def _sides(
    config: Config, secrets: Secrets, sandbox: str | None, now: Now, faults: list[str]
) -> dict[Key, tuple[Collector, Publisher | None]]:
    sides: dict[Key, tuple[Collector, Publisher | None]] = {}
    for brand in config.brands.values():
        for name in brand.platforms:
            try:
                reader = platforms.collector(brand, name, secrets, sandbox, now)
                sides[(brand.key, name)] = reader, platforms.publisher(brand, name, secrets, sandbox, now)
            except ConfigError as error:
                faults += str(error).splitlines()
    return sides


def _hooks(
    database: Database,
    brands: Mapping[str, Brand],
    doors: Mapping[Key, Door],
    pipeline: Pipeline,
    drafter: Drafter,
    forgetter: Forgetter,
    prices: Prices,
    now: Now,
) -> Hooks:
    def route(mention: Mention, text: str) -> Route:
        door = doors.get((mention.brand, mention.platform))
        return door.route(mention, text) if door else Route("never", "read_only")

    def forget(platform: str, handle: str) -> int:
        with database.transaction() as session:
            return forgetter.forget_author(session, platform, handle, now())

    return Hooks(
        check=check,
        route=route,
        redraft=pipeline.redraft,
        digest=lambda brand: telling.today(database, brands[brand], now()),
        status=lambda keys, language: telling.status(
            database, {key: brands[key] for key in keys}, prices.as_of, now(), language
        ),
        forget=forget,
        allow=forgetter.opt_in,
        masked=mask,
        suggest=suggest,
        link_price=link_price(doors, prices),
        templates=lambda brand, topic: chat_figures.samples(brands[brand], drafter, topic, now()),
        sla=lambda brand, language: chat_figures.sla(database, brands[brand], now(), language),
    )


def _digests(config: Config, secrets: Secrets, source: channels.Source, desk: Desk, worker: str) -> Digests:
    """The morning's message and what goes out beside it; e-mail where config.yaml names a server and readers."""
    ways: dict[str, channels.Channel[Bulletin]] = {
        "picture": channels.Picture(source, desk),
        "chat": channels.Chat(source, desk),
    }
    settings, mailer = config.digest, digest_mailer(config, secrets)
    if mailer is not None:
        ways["email"] = channels.Email(source, mailer, settings.email_to)
    morning = channels.Morning(source, desk)
    return Digests(source.database, source.brands, settings.at, morning, ways, worker=worker, now=source.now)


def _drafter(config: Config, secrets: Secrets, database: Database, now: Now) -> tuple[Drafter, Llm | None]:
    """The drafter, and the model that others ask too: one model, one budget."""
    settings, examples, key = config.responder, ApprovedReplies(database), secrets.get("llm_key") or ""
    try:
        llm = build_llm(settings.llm, key=key, now=now, spent=_spent(database)) if settings.llm else None
        return build_drafter(settings, now=now, examples=examples, llm=llm), llm
    except ValueError as error:
        raise ConfigError(f"responder: {error}") from error


def _spent(database: Database) -> Callable[[Brand, datetime], tuple[int, float]]:
    """What a brand's drafts, second opinions and translations have cost since then: a restart does not refill the
    day's budget."""

    def since(brand: Brand, at: datetime) -> tuple[int, float]:
        with database.reading() as session:
            parts = [part(session, brand.key, at) for part in (spent, spent_on_opinions, spent_on_translations)]
            return sum(calls for calls, _ in parts), sum(usd for _, usd in parts)

    return since


Wanted = TypeVar("Wanted")


def _or_fault(faults: list[str], make: Callable[[], Wanted]) -> Wanted | None:
    try:
        return make()
    except ConfigError as error:
        faults += str(error).splitlines()
        return None
