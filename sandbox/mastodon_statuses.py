"""What the Mastodon stand-in keeps: accounts, statuses, notifications, and how they look on the wire."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse

Json = dict[str, Any]
HOST = "sandbox.example"
CHARACTERS, CHARACTERS_PER_URL = 500, 23
MENTION = re.compile(r"(?<![\w/])@(\w+)(?:@([\w.-]+\w))?")
_URL = re.compile(r"https?://[^\s<>]+")


class Refused(Exception):
    """An answer other than the one asked for."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(status)
        self.answer = JSONResponse({"error": error}, status)


@dataclass
class Account:
    id: str
    acct: str
    """With its host where it lives elsewhere: ece@uzak.example."""

    @property
    def host(self) -> str:
        return self.acct.partition("@")[2] or HOST

    @property
    def username(self) -> str:
        return self.acct.partition("@")[0]

    def wire(self) -> Json:
        url = f"https://{self.host}/@{self.username}"
        numbers = {"followers_count": 0, "following_count": 0, "statuses_count": 0}
        names = {"id": self.id, "username": self.username, "acct": self.acct, "display_name": self.username.title()}
        return names | numbers | {"url": url, "uri": url, "bot": False, "locked": False}


@dataclass
class Status:
    id: str
    account: Account
    text: str
    visibility: str
    at: datetime
    parent: str | None = None
    named: list[Account] = field(default_factory=list)
    images: int = 0
    language: str | None = None
    via: str = ""
    """"api" or "hand" for our own statuses."""
    edited: datetime | None = None
    deleted: bool = False
    under: list[Status] = field(default_factory=list)
    """What was written in answer to it."""

    def seen_by(self, reader: Account) -> bool:
        open_to_all = self.visibility in ("public", "unlisted")
        return not self.deleted and (open_to_all or reader is self.account or reader in self.named)

    @property
    def counts(self) -> bool:
        """Whether it is one of its parent's `replies_count`: servers leave out what only some may see."""
        return not self.deleted and self.visibility in ("public", "unlisted")

    @property
    def url(self) -> str:
        return f"https://{self.account.host}/@{self.account.username}/{self.id}"

    def wire(self) -> Json:
        named = [{"id": a.id, "username": a.username, "acct": a.acct, "url": a.wire()["url"]} for a in self.named]
        media = [{"id": f"{self.id}{n}", "type": "image", "url": f"{self.url}/{n}.png"} for n in range(self.images)]
        texts = {"content": content(self.text), "spoiler_text": "", "language": self.language}
        return texts | {
            "id": self.id,
            "uri": self.url,
            "url": self.url,
            "created_at": stamp(self.at),
            "edited_at": stamp(self.edited) if self.edited else None,
            "account": self.account.wire(),
            "in_reply_to_id": self.parent,
            "replies_count": sum(one.counts for one in self.under),
            "visibility": self.visibility,
            "sensitive": False,
            "mentions": named,
            "media_attachments": media,
            "tags": [],
        }

    def readable(self) -> Json:
        """The status as its readers see it, and how it came to be."""
        words = {"id": self.id, "account": self.account.acct, "parent": self.parent, "text": self.text}
        return words | {
            "visibility": self.visibility,
            "at": self.at.isoformat(),
            "via": self.via,
            "deleted": self.deleted,
        }


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def content(text: str) -> str:
    """Plain text as Mastodon renders it: paragraphs, links cut short, mentions without their host."""
    paragraphs = re.split(r"\n{2,}", html.escape(text, quote=False).strip())
    return "".join(f"<p>{_inline(p)}</p>" for p in paragraphs)


def _inline(text: str) -> str:
    linked = _URL.sub(lambda m: _link(m[0]), text)
    named = re.sub(r"(<a .*?</a>)|" + MENTION.pattern, lambda m: m[1] or _mention(m[2], m[3] or HOST), linked)
    return named.replace("\n", "<br />")


def _link(url: str) -> str:
    scheme, _, rest = url.partition("://")
    shown, hidden = rest[:30], rest[30:]
    cut = "ellipsis" if hidden else ""
    spans = f'<span class="invisible">{scheme}://</span><span class="{cut}">{shown}</span>'
    return f'<a href="{url}" target="_blank" rel="nofollow">{spans}<span class="invisible">{hidden}</span></a>'


def _mention(username: str, host: str) -> str:
    link = f'<a href="https://{host}/@{username}" class="u-url mention">@<span>{username}</span></a>'
    return f'<span class="h-card" translate="no">{link}</span>'


def length(text: str) -> int:
    """Characters as Mastodon counts them: an address is 23, a mention counts without its host."""
    shown = MENTION.sub(lambda m: f"@{m[1]}", _URL.sub("u" * CHARACTERS_PER_URL, text))
    return len(shown)
