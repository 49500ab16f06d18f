"""All tables and the database they are in: what `models` gives of them comes from here, on first use."""

from models.api_call import ApiCall, BilledResource
from models.author import Author, Tombstone
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
from models.lease import Lease
from models.mention import Mention
from models.notice import Notice
from models.own_reply import OwnReply
from models.post_count import PostCount
from models.promise import Promise
from models.quote import Quote
from models.reply import Reply, approval_hash
from models.source import Source
from models.style_rule import StyleRule
from models.translation import Translation

__all__ = [
    "AddedFact",
    "Alert",
    "ApiCall",
    "Author",
    "AuthorLink",
    "Batch",
    "BilledResource",
    "Bulletin",
    "Card",
    "Chat",
    "Crisis",
    "Database",
    "Decision",
    "Digest",
    "Draft",
    "Duty",
    "Handover",
    "Incident",
    "JoinCode",
    "Lease",
    "Member",
    "Mention",
    "Notice",
    "OwnReply",
    "Pause",
    "PostCount",
    "Preference",
    "Promise",
    "Quote",
    "Reply",
    "Source",
    "StyleRule",
    "Told",
    "Tombstone",
    "Translation",
    "approval_hash",
]
