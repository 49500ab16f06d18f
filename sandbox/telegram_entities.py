"""Telegram's text rules: HTML to entities as its server parses it, links found by themselves, UTF-16 offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from sandbox.telegram_wire import Refused

Entity = dict[str, Any]

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "span": "spoiler",
}
_TOKEN = re.compile(r"<[^<>]*>|<[^<>]*|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_TAG = re.compile(r"<(/?)([^\s>/]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_FOUND = {
    "bot_command": re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@\w{3,32})?"),
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "url": re.compile(
        r"(?:https?://[^\s<>\"]+|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|net|org|tr|io|example)(?:/[^\s<>\"]*)?)"
    ),
    "mention": re.compile(r"(?<![\w@])@[a-zA-Z]\w{3,31}"),
    "hashtag": re.compile(r"(?<![\w#])#\w*[^\W\d]\w*"),
}


def units(text: str) -> int:
    """Length in UTF-16 code units, the measure of every offset."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, entity: Entity) -> str:
    """The part of `text` an entity covers."""
    wire = text.encode("utf-16-le")
    start = entity["offset"] * 2
    return wire[start : start + entity["length"] * 2].decode("utf-16-le", "replace")


def parse(text: str, mode: str, given: list[Entity] | None = None) -> tuple[str, list[Entity]]:
    """Plain text and its entities as a message keeps them. `mode` is parse_mode; only HTML and none are spoken here.

    Raises Refused as Telegram does for tags it cannot read.
    """
    if mode and mode.upper() != "HTML":
        raise Refused(400, "unsupported parse_mode")
    plain, entities = _Html(text).parse() if mode else (text, list(given or []))
    plain, entities = _trim(plain, entities)
    return plain, sorted(entities + list(_detect(plain, entities)), key=lambda e: (e["offset"], -e["length"]))


@dataclass
class _Open:
    tag: str
    at: int
    extra: dict[str, str]


@dataclass
class _Html:
    source: str
    out: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def parse(self) -> tuple[str, list[Entity]]:
        done = 0
        for token in _TOKEN.finditer(self.source):
            self._write(self.source[done : token.start()])
            done = token.end()
            if token.group().startswith("&"):
                self._write(unescape(token.group()))
            else:
                self._tag(token.group(), len(self.source[: token.start()].encode()))
        self._write(self.source[done:])
        if self.stack:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return "".join(self.out), self.entities

    def _write(self, text: str) -> None:
        self.out.append(text)
        self.length += units(text)

    def _tag(self, token: str, offset: int) -> None:
        found = _TAG.fullmatch(token)
        if found is None:
            raise _broken(f"Unclosed {'end' if token.startswith('</') else 'start'} tag at byte offset {offset}")
        end, name, rest = bool(found[1]), found[2].lower(), found[3]
        if end:
            self._close(name, offset)
        elif name not in _KINDS:
            raise _broken(f'Unsupported start tag "{name}" at byte offset {offset}')
        else:
            self.stack.append(_Open(name, self.length, self._extra(name, rest, offset)))

    def _extra(self, name: str, rest: str, offset: int) -> dict[str, str]:
        attributes = {key.lower(): unescape(value.strip("\"'")) for key, value in _ATTRIBUTE.findall(rest)}
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _broken(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        if name == "blockquote" and any(opened.tag == "blockquote" for opened in self.stack):
            raise _broken(f"Can't nest blockquote entities at byte offset {offset}")
        return attributes

    def _close(self, name: str, offset: int) -> None:
        if not self.stack:
            raise _broken(f"Unexpected end tag at byte offset {offset}")
        opened = self.stack.pop()
        if name and name != opened.tag:
            raise _broken(f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", found "</{name}>"')
        made = self._entity(opened)
        if made is not None:
            self.entities.append(made)

    def _entity(self, opened: _Open) -> Entity | None:
        made: Entity = {"type": _KINDS[opened.tag], "offset": opened.at, "length": self.length - opened.at}
        if not made["length"]:
            return None
        if opened.tag == "blockquote" and "expandable" in opened.extra:
            made["type"] = "expandable_blockquote"
        if opened.tag == "a":
            url = opened.extra.get("href") or "".join(self.out)[-made["length"] :]
            if not re.match(r"(https?|tg|mailto|tel)://?\S+|[\w-]+(\.[\w-]+)+\S*$", url):
                return None  # Telegram keeps the words and drops a link it cannot read
            made["url"] = url
        if opened.tag == "code" and self.stack and self.stack[-1].tag == "pre":
            self.stack[-1].extra["language"] = opened.extra.get("class", "").removeprefix("language-")
            return None
        if opened.tag == "pre" and opened.extra.get("language"):
            made["language"] = opened.extra["language"]
        return made


def _broken(why: str) -> Refused:
    return Refused(400, f"can't parse entities: {why}")


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """White space at both ends goes, offsets follow."""
    kept = text.strip()
    lead = units(text) - units(text.lstrip())
    end = units(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return kept, moved


def _detect(text: str, given: list[Entity]) -> Iterator[Entity]:
    """What Telegram marks by itself: commands, addresses, links, mentions, hashtags."""
    closed = ("code", "pre", "text_link", "bot_command", "email", "url", "mention", "hashtag")
    taken = [(e["offset"], e["offset"] + e["length"]) for e in given if e["type"] in closed]
    for kind, pattern in _FOUND.items():
        for found in pattern.finditer(text):
            start = units(text[: found.start()])
            stop = start + units(found.group())
            if all(stop <= begin or start >= end for begin, end in taken):
                taken.append((start, stop))
                yield {"type": kind, "offset": start, "length": stop - start}
