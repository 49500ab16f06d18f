"""`samimi bench desk`: a desk under load, through the real client library against the stand-in.

Thousands of cards wait; people, strangers, replays, forged and expired buttons press; what is counted comes from the
rows and from the stand-in's own log.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select
from telegram import Bot
from telegram.request import HTTPXRequest

from models import Author, Brand, Card, Database, Decision, Draft, Mention, Platform, Reply, Route
from responders.desk.buttons import LIFE, Pressed, Signer
from responders.desk.case import Hooks
from responders.desk.desk import Desk
from responders.desk.settings import DeskSettings, Language
from responders.guards import check
from sandbox.server import Sandbox

SECRET = b"the bench signs with this secret alone"
_START = datetime(2026, 11, 11, 7, 0, tzinfo=UTC)
_WORDS = (
    "kargo", "paket", "sipariş", "teslimat", "mağaza", "beden", "renk", "kutu", "ürün", "kampanya", "sepet", "adres",
    "şube", "ödeme", "fatura", "iade", "değişim", "stok", "hediye", "etiket", "kumaş", "çanta", "gömlek", "mont",
)  # fmt: skip


@dataclass
class Clock:
    """Moves only when told to, so that Telegram's limits are kept in simulated time."""

    at: datetime = _START

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Scene:
    """A desk, its people and their phones."""

    database: Database
    clock: Clock
    telegram: Any
    chat: int
    people: Sequence[int]
    strangers: Sequence[int]
    bot: Bot
    desk: Desk


@contextmanager
def scene(
    people: int,
    strangers: int,
    also: dict[int, Any] | None = None,
    *,
    language: Language = "tr",
    route: Route | None = None,
    **settings: Any,
) -> Iterator[Scene]:
    """A fresh database and a fresh group; everything is gone afterwards. `also`: further people with roles."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, Sandbox(clock) as sandbox:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        database.migrate()
        telegram = sandbox["telegram"]
        known = [telegram.user(1000 + number, f"Kişi{number}") for number in range(people)]
        others = [telegram.user(9000 + number, f"Yabancı{number}") for number in range(strangers)]
        chat = telegram.group("Masa", [*known, *others])
        roles = {user: {"name": f"Kişi {user}", "initials": "KK", "roles": {"*": "lead"}} for user in known}
        request = HTTPXRequest(connection_pool_size=4)
        bot = Bot(telegram.token, f"{sandbox.address}/telegram/bot", request=request)
        desk_settings = DeskSettings.model_validate({"chat": chat, "people": roles | (also or {}), **settings})
        account = {"x": Platform(account="ornekmarka")}
        brand = Brand(key="ornek", name="Örnek Marka", platforms=account, chat_language=language)
        desk = Desk(database, {"ornek": brand}, desk_settings, bot, SECRET, clock, _hooks(route or Route("api")))
        try:
            yield Scene(database, clock, telegram, chat, known, others, bot, desk)
        finally:
            database.dispose()


def add_cards(database: Database, now: datetime, count: int, first: int = 0, **fields: Any) -> list[int]:
    """So many judged mentions with an open green draft and a card; gives their ids."""
    ids = []
    with database.transaction() as session:
        for number in range(first, first + count):
            author = Author(
                brand="ornek", platform="x", native_id=f"a{number}", handle=f"kisi{number}", name="Ayşe",
                first_seen=now,
            )  # fmt: skip
            session.add(author)
            session.flush()
            mention = Mention(**{**_mention(number, author.id, now), **fields})
            session.add(mention)
            session.flush()
            session.add(Card(mention_id=mention.id, brand="ornek", wanted_at=now))
            text = _reply(number)
            spans = [{"start": 0, "end": len(text), "kind": "approved"}]
            session.add(
                Draft(
                    mention_id=mention.id,
                    brand="ornek",
                    version=1,
                    text=text,
                    lang="tr",
                    address="sen",
                    spans=spans,
                    prompt="reply.template@1",
                    created_at=now,
                )
            )
            ids.append(mention.id)
    return ids


def _reply(number: int) -> str:
    """No two alike, so that the guard against repeats has nothing to say."""
    chosen = random.Random(number).sample(_WORDS, 9)
    return f"{chosen[0].title()} mı, {' '.join(chosen[1:8])} ve {chosen[8]}, öyle değil mi?"


def run(cards: int = 5000, taps: int = 1000, people: int = 20) -> dict[str, Any]:
    """`cards` wait, `taps` come in a minute by `people` and a few strangers; the figures of what happened."""
    with scene(people, 5, open_cards=0) as made:
        return asyncio.run(_load(made, cards, taps))


async def _load(made: Scene, cards: int, taps: int) -> dict[str, Any]:
    add_cards(made.database, made.clock(), cards - taps // 5)
    pressed = add_cards(made.database, made.clock(), taps // 5, first=cards, urgency="high")
    async with made.bot:
        await _show(made, len(pressed))
        before, took, kinds = _memory(), [], Counter[str]()
        for number, (data, user, message, kind) in enumerate(_presses(made, pressed, taps)):
            if number == taps // 20:  # the first approvals load the language identifier, once
                before = _memory()
            kinds[kind] += 1
            took.append(await _tap(made, user, message, data))
            made.clock.at += timedelta(seconds=60 / taps)
            await made.desk.send_due()
        return {
            "cards": cards,
            "taps": taps,
            "kinds": dict(kinds),
            **_verdict(made),
            "p50_ms": round(statistics.median(took), 1),
            "p95_ms": round(statistics.quantiles(took, n=20)[-1], 1),
            "max_ms": round(max(took), 1),
            "memory_grew_mb": round(_memory() - before, 1),
            "refused_by_telegram": sum(entry["code"] == 429 for entry in made.telegram.sent_log()),
        }


async def _show(made: Scene, wanted: int) -> None:
    """Until all urgent cards are on screen, at Telegram's pace."""
    shown = 0
    while shown < wanted:
        await made.desk.send_due()
        made.clock.at += timedelta(seconds=3)
        with made.database.reading() as session:
            query = select(func.count()).select_from(Card).where(col(Card.message_id).is_not(None))
            shown = session.exec(query).one()


async def _tap(made: Scene, user: int, message: int, data: str) -> float:
    """Milliseconds from the tap to the answered callback, the decision and the noted edit in between."""
    query = made.telegram.press(made.chat, message, user, data)["query"]
    began = time.perf_counter()
    while made.telegram.toast(query) is None:
        await made.desk.receive(0)
    return (time.perf_counter() - began) * 1000


def _presses(made: Scene, mentions: Sequence[int], taps: int) -> Iterator[tuple[str, int, int, str]]:
    """Honest taps of several people on the same cards, mixed with strangers, forgeries and buttons too old."""
    chance, signer, forger = random.Random(11), Signer(SECRET), Signer(b"some other secret altogether")
    with made.database.reading() as session:
        found = session.exec(select(Card.mention_id, Card.message_id).where(col(Card.mention_id).in_(mentions))).all()
    where = dict(found)
    plan = [mention for mention in mentions for _ in range(5)][:taps]
    chance.shuffle(plan)
    for mention in plan:
        now, pressed = made.clock(), Pressed("approve", mention, 1)
        kind = chance.choices(("honest", "stranger", "forged", "expired", "old"), (70, 10, 10, 5, 5))[0]
        user = chance.choice(made.strangers if kind == "stranger" else made.people)
        data = signer.sign(pressed, made.chat, now)
        if kind == "forged":
            data = forger.sign(pressed, made.chat, now)
        elif kind == "expired":
            data = signer.sign(pressed, made.chat, now - LIFE)
        elif kind == "old":
            data = signer.sign(Pressed("approve", mention, 9), made.chat, now)
        yield data, user, int(where[mention] or 0), kind


def _verdict(made: Scene) -> dict[str, int]:
    """Counted from the rows: approvals, cards approved twice, approvals by people without a role."""
    with made.database.reading() as session:
        replies = session.exec(select(Reply.mention_id, Reply.approved_by)).all()
        approvals = session.exec(select(Decision.actor).where(Decision.action == "approve")).all()
    per_card = Counter(mention for mention, _ in replies)
    return {
        "approved": len(replies),
        "approved_twice": sum(count > 1 for count in per_card.values()),
        "wrongly_accepted": sum(user not in made.people for user in [*approvals, *(by for _, by in replies)]),
        "decisions_without_reply": len(approvals) - len(replies),
    }


def _mention(number: int, author: int, now: datetime) -> dict[str, Any]:
    return {
        "brand": "ornek", "platform": "x", "native_id": f"m{number}", "root_id": f"m{number}", "author_id": author,
        "text": f"@ornekmarka {number} numaralı kargom 5 gündür gelmedi", "url": f"https://x.com/i/status/{number}",
        "created_at": now - timedelta(minutes=5), "received_at": now, "summoned": True, "state": "drafted",
        "label": "complaint", "confidence": 0.9, "sentiment": "negative", "topics": ["shipping"],
        "urgency": "normal", "lang": "tr", "judged_by": "bench", "judged_label": "complaint",
    }  # fmt: skip


def _hooks(way: Route) -> Hooks:
    """The real guards; what the bench never asks for answers with nothing."""
    return Hooks(
        check=check,
        route=lambda *_: way,
        redraft=lambda *_: None,
        digest=lambda _: "",
        status=lambda *_: "",
        forget=lambda *_: None,
        masked=lambda text: text,
    )


def _memory() -> float:
    """Resident memory of this process in MiB (Linux); 0 elsewhere."""
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if pages.exists() else 0.0
