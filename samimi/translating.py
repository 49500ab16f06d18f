"""What waits on the desk in a language its chat does not speak, put into the chat's language by `responder.llm`.

Only for reading: nothing is judged by it, drafted from it or sent. Masked, marked as data, within the budget the drafts
have, once per mention. Without a model there is none. A card never waits for it: it is edited when it comes.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from language.detection import detect
from models import Author, Brand, Database, Mention, Translation
from models.transitions import mark_stale
from prompts import Library
from responders.drafting.llm import Failed, Llm, Written
from responders.drafting.suspicion import suspicious
from responders.drafting.telling import marked, marker

log = structlog.get_logger()

LONGEST = 400
AT_ONCE = 3
"""Per tick: urgent ones that come meanwhile do not wait for a long row."""
RECENT = timedelta(days=1)
_WAITING = ("drafted", "escalated")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_LEADS_AWAY = re.compile(
    r"https?://\S+|www\.\S+|@\w+|\b[\w-]+\.(?:com|net|org|io|co|ly|me|tr|ru|app|shop)\b", re.IGNORECASE
)
_SURE_FROM = 4
"""Words from which the language of a text can be told."""


class Answer(BaseModel):
    """The closed schema."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST)


class Translator:
    """Asks the model; keeps nothing. Run one at a time."""

    def __init__(
        self, database: Database, brands: Mapping[str, Brand], llm: Llm, now: Callable[[], datetime],
        library: Library | None = None,
    ) -> None:  # fmt: skip
        self._database, self._brands, self._llm, self._now = database, brands, llm, now
        self._library = library or Library()

    def tick(self) -> int:
        """Translate what waits; returns how many cards have one more line. Never raises for what a post contains."""
        done = 0
        for mention in self._wanted():
            try:
                done += self._translate(mention) if _is_readable(mention.text) else self._keep(mention, "", None, {})
            except Failed as failure:
                log.warning("no translation", mention=mention.id, reason=failure.reason)
                if not failure.made:  # nothing was asked: no money left, or the model is down
                    break
                self._keep(mention, "", None, failure.made)
        return done

    def _wanted(self) -> list[Mention]:
        """Urgent ones first, then the newest; what is merged into a waiting card is read there too."""
        foreign = or_(
            *(and_(col(Mention.brand) == b.key, col(Mention.lang) != b.chat_language) for b in self._brands.values())
        )
        with self._database.reading() as session:
            heads = select(Mention.id).where(col(Mention.state).in_(_WAITING))
            query = (
                select(Mention)
                .join(Author, col(Author.id) == Mention.author_id)
                .outerjoin(Translation, col(Translation.mention_id) == Mention.id)
                .where(foreign, col(Translation.asked_at).is_(None), ~col(Author.opted_out), ~col(Author.muted))
                .where(or_(col(Mention.state).in_(_WAITING), col(Mention.merged_into).in_(heads)))
                .where(col(Mention.received_at) >= self._now() - RECENT)
                .order_by(func.coalesce(Mention.urgency, "") != "high", col(Mention.id).desc())
                .limit(AT_ONCE)
            )
            return list(session.exec(query).all())

    def _translate(self, mention: Mention) -> int:
        brand = self._brands[mention.brand]
        sign, tag = marker(), f"post-{secrets.token_hex(4)}"
        prompt = self._library.prompt("translate", brand.chat_language)
        post = f"<{tag}>\n{marked(mention.text, sign)}\n</{tag}>"

        def objection(answer: Answer) -> str:
            return objection_to(answer.text, mention.text, sign, brand.chat_language)

        written: Written[Answer] = self._llm.write(brand, Answer, prompt.render(marker=sign), post, objection)
        return self._keep(mention, written.output.text, f"{written.model} {prompt.ref}", written.made())

    def _keep(self, asked: Mention, text: str, by: str | None, made: Mapping[str, object]) -> int:
        """Stored unless the post was edited or forgotten while the model wrote."""
        with self._database.transaction() as session:
            row = session.get(Mention, asked.id)
            if row is None or row.text != asked.text:
                return 0
            kept = session.get(Translation, row.id) or Translation(mention_id=row.id, brand=row.brand)
            kept.text, kept.by, kept.asked_at = text, by, self._now()
            kept.requests += int(str(made.get("requests", 0)))
            kept.usd += float(str(made.get("cost_usd", 0.0)))
            session.add(kept)
            session.flush()
            if text:
                mark_stale(session, row.merged_into or row.id)
        return int(bool(text))


def objection_to(text: str, post: str, sign: str, language: str) -> str:
    """What is wrong with a translation, for the model's second try; "" if nothing is."""
    if not _WORDS.search(text) or sign in text:
        return "Write the translation only, without the sign between the words."
    if len(text) > 2 * len(post) + 40:
        return "It is much longer than the post: translate, add nothing."
    if any(found[0].lower() not in post.lower() for found in _LEADS_AWAY.finditer(text)):
        return "It has a link or a name the post does not have: add nothing."
    if len(_WORDS.findall(text)) >= _SURE_FROM and detect(text)[0] != language:
        return f"It is not in the language asked for ({language})."
    return ""


def again(session: Session, mention_id: int) -> None:
    """The author has edited the post: what stands there is of other words."""
    row = session.get(Translation, mention_id)
    if row is not None:
        row.text, row.by, row.asked_at = "", None, None
        session.add(row)


def spent(session: Session, brand: str, since: datetime) -> tuple[int, float]:
    """Calls and dollars of the brand's translations since `since`, the failed ones included."""
    sums = select(func.sum(Translation.requests), func.sum(Translation.usd))
    calls, usd = session.exec(sums.where(Translation.brand == brand, col(Translation.asked_at) >= since)).one()
    return int(calls or 0), float(usd or 0.0)


def _is_readable(text: str) -> bool:
    """Two words at least, and none that give orders to a machine."""
    return len(_WORDS.findall(text)) > 1 and not suspicious(text)
