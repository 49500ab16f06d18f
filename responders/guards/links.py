"""Links: everything X would turn into one, and what other places would, must be the brand's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from responders.guards.flag import Flag
from responders.guards.reading import Range, Reading, overlaps
from responders.guards.x_text import linked

_WIDE_DOTS = str.maketrans("。．｡․", "....")
_EXPLICIT = re.compile(
    r"(?i)\b[a-z][a-z0-9+.-]{1,15}:[/\\]{2}\S+|\bwww\.\S+|\b(?:javascript|tg|intent):\S+|\bdata:\w+/\S+"
)
_ADDRESS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\S+)")
_HIDDEN_DOT = re.compile(
    r"(?i)\b[\w-]+\s?(?:[\[({]\s?(?:\.|dot|nokta)\s?[\])}])\s?\w{2,}(?:/\S*)?"
    r"|(?<![\w@.])[a-z0-9][\w-]*(?:\.[\w-]+)*\.[a-z]{2,12}/\S+"  # any ending, once a path follows
    r"|\b[\w-]+ (?:dot|nokta) (?:com|net|org|tr|co|io|me|ly|shop|app|link|info|xyz)\b(?:/\S*)?"
)
_CLOSING = ".,;:!?…)]}\"'”’»"
_HTTP = re.compile(r"(?i)^https?:[/\\]{2}")
_SCHEME = re.compile(r"(?i)^[a-z][a-z0-9+.-]*:")


def links(reading: Reading) -> Iterator[Flag]:
    """Red for each link that is neither on the brand's domains nor a fact's nor a contact."""
    for start, end in spans(reading.text):
        if not _allowed(reading, reading.text[start:end]):
            yield reading.flag("link", "red", start, end, "not on the brand's list")


@lru_cache(maxsize=64)
def spans(text: str) -> tuple[Range, ...]:
    """Where links stand in `text`, in order, none overlapping another."""
    plain = text.translate(_WIDE_DOTS)
    found: list[Range] = []
    for match in (*_EXPLICIT.finditer(plain), *_ADDRESS.finditer(plain), *_HIDDEN_DOT.finditer(plain)):
        _add(found, (match.start(), match.start() + len(_trimmed(match.group()))))
    for start, end in linked(plain):
        _add(found, (start, min(end, len(text))))
    return tuple(sorted(found))


def bare(url: str) -> str:
    """Without scheme, www, closing slash, in lower case: two ways of writing one address are the same."""
    return _HTTP.sub("", url.translate(_WIDE_DOTS).lower()).removeprefix("www.").rstrip("/")


def _add(found: list[Range], span: Range) -> None:
    if span[0] < span[1] and not overlaps(span, found):
        found.append(span)


def _trimmed(url: str) -> str:
    """Closing punctuation and a Turkish case ending after an apostrophe belong to the sentence."""
    return re.sub(r"['’]\w{1,6}$", "", url.rstrip(_CLOSING)).rstrip(_CLOSING)


def _allowed(reading: Reading, url: str) -> bool:
    address = bare(url)
    if _SCHEME.match(url) and not _HTTP.match(url):
        return False
    known = {bare(contact) for contact in reading.brand.contacts}
    for fact in reading.facts:
        known |= {bare(fact.url)} if fact.url else set()
        known |= {bare(fact.text[a:b]) for a, b in spans(fact.text)}
    return address in known or own_page(reading, address)


def own_page(reading: Reading, address: str) -> bool:
    """Whether a bare address is on one of the brand's domains."""
    return any(_within(address, bare(domain)) for domain in reading.brand.domains)


def _within(address: str, domain: str) -> bool:
    """Whether `address` is on `domain` or below it. A domain written with a path allows only that path."""
    if "/" in domain:
        return address == domain or address.startswith((domain + "/", domain + "?"))
    host = re.split(r"[/?#\\]", address, maxsplit=1)[0]
    if "@" in host:
        return False
    host = re.sub(r":\d*$", "", host)
    return host == domain or host.endswith("." + domain)
