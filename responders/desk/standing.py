"""Where a card stands, read from its rows: it decides what is shown and which buttons there are."""

from __future__ import annotations

from typing import Literal

from responders.desk.case import Case
from responders.desk.roles import is_sensitive

Standing = Literal[
    "open", "bare", "snoozed", "held", "sending", "by_hand", "posted", "posted_by_hand", "failed", "unsure",
    "closed", "stub",
]  # fmt: skip


def standing(case: Case) -> Standing:
    """open: a draft waits; bare: a mention waits without one; stub: forgotten, nothing of it may be shown; the rest
    name the reply's or the mention's state."""
    draft, reply, mention = case.draft, case.reply, case.mention
    if mention.native_id.startswith("forgotten:"):
        return "stub"
    if draft is not None and draft.state == "approved" and reply is not None and reply.state in _REPLY:
        return _REPLY[reply.state]
    if mention.state == "closed":
        return "closed"
    if mention.snoozed_until is not None and mention.snoozed_until > case.now:
        return "snoozed"
    return "open" if draft is not None and draft.state == "open" else "bare"


_REPLY: dict[str, Standing] = {
    "held": "held", "sending": "sending", "by_hand": "by_hand", "posted": "posted", "failed": "failed",
    "posted_by_hand": "posted_by_hand", "unsure": "unsure",
}  # fmt: skip


def level(case: Case) -> str:
    """green, amber or red for a draft; lead or person where there is none."""
    if standing(case) == "bare" or case.draft is None:
        return "lead" if is_sensitive(case.mention) else "person"
    return case.draft.level
