"""What happened, counted from the stand-ins: the posts they hold, the messages they show, the taps they saw."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlmodel import select

from models import Mention
from samimi.demo.places import Published
from samimi.demo.team import Approval, Team, bare

if TYPE_CHECKING:
    from samimi.demo.day import Stage

_SIGNATURE = re.compile(r"\s*\^\w{1,4}$")
_DRAFT = ("— Taslak", "— Draft")


@dataclass(frozen=True)
class Summary:
    mentions: int
    """Posts by others on the stand-ins."""
    drafts: int
    """Versions of drafts that cards have shown."""
    cards: int
    approved: int
    posted: int
    """Replies of ours posted through the platforms' APIs."""
    by_hand: int
    posted_twice: int
    """Posts with more than one reply of ours."""
    unapproved: int
    """Replies whose text was on no card that somebody approved."""
    lost: int
    """Posts by others that our records have never seen."""
    seconds: float

    @property
    def is_clean(self) -> bool:
        return not (self.posted_twice or self.unapproved or self.lost)

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def count(stage: Stage, team: Team, seconds: float) -> Summary:
    accounts = {p.account for brand in stage.app.config.brands.values() for p in brand.platforms.values()}
    published = [reply for place in stage.places.values() for reply in place.published(accounts)]
    published = [
        one for one in published if (one.platform, one.target) not in stage.script.answered_in_app or one.by_api
    ]
    targets = Counter((reply.platform, reply.target) for reply in published)
    approvals, shown = team.accepted(), _bot_messages(stage)
    return Summary(
        mentions=len(stage.script.posted),
        drafts=len({draft for texts in shown.values() for draft in map(_draft_of, texts) if draft}),
        cards=sum(_is_card(texts) for texts in shown.values()),
        approved=len(approvals),
        posted=sum(reply.by_api for reply in published),
        by_hand=sum(not reply.by_api for reply in published),
        posted_twice=sum(number > 1 for number in targets.values()),
        unapproved=sum(not _was_approved(reply, approvals, shown) for reply in published),
        lost=_lost(stage),
        seconds=round(seconds, 1),
    )


def _bot_messages(stage: Stage) -> dict[int, list[str]]:
    """Every text each of the bot's messages in the group has had, oldest first, by message."""
    messages = stage.sandbox["telegram"].messages(stage.chat)
    return {one["id"]: [*(old["text"] for old in one["history"]), one["text"]] for one in messages if one["bot"]}


def _draft_of(text: str) -> str:
    """The draft's part of a card, from its title on; empty where there is none."""
    return next((text[text.index(title) :] for title in _DRAFT if title in text), "")


def _is_card(texts: list[str]) -> bool:
    return any(" · " in text.partition("\n")[0] and not text.startswith(("📊", "📌", "🚨", "✅")) for text in texts)


def _was_approved(reply: Published, approvals: list[Approval], shown: Mapping[int, list[str]]) -> bool:
    """Somebody approved a card with this text on it, and the card then showed it with its signature."""
    text, unsigned = bare(reply.text), bare(_SIGNATURE.sub("", reply.text))
    return any(
        unsigned in bare(approval.text) and any(text in bare(version) for version in shown[approval.message])
        for approval in approvals
    )


def _lost(stage: Stage) -> int:
    with stage.app.database.reading() as session:
        known = set(session.exec(select(Mention.platform, Mention.native_id)).all())
        forgotten = len([None for _, native_id in known if native_id.startswith("forgotten:")])
    missing = [one for one in stage.script.posted.values() if one not in known]
    return max(0, len(missing) - forgotten)
