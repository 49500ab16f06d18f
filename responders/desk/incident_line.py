"""An incident's line: one sentence a lead approved; every reply of the incident says it, each worded anew around it."""

from __future__ import annotations

from sqlmodel import Session

from models import Brand, Incident, Mention, Step


def with_line(session: Session, brand: Brand, mention: Mention) -> Brand:
    """The brand as it answers this mention: while its incident is open, the approved line is its only next step."""
    if mention.incident_id is None:
        return brand
    incident = session.get(Incident, mention.incident_id)
    lines = approved(incident) if incident is not None else {}
    if not lines:
        return brand
    turkish, english = lines.get("tr"), lines.get("en")
    step = Step(id=f"incident{mention.incident_id}", tr_sen=turkish, tr_siz=turkish, en=english)
    others = [one for one in brand.steps if turkish is None or english is None]
    kept = [one.model_copy(update=_without(lines)) for one in others]
    return brand.model_copy(update={"steps": [step, *kept]})


def approved(incident: Incident) -> dict[str, str]:
    """The line by language; empty while no lead has approved one, and once the incident is over."""
    if incident.approved_by is None or incident.closed_at is not None:
        return {}
    return proposed(incident)


def proposed(incident: Incident) -> dict[str, str]:
    """What is on the card, approved or not."""
    lines = {"tr": incident.holding_line, "en": incident.holding_line_en}
    return {language: text for language, text in lines.items() if text}


def _without(lines: dict[str, str]) -> dict[str, None]:
    """The brand's own steps stay in the language that has no line."""
    fields = {"tr": ("tr_sen", "tr_siz"), "en": ("en",)}
    return {field: None for language in lines for field in fields[language]}
