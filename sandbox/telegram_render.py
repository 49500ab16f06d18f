"""A message's text and entities as safe HTML: everything written by anybody is escaped, only our tags remain."""

from __future__ import annotations

from html import escape

from sandbox.telegram_entities import Entity, cut

_TAGS = {
    "bold": "<b>{}</b>",
    "italic": "<i>{}</i>",
    "underline": "<u>{}</u>",
    "strikethrough": "<s>{}</s>",
    "spoiler": '<span class="spoiler">{}</span>',
    "code": "<code>{}</code>",
    "pre": "<pre>{}</pre>",
    "blockquote": "<blockquote>{}</blockquote>",
    "expandable_blockquote": '<blockquote class="fold">{}</blockquote>',
    "mention": '<span class="link">{}</span>',
    "hashtag": '<span class="link">{}</span>',
    "email": '<span class="link">{}</span>',
}
_BLOCKS = ("blockquote", "expandable_blockquote", "pre")
_NEWLINE = "\n".encode("utf-16-le")
_SCHEMES = ("http://", "https://", "tg://", "mailto:", "tel:")


def render(text: str, entities: list[Entity]) -> str:
    """HTML of a message. Entities that overlap without nesting are left out, as are links with other schemes."""
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    wire = text.encode("utf-16-le")
    return _span(wire, 0, len(wire) // 2, ordered)


def _span(wire: bytes, start: int, stop: int, entities: list[Entity]) -> str:
    out: list[str] = []
    at = start
    for index, entity in enumerate(entities):
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        if begin < at or end > stop:
            continue  # inside one already written, or sticking out of this one
        inner = [other for other in entities[index + 1 :] if begin <= other["offset"] < end]
        out.append(_plain(wire, at, begin) + _wrap(entity, _span(wire, begin, end, inner), wire))
        # A block already ends its line: the newline after it would show as an empty one.
        after_block = entity["type"] in _BLOCKS and wire[end * 2 : end * 2 + 2] == _NEWLINE
        at = end + after_block
    return "".join(out) + _plain(wire, at, stop)


def _plain(wire: bytes, start: int, stop: int) -> str:
    return escape(wire[start * 2 : stop * 2].decode("utf-16-le", "replace"))


def _wrap(entity: Entity, inner: str, wire: bytes) -> str:
    kind = entity["type"]
    covered = cut(wire.decode("utf-16-le", "replace"), entity)
    if kind == "bot_command":
        return f'<a class="command" data-command="{escape(covered)}">{inner}</a>'
    if kind in ("url", "text_link"):
        return _link(entity.get("url") or covered, inner)
    return _TAGS.get(kind, "{}").replace("{}", inner)


def _link(url: str, inner: str) -> str:
    if not url.lower().startswith(_SCHEMES):
        if ":" in url.split("/")[0]:
            return inner  # javascript:, data: and their kind
        url = "https://" + url
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{inner}</a>'
