"""Digests and the bot's state in words: for the terminal, for the chat, for the morning's message."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import or_
from sqlmodel import col, func, select

from models import Brand, Database, Mention, Notice, Pause, Reply, Source
from models.errors import ConfigError
from reports import render_html, render_json
from reports.digest import build
from reports.periods import Period, days_of, last_closed
from reports.render_text import digest_text, render
from samimi import budget
from samimi.clock import Fast, utc_now
from samimi.config import load
from samimi.opening import database_of

Form = Literal["text", "html", "json"]
Lang = Literal["tr", "en"]


_EARLIEST, _LATEST = 2000, 2100
"""Years: beyond them a week or a month may run out of the calendar."""


def digests(
    path: Path, day: date | None, brand: str | None, form: Form, lang: Lang | None, period: Period = "day"
) -> Iterator[str]:
    """The digest of the day, or of the week or month that holds it, for one brand or all. Raises ConfigError."""
    config = load(path)
    if brand is not None and brand not in config.brands:
        raise ConfigError(f"{path}: no brand has the key {brand!r}; known: {', '.join(config.brands)}")
    if day is not None and not _EARLIEST <= day.year <= _LATEST:
        raise ConfigError(f"--date {day}: no day of a digest; name one of the years {_EARLIEST} to {_LATEST}")
    database = database_of(path, config.database.url)
    database.migrate()
    clock = os.environ.get("SAMIMI_SANDBOX_CLOCK")
    now = Fast.parse(clock)() if clock else utc_now()
    for one in [config.brands[brand]] if brand else config.brands.values():
        today = one.calendar.local(now).date()
        first, last = days_of(period, day) if day else last_closed(period, today)
        yield of_days(database, one, first, last, now, form, lang or one.chat_language)


def of_days(database: Database, brand: Brand, first: date, last: date, now: datetime, form: Form, lang: Lang) -> str:
    """The digest of the local days `first` to `last`."""
    with database.reading() as session:
        facts = build(session, brand, first, last, now)
    if form == "json":
        return render_json.render(facts)
    return render_html.render(facts, lang) if form == "html" else render(facts, lang, html=False)


def today(database: Database, brand: Brand, now: datetime) -> str:
    """The running day, for /ozet: HTML in the language of the brand's chat."""
    return digest_text(database, brand, brand.calendar.local(now).date(), now, brand.chat_language)


def status(database: Database, brands: Mapping[str, Brand], priced: date, now: datetime, lang: Lang) -> str:
    """How the bot is, for /durum: sources, outbox, faults, money of these brands, by the prices of the day `priced`."""
    mine = col(Mention.brand).in_(brands)
    with database.reading() as session:
        known = select(Source).where(col(Source.brand).in_(brands))
        sources = session.exec(known.order_by(col(Source.brand), col(Source.platform))).all()
        waiting = session.exec(select(func.count()).where(mine, col(Mention.state).in_(("drafted", "escalated")))).one()
        counted = select(Reply.state, func.count()).join(Mention, col(Mention.id) == Reply.mention_id).where(mine)
        replies = dict(session.exec(counted.group_by(Reply.state)).all())
        theirs = or_(col(Notice.brand).is_(None), col(Notice.brand).in_(brands))
        faults = session.exec(select(Notice.text).where(col(Notice.over_at).is_(None), theirs)).all()
        paused = session.exec(select(Pause.brand).where(col(Pause.brand).in_(("*", *brands)))).all()
        money = [budget.month_line(session, brand, now, lang) for brand in brands.values()]
    lines = [_source_line(source, now, lang) for source in sources]
    lines.append(
        f"☑ {waiting} · 📤 {replies.get('held', 0)} · ✋ {replies.get('by_hand', 0)} · ❔ {replies.get('unsure', 0)}"
    )
    lines += [f"💵 {line}" for line in money]
    if any("x" in brand.platforms for brand in brands.values()):  # the one platform that bills
        lines.append(f"💵 X {'fiyatları' if lang == 'tr' else 'prices'}: {priced}")
    lines += [f"⏸ {brand}" for brand in paused]
    lines += [f"⚠️ {text}" for text in faults]
    return "\n".join(lines)


def _source_line(source: Source, now: datetime, lang: Lang) -> str:
    if source.last_error:
        return f"🔴 {source.brand}/{source.platform}: {source.last_error}"
    if source.last_ok_at is None:
        return f"⚪ {source.brand}/{source.platform}"
    minutes = int((now - source.last_ok_at).total_seconds() // 60)
    return f"🟢 {source.brand}/{source.platform} · {minutes} {'dk' if lang == 'tr' else 'min'}"
