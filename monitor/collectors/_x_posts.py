"""A post as X writes it, made into ours. Names are read in the spelling before and after August 2026."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import unescape
from typing import Any

from models import Post, Writer

Raw = dict[str, Any]
FIELDS = [
    "author_id",
    "attachments",
    "conversation_id",
    "created_at",
    "display_text_range",
    "edit_history_tweet_ids",
    "entities",
    "lang",
    "note_tweet",
    "referenced_tweets",
]


def native_id(raw: Raw) -> str:
    """The first version's id: an edited post comes with an id of its own."""
    return versions(raw)[0]


def versions(raw: Raw) -> list[str]:
    """Ids of all versions of a post, the oldest first."""
    return raw.get("edit_history_tweet_ids") or raw.get("edit_history_post_ids") or [raw["id"]]


def is_short(raws: Sequence[Raw]) -> bool:
    """Whether X kept names back: all authors, or what a reply answers. It may send them to those who expand them."""
    return bool(raws) and (all("author_id" not in raw for raw in raws) or any(map(_is_orphan, raws)))


def parent_id(raw: Raw) -> str | None:
    return _referenced(raw).get("replied_to")


def text_of(raw: Raw) -> str:
    """The whole text, links written out, without those X adds for pictures and quoted posts."""
    text = unescape(_body(raw)["text"])
    for link in _entities(raw, "urls"):
        text = text.replace(link["url"], "" if _is_added(link, raw) else _target(link))
    return text.strip()


def post_of(raw: Raw, writer: Writer, account: str) -> Post:
    """`account` is our handle. Raises KeyError, TypeError or ValueError for what is no post."""
    id = native_id(raw)
    return Post(
        native_id=id,
        author=writer,
        text=text_of(raw),
        url=f"https://x.com/{writer.handle or 'i'}/status/{id}",
        created_at=datetime.fromisoformat(raw["created_at"]),
        parent_id=parent_id(raw),
        root_id=raw.get("conversation_id"),
        summoned=_names(raw, account) or _quotes(raw, account),
        images=len(raw.get("attachments", {}).get("media_keys", [])),
        lang=raw.get("lang"),
    )


def writer_of(raw: Raw) -> Writer:
    followers = raw.get("public_metrics", {}).get("followers_count")
    return Writer(raw["id"], raw["username"], raw.get("name", ""), followers)


def _body(raw: Raw) -> Raw:
    """Where the whole text is: long posts have it in a note."""
    return raw.get("note_tweet") or raw.get("note_post") or raw


def _referenced(raw: Raw) -> dict[str, str]:
    found = raw.get("referenced_tweets") or raw.get("referenced_posts") or []
    return {reference["type"]: reference["id"] for reference in found}


def _is_orphan(raw: Raw) -> bool:
    return raw.get("conversation_id", raw["id"]) not in [raw["id"], *versions(raw)] and parent_id(raw) is None


def _names(raw: Raw, account: str) -> bool:
    """Whether the author wrote our handle; the handles X itself puts before a reply do not count."""
    shown = raw.get("display_text_range")
    if shown is None and parent_id(raw):
        return False  # what stands before the reply cannot be told from what the author wrote
    begin = shown[0] if shown else 0
    named = _entities(raw, "mentions")
    return any((one.get("username") or "").lower() == account.lower() and one["start"] >= begin for one in named)


def _quotes(raw: Raw, account: str) -> bool:
    """Whether the post quotes one of ours: X links the quoted post under its author's handle."""
    quoted = _referenced(raw).get("quoted")
    ours = f"/{account}/status/{quoted}".lower()
    return quoted is not None and any(_target(link).lower().endswith(ours) for link in _entities(raw, "urls"))


def _entities(raw: Raw, kind: str) -> Iterator[Raw]:
    for part in (raw, _body(raw)):
        yield from (part.get("entities") or {}).get(kind) or []


def _target(link: Raw) -> str:
    return link.get("expanded_url") or link.get("url") or ""


def _is_added(link: Raw, raw: Raw) -> bool:
    quoted = _referenced(raw).get("quoted")
    return "media_key" in link or (quoted is not None and _target(link).endswith(f"/status/{quoted}"))
