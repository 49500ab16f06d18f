"""The last lines of a card once somebody has decided: who, when, and what became of it."""

from __future__ import annotations

from datetime import datetime

from rapidfuzz.distance import Levenshtein
from sqlmodel import col, select

from models import Decision, Draft, Reply
from responders.desk.by_hand_words import alarm_lines
from responders.desk.card_words import line, word
from responders.desk.case import Case
from responders.desk.exchange import promise_lines, what_came_of_it
from responders.desk.pausing import paused
from responders.desk.quoting import own, quoted
from responders.desk.roles import name_of
from responders.desk.send_words import why_lines
from responders.desk.standing import Standing


def outcome_lines(case: Case, now: Standing) -> list[str]:
    """Empty while the card waits for a decision."""
    language = case.brand.chat_language
    if now == "snoozed" and case.mention.snoozed_until is not None:
        return [line(language, "snoozed", at=_clock(case, case.mention.snoozed_until))]
    if now == "closed":
        return [_closed(case)]
    if case.reply is None or now in ("open", "bare"):
        return []
    lines = [_reply_line(case, case.reply, now)]
    if now in ("posted", "posted_by_hand"):
        lines += _afterwards(case, case.reply)
    if now in ("failed", "unsure"):
        lines += why_lines(case, case.reply)
    if now in ("held", "by_hand", "sending"):
        lines += _pause(case)
    return lines


def changed_percent(case: Case, reply: Reply) -> int:
    """How far the approved text is from the last machine draft, 0 to 100; the signature does not count."""
    approved = case.session.get(Draft, reply.draft_id)
    machine = case.session.exec(
        select(Draft.text)
        .where(Draft.mention_id == reply.mention_id, col(Draft.editor).is_(None))
        .order_by(col(Draft.version).desc())
        .limit(1)
    ).first()
    if approved is None or machine is None:
        return 100
    return round(100 * Levenshtein.normalized_distance(machine, approved.text))


def _reply_line(case: Case, reply: Reply, now: Standing) -> str:
    at = reply.posted_at or reply.approved_at
    values = {
        "name": own(name_of(case.session, case.office.settings, reply.approved_by)),
        "at": _clock(case, at),
        "account": quoted(("u/" if reply.platform == "reddit" else "@") + reply.account, 60),
        "n": case.office.settings.undo_seconds,
        "change": changed_percent(case, reply) if now == "posted" else 0,
    }
    return f"<b>{line(case.brand.chat_language, now, **values)}</b>"


def _afterwards(case: Case, reply: Reply) -> list[str]:
    language, lines = case.brand.chat_language, []
    if reply.deleted_at is not None:
        return [line(language, "deleted", at=_clock(case, reply.deleted_at))]
    if reply.delete_wanted_at is not None:
        return [line(language, "deleting")]
    if reply.state == "posted_by_hand":
        lines.append(line(language, "confirmed" if reply.confirmed_at else "unconfirmed"))
        lines += alarm_lines(case, reply)
    lines += promise_lines(case, reply) + what_came_of_it(case, reply)
    if case.view == "delete":
        lines.append(f"<b>{line(language, 'sure_delete')}</b>")
    return lines


def _pause(case: Case) -> list[str]:
    found = paused(case.session, case.mention.brand)
    if found is None:
        return []
    name = name_of(case.session, case.office.settings, found.by)
    return [line(case.brand.chat_language, "paused", name=own(name))]


def _closed(case: Case) -> str:
    language, mention = case.brand.chat_language, case.mention
    reason = own(word(language, "closed", mention.closed_reason or "closed"))
    by = case.session.exec(
        select(Decision)
        .where(Decision.mention_id == mention.id, col(Decision.action).in_(("skip", "mute")))
        .order_by(col(Decision.id).desc())
        .limit(1)
    ).first()
    if by is None or mention.closed_at is None:
        return f"<b>{line(language, 'closed_alone', reason=reason)}</b>"
    name = own(name_of(case.session, case.office.settings, by.actor))
    return f"<b>{line(language, 'closed', at=_clock(case, mention.closed_at), name=name, reason=reason)}</b>"


def _clock(case: Case, at: datetime) -> str:
    local = case.brand.calendar.local(at)
    same_day = local.date() == case.brand.calendar.local(case.now).date()
    return f"{local:%H:%M}" if same_day else f"{local:%d.%m. %H:%M}"
