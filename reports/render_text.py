"""The digest as a Telegram message or as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from html import escape

from models import Brand, Database
from reports.digest import Facts, build
from reports.lines import lines
from reports.screen import Line
from reports.wording import Language


def render(facts: Facts, language: Language, *, html: bool = True) -> str:
    """Lines joined by newlines. As HTML every word is escaped, and what is below the fold stands in a
    quotation that Telegram opens at a tap; below its 4096 letters.
    """
    said = lines(facts, language)
    if not html:
        return "\n".join(line.text for line in said)
    screen, folded = (_html([line for line in said if line.folded == below]) for below in (False, True))
    return f"{screen}\n<blockquote expandable>{folded}</blockquote>" if folded else screen


def _html(said: Sequence[Line]) -> str:
    escaped = ((escape(line.text, quote=False), line.bold) for line in said)
    return "\n".join(f"<b>{text}</b>" if bold else text for text, bold in escaped)


def digest_text(
    database: Database,
    brand: Brand,
    day: date,
    now: datetime,
    language: Language,
    *,
    last_day: date | None = None,
    html: bool = True,
) -> str:
    """The digest of the local day `day`, or of `day` to `last_day`, as known at `now`."""
    with database.reading() as session:
        return render(build(session, brand, day, last_day or day, now), language, html=html)
