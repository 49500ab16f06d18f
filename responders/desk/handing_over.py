"""Give a case to customer service, and close the loop the public thread cannot show: DM came, solved, not solved."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import structlog
from sqlmodel import Session, col, select

from models import Database, Handover, Mention, Notice, Reply
from models.burst import burst_of, said
from models.desk import Told
from models.errors import LostRace
from models.transitions import mark_stale
from responders.desk.card_words import word
from responders.desk.case import Case, Office, Outcome
from responders.desk.settings import Language

log = structlog.get_logger()

TRIES = 6
_PURPOSE = b"samimi customer-service webhook"
"""docs/desk.md names it to operators: with another, what receivers hold is worth nothing."""
TIMEOUT = 10.0
_HOOKED = "case {} webhook"
_LETTER = {
    "case": ("Dosya", "Case"), "brand": ("Marka", "Brand"), "platform": ("Platform", "Platform"),
    "topic": ("Konu", "Topic"), "post": ("Gönderi", "Post"), "reply": ("Yanıtımız", "Our reply"),
    "posted_at": ("Yazıldığı an", "Written at"),
    "text": ("Metin (kişisel veriler gizli)", "Text (personal data masked)"),
}  # fmt: skip
_NOT_GIVEN = {
    "tr": "{number} dosyası müşteri hizmetlerine iletilemedi ({error})",
    "en": "case {number} could not be given to customer service ({error})",
}
Mail = Callable[[str, str, str], None]
"""(to, subject, body); raises OSError when it could not be sent."""


def hand_over(case: Case) -> Outcome:
    """Note the case; it is delivered by the next tick, until it arrives."""
    service = case.office.settings.customer_service
    if service.webhook is None and service.email is None:
        return Outcome("no_service", ok=False, alert=True)
    if case_of(case.session, case.mention.id) is not None:
        return Outcome("handed_already", ok=False)
    number = f"{case.brand.key.upper()}-{case.mention.id}"
    row = Handover(
        mention_id=case.mention.id, brand=case.brand.key, number=number, by=case.person.id, at=case.now,
        next_at=case.now,
    )  # fmt: skip
    case.save(row)
    case.record("hand_over", details={"case": number})
    case.show("main")
    return Outcome("handed_over", {"number": number})


def set_state(case: Case, state: str) -> Outcome:
    """dm, solved, unsolved: what came of it, as people heard it."""
    row = case_of(case.session, case.mention.id)
    if row is None or row.state in ("solved", "unsolved"):
        raise LostRace("case", row.state if row else None)
    row.state = state
    row.ended_at = case.now if state != "dm" else None
    case.save(row)
    case.record(f"case_{state}", details={"case": row.number})
    case.show("main")
    return Outcome("noted")


def case_of(session: Session, mention_id: int) -> Handover | None:
    return session.exec(select(Handover).where(Handover.mention_id == mention_id)).first()


def webhook_key(secret: bytes) -> bytes:
    """A key for this alone: whoever receives cases can neither sign buttons nor name the forgotten with it."""
    return hmac.new(secret, _PURPOSE, hashlib.sha256).digest()


class Courier:
    """Delivers cases: a signed web hook, an e-mail, or both. A failure stays in its row (I4)."""

    def __init__(self, database: Database, office: Office, secret: bytes, mail: Mail | None) -> None:
        self._database = database
        self._office = office
        self._key = webhook_key(secret)
        self._mail = mail

    def deliver(self) -> int:
        """Deliver what is due; returns how many cases arrived. Synchronous."""
        now = self._office.now()
        with self._database.reading() as session:
            due = select(Handover.id).where(Handover.state == "waiting", col(Handover.next_at) <= now)
            ids = list(session.exec(due.limit(20)).all())
        return sum(self._deliver(case_id, now) for case_id in ids)

    def _deliver(self, case_id: int, now: datetime) -> int:
        try:
            with self._database.reading() as session:
                found = session.get(Handover, case_id)
                if found is None:
                    return 0  # its post was forgotten since
                letter = self._letter(session, found)
            self._send(letter)
        except Exception as error:  # noqa: BLE001
            # Whatever it is: the other cases, and what the desk says after them, must not wait for this one.
            log.warning("case not given", case=case_id, error=type(error).__name__)
            self._failed(case_id, now, error)
            return 0
        with self._database.transaction() as session:
            row = session.get(Handover, case_id)
            if row is None:
                return 1
            row.sent_at, row.last_error, row.next_at = now, None, None
            row.state = "sent" if row.state == "waiting" else row.state
            session.add(row)
            mark_stale(session, row.mention_id)
        return 1

    def _letter(self, session: Session, row: Handover) -> dict[str, Any]:
        """What leaves the house: link, topic and masked text; no name, no handle."""
        mention = session.get_one(Mention, row.mention_id)
        reply = session.exec(
            select(Reply.url).where(Reply.mention_id == mention.id).order_by(col(Reply.id).desc()).limit(1)
        ).first()
        return {
            "case": row.number,
            "brand": row.brand,
            "platform": mention.platform,
            "post": mention.url,
            "reply": reply,
            "topic": next(iter(mention.topics), "general"),
            "text": self._office.hooks.masked(said(burst_of(session, mention))),
            "posted_at": mention.created_at.isoformat(),
        }

    def _send(self, letter: dict[str, Any]) -> None:
        service = self._office.settings.customer_service
        body = json.dumps(letter, ensure_ascii=False, sort_keys=True).encode()
        if service.webhook is not None and not self._is_hooked(letter["case"]):
            signature = hmac.new(self._key, body, hashlib.sha256).hexdigest()
            headers = {"content-type": "application/json", "x-samimi-signature": signature}
            httpx.post(service.webhook, content=body, headers=headers, timeout=TIMEOUT).raise_for_status()
            with self._database.transaction() as session:
                session.add(Told(key=_HOOKED.format(letter["case"]), at=self._office.now()))
        if service.email is not None:
            if self._mail is None:
                raise OSError("no mail server")
            self._mail(service.email, *self._written(letter))

    def _is_hooked(self, number: str) -> bool:
        """Whether the web hook has the case: when only the e-mail failed, it must not come there again."""
        with self._database.reading() as session:
            return session.get(Told, _HOOKED.format(number)) is not None

    def _written(self, letter: dict[str, Any]) -> tuple[str, str]:
        """Subject and body, in the language of the brand's chat."""
        language, name = self._spoken(letter["brand"])
        column = 0 if language == "tr" else 1
        values = {**letter, "brand": name, "topic": word(language, "topic", letter["topic"])}
        lines = [f"{names[column]}: {values[key]}" for key, names in _LETTER.items() if values[key]]
        return f"{letter['case']} · {name} · {values['topic']}", "\n".join(lines)

    def _spoken(self, key: str) -> tuple[Language, str]:
        """The brand's language and name; a case outlives a brand that config.yaml has lost."""
        brand = self._office.brands.get(key)
        return (brand.chat_language, brand.name) if brand is not None else ("tr", key)

    def _failed(self, case_id: int, now: datetime, error: Exception) -> None:
        with self._database.transaction() as session:
            row = session.get(Handover, case_id)
            if row is None:
                return
            row.attempts += 1
            row.last_error = type(error).__name__
            row.next_at = now + timedelta(minutes=2**row.attempts)
            if row.attempts == TRIES:
                row.next_at = None
                language, _ = self._spoken(row.brand)
                text = _NOT_GIVEN[language].format(number=row.number, error=row.last_error)
                session.add(Notice(key=f"case {row.number}", brand=row.brand, text=text, began_at=now))
            session.add(row)
