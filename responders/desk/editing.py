"""A person's own text: a new version, guarded, that needs a fresh approval. What they wrote is never lost."""

from __future__ import annotations

import difflib
import re
import unicodedata
from datetime import timedelta

from models import Draft
from models.burst import APPROVAL_OLD, CRISIS_OVER, MOVED_ON
from models.errors import LostRace
from models.transitions import move
from responders.desk.approving import as_rows, context_for, signed
from responders.desk.case import Case, Outcome
from responders.guards import level_of

LONGEST = 3000
"""Of a text that still fits a card beside everything else, in UTF-16 units as Telegram counts: an emoji is two."""
SOFT_LOCK = timedelta(minutes=5)
_SETTLED = (MOVED_ON, CRISIS_OVER, APPROVAL_OLD)
"""Reasons of an older version that a text of one's own leaves behind."""


def edit(case: Case, text: str) -> Outcome:
    """Store `text` as the newest version. An approval not yet carried out is void; a reply on its way is not.

    Sending the same text again changes nothing (Telegram may deliver a message twice).
    """
    text = _cleaned(text, case)
    if not text or len(text.encode("utf-16-le")) // 2 > LONGEST:
        return Outcome("text_length", {"n": LONGEST}, ok=False)
    if case.mention.state == "closed":
        raise LostRace("mention", "closed")
    old = case.draft
    if old is not None and old.text == text and old.editor == case.person.id and old.state == "open":
        return Outcome("same_text", ok=False)
    _void(case)
    draft = _new_version(case, text)
    if case.mention.state == "escalated":
        move(case.session, case.mention, "drafted")
    _lock(case)
    case.record("edit", details={"from_version": old.version if old else None, "level": draft.level})
    case.show("main")
    return Outcome(f"edited_{draft.level}", {"n": draft.version})


def lock_for_edit(case: Case) -> Outcome:
    """✏️ pressed: nobody else decides for five minutes."""
    _lock(case)
    case.show("edit")
    return Outcome("how_to_edit", alert=True)


def changes(old: str, new: str) -> list[tuple[str, str]]:
    """Word by word: ("same" | "gone" | "new", words)."""
    before, after = old.split(), new.split()
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", " ".join(before[a:b])))
            continue
        if b > a:
            found.append(("gone", " ".join(before[a:b])))
        if d > c:
            found.append(("new", " ".join(after[c:d])))
    return found


def _cleaned(text: str, case: Case) -> str:
    """NFC, no line ends around it, and without the person's own mark, which the approval adds."""
    text = unicodedata.normalize("NFC", text).strip()
    mark = signed("", case.brand, case.person).strip()
    return re.sub(rf"\s*{re.escape(mark)}$", "", text) if mark else text


def _void(case: Case) -> None:
    """Take the newest version out of the way."""
    draft, reply = case.draft, case.reply
    if draft is None:
        return
    if draft.state == "approved":
        if reply is None or reply.state not in ("held", "by_hand", "failed"):
            raise LostRace("reply", reply.state if reply else None)
        move(case.session, reply, "cancelled", expect=[reply.state])
    if draft.state in ("open", "approved"):
        move(case.session, draft, "superseded", decided_at=case.now)


def _new_version(case: Case, text: str) -> Draft:
    old = case.draft
    judged = case.judgement()
    lang = old.lang if old else (judged.lang if judged and judged.lang != "other" else case.brand.languages[0])
    draft = Draft(
        mention_id=case.mention.id,
        brand=case.mention.brand,
        version=case.version + 1,
        text=text,
        lang=lang,
        address=old.address if old else None,
        spans=[{"start": 0, "end": len(text), "kind": "free"}],
        reasons=[reason for reason in old.reasons if reason not in _SETTLED] if old else [],
        mode="person",
        editor=case.person.id,
        created_at=case.now,
    )
    flags = case.office.hooks.check(signed(text, case.brand, case.person), context_for(case, draft))
    draft.flags, draft.level = as_rows(flags, len(text)), level_of(flags)
    case.save(draft)
    case.draft = draft
    return draft


def _lock(case: Case) -> None:
    if case.mention.claimed_by in (None, case.person.id) or _is_over(case):
        case.mention.claimed_by = case.person.id
        case.mention.claimed_until = max(case.now + SOFT_LOCK, case.mention.claimed_until or case.now)
        case.save(case.mention)


def _is_over(case: Case) -> bool:
    return case.mention.claimed_until is not None and case.mention.claimed_until <= case.now
