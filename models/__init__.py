"""The records: tables, plain brand data, the database, states and leases."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from models.brand import Brand, Fact, HoldingLine, Platform, Step
from models.calendar import Calendar
from models.judgement import TOPICS, Judgement
from models.platform import Call, Counted, Own, Page, Post, Posted, Reach, Route, Seen, Writer

if TYPE_CHECKING:
    from models.tables import (
        AddedFact,
        Alert,
        ApiCall,
        Author,
        AuthorLink,
        Batch,
        BilledResource,
        Bulletin,
        Card,
        Chat,
        Crisis,
        Database,
        Decision,
        Digest,
        Draft,
        Duty,
        Handover,
        Incident,
        JoinCode,
        Lease,
        Member,
        Mention,
        Notice,
        OwnReply,
        Pause,
        PostCount,
        Preference,
        Promise,
        Quote,
        Reply,
        Source,
        StyleRule,
        Told,
        Tombstone,
        Translation,
        approval_hash,
    )

__all__ = [
    "TOPICS",
    "AddedFact",
    "Alert",
    "ApiCall",
    "Author",
    "AuthorLink",
    "Batch",
    "BilledResource",
    "Brand",
    "Bulletin",
    "Calendar",
    "Call",
    "Card",
    "Chat",
    "Counted",
    "Crisis",
    "Database",
    "Decision",
    "Digest",
    "Draft",
    "Duty",
    "Fact",
    "Handover",
    "HoldingLine",
    "Incident",
    "JoinCode",
    "Judgement",
    "Lease",
    "Member",
    "Mention",
    "Notice",
    "Own",
    "OwnReply",
    "Page",
    "Pause",
    "Platform",
    "Post",
    "PostCount",
    "Posted",
    "Preference",
    "Promise",
    "Quote",
    "Reach",
    "Reply",
    "Route",
    "Seen",
    "Source",
    "Step",
    "StyleRule",
    "Told",
    "Tombstone",
    "Translation",
    "Writer",
    "approval_hash",
]


def __getattr__(name: str) -> Any:
    """A table, once one is asked for: who only judges needs none, and with SQLAlchemy they take 40 MB."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("models.tables"), name)
