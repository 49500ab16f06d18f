"""The records: tables, plain brand data, the database, states and leases."""

from models.api_call import ApiCall, BilledResource
from models.author import Author, Tombstone
from models.brand import Brand, Fact, HoldingLine, Platform, Step
from models.calendar import Calendar
from models.database import Database
from models.decision import Decision
from models.desk import (
    AddedFact,
    AuthorLink,
    Batch,
    Card,
    Chat,
    Crisis,
    Duty,
    Handover,
    JoinCode,
    Member,
    Pause,
    Preference,
    Told,
)
from models.digest import Bulletin, Digest
from models.draft import Draft
from models.incident import Alert, Incident
from models.judgement import TOPICS, Judgement
from models.lease import Lease
from models.mention import Mention
from models.notice import Notice
from models.own_reply import OwnReply
from models.platform import Call, Counted, Own, Page, Post, Posted, Reach, Route, Seen, Writer
from models.post_count import PostCount
from models.promise import Promise
from models.quote import Quote
from models.reply import Reply, approval_hash
from models.source import Source
from models.style_rule import StyleRule
from models.translation import Translation

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
