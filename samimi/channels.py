"""How a brand's numbers leave: the morning's message, its picture, a week or a month, an e-mail.

Each channel makes its message in a thread and posts it on the event loop (samimi/once.py calls both).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any, Protocol, TypeVar

from sqlmodel import Session, select

from models import Brand, Bulletin, Database, Digest
from reports import chart, mail
from reports.digest import Facts, build
from reports.lines import lines
from reports.lists import LISTS, behind, size
from reports.openers import called, openers
from reports.render_text import render
from reports.spans import span
from responders.desk.desk import Desk
from responders.desk.digest_lists import Lists, Page, keys_of
from samimi.health import Health
from samimi.mailing import Mailer
from samimi.notice_words import told

TOPIC = "digest"

Row = TypeVar("Row", contravariant=True)


class Channel(Protocol[Row]):
    """One way out. What `make` gives, `post` takes."""

    def make(self, row: Row) -> Any: ...

    async def post(self, row: Row, made: Any) -> int | None: ...


@dataclass(frozen=True)
class Source:
    """Where the facts come from."""

    database: Database
    brands: Mapping[str, Brand]
    now: Callable[[], datetime]

    def facts(self, row: Digest | Bulletin) -> Facts:
        with self.database.reading() as session:
            return build(session, self.brands[row.brand], row.first_day, row.last_day, self.now())


def lists_of(brands: Mapping[str, Brand]) -> Lists:
    """What the digest's buttons open."""

    def page(session: Session, digest_id: int, name: str, limit: int, offset: int) -> Page | None:
        row = session.get(Digest, digest_id)
        if row is None or row.brand not in brands:
            return None
        brand = brands[row.brand]
        within = span(brand.calendar, row.first_day, row.last_day)
        found = behind(session, brand, within, name, limit, offset) if limit else []
        return Page(row.brand, size(session, brand, within, name), [item.mention_id for item in found])

    return Lists(LISTS, called, page)


@dataclass(frozen=True)
class Morning:
    """The day's message in the brand's chat, with buttons that open its lists."""

    source: Source
    desk: Desk

    def make(self, row: Digest) -> tuple[str, list[tuple[int, str]]]:
        facts = self.source.facts(row)
        language = facts.brand.chat_language
        return render(facts, language), [(LISTS.index(name), label) for name, label in openers(facts, language)]

    async def post(self, row: Digest, made: tuple[str, list[tuple[int, str]]]) -> int:
        text, lists = made
        language = self.source.brands[row.brand].chat_language
        _, message_id = await self.desk.posting.say(row.brand, text, TOPIC, keys=keys_of(row.id, lists, language))
        return message_id


@dataclass(frozen=True)
class Picture:
    """The picture under the day's message, its caption saying the same in words; none of a day without anything."""

    source: Source
    desk: Desk

    def make(self, row: Bulletin) -> tuple[bytes, str, int | None] | None:
        facts = self.source.facts(row)
        language = facts.brand.chat_language
        if len(lines(facts, language)) == 1:
            return None
        with self.source.database.reading() as session:
            same = (Digest.brand == row.brand, Digest.first_day == row.first_day)
            above = session.exec(select(Digest.message_id).where(*same)).first()
        return chart.draw(facts, language), chart.alt_text(facts, language), above

    async def post(self, row: Bulletin, made: tuple[bytes, str, int | None] | None) -> int | None:
        if made is None:
            return None
        png, caption, above = made
        return await self.desk.posting.picture(row.brand, png, caption, TOPIC, above)


@dataclass(frozen=True)
class Chat:
    """A week or a month in the brand's chat."""

    source: Source
    desk: Desk

    def make(self, row: Bulletin) -> str:
        facts = self.source.facts(row)
        return render(facts, facts.brand.chat_language)

    async def post(self, row: Bulletin, made: str) -> int:
        _, message_id = await self.desk.posting.say(row.brand, made, TOPIC)
        return message_id


@dataclass(frozen=True)
class Email:
    """Any of them by e-mail, in the language of the brand's chat."""

    source: Source
    mailer: Mailer
    readers: Sequence[str]

    def make(self, row: Bulletin) -> EmailMessage:
        facts = self.source.facts(row)
        return mail.message(facts, facts.brand.chat_language, self.mailer.sender, self.readers)

    async def post(self, row: Bulletin, made: EmailMessage) -> None:
        without = await asyncio.to_thread(self.mailer.send, made)
        await asyncio.to_thread(self._tell, row.brand, without)

    def _tell(self, brand: str, without: Sequence[str]) -> None:
        """The admins hear who got no mail, once, and that it is over once all of them get it again."""
        key, source = f"mail readers {brand}", self.source
        with source.database.transaction() as session:
            if without:
                text = told(source.brands, brand, "no_mail", who=", ".join(without))
                Health().begin(session, key, text, source.now(), brand)
            else:
                over = told(source.brands, brand, "mail_again")
                Health().over(session, key, source.now(), over)
