"""Posts of one author that are answered together: the head has card, draft and reply, the others are merged into it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.desk import Crisis
from models.draft import Draft
from models.judgement import TOPICS, Judgement
from models.mention import Mention

MOVED_ON = "thread_moved_on"
"""Reason of a draft that was rewritten because its author wrote again."""
CRISIS_BEGAN, CRISIS_OVER = "crisis_began", "crisis_over"
"""Of one rewritten because a crisis was declared for its brand, or ended."""
APPROVAL_OLD = "approval_old"
"""Of one whose approval went stale before the reply could go out: it asks for a fresh one."""
_WEIGHT = {"complaint": 3, "question": 2, "praise": 1, "other": 0}
_URGENCY = {"low": 0, "normal": 1, "high": 2}


def burst_of(session: Session, head: Mention) -> list[Mention]:
    """The head and what was merged into it, in the order in which they were written; forgotten posts are left out."""
    merged = select(Mention).where(
        Mention.merged_into == head.id, ~col(Mention.native_id).startswith("forgotten:"), Mention.id != head.id
    )
    return sorted([head, *session.exec(merged).all()], key=lambda post: (post.created_at, post.id))


def together(posts: Sequence[Mention]) -> Judgement | None:
    """One judgement of all: the gravest post's, with the highest urgency and whatever escalates.

    Every topic counts, but where a post is urgent, the newest such post's: who was charged twice is not answered about
    the parcel. What a person said of one of them counts before what a model said. None where none is judged.
    """
    judged = [judgement for post in posts if (judgement := post.judgement()) is not None]
    if len(judged) < 2:
        return judged[0] if judged else None
    chief = max(judged, key=lambda one: (one.model == "person", one.escalate is not None, _WEIGHT[one.label]))
    urgency = max((one.urgency for one in judged), key=lambda one: _URGENCY[one])
    pressing = [set(one.topics) for one in judged if one.urgency == "high" and one.topics]
    topics = pressing[-1] if pressing else {topic for one in judged for topic in one.topics}
    return chief.model_copy(
        update={
            "topics": tuple(topic for topic in TOPICS if topic in topics),
            "urgency": urgency,
            "escalate": next((one.escalate for one in judged if one.escalate is not None), None),
            "about_brand": any(one.about_brand for one in judged),
            "lang": next((one.lang for one in reversed(judged) if one.lang != "other"), chief.lang),
        }
    )


def why_afresh(session: Session, head: Mention, draft: Draft | None) -> str:
    """Why a draft that waits is made afresh: a crisis came or went since, else its author wrote again."""
    was = head.care_reason == "crisis" or (draft is not None and CRISIS_BEGAN in draft.reasons)
    now = session.get(Crisis, head.brand) is not None
    return MOVED_ON if was == now else (CRISIS_BEGAN if now else CRISIS_OVER)


def said(posts: Sequence[Mention]) -> str:
    """Everything the author wrote, a line for each post."""
    return "\n".join(post.text for post in posts if post.text)
