"""What the Reddit stand-in keeps: submissions and comments, and how listings and search show them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from starlette.responses import JSONResponse

Json = dict[str, Any]
PAGE, WINDOW = 100, 1000
"""Things per page, and things a listing reaches back."""
LONGEST_COMMENT = 10_000
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Refused(Exception):
    """An answer other than the one asked for."""

    def __init__(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.answer = JSONResponse(body, status, headers)


def refused_politely(error: str, message: str, about: str) -> Refused:
    """Reddit's refusal of a write: HTTP 200 with the errors inside."""
    return Refused(200, {"json": {"errors": [[error, message, about]]}})


def base36(number: int) -> str:
    head, last = divmod(number, 36)
    return (base36(head) if head else "") + _DIGITS[last]


def account_id(username: str) -> str:
    """The account's id: the same for the same name."""
    return base36(crc32(username.lower().encode()))


@dataclass
class Thing:
    """A submission (t3) or a comment (t1)."""

    kind: str
    number: int
    subreddit: str
    author: str
    text: str
    at: datetime
    title: str = ""
    parent: str = ""
    link: str = ""
    images: int = 0
    via: str = ""
    """"api" or "hand" for our own comments."""
    edited: datetime | None = None
    gone: str = ""
    """"deleted" by its author, "removed" by a moderator, or "author" (the account was deleted)."""
    locked: bool = False

    @property
    def id(self) -> str:
        return base36(self.number)

    @property
    def name(self) -> str:
        return f"{self.kind}_{self.id}"

    @property
    def permalink(self) -> str:
        link = self.link.removeprefix("t3_") or self.id
        tail = f"{self.id}/" if self.kind == "t1" else ""
        return f"/r/{self.subreddit}/comments/{link}/post/{tail}"

    def readable(self) -> Json:
        """The post as its readers see it, and how it came to be."""
        return {
            "id": self.name,
            "account": self.author,
            "parent": self.parent,
            "text": rendered(self.text),
            "markdown": self.text,
            "at": self.at.isoformat(),
            "via": self.via,
            "deleted": bool(self.gone),
        }

    def visible(self, viewer: str) -> bool:
        """Listed for `viewer`: a removed post only for its author, a deleted one for nobody."""
        return self.gone in ("", "author") or (self.gone == "removed" and self.author == viewer)

    def wire(self, viewer: str = "") -> Json:
        """The object as Reddit's JSON has it."""
        own = self.gone == "removed" and self.author == viewer
        hidden = None if own else {"deleted": "[deleted]", "removed": "[removed]"}.get(self.gone)
        data: Json = {
            "id": self.id,
            "name": self.name,
            "subreddit": self.subreddit,
            "author": self.author if own or not self.gone else "[deleted]",
            "created_utc": self.at.timestamp(),
            "edited": self.edited.timestamp() if self.edited else False,
            "permalink": self.permalink,
            "locked": self.locked,
            "score": 1,
        }
        if not self.gone:
            data["author_fullname"] = f"t2_{account_id(self.author)}"
        if self.images:
            data["media_metadata"] = {f"image{n}": {"e": "Image", "status": "valid"} for n in range(self.images)}
        if self.kind == "t1":
            return data | {"body": hidden or self.text, "parent_id": self.parent, "link_id": self.link, "replies": ""}
        removed_by = {"deleted": "deleted", "removed": "moderator"}.get(self.gone)
        return data | {
            "title": self.title,
            "selftext": hidden or self.text,
            "is_self": True,
            "num_comments": 0,
            "removed_by_category": removed_by,
        }


def wrap(things: list[Thing], after: str | None = None, viewer: str = "") -> Json:
    children = [{"kind": thing.kind, "data": thing.wire(viewer)} for thing in things]
    return {"kind": "Listing", "data": {"after": after, "before": None, "children": children}}


def listing(query: Mapping[str, str], found: list[Thing], viewer: str = "") -> Json:
    """One page of `found`, newest first; empty where the anchor is no longer among them."""
    size = max(1, min(PAGE, int(query.get("limit", 25))))
    names = [thing.name for thing in found]
    after, before = query.get("after"), query.get("before")
    if not {after, before} - {None} <= set(names):
        return wrap([])
    if before:
        end = names.index(before)
        page = found[max(0, end - size) : end]
    else:
        start = names.index(after) + 1 if after else 0
        page = found[start : start + size]
    more = bool(page) and page[-1] is not found[-1]
    return wrap(page, page[-1].name if more else None, viewer)


def check_comment(parent: Thing | None, link: Thing | None, text: str, wait: int) -> None:
    """Raises Refused for a comment Reddit would not take; `wait`: seconds until the account may write again."""
    if parent is None or link is None:
        raise Refused(404, {"message": "Not Found", "error": 404})
    if parent.gone in ("deleted", "removed"):
        kind = "comment" if parent.kind == "t1" else "link"
        raise refused_politely(f"DELETED_{kind.upper()}", f"that {kind} has been deleted", "parent")
    if parent.locked or link.locked:
        raise refused_politely("THREAD_LOCKED", "Comments are locked.", "parent")
    if not text.strip():
        raise refused_politely("NO_TEXT", "we need something here", "text")
    if len(text) > LONGEST_COMMENT:
        raise refused_politely("TOO_LONG", f"this is too long (max: {LONGEST_COMMENT})", "text")
    if wait > 0:
        amount = f"{wait} seconds" if wait < 60 else f"{wait // 60} minutes"
        message = f"Looks like you've been doing that a lot. Take a break for {amount} before trying again."
        raise refused_politely("RATELIMIT", message, "ratelimit")


def inbox(page: Json, user: str, kind: str) -> Json:
    """A page of comments as they lie in `user`'s inbox: `context` instead of a permalink and a link_id."""
    for child in page["data"]["children"]:
        data = child["data"]
        del data["link_id"]
        data |= {"context": data.pop("permalink") + "?context=3", "type": kind, "subject": kind.replace("_", " ")}
        data |= {"was_comment": True, "dest": user, "new": True}
    return page


def tree(top: list[Thing], below: list[Thing]) -> Json:
    page = wrap(top)
    for child in page["data"]["children"]:
        replies = [t for t in below if t.parent == child["data"]["name"]]
        child["data"]["replies"] = tree(replies, below) if replies else ""
    return page


def matches(query: str, text: str) -> bool:
    """Reddit's search, as far as it is used here: whole words, "phrases", OR between them."""
    words = re.findall(r"\w+", text.lower())
    phrases = [re.findall(r"\w+", part.lower()) for part in re.split(r"\bOR\b", query)]
    return any(p and any(words[i : i + len(p)] == p for i in range(len(words))) for p in phrases)


def rendered(markdown: str) -> str:
    """What readers see: hard line breaks and backslash escapes resolved."""
    lines = re.sub(r" {2,}\n", "\n", markdown)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", lines)
