"""X's search language, as far as brands use it: words, "phrases", OR, -, ( ), from: to: @ # lang: is: has: url:."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from sandbox.x_text import links
from sandbox.x_world import Post, World

Match = Callable[[World, Post], bool]
_PIECE = re.compile(r'-(?=\S)|\(|\)|[\w]+:"[^"]*"|"[^"]*"|[^\s()"]+')
_WORD = re.compile(r"\w+")


class BadQuery(ValueError):
    """The query is one X would refuse; the message says why."""


def compiled(query: str) -> Match:
    """A test for one query. Raises BadQuery."""
    pieces = _PIECE.findall(query)
    match, rest = _either(pieces)
    if rest:
        raise BadQuery(f"missing EOF at '{rest[0]}' (at position {query.find(rest[0]) + 1})")
    return match


def _either(pieces: list[str]) -> tuple[Match, list[str]]:
    options, rest = [], pieces
    while True:
        option, rest = _all_of(rest)
        options.append(option)
        if not rest or rest[0] != "OR":
            return lambda world, post: any(option(world, post) for option in options), rest
        rest = rest[1:]


def _all_of(pieces: list[str]) -> tuple[Match, list[str]]:
    needed: list[Match] = []
    while pieces and pieces[0] not in (")", "OR"):
        match, pieces = _one(pieces)
        needed.append(match)
    if not needed:
        raise BadQuery("no viable alternative at input '<EOF>'")
    return lambda world, post: all(match(world, post) for match in needed), pieces


def _one(pieces: list[str]) -> tuple[Match, list[str]]:
    first, rest = pieces[0], pieces[1:]
    if first == "-" and rest:
        match, rest = _one(rest)
        return lambda world, post: not match(world, post), rest
    if first == "(":
        match, rest = _either(rest)
        if not rest or rest[0] != ")":
            raise BadQuery("missing ')' at '<EOF>'")
        return match, rest[1:]
    return _term(first), rest


def _term(piece: str) -> Match:
    name, colon, value = piece.partition(":")
    if not _WORD.search(piece):
        raise BadQuery(f"no viable alternative at input '{piece}'")
    if piece.startswith('"') or not colon:
        return _text(piece)
    if name in _PROPERTIES and value in _PROPERTIES[name]:
        return _PROPERTIES[name][value]
    value = value.strip('"').lstrip("@").lower()
    operators: dict[str, Match] = {
        "from": lambda _, post: post.author.handle.lower() == value,
        "to": lambda world, post: _answered(world, post) == value,
        "lang": lambda _, post: post.lang == value,
        "url": lambda world, post: value in post.text.lower() or value in _quoted_link(world, post),
    }
    if name not in operators:
        raise BadQuery(f"Reference to invalid operator or field '{piece}'")
    return operators[name]


_PROPERTIES: dict[str, dict[str, Match]] = {
    "is": {
        "retweet": lambda _world, _post: False,
        "reply": lambda _, post: post.reply_to is not None,
        "quote": lambda _, post: post.quote is not None,
    },
    "has": {
        "images": lambda _, post: post.images > 0,
        "media": lambda _, post: post.images > 0,
        "links": lambda _, post: bool(links(post.text)),
        "mentions": lambda world, post: any(world.mentioned(post)),
    },
}


def _answered(world: World, post: Post) -> str:
    return world.posts[post.reply_to].author.handle.lower() if post.reply_to else ""


def _quoted_link(world: World, post: Post) -> str:
    """The address of the quoted post, which X adds to a quote's links."""
    return f"https://x.com/{world.posts[post.quote].author.handle}/status/{post.quote}".lower() if post.quote else ""


def _text(piece: str) -> Match:
    if piece.startswith("@"):
        return lambda world, post: any(named.handle.lower() == piece[1:].lower() for *_, named in world.mentioned(post))
    if piece.startswith("#"):
        return lambda _, post: piece.lower() in post.text.lower().split()
    wanted = [_forms(word) for word in _WORD.findall(piece)]

    def match(_: World, post: Post) -> bool:
        words = [word.casefold() for word in _WORD.findall(post.full_text)]
        spots = range(len(words) - len(wanted) + 1)
        return bool(wanted) and any(all(words[i + k] in forms for k, forms in enumerate(wanted)) for i in spots)

    return match


def _forms(word: str) -> set[str]:
    """A word with accents finds itself with and without them; one without finds only itself."""
    lower = word.casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
    return {lower, bare.replace("ı", "i")}
