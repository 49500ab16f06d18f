"""Approve, refuse, take back: from an open draft to a reply bound to its exact text (I1), and back.

Everything here happens inside the caller's one transaction; of two people exactly one wins (LostRace).
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from models import Brand, Draft, Reply, Route, approval_hash
from models.burst import MOVED_ON, why_afresh
from models.errors import LostRace
from models.transitions import move
from responders.desk.case import Case, Outcome
from responders.desk.roles import Person
from responders.guards import Context, Flag, Level, level_of

RECENT = 20
SKIP_REASONS = ("spam", "not_about_us", "no_reply_needed", "solved_elsewhere")
_WORST: tuple[Level, ...] = ("green", "amber", "red")


def approve(case: Case, *, overrule: bool = False) -> Outcome:
    """Approve the newest draft: sign, guard the signed text, bind, and put it in the outbox or in a person's hands.

    An amber text asks for a second press (`overrule`), a red one is refused; the objections found are kept with
    the draft, so that the second press overrules what was shown and nothing else.
    """
    draft = case.open_draft()
    if case.is_moving:
        why = why_afresh(case.session, case.mention, draft)
        return Outcome("moved_on" if why == MOVED_ON else "rewriting", ok=False, alert=True)
    text = signed(draft.text, case.brand, case.person)
    flags = case.office.hooks.check(text, context_for(case, draft))
    shown = {flag["name"] for flag in draft.flags}
    level = _worst(draft.level, flags)
    unseen = {flag.name for flag in flags if flag.level != "green"} - shown
    if level != "green" and (level == "red" or not overrule or unseen):
        return _object(case, draft, flags, level)
    if level != "green" and case.office.settings.four_eyes and draft.editor == case.person.id:
        return Outcome("four_eyes", ok=False, alert=True)
    route = case.office.hooks.route(case.mention, text)
    if route.way == "never":
        return Outcome("never", {"reason": route.reason}, ok=False, alert=True)
    return _send_on(case, draft, text, route, sorted(shown) if level == "amber" else [])


def skip(case: Case, reason: str) -> Outcome:
    """Close the mention without an answer."""
    if case.draft is not None:
        move(case.session, case.open_draft(), "rejected", decided_at=case.now)
    elif case.mention.state == "closed":
        raise LostRace("mention", "closed")
    move(case.session, case.mention, "closed", closed_reason=reason, closed_at=case.now)
    case.record("skip", reason=reason)
    return Outcome("skipped")


def undo(case: Case) -> Outcome:
    """Take an approval back before anything is out: the reply is cancelled, the text waits for a fresh approval."""
    reply = case.reply
    if reply is None or case.draft is None or case.draft.state != "approved":
        raise LostRace("reply", reply.state if reply else None)
    move(case.session, reply, "cancelled", expect=_backwards(reply))
    move(case.session, case.draft, "superseded")
    case.record("undo")
    reopen_draft(case, case.draft)
    return Outcome("undone")


def reopen(case: Case) -> Outcome:
    """Take a skip back; never what was answered or is gone."""
    if case.mention.state != "closed" or case.mention.closed_reason not in SKIP_REASONS:
        raise LostRace("mention", case.mention.state)
    if case.draft is None:
        return Outcome("nothing_to_reopen", ok=False)
    move(case.session, case.mention, "drafted", closed_reason=None, closed_at=None)
    case.record("reopen")
    reopen_draft(case, case.draft)
    return Outcome("undone")


def signed(text: str, brand: Brand, person: Person) -> str:
    """The text as it will be posted: with the real approver's mark, as the brand wishes it."""
    marks = {"initials": f" ^{person.initials}", "firstname": f" ^{person.first_name}", "none": ""}
    return text + marks[brand.signature]


def context_for(case: Case, draft: Draft) -> Context:
    """What the draft's text is checked against: what came before this draft, never what came after."""
    judged = case.judgement()
    line = case.brand.holding_line
    earlier = (
        select(Draft.text)
        .where(Draft.brand == draft.brand, Draft.mention_id != draft.mention_id, Draft.text != "")
        .where(col(Draft.state).in_(("open", "approved")))
        .order_by(col(Draft.id).desc())
        .limit(RECENT)
    )
    if draft.id is not None:
        earlier = earlier.where(col(Draft.id) < draft.id)
    return Context(
        brand=case.brand,
        platform=case.mention.platform,
        lang=draft.lang,
        mention=case.said,
        author_handle=case.author.handle,
        today=case.brand.calendar.local(case.now).date(),
        recent=case.session.exec(earlier).all(),
        free_spans=None if draft.mode == "person" else _free(draft),
        kind=judged.kind if judged else None,
        address=draft.address,
        limit=case.mention.limit,
        approved_lines=[text for text in (line.tr, line.en) if text] if line else [],
    )


def as_rows(flags: Sequence[Flag], length: int) -> list[dict[str, Any]]:
    """Flags as the draft keeps them; offsets inside the draft's own text (the signature is not part of it)."""
    return [
        {
            "name": flag.name,
            "level": flag.level,
            "start": min(flag.start, length),
            "end": min(flag.end, length),
            "detail": flag.detail,
        }
        for flag in flags
    ]


def reopen_draft(case: Case, old: Draft) -> Draft:
    """The same text as a new open version: an approval that was taken back must be given afresh, and where a crisis
    came or went since, the pipeline drafts it afresh first."""
    fields = old.model_dump(exclude={"id", "version", "state", "created_at", "decided_at"})
    draft = Draft(**fields, version=case.version + 1, created_at=case.now)
    case.save(draft)
    if why_afresh(case.session, case.mention, old) != MOVED_ON:
        case.mention.next_at, case.mention.attempts = case.now, 0
        case.save(case.mention)
    case.draft = draft
    case.show("main")
    return draft


def reply_key(platform: str, now: datetime) -> str:
    """What makes a repeat recognisable there: a record key of Bluesky's form (13 sortable letters), else a UUID."""
    if platform != "bluesky":
        return str(uuid.uuid4())
    number = int(now.timestamp() * 1_000_000) << 10 | secrets.randbelow(1 << 10)
    letters = "234567abcdefghijklmnopqrstuvwxyz"
    return "".join(letters[number >> shift & 31] for shift in range(60, -1, -5))


def _send_on(case: Case, draft: Draft, text: str, route: Route, overruled: list[str]) -> Outcome:
    move(
        case.session,
        draft,
        "approved",
        expect=["open"],
        also={"version": draft.version, "text": draft.text},
        decided_at=case.now,
    )
    reply = _reply(case, draft, text)
    if route.way == "by_hand":
        reply.state, reply.next_at = "by_hand", None
        reply.by_hand_reason, reply.by_hand_url, reply.by_hand_at = route.reason, route.url, case.now
    try:
        case.save(reply)
    except IntegrityError as error:
        raise LostRace("reply", "answered") from error
    case.record("approve", text_hash=reply.approval_hash, overruled=overruled, details={"way": route.way})
    return Outcome("approved_by_hand" if route.way == "by_hand" else "approved", {"n": _window(case)})


def _reply(case: Case, draft: Draft, text: str) -> Reply:
    mention = case.mention
    account = case.brand.account(mention.platform)
    return Reply(
        draft_id=draft.id,
        mention_id=mention.id,
        brand=mention.brand,
        platform=mention.platform,
        account=account,
        target_id=mention.native_id,
        thread_id=mention.root_id,
        ref=dict(mention.ref),
        text=text,
        lang=draft.lang,
        version=draft.version,
        approval_hash=approval_hash(
            platform=mention.platform, account=account, target_id=mention.native_id, version=draft.version, text=text
        ),
        key=reply_key(mention.platform, case.now),
        approved_by=case.person.id,
        approved_at=case.now,
        next_at=case.now + timedelta(seconds=_window(case)),
    )


def _object(case: Case, draft: Draft, flags: Sequence[Flag], level: Level) -> Outcome:
    """Keep the objections with the draft and show them; the next press decides knowing them."""
    found = as_rows(flags, len(draft.text))
    kept = [flag for flag in draft.flags if flag["name"] not in {row["name"] for row in found}]
    draft.flags, draft.level = found + kept, level
    case.save(draft)
    case.show("confirm" if level == "amber" else "main")
    return Outcome("blocked" if level == "red" else "look_again", ok=False)


def _backwards(reply: Reply) -> list[str]:
    """States from which nothing has reached the platform."""
    if reply.state not in ("held", "by_hand", "failed"):
        raise LostRace("reply", reply.state)
    return [reply.state]


def _worst(kept: str, flags: Sequence[Flag]) -> Level:
    """What the draft came with and what is found now: the worse of the two."""
    return max((level for level in _WORST if level in (kept, level_of(flags))), key=_WORST.index)


def _free(draft: Draft) -> list[tuple[int, int]]:
    return [(span["start"], span["end"]) for span in draft.spans if span["kind"] == "free"]


def _window(case: Case) -> int:
    return case.office.settings.undo_seconds
