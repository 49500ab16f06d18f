"""What exists on the pretended X: accounts, posts, who named whom, who may be answered."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile

EPOCH_MS = 1_288_834_974_657
"""Ids are snowflakes: milliseconds since this instant, shifted by 22 bits."""
HANDLE = re.compile(r"(?<![\w@])@(\w{1,15})")


@dataclass
class Account:
    id: str
    handle: str
    name: str
    followers: int
    revoked: bool = False


@dataclass
class Post:
    """One version of a post. `prefix` holds the handles X itself puts before a reply's text."""

    id: str
    author: Account
    text: str
    at: datetime
    visible_at: datetime
    reply_to: str | None = None
    root: str = ""
    quote: str | None = None
    images: int = 0
    lang: str = "und"
    prefix: str = ""
    versions: list[str] = field(default_factory=list)
    """Ids of all versions, shared by them; the last one is current."""
    deleted: bool = False
    by_api: bool = False

    @property
    def current(self) -> bool:
        return not self.deleted and self.versions[-1] == self.id

    @property
    def full_text(self) -> str:
        return self.prefix + self.text


class World:
    """Not thread-safe: the stand-in holds one lock around it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.accounts: dict[str, Account] = {}
        self._handles: dict[str, Account] = {}
        self.posts: dict[str, Post] = {}
        self._in_order: list[Post] = []
        self.read_lag = timedelta()
        """How long a post stays invisible to timelines and search."""
        self._last_id = 0

    def account(self, handle: str, name: str = "", followers: int | None = None) -> Account:
        """The account called `handle`, made or brought up to date."""
        found = self.by_handle(handle)
        if found is None:
            found = Account(str(self._new_id()), handle, name or handle, followers or 0)
            self.accounts[found.id] = self._handles[handle.lower()] = found
        found.name = name or found.name
        found.followers = found.followers if followers is None else followers
        return found

    def by_handle(self, handle: str) -> Account | None:
        return self._handles.get(handle.lower())

    def add(
        self,
        author: Account,
        text: str,
        *,
        reply_to: str | None = None,
        quote: str | None = None,
        images: int = 0,
        lang: str = "und",
        id: str | None = None,
        by_api: bool = False,
    ) -> Post:
        """A new post. Raises KeyError where the answered or quoted post does not exist."""
        parent = self.posts[reply_to] if reply_to else None
        if quote:
            self.posts[quote]
        new, now = id or str(self._new_id()), self.now()
        prefix, text = self._split(author, parent, text)
        made = Post(new, author, text, now, now + self.read_lag, reply_to, parent.root if parent else new, quote)
        made.images, made.lang, made.prefix, made.versions, made.by_api = images, lang, prefix, [new], by_api
        return self._keep(made)

    def edit(self, id: str, text: str) -> Post:
        """A new version with an id of its own, as X makes it."""
        old = self.posts[id]
        made = Post(
            str(self._new_id()), old.author, text, old.at, self.now(), old.reply_to, old.root, old.quote, old.images
        )
        made.lang, made.prefix, made.versions = old.lang, old.prefix, old.versions
        old.versions.append(made.id)
        return self._keep(made)

    def delete(self, id: str) -> None:
        for version in self.posts[id].versions:
            self.posts[version].deleted = True

    def timeline(self, after: int = 0) -> Iterator[Post]:
        """Current, visible posts with an id above `after`, newest first."""
        now = self.now()
        for post in takewhile(lambda one: int(one.id) > after, reversed(self._in_order)):
            if post.current and post.visible_at <= now:
                yield post

    def mentioned(self, post: Post) -> Iterator[tuple[int, int, Account]]:
        """Accounts named in the delivered text, with code point offsets; implicit ones come first."""
        for found in HANDLE.finditer(post.full_text):
            account = self.by_handle(found[1])
            if account is not None:
                yield found.start(), found.end(), account

    def names(self, post: Post, account: Account) -> bool:
        """Whether `account` is named at all, implicitly too: what /mentions goes by."""
        return any(named is account for _, _, named in self.mentioned(post))

    def summons(self, post: Post, account: Account) -> bool:
        """Whether the post's author asked `account` in: named it in the body, or quoted one of its posts."""
        quoted = self.posts[post.quote].author if post.quote else None
        in_body = (named for start, _, named in self.mentioned(post) if start >= len(post.prefix))
        return quoted is account or any(named is account for named in in_body)

    def is_duplicate(self, author: Account, text: str, reply_to: str | None) -> bool:
        """The same words by the same author within a day, counting the handles before them."""
        full = "".join(self._split(author, self.posts.get(reply_to or ""), text))
        since = self.now() - timedelta(days=1)
        mine = (p for p in self.posts.values() if p.author is author and p.current and p.at > since)
        return any(p.full_text == full for p in mine)

    def _split(self, author: Account, parent: Post | None, text: str) -> tuple[str, str]:
        """The handles X puts before a reply and the text without those the author typed again."""
        if parent is None:
            return "", text
        handles = [parent.author, *(named for _, _, named in self.mentioned(parent))]
        unique = list(dict.fromkeys(a.handle for a in handles if a is not author))
        while (typed := HANDLE.match(text)) and typed[1].lower() in {h.lower() for h in unique}:
            text = text[typed.end() :].lstrip()
        return "".join(f"@{handle} " for handle in unique), text

    def _keep(self, post: Post) -> Post:
        self.posts[post.id] = post
        insort(self._in_order, post, key=lambda one: int(one.id))
        return post

    def _new_id(self) -> int:
        milliseconds = int(self.now().astimezone(UTC).timestamp() * 1000)
        self._last_id = max(self._last_id + 1, (milliseconds - EPOCH_MS) << 22)
        return self._last_id
