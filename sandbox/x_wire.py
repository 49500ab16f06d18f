"""Posts and users as X API v2 writes them, in the old and the new spelling of the fields."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from sandbox.x_text import links, weighted_length
from sandbox.x_world import HANDLE, Account, Post, World

NEW_NAMES = {
    "referenced_tweets": "referenced_posts",
    "note_tweet": "note_post",
    "edit_history_tweet_ids": "edit_history_post_ids",
}
_EXPANDED = {"author_id", "referenced_tweets", "in_reply_to_user_id"}
_LONGEST = 280


@dataclass(frozen=True)
class Asked:
    """What a request wants of each post. `renamed`: answer in the spelling of August 2026."""

    fields: frozenset[str]
    expansions: frozenset[str]
    user_fields: frozenset[str]
    renamed: bool


def post_json(world: World, post: Post, asked: Asked) -> dict[str, Any]:
    """One post; what was not asked for, or is empty, is absent."""
    text, entities = _delivered(world, post, post.full_text)
    long = weighted_length(post.full_text) > _LONGEST
    short, short_entities = _delivered(world, post, post.full_text[:270] + "…") if long else (text, entities)
    everything: dict[str, Any] = {
        "author_id": post.author.id,
        "created_at": wire_time(post.at),
        "conversation_id": post.root,
        "in_reply_to_user_id": world.posts[post.reply_to].author.id if post.reply_to else None,
        "entities": short_entities,
        "display_text_range": [len(post.prefix), len(short)],
        "referenced_tweets": _references(post),
        "lang": post.lang,
        "attachments": {"media_keys": [f"3_{post.id}{i}" for i in range(post.images)]} if post.images else None,
        "note_tweet": {"text": text, "entities": entities} if long else None,
    }
    shown = {name: value for name, value in everything.items() if name in _names(asked) and value}
    shown |= {"id": post.id, "text": short, "edit_history_tweet_ids": list(post.versions)}
    return {NEW_NAMES.get(name, name): value for name, value in shown.items()} if asked.renamed else shown


def _names(asked: Asked) -> Collection[str]:
    """The fields to show, in the old spelling. In the new one, some are expansions, not fields."""
    old = {new: old for old, new in NEW_NAMES.items()}
    fields = {old.get(name, name) for name in asked.fields}
    expanded = {old.get(name, name) for name in asked.expansions} & _EXPANDED
    return (fields - _EXPANDED if asked.renamed else fields) | expanded


def user_json(world: World, account: Account, asked: Asked) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": account.id, "name": account.name, "username": account.handle}
    if "public_metrics" in asked.user_fields:
        count = sum(post.author is account and post.current for post in world.posts.values())
        metrics = {"followers_count": account.followers, "following_count": 0, "listed_count": 0}
        shown["public_metrics"] = metrics | {"post_count" if asked.renamed else "tweet_count": count}
    return shown


def page_json(world: World, posts: Sequence[Post], asked: Asked) -> dict[str, Any]:
    """`data` and `includes` of a page; both absent when empty."""
    body: dict[str, Any] = {}
    if posts:
        body["data"] = [post_json(world, post, asked) for post in posts]
    includes: dict[str, Any] = {}
    if posts and "author_id" in asked.expansions:
        users = {post.author.id: post.author for post in posts}
        includes["users"] = [user_json(world, account, asked) for account in users.values()]
    if referenced := referenced_posts(world, posts, asked):
        includes["posts"] = [post_json(world, post, asked) for post in referenced]
    return body | ({"includes": includes} if includes else {})


def referenced_posts(world: World, posts: Sequence[Post], asked: Asked) -> list[Post]:
    """What the new expansion brings along; the old one, referenced_tweets.id, brings nothing any more."""
    if "referenced_posts" not in asked.expansions:
        return []
    ids = dict.fromkeys(id for post in posts for id in (post.reply_to, post.quote) if id)
    return [world.posts[id] for id in ids if not world.posts[id].deleted]


def wire_time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def _references(post: Post) -> list[dict[str, str]] | None:
    replied = [{"type": "replied_to", "id": post.reply_to}] if post.reply_to else []
    quoted = [{"type": "quoted", "id": post.quote}] if post.quote else []
    return replied + quoted or None


def _delivered(world: World, post: Post, text: str) -> tuple[str, dict[str, Any]]:
    """The text with links shortened and &<> escaped, and the entities with offsets into it."""
    out, done = "", 0
    urls: list[dict[str, Any]] = []
    for link in links(text):
        start, end = link["indices"]
        out += escape(text[done:start], quote=False)
        out, entry = _link(post, out, link["url"] if "://" in link["url"] else f"http://{link['url']}")
        urls, done = [*urls, entry], end
    out += escape(text[done:], quote=False)
    for address, more in _attached(world, post):
        out, entry = _link(post, out + " ", address)
        urls.append(entry | more)
    mentions = []
    for found in HANDLE.finditer(out):
        account = world.by_handle(found[1])
        if account is not None:
            mentions.append({"start": found.start(), "end": found.end(), "username": found[1], "id": account.id})
    entities: dict[str, Any] = {"mentions": mentions, "urls": urls}
    return out, {name: found for name, found in entities.items() if found}


def _attached(world: World, post: Post) -> list[tuple[str, dict[str, Any]]]:
    """The links X appends for a quoted post and for pictures."""
    added: list[tuple[str, dict[str, Any]]] = []
    if post.quote:
        quoted = world.posts[post.quote]
        added.append((f"https://twitter.com/{quoted.author.handle}/status/{quoted.id}", {}))
    if post.images:
        picture = f"https://twitter.com/{post.author.handle}/status/{post.id}/photo/1"
        added.append((picture, {"media_key": f"3_{post.id}0"}))
    return added


def _link(post: Post, before: str, address: str) -> tuple[str, dict[str, Any]]:
    short = "https://t.co/" + hashlib.sha256(f"{post.versions[0]} {address}".encode()).hexdigest()[:10]
    entry = {"start": len(before), "end": len(before) + len(short), "url": short, "expanded_url": address}
    return before + short, entry
