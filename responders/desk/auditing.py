"""The record of decisions (I8) for people: a line each in the audit topic, and the whole of it as CSV."""

from __future__ import annotations

import csv
import io
import json

from sqlmodel import Session, col, select

from models import Decision
from responders.desk.audit_words import deed
from responders.desk.card_words import word
from responders.desk.case import Office
from responders.desk.quoting import own
from responders.desk.roles import name_of

_COLUMNS = (
    "id", "at", "brand", "actor", "action", "mention_id", "draft_id", "version", "text_hash", "reason", "overruled",
    "details", "previous", "digest",
)  # fmt: skip
_WHOM = {"pass_on": "to", "role": "user", "role_refused": "user", "role_taken": "user"}
"""Deeds that are done to a colleague, and where their Telegram id stands."""


def audit_line(session: Session, office: Office, row: Decision) -> str:
    """14:32 Elif onayladı #12 v2 ⚠️ söz veriyor, as HTML, in the language of the brand's chat."""
    brand = office.brands.get(row.brand)
    language = brand.chat_language if brand else "tr"
    at = brand.calendar.local(row.at) if brand else row.at
    done = deed(language, row.action)
    parts = [f"{at:%H:%M}", own(name_of(session, office.settings, row.actor)), done]
    parts += [f"#{row.mention_id}"] if row.mention_id else []
    parts += [f"v{row.version}"] if row.version else []
    whom = row.details.get(_WHOM[row.action]) if row.action in _WHOM else None
    parts += ["→ " + own(name_of(session, office.settings, whom))] if whom is not None else []
    parts += [own(word(language, "closed" if row.action == "skip" else "reason", row.reason))] if row.reason else []
    flags = ", ".join(word(language, "flag", name) for name in row.overruled)
    parts += ["⚠️ " + own(flags)] if flags else []
    return " ".join(parts)


def export(session: Session, brands: list[str]) -> bytes:
    """Every decision of these brands, oldest first, with the chain's hashes, as CSV in UTF-8."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(_COLUMNS)
    rows = session.exec(select(Decision).where(col(Decision.brand).in_([*brands, "*"])).order_by(col(Decision.id)))
    for row in rows:
        fields = row.model_dump()
        fields["at"] = row.at.isoformat()
        fields["overruled"] = " ".join(row.overruled)
        fields["details"] = json.dumps(row.details, sort_keys=True)
        writer.writerow([fields[name] for name in _COLUMNS])
    return sheet.getvalue().encode()
