"""Organising work on a card without deciding it: menus, claims, snoozing, labels, mute, example."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from models.errors import LostRace
from models.transitions import move
from responders.desk.case import Case, Outcome

CLAIM = timedelta(hours=4)


def show(case: Case, view: str) -> Outcome:
    """Open a row of buttons."""
    case.show(view)
    return Outcome("ok")


def claim(case: Case) -> Outcome:
    """Take the card; a lead takes it over from whoever has it."""
    case.mention.claimed_by, case.mention.claimed_until = case.person.id, case.now + CLAIM
    case.save(case.mention)
    case.record("claim")
    return _done(case, "claimed")


def release(case: Case) -> Outcome:
    """Hand it back to everybody."""
    case.mention.claimed_by = case.mention.claimed_until = None
    case.save(case.mention)
    case.record("release")
    return _done(case, "released")


def snooze(case: Case, how: str) -> Outcome:
    """Out of sight until later; it comes back by itself as a fresh card."""
    if case.mention.state == "closed":
        raise LostRace("mention", "closed")
    until = snooze_end(case, how)
    case.mention.snoozed_until = until
    case.save(case.mention)
    case.record("snooze", details={"until": until.isoformat()})
    return _done(case, "snoozed", at=_clock(case, until))


def wake(case: Case) -> Outcome:
    """Back to work before its time."""
    case.mention.snoozed_until = None
    case.save(case.mention)
    case.record("wake")
    return _done(case, "ok")


def snooze_end(case: Case, how: str) -> datetime:
    """30_min, 2_h, tomorrow (09:00 of the brand's clock), shift (the next opening)."""
    calendar = case.brand.calendar
    if how == "30_min":
        return case.now + timedelta(minutes=30)
    if how == "2_h":
        return case.now + timedelta(hours=2)
    day = calendar.local(case.now).date() + timedelta(days=1)
    nine = datetime.combine(day, time(9), calendar.zone)
    if how == "tomorrow":
        return nine
    after_this_shift = calendar.hours_on(calendar.local(case.now).date())
    start = after_this_shift[1] if after_this_shift and calendar.is_open(case.now) else case.now
    return calendar.next_open(start)


def relabel(case: Case, label: str) -> Outcome:
    """The judge was wrong (or unsure): what a person says counts, and feeds the score card."""
    case.record("relabel", details={"from": case.mention.label, "to": label, "model": case.mention.judged_label})
    case.mention.label, case.mention.judged_by, case.mention.unsure = label, "person", False
    case.save(case.mention)
    return _done(case, "relabelled")


def mute(case: Case) -> Outcome:
    """Nothing more of this author comes to the desk; what is here is closed."""
    case.author.muted = True
    case.save(case.author)
    if case.draft is not None and case.draft.state == "open":
        move(case.session, case.draft, "rejected", decided_at=case.now)
    elif case.draft is not None and case.draft.state == "approved":
        raise LostRace("draft", "approved")
    if case.mention.state != "closed":
        move(case.session, case.mention, "closed", closed_reason="muted", closed_at=case.now)
    case.record("mute", details={"author": case.author.id})
    return _done(case, "muted")


def mark_example(case: Case) -> Outcome:
    """This reply is how it should sound: kept as an example for later drafts."""
    if case.draft is None or case.draft.state != "approved":
        return Outcome("approve_first", ok=False)
    case.draft.made = {**case.draft.made, "example": True}
    case.save(case.draft)
    case.record("example")
    return _done(case, "example_kept")


def another(case: Case, tone: str | None) -> Outcome:
    """Ask for a further draft. The claim keeps others off while it is made; making it is not for a transaction."""
    if case.mention.state == "closed":
        raise LostRace("mention", "closed")
    if case.draft is not None and case.draft.state == "approved":
        raise LostRace("draft", "approved")
    if tone == "address":
        tone = "sen" if case.draft is not None and case.draft.address == "siz" else "siz"
    case.show("main")
    case.record("another", details={"tone": tone})
    return Outcome("drafting", redraft=True, tone=tone)


def _done(case: Case, key: str, **values: object) -> Outcome:
    case.show("main")
    return Outcome(key, dict(values))


def _clock(case: Case, at: datetime) -> str:
    local, today = case.brand.calendar.local(at), case.brand.calendar.local(case.now).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%d.%m. %H:%M}"
